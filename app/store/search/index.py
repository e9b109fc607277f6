"""The index of every three letters of names and of what others wrote, by SQLite's FTS5.

Triggers of ``photo`` and ``imported`` note what is not in it yet (``unindexed``), with the text
that it has so far; it is brought up to date at the end of each write transaction. So nobody who
writes a name needs to think of it. Texts are folded before they are stored.
"""

from __future__ import annotations

import sqlite3
from contextlib import suppress
from dataclasses import dataclass

from sqlalchemy import Connection
from sqlalchemy.engine.interfaces import DBAPICursor

ROWS_AT_ONCE = 5000


@dataclass(frozen=True, slots=True)
class WordIndex:
    """An index, the table that its texts stand in, and the columns of key and text there."""

    name: str
    table: str
    key: str
    text: str


NAMES = WordIndex("found_name", "photo", "id", "name")
SAID = WordIndex("found_words", "imported", "photo_id", "words")
INDEXES = (NAMES, SAID)


def bring_up_to_date(connection: Connection) -> None:
    """Index what was written since; costs nothing where nothing was."""
    raw = connection.connection.cursor()
    try:
        if raw.execute("SELECT 1 FROM unindexed LIMIT 1").fetchone() is None:
            return
        for index in INDEXES:
            while _index_some(raw, index):
                pass
    finally:
        raw.close()


def begin_with(connection: Connection, index: WordIndex, text: str, limit: int) -> list[str]:
    """Return the groups of three letters in an index that begin with a text, at most ``limit``."""
    raw = connection.connection.cursor()
    letters = f"{index.name}_letters"
    try:
        # The dictionary of the index: a table of this connection alone, which holds nothing.
        raw.execute(
            f"CREATE VIRTUAL TABLE IF NOT EXISTS temp.{letters} "
            f"USING fts5vocab(main, {index.name}, 'col')"
        )
        found = raw.execute(
            f"SELECT term FROM temp.{letters} WHERE term >= ? AND term < ? LIMIT ?",
            (text, text + chr(0x10FFFF), limit),
        )
        return [term for (term,) in found]
    finally:
        raw.close()


def _index_some(raw: DBAPICursor, index: WordIndex) -> bool:
    """Index the photos that come next; return False when there were none."""
    noted = raw.execute(
        "SELECT photo_id, indexed FROM unindexed WHERE source = ? LIMIT ?",
        (index.name, ROWS_AT_ONCE),
    ).fetchall()
    if not noted:
        return False
    known = [(photo, text) for photo, text in noted if text is not None]
    raw.executemany(
        f"INSERT INTO {index.name} ({index.name}, rowid, {index.text}) VALUES ('delete', ?, ?)",
        known,
    )
    ids = [(photo,) for photo, _ in noted]
    raw.executemany(
        f"INSERT INTO {index.name} (rowid, {index.text}) "
        f"SELECT {index.key}, {index.text} FROM {index.table} WHERE {index.key} = ?",
        ids,
    )
    raw.executemany(
        "DELETE FROM unindexed WHERE source = ? AND photo_id = ?",
        [(index.name, photo) for (photo,) in ids],
    )
    return True


def mend_indexes(connection: Connection) -> list[str]:
    """Make each index anew that disagrees with its table; return their names."""
    bring_up_to_date(connection)
    wrong = [index for index in INDEXES if not _is_sound(connection, index)]
    for index in wrong:
        connection.exec_driver_sql(f"INSERT INTO {index.name} ({index.name}) VALUES ('rebuild')")
    return [index.name for index in wrong]


def _is_sound(connection: Connection, index: WordIndex) -> bool:
    raw = connection.connection.cursor()
    with suppress(sqlite3.DatabaseError):
        raw.execute(f"INSERT INTO {index.name} ({index.name}, rank) VALUES ('integrity-check', 1)")
        return True
    return False
