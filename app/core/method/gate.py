"""The gate: it decides whether a photo is like its proposed scene, and says why when it is not.

Three rules turn scores into the one number that is cut, each a small function:

============ ===================================================================================
rule         similarity that the range ``[low, high]`` cuts
============ ===================================================================================
patent       cosine of the label vector and the scene's mean label vector
confidence   softmax share of the scene, background classes included
default      evidence for the scene, as the share of right answers (on samples that the model had
             not seen) that had less of it; at most the same share of closeness, divided by .3
============ ===================================================================================

Confidence finds photos between two scenes. Photos of no scene at all can be confident, too, but
their label vectors are short and they lie far from every prototype, so that evidence adds both:
``logit(confidence) + 0.3 strength + 2 closeness``. The weights were chosen by measurement on
photos of scenes that the model had not been given; they matter little between half and double.

A sum can still be carried by confidence alone. So a photo that is less close to its prototype than
30 % of right answers are loses similarity, down to none for the least close. Measured with pets,
food, flowers and documents left out of the model (share of photos accepted at 90 % precision, among
known photos of three sources / at 95 % among sharp rooms); other unknowns see no difference:

======================== ================== ===========
divisor of the closeness val / sun-test     houses-test
======================== ================== ===========
none (evidence alone)    .25 / .40          .79
.2                       .28 / .51          .86
.3                       .30 / .54          .89
.4                       .31 / .56          .91
======================== ================== ===========
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from app.core.method.reading.readings import FurtherReadings, SceneReadings
from app.core.scenes import MIN_SAMPLES
from app.core.types import BoolArray, FloatArray, GateRule, IdArray, Reason

SECOND_SHARE = 0.5
FURTHER_SHARE = 0.05
STRENGTH_WEIGHT = 0.3
CLOSENESS_WEIGHT = 2.0
CLOSE_ENOUGH = 0.3
MIN_SHARE = 1e-6
# Quantiles of a cosine that every photo exceeds.
ALWAYS_CLOSE = np.array([-2.0, -1.5], dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Scores:
    """Scores of N photos against K scenes, float32 (N, K); or of M pairs of both, (M,).

    Attributes
    ----------
    confidence
        Softmax share, summed over the kinds of a scene.
    strength
        Entry of the label vector, of the best kind.
    closeness
        Cosine to the prototype in centred feature space, of the nearest kind.
    patent
        Cosine of the label vector and the scene's mean label vector.
    background : (N,)
        Largest share of a background class.
    """

    confidence: FloatArray
    strength: FloatArray
    closeness: FloatArray
    patent: FloatArray
    background: FloatArray

    def of(self, rows: IdArray, scenes: IdArray) -> Scores:
        """Return the scores of pairs (M,) of a photo and a scene."""
        return Scores(
            self.confidence[rows, scenes],
            self.strength[rows, scenes],
            self.closeness[rows, scenes],
            self.patent[rows, scenes],
            self.background[rows],
        )


class ScoreTable(Protocol):
    """What the gate asks for: shares of all scenes, all else only of some pairs.

    :class:`Scores` has everything at hand; :class:`app.core.method.scoring.PhotoScores` computes a
    pair when it is asked for.
    """

    @property
    def confidence(self) -> FloatArray:
        """Softmax share (N, K)."""
        ...

    @property
    def background(self) -> FloatArray:
        """Largest share of a background class (N,)."""
        ...

    def of(self, rows: IdArray, scenes: IdArray) -> Scores:
        """Return the scores of pairs (M,) of a photo and a scene."""
        ...


@dataclass(frozen=True, slots=True)
class Quantiles:
    """Values of evenly spaced quantiles (Q,) of two scores among right held-out answers.

    Without ``closeness`` every photo is close enough.
    """

    evidence: FloatArray
    closeness: FloatArray = field(default_factory=lambda: ALWAYS_CLOSE)


def patent_similarity(scores: Scores, quantiles: Quantiles) -> FloatArray:
    """Return the literal similarity of the patent, in the shape of the scores."""
    return np.clip(scores.patent, -1, 1)


def confidence_similarity(scores: Scores, quantiles: Quantiles) -> FloatArray:
    """Return the softmax share, in the shape of the scores."""
    return np.clip(scores.confidence, 0, 1)


def default_similarity(scores: Scores, quantiles: Quantiles) -> FloatArray:
    """Return the share of right answers with less evidence, between 0 and 1.

    It is at most the share of right answers that are less close, divided by ``CLOSE_ENOUGH``.
    """
    close = to_quantile(scores.closeness, quantiles.closeness) / np.float32(CLOSE_ENOUGH)
    return np.asarray(np.minimum(to_quantile(evidence(scores), quantiles.evidence), close))


def evidence(scores: Scores) -> FloatArray:
    """Return ``logit(confidence) + 0.3 strength + 2 closeness``, in the shape of the scores."""
    share = np.clip(scores.confidence, MIN_SHARE, 1 - MIN_SHARE)
    logit = np.log(share / (1 - share))
    return np.asarray(
        logit + STRENGTH_WEIGHT * scores.strength + CLOSENESS_WEIGHT * scores.closeness,
        dtype=np.float32,
    )


RULES: dict[GateRule, Callable[[Scores, Quantiles], FloatArray]] = {
    GateRule.DEFAULT: default_similarity,
    GateRule.CONFIDENCE: confidence_similarity,
    GateRule.PATENT: patent_similarity,
}


def to_quantile(values: FloatArray, grid: FloatArray) -> FloatArray:
    """Return the share of right answers that score lower than each value."""
    levels = np.linspace(0, 1, len(grid), dtype=np.float32)
    return np.interp(values, grid, levels).astype(np.float32)


def make_grid(values: FloatArray, size: int = 201) -> FloatArray:
    """Return values of evenly spaced quantiles, strictly rising so that interpolation inverts."""
    if not len(values):
        return np.linspace(0, 1, size, dtype=np.float32)
    grid = np.quantile(values.astype(np.float64), np.linspace(0, 1, size))
    return np.asarray(np.maximum.accumulate(grid + np.arange(size) * 1e-7), dtype=np.float32)


# In the order in which the gate asks, what is left, and what others say than the gate.
REASONS = (
    Reason.NONE,
    Reason.NOT_A_NUMBER,
    Reason.PERSON_SAID_NO,
    Reason.TOO_FEW_SAMPLES,
    Reason.ABOVE_RANGE,
    Reason.NO_SCENE,
    Reason.SECOND_SCENE,
    Reason.UNLIKE_PROTOTYPE,
    Reason.LEFT_OUT,
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the gate says of N photos.

    ``proposed`` is -1 where no scene may be proposed; ``similarity`` is the number that was cut,
    of the proposed scene, and 0 where there is none. ``codes`` int64 (N,) are places
    in ``REASONS``.
    """

    proposed: IdArray
    second: IdArray
    similarity: FloatArray
    accepted: BoolArray
    codes: IdArray

    @property
    def reasons(self) -> list[Reason]:
        """Why each photo was rejected (N,)."""
        return [REASONS[code] for code in self.codes.tolist()]


