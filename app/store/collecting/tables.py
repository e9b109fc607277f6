"""The tables of what a person collects: ratings."""

from __future__ import annotations

from sqlalchemy import ForeignKey

from app.store.tables import Base, column, optional


class RatingTable(Base):
    """A person's own stars and flag, NULL where nothing was said.

    See :class:`app.core.collecting.ratings.Rating`. What lists show, a file's own rating included,
    is repeated in ``photo``.
    """

    __tablename__ = "rating"

    photo_id = column(int, ForeignKey("photo.id"), primary_key=True)
    stars = optional(int)
    flag = optional(str)
    at = column(str)
