"""The levels of the tree: which parent of each is asked, and which one its range allows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from app.core.method.gate import RULES, Quantiles, Scores, propose
from app.core.method.reading.readings import LevelReadings
from app.core.method.tree import Tree
from app.core.scenes import MIN_SAMPLES
from app.core.types import BoolArray, FloatArray, GateRule, IdArray


@dataclass(frozen=True, slots=True)
class Climb:
    """The parents that N photos get for want of a scene: *Water*, not sure which.

    ``parent`` int64 (N,) is -1 where none is given; ``similarity`` float32 (N,) is the number that
    was cut, 0 where none is given.
    """

    parent: IdArray
    similarity: FloatArray


def cut_levels(
    read: LevelReadings, asked: BoolArray, ranges: FloatArray, samples: FloatArray
) -> Climb:
    """Give each photo that asks (N,) the most specific parent whose range allows it.

    On each level the most confident parent is asked, as the gate asks the most confident scene.

    Parameters
    ----------
    read : LevelReadings
        Of N photos and L levels.
    ranges : float32 (P, 2)
    samples : float32 (P,)
        Samples below each parent.
    """
    count = len(asked)
    parent = np.full(count, -1, dtype=np.int64)
    similarity = np.zeros(count, dtype=np.float32)
    for value, named, sure in zip(read.values.T, read.parents.T, read.certain.T, strict=True):
        number = np.maximum(named, 0)
        low, high = ranges[number].T
        passes = asked & sure & (parent < 0) & (samples[number] >= MIN_SAMPLES)
        passes &= (value >= low) & (value <= high)
        parent[passes], similarity[passes] = named[passes], value[passes]
    return Climb(parent, similarity)


def ask_levels(
    scores: Scores, refused: BoolArray, *, tree: Tree, rule: GateRule, quantiles: Quantiles
) -> tuple[FloatArray, IdArray, BoolArray]:
    """Return the most confident parent of each of L levels, the most specific level first.

    Returns
    -------
    values : float32 (N, L)
        Its similarity; minus infinity where it is not certain.
    parents : int64 (N, L)
        Its number, -1 where all of the level are refused or no number.
    certain : bool (N, L)
        False where two are equally confident, a background class is more so, or there is none.
    """
    shape = (len(scores.confidence), len(tree.levels))
    values = np.zeros(shape, dtype=np.float32)
    parents = np.full(shape, -1, dtype=np.int64)
    certain = np.zeros(shape, dtype=np.bool_)
    rows = np.arange(shape[0])
    for level, numbers in enumerate(tree.levels):
        table = scores.confidence[:, numbers]
        best, second = propose(table, refused[:, numbers])
        asked = numbers[np.maximum(best, 0)]
        value = RULES[rule](scores.of(rows, asked), quantiles)
        share = scores.confidence[rows, asked]
        rival = np.where(second >= 0, table[rows, np.maximum(second, 0)], 0)
        sure = (best >= 0) & np.isfinite(value) & (share > rival) & (share > scores.background)
        values[:, level] = np.where(sure, value, -np.inf)
        parents[:, level] = np.where(best >= 0, asked, -1)
        certain[:, level] = sure
    return values, parents, certain