def propose(confidence: FloatArray, refused: BoolArray) -> tuple[IdArray, IdArray]:
    """Return the best and the second scene (N,), leaving out refused ones; -1 for none."""
    count = len(confidence)
    allowed = np.where(refused | ~np.isfinite(confidence), -np.inf, confidence)
    best = allowed.argmax(axis=1)
    index = np.arange(count)
    proposed = np.where(np.isfinite(allowed[index, best]), best, -1)
    allowed[index, best] = -np.inf
    runner_up = allowed.argmax(axis=1)
    second = np.where(np.isfinite(allowed[index, runner_up]), runner_up, -1)
    return proposed.astype(np.int64), second.astype(np.int64)


def read_scenes(
    scores: ScoreTable, refused: BoolArray, *, rule: GateRule, quantiles: Quantiles
) -> SceneReadings:
    """Find the scene that each photo is proposed for, and what the gate asks of it.

    Parameters
    ----------
    scores : ScoreTable
        Of N photos and K scenes.
    refused : bool (N, K)
        Scenes to which a person said no: never proposed.
    rule, quantiles
        Which of ``RULES`` makes the similarity, on which scale.
    """
    count, scenes = scores.confidence.shape
    if not scenes:
        nothing, no = np.zeros(count, dtype=np.float32), np.zeros(count, dtype=np.bool_)
        none = np.full(count, -1, dtype=np.int16)
        return SceneReadings(none, none, *(nothing,) * 4, scores.background, ~no, no)
    proposed, second = propose(scores.confidence, refused)
    index = np.arange(count)
    best = np.maximum(proposed, 0)
    pairs = scores.of(index, best)
    value = RULES[rule](pairs, quantiles)
    finite = np.isfinite(scores.confidence).all(axis=1) & np.isfinite(value)
    unrefused = np.where(finite, scores.confidence.argmax(axis=1), 0)
    return SceneReadings(
        proposed.astype(np.int16),
        second.astype(np.int16),
        value,
        scores.confidence[index, best],
        pairs.patent,
        np.where(second >= 0, scores.confidence[index, np.maximum(second, 0)], np.float32(0)),
        scores.background,
        finite,
        refused[index, unrefused],
    )


