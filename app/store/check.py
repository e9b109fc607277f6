"""Examine a library, and mend what can be mended: the store's part of ``albumen doctor``."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, select, text, true

from app.store.database import Database, connect
from app.store.encoding import label_state
from app.store.failures import explained
from app.store.labels import read_all
from app.store.migrate import check_form
from app.store.model_blobs import replace_damaged
from app.store.shown import show_all
from app.store.tables import ModelVersion, Photo

_SHOWN = "id, status, scene, reason, similarity, listed"
_DERIVED = ("feature", "prediction", "photo_tag")
_MEND_LABEL_STATE = "UPDATE photo SET label_state = ? WHERE id = ?"
_TAGS_DIFFER = """
SELECT (SELECT count(*) FROM (SELECT * FROM photo_tag EXCEPT SELECT * FROM tags_before))
     + (SELECT count(*) FROM (SELECT * FROM tags_before EXCEPT SELECT * FROM photo_tag))
"""
# The tally as it should be.
_COUNTED = """
SELECT coalesce(folder_id, 0), coalesce(scene, ''), status, listed, missing, count(*)
FROM photo GROUP BY 1, 2, 3, 4, 5
"""
_MISCOUNTED = f"SELECT count(*) FROM ({_COUNTED} EXCEPT SELECT * FROM tally)"
_OVERCOUNTED = f"SELECT count(*) FROM (SELECT * FROM tally WHERE photos EXCEPT {_COUNTED})"
_WRONG_LENGTH = """
SELECT f.id FROM feature f JOIN (
  SELECT backbone, length(vector) AS size,
         row_number() OVER (PARTITION BY backbone ORDER BY count(*) DESC) AS place
  FROM feature GROUP BY backbone, length(vector)) AS usual
ON usual.backbone = f.backbone AND usual.place = 1
WHERE length(f.vector) <> usual.size
"""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong with a library.

    ``code`` is ``damaged`` (SQLite's own check), ``restored`` (a copy took the place of a file that
    could not be read at all), ``orphans`` (rows whose parent is gone), ``lists`` (lists that
    disagree with labels and predictions), ``label_states``, ``features`` (of the wrong length),
    ``model`` (damaged versions: the newest sound one takes over, or the pack's),
    ``unknown_scenes`` (labels with a scene that the library lacks) or ``no_model``. ``details`` is
    for the log; ``mended`` tells whether it was put right.
    """

    code: str
    count: int
    details: str
    mended: bool = False


def check(path: str, *, mend: bool = False) -> list[Finding]:
    """Examine the library at ``path``; an empty list is a clean bill of health.

    With ``mend`` all that can be derived anew is put right, and features of the wrong length and
    rows without a parent are dropped (a scan makes them again). Labels are never touched.

    Raises
    ------
    KnownError
        When the file cannot be opened, or is no library of the present form.
    """
    check_form(path, "rw" if mend else "ro")
    damage = _damage(path)
    if damage:
        return [Finding("damaged", len(damage), "; ".join(damage[:20]))]
    database = Database(path)
    findings: list[Finding] = []
    try:
        with database.write() as connection:
            findings += _examine(connection, mend=mend)
            if not mend:
                connection.rollback()
    finally:
        database.close()
    return findings


def _damage(path: str) -> list[str]:
    with explained(path):
        raw = connect(path, "ro")
        try:
            lines = [row[0] for row in raw.execute("PRAGMA integrity_check")]
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_CORRUPT:
                raise
            lines = [str(error)]  # too damaged even to be examined
        finally:
            raw.close()
    return [] if lines == ["ok"] else lines


def _examine(connection: Connection, *, mend: bool) -> Iterator[Finding]:
    """Yield what is wrong, mending on the way; the caller rolls back where it may not."""
    orphans = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    if orphans:
        for table in _DERIVED:
            connection.exec_driver_sql(
                f"DELETE FROM {table} WHERE photo_id NOT IN (SELECT id FROM photo)"
            )
        left = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
        tables = ", ".join(sorted({row[0] for row in orphans}))
        yield Finding("orphans", len(orphans), tables, mended=mend and not left)
    wrong = connection.exec_driver_sql(_WRONG_LENGTH).scalars().all()
    if wrong:
        connection.exec_driver_sql("DELETE FROM feature WHERE id = ?", [(i,) for i in wrong])
        yield Finding("features", len(wrong), "of the wrong length", mended=mend)
    states = _wrong_label_states(connection)
    if states:
        connection.exec_driver_sql(_MEND_LABEL_STATE, [(s, photo) for photo, s in states.items()])
        yield Finding("label_states", len(states), "", mended=mend)
    lists = _wrong_lists(connection)
    if lists:
        yield Finding("lists", lists, "", mended=mend)
    unknown = connection.exec_driver_sql(
        "SELECT DISTINCT scene FROM label WHERE scene NOT IN (SELECT id FROM scene)"
    ).scalars()
    names = sorted(unknown)
    if names:
        yield Finding("unknown_scenes", len(names), ", ".join(names))
    damaged, current = replace_damaged(connection)
    if damaged:
        now = "that of the scene pack" if current is None else f"version {current}"
        versions = ", ".join(map(str, damaged))
        yield Finding("model", len(damaged), f"version {versions}; in force: {now}", mended=mend)
    elif connection.scalar(select(ModelVersion.id).where(ModelVersion.current == true())) is None:
        yield Finding("no_model", 1, "")


def _wrong_label_states(connection: Connection) -> dict[int, int]:
    true_states = {row.photo: label_state(row.yes, row.no) for row in read_all(connection)}
    kept = {
        photo: state
        for photo, state in connection.execute(
            select(Photo.id, Photo.label_state).where(Photo.label_state != 0)
        )
    }
    return {
        photo: true_states.get(photo, 0)
        for photo in true_states.keys() | kept.keys()
        if true_states.get(photo, 0) != kept.get(photo, 0)
    }


def _wrong_lists(connection: Connection) -> int:
    """Derive the lists anew; return how many rows were otherwise before."""
    connection.execute(text(f"CREATE TEMP TABLE lists_before AS SELECT {_SHOWN} FROM photo"))
    connection.execute(text("CREATE TEMP TABLE tags_before AS SELECT * FROM photo_tag"))
    show_all(connection)
    rows = connection.scalar(
        text(f"SELECT count(*) FROM (SELECT {_SHOWN} FROM photo EXCEPT SELECT * FROM lists_before)")
    )
    tags = connection.scalar(text(_TAGS_DIFFER))
    connection.execute(text("DROP TABLE lists_before"))
    connection.execute(text("DROP TABLE tags_before"))
    return (rows or 0) + (tags or 0) + _mend_tally(connection)


def _mend_tally(connection: Connection) -> int:
    """Count all photos anew where the counts that are kept are wrong; return how many were."""
    wrong = sum(connection.scalar(text(query)) or 0 for query in (_MISCOUNTED, _OVERCOUNTED))
    if wrong:
        connection.execute(text("DELETE FROM tally"))
        connection.execute(text(f"INSERT INTO tally {_COUNTED}"))
    return wrong


def check_feature_cache(path: str) -> int:
    """Compare the cache of a library with it; return how many rows were wrong and were dropped."""
    database = Database(path, mode="ro")
    try:
        with database.read_committed() as connection:
            return database.feature_cache.check(connection)
    finally:
        database.close()
