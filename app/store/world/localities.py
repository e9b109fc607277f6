"""Where photos were taken: their spots, and the towns and countries there."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from sqlalchemy import ColumnElement, bindparam, func, insert, or_, select, true, update
from typing_extensions import override

from app.core.imported import Imported, place_of
from app.core.types import IdArray
from app.core.world.localities import (
    Localities,
    Locality,
    LocalityCount,
    LocalityReader,
    SpotArray,
)
from app.store.database import Database
from app.store.encoding import clean, folded
from app.store.plain_rows import fetch_plain
from app.store.query import among
from app.store.tables import LocalityTable, Photo

# In place of a locality's number: looked up, and in none.
NOWHERE = 0
_PLACE = (
    update(Photo.__table__)
    .where(Photo.__table__.c.id == bindparam("photo"))
    .values(locality_id=bindparam("locality"))
)


def spot_columns(facts: Mapping[str, Any], said: Imported) -> dict[str, Any]:
    """Return the columns of a photo's spot, by its facts and by what others wrote about it."""
    camera = place_of(facts.get("latitude"), facts.get("longitude"))
    latitude, longitude = said.gps or camera or (None, None)
    return {"latitude": latitude, "longitude": longitude, "locality_id": None}


class LocalityQueries(LocalityReader):
    """Reading where photos were taken."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @override
    def counts(self) -> list[LocalityCount]:
        photos = func.count()
        statement = (
            select(
                LocalityTable,
                photos.label("photos"),
                func.min(Photo.latitude).label("south"),
                func.min(Photo.longitude).label("west"),
                func.max(Photo.latitude).label("north"),
                func.max(Photo.longitude).label("east"),
            )
            .join(Photo, Photo.locality_id == LocalityTable.id)
            .where(Photo.listed == true(), Photo.latitude.is_not(None))
            .group_by(LocalityTable.id)
            .order_by(photos.desc(), LocalityTable.town_en)
        )
        with self._database.read() as connection:
            return [
                LocalityCount(
                    read_locality(row), row.photos, (row.south, row.west, row.north, row.east)
                )
                for row in connection.execute(statement)
            ]

    @override
    def spots(self) -> tuple[IdArray, SpotArray]:
        return self._spots(Photo.listed == true())

    @override
    def unplaced(self) -> tuple[IdArray, SpotArray]:
        # A locality may have been lost with a page of a damaged file.
        known = select(LocalityTable.id)
        lost = Photo.locality_id.not_in(known) & (Photo.locality_id != NOWHERE)
        return self._spots(or_(Photo.locality_id.is_(None), lost))

    def _spots(self, condition: ColumnElement[bool]) -> tuple[IdArray, SpotArray]:
        columns = select(Photo.id, Photo.latitude, Photo.longitude)
        with self._database.read() as connection:
            rows = fetch_plain(connection, columns.where(condition, Photo.latitude.is_not(None)))
        table = np.array(rows, dtype=np.float64).reshape(-1, 3)
        return table[:, 0].astype(np.int64), table[:, 1:]


class LocalityStore(LocalityQueries, Localities):
    """Where photos were taken, and writing it."""

    @override
    def place(self, found: Mapping[int, Locality | None]) -> None:
        if not found:
            return
        localities = {locality.id: locality for locality in found.values() if locality}
        rows = [
            {"photo": int(photo), "locality": locality.id if locality else NOWHERE}
            for photo, locality in found.items()
        ]
        with self._database.write() as connection:
            if localities:
                table = insert(LocalityTable.__table__).prefix_with("OR REPLACE")
                connection.execute(table, [_values(each) for each in localities.values()])
            connection.execute(_PLACE, rows)

    @override
    def forget(self, photos: Sequence[int] | None = None) -> None:
        statement = update(Photo).where(Photo.latitude.is_not(None)).values(locality_id=None)
        with self._database.write() as connection:
            these = statement if photos is None else statement.where(among(Photo.id, photos))
            connection.execute(these)


def read_locality(row: Any) -> Locality:
    """Return the locality of a row with the columns of its table; other names are left out."""
    return Locality(row.id, row.town_en, row.town_zh, row.country, row.country_en, row.country_zh)


def _values(locality: Locality) -> dict[str, Any]:
    return {
        "id": locality.id,
        "town_en": locality.town_en,
        "town_zh": locality.town_zh,
        "country": locality.country,
        "country_en": locality.country_en,
        "country_zh": locality.country_zh,
        "words": _found_by(locality),
    }


def _found_by(locality: Locality) -> str:
    """Return all names folded, each with its accents and without."""
    names = folded(clean(locality.searched) or "").split("\n")
    bare = (
        "".join(c for c in unicodedata.normalize("NFD", name) if not unicodedata.combining(c))
        for name in names
    )
    return "\n".join(dict.fromkeys((*names, *bare)))
