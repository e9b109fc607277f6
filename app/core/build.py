"""From a fit and its held-out scores to a model version: temperature, quantiles and ranges."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from app.core.calibration import (
    UNKNOWN,
    Answers,
    HeldOut,
    find_cut,
    fit_offsets,
    fit_temperature,
    split_groups,
)
from app.core.fitting import Fit, Recipe, Source, fit_model, hold_out
from app.core.gate import RULES, Quantiles, evidence, make_grid
from app.core.layout import Layout
from app.core.model import Model
from app.core.moments import RowArray, SceneMoments, measure_moments, merge_moments
from app.core.types import BoolArray, FloatArray, GateRule, IdArray


def answer(held_out: HeldOut, temperature: float, quantiles: Quantiles, rule: GateRule) -> Answers:
    """Return what a rule says of held-out samples; unknown ones are never right."""
    scores = held_out.scores(temperature)
    proposed = scores.confidence.argmax(axis=1)
    values = RULES[rule](scores, quantiles)[np.arange(len(proposed)), proposed]
    return Answers(values, held_out.is_right(proposed), proposed)


def choose_mixture(held_out: HeldOut, recipe: Recipe) -> IdArray:
    """Return all known samples and as many left-out ones as make up ``unknown_share``."""
    known = np.flatnonzero(held_out.truth >= 0)
    unknown = np.flatnonzero(held_out.truth == UNKNOWN)
    share = recipe.unknown_share
    wanted = round(len(known) * share / (1 - share))
    if len(unknown) > wanted:
        unknown = np.random.default_rng(recipe.seed).choice(unknown, wanted, replace=False)
    return np.sort(np.concatenate([known, unknown]))


def measure_quantiles(held_out: HeldOut, temperature: float) -> Quantiles | None:
    """Return the quantiles of both scores among right answers; None when there is none."""
    scores = held_out.scores(temperature)
    best = scores.confidence.argmax(axis=1)
    right = np.flatnonzero(held_out.is_right(best))
    if not len(right):
        return None
    return Quantiles(
        make_grid(evidence(scores)[right, best[right]]),
        make_grid(scores.closeness[right, best[right]]),
    )


def make_model(
    fit: Fit,
    quantiles: Quantiles,
    temperature: float,
    ranges: dict[GateRule, FloatArray],
    *,
    backbone_id: str,
    layout: Layout,
    samples: FloatArray,
    recipe: Recipe,
    facts: dict[str, Any],
) -> Model:
    """Put a model version together."""
    return Model(
        backbone_id=backbone_id,
        layout=layout,
        head=fit.head,
        temperature=temperature,
        centre=fit.centre,
        feature_prototypes=fit.feature_prototypes,
        kind_prototypes=fit.kind_prototypes,
        label_prototypes=fit.label_prototypes,
        samples=samples,
        quantiles=quantiles,
        rule=GateRule.DEFAULT,
        all_ranges=ranges,
        loss_range=recipe.loss_range,
        facts=training_facts(fit) | facts,
    )


def training_facts(fit: Fit) -> dict[str, Any]:
    """Return how the loop ended, as plain JSON values."""
    training = fit.training
    return {
        "loss": round(training.loss, 6),
        "first_loss": round(training.first_loss, 6),
        "steps": training.steps,
        "stopped_by": training.stopped_by,
    }


def make_ranges(cut: float, offsets: FloatArray, floor: float) -> FloatArray:
    """Return ``[low, high]`` by scene (K, 2): the pooled cut moved by each scene's offset."""
    low = np.clip(cut + offsets, floor, np.nextafter(np.float32(1), np.float32(2)))
    return np.stack([low, np.ones_like(low)], axis=1).astype(np.float32)


def floor_of(rule: GateRule) -> float:
    """Return the smallest similarity that a rule can give."""
    return -1.0 if rule is GateRule.PATENT else 0.0