def cut_scenes(read: SceneReadings, ranges: FloatArray, samples: FloatArray) -> Verdict:
    """Accept photos whose similarity to the proposed scene lies in that scene's range.

    Parameters
    ----------
    read : SceneReadings
        Of N photos.
    ranges, samples : float32 (K, 2), float32 (K,)
        Low and high end, both inclusive; samples of each scene: below three nothing is accepted.
    """
    if not len(samples):
        none, value = np.full(len(read.proposed), -1), np.zeros(len(read.proposed), np.float32)
        return Verdict(none, none, value, value > 0, none * 0 + REASONS.index(Reason.NO_SCENE))
    best = np.maximum(read.proposed, 0)
    value, low, high = read.similarity, *ranges[best].T
    accepted = read.finite & (read.proposed >= 0) & (samples[best] >= MIN_SAMPLES)
    # Written so that a range that is not a number accepts nothing.
    accepted &= (value >= low) & (value <= high) & (read.confidence > read.rival)
    conditions = [
        accepted,
        ~read.finite,
        read.refused_first,
        samples[best] < MIN_SAMPLES,
        value > high,
        read.background > read.confidence,
        read.rival >= SECOND_SHARE * read.confidence,
    ]
    codes = np.select(conditions, list(range(len(conditions))), len(conditions))
    proposed = np.where(read.finite, read.proposed, -1).astype(np.int64)
    value = np.where(proposed >= 0, value, 0).astype(np.float32)
    return Verdict(proposed, read.second.astype(np.int64), value, accepted, codes.astype(np.int64))


def read_further(
    scores: ScoreTable,
    proposed: npt.NDArray[np.integer[Any]],
    *,
    rule: GateRule,
    quantiles: Quantiles,
    blocked: BoolArray,
) -> FurtherReadings:
    """Read which scenes photos might bear beside the proposed one, of which each has one.

    The first scene takes most of the softmax mass, so that the others count by their share of
    what it leaves, and by at least one twentieth of the whole.

    Parameters
    ----------
    scores : ScoreTable
        Of N photos.
    proposed : int (N,)
    blocked : bool (N, K)
        Scenes that a person refused.
    """
    index = np.arange(len(proposed))
    rest = np.maximum(1 - scores.confidence[index, proposed], 1e-6)
    possible = (scores.confidence >= FURTHER_SHARE) & ~blocked
    possible[index, proposed] = False
    at, scenes = np.nonzero(possible)
    partial = scores.of(at, scenes)
    partial = replace(partial, confidence=np.minimum(partial.confidence / rest[at], 1))
    value = RULES[rule](partial, quantiles)
    # By photo, the most confident first.
    order = np.lexsort((scenes, -scores.confidence[at, scenes], at))
    known = np.ones(len(proposed), dtype=np.bool_)
    return FurtherReadings(known, at[order], scenes[order].astype(np.int16), value[order])


def cut_further(
    read: FurtherReadings, accepted: BoolArray, ranges: FloatArray, samples: FloatArray
) -> list[tuple[int, ...]]:
    """Return further scenes of accepted photos (N,): those whose own range passes, too.

    Scenes with too few samples are none.
    """
    found: list[tuple[int, ...]] = [()] * len(accepted)
    low, high = ranges[read.scenes].T
    passes = (read.values >= low) & (read.values <= high) & accepted[read.rows]
    passes &= samples[read.scenes] >= MIN_SAMPLES
    rows, scenes = read.rows[passes].tolist(), read.scenes[passes].tolist()
    for row, scene in zip(rows, scenes, strict=True):
        found[row] = (*found[row], scene)
    return found
