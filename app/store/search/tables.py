"""The tables that triggers write for searches."""

from __future__ import annotations

from app.store.tables import Base, column, optional


class Unindexed(Base):
    """What the index ``source`` does not hold yet, noted by triggers: see :mod:`app.store.search`.

    ``indexed`` is the text that it has for the photo so far, NULL for none.
    """

    __tablename__ = "unindexed"
    __table_args__ = ({"sqlite_with_rowid": False},)

    source = column(str, primary_key=True)
    photo_id = column(int, primary_key=True)
    indexed = optional(str)


class RepeatedPixels(Base):
    """A ``pixel_hash`` that two photos or more have, or once had; triggers note it."""

    __tablename__ = "repeated_pixels"
    __table_args__ = ({"sqlite_with_rowid": False},)

    pixel_hash = column(str, primary_key=True)
