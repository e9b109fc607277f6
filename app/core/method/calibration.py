"""Calibration: from scores of samples that a model had not seen to ranges that keep a promise."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from app.core.method.head import softmax
from app.core.method.held_out import HeldOut
from app.core.types import BoolArray, FloatArray, IdArray

# At most 1 wrong in 20.
DEFAULT_TARGET = 0.05
# Enough that the last one that holds is near the loosest that would.
CUTS_TRIED = 30
STRICTEST_COVERAGE = (0.05, 0.4)
RISK = 0.1
OFFSET_RIDGE = 4.0
# Of what all scenes share.
LEAST_RIDGE = 1e-3
CURVE_BINS = 20
# So many cuts are tried where photos are asked about on several levels.
LEVEL_CUTS = 200
# How much albums differ in the log-odds of a right answer, before any label is known.
SHIFT_SPREAD = 0.7


def split_groups(groups: IdArray, folds: int, seed: int = 0) -> IdArray:
    """Return a fold (N,) for each sample; samples of one group share theirs.

    Groups are dealt from the largest to the smallest, each to the fold that holds least.
    """
    unique, inverse, sizes = np.unique(groups, return_inverse=True, return_counts=True)
    shuffled = np.random.default_rng(seed).permutation(len(unique))
    order = shuffled[np.argsort(-sizes[shuffled], kind="stable")]
    load = np.zeros(folds, dtype=np.int64)
    fold_of = np.zeros(len(unique), dtype=np.int64)
    for group in order:
        fold_of[group] = load.argmin()
        load[fold_of[group]] += sizes[group]
    return fold_of[inverse]


def fit_temperature(held_out: HeldOut) -> float | None:
    """Return the softmax temperature with the least loss on held-out samples of known scenes.

    Golden-section search on its logarithm; None without such a sample.
    """
    known = np.flatnonzero(held_out.truth >= 0)
    if not len(known):
        return None
    vectors, truth = held_out.label_vectors[known], held_out.truth[known]
    is_true = held_out.layout.membership().T[truth] > 0

    def loss(log_temperature: float) -> float:
        shares = softmax(vectors, float(np.exp(log_temperature)))
        right = np.where(is_true, shares, 0).sum(axis=1)
        return float(-np.log(np.maximum(right, 1e-12)).mean())

    low, high, ratio = -1.5, 3.5, (5**0.5 - 1) / 2
    a, b = high - ratio * (high - low), low + ratio * (high - low)
    loss_a, loss_b = loss(a), loss(b)
    for _ in range(16):
        if loss_a < loss_b:
            high, b, loss_b = b, a, loss_a
            a = high - ratio * (high - low)
            loss_a = loss(a)
        else:
            low, a, loss_a = a, b, loss_b
            b = low + ratio * (high - low)
            loss_b = loss(b)
    return float(np.exp((low + high) / 2))


@dataclass(frozen=True, slots=True)
class Answers:
    """Held-out answers under one rule: similarity of the proposed scene, and was it right.

    ``values`` float32 (N,), ``right`` bool (N,), ``proposed`` int64 (N,).
    """

    values: FloatArray
    right: BoolArray
    proposed: IdArray

    def shifted(self, offsets: FloatArray) -> Answers:
        """Return values less their scene's offset."""
        return Answers(self.values - offsets[self.proposed], self.right, self.proposed)

    def take(self, index: IdArray) -> Answers:
        """Return some of the answers."""
        return Answers(self.values[index], self.right[index], self.proposed[index])


@dataclass(frozen=True, slots=True)
class Promise:
    """What a cut may claim.

    ``is_kept`` tells whether 'at most a share ``target`` of the accepted is wrong' was shown at
    the risk given; otherwise ``cut`` is the best estimate. ``accepted`` and ``wrong`` are the
    counts at the cut, ``needed`` how many accepted samples without an error would show the target.
    """

    cut: float
    target: float
    risk: float
    is_kept: bool
    accepted: int
    wrong: int
    needed: int

    def to_facts(self) -> dict[str, Any]:
        """Return plain JSON values."""
        return {
            "cut": self.cut,
            "target": self.target,
            "risk": self.risk,
            "kept": self.is_kept,
            "accepted": self.accepted,
            "wrong": self.wrong,
            "needed": self.needed,
        }


def binomial_p_value(wrong: int, accepted: int, target: float) -> float:
    """Return P(X <= wrong) for X ~ Binomial(accepted, target): small means 'target holds'."""
    from scipy.special import bdtr  # slow to import

    return float(bdtr(wrong, accepted, target)) if accepted else 1.0


def answers_needed(target: float, risk: float = RISK) -> int:
    """Return how many answers, all of them right, show that at most ``target`` are wrong."""
    return int(np.ceil(np.log(risk) / np.log1p(-target)))


