"""Fitting: one recipe for the pack's photos and for the owner's.

Moments of the samples give the shrinkage-LDA head; the patent's loop adjusts
it on kept features; prototypes are the means of the adjusted head's label vectors; and held-out
folds, each with head, means and covariance refitted, give temperature, quantiles and ranges.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from app.core.method.head import ABSENT, Head, Training, fit_lda, grand_mean, train_head
from app.core.method.held_out import KNOWN_BACKGROUND, UNKNOWN, HeldOut, join_held_out
from app.core.method.layout import Layout
from app.core.method.moments import RowArray, SceneMoments, measure_moments, merge_moments
from app.core.method.prototypes import cosine, feature_prototypes, label_prototypes, normalise
from app.core.types import BoolArray, FloatArray, IdArray

# More would hold too many copies of the samples.
FOLDS_AT_ONCE = 2
# Of samples that are never held out.
NO_FOLD = -1
Combine = Callable[[SceneMoments], SceneMoments]


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
    training: Training
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
) -> Fit:
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
    start = fit_lda(moments, recipe.shrinkage, warm.spread if warm else None)
    head = start.head
    if warm is not None:
        head = Head(head.weight + warm.change.weight, head.bias + warm.change.bias)
    options: dict[str, Any] = {"loss_range": recipe.loss_range, "step_limit": recipe.step_limit}
    options |= {"factor": start.factor, "features": features, "weights": weights}
    training = _train_present(moments.counts > 0, head, rows, options)
    centre = grand_mean(moments)
    means, parent_means = layout.scene_means(moments), layout.parent_means(moments)
    return Fit(
        training.head,
        training,
        centre,
        feature_prototypes(means, centre),
        feature_prototypes(moments.means, centre),
        label_prototypes(training.head, means),
        feature_prototypes(parent_means, centre),
        label_prototypes(training.head, parent_means),
    )


def _train_present(
    present: BoolArray, head: Head, rows: RowArray, options: dict[str, Any]
) -> Training:
    """Train the rows that have samples; the others, a fifth of them in each fold, never win."""
    present = present | (np.bincount(rows, minlength=len(present)) > 0)
    number = np.cumsum(present) - 1
    small = Head(head.weight[present], head.bias[present])
    training = train_head(small, rows=number[rows], **options)
    weight, bias = head.weight.copy(), head.bias.copy()
    weight[present], bias[present] = training.head.weight, training.head.bias
    return replace(training, head=Head(weight, bias))


@dataclass(frozen=True, slots=True)
class Source:
    """Samples with their row in the model, ready for folds.

    ``moments`` hold these samples; a fold takes its part out of them again. ``weights`` are those
    of the moments, none where all samples weigh the same.
    """

    features: FloatArray
    rows: RowArray
    folds: IdArray
    moments: SceneMoments
    weights: FloatArray | None = None

    def take(self, index: IdArray) -> Source:
        """Return some of the samples; the moments stay."""
        weights = None if self.weights is None else self.weights[index]
        return replace(
            self,
            features=self.features[index],
            rows=self.rows[index],
            folds=self.folds[index],
            weights=weights,
        )


def fit_source(
    source: Source, *, layout: Layout, recipe: Recipe, warm: WarmStart | None = None
) -> Fit:
    """Fit the moments of a source; the loop uses all of its samples."""
    return fit_model(
        source.moments,
        source.features,
        source.rows,
        layout=layout,
        recipe=recipe,
        warm=warm,
        weights=source.weights,
    )


def hold_out(
    source: Source,
    *,
    layout: Layout,
    recipe: Recipe,
    combine: Combine = lambda moments: moments,
    always: Source | None = None,
    warm: WarmStart | None = None,
    leave_out_scenes: bool = True,
) -> HeldOut:
    """Score every sample by a model that has not seen its fold.

    Fold ``f`` also leaves out every fifth scene and background class, each time others: their
    samples in that fold are the unknowns of that model.

    Parameters
    ----------
    source : Source
    layout, recipe : Layout, Recipe
    combine : callable
        Joins the moments of the other folds with what is known besides.
    always : Source, optional
        Samples that the loop may use in every fold, whatever theirs are.
    warm : WarmStart, optional
        Which must not have seen any of the samples.
    leave_out_scenes : bool
        False: every model knows all scenes.
    """
    count = len(layout.kinds)
    # Rows of one scene go together; a background class stands alone.
    turn = np.where(layout.is_background, np.arange(count), layout.scene_of) % recipe.folds
    every = source
    if always is not None:
        every = join_samples(source, replace(always, folds=np.full(len(always.rows), NO_FOLD)))

    def score(fold: int) -> tuple[IdArray, HeldOut]:
        held = np.flatnonzero(source.folds == fold)
        gone = source.take(held)
        present = (turn != fold) | (not leave_out_scenes)
        gone_moments = measure_moments(gone.features, gone.rows, count, gone.weights)
        moments = combine(merge_moments(source.moments, gone_moments, -1))
        moments = replace(moments, counts=moments.counts * present)
        stays = (every.folds != fold) & present[every.rows]
        use = replace(every.take(np.flatnonzero(stays)), moments=moments)
        fit = fit_source(use, layout=layout, recipe=recipe, warm=warm)
        return held, _score_fold(fit, gone.features, gone.rows, present, layout)

    # A fold gives the same numbers in any order, and is arithmetic that lets other threads run.
    with ThreadPoolExecutor(FOLDS_AT_ONCE) as pool:
        return _in_order(list(pool.map(score, range(recipe.folds))))


def join_samples(first: Source, second: Source) -> Source:
    """Put samples of both together, with the moments of the first."""
    weights = None
    if first.weights is not None and second.weights is not None:
        weights = np.concatenate([first.weights, second.weights])
    return Source(
        np.concatenate([first.features, second.features]),
        np.concatenate([first.rows, second.rows]),
        np.concatenate([first.folds, second.folds]),
        first.moments,
        weights,
    )


def _score_fold(
    fit: Fit, features: FloatArray, rows: RowArray, present: BoolArray, layout: Layout
) -> HeldOut:
    vectors = fit.head.label_vectors(features)
    # Rows that this model lacks must not count in the cosine, and must never win.
    patent = cosine(vectors[:, present], fit.label_prototypes[:, present])
    parent_patent = cosine(vectors[:, present], fit.parent_label_prototypes[:, present])
    vectors[:, ~present] = ABSENT
    aside = normalise(features - fit.centre)
    closeness = aside @ fit.kind_prototypes.T
    scene = layout.scene_of[rows]
    truth = np.where(scene >= 0, scene, KNOWN_BACKGROUND)
    truth = np.where(present[rows], truth, UNKNOWN)
    return HeldOut(
        layout,
        vectors,
        layout.max_by_scene(closeness),
        patent,
        truth.astype(np.int64),
        scene=scene,
        parent_closeness=aside @ fit.parent_prototypes.T,
        parent_patent=parent_patent,
    )


def _in_order(parts: list[tuple[IdArray, HeldOut]]) -> HeldOut:
    """Join the folds and bring the samples back to their order."""
    order = np.argsort(np.concatenate([index for index, _ in parts]), kind="stable")
    return join_held_out([held for _, held in parts]).take(order)
