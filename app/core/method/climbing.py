"""How strict the parents of the tree are: ranges for photos that their scene's range rejects.

A parent is asked only about photos that got no scene, so that its range is calibrated on held-out
answers that the scenes' ranges leave over: a parent is right where the photo shows a scene below
it, also one that the model was fitted without. All parents share one cut, moved by an offset each;
the most specific parent inside its range is the tag.

What is promised is a share of wrong ones among all tags, so that scenes and parents keep it
together. Scenes that use up what may be wrong leave parents nothing, and strict scenes make tags
coarse that could say more: with nine tenths of the target .35 of the held-out photos got a scene
and .45 any tag, with four fifths .25 and .53, with half of it .09 and .55. So scenes get the
largest part of the target with which nearly as many photos get any tag as with the best part.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

import numpy as np

from app.core.method.calibration import (
    Answers,
    Promise,
    binomial_p_value,
    count_inside,
    find_cut,
    fit_offsets,
    transfer_cut,
)
from app.core.method.gate import Quantiles, evidence, make_grid
from app.core.method.held_out import HeldOut
from app.core.method.model import Model
from app.core.method.reading.levels import ask_levels
from app.core.method.scoring import PhotoScores
from app.core.types import BoolArray, FloatArray, GateRule, IdArray

# Parts of the target that scenes may use up where there are parents, and how much of what the best
# of them gives any tag is enough.
SCENES_PARTS = (1.0, 0.95, 0.9, 0.85, 0.8, 0.75, 0.7, 0.65, 0.6, 0.55, 0.5)
REACH_KEPT = 0.9
# The part for a pack that names none.
PLAIN_PART = 0.85
# Where a model's facts name it, by rule; and the parents' cut before the owner's answers moved it.
PARTS_FACT = "scenes_parts"
PARENT_CUTS_FACT = "parent_cuts"


def scenes_target(target: float, parents: int, facts: Mapping[str, Any], rule: GateRule) -> float:
    """Return the share of wrong tags that scenes are calibrated for, so that parents have room."""
    part: float = facts.get(PARTS_FACT, {}).get(str(rule), PLAIN_PART)
    return target * part if parents else target


class Said(Protocol):
    """Photos and what was said of each: features float32 (N, D), ids of scenes or parents."""

    @property
    def features(self) -> FloatArray:
        """Their features."""

    @property
    def scenes(self) -> Sequence[str]:
        """What was said."""


@dataclass(frozen=True, slots=True)
class LevelAnswers:
    """Held-out answers of the parents under one rule, for N photos and L levels.

    ``values`` float32 (N, L) are minus infinity where the level has no answer; ``parents`` int64
    (N, L) is -1 there; ``right`` bool (N, L).
    """

    values: FloatArray
    parents: IdArray
    right: BoolArray

    def take(self, index: IdArray) -> LevelAnswers:
        """Return some of the photos."""
        return LevelAnswers(self.values[index], self.parents[index], self.right[index])

    def shifted(self, offsets: FloatArray) -> LevelAnswers:
        """Return values less their parent's offset."""
        if not len(offsets):
            return self
        shift = np.where(self.parents >= 0, offsets[np.maximum(self.parents, 0)], 0)
        values = np.asarray(self.values - shift, dtype=np.float32)
        return LevelAnswers(values, self.parents, self.right)

    def joined(self, others: LevelAnswers) -> LevelAnswers:
        """Return these answers and others, of as many levels."""
        return LevelAnswers(
            np.concatenate([self.values, others.values]),
            np.concatenate([self.parents, others.parents]),
            np.concatenate([self.right, others.right]),
        )

    def flat(self) -> Answers:
        """Return all answers of all levels, as if each were of a photo of its own."""
        use = (self.parents >= 0) & np.isfinite(self.values)
        return Answers(self.values[use], self.right[use], self.parents[use])


