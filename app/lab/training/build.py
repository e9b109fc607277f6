"""The pack's own model: fitted on its training photos, its ranges set on held-out ones."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, TypedDict, Unpack

import numpy as np

from app.core.method.build import (
    answer,
    choose_mixture,
    floor_of,
    make_model,
    make_ranges,
    measure_quantiles,
    training_facts,
    with_parent_ranges,
)
from app.core.method.calibration import (
    Answers,
    Promise,
    find_cut,
    fit_offsets,
    fit_temperature,
    split_groups,
)
from app.core.method.climbing import (
    PARTS_FACT,
    LevelAnswers,
    answer_levels,
    choose_scenes_part,
    measure_parent_quantiles,
    set_parent_cut,
)
from app.core.method.fitting import Recipe, fit_model
from app.core.method.gate import Quantiles
from app.core.method.held_out import (
    KNOWN_BACKGROUND,
    UNKNOWN,
    FoldTerms,
    HeldOut,
    Source,
    hold_out,
    join_held_out,
)
from app.core.method.layout import Layout
from app.core.method.model import Model
from app.core.method.moments import RowArray, SceneMoments, measure_moments
from app.core.types import BoolArray, FloatArray, GateRule, IdArray


@dataclass(frozen=True, slots=True)
class Built:
    """A pack's model and what the pack ships beside it.

    Attributes
    ----------
    model : Model
    moments : SceneMoments
        Of the training features.
    answers, levels : dict
        Held-out answers of scenes and of parents by rule, from which a refresh sets ranges for
        another target.
    """

    model: Model
    moments: SceneMoments
    answers: dict[GateRule, Answers]
    levels: dict[GateRule, LevelAnswers]


@dataclass(frozen=True, slots=True)
class Calibrated:
    """What the gate of a new model cuts by; ``answers`` and ``levels`` as in :class:`Built`.

    ``promises`` are what the cuts of scenes and of parents promise, as facts of the model.
    """

    temperature: float
    quantiles: Quantiles
    parent_quantiles: Quantiles
    ranges: dict[GateRule, FloatArray]
    parent_ranges: dict[GateRule, FloatArray]
    answers: dict[GateRule, Answers]
    levels: dict[GateRule, LevelAnswers]
    promises: dict[str, Any]


class Beside(TypedDict, total=False):
    """What may be known of N training photos besides their row: see :func:`hold_out_untuned`."""

    tuned: BoolArray | None
    also: BoolArray | None
    coarse: BoolArray | None
    weights: FloatArray | None


def build_model(
    features: FloatArray,
    rows: RowArray,
    groups: IdArray,
    *,
    backbone_id: str,
    layout: Layout,
    target: float,
    recipe: Recipe,
    **beside: Unpack[Beside],
) -> Built:
    """Fit and calibrate the pack's model on its training features.

    Parameters
    ----------
    features, rows, groups : float32 (N, D), int (N,), int64 (N,)
        Kept features, their row in ``layout``, and what stays together in the folds: look-alikes,
        or photos of one origin.
    target : float
        Share of wrong tags among the accepted that ranges are set for.
    beside : Beside
        What else is known of the photos.

    Raises
    ------
    ValueError
        If not one held-out sample is recognised.
    """
    weights = beside.get("weights")
    moments = measure_moments(features, rows, len(layout.kinds), weights)
    fit, loop = fit_model(moments, features, rows, layout=layout, recipe=recipe, weights=weights)
    held = hold_out_untuned(features, rows, groups, moments, layout=layout, recipe=recipe, **beside)
    found, share = calibrate(held, layout, recipe, target), recipe.unknown_share
    model = make_model(
        fit,
        found.quantiles,
        found.temperature,
        found.ranges,
        backbone_id=backbone_id,
        layout=layout,
        samples=layout.scene_counts(moments),
        recipe=recipe,
        facts=training_facts(loop) | {"target": target, **found.promises, "unknown_share": share},
        parent_quantiles=found.parent_quantiles,
    )
    model = with_parent_ranges(model, found.parent_ranges)
    return Built(model, moments, found.answers, found.levels)


def calibrate(held: HeldOut, layout: Layout, recipe: Recipe, target: float) -> Calibrated:
    """Set everything that the gate cuts by on held-out scores, mixed with unknowns.

    Raises
    ------
    ValueError
        If not one held-out sample is recognised.
    """
    temperature = fit_temperature(held)
    quantiles = measure_quantiles(held, temperature) if temperature is not None else None
    if temperature is None or quantiles is None:
        raise ValueError("no held-out sample was recognised: the classes cannot be told apart")
    held = held.take(choose_mixture(held, recipe))
    answers = {rule: answer(held, temperature, quantiles, rule) for rule in GateRule}
    parent_quantiles = measure_parent_quantiles(held, temperature) or quantiles
    levels = {rule: answer_levels(held, temperature, parent_quantiles, rule) for rule in GateRule}
    scenes, parents = len(layout.scenes), len(layout.tree.parents)
    parts = {
        rule: _choose_part(rule, answers[rule], levels[rule], (scenes, parents), target)
        for rule in GateRule
    }
    ranges, promises = set_ranges(answers, scenes, target, parts)
    parent_ranges, parent_promises = set_parent_ranges(answers, ranges, levels, parents, target)
    return Calibrated(
        temperature,
        quantiles,
        parent_quantiles,
        ranges,
        parent_ranges,
        answers,
        levels,
        {
            "promises": promises,
            "parent_promises": parent_promises,
            PARTS_FACT: {str(rule): part for rule, part in parts.items()},
        },
    )


def set_parent_ranges(
    answers: dict[GateRule, Answers],
    ranges: dict[GateRule, FloatArray],
    levels: dict[GateRule, LevelAnswers],
    count: int,
    target: float,
) -> tuple[dict[GateRule, FloatArray], dict[str, Any]]:
    """Return ranges (P, 2) by rule for a target, and what each rule's cut promises."""
    found: dict[GateRule, FloatArray] = {}
    promises: dict[str, Any] = {}
    for rule, part in levels.items():
        offsets, promise, _ = set_parent_cut(answers[rule], ranges[rule], part, count, target)
        found[rule] = make_ranges(promise.cut, offsets, floor_of(rule))
        promises[str(rule)] = promise.to_facts()
    return found, promises


