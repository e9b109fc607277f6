"""The pack's own model: fitted on its training photos, its ranges set on held-out ones."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from app.core.build import (
    answer,
    choose_mixture,
    floor_of,
    make_model,
    make_ranges,
    measure_quantiles,
)
from app.core.calibration import (
    Answers,
    HeldOut,
    find_cut,
    fit_offsets,
    fit_temperature,
    split_groups,
)
from app.core.fitting import Recipe, Source, fit_model, hold_out
from app.core.layout import Layout
from app.core.model import Model
from app.core.moments import RowArray, SceneMoments, measure_moments, merge_moments
from app.core.types import BoolArray, FloatArray, GateRule, IdArray


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