def answer_levels(
    held_out: HeldOut, temperature: float, quantiles: Quantiles, rule: GateRule
) -> LevelAnswers:
    """Return what a rule says of the parents of held-out samples, level by level."""
    tree = held_out.layout.tree
    scores = held_out.parent_scores(held_out.scores(temperature))
    refused = np.zeros(scores.confidence.shape, dtype=np.bool_)
    values, parents, _ = ask_levels(scores, refused, tree=tree, rule=rule, quantiles=quantiles)
    shown = held_out.shown_parents()
    rows, levels = np.nonzero(parents >= 0)
    right = np.zeros(values.shape, dtype=np.bool_)
    right[rows, levels] = shown[rows, parents[rows, levels]]
    return LevelAnswers(values, parents, right)


def answer_said(model: Model, rule: GateRule, yes: Said, no: Said) -> LevelAnswers:
    """Return what a rule says of parents that a person said yes or no to.

    A yes is right for the parent and what holds it, wrong for all else, and leaves open what lies
    in the parent; a no is wrong for the parent and what lies in it, and leaves open all else. What
    is open counts as not asked. These photos are not held out: a parent's prototype has moved a
    little towards each yes.
    """
    tree = model.tree
    number = {parent: p for p, parent in enumerate(tree.parents)}
    found = [
        (n, number[tag], is_yes)
        for said, is_yes, start in ((yes, True, 0), (no, False, len(yes.scenes)))
        for n, tag in enumerate(said.scenes, start)
        if tag in number
    ]
    rows, tags, is_yes = np.array(found, dtype=np.int64).reshape(-1, 3).T
    is_first = rows < len(yes.scenes)
    both = [yes.features[rows[is_first]], no.features[rows[~is_first] - len(yes.scenes)]]
    scores = PhotoScores(np.concatenate(both), model)
    nothing = np.zeros((len(rows), len(model.scenes)), dtype=np.bool_)
    asked = scores.of_parents(np.arange(len(rows)), nothing)
    refused = np.zeros(asked.confidence.shape, dtype=np.bool_)
    values, parents, _ = ask_levels(
        asked, refused, tree=tree, rule=rule, quantiles=model.parents.quantiles
    )
    # inside[p, q]: parent q lies in parent p, as p itself does.
    inside = np.asarray(~(tree.below[None] & ~tree.below[:, None]).any(axis=2))
    named = np.maximum(parents, 0)
    lies_in, holds = inside[tags[:, None], named], inside[named, tags[:, None]]
    right = holds & (is_yes[:, None] > 0)
    is_known = np.where(is_yes[:, None] > 0, holds | ~lies_in, lies_in) & (parents >= 0)
    values = np.where(is_known, values, -np.inf).astype(np.float32)
    return LevelAnswers(values, np.where(is_known, parents, -1), right)


def measure_parent_quantiles(held_out: HeldOut, temperature: float) -> Quantiles | None:
    """Return the quantiles of both scores among right parents; None when there is none."""
    scores = held_out.parent_scores(held_out.scores(temperature))
    shown = held_out.shown_parents()
    some = np.zeros(0, dtype=np.float32)
    plain = Quantiles(make_grid(some))
    none = np.zeros(shown.shape, dtype=np.bool_)
    _, parents, certain = ask_levels(
        scores, none, tree=held_out.layout.tree, rule=GateRule.CONFIDENCE, quantiles=plain
    )
    rows, levels = np.nonzero(certain)
    asked = parents[rows, levels]
    right = shown[rows, asked]
    if not right.any():
        return None
    rows, asked = rows[right], asked[right]
    return Quantiles(
        make_grid(evidence(scores)[rows, asked]), make_grid(scores.closeness[rows, asked])
    )


