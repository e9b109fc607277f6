"""Save what can still be read of a damaged library.

Damage usually hits some pages of one table, most often of the features, which are nine tenths of a
file. So each table is read from its beginning and from its end, as far as SQLite gets, into a new
library; what lies between is lost. What stands twice is taken from the other place: paths from
their index, labels from the history. Features are made again by the next scan.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import suppress
from dataclasses import replace
from typing import Any

from app.core.errors import KnownError
from app.store.care.backup import all_copies, restore_library, set_aside
from app.store.care.examine import Finding, examine
from app.store.care.form import LIBRARY_ID
from app.store.care.lock import LibraryLock
from app.store.database import connect
from app.store.encoding import decode_path, folded_directory, folded_name, load
from app.store.failures import DAMAGED, explained
from app.store.migrate import require_form, upgrade_library
from app.store.search.tables import RepeatedPixels, Unindexed
from app.store.tables import Base, PhotoCount

ROWS_AT_ONCE = 500
_OF_A_PHOTO = (
    "feature",
    "prediction",
    "photo_tag",
    "label",
    "rating",
    "album_photo",
    "former_content",
    "export_ledger",
    "imported",
    "photo_keyword",
)
# Rows of these are made by the rows of others when they are copied.
_MADE_BY_TRIGGERS = tuple(t.__tablename__ for t in (PhotoCount, Unindexed, RepeatedPixels))


def mend_library(path: str) -> list[Finding]:
    """Examine a library and put right what can be put right, damage included.

    What can be read of a damaged library is saved; where nothing can, its newest sound copy takes
    its place. The damaged file is kept.

    Raises
    ------
    KnownError
        When the file cannot be opened, is no library, or, damaged, is open in a window.
    """
    try:
        findings = _examine_newest_form(path)
        if not any(finding.code == "damaged" for finding in findings):
            return findings
        with LibraryLock(path):
            rows = salvage_library(path)
    except KnownError as error:
        if error.code not in DAMAGED or not all_copies(path):
            raise
        with LibraryLock(path):
            finding = _restore_newest(path, error)
        return [finding, *examine(path, mend=True)]
    saved = ", ".join(f"{table} {count}" for table, count in rows.items() if count)
    mended = [replace(finding, details=saved, mended=True) for finding in findings]
    return mended + examine(path, mend=True)


def _examine_newest_form(path: str) -> list[Finding]:
    try:
        return examine(path, mend=True)
    except KnownError as error:
        if error.code != "library_old":
            raise
    upgrade_library(path)
    return examine(path, mend=True)


def _restore_newest(path: str, error: KnownError) -> Finding:
    """Put the newest copy that is sound in the library's place, or raise ``error``."""
    for copy in all_copies(path):
        with suppress(KnownError):
            restore_library(path, copy)
            upgrade_library(path)
            return Finding("restored", 1, copy, mended=True)
    raise error


def salvage_library(path: str) -> dict[str, int]:
    """Replace a damaged library by one with all rows that can be read; return rows by table.

    The damaged file is kept beside it as ``NAME.damaged-<time>``. No window may have it open.

    Raises
    ------
    KnownError
        When not even the form of the library can be read (a backup copy must take its place), or
        the new file cannot be written. The damaged file is then as it was.
    """
    require_form(path, "rw")
    fresh = f"{path}.{os.getpid()}.salvaged"
    try:
        upgrade_library(fresh)
        with explained(path):
            rows = _copy_tables(path, fresh)
        examine(fresh, mend=True)
        set_aside(path)
        os.replace(fresh, path)
    finally:
        for tail in ("", "-wal", "-shm"):
            if os.path.exists(fresh + tail):
                os.remove(fresh + tail)
    return rows


def _copy_tables(path: str, fresh: str) -> dict[str, int]:
    source, target = connect(path, "rw"), connect(fresh, "rw")
    counts: dict[str, int] = {}
    try:
        target.execute("PRAGMA foreign_keys=OFF")
        target.execute("BEGIN IMMEDIATE")
        # Ids of features are never given twice (see the feature cache), not even now.
        last_feature = source.execute("PRAGMA user_version").fetchone()[0]
        target.execute(f"PRAGMA user_version={int(last_feature)}")
        name = target.execute("SELECT * FROM setting WHERE key = ?", (LIBRARY_ID,)).fetchall()
        target.execute("DELETE FROM setting")
        for table in Base.metadata.sorted_tables:
            if table.name in _MADE_BY_TRIGGERS:
                continue
            keys = [column.name for column in table.primary_key]
            counts[table.name] = _copy_table(source, target, table.name, keys)
        _insert_rows(target, "INSERT OR IGNORE INTO setting VALUES", name)
        _photos_from_paths(source, target)
        counts["label"] += _labels_from_history(target)
        counts["rating"] += _ratings_from_history(target)
        for collected in ("album", "album_photo", "kept_search"):
            counts[collected] += _collected_from_history(target, collected)
        _drop_orphans(target)
        target.execute("COMMIT")
        target.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        target.execute("PRAGMA journal_mode=DELETE")
    finally:
        source.close()
        target.close()
    return counts


def _copy_table(
    source: sqlite3.Connection, target: sqlite3.Connection, table: str, keys: list[str]
) -> int:
    insert = f"INSERT OR IGNORE INTO {table} VALUES"
    for direction in ("ASC", "DESC"):
        order = ", ".join(f"{key} {direction}" for key in keys)
        if _copy_rows(source, target, f"SELECT * FROM {table} ORDER BY {order}", insert):
            break
    count: int = target.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
    return count


