"""Counts, means and the shared covariance of scenes: all that a linear head is made from.

The pack ships these numbers, so that no photo of ours is needed on the user's machine. Samples
can be added and taken out exactly (Chan, Golub and LeVeque's formula for merging groups), which
makes refitting without one fold as cheap as looking at that fold.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from app.core.types import FloatArray

RowArray = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class SceneMoments:
    """Statistics of features by row (a scene or a background class).

    Attributes
    ----------
    counts : float32 (R,)
        Samples behind each mean; fractions come from weights.
    means : float32 (R, D)
        Zero where there is no sample.
    covariance : float32 (D, D)
        Within rows, divided by ``weight``.
    weight : float
        Samples behind the covariance.
    """

    counts: FloatArray
    means: FloatArray
    covariance: FloatArray
    weight: float

    def with_capped(self, limit: float) -> SceneMoments:
        """Return these moments with no mean standing on more than ``limit`` samples.

        The covariance keeps its weight: it is shared by all scenes and changes little.
        """
        counts = np.minimum(self.counts, np.float32(limit))
        return SceneMoments(counts, self.means, self.covariance, self.weight)

    def with_rows(self, count: int) -> SceneMoments:
        """Return these moments with empty rows added at the end, ``count`` rows in all."""
        missing = count - len(self.counts)
        counts = np.pad(self.counts, (0, missing))
        means = np.pad(self.means, ((0, missing), (0, 0)))
        return SceneMoments(counts, means, self.covariance, self.weight)

    def take(self, rows: RowArray) -> SceneMoments:
        """Return these rows only; the covariance stays."""
        return SceneMoments(self.counts[rows], self.means[rows], self.covariance, self.weight)


def measure_moments(features: FloatArray, rows: RowArray, count: int) -> SceneMoments:
    """Compute moments of features (N, D) whose row numbers are ``rows`` (N,)."""
    counts, means = row_means(features, rows, count)
    centred = features - means[rows]
    weight = float(max(len(features), 1))
    return SceneMoments(counts, means, (centred.T @ centred) / np.float32(weight), weight)


def row_means(
    values: FloatArray, rows: RowArray, count: int
) -> tuple[FloatArray, FloatArray]:
    """Return counts (R,) and means (R, D) of values (N, D) by row; zero where there is none."""
    counts = np.bincount(rows, minlength=count).astype(np.float32)
    sums = np.zeros((count, values.shape[1]), dtype=np.float32)
    order = np.argsort(rows, kind="stable")
    present, starts = np.unique(rows[order], return_index=True)
    if len(present):
        sums[present] = np.add.reduceat(values[order], starts, axis=0)
    return counts, sums / np.maximum(counts, 1)[:, None]


def merge_moments(a: SceneMoments, b: SceneMoments, sign: float = 1.0) -> SceneMoments:
    """Add ``b`` to ``a``; with ``sign=-1`` take ``b`` out of ``a``, which must hold it.

    With ``n = n_a ± n_b`` the mean is ``(n_a m_a ± n_b m_b) / n`` and the scatter is
    ``S_a ± S_b ± (n_a n_b / n) (m_a - m_b)(m_a - m_b)^T`` summed over rows.
    """
    counts = np.maximum(a.counts + sign * b.counts, 0)
    safe = np.maximum(counts, 1e-6)
    means = (a.counts[:, None] * a.means + sign * b.counts[:, None] * b.means) / safe[:, None]
    means[counts < 1e-3] = 0
    factor = np.where(counts < 1e-3, 0, a.counts * b.counts / safe)
    between = np.sqrt(factor)[:, None] * (a.means - b.means)
    weight = max(a.weight + sign * b.weight, 1.0)
    scatter = a.weight * a.covariance + sign * (b.weight * b.covariance + between.T @ between)
    return SceneMoments(
        counts.astype(np.float32),
        means.astype(np.float32),
        (scatter / weight).astype(np.float32),
        weight,
    )