def set_parent_cut(
    scenes: Answers,
    ranges: FloatArray,
    levels: LevelAnswers,
    count: int,
    target: float,
    *,
    before: float | None = None,
) -> tuple[FloatArray, Promise, LevelAnswers]:
    """Calibrate the parents on the photos that the scenes' ranges leave over.

    Their cut is the loosest at which scenes and parents together keep the target.

    Parameters
    ----------
    scenes : Answers
        Of the same photos (N,), about their proposed scene.
    ranges : float32 (K, 2)
        The scenes' ranges.
    levels : LevelAnswers
    count : int
        P.
    target : float
        Largest share of wrong tags among all that are given.
    before : float, optional
        The cut in force: see :func:`keep_cut`.

    Returns
    -------
    offsets : float32 (P,)
    promise : Promise
    left : LevelAnswers
        What was left over, less the offsets.
    """
    low, high = ranges[scenes.proposed].T
    given = (scenes.values >= low) & (scenes.values <= high)
    left = levels.take(np.flatnonzero(~given))
    flat = left.flat()
    offsets = fit_offsets(flat.values, flat.right, flat.proposed, count)
    left = left.shifted(offsets)
    values, right = _with_given(left, scenes.right[given])
    return offsets, keep_cut(find_cut(values, right, target), before, values, right), left


def parent_cuts_in_force(facts: Mapping[str, Any], target: float) -> dict[str, float]:
    """Return the parents' cuts by rule of a model that was made for the same target, else none."""
    cuts: dict[str, float] = facts.get(PARENT_CUTS_FACT, {})
    return cuts if facts.get("target") == target else {}


def keep_cut(found: Promise, before: float | None, values: FloatArray, right: BoolArray) -> Promise:
    """Return the cut in force in place of a stricter one, as long as it keeps the target.

    Cuts are tried in steps, and the test at one of them passes or fails by a hair with each
    refresh: a step took the parents of 76 photos away, of 1,587, and none of what was seen spoke
    against them. So what was given is taken back only where more than the target is wrong, or where
    the owner's answers say so (:func:`move_parent_cut`).
    """
    if before is None or before >= found.cut:
        return found
    accepted, wrong = count_inside(values, right, before)
    if wrong > found.target * accepted:
        return found
    is_kept = binomial_p_value(wrong, accepted, found.target) <= found.risk
    return replace(found, cut=before, is_kept=is_kept, accepted=accepted, wrong=wrong)


def _with_given(left: LevelAnswers, given: BoolArray) -> tuple[FloatArray, BoolArray]:
    """Return values and right ones of the parents, photos that got their scene inside every cut."""
    shape = (len(given), left.values.shape[1])
    values, right = np.full(shape, -np.inf, dtype=np.float32), np.zeros(shape, dtype=np.bool_)
    finite = left.values[np.isfinite(left.values)]
    values[:, :1] = finite.max(initial=0) + 1
    right[:, :1] = given[:, None]
    return np.concatenate([values, left.values]), np.concatenate([right, left.right])


def choose_scenes_part(
    scenes: Answers,
    levels: LevelAnswers,
    count: int,
    target: float,
    set_ranges: Callable[[float], FloatArray],
) -> float:
    """Return the largest part of the target for scenes that costs hardly any photo its tag.

    Parameters
    ----------
    scenes, levels, count, target
        As in :func:`set_parent_cut`.
    set_ranges : callable
        Returns the scenes' ranges (K, 2) for a target of their own.
    """
    promises = [
        set_parent_cut(scenes, set_ranges(part * target), levels, count, target)[1]
        for part in SCENES_PARTS
    ]
    some_kept = any(promise.is_kept for promise in promises)
    given = [promise.accepted * (promise.is_kept or not some_kept) for promise in promises]
    enough = REACH_KEPT * max(given)
    return next(part for part, tags in zip(SCENES_PARTS, given, strict=True) if tags >= enough)


def move_parent_cut(
    left: LevelAnswers, own: LevelAnswers, offsets: FloatArray, target: float
) -> float:
    """Return how much stricter the owner's answers make the parents' cut, at least 0."""
    moved = transfer_cut(left.flat(), own.shifted(offsets).flat(), target)
    return max(moved, 0.0)
