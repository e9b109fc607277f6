"""Connections to a library file.

Readers take a connection of a pool, so any number of threads read at once, each a snapshot.
Writers take turns: one write transaction at a time in this process (a lock), and one among all
processes (BEGIN IMMEDIATE and the busy timeout). Inside a write transaction the same thread's
reads use the writing connection, and so see what was just written.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any
from urllib.parse import quote

from sqlalchemy import URL, Connection, Dialect, Engine, create_engine, event
from sqlalchemy.engine.interfaces import CompiledCacheType
from sqlalchemy.pool import ConnectionPoolEntry, QueuePool
from sqlalchemy.util import LRUCache

from app.core.errors import KnownError
from app.store.care.form import name_of
from app.store.failures import AWAY, explained, failure, place_of
from app.store.features.feature_cache import FeatureCache
from app.store.features.likeness_index import LikenessIndex
from app.store.search.index import bring_up_to_date

BUSY_TIMEOUT_MS = 5_000
CACHE_KIB = 16_384
# Several threads read at once, and the system keeps the file's pages, too.
READING_CACHE_KIB = 8_192
WAL_LIMIT_BYTES = 64 * 1024 * 1024
# Statements as SQLite reads them, compiled once for all connections of the program.
_COMPILED: CompiledCacheType = LRUCache(500)


def file_uri(path: str, mode: str) -> str:
    """Return SQLite's URI of a file; ``mode`` is ``rw``, ``ro``, ``rwc`` or ``immutable``."""
    tail = "mode=ro&immutable=1" if mode == "immutable" else f"mode={mode}"
    absolute = os.path.abspath(path).replace(os.sep, "/")
    prefix = "file://" if absolute.startswith("/") else "file:///"
    return f"{prefix}{quote(os.fsencode(absolute))}?{tail}"


def connect(
    path: str,
    mode: str,
    busy_timeout_ms: int = BUSY_TIMEOUT_MS,
    *,
    cache_kib: int = CACHE_KIB,
) -> sqlite3.Connection:
    """Open a connection without a transaction of its own, with our settings."""
    connection = sqlite3.connect(
        file_uri(path, mode), uri=True, isolation_level=None, check_same_thread=False
    )
    try:
        connection.execute(f"PRAGMA busy_timeout={busy_timeout_ms}")
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute("PRAGMA trusted_schema=OFF")  # the file may be a stranger's
        connection.execute(f"PRAGMA cache_size=-{cache_kib}")
        connection.execute("PRAGMA temp_store=MEMORY")
        connection.execute("PRAGMA trusted_schema=OFF")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute(f"PRAGMA journal_size_limit={WAL_LIMIT_BYTES}")
    except sqlite3.Error:
        connection.close()
        raise
    return connection


class _Pool(QueuePool):
    """Closes a connection that comes back after the pool was let go, where SQLAlchemy keeps it."""

    _is_let_go = False

    def dispose(self) -> None:
        self._is_let_go = True
        super().dispose()

    def _do_return_conn(self, record: ConnectionPoolEntry) -> None:
        if self._is_let_go:
            record.close()
            self._dec_overflow()  # or the pool would count it as in use for ever
        else:
            super()._do_return_conn(record)


@cache
def _sqlite() -> tuple[Dialect, URL]:
    """Return SQLAlchemy's idea of SQLite, which connecting once completes."""
    engine = create_engine("sqlite://")
    engine.connect().close()
    engine.dispose()
    return engine.dialect, engine.url


def _engine(path: str, mode: str, busy_timeout_ms: int, begin: str, size: int) -> Engine:
    def creator() -> Any:
        return connect(path, mode, busy_timeout_ms, cache_kib=cache_kib)

    cache_kib = READING_CACHE_KIB if begin == "BEGIN" else CACHE_KIB
    dialect, url = _sqlite()
    # The connection used last is used next: its pages are in its cache, and those of others that
    # are seldom needed stay small.
    pool = _Pool(creator, pool_size=size, max_overflow=32, use_lifo=True, dialect=dialect)
    engine = Engine(pool, dialect, url, execution_options={"compiled_cache": _COMPILED})
    event.listen(engine, "begin", lambda connection: _begin(connection, begin))
    return engine


