"""Examine a library, and mend what can be mended: the store's part of ``albumen doctor``."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, and_, delete, except_, func, insert, or_, select

from app.store.collecting.rated import show_all_ratings
from app.store.database import Database, connect
from app.store.encoding import label_state
from app.store.failures import explained
from app.store.labels import read_all
from app.store.migrate import require_form
from app.store.model_blobs import replace_damaged
from app.store.query import among
from app.store.search.index import mend_indexes
from app.store.search.tables import RepeatedPixels
from app.store.states import SET_LABEL_STATE
from app.store.tables import (
    ExportLedger,
    Feature,
    FormerContent,
    ImportedWords,
    Label,
    ModelVersion,
    Photo,
    PhotoCount,
    PhotoKeyword,
    PhotoTag,
    Prediction,
    Scene,
)
from app.store.verdicts.counts import count_anew, true_counts
from app.store.verdicts.showing import show_all

_OF_A_PHOTO = (
    Feature,
    Prediction,
    PhotoTag,
    FormerContent,
    ExportLedger,
    ImportedWords,
    PhotoKeyword,
)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong with a library.

    ``code`` is ``damaged`` (SQLite's own check), ``restored`` (a copy took the place of a file that
    could not be read at all), ``orphans`` (rows whose parent is gone), ``lists`` (lists that
    disagree with labels, predictions and ratings), ``search`` (indexes that disagree with their
    texts), ``label_states``, ``features`` (of the wrong length),
    ``model`` (damaged versions: the newest sound one takes over, or the pack's),
    ``unknown_scenes`` (labels with a scene that the library lacks) or ``no_model``. ``details`` is
    for the log; ``mended`` tells whether it was put right.
    """

    code: str
    count: int
    details: str
    mended: bool = False


def examine(path: str, *, mend: bool = False) -> list[Finding]:
    """Examine the library at ``path``; an empty list is a clean bill of health.

    With ``mend`` all that can be derived anew is put right, and features of the wrong length and
    rows without a parent are dropped (a scan makes them again). Labels are never touched.

    Raises
    ------
    KnownError
        When the file cannot be opened, or is no library of the present form.
    """
    require_form(path, "rw" if mend else "ro")
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
        for table in _OF_A_PHOTO:
            connection.execute(delete(table).where(table.photo_id.not_in(select(Photo.id))))
        left = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
        tables = ", ".join(sorted({row[0] for row in orphans}))
        yield Finding("orphans", len(orphans), tables, mended=mend and not left)
    wrong = _features_of_wrong_length(connection)
    if wrong:
        connection.execute(delete(Feature).where(among(Feature.id, wrong)))
        yield Finding("features", len(wrong), "of the wrong length", mended=mend)
    states = _wrong_label_states(connection)
    if states:
        connection.execute(
            SET_LABEL_STATE, [{"photo": photo, "state": state} for photo, state in states.items()]
        )
        yield Finding("label_states", len(states), "", mended=mend)
    lists = show_all(connection) + show_all_ratings(connection) + _mend_tally(connection)
    if lists:
        yield Finding("lists", lists, "", mended=mend)
    indexes = mend_indexes(connection) + _mend_repeated(connection)
    if indexes:
        yield Finding("search", len(indexes), ", ".join(indexes), mended=mend)
    unknown = select(Label.scene).distinct().where(Label.scene.not_in(select(Scene.id)))
    names = sorted(connection.scalars(unknown))
    if names:
        yield Finding("unknown_scenes", len(names), ", ".join(names))
    damaged, current = replace_damaged(connection)
    if damaged:
        now = "that of the scene pack" if current is None else f"version {current}"
        versions = ", ".join(map(str, damaged))
        yield Finding("model", len(damaged), f"version {versions}; in force: {now}", mended=mend)
    elif connection.scalar(select(ModelVersion.id).where(ModelVersion.current == 1)) is None:
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


def _features_of_wrong_length(connection: Connection) -> list[int]:
    """Return ids of the features that are not as long as most of their backbone."""
    size = func.length(Feature.vector)
    # Counted here: SQLite would sort the vectors themselves, gigabytes of them.
    lengths = connection.execute(select(Feature.backbone, size))
    counted = Counter((backbone, length) for backbone, length in lengths)
    usual: dict[str, int] = {}
    for (backbone, length), _ in counted.most_common():
        usual.setdefault(backbone, length)
    odd = [key for key in counted if usual[key[0]] != key[1]]
    wrong = [and_(Feature.backbone == backbone, size == length) for backbone, length in odd]
    return list(connection.scalars(select(Feature.id).where(or_(*wrong)))) if wrong else []


def _mend_tally(connection: Connection) -> int:
    """Count all photos anew where the counts that are kept are wrong; return how many were."""
    true = true_counts()
    kept = select(PhotoCount.__table__)
    differing = [except_(true, kept), except_(kept.where(PhotoCount.photos != 0), true)]
    wrong = sum(
        connection.scalar(select(func.count()).select_from(rows.subquery())) or 0
        for rows in differing
    )
    if wrong:
        count_anew(connection)
    return wrong


def _mend_repeated(connection: Connection) -> list[str]:
    """Note the pictures of two photos and more that are not noted; return where, if any lacked."""
    kept, pixels = RepeatedPixels.pixel_hash, Photo.pixel_hash
    twice = select(pixels).where(pixels != "", pixels.not_in(select(kept)))
    lacking = twice.group_by(pixels).having(func.count() > 1)
    added = connection.execute(insert(RepeatedPixels).from_select([kept.name], lacking))
    return [RepeatedPixels.__tablename__] if added.rowcount else []


def examine_feature_cache(path: str) -> int:
    """Compare the cache of a library with it; return how many rows were wrong and were dropped."""
    database = Database(path, mode="ro")
    try:
        with database.read_committed() as connection:
            return database.feature_cache.compare(connection)
    finally:
        database.close()
