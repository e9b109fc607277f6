"""The ledger of what was written into other files."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict

from sqlalchemy import ColumnElement, Connection, delete, func, insert, select, tuple_, update
from typing_extensions import override

from app.core import ledger
from app.core.keywords import Keywords
from app.core.ledger import Entry
from app.store.database import Database
from app.store.encoding import decode_path, dump, encode_path, load, now
from app.store.query import among, cast_bool
from app.store.tables import ExportLedger

# Parameters of one statement.
_PATHS_AT_ONCE = 500


class LedgerStore(ledger.Ledger):
    """The ledger of a library file."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @override
    def photos(self) -> list[int]:
        statement = select(ExportLedger.photo_id).distinct().order_by(ExportLedger.photo_id)
        with self._database.read() as connection:
            return list(connection.scalars(statement))

    @override
    def of(self, photos: Collection[int]) -> list[Entry]:
        return self._entries(among(ExportLedger.photo_id, photos))

    @override
    def at(self, targets: Collection[str]) -> list[Entry]:
        paths, found = [encode_path(target) for target in targets], []
        for start in range(0, len(paths), _PATHS_AT_ONCE):
            some = ExportLedger.target.in_(paths[start : start + _PATHS_AT_ONCE])
            found += self._entries(cast_bool(some))
        return found

    @override
    def save(self, entries: Sequence[Entry]) -> None:
        kept = [entry for entry in entries if not entry.is_empty]
        with self._database.write() as connection:
            _drop(connection, [entry for entry in entries if entry.is_empty])
            if kept:
                connection.execute(
                    insert(ExportLedger).prefix_with("OR REPLACE"),
                    [_values(entry, now()) for entry in kept],
                )

    @override
    def drop(self, entries: Sequence[Entry]) -> None:
        with self._database.write() as connection:
            _drop(connection, entries)

    def _entries(self, where: ColumnElement[bool]) -> list[Entry]:
        statement = (
            select(ExportLedger.__table__)
            .where(where)
            .order_by(ExportLedger.photo_id, ExportLedger.target)
        )
        with self._database.read() as connection:
            return [
                Entry(
                    row.photo_id,
                    decode_path(row.target),
                    _keywords(row.written),
                    _keywords(row.pending),
                    _keywords(row.gone),
                    tuple(load(row.tags)),
                    row.source,
                    row.at,
                )
                for row in connection.execute(statement)
            ]


def move_entries(connection: Connection, photos: Mapping[int, int]) -> None:
    """Hand the entries of photos (keys) that go over to photos that stay (values)."""
    going = func.count().filter(among(ExportLedger.photo_id, photos))
    if not connection.scalar(select(going).select_from(ExportLedger)):
        return
    for other, kept in photos.items():
        connection.execute(
            update(ExportLedger)
            .prefix_with("OR IGNORE")
            .where(ExportLedger.photo_id == other)
            .values(photo_id=kept)
        )


def _drop(connection: Connection, entries: Sequence[Entry]) -> None:
    key = tuple_(ExportLedger.photo_id, ExportLedger.target)
    pairs = [(entry.photo, encode_path(entry.target)) for entry in entries]
    for start in range(0, len(pairs), _PATHS_AT_ONCE):
        connection.execute(
            delete(ExportLedger).where(key.in_(pairs[start : start + _PATHS_AT_ONCE]))
        )


def _values(entry: Entry, at: str) -> dict[str, object]:
    return {
        "photo_id": entry.photo,
        "target": encode_path(entry.target),
        "written": _dumped(entry.written),
        "pending": _dumped(entry.pending),
        "gone": _dumped(entry.gone),
        "tags": dump(list(entry.tags)),
        "source": entry.source,
        "at": at,
    }


def _dumped(keywords: Keywords) -> str:
    return dump({key: list(words) for key, words in asdict(keywords).items() if words})


def _keywords(text: str) -> Keywords:
    return Keywords(**{key: tuple(words) for key, words in load(text).items()})
