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
# Of a matrix: they stay in the processor's cache.
ROWS_AT_ONCE = 64


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
    effective : float32 (R,)
        Samples that a plain mean would need for the same variance; equal to ``counts`` unless
        some samples weigh more than others.
    """

    counts: FloatArray
    means: FloatArray
    covariance: FloatArray
    weight: float
    effective: FloatArray

    def take(self, rows: RowArray) -> SceneMoments:
        """Return rows in another order; -1 makes an empty row. The covariance stays."""
        present = rows >= 0
        return SceneMoments(
            np.where(present, self.counts[rows], 0).astype(np.float32),
            np.where(present[:, None], self.means[rows], 0).astype(np.float32),
            self.covariance,
            self.weight,
            np.where(present, self.effective[rows], 0).astype(np.float32),
        )


def measure_moments(
    features: FloatArray, rows: RowArray, count: int, weights: FloatArray | None = None
) -> SceneMoments:
    """Compute moments of features (N, D) whose row numbers are ``rows`` (N,).

    ``weights`` (N,) say how many samples each of them counts for; 1 each without.
    """
    if weights is None:
        counts, means = row_means(features, rows, count)
        centred = features - means[rows]
        weight = float(max(len(features), 1))
    else:
        counts = np.bincount(rows, weights, minlength=count).astype(np.float32)
        sizes, means = row_means(features * weights[:, None], rows, count)
        means *= (sizes / np.maximum(counts, 1e-6))[:, None]
        centred = (features - means[rows]) * np.sqrt(weights)[:, None]
        weight = max(float(weights.sum(dtype=np.float64)), 1e-6)
    covariance = centred.T @ centred
    covariance /= np.float32(weight)
    return SceneMoments(counts, means, covariance, weight, counts)


def row_means(values: FloatArray, rows: RowArray, count: int) -> tuple[FloatArray, FloatArray]:
    """Return counts (R,) and means (R, D) of values (N, D) by row; zero where there is none."""
    counts = np.bincount(rows, minlength=count).astype(np.float32)
    sums = np.zeros((count, values.shape[1]), dtype=np.float32)
    order = np.argsort(rows, kind="stable")
    present, starts = np.unique(rows[order], return_index=True)
    if len(present):
        sums[present] = np.add.reduceat(values[order], starts, axis=0)
    return counts, sums / np.maximum(counts, 1).astype(np.float32)[:, None]


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
    both = np.flatnonzero(factor)
    between = np.sqrt(factor[both])[:, None] * (a.means[both] - b.means[both])
    weight = max(a.weight + sign * b.weight, 1.0)
    # In place: a new matrix costs more than what is done to its numbers.
    covariance = between.T @ between
    covariance *= np.float32(sign / weight)
    _add(covariance, a.covariance, a.weight / weight)
    _add(covariance, b.covariance, sign * b.weight / weight)
    counts = counts.astype(np.float32)
    return SceneMoments(counts, means.astype(np.float32), covariance, weight, counts)


def _add(matrix: FloatArray, other: FloatArray, share: float) -> None:
    """Add so much of another matrix, in place and a few rows at a time."""
    for start in range(0, len(matrix), ROWS_AT_ONCE):
        part = slice(start, start + ROWS_AT_ONCE)
        matrix[part] += other[part] * np.float32(share)


def blend_moments(pack: SceneMoments, own: SceneMoments, limit: float) -> SceneMoments:
    """Join the pack's moments with the owner's, whose samples weigh more.

    Where the owner has ``n`` samples of a scene, the pack's mean counts for ``c``, at most
    ``limit``, samples: ``m = (c m_pack + n m_own) / (c + n)``. Its variance is that of
    ``(c + n)^2 / (c^2 / n_pack + n)`` samples. How far both means lie apart is a difference of
    style and no spread within a scene, so that it stays out of the covariance.
    """
    capped = np.where(own.counts > 0, np.minimum(pack.counts, limit), pack.counts)
    counts = capped + own.counts
    safe = np.maximum(counts, 1e-6)
    means = (capped[:, None] * pack.means + own.counts[:, None] * own.means) / safe[:, None]
    variance = capped**2 / np.maximum(pack.effective, 1e-6) + own.counts
    effective = np.where(variance > 0, counts**2 / np.maximum(variance, 1e-6), 0)
    weight = pack.weight + own.weight
    covariance = pack.covariance * np.float32(pack.weight / weight)
    _add(covariance, own.covariance, own.weight / weight)
    return SceneMoments(
        counts.astype(np.float32),
        means.astype(np.float32),
        covariance,
        weight,
        effective.astype(np.float32),
    )
