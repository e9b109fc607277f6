"""Selects that go through the driver alone: for lists so long that row objects would count."""

from __future__ import annotations

import sqlite3
from collections import namedtuple
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from itertools import count
from typing import Any, TypeVar

import numpy as np
from sqlalchemy import BindParameter, CompoundSelect, Connection, Select, bindparam, func, select
from sqlalchemy.dialects import sqlite
from sqlalchemy.engine.interfaces import DBAPICursor
from sqlalchemy.exc import OperationalError

from app.core.types import IdArray

# Rows that are fetched at once.
ROWS_AT_ONCE = 4000
# Characters that are read at once.
LETTERS_AT_ONCE = 1 << 20
# Steps of SQLite between two looks at how many there were.
STEPS_AT_ONCE = 10_000

AnySelect = Select[*tuple[Any, ...]] | CompoundSelect[*tuple[Any, ...]]
T = TypeVar("T")


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
    connection: Connection, statement: Select[*tuple[Any, ...]], steps: int, in_vain: int
) -> tuple[list[tuple[Any, ...]], bool]:
    """Return the rows that come within so many steps of SQLite, and whether these are all.

    It is given up after ``in_vain`` steps without any.
    """
    rows: list[tuple[Any, ...]] = []

    def read() -> bool:
        with _plain_cursor(connection, statement) as cursor:
            while (row := cursor.fetchone()) is not None:
                rows.append(row)
        return True

    finished = within(connection, lambda: steps if rows else in_vain, read)
    return rows, finished is True


def within(connection: Connection, most: Callable[[], int], read: Callable[[], T]) -> T | None:
    """Return what is read within so many steps of SQLite; None where that takes more of them."""
    raw: Any = connection.connection.dbapi_connection
    done = count(STEPS_AT_ONCE, STEPS_AT_ONCE)
    raw.set_progress_handler(lambda: next(done) >= most(), STEPS_AT_ONCE)
    try:
        return read()
    except (sqlite3.OperationalError, OperationalError) as error:
        cause = error.orig if isinstance(error, OperationalError) else error
        if getattr(cause, "sqlite_errorcode", 0) != sqlite3.SQLITE_INTERRUPT:
            raise
        return None
    finally:
        raw.set_progress_handler(None, 0)


def fetch_ids(connection: Connection, photos: AnySelect) -> IdArray:
    """Return the ids that a select names, int64 (N,), in its order.

    SQLite joins them into one text: three times as fast as one row an id, and other threads run
    meanwhile.
    """
    rows = photos.subquery()
    # An aggregate of a subquery keeps its order (SQLite's rules for ORDER BY in subqueries).
    joined = select(func.json_group_array(rows.c[0]))
    return ids_of_text(fetch_plain(connection, joined)[0][0])


def ids_of_text(text: str) -> IdArray:
    """Return int64 (N,) from a JSON list of integers.

    A long one is read piece by piece: numpy lets no other thread run while it reads.
    """
    if text == "[]":
        return np.zeros(0, dtype=np.int64)
    pieces, start, last = [], 1, len(text) - 1
    while start < last:
        end = text.find(",", min(start + LETTERS_AT_ONCE, last))
        end = last if end < 0 else end
        pieces.append(np.fromstring(text[start:end], dtype=np.int64, sep=","))
        start = end + 1
    return np.concatenate(pieces)


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
