"""The rows of the head: a scene may come in several kinds, and background classes belong to none.

'Shop or market' is a supermarket, a bookshop or a bakery: one mean for all of them lies between
them and fits none. So the head has a row for each kind, and a scene's confidence is the sum of its
kinds'. A scene without kinds of its own is its only kind.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from app.core.method.moments import SceneMoments
from app.core.method.tree import Tree, bare_tree, grow_tree
from app.core.types import BoolArray, FloatArray, IdArray

BACKGROUND = -1


@dataclass(frozen=True, slots=True)
class Layout:
    """Scenes and the rows that belong to them.

    Attributes
    ----------
    scenes : tuple of str
        K ids.
    kinds : tuple of str
        R names, one a row.
    scene_of : int64 (R,)
        Number of each row's scene, or ``BACKGROUND``.
    tree : Tree
        The P parents of the scenes; none by default.
    """

    scenes: tuple[str, ...]
    kinds: tuple[str, ...]
    scene_of: IdArray
    tree: Tree = field(default_factory=lambda: bare_tree(0))

    def __post_init__(self) -> None:
        if self.tree.below.shape[1] != len(self.scenes):
            if self.tree.parents:
                raise ValueError("the tree is of other scenes than the layout")
            object.__setattr__(self, "tree", bare_tree(len(self.scenes)))

    def with_parents(self, parent_of: Mapping[str, str | None]) -> Layout:
        """Return the same rows under a tree; see :func:`app.core.method.tree.grow_tree`."""
        return replace(self, tree=grow_tree(self.scenes, parent_of))

    @property
    def is_background(self) -> BoolArray:
        """Which rows (R,) are never proposed."""
        return np.asarray(self.scene_of == BACKGROUND, dtype=np.bool_)

    def membership(self) -> FloatArray:
        """Return 1 where a row belongs to a scene, float32 (R, K)."""
        table = np.zeros((len(self.kinds), len(self.scenes)), dtype=np.float32)
        rows = np.flatnonzero(self.scene_of >= 0)
        table[rows, self.scene_of[rows]] = 1
        return table

    def kinds_by_scene(self) -> tuple[IdArray, IdArray]:
        """Return the rows that belong to scenes, scene by scene, and where each scene begins.

        int64 (S,) and (K + 1,).
        """
        rows = np.flatnonzero(self.scene_of >= 0)
        order = rows[np.argsort(self.scene_of[rows], kind="stable")]
        starts = np.searchsorted(self.scene_of[order], np.arange(len(self.scenes) + 1))
        return order, starts

    def sum_by_scene(self, values: FloatArray) -> FloatArray:
        """Sum values (N, R) over the kinds of each scene, (N, K)."""
        return values @ self.membership()

    def max_by_scene(self, values: FloatArray) -> FloatArray:
        """Return the largest value (N, K) over the kinds of each scene."""
        order, starts = self.kinds_by_scene()
        if not len(order):
            return np.zeros((len(values), 0), dtype=np.float32)
        return np.ascontiguousarray(largest_of_runs(values.T[order], starts).T)

    def largest_background(self, values: FloatArray) -> FloatArray:
        """Return the largest value (N,) of a background row, at least 0."""
        return np.asarray(values[:, self.is_background].max(axis=1, initial=0), dtype=np.float32)

    def scene_counts(self, moments: SceneMoments) -> FloatArray:
        """Return samples of each scene (K,), over all of its kinds."""
        return moments.counts @ self.membership()

    def scene_means(self, moments: SceneMoments) -> FloatArray:
        """Return the mean feature of each scene's samples (K, D); zero where it has none."""
        return _weighted_means(self.membership() * moments.counts[:, None], moments)

    def parent_means(self, moments: SceneMoments) -> FloatArray:
        """Return the mean feature of the samples below each parent (P, D)."""
        rows = self.tree.sum_below(self.membership())
        return _weighted_means(rows * moments.counts[:, None], moments)


def largest_of_runs(values: FloatArray, starts: IdArray) -> FloatArray:
    """Return the largest row, number by number (K, N), of each run of rows of values (S, N).

    A run begins at each of ``starts`` (K + 1,) and has a row at least. Rows are compared in one
    sweep; numpy's ``reduceat`` takes ten times as long.
    """
    lengths = np.diff(starts)
    best = values[starts[:-1]]
    for place in range(1, lengths.max(initial=0)):
        longer = np.flatnonzero(lengths > place)
        best[longer] = np.maximum(best[longer], values[starts[longer] + place])
    return best


def _weighted_means(weights: FloatArray, moments: SceneMoments) -> FloatArray:
    """Return means (M, D) of rows by weights (R, M); zero where all weights are."""
    means = (weights.T @ moments.means) / np.maximum(weights.sum(axis=0), 1e-6)[:, None]
    return np.asarray(means, dtype=np.float32)
