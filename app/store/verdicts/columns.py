"""The columns of the prediction table, of many photos at once."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from app.core.method.gate import REASONS
from app.core.method.tagger import Decisions
from app.core.types import FloatArray, IdArray, Status
from app.store.encoding import dump, hash_words, number

# What SQLite stores as NULL, in columns of words, too. The driver takes any number at once; None
# goes through its adapters, which takes eight times as long.
NULL = math.nan
_STATUSES = [s.value for s in (Status.REJECTED, Status.COARSE, Status.ACCEPTED)]
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
    found = _numbers_of("scene", scenes)[verdict.proposed]
    found ^= _numbers_of("status", [_STATUSES])[_status_numbers(decisions)]
    found ^= _numbers_of("reason", [REASONS])[verdict.codes]
    found ^= _numbers_of("parent", parents)[_parent_numbers(decisions)]
    for row, further in enumerate(decisions.further):
        if further and verdict.proposed[row] >= 0:
            found[row] ^= hash_words(["further", *(names[f] for f in further)])
    return found


def verdict_columns(
    version: int, photos: IdArray, decisions: Decisions, states: IdArray, chosen: IdArray
) -> list[list[Any]]:
    """Return the columns of the prediction table for the chosen rows of ``decisions``.

    ``NULL`` stands for what is not there, and for what is no number.
    """
    verdict, names, read = decisions.verdict, decisions.model.scenes, decisions.readings.scenes
    proposed, parent = verdict.proposed[chosen], _parent_numbers(decisions)[chosen]
    scene, low, high = (_words(c)[proposed].tolist() for c in _scene_columns(decisions))
    over, over_low, over_high = (_words(c)[parent].tolist() for c in _parent_columns(decisions))
    there, confidence = proposed >= 0, read.confidence[chosen].astype(np.float64)
    further = [decisions.further[row] for row in chosen.tolist()]
    return [
        photos[chosen].tolist(),
        [version] * len(chosen),
        scene,
        _words(_STATUSES)[_status_numbers(decisions)[chosen]].tolist(),
        _words([reason.value for reason in REASONS])[verdict.codes[chosen]].tolist(),
        np.where(there, verdict.similarity[chosen], 0).tolist(),
        low,
        high,
        np.where(there, confidence, 0).tolist(),
        np.where(there, confidence - read.rival[chosen], 0).tolist(),
        np.where(there, read.patent[chosen], 0).tolist(),
        candidate_texts(decisions, chosen),
        [dump([names[f] for f in some]) if some else "[]" for some in further],
        over,
        _numbers(decisions.climbed.similarity[chosen], parent >= 0),
        over_low,
        over_high,
        states[chosen].tolist(),
    ]


def candidate_texts(decisions: Decisions, rows: IdArray) -> list[str]:
    """Return the candidates of some photos as the JSON that the table holds.

    Letters stand in columns as wide as the longest word needs; then the empty places go, of all
    rows at once. To join the words of each row takes twice as long.
    """
    order, similarity, shares, known = decisions.candidates(rows)
    known = np.where(decisions.verdict.proposed[rows] >= 0, known, 0)
    names = _names(decisions.model.scenes)
    parts = [("name", names.dtype), ("similarity", "S8"), ("share", "S8")]
    shape = [("start", "S1"), ("cells", parts, order.shape[1:]), ("end", "S2")]
    letters = np.zeros(len(rows), dtype=shape)
    letters["start"], letters["end"] = b"[", b"]\n"
    cells = letters["cells"]
    ranks = np.arange(order.shape[1])
    cells["name"] = names[np.minimum(ranks, 1), order]
    cells["similarity"] = _texts(",")[_text_numbers(similarity)]
    cells["share"] = _texts("]")[_text_numbers(shares)]
    cells[ranks >= known[:, None]] = np.zeros((), cells.dtype)
    return letters.tobytes().translate(None, b"\0").decode("ascii").split("\n")[:-1]


@lru_cache(maxsize=4)
def _names(scenes: tuple[str, ...]) -> npt.NDArray[np.bytes_]:
    """Return what each scene's candidate begins with (2, K): the first of a photo, and others."""
    return np.array([[f"{start}[{dump(s)}," for s in scenes] for start in ("", ",")], np.bytes_)


@cache
def _texts(end: str) -> npt.NDArray[np.bytes_]:
    """Return the JSON of all numbers from -1 to 1 with so many digits, and at the end null."""
    steps = 10**_DIGITS
    texts = [f"{number / steps!r}{end}" for number in range(-steps, steps + 1)]
    return np.array([*texts, f"null{end}"], dtype="S8")


def _text_numbers(values: FloatArray) -> IdArray:
    """Return where :func:`_texts` has each value."""
    steps = 10**_DIGITS
    found = np.rint(np.clip(np.nan_to_num(values), -1, 1) * steps) + steps
    return np.asarray(np.where(np.isnan(values), 2 * steps + 1, found), dtype=np.int64)


def _scene_columns(decisions: Decisions) -> list[list[Any]]:
    """Return name, low and high of each scene, and at the end those of none."""
    model = decisions.model
    return _named(model.scenes, model.all_ranges[model.rule], 0.0)


def _parent_columns(decisions: Decisions) -> list[list[Any]]:
    """Return name, low and high of each parent, and at the end those of none."""
    model = decisions.model
    return _named(model.tree.parents, model.parents.all_ranges[model.rule], None)


def _named(names: Sequence[str], ranges: FloatArray, none: float | None) -> list[list[Any]]:
    ends = ([number(value) for value in ranges[:, end].tolist()] for end in (0, 1))
    return [[*names, None], *([*values, none] for values in ends)]


def _words(values: Sequence[Any]) -> npt.NDArray[np.object_]:
    """Return values that photos share, as the driver is given them."""
    return np.array([NULL if value is None else value for value in values], dtype=object)


def _numbers_of(what: str, columns: Sequence[Sequence[Any]]) -> IdArray:
    """Return a number for each row of some columns."""
    return _hash_rows(what, tuple(zip(*columns, strict=True)))


@lru_cache(maxsize=32)
def _hash_rows(what: str, rows: tuple[tuple[Any, ...], ...]) -> IdArray:
    return np.array([hash_words([what, *row]) for row in rows], dtype=np.int64)


def _status_numbers(decisions: Decisions) -> IdArray:
    """Return the place of each status (N,) among ``_STATUSES``."""
    coarse = _parent_numbers(decisions) >= 0
    accepted = decisions.accepted & (decisions.verdict.proposed >= 0)
    return np.where(accepted, 2, coarse.astype(np.int64))


def _parent_numbers(decisions: Decisions) -> IdArray:
    """Return the number of each photo's parent (N,), -1 for none."""
    return np.where(decisions.verdict.proposed >= 0, decisions.climbed.parent, -1)


def _numbers(column: FloatArray, there: npt.NDArray[np.bool_]) -> list[float]:
    """Return the values for a column of the table: what is not there is ``NULL``."""
    values: list[float] = np.where(there, column, NULL).tolist()
    return values
