"""Copies of a library through SQLite's backup call (a file copy would miss the write-ahead log).

Copies stand beside the library: ``NAME.backup-0001`` before a migration from that form, and
``NAME.backup-2026-01-31`` for the daily ones, of which the newest are kept.
"""

from __future__ import annotations

import os
import re
import sqlite3
from datetime import date

from app.store.database import connect, file_uri
from app.store.failures import explained, failure

DAILY_COPIES = 7
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def backup(path: str, *, keep: int = DAILY_COPIES, today: date | None = None) -> str | None:
    """Copy the library once a day and keep the newest copies; return the new copy's path.

    Returns None when there is a copy of today. A copy that turns out damaged is dropped, and the
    older ones stay.

    Raises
    ------
    KnownError
        When the library is damaged, or the copy cannot be written.
    """
    target = f"{path}.backup-{(today or date.today()).isoformat()}"
    if os.path.exists(target):
        return None
    copy_library(path, target)
    others = [copy for copy in daily_copies(path) if copy != target]
    for old in others[max(keep - 1, 0) :]:
        os.remove(old)
    return target


def daily_copies(path: str) -> list[str]:
    """Return the daily copies of a library, newest first."""
    folder, name = os.path.split(os.path.abspath(path))
    start = f"{name}.backup-"
    days = [
        entry
        for entry in os.listdir(folder)
        if entry.startswith(start) and _DAY.fullmatch(entry[len(start) :])
    ]
    return [os.path.join(folder, entry) for entry in sorted(days, reverse=True)]


def copy_library(path: str, target: str) -> None:
    """Copy a library to ``target``, whole or not at all; a file there is replaced.

    Raises
    ------
    KnownError
        When the library cannot be read or is damaged, or the copy cannot be written.
    """
    part = f"{target}.{os.getpid()}.part"
    try:
        with explained(path):
            source = connect(path, "ro")
            try:
                with explained(target):
                    _copy(source, part)
            finally:
                source.close()
        _check_copy(path, part)
        os.replace(part, target)
    finally:
        if os.path.exists(part):
            os.remove(part)


def _copy(source: sqlite3.Connection, part: str) -> None:
    copy = sqlite3.connect(file_uri(part, "rwc"), uri=True, isolation_level=None)
    try:
        source.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
    finally:
        copy.close()


def _check_copy(path: str, part: str) -> None:
    with explained(path):
        copy = connect(part, "ro")
        try:
            found = copy.execute("PRAGMA quick_check(1)").fetchone()[0]
        finally:
            copy.close()
    if found != "ok":
        raise failure(
            "library_corrupt",
            path,
            "is damaged, so no new backup copy was made: the older ones are kept beside it",
        )
