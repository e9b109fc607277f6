"""The columns of the prediction table, of many photos at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from app.core.method.tagger import Decisions
from app.core.types import FloatArray, IdArray, Status
from app.store.encoding import dump, hash_words

Row = tuple[Any, ...]
ObjectArray = npt.NDArray[np.object_]

_STATUSES = (Status.REJECTED, Status.COARSE, Status.ACCEPTED)
# Candidates are for people: their numbers have four digits. Those of the proposed scene stand in
# columns of their own, to the last bit.
_DIGITS = 4


def verdict_states(decisions: Decisions) -> IdArray:
    """Return a number (N,) for each verdict: for all that can differ while the model is the same.

    That is scene, status, reason, range, further scenes and parent; the scores cannot. Each of
    these has a number of its own, drawn as by chance; together they are the state, bit by bit.
    """
    verdict, names = decisions.verdict, decisions.model.scenes
    scenes, parents = _scene_columns(decisions), _parent_columns(decisions)
    statuses = np.array([hash_words(["status", s.value]) for s in _STATUSES], dtype=np.int64)
    reasons = {reason: hash_words(["reason", reason.value]) for reason in set(verdict.reasons)}
    found = _hash_rows("scene", scenes)[verdict.proposed]
    found ^= statuses[_status_numbers(decisions)]
    found ^= np.array([reasons[reason] for reason in verdict.reasons], dtype=np.int64)
    found ^= _hash_rows("parent", parents)[_parent_numbers(decisions)]
    for row, further in enumerate(decisions.further):
        if further and verdict.proposed[row] >= 0:
            found[row] ^= hash_words(["further", *(names[f] for f in further)])
    return found


def verdict_rows(
    version: int, photos: IdArray, decisions: Decisions, states: IdArray, chosen: IdArray
) -> list[Row]:
    """Return rows of the prediction table for the chosen rows of ``decisions``."""
    verdict, names, read = decisions.verdict, decisions.model.scenes, decisions.readings.scenes
    proposed, parent = verdict.proposed[chosen], _parent_numbers(decisions)[chosen]
    scene, low, high = (column[proposed].tolist() for column in _scene_columns(decisions))
    over, over_low, over_high = (column[parent].tolist() for column in _parent_columns(decisions))
    statuses = np.array([status.value for status in _STATUSES], dtype=object)
    there, confidence = proposed >= 0, read.confidence[chosen].astype(np.float64)
    further = [decisions.further[row] for row in chosen.tolist()]
    columns: list[Iterable[Any]] = [
        photos[chosen].tolist(),
        [version] * len(chosen),
        scene,
        statuses[_status_numbers(decisions)[chosen]].tolist(),
        [verdict.reasons[row].value for row in chosen.tolist()],
        _numbers(np.where(there, verdict.similarity[chosen], 0)),
        low,
        high,
        _numbers(np.where(there, confidence, 0)),
        _numbers(np.where(there, confidence - read.rival[chosen], 0)),
        _numbers(np.where(there, read.patent[chosen], 0)),
        candidate_texts(decisions, chosen),
        [dump([names[f] for f in some]) if some else "[]" for some in further],
        over,
        _numbers(decisions.climbed.similarity[chosen], parent >= 0),
        over_low,
        over_high,
        states[chosen].tolist(),
    ]
    return list(zip(*columns, strict=True))


def candidate_texts(decisions: Decisions, rows: IdArray) -> list[str]:
    """Return the candidates of some photos as the JSON that the table holds."""
    order, similarity, shares, known = decisions.candidates(rows)
    known = np.where(decisions.verdict.proposed[rows] >= 0, known, 0)
    names = [dump(scene) for scene in decisions.model.scenes]
    cells = np.empty((*order.shape, 3), dtype=object)
    for rank in range(order.shape[1]):
        start = "[" if rank == 0 else ",["
        cells[:, rank, 0] = np.array([f"{start}{name}," for name in names], object)[order[:, rank]]
    cells[:, :, 1] = _texts(",")[_text_numbers(similarity)]
    cells[:, :, 2] = _texts("]")[_text_numbers(shares)]
    cells[np.arange(order.shape[1]) >= known[:, None]] = ""
    lines: list[list[str]] = cells.reshape(len(rows), 3 * order.shape[1]).tolist()
    return [f"[{''.join(line)}]" for line in lines]


@cache
def _texts(end: str) -> ObjectArray:
    """Return the JSON of all numbers from -1 to 1 with so many digits, and at the end null."""
    steps = 10**_DIGITS
    texts = [f"{number / steps!r}{end}" for number in range(-steps, steps + 1)]
    return np.array([*texts, f"null{end}"], dtype=object)


def _text_numbers(values: FloatArray) -> IdArray:
    """Return where :func:`_texts` has each value."""
    steps = 10**_DIGITS
    found = np.rint(np.clip(np.nan_to_num(values), -1, 1) * steps) + steps
    return np.asarray(np.where(np.isnan(values), 2 * steps + 1, found), dtype=np.int64)


def _scene_columns(decisions: Decisions) -> list[ObjectArray]:
    """Return name, low and high of each scene, and at the end those of none."""
    model = decisions.model
    return _named(model.scenes, model.all_ranges[model.rule], 0.0)


def _parent_columns(decisions: Decisions) -> list[ObjectArray]:
    """Return name, low and high of each parent, and at the end those of none."""
    model = decisions.model
    return _named(model.tree.parents, model.parents.all_ranges[model.rule], None)


def _named(names: Sequence[str], ranges: FloatArray, none: float | None) -> list[ObjectArray]:
    columns = [[*names, None], *([*_numbers(ranges[:, end]), none] for end in (0, 1))]
    return [np.array(column, dtype=object) for column in columns]


def _hash_rows(what: str, columns: Sequence[ObjectArray]) -> IdArray:
    """Return a number for each row of some columns."""
    rows = zip(*(column.tolist() for column in columns), strict=True)
    return np.array([hash_words([what, *row]) for row in rows], dtype=np.int64)


def _status_numbers(decisions: Decisions) -> IdArray:
    """Return the place of each status (N,) among ``_STATUSES``."""
    coarse = _parent_numbers(decisions) >= 0
    accepted = decisions.accepted & (decisions.verdict.proposed >= 0)
    return np.where(accepted, 2, coarse.astype(np.int64))


def _parent_numbers(decisions: Decisions) -> IdArray:
    """Return the number of each photo's parent (N,), -1 for none."""
    return np.where(decisions.verdict.proposed >= 0, decisions.climbed.parent, -1)


def _numbers(
    column: npt.NDArray[np.floating[Any]], there: npt.NDArray[np.bool_] | None = None
) -> list[float | None]:
    """Return the values for a column of the table: what is not a number, or not there, is NULL."""
    values: list[float | None] = column.tolist()
    missing = np.isnan(column) if there is None else np.isnan(column) | ~there
    for row in np.flatnonzero(missing).tolist():
        values[row] = None
    return values
