"""Scores of samples by models that had not seen them: what calibration stands on.

Scores of the samples that built head and prototypes flatter. Every score here comes from a model
that was refitted without the sample's fold (look-alikes share a fold) and without some whole
scenes, whose samples then stand for the unknown.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from app.core.method.gate import Scores
from app.core.method.head import softmax
from app.core.method.layout import Layout
from app.core.types import BoolArray, FloatArray, IdArray

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
        """Return the scores at a softmax temperature."""
        shares = softmax(self.label_vectors, temperature)
        return Scores(
            self.layout.sum_by_scene(shares),
            self.layout.max_by_scene(self.label_vectors),
            self.closeness,
            self.patent,
            self.layout.largest_background(shares),
        )


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
