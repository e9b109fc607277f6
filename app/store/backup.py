"""Copies of a library through SQLite's backup call (a file copy would miss the write-ahead log)."""

from __future__ import annotations

import os
import sqlite3

from app.store.database import connect, file_uri
from app.store.failures import explained


def copy_library(path: str, target: str) -> None:
    """Copy a library to ``target``, whole or not at all; a file there is replaced.

    Raises
    ------
    KnownError
        When the library cannot be read or the copy cannot be written.
    """
    part = f"{target}.part"
    with explained(path):
        source = connect(path, "rw")
        try:
            with explained(target):
                _copy(source, part)
        finally:
            source.close()
    os.replace(part, target)


def _copy(source: sqlite3.Connection, part: str) -> None:
    if os.path.exists(part):
        os.remove(part)
    copy = sqlite3.connect(file_uri(part, "rwc"), uri=True, isolation_level=None)
    try:
        source.backup(copy, pages=4096)
        copy.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.Error:
        copy.close()
        os.remove(part)
        raise
    copy.close()
