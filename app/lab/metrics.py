"""Measures of a gate: how often it is right, and how well it knows when it is not.

Right means that the proposed scene is one of the photo's true scenes; a photo of none of the
scenes is never right. A gate with score ``v`` accepts from the highest ``v`` down.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt

from app.core.types import BoolArray, FloatArray

SHARES = (0.95, 0.90, 0.80)
BOOTSTRAPS = 1000
Measure = Callable[[FloatArray, BoolArray], float]


def auroc(values: FloatArray, positive: BoolArray) -> float:
    """Return the probability that a positive scores higher than a negative (ties count half).

    NaN where either kind is missing.
    """
    n_pos, n_neg = int(positive.sum()), int((~positive).sum())
    if not n_pos or not n_neg:
        return float("nan")
    unique, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    del unique
    ranks = np.cumsum(counts) - (counts - 1) / 2
    return float((ranks[inverse][positive].sum() - n_pos * (n_pos + 1) / 2) / (n_pos * n_neg))


def fpr_at_95(values: FloatArray, positive: BoolArray) -> float:
    """Return the share of negatives accepted when 95 % of the positives are (known = positive)."""
    if not positive.any() or positive.all():
        return float("nan")
    ordered = np.sort(values[positive])
    cut = ordered[int(np.floor(0.05 * len(ordered)))]
    return float((values[~positive] >= cut).mean())


@dataclass(frozen=True, slots=True)
class RiskCoverage:
    """Share of all photos accepted, and share of wrong ones among them, at every possible cut."""

    coverage: npt.NDArray[np.float64]
    risk: npt.NDArray[np.float64]


def risk_coverage(values: FloatArray, right: BoolArray) -> RiskCoverage:
    """Return the risk-coverage curve; photos of equal score enter together."""
    if not len(values):
        return RiskCoverage(np.zeros(0), np.zeros(0))
    order = np.argsort(-values, kind="stable")
    accepted = np.arange(1, len(values) + 1)
    risk = np.cumsum(~right[order]) / accepted
    is_last = np.append(np.diff(values[order]) != 0, True)
    return RiskCoverage(accepted[is_last] / len(values), risk[is_last])


def aurc(values: FloatArray, right: BoolArray) -> float:
    """Return the area under the risk-coverage curve: the mean risk over all coverages."""
    curve = risk_coverage(values, right)
    if not len(curve.coverage):
        return float("nan")
    return float((np.diff(curve.coverage, prepend=0) * curve.risk).sum())


def coverage_at(values: FloatArray, right: BoolArray, precision: float) -> float:
    """Return the largest share of all photos that can be accepted at this precision."""
    curve = risk_coverage(values, right)
    passing = curve.coverage[curve.risk <= 1 - precision + 1e-12]
    return float(passing.max(initial=0))


def bootstrap(
    measure: Measure,
    values: FloatArray,
    right: BoolArray,
    *,
    seed: int = 0,
    times: int = BOOTSTRAPS,
) -> tuple[float, float]:
    """Return the 95 % percentile interval of a measure over photos drawn with replacement."""
    rng = np.random.default_rng(seed)
    drawn = []
    for _ in range(times):
        index = rng.integers(0, len(values), len(values))
        value = measure(values[index], right[index])
        if np.isfinite(value):
            drawn.append(value)
    if not drawn:
        return float("nan"), float("nan")
    low, high = np.quantile(drawn, [0.025, 0.975])
    return float(low), float(high)


def measure_gate(
    values: FloatArray, right: BoolArray, known: BoolArray, accepted: BoolArray
) -> dict[str, Any]:
    """Return all measures of one rule.

    Parameters
    ----------
    values : float32 (N,)
        The similarity that the rule cuts, of the proposed scene.
    right : bool (N,)
        The proposed scene is true.
    known : bool (N,)
        The photo shows one of the scenes. ``fpr95`` takes these as positive.
    accepted : bool (N,)
        What the gate accepted with its ranges.
    """
    count = int(accepted.sum())
    result: dict[str, Any] = {
        "auroc": auroc(values, right),
        "aurc": aurc(values, right),
        "fpr95": fpr_at_95(values, known),
    }
    for share in SHARES:
        result[f"cov_at_{round(share * 100)}"] = coverage_at(values, right, share)
    result["accepted"] = count / max(len(values), 1)
    result["precision"] = float(right[accepted].mean()) if count else float("nan")
    return result


def measure_intervals(values: FloatArray, right: BoolArray, times: int) -> dict[str, list[float]]:
    """Return bootstrap intervals of the measures that a change is measured by."""
    measures: dict[str, Measure] = {"auroc": auroc, "aurc": aurc}
    for share in SHARES:
        name = f"cov_at_{round(share * 100)}"
        measures[name] = partial(coverage_at, precision=share)
    return {
        name: list(bootstrap(measure, values, right, times=times))
        for name, measure in measures.items()
    }
