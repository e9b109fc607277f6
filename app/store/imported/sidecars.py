"""What stood in sidecars when they were read, and the words that photos are found by.

What stands inside a file is one of its facts (``photo.facts``); a row of ``imported`` holds what
its sidecars say besides, and the words of both, folded, so that a search reads only the photos
about which somebody wrote anything.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import Connection, and_, bindparam, delete, func, insert, or_, select, update
from sqlalchemy.dialects import sqlite
from typing_extensions import override

from app.core.imported import IMPORTED, Imported, ImportedReader, Sidecars
from app.store.collecting.rated import show_ratings
from app.store.database import Database
from app.store.encoding import clean, dump, folded, load
from app.store.query import among
from app.store.tables import ImportedWords, Photo, PhotoKeyword
from app.store.world.localities import spot_columns

_TABLE = ImportedWords.__table__
_SIDECAR = select(ImportedWords.sidecar).where(ImportedWords.photo_id == bindparam("photo"))
_SET_WORDS = (
    update(_TABLE).where(_TABLE.c.photo_id == bindparam("photo")).values(words=bindparam("found"))
)
_DROP = delete(_TABLE).where(_TABLE.c.photo_id == bindparam("photo"))
_SET_SPOT = (
    update(Photo.__table__)
    .where(
        Photo.__table__.c.id == bindparam("photo"),
        or_(
            Photo.__table__.c.latitude.is_distinct_from(bindparam("latitude")),
            Photo.__table__.c.longitude.is_distinct_from(bindparam("longitude")),
        ),
    )
    .values(
        latitude=bindparam("latitude"),
        longitude=bindparam("longitude"),
        locality_id=bindparam("locality_id"),
    )
)
_ADD = sqlite.insert(_TABLE)
# No 'OR REPLACE': it would take the old words away without a trigger.
_INSERT = _ADD.on_conflict_do_update(
    index_elements=["photo_id"],
    set_={name: _ADD.excluded[name] for name in ("state", "sidecar", "words")},
)
_DROP_KEYWORDS = delete(PhotoKeyword).where(PhotoKeyword.photo_id == bindparam("photo"))
_ADD_KEYWORD = insert(PhotoKeyword)


class ImportedQueries(ImportedReader):
    """Reading what others wrote."""

    _database: Database

    @override
    def with_keywords(self) -> list[int]:
        statement = (
            select(ImportedWords.photo_id)
            .join(Photo, and_(Photo.id == ImportedWords.photo_id, Photo.listed == 1))
            .where(or_(*(_has_words(text) for text in (ImportedWords.sidecar, Photo.facts))))
            .order_by(ImportedWords.photo_id)
        )
        with self._database.read() as connection:
            return list(connection.scalars(statement))


class SidecarStore(ImportedQueries, Sidecars):
    """What the library keeps of sidecars, and writing it."""

    @override
    def sidecar_states(self, photos: Collection[int]) -> dict[int, str]:
        statement = select(ImportedWords.photo_id, ImportedWords.state).where(
            among(ImportedWords.photo_id, photos), ImportedWords.state != ""
        )
        with self._database.read() as connection:
            return {photo: state for photo, state in connection.execute(statement)}

    @override
    def save_sidecars(self, said: Mapping[int, tuple[str, Imported]]) -> None:
        with self._database.write() as connection:
            facts = _facts(connection, said)
            for photo, (state, words) in said.items():
                known = facts.get(photo, {})
                joined = read_imported(known, None).joined(words)
                _keep(connection, photo, state, words, joined)
                connection.execute(_SET_SPOT, {"photo": photo, **spot_columns(known, joined)})
            show_ratings(connection, said)


def show_inside(connection: Connection, photo: int, facts: Mapping[str, Any]) -> None:
    """Let a photo be found by what stands in its file now, and by what its sidecars said.

    Its spot is that of a sidecar where one names it.
    """
    inside = Imported.of_json(facts.get(IMPORTED))
    sidecar = connection.scalar(_SIDECAR, {"photo": photo})
    if sidecar is not None:
        joined = inside.joined(Imported.of_json(load(sidecar)))
        connection.execute(_SET_WORDS, {"photo": photo, "found": _found_by(joined)})
        connection.execute(_SET_SPOT, {"photo": photo, **spot_columns(facts, joined)})
        _keep_keywords(connection, photo, joined)
    elif inside:
        _keep(connection, photo, "", Imported(), inside)


def read_imported(facts: Mapping[str, Any], sidecar: str | None) -> Imported:
    """Return what others wrote about a photo: in its file, and in its sidecars."""
    inside = Imported.of_json(facts.get(IMPORTED))
    return inside if sidecar is None else inside.joined(Imported.of_json(load(sidecar)))


def _facts(connection: Connection, photos: Collection[int]) -> dict[int, Mapping[str, Any]]:
    rows = connection.execute(select(Photo.id, Photo.facts).where(among(Photo.id, photos)))
    return {photo: load(facts) for photo, facts in rows}


def _keep(
    connection: Connection, photo: int, state: str, sidecar: Imported, joined: Imported
) -> None:
    _keep_keywords(connection, photo, joined)
    if not state and not joined:
        connection.execute(_DROP, {"photo": photo})
        return
    row = {
        "photo_id": int(photo),
        "state": state,
        "sidecar": dump(sidecar.to_json()),
        "words": _found_by(joined),
    }
    connection.execute(_INSERT, row)


def _keep_keywords(connection: Connection, photo: int, joined: Imported) -> None:
    connection.execute(_DROP_KEYWORDS, {"photo": photo})
    words = (*joined.keywords, *(part for line in joined.hierarchies for part in line.split("|")))
    folded_words = {folded(clean(word) or "").strip() for word in words} - {""}
    if folded_words:
        rows = [{"photo_id": int(photo), "keyword": word} for word in sorted(folded_words)]
        connection.execute(_ADD_KEYWORD, rows)


# Behind all words, so that a text of one or two letters at their end begins a group of three, too.
_END = "\n\n"


def _found_by(said: Imported) -> str:
    words = folded(clean(said.searched) or "")
    return words + _END if words else ""


def _has_words(column: Any) -> Any:
    """Return 'this JSON has keywords', without reading it."""
    return or_(*(func.instr(column, f'"{key}":[') > 0 for key in ("keywords", "hierarchies")))