def find_cut(values: FloatArray, right: BoolArray, target: float, risk: float = RISK) -> Promise:
    """Find the loosest cut at which at most a share ``target`` of the accepted is wrong.

    Fixed-sequence testing (Angelopoulos and others, *Learn then Test*): 30 cuts from strict to
    loose, an exact binomial test at each, and the first failure ends it, so that the risk of any
    false promise stays ``risk``.

    Parameters
    ----------
    values : float32 (N,)
        Similarity to the proposed scene, of samples that the model had not seen; or (N, L) to a
        parent on each of L levels, of which the first inside counts.
    right : bool, like values
        Whether what is proposed is true; unknowns are wrong.
    target : float
        Largest share of wrong ones among the accepted.
    risk : float
        Largest probability of a promise that does not hold.
    """
    needed = answers_needed(target, risk)
    top = values if values.ndim == 1 else values.max(axis=1, initial=-np.inf)
    top = np.sort(top[np.isfinite(top)])[::-1]
    if not len(top):
        return Promise(1.0, target, risk, False, 0, 0, needed)
    # Strict, but with enough samples inside that one error does not end the sequence.
    strictest = float(np.clip(2 * needed / len(top), *STRICTEST_COVERAGE))
    promised: Promise | None = None
    count = counting(values, right)
    coverages = np.linspace(strictest, 1.0, CUTS_TRIED)
    for cut in np.quantile(top, 1 - coverages).tolist():
        accepted, wrong = count(cut)
        if binomial_p_value(wrong, accepted, target) > risk:
            break
        promised = Promise(cut, target, risk, True, accepted, wrong, needed)
    return promised or estimate_cut(values, right, target, risk)


def counting(values: FloatArray, right: BoolArray) -> Callable[[float], tuple[int, int]]:
    """Return :func:`count_inside` of these answers, for many cuts: they are sorted once.

    A level answers at cuts up to its value that are above the values of all levels before it.
    """
    levels = values.reshape(len(values), -1)
    so_far = np.fmax.accumulate(np.where(np.isnan(levels), -np.inf, levels), axis=1)
    before = np.full_like(so_far, -np.inf)
    before[:, 1:] = so_far[:, :-1]
    wrong = (levels > before) & ~right.reshape(levels.shape)
    every, until, after = np.sort(so_far[:, -1]), np.sort(levels[wrong]), np.sort(before[wrong])

    def count(cut: float) -> tuple[int, int]:
        accepted = len(every) - int(np.searchsorted(every, cut))
        return accepted, int(np.searchsorted(after, cut) - np.searchsorted(until, cut))

    return count


def count_inside(values: FloatArray, right: BoolArray, cut: float) -> tuple[int, int]:
    """Return how many photos a cut accepts, and how many of these are wrong.

    ``values`` and ``right`` are (N,), or (N, L) where a photo is asked about on L levels: the first
    level inside is its answer.
    """
    inside = values.reshape(len(values), -1) >= cut
    accepted = inside.any(axis=1)
    rows = np.flatnonzero(accepted)
    first = inside[rows].argmax(axis=1)
    return len(rows), int((~right.reshape(inside.shape)[rows, first]).sum())


def estimate_cut(
    values: FloatArray, right: BoolArray, target: float, risk: float = RISK
) -> Promise:
    """Return the loosest cut whose observed share of wrong ones is at most ``target``.

    One wrong answer is added before dividing, so that a handful of samples claims little. Shapes
    as in :func:`count_inside`.
    """
    needed = answers_needed(target, risk)
    cuts = np.unique(values[np.isfinite(values)])
    if values.ndim == 1:
        order = np.argsort(-values, kind="stable")
        wrong = np.cumsum(~right[order])
        # Of equal values all or none are accepted.
        last = len(values) - 1 - np.searchsorted(values[order][::-1], cuts)
        share = (wrong[last] + 1) / (last + 2)
        cuts = cuts[share <= target]
    count = counting(values, right)
    for cut in _thin(cuts):
        accepted, failed = count(cut)
        if (failed + 1) / (accepted + 1) <= target:
            return Promise(cut, target, risk, False, accepted, failed, needed)
    above = float(np.nextafter(np.float32(values[np.isfinite(values)].max()), np.float32(np.inf)))
    return Promise(above, target, risk, False, 0, 0, needed)


def _thin(cuts: FloatArray) -> list[float]:
    """Return at most ``LEVEL_CUTS`` of the cuts, from loose to strict, the loosest among them."""
    steps = np.linspace(0, len(cuts) - 1, min(len(cuts), LEVEL_CUTS)).astype(np.int64)
    found: list[float] = cuts[steps].tolist()
    return found


