"""Indexes that many rows move in: to sort one once is quicker than to move each of its entries."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import ColumnElement, Connection

from app.store.tables import Base


@contextmanager
def indexed_at_the_end(
    connection: Connection, table: type[Base], columns: Sequence[ColumnElement[Any]]
) -> Iterator[None]:
    """Take away the indexes of a table that hold some columns, and make them anew afterwards.

    An error leaves them away: it must end the transaction.
    """
    names = {column.key for column in columns}
    held = [index for index in table.__table__.indexes if names & {*index.columns.keys()}]
    indexes = sorted(held, key=lambda index: str(index.name))
    for index in indexes:
        index.drop(connection)
    yield
    for index in indexes:
        index.create(connection)