def _copy_rows(
    source: sqlite3.Connection, target: sqlite3.Connection, select: str, insert: str
) -> bool:
    """Copy rows up to the damage; return whether there was none."""
    rows: list[tuple[Any, ...]] = []
    whole = True
    try:
        for row in source.execute(select):
            rows.append(row)
            if len(rows) == ROWS_AT_ONCE:
                _insert_rows(target, insert, rows)
                rows = []
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_CORRUPT:
            raise
        whole = False
    _insert_rows(target, insert, rows)
    return whole


def _insert_rows(target: sqlite3.Connection, insert: str, rows: list[tuple[Any, ...]]) -> None:
    if rows:
        marks = ", ".join("?" * len(rows[0]))
        target.executemany(f"{insert} ({marks})", rows)


def _photos_from_paths(source: sqlite3.Connection, target: sqlite3.Connection) -> None:
    """Keep photos of which only the path can be read, from its index: the next scan does the rest.

    Size and time of 0 make it read the file again; labels find their photo by its id.
    """
    insert = "INSERT OR IGNORE INTO photo (id, path, name, size, mtime_ns, sorted_at, status)"
    blank = "'', 0, 0, '', 'rejected'"
    for direction in ("ASC", "DESC"):
        select = (
            f"SELECT id, path, {blank} FROM photo INDEXED BY sqlite_autoindex_photo_1 "
            f"ORDER BY path {direction}"
        )
        if _copy_rows(source, target, select, f"{insert} VALUES"):
            break
    unnamed = target.execute("SELECT id, path FROM photo WHERE name = ''").fetchall()
    target.executemany(
        "UPDATE photo SET name = ?, directory = ? WHERE id = ?",
        [
            (folded_name(decode_path(path)), folded_directory(decode_path(path)), photo)
            for photo, path in unnamed
        ],
    )


def _newest(
    target: sqlite3.Connection, entity: str, column: str = "photo_id"
) -> list[tuple[str, Any]]:
    """Return what the newest action in force gave those that have no row of an entity.

    ``column`` is that of its key; empty returns all.
    """
    missing = f"SELECT 1 FROM {entity} l WHERE l.{column} = CAST(i.key AS INTEGER)"
    found = target.execute(
        "SELECT i.key, i.after "
        "FROM action_item i JOIN action a ON a.id = i.action_id "
        "WHERE i.entity = :entity AND a.undone = 0 AND i.action_id = ("
        "  SELECT max(j.action_id) FROM action_item j JOIN action b ON b.id = j.action_id"
        "  WHERE j.entity = i.entity AND j.key = i.key AND b.undone = 0)"
        + (f" AND NOT EXISTS ({missing})" if column else ""),
        {"entity": entity},
    ).fetchall()
    return [(key, load(after)) for key, after in found]


def _labels_from_history(target: sqlite3.Connection) -> int:
    """Give photos without any label the one that the newest action in force gave them."""
    rows = [(int(photo), *said) for photo, after in _newest(target, "label") for said in after]
    target.executemany("INSERT OR IGNORE INTO label VALUES (?, ?, ?, ?, ?)", rows)
    return len(rows)


def _ratings_from_history(target: sqlite3.Connection) -> int:
    """Give photos without any rating the one that the newest action in force gave them."""
    newest = [(photo, state) for photo, state in _newest(target, "rating") if state is not None]
    rows = [(int(photo), state["stars"], state["flag"], state["at"]) for photo, state in newest]
    target.executemany("INSERT OR IGNORE INTO rating VALUES (?, ?, ?, ?)", rows)
    return len(rows)


def _collected_from_history(target: sqlite3.Connection, table: str) -> int:
    """Give back albums, photos in albums or kept searches whose rows could not be read."""
    newest = _newest(target, table, "id" if table != "album_photo" else "")
    rows = [(key, state) for key, state in newest if state is not None]
    if table == "album_photo":
        values = [(*map(int, key.split(":")), place) for key, place in rows]
    elif table == "album":
        values = [(int(key), state["name"], state["cover"]) for key, state in rows]
    else:
        values = [(int(key), state["name"], state["text"]) for key, state in rows]
    before = target.total_changes
    target.executemany(f"INSERT OR IGNORE INTO {table} VALUES (?, ?, ?)", values)
    return target.total_changes - before


def _drop_orphans(target: sqlite3.Connection) -> None:
    """Drop rows whose photo, model version or action could not be read."""
    for table in _OF_A_PHOTO:
        target.execute(f"DELETE FROM {table} WHERE photo_id NOT IN (SELECT id FROM photo)")
    target.execute(
        "DELETE FROM prediction WHERE model_version_id NOT IN (SELECT id FROM model_version)"
    )
    target.execute("DELETE FROM album_photo WHERE album_id NOT IN (SELECT id FROM album)")
    for table in ("action_item", "file_step"):
        target.execute(f"DELETE FROM {table} WHERE action_id NOT IN (SELECT id FROM action)")
    target.execute(
        "INSERT OR IGNORE INTO action (id, at, act, params) "
        "SELECT DISTINCT action_id, at, 'label', '{}' FROM label "
        "WHERE action_id NOT IN (SELECT id FROM action)"
    )
    for table in ("folder", "disk"):
        target.execute(
            f"UPDATE photo SET {table}_id = NULL WHERE {table}_id NOT IN (SELECT id FROM {table})"
        )
