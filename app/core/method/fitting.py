"""Fitting: one recipe for the pack's photos and for the owner's.

Moments of the samples give the shrinkage-LDA head; the patent's loop adjusts it on kept features;
and prototypes are the means of the adjusted head's label vectors. Held-out folds (``held_out``),
each with head, means and covariance refitted, then give temperature, quantiles and ranges.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from app.core.method.head import (
    Discriminant,
    Head,
    Training,
    fit_lda,
    follow,
    grand_mean,
    train_head,
)
from app.core.method.layout import Layout
from app.core.method.moments import RowArray, SceneMoments
from app.core.method.prototypes import feature_prototypes, label_prototypes
from app.core.types import BoolArray, FloatArray


@dataclass(frozen=True, slots=True)
class Recipe:
    """The preset numbers of training and calibration.

    Attributes
    ----------
    loss_range : tuple of float
        The loop adjusts the head while the loss is outside.
    step_limit : int
        And no longer than this.
    shrinkage : float
        Of the covariance, towards a multiple of the identity.
    pack_limit : float
        Samples that the pack's mean of a scene counts for beside the owner's.
    folds : int
        Parts that are held out in turn.
    unknown_share : float
        Share of photos of none of the scenes that ranges are calibrated for.
    is_share_exact : bool
        Leave known photos out, too, where there are too few of the others.
    seed : int
        Of the folds and of the choice of unknowns.
    """

    loss_range: tuple[float, float] = (0.3, 0.7)
    step_limit: int = 40
    shrinkage: float = 0.1
    pack_limit: float = 30.0
    folds: int = 5
    unknown_share: float = 0.25
    is_share_exact: bool = False
    seed: int = 20


@dataclass(frozen=True, slots=True)
class Fit:
    """Head and prototypes fitted on one set of samples: of scenes, their kinds and parents."""

    head: Head
    centre: FloatArray
    feature_prototypes: FloatArray
    kind_prototypes: FloatArray
    label_prototypes: FloatArray
    parent_prototypes: FloatArray
    parent_label_prototypes: FloatArray


@dataclass(frozen=True, slots=True)
class WarmStart:
    """What an earlier training added to its discriminant analysis.

    ``change`` is the difference of both heads, row by row; ``spread`` spares an inversion.
    """

    change: Head
    spread: float


def fit_model(
    moments: SceneMoments,
    features: FloatArray,
    rows: RowArray,
    *,
    layout: Layout,
    recipe: Recipe,
    warm: WarmStart | None = None,
    weights: FloatArray | None = None,
) -> tuple[Fit, Training]:
    """Fit the head (LDA, then the patent's loop on kept features) and then the prototypes.

    Parameters
    ----------
    moments : SceneMoments
        (R, D).
    features, rows : float32 (N, D), int (N,)
        Kept features that the loop may use, and their rows.
    layout : Layout
    recipe : Recipe
    warm : WarmStart, optional
        What training added before to the discriminant analysis of nearly the same moments.
    weights : float32 (N,), optional
        Of the features.
    """
    start = begin(moments, recipe, warm)
    training = train_present(start, moments.counts > 0, Kept(features, rows, weights), recipe)
    return finish(training.head, moments, layout), training


@dataclass(frozen=True, slots=True)
class Kept:
    """Kept features float32 (N, D) that the loop may use, their rows (N,) and weights (N,)."""

    features: FloatArray
    rows: RowArray
    weights: FloatArray | None = None


def begin(
    moments: SceneMoments, recipe: Recipe, warm: WarmStart | None, *, overwrite: bool = False
) -> Discriminant:
    """Return discriminant analysis, with what training added to it before."""
    spread = warm.spread if warm else None
    start = fit_lda(moments, recipe.shrinkage, spread, overwrite=overwrite)
    if warm is None:
        return start
    weight, bias = start.head.weight, start.head.bias
    return replace(start, head=Head(weight + warm.change.weight, bias + warm.change.bias))


def train_present(start: Discriminant, present: BoolArray, kept: Kept, recipe: Recipe) -> Training:
    """Train the rows that have samples; the others, a fifth of them in each fold, never win."""
    present, rows = _number(present, kept.rows)
    training = train_head(
        rows_of(start.head, present),
        start.factor,
        kept.features,
        rows,
        loss_range=recipe.loss_range,
        step_limit=recipe.step_limit,
        weights=kept.weights,
    )
    return replace(training, head=_put_back(start.head, present, training.head))


def follow_present(
    start: Discriminant, present: BoolArray, kept: Kept, rates: Sequence[float]
) -> Head:
    """Take steps of given rates in the rows that have samples."""
    present, rows = _number(present, kept.rows)
    small = rows_of(start.head, present)
    moved = follow(small, start.factor, kept.features, rows, rates, weights=kept.weights)
    return _put_back(start.head, present, moved)


def _number(present: BoolArray, rows: RowArray) -> tuple[BoolArray, RowArray]:
    """Return which rows are present, those of samples among them, and their numbers (N,)."""
    present = present | (np.bincount(rows, minlength=len(present)) > 0)
    return present, (np.cumsum(present) - 1)[rows]


def rows_of(head: Head, chosen: BoolArray | RowArray) -> Head:
    """Return some rows of a head: those marked, or those of these numbers."""
    return Head(head.weight[chosen], head.bias[chosen])


def _put_back(head: Head, present: BoolArray, part: Head) -> Head:
    weight, bias = head.weight.copy(), head.bias.copy()
    weight[present], bias[present] = part.weight, part.bias
    return Head(weight, bias)


def finish(head: Head, moments: SceneMoments, layout: Layout) -> Fit:
    """Return the head with its prototypes: the means once more, through the adjusted head."""
    centre, scenes = grand_mean(moments), len(layout.scenes)
    means = np.concatenate([layout.scene_means(moments), layout.parent_means(moments)])
    pointing, said = feature_prototypes(means, centre), label_prototypes(head, means)
    return Fit(
        head,
        centre,
        pointing[:scenes],
        feature_prototypes(moments.means, centre),
        said[:scenes],
        pointing[scenes:],
        said[scenes:],
    )
