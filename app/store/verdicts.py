"""Writing predictions of many photos: by columns, and only the rows that differ.

A refresh tags every photo of the library. Making a record of each would take longer than tagging
them; here the arrays become rows of the table at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

import numpy as np
import numpy.typing as npt
from sqlalchemy import Connection, select

from app.core.method.tagger import CANDIDATES, Decisions
from app.core.types import IdArray, Reason, Status
from app.store.encoding import dump
from app.store.hot_queries import KEEP_PREDICTION
from app.store.plain_rows import fetch_plain
from app.store.query import among
from app.store.shown import show, show_all
from app.store.tables import Prediction

_REASONS = {reason: reason.value for reason in Reason}
Row = tuple[Any, ...]


def keep_differing(
    connection: Connection, version: int, photos: Sequence[int], decisions: Decisions
) -> list[int]:
    """Store predictions of photos, row by row of ``decisions``; return those that differ."""
    words = _words(decisions)
    before = _before(connection, version, photos)
    differing = [
        row
        for row, (photo, word) in enumerate(zip(photos, words, strict=True))
        if before.get(photo) != word
    ]
    if differing:
        rows = verdict_rows(version, photos, decisions, words, differing)
        connection.exec_driver_sql(KEEP_PREDICTION, list(rows))
    return [int(photos[row]) for row in differing]


def show_some(connection: Connection, photos: Sequence[int] | None) -> None:
    """Bring the lists up to date for photos; None: for all."""
    if photos is None:
        show_all(connection)
    elif photos:
        show(connection, photos)


def _before(connection: Connection, version: int, photos: Sequence[int]) -> dict[int, Row]:
    """Return what can differ while the model is the same: the scores cannot."""
    statement = select(
        Prediction.photo_id,
        Prediction.scene,
        Prediction.status,
        Prediction.reason,
        Prediction.low,
        Prediction.high,
        Prediction.further,
        Prediction.parent,
        Prediction.parent_low,
        Prediction.parent_high,
    ).where(Prediction.model_version_id == version, among(Prediction.photo_id, photos))
    return {row[0]: row[1:] for row in fetch_plain(connection, statement)}


def _words(decisions: Decisions) -> list[Row]:
    """Return scene, status, reason, low, high, further scenes (JSON) and parent of each photo."""
    verdict, scenes = decisions.verdict, decisions.model.scenes
    table = decisions.model.all_ranges[decisions.model.rule]
    lows, highs = _numbers(table[:, 0]), _numbers(table[:, 1])
    rejected, accepted, coarse = (
        status.value for status in (Status.REJECTED, Status.ACCEPTED, Status.COARSE)
    )
    columns = zip(
        verdict.proposed.tolist(),
        verdict.accepted.tolist(),
        verdict.reasons,
        decisions.further,
        decisions.climbed.parent.tolist(),
        strict=True,
    )
    parents = _parent_words(decisions)
    return [
        (
            scenes[k],
            accepted if is_accepted else coarse if p >= 0 else rejected,
            _REASONS[reason],
            lows[k],
            highs[k],
            dump([scenes[f] for f in further]) if further else "[]",
            *parents[p],
        )
        if k >= 0
        else (None, rejected, _REASONS[reason], 0.0, 0.0, "[]", *parents[-1])
        for k, is_accepted, reason, further, p in columns
    ]


def _parent_words(decisions: Decisions) -> list[Row]:
    """Return name, low and high of each parent, and at the end those of none."""
    model = decisions.model
    table = model.parents.all_ranges[model.rule]
    named = zip(model.tree.parents, _numbers(table[:, 0]), _numbers(table[:, 1]), strict=True)
    return [*named, (None, None, None)]


def verdict_rows(
    version: int,
    photos: Sequence[int],
    decisions: Decisions,
    words: Sequence[Row],
    chosen: Sequence[int],
) -> Iterator[Row]:
    """Yield rows of the prediction table for the chosen rows of ``decisions``."""
    rows = np.asarray(chosen, dtype=np.int64)
    proposed, second = decisions.verdict.proposed[rows], decisions.verdict.second[rows]
    nothing = (0.0,) * 4
    columns = zip(
        chosen,
        proposed.tolist(),
        _scores(decisions, rows, proposed, second) or [nothing] * len(rows),
        _candidates(decisions, rows),
        strict=True,
    )
    for row, k, scores, candidates in columns:
        scene, status, reason, low, high, further, parent, *bounds = words[row]
        similarity, *others = scores if k >= 0 else nothing
        start = (int(photos[row]), version, scene, status, reason, similarity, low, high)
        close = None if parent is None else float(decisions.climbed.similarity[row])
        found = candidates if k >= 0 else "[]"
        yield (*start, *others, found, further, parent, close, *bounds)


def _scores(
    decisions: Decisions, rows: IdArray, proposed: IdArray, second: IdArray
) -> list[tuple[float | None, ...]]:
    """Return similarity, confidence, margin and patent similarity of the proposed scene."""
    if not decisions.model.scenes:
        return []
    best = np.maximum(proposed, 0)
    shares = decisions.scores.confidence
    confidence = shares[rows, best].astype(np.float64)
    rival = np.where(second >= 0, shares[rows, np.maximum(second, 0)], 0).astype(np.float64)
    columns = (
        decisions.verdict.similarity[rows],
        confidence,
        confidence - rival,
        decisions.scores.of(rows, best).patent,
    )
    return list(zip(*(_numbers(column) for column in columns), strict=True))


def _candidates(decisions: Decisions, rows: IdArray) -> Iterator[str]:
    """Yield the candidates of the chosen rows as the JSON that the table holds."""
    shares, refused = decisions.scores.confidence[rows], decisions.refused[rows]
    order = np.argsort(-np.where(refused, -np.inf, shares), axis=1, kind="stable")[:, :CANDIDATES]
    index = np.arange(len(order))[:, None]
    pairs = decisions.candidate_similarity(np.repeat(rows, order.shape[1]), order.ravel())
    similarities: Any = pairs.reshape(order.shape).tolist()
    names = np.array([dump(scene) for scene in decisions.model.scenes], dtype=object)
    table = zip(
        names[order].tolist(),
        similarities,
        shares[index, order].tolist(),
        (~refused[index, order]).sum(axis=1).tolist(),
        strict=True,
    )
    for scenes, values, confidence, known in table:
        items = islice(zip(scenes, values, confidence, strict=True), known)
        # Python's own text of a number is read back as exactly that number.
        yield f"[{','.join([f'[{s},{a!r},{b!r}]' for s, a, b in items])}]"


def _numbers(column: npt.NDArray[np.floating[Any]]) -> list[float | None]:
    """Return the values for a column of the table: what is not a number is NULL."""
    values: list[float | None] = column.tolist()
    for row in np.flatnonzero(np.isnan(column)).tolist():
        values[row] = None
    return values