def _drop_pages(engine: Engine) -> None:
    pool = engine.pool
    assert isinstance(pool, QueuePool)
    idle = [pool.connect() for _ in range(pool.checkedin())]
    for connection in idle:
        connection.cursor().execute("PRAGMA shrink_memory")
        connection.close()


def _begin(connection: Connection, begin: str) -> None:
    # Some thirty times after each decision: the driver alone does it in a tenth of the time.
    connection.connection.cursor().execute(begin)


class Database:
    """A library file that is open.

    Attributes
    ----------
    path : str
        The file.
    read_only : bool
        True when nothing may be written.
    feature_cache : FeatureCache
        The features beside the file.
    likeness : LikenessIndex
        Which photos are like others.
    """

    def __init__(
        self, path: str, *, mode: str = "rw", busy_timeout_ms: int = BUSY_TIMEOUT_MS
    ) -> None:
        self.path = path
        self.read_only = mode != "rw"
        self.feature_cache = FeatureCache(path)
        self.likeness = LikenessIndex()
        self._mode = mode
        self._place = place_of(path)
        self._name = self._read_name(mode)
        self._reading = _engine(path, mode, busy_timeout_ms, "BEGIN", 8)
        self._writing = _engine(path, mode, busy_timeout_ms, "BEGIN IMMEDIATE", 1)
        self._turn = threading.RLock()
        self._own = threading.local()

    def _current(self) -> Connection | None:
        return getattr(self._own, "connection", None)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Give a connection with a snapshot of the committed rows (and of this thread's own)."""
        current = self._current()
        if current is not None:
            bring_up_to_date(current)
            yield current
            return
        with self.read_committed() as connection:
            yield connection

    @contextmanager
    def read_committed(self) -> Iterator[Connection]:
        """Give a connection with a snapshot of the committed rows alone."""
        try:
            with explained(self.path), self._reading.begin() as connection:
                yield connection
        except KnownError as error:
            if error.code in AWAY:
                self._reading.dispose()  # the disk may come back: old connections would not know
            raise

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Give the writing connection in a transaction; joins the one this thread is in."""
        current = self._current()
        if current is not None:
            yield current
            return
        with self._turn:
            self._find_place()
            with explained(self.path), self._writing.begin() as connection:
                self._own.connection = connection
                try:
                    yield connection
                    bring_up_to_date(connection)
                finally:
                    self._own.connection = None

    def _find_place(self) -> None:
        """Make sure that what is written arrives: the file must be there, and be this library.

        A disk that was unplugged and came back is another device with the same file on it: then
        the connections are made anew. A file put in place of ours is left alone: our write-ahead
        log does not belong to it.
        """
        place = place_of(self.path)
        if place == self._place:
            return
        came_back = place[1] == self._place[1] and self._read_name("immutable") == self._name
        if not came_back:
            raise failure("library_replaced", self.path)
        for engine in (self._reading, self._writing):
            engine.dispose()
        self._place = place

    def _read_name(self, mode: str) -> str | None:
        with explained(self.path):
            raw = connect(self.path, mode)
            try:
                return name_of(raw)
            finally:
                raw.close()

    def rest(self) -> None:
        """Let connections that nobody uses drop the pages that they keep; the system has them."""
        _drop_pages(self._reading)
        if self._turn.acquire(blocking=False):
            try:
                _drop_pages(self._writing)
            finally:
                self._turn.release()

    @property
    def in_transaction(self) -> bool:
        """Whether this thread is inside a write transaction."""
        return self._current() is not None

    def close(self) -> None:
        """Close all connections; the last one folds the write-ahead log into the file."""
        for engine in (self._reading, self._writing):
            engine.dispose()
            engine.pool.dispose()  # the new one, for whoever still asks: it keeps nothing
