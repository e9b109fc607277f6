"""Writing predictions of many photos: by columns, and only the rows that differ.

A refresh tags every photo of the library. Making a record of each would take longer than tagging
them; here the arrays become rows of the table at once. Whether a row differs is seen from one
number, its ``state``: to read the words of 100,000 rows takes 380 ms, to read their states 65.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
from sqlalchemy import Connection, Select, func, select

from app.core.method.tagger import Decisions
from app.core.types import IdArray
from app.store.hot_queries import KEEP_PREDICTION, KEEP_PREDICTIONS, PREDICTIONS_AT_ONCE
from app.store.plain_rows import Prepared, fetch_plain, given, ids_of_text
from app.store.query import among
from app.store.shown import show
from app.store.tables import Prediction
from app.store.verdicts.columns import verdict_columns, verdict_states
from app.store.verdicts.showing import show_all

# More photos are read as the range that they lie in, not one by one.
PHOTOS_NAMED = 200
_STATES = select(Prediction.photo_id, Prediction.state)
# Rows that are made, and given to the driver, at once.
ROWS_AT_ONCE = 4000


def keep_differing(
    connection: Connection, version: int, photos: Sequence[int] | IdArray, decisions: Decisions
) -> list[int]:
    """Store predictions of photos, row by row of ``decisions``; return those that differ."""
    states = verdict_states(decisions)
    ids = np.asarray(photos, dtype=np.int64)
    differing = np.flatnonzero(states != _before(connection, version, ids))
    for start in range(0, len(differing), ROWS_AT_ONCE):
        chosen = differing[start : start + ROWS_AT_ONCE]
        _write(connection, verdict_columns(version, ids, decisions, states, chosen))
    changed: list[int] = ids[differing].tolist()
    return changed


def _write(connection: Connection, columns: list[list[Any]]) -> None:
    """Store columns of the prediction table."""
    width, count = len(columns), len(columns[0])
    # Row after row without an object for each: those would be looked through for circles.
    values: list[Any] = [None] * (width * count)
    for place, column in enumerate(columns):
        values[place::width] = column
    size = width * PREDICTIONS_AT_ONCE
    whole = len(values) - len(values) % size
    for start in range(0, whole, size):
        connection.exec_driver_sql(KEEP_PREDICTIONS, tuple(values[start : start + size]))
    left = [tuple(values[start : start + width]) for start in range(whole, len(values), width)]
    if left:
        connection.exec_driver_sql(KEEP_PREDICTION, left)


def show_some(connection: Connection, photos: Sequence[int] | None) -> None:
    """Bring the lists up to date for photos; None: for all."""
    if photos is None:
        show_all(connection)
    elif photos:
        show(connection, photos)


def _before(connection: Connection, version: int, photos: IdArray) -> IdArray:
    """Return the stored states of photos (N,), 0 where there is none of this version."""
    if not len(photos):
        return photos
    if len(photos) <= PHOTOS_NAMED:
        some = _STATES.where(
            Prediction.model_version_id == version, among(Prediction.photo_id, photos.tolist())
        )
        texts = fetch_plain(connection, _as_texts(some))[0]
    else:
        ends = {"first": int(photos.min()), "last": int(photos.max())}
        texts = _between().rows(connection, version=version, **ends)[0]
    known, states = (ids_of_text(text) for text in texts)
    if not len(known):
        return np.zeros(len(photos), dtype=np.int64)
    order = np.argsort(known)
    at = order[np.minimum(np.searchsorted(known, photos, sorter=order), len(order) - 1)]
    return np.where(known[at] == photos, states[at], 0)


@cache
def _between() -> Prepared:
    """Return what reads the states of all photos between two."""
    between = Prediction.photo_id.between(given("first"), given("last"))
    return Prepared(
        _as_texts(_STATES.where(Prediction.model_version_id == given("version"), between))
    )


def _as_texts(states: Select[int, int]) -> Select[str, str]:
    rows = states.subquery()
    return select(func.json_group_array(rows.c.photo_id), func.json_group_array(rows.c.state))
