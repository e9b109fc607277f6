"""Selects that go through the driver alone: for lists so long that row objects would count."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Select
from sqlalchemy.engine.interfaces import DBAPICursor

# Rows that are fetched at once.
ROWS_AT_ONCE = 4000
# Steps of SQLite between two looks at how many there were.
STEPS_AT_ONCE = 10_000


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


def fetch_within(
    connection: Connection, statement: Select[*tuple[Any, ...]], steps: int
) -> tuple[list[tuple[Any, ...]], bool]:
    """Return the rows that come within so many steps of SQLite, and whether these are all."""
    raw: Any = connection.connection.dbapi_connection
    left = iter(range(max(1, steps // STEPS_AT_ONCE)))
    rows: list[tuple[Any, ...]] = []
    raw.set_progress_handler(lambda: next(left, None) is None, STEPS_AT_ONCE)
    try:
        with _plain_cursor(connection, statement) as cursor:
            while (row := cursor.fetchone()) is not None:
                rows.append(row)
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode != sqlite3.SQLITE_INTERRUPT:
            raise
        return rows, False
    finally:
        raw.set_progress_handler(None, 0)
    return rows, True


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
