"""Whether a file is a library, and of which form: read before anything else is."""

from __future__ import annotations

import json
import sqlite3

from app.store import migrations
from app.store.failures import failure

APPLICATION_ID = 0x414C4247  # "ALBG"
LIBRARY_ID = "library_id"


def revision_of(connection: sqlite3.Connection, path: str) -> str | None:
    """Return the step that a library has reached; None for an empty file.

    Raises
    ------
    KnownError
        When the file is not a library, or is newer than this program.
    """
    objects = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    if objects == 0:
        return None
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    if application != APPLICATION_ID:
        raise failure("not_a_library", path)
    found: str = connection.execute("SELECT version_num FROM alembic_version").fetchone()[0]
    if found > migrations.HEAD:
        raise failure("library_newer", path, found=found, known=migrations.HEAD)
    return found


def name_of(connection: sqlite3.Connection) -> str | None:
    """Return the name that a library got when it was made; its copies bear it too."""
    row = connection.execute("SELECT value FROM setting WHERE key = ?", (LIBRARY_ID,)).fetchone()
    return None if row is None else str(json.loads(row[0]))