def build_model(
    features: FloatArray,
    rows: RowArray,
    groups: IdArray,
    *,
    backbone_id: str,
    layout: Layout,
    target: float,
    recipe: Recipe,
    tuned: BoolArray | None = None,
    also: BoolArray | None = None,
) -> tuple[Model, SceneMoments, dict[GateRule, Answers]]:
    """Fit and calibrate the pack's model on its training features.

    Parameters
    ----------
    features, rows, groups : float32 (N, D), int (N,), int64 (N,)
        Kept features, their row in ``layout``, and look-alikes.
    target : float
        Share of wrong tags among the accepted that ranges are set for.
    recipe : Recipe
    tuned : bool (N,), optional
        Photos that the backbone itself has learned from. Their scores flatter in every fold, so
        that they train head and prototypes, but calibrate nothing.

    Returns
    -------
    model : Model
    moments : SceneMoments
        What the pack ships of the features.
    answers : dict
        Held-out answers by rule, from which a refresh sets ranges for another target.

    Raises
    ------
    ValueError
        If not one held-out sample is recognised.
    """
    moments = measure_moments(features, rows, len(layout.kinds))
    fit = fit_model(moments, features, rows, layout=layout, recipe=recipe)
    held = hold_out_untuned(
        features, rows, groups, moments, layout=layout, recipe=recipe, tuned=tuned, also=also
    )
    temperature = fit_temperature(held)
    quantiles = measure_quantiles(held, temperature) if temperature is not None else None
    if temperature is None or quantiles is None:
        raise ValueError("no held-out sample was recognised: the classes cannot be told apart")
    mixture = choose_mixture(held, recipe)
    all_answers = {
        rule: answer(held, temperature, quantiles, rule).take(mixture) for rule in GateRule
    }
    ranges, promises = set_ranges(all_answers, len(layout.scenes), target)
    model = make_model(
        fit,
        quantiles,
        temperature,
        ranges,
        backbone_id=backbone_id,
        layout=layout,
        samples=layout.scene_counts(moments),
        recipe=recipe,
        facts={"target": target, "promises": promises, "unknown_share": recipe.unknown_share},
    )
    return model, moments, all_answers


def set_ranges(
    answers: dict[GateRule, Answers], count: int, target: float
) -> tuple[dict[GateRule, FloatArray], dict[str, Any]]:
    """Return ranges (K, 2) by rule for a target, and what each rule's cut promises."""
    ranges: dict[GateRule, FloatArray] = {}
    promises: dict[str, Any] = {}
    for rule, found in answers.items():
        offsets = fit_offsets(found.values, found.right, found.proposed, count)
        shifted = found.shifted(offsets)
        promise = find_cut(shifted.values, shifted.right, target)
        ranges[rule] = make_ranges(promise.cut, offsets, floor_of(rule))
        promises[str(rule)] = promise.to_facts()
    return ranges, promises


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
) -> HeldOut:
    """Score the photos that the backbone was not tuned on; the others stay in every fold."""
    if tuned is None or not tuned.any():
        folds = split_groups(groups, recipe.folds, recipe.seed)
        held = hold_out(Source(features, rows, folds, moments), layout=layout, recipe=recipe)
        return replace(held, also=also)
    # Look-alikes of a photo that was tuned on are as good as tuned on.
    new = ~np.isin(groups, groups[tuned])
    if not new.any():
        raise ValueError("no photo is left to calibrate on: the backbone was tuned on all of them")
    others = measure_moments(features[~new], rows[~new], len(layout.kinds))
    folds = split_groups(groups[new], recipe.folds, recipe.seed)
    part = measure_moments(features[new], rows[new], len(layout.kinds))
    held = hold_out(
        Source(features[new], rows[new], folds, part),
        layout=layout,
        recipe=recipe,
        combine=lambda moments: merge_moments(moments, others),
        always=(features[~new], rows[~new]),
    )
    return replace(held, also=None if also is None else also[new])
