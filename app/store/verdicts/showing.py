"""Keep what lists show true for all photos at once: what a refresh and the doctor need.

What is to be shown is worked out once, into a table of this connection of the rows that differ.
Where many move, their indexes are made anew: to sort one once is four times quicker than to move
each of its entries.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Double,
    Index,
    Insert,
    Integer,
    MetaData,
    String,
    Table,
    and_,
    delete,
    func,
    insert,
    or_,
    select,
    tuple_,
    update,
)

from app.store.shown import SEEN, add_tags, show_listed, tags_in_force, truth_of_lists
from app.store.tables import Photo, PhotoTag
from app.store.verdicts.counts import counted_at_the_end

# Indexes are made anew where more than one photo of so many moves in them.
ONE_OF = 6
# Of so many photos, by their ids, the values wait in memory to be written.
PHOTOS_AT_ONCE = 50_000
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
    new = _DIFFERING.c
    moving = connection.scalar(select(func.count()).where(new.moves == 1)) or 0
    first, last, photos = connection.execute(
        select(func.min(Photo.id), func.max(Photo.id), func.count())
    ).one()
    unmoved = update(Photo).values(similarity=new.similarity, reason=new.reason)
    moved = unmoved.values(status=new.status, scene=new.scene)
    with ExitStack() as stack:
        if moving * ONE_OF > photos:
            stack.enter_context(counted_at_the_end(connection))
            stack.enter_context(_indexed_at_the_end(connection, [c.name for c in _LISTS]))
        elif differing * ONE_OF > photos:
            stack.enter_context(_indexed_at_the_end(connection, [Photo.similarity.name]))
        for start in range(first, last + 1, PHOTOS_AT_ONCE):
            some = new.photo.between(start, start + PHOTOS_AT_ONCE - 1)
            for statement, moves in ((unmoved, False), (moved, True)):
                rows = and_(Photo.id == new.photo, some, new.moves == moves)
                connection.execute(statement.where(rows))


@contextmanager
def _indexed_at_the_end(connection: Connection, columns: Sequence[str]) -> Iterator[None]:
    """Take away the indexes of photos that hold some columns, and make them anew afterwards."""
    indexes = sorted(
        (i for i in Photo.__table__.indexes if {*columns} & {*i.columns.keys()}), key=_name
    )
    for index in indexes:
        index.drop(connection)
    yield
    for index in indexes:
        index.create(connection)


def _name(index: Index) -> str:
    return str(index.name)


def _show_tags(connection: Connection) -> int:
    """Make the secondary scenes of all photos true again; return how many were otherwise."""
    true = tags_in_force()
    kept = tuple_(PhotoTag.photo_id, PhotoTag.scene)
    gone = connection.execute(delete(PhotoTag).where(kept.not_in(true))).rowcount
    return gone + connection.execute(add_tags(true)).rowcount
