"""Scores of samples by models that had not seen them: what calibration stands on.

Scores of the samples that built head and prototypes flatter. Every score here comes from a model
that was refitted without the sample's fold (look-alikes share a fold) and without some whole
scenes, whose samples then stand for the unknown.

A fold's model is fitted anew, means and covariance included. Its moments are those of all samples
less its own, so that it costs no second look at the others unless its head takes steps.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace

import numpy as np

from app.core.method.fitting import (
    Fit,
    Kept,
    Recipe,
    WarmStart,
    begin,
    finish,
    follow_present,
    rows_of,
    train_present,
)
from app.core.method.gate import Scores
from app.core.method.head import ABSENT, softmax
from app.core.method.layout import Layout
from app.core.method.moments import (
    Leaving,
    RowArray,
    SceneMeans,
    SceneMoments,
    leave_out,
    lessen,
)
from app.core.method.prototypes import cosine
from app.core.types import BoolArray, FloatArray, IdArray

# More would hold too many copies of the samples.
FOLDS_AT_ONCE = 2
Combine = Callable[[SceneMeans], SceneMeans]
UNKNOWN = -1
KNOWN_BACKGROUND = -2


@dataclass(frozen=True, slots=True)
class HeldOut:
    """Scores of N samples by models that had not seen them.

    Attributes
    ----------
    layout : Layout
    label_vectors : float32 (N, R)
        Very low where the model had been fitted without that row.
    closeness, patent : float32 (N, K)
    truth : int64 (N,)
        The true scene; ``UNKNOWN`` for a class that was left out of the model, and
        ``KNOWN_BACKGROUND`` for a background class that was in it.
    scene : int64 (N,)
        The true scene also where it was left out, -1 for a background class. What was left out
        still lies below its parent.
    parent_closeness, parent_patent : float32 (N, P)
    also : bool (N, K), optional
        Further scenes that a photo shows.
    coarse : bool (N, P), optional
        Parents that a photo shows although none of its scenes lies below them.
    """

    layout: Layout
    label_vectors: FloatArray
    closeness: FloatArray
    patent: FloatArray
    truth: IdArray
    scene: IdArray
    parent_closeness: FloatArray
    parent_patent: FloatArray
    also: BoolArray | None = None
    coarse: BoolArray | None = None
    _scores: dict[float, Scores] = field(default_factory=dict, init=False, repr=False)

    def is_right(self, proposed: IdArray) -> BoolArray:
        """Return whether each photo shows the scene proposed for it (N,)."""
        right = proposed == self.truth
        if self.also is not None:
            right |= self.also[np.arange(len(proposed)), proposed]
        return np.asarray(right, dtype=np.bool_)

    def shown_parents(self) -> BoolArray:
        """Return which parents are true of each photo (N, P)."""
        tree = self.layout.tree
        shown = tree.below.T[np.maximum(self.scene, 0)] & (self.scene >= 0)[:, None]
        if self.also is not None:
            shown = shown | tree.any_below(self.also)
        if self.coarse is not None:
            shown = shown | self.coarse
        return shown

    def parent_scores(self, scores: Scores) -> Scores:
        """Return the scores of the parents (N, P) from those of the scenes."""
        tree = self.layout.tree
        return Scores(
            tree.sum_below(scores.confidence),
            np.zeros_like(self.parent_closeness),
            self.parent_closeness,
            self.parent_patent,
            scores.background,
        )

    def take(self, index: IdArray) -> HeldOut:
        """Return some of the samples, in another order."""
        return HeldOut(
            self.layout,
            self.label_vectors[index],
            self.closeness[index],
            self.patent[index],
            self.truth[index],
            self.scene[index],
            self.parent_closeness[index],
            self.parent_patent[index],
            None if self.also is None else self.also[index],
            None if self.coarse is None else self.coarse[index],
        )

    def scores(self, temperature: float) -> Scores:
        """Return the scores at a softmax temperature; those of the last one asked for are kept."""
        if temperature not in self._scores:
            shares = softmax(self.label_vectors, temperature)
            self._scores.clear()
            self._scores[temperature] = Scores(
                self.layout.sum_by_scene(shares),
                self.layout.max_by_scene(self.label_vectors),
                self.closeness,
                self.patent,
                self.layout.largest_background(shares),
            )
        return self._scores[temperature]


def join_held_out(parts: list[HeldOut]) -> HeldOut:
    """Put held-out samples of several folds or sources together."""
    return HeldOut(
        parts[0].layout,
        np.concatenate([p.label_vectors for p in parts]),
        np.concatenate([p.closeness for p in parts]),
        np.concatenate([p.patent for p in parts]),
        np.concatenate([p.truth for p in parts]),
        np.concatenate([p.scene for p in parts]),
        np.concatenate([p.parent_closeness for p in parts]),
        np.concatenate([p.parent_patent for p in parts]),
        _join_marks([p.also for p in parts]),
        _join_marks([p.coarse for p in parts]),
    )


def _join_marks(parts: list[BoolArray | None]) -> BoolArray | None:
    """Join what all parts say of their samples; None where a part says nothing."""
    said = [part for part in parts if part is not None]
    return np.concatenate(said) if len(said) == len(parts) else None


@dataclass(frozen=True, slots=True)
class Source:
    """Samples with their row in the model, ready for folds.

    ``moments`` hold these samples; a fold takes its part out of them again. ``weights`` are those
    of the moments, none where all samples weigh the same. ``scatters`` are those of the folds,
    where they are known (see :func:`app.core.method.moments.measure_parts`).
    """

    features: FloatArray
    rows: RowArray
    folds: IdArray
    moments: SceneMoments
    weights: FloatArray | None = None
    scatters: Sequence[FloatArray] = ()

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

    def kept(self) -> Kept:
        """Return what the loop may use of them."""
        return Kept(self.features, self.rows, self.weights)


@dataclass(frozen=True, slots=True)
class FoldTerms:
    """What a fold knows besides the samples of the others.

    Attributes
    ----------
    combine : callable, optional
        Joins their means with what is known besides, where the source's moments do not hold it.
    whole : SceneMoments, optional
        All samples' moments so joined: its covariance holds what each fold takes out.
    always : Kept, optional
        Samples that the loop may use in every fold.
    warm : WarmStart, optional
        Which must not have seen any of the samples.
    rates : callable, optional
        Returns the steps that each fold takes, those of the model that all samples made: a fold
        then stands for that model, and looks at no loss of its own. Without, it goes by its own.
    """

    combine: Combine = lambda means: means
    whole: SceneMoments | None = None
    always: Kept | None = None
    warm: WarmStart | None = None
    rates: Callable[[], Sequence[float]] | None = None


PLAIN_TERMS = FoldTerms()


def hold_out(
    source: Source,
    *,
    layout: Layout,
    recipe: Recipe,
    terms: FoldTerms = PLAIN_TERMS,
    leave_out_scenes: bool = True,
) -> HeldOut:
    """Score every sample by a model that has not seen its fold.

    Fold ``f`` also leaves out every fifth scene and background class, each time others: their
    samples in that fold are the unknowns of that model. ``leave_out_scenes`` False: every model
    knows all scenes.
    """
    # Rows of one scene go together; a background class stands alone.
    count = len(layout.kinds)
    turn = np.where(layout.is_background, np.arange(count), layout.scene_of) % recipe.folds

    def score(fold: int) -> tuple[IdArray, HeldOut]:
        held = np.flatnonzero(source.folds == fold)
        gone = source.take(held)
        present = (turn != fold) | (not leave_out_scenes)
        leaving = leave_out(source.moments.of_rows(), gone.features, gone.rows, gone.weights)
        scatter = source.scatters[fold] if source.scatters else None
        moments = moments_left(terms, source, leaving, present, scatter)
        start = begin(moments, recipe, terms.warm, overwrite=True)

        def stay() -> Kept:
            return _staying(source, terms.always, fold, present)

        if terms.rates is None:
            head = train_present(start, moments.counts > 0, stay(), recipe).head
        else:
            rates = terms.rates()
            head = follow_present(start, moments.counts > 0, stay(), rates) if rates else start.head
        fit = finish(head, moments, layout)
        return held, _score_fold(fit, gone.features, gone.rows, present, layout)

    folds = [fold for fold in range(recipe.folds) if (source.folds == fold).any()]
    # A fold gives the same numbers in any order, and is arithmetic that lets other threads run.
    with ThreadPoolExecutor(FOLDS_AT_ONCE) as pool:
        return _in_order(list(pool.map(score, folds or [0])))


def moments_left(
    terms: FoldTerms,
    source: Source,
    leaving: Leaving,
    present: BoolArray,
    scatter: FloatArray | None,
) -> SceneMoments:
    """Return the moments that a fold leaves, as if rows that are not present had no samples."""
    whole = terms.whole or source.moments
    means = terms.combine(leaving.rest)
    return SceneMoments(
        means.counts * present,
        means.means,
        lessen(whole.covariance, whole.weight, leaving, scatter),
        max(whole.weight - leaving.weight, 1.0),
        means.effective * present,
    )


def _staying(source: Source, always: Kept | None, fold: int, present: BoolArray) -> Kept:
    """Return what the loop may use in a fold: a copy."""
    parts = [source.take(np.flatnonzero((source.folds != fold) & present[source.rows])).kept()]
    if always is not None:
        use = np.flatnonzero(present[always.rows])
        weights = None if always.weights is None else always.weights[use]
        parts.append(Kept(always.features[use], always.rows[use], weights))
    known = [part.weights for part in parts if part.weights is not None]
    return Kept(
        np.concatenate([part.features for part in parts]),
        np.concatenate([part.rows for part in parts]),
        np.concatenate(known) if len(known) == len(parts) else None,
    )


def _score_fold(
    fit: Fit, features: FloatArray, rows: RowArray, present: BoolArray, layout: Layout
) -> HeldOut:
    # Rows that this model lacks must not count in the cosine, and must never win.
    vectors = np.full((len(features), len(present)), ABSENT, dtype=np.float32)
    known = rows_of(fit.head, present).label_vectors(features)
    vectors[:, present] = known
    aside = features - fit.centre
    lengths = np.maximum(np.sqrt(np.vecdot(aside, aside)), 1e-12)[:, None]
    close = aside @ np.concatenate([fit.kind_prototypes, fit.parent_prototypes]).T / lengths
    scene = layout.scene_of[rows]
    truth = np.where(scene >= 0, scene, KNOWN_BACKGROUND)
    truth = np.where(present[rows], truth, UNKNOWN)
    return HeldOut(
        layout,
        vectors,
        layout.max_by_scene(close[:, : len(present)]),
        cosine(known, fit.label_prototypes[:, present]),
        truth.astype(np.int64),
        scene=scene,
        parent_closeness=close[:, len(present) :],
        parent_patent=cosine(known, fit.parent_label_prototypes[:, present]),
    )


def _in_order(parts: list[tuple[IdArray, HeldOut]]) -> HeldOut:
    """Join the folds and bring the samples back to their order."""
    order = np.argsort(np.concatenate([index for index, _ in parts]), kind="stable")
    return join_held_out([held for _, held in parts]).take(order)
