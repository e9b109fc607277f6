"""How many photos share folder, scene and status: what the triggers of ``photo`` keep, at once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    column,
    delete,
    func,
    literal,
    select,
    table,
    true,
)
from sqlalchemy.dialects import sqlite

from app.store.tables import Photo, PhotoCount

# Counts each photo that moves, in 15 us; all photos are counted in 2 us each.
_TRIGGER = "count_moved"
_SCHEMA = table("sqlite_master", column("name"), column("sql"))


def true_counts() -> Select[*tuple[Any, ...]]:
    """Select the rows of the table of counts as they should be, but for those of no photo."""
    return select(*_keys(), func.count()).group_by(*_keys())


def _keys() -> tuple[ColumnElement[Any], ...]:
    """Return what photos are counted by, in the order of the table."""
    folder, scene = func.coalesce(Photo.folder_id, 0), func.coalesce(Photo.scene, "")
    return folder, scene, Photo.status, Photo.listed, Photo.missing


def count_anew(connection: Connection) -> None:
    """Count all photos."""
    connection.execute(delete(PhotoCount))
    # One photo after the other: there are some hundred rows, and to sort all photos by them takes
    # twice as long.
    one = select(*_keys(), literal(1)).where(true())
    keep = sqlite.insert(PhotoCount).from_select(PhotoCount.__table__.c.keys(), one)
    more = {PhotoCount.photos: PhotoCount.photos + 1}
    key = list(PhotoCount.__table__.primary_key)
    connection.execute(keep.on_conflict_do_update(index_elements=key, set_=more))


@contextmanager
def counted_at_the_end(connection: Connection) -> Iterator[None]:
    """Let photos move without counting each of them; count all of them afterwards.

    An error leaves neither trigger nor counts: it must end the transaction.
    """
    named = select(_SCHEMA.c.sql).where(_SCHEMA.c.name == _TRIGGER)
    trigger: str = connection.execute(named).scalar_one()
    connection.exec_driver_sql(f"DROP TRIGGER {_TRIGGER}")
    yield
    count_anew(connection)
    connection.exec_driver_sql(trigger)
