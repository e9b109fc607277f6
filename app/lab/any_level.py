"""Measures of tags on any level of the tree, and of how a promise holds origin by origin.

At a strictness ``s`` each photo gets the most specific tag whose similarity is at least the low
end of its range plus ``s``: zero is what the gate does. A tag is right if a true label equals it or
lies below it: 'water' is right of a beach; 'beach' is not, where only 'water' is known.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from app.core.method.reading.levels import ask_levels
from app.core.method.tagger import Decisions
from app.core.method.tree import Tree
from app.core.scenes import MIN_SAMPLES
from app.core.types import BoolArray, FloatArray, IdArray
from app.lab.metrics import SHARES

# Photos of one origin that say something about its precision.
MIN_ACCEPTED = 10
# Strictnesses tried on a curve.
MAX_STEPS = 2000


@dataclass(frozen=True, slots=True)
class Levels:
    """How far inside its range the answer of each level lies, the most specific level first.

    ``inside`` float32 (N, L), minus infinity where there is no answer; ``right`` bool (N, L).
    """

    inside: FloatArray
    right: BoolArray

    def given(self, strictness: float) -> tuple[IdArray, IdArray]:
        """Return which photos get a tag (M,), and on which level (M,)."""
        passes = self.inside >= strictness
        rows = np.flatnonzero(passes.any(axis=1))
        return rows, passes[rows].argmax(axis=1)


def true_parents(shown: BoolArray, named: BoolArray, tree: Tree) -> BoolArray:
    """Return which parents are true of each photo (N, P).

    ``shown`` (N, K) are its true scenes, ``named`` (N, P) parents that are known of it without any
    scene below them.
    """
    # A parent lies below another that holds all of its scenes.
    held = tree.below[:, None, :] & ~tree.below[None, :, :]
    lies_below = ~held.any(axis=2)
    return np.asarray(tree.any_below(shown) | (named @ lies_below), dtype=np.bool_)


def measure_levels(decisions: Decisions, shown: BoolArray, parents: BoolArray) -> Levels:
    """Return what each level answers: the proposed scene, then the parents.

    ``parents`` (N, P) are those of :func:`true_parents`.
    """
    model, verdict = decisions.model, decisions.verdict
    count = len(decisions)
    rows = np.arange(count)
    best = np.maximum(verdict.proposed, 0)
    low, high = model.all_ranges[model.rule][best].T
    similarity = decisions.proposed_similarity()
    share = decisions.scores.confidence
    rival = np.where(verdict.second >= 0, share[rows, np.maximum(verdict.second, 0)], 0)
    asked = (verdict.proposed >= 0) & (similarity <= high) & (share[rows, best] > rival)
    asked &= model.samples[best] >= MIN_SAMPLES
    inside = [np.where(asked, similarity - low, -np.inf)]
    right = [shown[rows, best] & asked]
    if model.tree.parents:
        nothing = np.zeros((count, len(model.scenes)), dtype=np.bool_)
        values, numbers, _ = ask_levels(
            decisions.scores.of_parents(rows, nothing),
            np.zeros((count, len(model.tree.parents)), dtype=np.bool_),
            tree=model.tree,
            rule=model.rule,
            quantiles=model.parents.quantiles,
        )
        lows = model.parents.all_ranges[model.rule][:, 0]
        for value, number in zip(values.T, numbers.T, strict=True):
            parent = np.maximum(number, 0)
            inside.append(np.where(number >= 0, value - lows[parent], -np.inf))
            right.append(parents[rows, parent] & (number >= 0))
    return Levels(np.stack(inside, axis=1).astype(np.float32), np.stack(right, axis=1))


def coverage_curve(levels: Levels) -> tuple[FloatArray, FloatArray]:
    """Return the share of all photos that gets a tag, and its precision, at each strictness."""
    steps = np.unique(levels.inside[np.isfinite(levels.inside)])
    if len(steps) > MAX_STEPS:
        steps = np.unique(np.quantile(steps, np.linspace(0, 1, MAX_STEPS), method="nearest"))
    coverage, precision = np.zeros((2, len(steps)), dtype=np.float32)
    for number, step in enumerate(steps):
        rows, level = levels.given(float(step))
        coverage[number] = len(rows) / len(levels.inside)
        precision[number] = levels.right[rows, level].mean()
    return coverage, precision


def measure_any_level(levels: Levels) -> dict[str, Any]:
    """Return the measures of tags on any level, and of what the ranges in force give."""
    rows, level = levels.given(0.0)
    right = levels.right[rows, level]
    coverage, precision = coverage_curve(levels)
    result: dict[str, Any] = {
        f"cov_at_{round(share * 100)}": float(coverage[precision >= share - 1e-6].max(initial=0))
        for share in SHARES
    }
    count = max(len(levels.inside), 1)
    result["accepted"] = len(rows) / count
    result["precision"] = float(right.mean()) if len(rows) else float("nan")
    result["by_level"] = {
        name: {
            "accepted": int(part.sum()) / count,
            "precision": float(right[part].mean()) if part.any() else float("nan"),
        }
        for name, part in (("scene", level == 0), ("parent", level > 0))
    }
    return result


def measure_origins(
    levels: Levels, origins: Sequence[str], promised: float
) -> list[dict[str, Any]]:
    """Return for each origin how many photos got a tag, how many were right, the worst first.

    ``broken`` says that fewer were right than promised, where there are enough to say so.
    """
    rows, level = levels.given(0.0)
    right = levels.right[rows, level]
    names = np.array(origins, dtype=object)
    table = []
    for origin in sorted(set(origins)):
        tagged = names[rows] == origin
        accepted = int(tagged.sum())
        precision = float(right[tagged].mean()) if accepted else float("nan")
        table.append(
            {
                "origin": origin,
                "photos": int((names == origin).sum()),
                "accepted": accepted,
                "precision": precision,
                "broken": bool(accepted >= MIN_ACCEPTED and precision < promised),
            }
        )
    return sorted(table, key=lambda row: (not row["broken"], row["precision"], row["origin"]))
