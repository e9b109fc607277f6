"""Selects that go through the driver alone: for lists so long that row objects would count."""

from __future__ import annotations

import sqlite3
from collections import namedtuple
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import Any

from sqlalchemy import BindParameter, Connection, Select, bindparam
from sqlalchemy.dialects import sqlite
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


def given(name: str) -> BindParameter[Any]:
    """Return the place in a prepared select of a value that is given when it is asked."""
    return bindparam(name, "")


class Prepared:
    """A select that is compiled once, and asked again and again with other values.

    To build a select, to recognise it and to make its rows takes SQLAlchemy half a millisecond:
    of what the window asks after each decision, that was more than SQLite needs.

    Parameters
    ----------
    statement : Select
        With :func:`given` for what is given when it is asked. Values come as SQLite has them:
        a bool is 0 or 1.
    """

    def __init__(self, statement: Select[*tuple[Any, ...]]) -> None:
        self._statement = statement
        names = [str(column.key) for column in statement.selected_columns]
        self._row: Any = namedtuple("_Row", names, rename=True)  # type: ignore[misc]

    def rows(self, connection: Connection, **values: Any) -> list[Any]:
        """Return the rows, named tuples of the columns."""
        text, names, fixed = self._compiled
        assert values.keys() <= fixed.keys()
        cursor = connection.connection.cursor()
        try:
            cursor.execute(text, [values[n] if n in values else fixed[n] for n in names])
            return [self._row._make(row) for row in cursor.fetchall()]
        finally:
            cursor.close()

    def value(self, connection: Connection, **values: Any) -> Any:
        """Return the first column of the first row; None where there is no row."""
        rows = self.rows(connection, **values)
        return rows[0][0] if rows else None

    @cached_property
    def _compiled(self) -> tuple[str, Sequence[str], Mapping[str, Any]]:
        compiled = self._statement.compile(
            dialect=sqlite.dialect(), compile_kwargs={"render_postcompile": True}
        )
        return str(compiled), compiled.positiontup or (), compiled.params


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
