"""What lies beside photos and belongs to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import bindparam, select, update
from typing_extensions import override

from app.core.outside.companions import (
    Companion,
    CompanionRole,
    Companions,
    dump_companions,
    load_companions,
    pattern_of,
)
from app.store.database import Database
from app.store.encoding import clean, decode_path
from app.store.labels import SPOKEN_OF
from app.store.tables import Photo

_SAVE = update(Photo).where(Photo.id == bindparam("photo"))


class CompanionStore(Companions):
    """Which photos have companions, and writing it."""

    _database: Database

    @override
    def with_raw(self) -> dict[int, tuple[str, tuple[Companion, ...]]]:
        statement = select(Photo.id, Photo.path, Photo.companions).where(
            Photo.missing == 0, Photo.companions.like(pattern_of(CompanionRole.RAW))
        )
        with self._database.read() as connection:
            return {
                photo: (decode_path(path), load_companions(text))
                for photo, path, text in connection.execute(statement)
            }

    @override
    def spoken_and_gone(self) -> list[int]:
        statement = select(Photo.id).where(Photo.missing == 1, Photo.id.in_(SPOKEN_OF))
        with self._database.read() as connection:
            return list(connection.scalars(statement))

    @override
    def save_companions(self, companions: Mapping[int, Sequence[Companion]]) -> None:
        rows = [
            {"photo": int(photo), "companions": text_of(beside)}
            for photo, beside in companions.items()
        ]
        if rows:
            with self._database.write() as connection:
                connection.execute(_SAVE, rows)


def text_of(companions: Sequence[Companion]) -> str:
    """Return companions as the column holds them."""
    return clean(dump_companions(companions)) or ""
