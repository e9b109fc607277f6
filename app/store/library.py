"""Open a library file: check it, bring it up to date, and hand out a reader and a writer."""

from __future__ import annotations

import os
from types import TracebackType

from app.core.protocols import LibraryReader, LibraryWriter
from app.store.backup import all_copies
from app.store.database import BUSY_TIMEOUT_MS, Database
from app.store.failures import failure
from app.store.migrate import check_form, upgrade_library
from app.store.reader import Reader
from app.store.writer import Writer


class Library:
    """A library that is open.

    Attributes
    ----------
    path : str
        The file.
    reader : LibraryReader
        Reads, from any thread.
    writer : LibraryWriter
        Writes, from any thread; raises KnownError where the library is open for reading only.
    """

    def __init__(self, database: Database) -> None:
        self.path = database.path
        self.reader: LibraryReader = Reader(database)
        self.writer: LibraryWriter = Writer(database)
        self._database = database

    def close(self) -> None:
        """Close the file. Harmless when it is closed already."""
        self._database.close()

    def __enter__(self) -> Library:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def open_library(
    path: str | os.PathLike[str],
    *,
    read_only: bool = False,
    busy_timeout_ms: int = BUSY_TIMEOUT_MS,
) -> Library:
    """Open the library at ``path``; create it, or bring it up to date, unless ``read_only``.

    Raises
    ------
    KnownError
        With ``code`` ``library_missing``, ``not_a_library``, ``library_newer``, ``library_old``
        (only when reading), ``library_locked``, ``library_read_only``, ``library_corrupt``,
        ``library_unreachable`` or ``disk_full``.
    """
    file = os.path.abspath(os.fspath(path))
    if os.path.isdir(file):
        raise failure("library_is_folder", file)
    if os.path.exists(file) and os.path.getsize(file) == 0 and all_copies(file):
        raise failure("library_emptied", file)
    if not read_only:
        upgrade_library(file, busy_timeout_ms)
        return Library(Database(file, busy_timeout_ms=busy_timeout_ms))
    if not os.path.exists(file):
        raise failure("library_missing", file)
    mode = _reading_mode(file)
    check_form(file, mode)
    return Library(Database(file, mode=mode, busy_timeout_ms=busy_timeout_ms))


def _reading_mode(file: str) -> str:
    """Return how to read: beside a write-protected file no write-ahead log can be shared."""
    log = f"{file}-wal"
    protected = not os.access(os.path.dirname(file), os.W_OK)
    has_log = os.path.exists(log) and os.path.getsize(log) > 0
    return "immutable" if protected and not has_log else "ro"