def transfer_cut(base: Answers, own: Answers, target: float) -> float:
    """Return how far a cut has to move from other people's photos to the owner's.

    Labels come from the review queue, which holds what the gate rejected: counted as they are,
    they would say that nearly everything is wrong, and each label would tighten the gate. Given
    its similarity, though, whether a photo is right does not depend on how it came to be labelled.
    So the answers of ``base`` give the curve P(right | similarity), the owner's shift its log-odds
    (a logistic shift with a normal prior around none), and the cut follows from the shifted curve
    over the similarities of ``base``.

    Returns
    -------
    float
        To be added to the cut of ``base``; negative where the owner's photos are easier.
    """
    if not len(own.values) or not len(base.values):
        return 0.0
    grid, odds = right_odds(base)
    shift = _fit_shift(np.interp(own.values, grid, odds), own.right)
    values = np.sort(base.values)[::-1]
    plain = np.interp(values, grid, odds)

    def loosest(log_odds: npt.NDArray[np.float64]) -> float:
        wrong = np.cumsum(1 / (1 + np.exp(log_odds)))
        passing = np.flatnonzero(wrong / np.arange(1, len(values) + 1) <= target)
        return float(values[passing[-1]]) if len(passing) else float(values[0])

    return loosest(plain + shift) - loosest(plain)


def right_odds(
    answers: Answers,
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Return similarities and the log-odds of being right there, rising, from even bins."""
    order = np.argsort(answers.values, kind="stable")
    bins = np.array_split(order, min(CURVE_BINS, len(order)))
    middles = np.array([answers.values[b].mean(dtype=np.float64) for b in bins])
    right = np.array([(answers.right[b].sum() + 0.5) / (len(b) + 1) for b in bins])
    rising = np.maximum.accumulate(right)
    return middles, np.log(rising / (1 - rising))


def _fit_shift(log_odds: npt.NDArray[np.float64], right: BoolArray) -> float:
    """Return the shift of log-odds under which the answers are most likely (Newton's method)."""
    shift = 0.0
    for _ in range(20):
        share = 1 / (1 + np.exp(-(log_odds + shift)))
        gradient = float((right - share).sum()) - shift / SHIFT_SPREAD**2
        step = gradient / (float((share * (1 - share)).sum()) + 1 / SHIFT_SPREAD**2)
        shift += step
        if abs(step) < 1e-6:
            break
    return shift


def fit_offsets(values: FloatArray, right: BoolArray, scenes: IdArray, count: int) -> FloatArray:
    """Return how much more (or less) similarity each scene needs to be as right as the others.

    Logistic regression ``P(right) = s(a + b v + c_k)`` by Newton's method, with a ridge on the
    ``c_k``, so that a scene of few samples keeps close to the rest; the offset is ``-c_k / b``.

    Parameters
    ----------
    values : float32 (N,)
        Similarity to the proposed scene.
    right : bool (N,)
    scenes : int64 (N,)
        The proposed scene.
    count : int
        K.

    Returns
    -------
    float32 (K,)
    """
    if not len(values) or right.all() or not right.any():
        return np.zeros(count, dtype=np.float32)
    scale = max(float(values.std()), 1e-6)
    steep = np.asarray((values - values.mean()) / scale, dtype=np.float64)
    solution = np.zeros(count + 2)
    for _ in range(20):
        step = _offset_step(solution, steep, right, scenes)
        solution += step
        if np.abs(step).max() < 1e-6:
            break
    slope = solution[1] / scale
    # Where similarity says nothing about being right, no offset can be read from it.
    if slope <= 1e-3:
        return np.zeros(count, dtype=np.float32)
    offsets = np.clip(-solution[2:] / slope, -2 * scale, 2 * scale)
    return np.asarray(offsets, dtype=np.float32)


def _offset_step(
    solution: npt.NDArray[np.float64],
    steep: npt.NDArray[np.float64],
    right: BoolArray,
    scenes: IdArray,
) -> npt.NDArray[np.float64]:
    """Return Newton's step for ``a``, ``b`` and the ``c_k`` (K + 2,).

    An answer is of one scene, so that no two of the ``c_k`` meet in the curvature: it has a border
    of two rows, ``[[A, B], [B^T, d]]`` with d a diagonal, and is solved by ``A - B d^-1 B^T``.
    """
    count = len(solution) - 2
    odds = solution[0] + solution[1] * steep + solution[2:][scenes]
    share = 1 / (1 + np.exp(-np.clip(odds, -30, 30)))
    error, bend = right - share, share * (1 - share)
    border = np.stack([np.ones_like(steep), steep])
    slope = border @ error - LEAST_RIDGE * solution[:2]
    slopes = np.bincount(scenes, error, minlength=count) - OFFSET_RIDGE * solution[2:]
    corner = (border * bend) @ border.T + LEAST_RIDGE * np.eye(2)
    across = np.stack([np.bincount(scenes, bend * row, minlength=count) for row in border])
    diagonal = np.bincount(scenes, bend, minlength=count) + OFFSET_RIDGE
    schur = corner - (across / diagonal) @ across.T
    first = np.linalg.solve(schur, slope - across @ (slopes / diagonal))
    return np.concatenate([first, (slopes - first @ across) / diagonal])
