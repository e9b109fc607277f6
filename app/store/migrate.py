"""Bring a library file to the newest form, or say why that cannot be.

The form is told by ``PRAGMA application_id`` (this is a library) and Alembic's version table
(which step it has reached). All steps run in one transaction: a step that fails leaves the file as
it was. A file with rows in it is copied first, to ``NAME.backup-REVISION`` beside it.
"""

from __future__ import annotations

import logging
import sqlite3
import time

from sqlalchemy import Connection, create_engine, event, text
from sqlalchemy.pool import StaticPool

from app.store import migrations
from app.store.care.backup import copy_library
from app.store.care.form import APPLICATION_ID, revision_of
from app.store.database import BUSY_TIMEOUT_MS, connect
from app.store.failures import explained, failure

logger = logging.getLogger(__name__)

PAGE_SIZE = 8192
PAUSE_S = 0.02


def upgrade_library(path: str, busy_timeout_ms: int = BUSY_TIMEOUT_MS) -> None:
    """Create the library at ``path``, or bring it to the newest form.

    Raises
    ------
    KnownError
        When it is no library, is newer than this program, or cannot be opened or written.
    """
    with explained(path):
        raw = connect(path, "rwc", busy_timeout_ms)
        try:
            found = revision_of(raw, path)
            if found == migrations.HEAD:
                _use_write_ahead_log(raw, busy_timeout_ms)
                return
            if found is None:
                raw.execute(f"PRAGMA page_size={PAGE_SIZE}")
            _run_steps(raw, path)
            _use_write_ahead_log(raw, busy_timeout_ms)
        finally:
            raw.close()


def require_form(path: str, mode: str) -> None:
    """Raise KnownError unless the file is a library of exactly the newest form."""
    with explained(path):
        raw = connect(path, mode)
        try:
            found = revision_of(raw, path)
        finally:
            raw.close()
    if found is None:
        raise failure("library_blank", path)
    if found != migrations.HEAD:
        raise failure("library_old", path)


def _use_write_ahead_log(raw: sqlite3.Connection, busy_timeout_ms: int) -> None:
    """Switch to the log. Of several programs that do so at once, SQLite lets all but one fail."""
    until = time.monotonic() + busy_timeout_ms / 1000
    while raw.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
        try:
            raw.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            is_busy = error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
            if not is_busy or time.monotonic() > until:
                raise
            time.sleep(PAUSE_S)
        else:
            return  # also where no log can be had: SQLite keeps what it has


def _run_steps(raw: sqlite3.Connection, path: str) -> None:
    raw.execute("PRAGMA foreign_keys=OFF")  # Alembic's batch mode rebuilds tables
    engine = create_engine("sqlite://", creator=lambda: raw, poolclass=StaticPool)
    event.listen(engine, "begin", lambda c: c.exec_driver_sql("BEGIN IMMEDIATE"))
    with engine.begin() as connection:
        # Another program may have done it while this one waited for its turn.
        found = revision_of(raw, path)
        if found == migrations.HEAD:
            return
        if found is not None:
            backup = f"{path}.backup-{found}"
            logger.info(
                "Copying the library to %s before it is brought to %s", backup, migrations.HEAD
            )
            copy_library(path, backup)
        for step in migrations.revisions():
            if found is None or step.revision > found:
                _run_step(connection, step.revision, step.upgrade)
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
        if broken:
            raise RuntimeError(f"a migration left {len(broken)} rows without their parent")
        connection.exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID}")


def _run_step(connection: Connection, revision: str, upgrade: object) -> None:
    from alembic.migration import MigrationContext
    from alembic.operations import Operations

    assert callable(upgrade)
    with Operations.context(MigrationContext.configure(connection)):
        upgrade()
    connection.execute(
        text("CREATE TABLE IF NOT EXISTS alembic_version (version_num VARCHAR(32) NOT NULL)")
    )
    connection.execute(text("DELETE FROM alembic_version"))
    connection.execute(
        text("INSERT INTO alembic_version (version_num) VALUES (:revision)"),
        {"revision": revision},
    )
