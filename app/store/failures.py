"""What the world does to a library file, as one sentence with the file and the remedy."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from app.core.errors import KnownError

# Primary result code of SQLite -> our code and the sentence's end.
_SENTENCES = {
    sqlite3.SQLITE_BUSY: (
        "library_locked",
        "is being written by another program: wait a moment, or close that program, and try again",
    ),
    sqlite3.SQLITE_LOCKED: (
        "library_locked",
        "is being written by another program: wait a moment, or close that program, and try again",
    ),
    sqlite3.SQLITE_READONLY: (
        "library_read_only",
        "may not be written: allow writing to it and to its folder, or choose another place",
    ),
    sqlite3.SQLITE_PERM: (
        "library_read_only",
        "may not be written: allow writing to it and to its folder, or choose another place",
    ),
    sqlite3.SQLITE_FULL: (
        "disk_full",
        "could not be written because its disk is full: make room on it and try again; "
        "nothing that was saved is lost",
    ),
    sqlite3.SQLITE_IOERR: (
        "library_unreachable",
        "could not be read or written: look whether its disk is connected and healthy, "
        "and try again",
    ),
    sqlite3.SQLITE_CANTOPEN: (
        "library_unreachable",
        "could not be opened: look whether its folder exists and may be written",
    ),
    sqlite3.SQLITE_CORRUPT: (
        "library_corrupt",
        "is damaged: close Albumen and run `albumen doctor`, which saves what can be read of it",
    ),
    sqlite3.SQLITE_NOTADB: (
        "not_a_library",
        "is not an Albumen library: choose another file",
    ),
}


def failure(code: str, path: str, sentence: str) -> KnownError:
    """Return the error 'The library PATH <sentence>.'."""
    from app.store.encoding import readable

    return KnownError(f"The library {readable(path)} {sentence}.", code=code, path=path)


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
    found = _SENTENCES.get(code)
    return failure(found[0], path, found[1]) if found is not None else None


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
        raise failure(
            "library_gone",
            path,
            "is no longer there: connect its disk or put the file back, and try again",
        ) from error
    return found.st_dev, found.st_ino
