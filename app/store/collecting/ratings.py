"""Ratings: what a person said of a photo's worth."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import select
from typing_extensions import override

from app.core.collecting import ratings
from app.core.collecting.ratings import Rating
from app.store.actions import Actions
from app.store.collecting.rated import rating_of, read_ratings
from app.store.collecting.tables import RatingTable
from app.store.database import Database
from app.store.encoding import now


class RatingStore(ratings.Ratings):
    """Ratings of a library file."""

    def __init__(self, database: Database, actions: Actions) -> None:
        self._database = database
        self._actions = actions

    @override
    def of(self, photos: Collection[int]) -> dict[int, Rating]:
        with self._database.read() as connection:
            states = read_ratings(connection, photos)
        return {photo: rating_of(state) for photo, state in states.items() if state is not None}

    @override
    def given(self) -> list[int]:
        statement = select(RatingTable.photo_id).order_by(RatingTable.photo_id)
        with self._database.read() as connection:
            return list(connection.scalars(statement))

    @override
    def save(self, ratings: Mapping[int, Rating]) -> None:
        recorder = self._actions.required
        before = read_ratings(recorder.connection, list(ratings))
        at, after = now(), {}
        for photo, rating in ratings.items():
            known = rating_of(before[int(photo)])
            if (known.stars, known.flag) != (rating.stars, rating.flag):
                flag = None if rating.flag is None else rating.flag.value
                state = {"stars": rating.stars, "flag": flag, "at": at}
                after[int(photo)] = state if rating else None
        recorder.change(
            "rating",
            {str(photo): before[photo] for photo in after},
            {str(photo): state for photo, state in after.items()},
        )
