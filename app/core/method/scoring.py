"""Scores of photos, those that cost the most only where somebody asks for them.

The gate needs the softmax share of every scene, to find the best ones, but closeness to a prototype
only of the scene that it proposes, and of the few others that may be shown beside it. Computing it
for all of them would double the time of a re-gate.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from typing import Protocol

import numpy as np

from app.core.method.gate import Scores
from app.core.method.head import multiply, softmax
from app.core.method.layout import largest_of_runs
from app.core.method.model import Model
from app.core.method.prototypes import normalise
from app.core.types import BoolArray, FloatArray, IdArray


class ScoreSource(Protocol):
    """Where scores of N photos come from: they are at hand, or computed when they are asked for."""

    def at(self, rows: IdArray) -> PhotoScores:
        """Return the scores of some photos, to the last bit those of all together."""
        ...


class LaterScores:
    """Scores of photos whose features are read only where somebody asks; a ``ScoreSource``.

    Parameters
    ----------
    take : callable
        Returns the features of rows, float32 (M, D).
    model : Model
    """

    def __init__(self, take: Callable[[IdArray], FloatArray], model: Model) -> None:
        self._take, self._model = take, model

    def at(self, rows: IdArray) -> PhotoScores:
        """Read the features of some photos, and return their scores."""
        return PhotoScores(self._take(rows), self._model)


class PhotoScores:
    """Scores of N photos under a model; implements :class:`app.core.method.gate.ScoreTable`.

    A pair's scores do not depend on what else is asked for at the same time, to the last bit: the
    number that was cut is the number that is shown.

    Attributes
    ----------
    confidence : float32 (N, K)
    background : float32 (N,)

    Parameters
    ----------
    features : float32 (N, D)
    model : Model
    """

    def __init__(self, features: FloatArray, model: Model) -> None:
        self._features, self._model = features, model
        with np.errstate(invalid="ignore", over="ignore"):
            self._vectors = model.head.label_vectors(features)
            shares = softmax(self._vectors, model.temperature)
            self.confidence = model.layout.sum_by_scene(shares)
            self.background = model.layout.largest_background(shares)
            self._lengths = model.distance(features)
        self._kinds, self._starts = model.layout.kinds_by_scene()

    def __len__(self) -> int:
        return len(self._features)

    def at(self, rows: IdArray) -> PhotoScores:
        """Return the scores of some photos, as :class:`ScoreSource` has it."""
        if _are_all(rows, len(self)):
            return self
        part = copy(self)
        part._features, part._vectors = self._features[rows], self._vectors[rows]
        part._lengths, part.confidence = self._lengths[rows], self.confidence[rows]
        part.background = self.background[rows]
        return part

    def of_many(self, rows: IdArray, scenes: IdArray) -> Scores:
        """Return the scores of many pairs (M,), several of each photo: by products of matrices.

        Their last bits are not those of :meth:`of`.
        """
        model, kinds = self._model, self._kinds
        prototypes = model.kind_prototypes[kinds]
        with np.errstate(invalid="ignore", over="ignore"):
            close = multiply(self._features, prototypes.T) - prototypes @ model.centre
            close /= np.maximum(self._lengths, 1e-12)[:, None]
            along = multiply(self._vectors, normalise(model.label_prototypes).T)
            along /= np.maximum(np.sqrt(np.vecdot(self._vectors, self._vectors)), 1e-12)[:, None]
        return Scores(
            self.confidence[rows, scenes],
            self._best_kinds(self._vectors[:, kinds])[scenes, rows],
            self._best_kinds(close)[scenes, rows],
            along[rows, scenes],
            self.background[rows],
        )

    def _best_kinds(self, values: FloatArray) -> FloatArray:
        """Return the largest of each scene's kinds (K, N), of values (N, S) scene by scene."""
        return largest_of_runs(np.ascontiguousarray(values.T), self._starts)

    def of_parents(self, rows: IdArray, refused: BoolArray) -> Scores:
        """Return the scores of some photos (M,) against the parents, (M, P).

        ``refused`` bool (M, K): these scenes add nothing to what lies above them. A parent has no
        strength of its own, and the longest label vector below it says nothing of it: with that in
        the evidence fewer photos that got no scene could get a parent (.52 of the held-out photos
        had any tag instead of .61, where scenes may use up nine tenths of what may be wrong).
        """
        if not _are_all(rows, len(self)):
            return self.at(rows).of_parents(np.arange(len(rows)), refused)
        tree, parents, model = self._model.layout.tree, self._model.parents, self._model
        vectors = self._vectors
        shares = np.where(refused, 0, self.confidence)
        with np.errstate(invalid="ignore", over="ignore"):
            close = multiply(self._features, parents.feature_prototypes.T)
            close -= parents.feature_prototypes @ model.centre
            close /= np.maximum(self._lengths, 1e-12)[:, None]
            along = multiply(normalise(vectors), normalise(parents.label_prototypes).T)
        return Scores(
            tree.sum_below(np.asarray(shares, dtype=np.float32)),
            np.zeros_like(close),
            close,
            along,
            self.background,
        )

    def of(self, rows: IdArray, scenes: IdArray) -> Scores:
        """Return the scores of pairs (M,) of a photo and a scene."""
        found = np.zeros((3, len(rows)), dtype=np.float32)
        order = np.argsort(scenes, kind="stable")
        ends = np.searchsorted(scenes[order], np.arange(len(self._starts)))
        with np.errstate(invalid="ignore", over="ignore"):
            for scene in np.flatnonzero(np.diff(ends)).tolist():
                pairs = order[ends[scene] : ends[scene + 1]]
                found[:, pairs] = self._of_scene(rows[pairs], scene)
        strength, closeness, patent = found
        confidence, background = self.confidence[rows, scenes], self.background[rows]
        return Scores(confidence, strength, closeness, patent, background)

    def _of_scene(self, rows: IdArray, scene: int) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Return strength, closeness and patent similarity of some photos to one scene."""
        kinds = self._kinds[self._starts[scene] : self._starts[scene + 1]]
        vectors, model = self._vectors[rows], self._model
        close = model.closeness(self._features[rows], kinds, self._lengths[rows])
        # These sums, unlike a product of matrices, do not depend on how many rows there are.
        along = np.vecdot(vectors, normalise(model.label_prototypes[scene : scene + 1])[0])
        lengths = np.sqrt(np.vecdot(vectors, vectors))
        return (
            vectors[:, kinds].max(axis=1, initial=-np.inf),
            close.max(axis=1, initial=-1),
            along / np.maximum(lengths, 1e-12),
        )


def _are_all(rows: IdArray, count: int) -> bool:
    """Return whether these are the rows from 0 to ``count``, in order."""
    return len(rows) == count and bool((rows == np.arange(count)).all())
