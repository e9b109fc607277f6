"""Counts, means and the shared covariance of scenes: all that a linear head is made from.

The pack ships these numbers, so that no photo of ours is needed on the user's machine. Samples
can be added and taken out exactly (Chan, Golub and LeVeque's formula for merging groups), which
makes refitting without one fold as cheap as looking at that fold.

How far samples lie apart within their row adds up, however means are joined: so a fold's covariance
is that of the whole less what the fold gave to it, whatever else is in it (:func:`lessen`).
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from app.core.types import FloatArray, IdArray

RowArray = npt.NDArray[np.intp]
PARTS_AT_ONCE = 2
# Of a matrix: they stay in the processor's cache.
ROWS_AT_ONCE = 64


@dataclass(frozen=True, slots=True)
class SceneMeans:
    """Counts and means by row: ``counts``, ``means`` and ``effective`` of :class:`SceneMoments`."""

    counts: FloatArray
    means: FloatArray
    effective: FloatArray


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

    def of_rows(self) -> SceneMeans:
        """Return what is known of the rows, without the covariance."""
        return SceneMeans(self.counts, self.means, self.effective)

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


def measure_parts(
    features: FloatArray, rows: RowArray, parts: IdArray, number: int, count: int
) -> tuple[SceneMoments, list[FloatArray]]:
    """Compute moments and, around the same means, the scatter of each part of the samples.

    ``parts`` int64 (N,) say which of the ``number`` a sample belongs to. Of all matrices (D, D)
    only the upper triangle is filled in. Parts are measured side by side.
    """
    from scipy.linalg.blas import ssyrk  # slow to import

    counts, means = row_means(features, rows, count)

    def scatter(part: int) -> FloatArray:
        here = np.flatnonzero(parts == part)
        if not len(here):
            return np.zeros((features.shape[1],) * 2, dtype=np.float32)
        aside = features[here]
        aside -= means[rows[here]]
        return np.asarray(ssyrk(1.0, aside.T, lower=1).T)

    with ThreadPoolExecutor(PARTS_AT_ONCE) as pool:
        scatters = list(pool.map(scatter, range(number)))
    weight = float(max(len(features), 1))
    covariance = scatters[0] / np.float32(weight)
    for other in scatters[1:]:
        _add(covariance, other, 1 / weight)
    return SceneMoments(counts, means, covariance, weight, counts), scatters


def row_means(values: FloatArray, rows: RowArray, count: int) -> tuple[FloatArray, FloatArray]:
    """Return counts (R,) and means (R, D) of values (N, D) by row; zero where there is none."""
    counts = np.bincount(rows, minlength=count).astype(np.float32)
    means = row_sums(values, rows, count)
    means /= np.maximum(counts, 1)[:, None]
    return counts, means


def row_sums(values: FloatArray, rows: RowArray, count: int) -> FloatArray:
    """Return sums (R, D) of values (N, D) by row.

    Row by row: numpy's ``reduceat`` takes ten times as long.
    """
    sums = np.zeros((count, values.shape[1]), dtype=np.float32)
    order = np.argsort(rows, kind="stable")
    ends = np.cumsum(np.bincount(rows, minlength=count)).tolist()
    sorted_values = values[order]
    for row, (start, end) in enumerate(zip([0, *ends], ends, strict=False)):
        if end > start:
            np.add.reduce(sorted_values[start:end], axis=0, out=sums[row])
    return sums


def merge_moments(a: SceneMoments, b: SceneMoments) -> SceneMoments:
    """Return the moments of the samples of both.

    With ``n = n_a + n_b`` the mean is ``(n_a m_a + n_b m_b) / n`` and the scatter is
    ``S_a + S_b + (n_a n_b / n) (m_a - m_b)(m_a - m_b)^T`` summed over rows.
    """
    joined = merge_means(a.of_rows(), b.of_rows())
    factor = a.counts * b.counts / np.maximum(joined.counts, 1e-6)
    both = np.flatnonzero(factor)
    between = np.sqrt(factor[both])[:, None] * (a.means[both] - b.means[both])
    weight = max(a.weight + b.weight, 1.0)
    # In place: a new matrix costs more than what is done to its numbers.
    covariance = between.T @ between
    covariance *= np.float32(1 / weight)
    _add(covariance, a.covariance, a.weight / weight)
    _add(covariance, b.covariance, b.weight / weight)
    return SceneMoments(joined.counts, joined.means, covariance, weight, joined.counts)


def merge_means(a: SceneMeans, b: SceneMeans) -> SceneMeans:
    """Return counts and means of the samples of both."""
    counts = a.counts + b.counts
    total = a.counts[:, None] * a.means + b.counts[:, None] * b.means
    means = total / np.maximum(counts, 1e-6)[:, None]
    return SceneMeans(counts, means.astype(np.float32), counts)


@dataclass(frozen=True, slots=True)
class Leaving:
    """What is left of samples when some of them go, and what the covariance loses.

    ``rest`` are counts and means of those that stay. ``aside`` float32 (N, D) and ``between``
    (M, D) are rows whose squares and products, summed, go out of the scatter: of the samples that
    go, and of the means that move. ``weight`` is how many samples go.
    """

    rest: SceneMeans
    aside: FloatArray
    between: FloatArray
    weight: float


def leave_out(
    whole: SceneMeans, features: FloatArray, rows: RowArray, weights: FloatArray | None = None
) -> Leaving:
    """Take samples (N, D) of rows (N,) out of the whole, which must hold them.

    Around the means ``m`` of the whole, those that go had ``sum (x - m)(x - m)^T``; those that stay
    have a mean ``m + e`` of their own, and ``n e e^T`` less around it.
    """
    count = len(whole.counts)
    aside = features - whole.means[rows]
    gone = np.bincount(rows, weights, minlength=count).astype(np.float32)
    shift = row_sums(aside if weights is None else aside * weights[:, None], rows, count)
    if weights is not None:
        aside *= np.sqrt(weights)[:, None]
    counts = np.maximum(whole.counts - gone, 0)
    counts[counts < 1e-3] = 0
    # Those that stay lie as far off to the other side, all together.
    shift /= np.maximum(counts, 1e-6)[:, None]
    means = whole.means - shift
    means[counts == 0] = 0
    both = np.flatnonzero((gone > 0) & (counts > 0))
    between = np.sqrt(counts[both])[:, None] * shift[both]
    rest = SceneMeans(counts, means.astype(np.float32), counts)
    return Leaving(rest, aside, between, float(gone.sum(dtype=np.float64)))


def lessen(
    covariance: FloatArray, weight: float, leaving: Leaving, scatter: FloatArray | None = None
) -> FloatArray:
    """Return the covariance (D, D) without what goes; only its upper triangle is filled in.

    ``scatter`` is that of the samples that go, where it is known. All is done in one place:
    products, copies and shares of a matrix of 1,280 rows take a fold otherwise half of its time.
    """
    from scipy.linalg.blas import ssyrk  # slow to import

    left = max(weight - leaving.weight, 1.0)
    if scatter is None:
        matrix, lost, share = covariance.copy(), [leaving.aside, leaving.between], weight / left
    else:
        matrix, lost, share = scatter.copy(), [leaving.between], -1 / left
        _add(matrix, covariance, -weight)
    rows = np.concatenate(lost)
    if not len(rows):
        matrix *= np.float32(share)
        return matrix
    # The transpose is in the order that BLAS takes without a copy.
    done = ssyrk(-1 / left, rows.T, beta=share, c=matrix.T, lower=1, overwrite_c=1)
    return np.asarray(done.T)


def _add(matrix: FloatArray, other: FloatArray, share: float) -> None:
    """Add so much of another matrix, in place and a few rows at a time."""
    for start in range(0, len(matrix), ROWS_AT_ONCE):
        part = slice(start, start + ROWS_AT_ONCE)
        matrix[part] += other[part] * np.float32(share)


def blend_moments(pack: SceneMoments, own: SceneMoments, limit: float) -> SceneMoments:
    """Join the pack's moments with the owner's, whose samples weigh more.

    How far both means lie apart is a difference of style and no spread within a scene, so that it
    stays out of the covariance.
    """
    rows = blend_means(pack.of_rows(), own.of_rows(), limit)
    weight = pack.weight + own.weight
    covariance = pack.covariance * np.float32(pack.weight / weight)
    _add(covariance, own.covariance, own.weight / weight)
    return SceneMoments(rows.counts, rows.means, covariance, weight, rows.effective)


def blend_means(pack: SceneMeans, own: SceneMeans, limit: float) -> SceneMeans:
    """Join the pack's means with the owner's.

    Where the owner has ``n`` samples of a scene, the pack's mean counts for ``c``, at most
    ``limit``, samples: ``m = (c m_pack + n m_own) / (c + n)``. Its variance is that of
    ``(c + n)^2 / (c^2 / n_pack + n)`` samples.
    """
    capped = np.where(own.counts > 0, np.minimum(pack.counts, limit), pack.counts)
    counts = capped + own.counts
    safe = np.maximum(counts, 1e-6)
    means = (capped[:, None] * pack.means + own.counts[:, None] * own.means) / safe[:, None]
    variance = capped**2 / np.maximum(pack.effective, 1e-6) + own.counts
    effective = np.where(variance > 0, counts**2 / np.maximum(variance, 1e-6), 0)
    return SceneMeans(
        counts.astype(np.float32), means.astype(np.float32), effective.astype(np.float32)
    )
