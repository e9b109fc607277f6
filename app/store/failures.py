"""What the world does to a library file, as errors that name the file and the remedy."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from app.core.errors import KnownError
from app.core.messages import Value

# Primary result code of SQLite -> our code.
_CODES = {
    sqlite3.SQLITE_BUSY: "library_locked",
    sqlite3.SQLITE_LOCKED: "library_locked",
    sqlite3.SQLITE_READONLY: "library_read_only",
    sqlite3.SQLITE_PERM: "library_read_only",
    sqlite3.SQLITE_FULL: "disk_full",
    sqlite3.SQLITE_IOERR: "library_unreachable",
    sqlite3.SQLITE_CANTOPEN: "library_unopened",
    sqlite3.SQLITE_CORRUPT: "library_corrupt",
    sqlite3.SQLITE_NOTADB: "not_a_library",
}
# The file is there and can be read, but it holds no sound library.
DAMAGED = frozenset(("library_blank", "library_corrupt", "not_a_library"))
# Its disk may come back.
AWAY = frozenset(("library_unopened", "library_unreachable"))


def failure(code: str, path: str, **values: Value) -> KnownError:
    """Return the error of this code that names the library file at ``path``."""
    return KnownError(code, path=path, **values)


def translated(error: BaseException, path: str) -> KnownError | None:
    """Return the known error that stands behind an exception of SQLite, or None: a bug."""
    # SQLAlchemy wraps what SQLite says. Its exceptions are not imported for this: the window's
    # lock comes before everything that takes long to import.
    origin = getattr(error, "orig", error)
    if not isinstance(origin, sqlite3.Error):
        return None
    code = getattr(origin, "sqlite_errorcode", 0) & 0xFF
    if code == sqlite3.SQLITE_CANTOPEN and _is_write_protected(path):
        code = sqlite3.SQLITE_READONLY  # the write-ahead log could not be made beside it
    found = _CODES.get(code)
    return failure(found, path) if found is not None else None


def _is_write_protected(path: str) -> bool:
    folder = os.path.dirname(os.path.abspath(path))
    return os.path.isdir(folder) and not os.access(folder, os.W_OK)


@contextmanager
def explained(path: str) -> Iterator[None]:
    """Turn SQLite's complaints about the file at ``path`` into :class:`KnownError`."""
    try:
        yield
    except Exception as error:
        known = translated(error, path)
        if known is None:
            raise
        raise known from error


def place_of(path: str) -> tuple[int, int]:
    """Return what tells the file at ``path`` from another file put in its place.

    Raises
    ------
    KnownError
        When nothing is there any more. A file that is deleted, or whose disk is pulled, can often
        still be written through an open handle; what is written then is lost.
    """
    try:
        found = os.stat(path)
    except OSError as error:
        raise failure("library_gone", path) from error
    return found.st_dev, found.st_ino
