"""Keep what lists show true for all photos at once: what a refresh and the doctor need.

What is to be shown is worked out once, into a table of this connection of the rows that differ.
Where many move, their indexes are made anew: to sort one once is four times quicker than to move
each of its entries.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Connection,
    Double,
    Insert,
    Integer,
    MetaData,
    String,
    Table,
    Update,
    delete,
    func,
    insert,
    or_,
    select,
    tuple_,
    update,
)

from app.store.database import CACHE_KIB
from app.store.shown import SEEN, add_tags, show_listed, tags_in_force, truth_of_lists
from app.store.tables import Photo, PhotoTag
from app.store.verdicts.counts import counted_at_the_end
from app.store.verdicts.indexes import indexed_at_the_end

# Indexes are made anew where more than one photo of so many moves in them.
ONE_OF = 6
# All of the table is gone through again and again: that of 100,000 photos is read once, and a page
# that changes twice is written once.
WIDE_CACHE_KIB = 65_536
# The rows of ``photo`` that are to be otherwise. ``moves``: on other lists than before.
_DIFFERING = Table(
    "differing",
    MetaData(),
    Column("photo", Integer, primary_key=True),
    Column("status", String),
    Column("scene", String),
    Column("reason", String),
    Column("similarity", Double),
    Column("moves", Boolean),
    prefixes=["TEMPORARY"],
)
_LISTS = (Photo.status, Photo.scene)


def show_all(connection: Connection) -> int:
    """Make the shown columns of every photo true again; return how many rows were otherwise."""
    with _wide_cache(connection):
        wrong = connection.execute(show_listed()).rowcount
        _DIFFERING.create(connection)
        differing = connection.execute(_note_differing()).rowcount
        if differing:
            _show(connection, differing)
        _DIFFERING.drop(connection)
        return wrong + differing + _show_tags(connection)


def _note_differing() -> Insert:
    columns = (Photo.status, Photo.scene, Photo.reason, Photo.similarity)
    old = [SEEN.c[column.name].label(f"old_{column.name}") for column in columns]
    true = truth_of_lists().add_columns(*old).subquery()
    differs = {
        column: true.c[column.name].is_distinct_from(true.c[f"old_{column.name}"])
        for column in columns
    }
    moves = or_(*(differs[column] for column in _LISTS))
    rows = select(true.c.photo, *(true.c[column.name] for column in columns), moves)
    rows = rows.where(or_(*differs.values()))
    return insert(_DIFFERING).from_select(_DIFFERING.c.keys(), rows)


def _show(connection: Connection, differing: int) -> None:
    """Write the differing rows."""
    moves = _DIFFERING.c.moves == 1
    moving = connection.scalar(select(func.count()).where(moves)) or 0
    photos = connection.scalar(select(func.count()).select_from(Photo)) or 0
    with ExitStack() as stack:
        if moving * ONE_OF > photos:
            stack.enter_context(counted_at_the_end(connection))
            stack.enter_context(indexed_at_the_end(connection, Photo, _LISTS))
        elif differing * ONE_OF > photos:
            stack.enter_context(indexed_at_the_end(connection, Photo, [Photo.similarity]))
        connection.execute(_write((Photo.similarity, Photo.reason), ~moves))
        connection.execute(_write((Photo.similarity, Photo.reason, *_LISTS), moves))


def _write(columns: Sequence[ColumnElement[Any]], which: ColumnElement[bool]) -> Update:
    """Return what writes some columns of the differing rows of one kind.

    Each row looks its values up: joined (UPDATE FROM), they would be copied for all rows before
    the first is written, which takes half as long again.
    """
    new = _DIFFERING.c
    values = select(*(new[str(c.key)] for c in columns)).where(new.photo == Photo.id)
    written = update(Photo).values({tuple_(*columns): values.scalar_subquery()})
    return written.where(Photo.id.in_(select(new.photo).where(which)))


@contextmanager
def _wide_cache(connection: Connection) -> Iterator[None]:
    """Let more of the file's pages stay in memory for a while."""
    connection.exec_driver_sql(f"PRAGMA cache_size=-{WIDE_CACHE_KIB}")
    try:
        yield
    finally:
        connection.exec_driver_sql(f"PRAGMA cache_size=-{CACHE_KIB}")


def _show_tags(connection: Connection) -> int:
    """Make the secondary scenes of all photos true again; return how many were otherwise."""
    true = tags_in_force()
    kept = tuple_(PhotoTag.photo_id, PhotoTag.scene)
    gone = connection.execute(delete(PhotoTag).where(kept.not_in(true))).rowcount
    return gone + connection.execute(add_tags(true)).rowcount
