"""Lists of photos like some others: those of a list that the library's models find alike."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from app.core.likeness import Likeness
from app.core.records import Listing, Query, SortBy
from app.store.database import Database
from app.store.models import ModelQueries
from app.store.query import held_of, whole_list

# Whether a list holds more photos than these is seen quicker by reading the whole list.
PHOTOS_LOOKED_UP = 4000


class LikenessQueries:
    """Reads such lists of a library file."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._models = ModelQueries(database)

    def listing(self, query: Query, like: Likeness) -> Listing:
        """Return those photos of a list that are like some others, in the order of the query."""
        found, _ = self._models.alike(like)
        plain = _without(query)
        with self._database.read() as connection:
            if query.sort is SortBy.LIKENESS and len(found) <= PHOTOS_LOOKED_UP:
                held = held_of(connection, plain, found.tolist())
                there = np.fromiter(held, dtype=np.int64, count=len(held))
            else:
                there = whole_list(connection, plain).ids
        if query.sort is not SortBy.LIKENESS:
            return Listing(there[np.isin(there, found)])
        listed = found[np.isin(found, there)]
        return Listing(listed if query.descending else listed[::-1])

    def held(self, query: Query, like: Likeness, photos: set[int]) -> set[int]:
        """Return which of these photos that list holds."""
        near = photos.intersection(self._models.alike(like)[0].tolist())
        with self._database.read() as connection:
            return held_of(connection, _without(query), near)


def _without(query: Query) -> Query:
    """Return a query that asks for no likeness, in an order that the library has."""
    sort = SortBy.DATE if query.sort is SortBy.LIKENESS else query.sort
    return replace(query, like=None, sort=sort)
