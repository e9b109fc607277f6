"""The tables of what a person collects: ratings, albums, kept searches."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index

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


class AlbumTable(Base):
    """An album: :class:`app.core.collecting.albums.AlbumRow`."""

    __tablename__ = "album"
    # The history speaks of albums by their number, which must not come back for another.
    __table_args__ = ({"sqlite_autoincrement": True},)

    id = column(int, primary_key=True)
    name = column(str)
    cover = optional(int)


class AlbumPhoto(Base):
    """A photo in an album; ``place`` is its place there, in rising order."""

    __tablename__ = "album_photo"
    __table_args__ = (
        Index("ix_album_photo_photo", "photo_id"),
        Index("ix_album_photo_place", "album_id", "place", "photo_id"),
        {"sqlite_with_rowid": False},
    )

    album_id = column(int, ForeignKey("album.id", ondelete="CASCADE"), primary_key=True)
    photo_id = column(int, ForeignKey("photo.id"), primary_key=True)
    place = column(float)


class KeptSearchTable(Base):
    """A kept search: :class:`app.core.collecting.albums.KeptSearch`."""

    __tablename__ = "kept_search"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id = column(int, primary_key=True)
    name = column(str)
    text = column(str)