def _choose_part(
    rule: GateRule, answers: Answers, levels: LevelAnswers, counts: tuple[int, int], target: float
) -> float:
    """Choose the scenes' part of the target, for numbers of scenes and of parents."""
    scenes, parents = counts
    if not parents:
        return 1.0
    offsets = fit_offsets(answers.values, answers.right, answers.proposed, scenes)

    def ranges(own: float) -> FloatArray:
        return set_range(rule, answers, offsets, own)[0]

    return choose_scenes_part(answers, levels, parents, target, ranges)


def set_ranges(
    answers: dict[GateRule, Answers], count: int, target: float, parts: dict[GateRule, float]
) -> tuple[dict[GateRule, FloatArray], dict[str, Any]]:
    """Return ranges (K, 2) by rule for its part of a target, and what each rule's cut promises."""
    ranges: dict[GateRule, FloatArray] = {}
    promises: dict[str, Any] = {}
    for rule, found in answers.items():
        offsets = fit_offsets(found.values, found.right, found.proposed, count)
        ranges[rule], promise = set_range(rule, found, offsets, target * parts[rule])
        promises[str(rule)] = promise.to_facts()
    return ranges, promises


def set_range(
    rule: GateRule, answers: Answers, offsets: FloatArray, target: float
) -> tuple[FloatArray, Promise]:
    """Return one rule's ranges (K, 2) for a target, and what its cut promises."""
    shifted = answers.shifted(offsets)
    promise = find_cut(shifted.values, shifted.right, target)
    return make_ranges(promise.cut, offsets, floor_of(rule)), promise


def hold_out_untuned(
    features: FloatArray,
    rows: RowArray,
    groups: IdArray,
    moments: SceneMoments,
    *,
    layout: Layout,
    recipe: Recipe,
    tuned: BoolArray | None = None,
    also: BoolArray | None = None,
    coarse: BoolArray | None = None,
    weights: FloatArray | None = None,
) -> HeldOut:
    """Score the photos that the backbone was not tuned on; the others stay in every fold.

    Parameters
    ----------
    tuned : bool (N,), optional
        Photos that train head and prototypes, but calibrate nothing: those that the backbone itself
        has learned from, because their scores flatter in every fold.
    also : bool (N, K), optional
        Further scenes that photos show.
    coarse : bool (N, P), optional
        Parents that photos show although none of the scenes does, such as 'outdoors' of a
        background class.
    weights : float32 (N,), optional
        How many samples each photo counts for, as in ``moments``.
    """
    source = Source(features, rows, np.full(len(rows), -1, dtype=np.int64), moments, weights)
    # What goes together with a photo that was tuned on is as good as tuned on.
    silent = np.zeros(len(rows), dtype=np.bool_) if tuned is None else tuned
    new = np.flatnonzero(~np.isin(groups, groups[silent]))
    if not len(new):
        raise ValueError("no photo is left to calibrate on: the backbone was tuned on all of them")
    first = _hold_out_part(source, new, groups, layout=layout, recipe=recipe)
    held = replace(
        first,
        also=None if also is None else also[new],
        coarse=None if coarse is None else coarse[new],
    )
    if not recipe.is_share_exact:
        return held
    # Of few unknowns, known samples would be left out to keep their share. Other folds leave other
    # scenes out: their samples are further unknowns.
    other = replace(recipe, seed=recipe.seed + 1)
    more = _hold_out_part(source, new, groups, layout=layout, recipe=other)
    more = replace(more, also=held.also, coarse=held.coarse)
    held = join_held_out([held, more.take(np.flatnonzero(more.truth == UNKNOWN))])
    return held.take(even_unknowns(held.truth))


def even_unknowns(truth: IdArray) -> IdArray:
    """Return an order (M,) in which background samples count as much as those of scenes left out.

    Half of what shows none of the scenes in people's albums are things, but few photos of things
    are of origins that tuning had not seen: these are repeated.
    """
    things, left_out = (np.flatnonzero(truth == which) for which in (KNOWN_BACKGROUND, UNKNOWN))
    more = max(len(left_out) - len(things), 0) if len(things) else 0
    return np.concatenate([np.arange(len(truth)), np.resize(things, more)])


def _hold_out_part(
    source: Source, new: IdArray, groups: IdArray, *, layout: Layout, recipe: Recipe
) -> HeldOut:
    """Score some of the samples in folds; the others stay in every fold."""
    folds = split_groups(groups[new], recipe.folds, recipe.seed)
    part = replace(source.take(new), folds=folds)
    if len(new) == len(source.rows):
        return hold_out(part, layout=layout, recipe=recipe)
    rest = np.ones(len(source.rows), dtype=np.bool_)
    rest[new] = False
    always = source.take(np.flatnonzero(rest)).kept()
    return hold_out(part, layout=layout, recipe=recipe, terms=FoldTerms(always=always))
