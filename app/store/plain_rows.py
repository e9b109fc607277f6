"""Selects that go through the driver alone: for lists so long that row objects would count."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Select
from sqlalchemy.engine.interfaces import DBAPICursor

# Rows that are fetched at once.
ROWS_AT_ONCE = 4000


def fetch_plain(
    connection: Connection,
    statement: Select[*tuple[Any, ...]],
    *,
    start: str = "",
    values: tuple[Any, ...] = (),
) -> list[tuple[Any, ...]]:
    """Return the rows of a select.

    ``start`` comes before the statement, with values of its own.
    """
    with _plain_cursor(connection, statement, start, values) as cursor:
        return [*cursor.fetchall()]


def stream_plain(
    connection: Connection, statement: Select[*tuple[Any, ...]], *, size: int = ROWS_AT_ONCE
) -> Iterator[list[tuple[Any, ...]]]:
    """Like :func:`fetch_plain`, in blocks of rows: for what would not fit into memory."""
    with _plain_cursor(connection, statement) as cursor:
        while rows := cursor.fetchmany(size):
            yield [*rows]


@contextmanager
def _plain_cursor(
    connection: Connection,
    statement: Select[*tuple[Any, ...]],
    start: str = "",
    values: tuple[Any, ...] = (),
) -> Iterator[DBAPICursor]:
    compiled = statement.compile(
        dialect=connection.dialect, compile_kwargs={"render_postcompile": True}
    )
    values += tuple(compiled.params[name] for name in compiled.positiontup or ())
    cursor = connection.connection.cursor()
    try:
        cursor.execute(f"{start}{compiled}", values)
        yield cursor
    finally:
        cursor.close()
