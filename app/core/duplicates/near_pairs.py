"""Which rows lie near each other, without comparing each with each.

Sketches are sorted into cells around some means, each into its two nearest cells, so that two rows
on a border meet in one of both; only rows of one cell are compared. The work grows with the rows
times the size of a cell.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from app.core.types import FloatArray, IdArray

ROWS_A_CELL = 800
# Thousands of equal rows make a cell that no mean divides: it is cut.
MOST_ROWS_A_CELL = 4000
CELLS_A_ROW = 2
ROWS_LEARNED_FROM = 20_000
ROWS_AT_ONCE = 8192


def cells_of(sketches: FloatArray) -> Iterator[IdArray]:
    """Yield rows of sketches (N, 64) that lie together, rising; each row comes up to twice."""
    count = -(-len(sketches) // ROWS_A_CELL)
    if count <= 2:
        yield np.arange(len(sketches))
        return
    nearest = _nearest_means(sketches, _means(sketches, count))
    cells = nearest.ravel()
    order = np.argsort(cells, kind="stable")
    rows = order // nearest.shape[1]
    for cell in np.split(rows, np.flatnonzero(np.diff(cells[order])) + 1):
        for start in range(0, len(cell), MOST_ROWS_A_CELL):
            yield np.sort(cell[start : start + MOST_ROWS_A_CELL])


def near_pairs(unit: FloatArray, at_least: float, most: int) -> tuple[IdArray, IdArray, FloatArray]:
    """Return pairs of rows of unit vectors (N, D): first < second, and their cosines.

    Of each row those ``most`` are given that are nearest to it.
    """
    near = unit @ unit.T
    np.fill_diagonal(near, -1)
    if len(near) > most + 1:
        # A row keeps its nearest; a pair is kept where either keeps it.
        edge = np.partition(near, len(near) - most, axis=1)[:, len(near) - most]
        keeps = near >= np.maximum(edge, at_least)[:, None]
        keeps |= keeps.T
    else:
        keeps = near >= at_least
    first, second = np.nonzero(np.triu(keeps, 1))
    return first, second, near[first, second]


def _means(sketches: FloatArray, count: int) -> FloatArray:
    from scipy.cluster.vq import kmeans  # slow to import

    random = np.random.default_rng(0)
    some = sketches
    if len(some) > ROWS_LEARNED_FROM:
        some = some[random.choice(len(some), ROWS_LEARNED_FROM, replace=False)]
    means, _ = kmeans(some, min(count, len(some)), 1, thresh=1e-2, check_finite=False, rng=random)
    return np.asarray(means, dtype=np.float32)


def _nearest_means(sketches: FloatArray, means: FloatArray) -> IdArray:
    """Return the two nearest means of each row, (N, 2)."""
    wanted = min(CELLS_A_ROW, len(means))
    lengths = (means * means).sum(axis=1) / 2
    found = np.empty((len(sketches), wanted), dtype=np.int64)
    for start in range(0, len(sketches), ROWS_AT_ONCE):
        part = slice(start, start + ROWS_AT_ONCE)
        distance = lengths - sketches[part] @ means.T
        found[part] = np.argpartition(distance, wanted - 1, axis=1)[:, :wanted]
    return found
