"""From a fit and its held-out scores to a model version: temperature, quantiles and ranges."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from app.core.method.calibration import Answers
from app.core.method.fitting import Fit, Recipe
from app.core.method.gate import RULES, Quantiles, evidence, make_grid
from app.core.method.head import Training
from app.core.method.held_out import HeldOut
from app.core.method.layout import Layout
from app.core.method.model import NO_PARENTS, Model, Parents
from app.core.types import FloatArray, GateRule, IdArray

# A range that nothing lies in.
SHUT = np.array([2.0, 1.0], dtype=np.float32)


def answer(held_out: HeldOut, temperature: float, quantiles: Quantiles, rule: GateRule) -> Answers:
    """Return what a rule says of held-out samples; unknown ones are never right."""
    scores = held_out.scores(temperature)
    proposed = scores.confidence.argmax(axis=1)
    values = RULES[rule](scores.of(np.arange(len(proposed)), proposed), quantiles)
    return Answers(values, held_out.is_right(proposed), proposed)


def choose_mixture(held_out: HeldOut, recipe: Recipe) -> IdArray:
    """Return known samples, and of those that show no scene of the model ``unknown_share``.

    What there are too many of, is chosen at random.
    """
    known, unknown = (np.flatnonzero(which) for which in (held_out.truth >= 0, held_out.truth < 0))
    share = recipe.unknown_share
    chance = np.random.default_rng(recipe.seed)
    unknown = _choose(unknown, round(len(known) * share / (1 - share)), chance)
    if recipe.is_share_exact:
        known = _choose(known, round(len(unknown) * (1 - share) / max(share, 1e-6)), chance)
    return np.sort(np.concatenate([known, unknown]))


def _choose(samples: IdArray, count: int, chance: np.random.Generator) -> IdArray:
    """Return the samples, or ``count`` of them where there are more."""
    return samples if len(samples) <= count else chance.choice(samples, count, replace=False)


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
    parent_quantiles: Quantiles | None = None,
) -> Model:
    """Put a model version together; the ranges of its parents follow by :func:`with_parents`."""
    parents = NO_PARENTS
    if layout.tree.parents:
        shut = np.tile(SHUT, (len(layout.tree.parents), 1))
        parents = Parents(
            fit.parent_prototypes,
            fit.parent_label_prototypes,
            parent_quantiles or quantiles,
            dict.fromkeys(GateRule, shut),
        )
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
        facts=facts,
        parents=parents,
    )


def with_parent_ranges(model: Model, ranges: dict[GateRule, FloatArray]) -> Model:
    """Return the model with ranges (P, 2) of its parents by rule."""
    return replace(model, parents=replace(model.parents, all_ranges=ranges))


def training_facts(training: Training) -> dict[str, Any]:
    """Return how the loop ended, as plain JSON values."""
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
