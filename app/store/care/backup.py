"""Copies of a library through SQLite's backup call (a file copy would miss the write-ahead log).

Copies stand beside the library: ``NAME.backup-0001`` before a migration from that form, and
``NAME.backup-2026-01-31`` for the daily ones, of which the newest are kept.
"""

from __future__ import annotations

import os
import re
import sqlite3
from datetime import date, datetime
from itertools import count

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


def all_copies(path: str) -> list[str]:
    """Return all copies that stand beside a library, whatever they were made for, newest first."""
    folder, name = os.path.split(os.path.abspath(path))
    start = f"{name}.backup-"
    copies = [
        os.path.join(folder, entry)
        for entry in os.listdir(folder)
        if entry.startswith(start) and not entry.endswith((".part", "-wal", "-shm", "-journal"))
    ]
    return sorted(copies, key=os.path.getmtime, reverse=True)


def set_aside(path: str) -> str:
    """Rename a damaged library and its write-ahead log; return the new name.

    The log must go with its file: it would spoil any other that takes its place.
    """
    start = f"{path}.damaged-{datetime.now():%Y-%m-%d-%H%M%S}"
    names = (start if k == 0 else f"{start}-{k}" for k in count())
    kept = next(name for name in names if not os.path.exists(name))
    for tail in ("-wal", "-shm", ""):
        if os.path.exists(path + tail):
            os.replace(path + tail, kept + tail)
    return kept


def restore_library(path: str, copy: str) -> str:
    """Put a copy in a library's place; return the name under which the library itself is kept.

    No window may have it open.

    Raises
    ------
    KnownError
        When the copy is damaged or cannot be written; the library is then as it was.
    """
    fresh = f"{path}.{os.getpid()}.restored"
    copy_library(copy, fresh)
    kept = set_aside(path)
    os.replace(fresh, path)
    return kept


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
        _verify_copy(path, part)
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


def _verify_copy(path: str, part: str) -> None:
    with explained(path):
        copy = connect(part, "ro")
        try:
            found = copy.execute("PRAGMA quick_check(1)").fetchone()[0]
        finally:
            copy.close()
    if found != "ok":
        raise failure("library_not_copied", path)
