"""Photos that look alike, so that forty of them are decided with one key.

Agglomerative clustering with average linkage on the cosine of kept features. That needs a matrix of
all pairs, so libraries are first cut into blocks of photos that lie near each other, by k-means on
sketches: random projections, of which a million fit into memory where features would not.

The clustering is in numpy: the libraries that have it work on all pairs, of which only those above
the threshold matter here.
"""

from __future__ import annotations

import numpy as np

from app.core.records import NO_GROUP
from app.core.types import FloatArray, IdArray

# Mean cosine inside a group. Bursts and near-duplicates lie above .85, the same subject from
# another side at about .6 to .7, strangers of the same scene at .15 to .4.
LOOK_ALIKE = 0.52
MAX_BLOCK_PHOTOS = 3000
SKETCH_NUMBERS = 64
# k-means learns from so many photos, and is then asked about all.
PHOTOS_LEARNED_FROM = 20_000
# Of so many points the distances to all means are in memory at once: 130 MB in a large library.
POINTS_AT_ONCE = 50_000
# The means have settled when a round makes points nearer to them by no more than this.
SETTLED = 1e-3


def group_look_alikes(unit: FloatArray, *, threshold: float = LOOK_ALIKE) -> IdArray:
    """Group rows by cosine.

    Parameters
    ----------
    unit : float32 (N, D)
        Centred features of length one.
    threshold : float
        Mean cosine between two groups at which they stay apart.

    Returns
    -------
    int64 (N,)
        Group numbers from 0, the largest group first; ``NO_GROUP`` for photos like no other.
    """
    raw = np.full(len(unit), NO_GROUP, dtype=np.int64)
    for block in cut_into_blocks(sketch(unit)):
        # A group is known by one of its rows until all are there.
        raw[block] = block[cluster(unit[block], threshold)]
    return _largest_first(raw)


def sketch(unit: FloatArray) -> FloatArray:
    """Return random projections (N, 64) that keep the distances of rows roughly."""
    random = np.random.default_rng(0)
    width = min(SKETCH_NUMBERS, unit.shape[1])
    directions = random.standard_normal((unit.shape[1], width), dtype=np.float32)
    return np.asarray(unit @ (directions / np.float32(np.sqrt(width))), dtype=np.float32)


def cut_into_blocks(sketches: FloatArray) -> list[IdArray]:
    """Return the rows (N,) in blocks of at most 3,000 that lie together."""
    blocks: list[IdArray] = []
    waiting = [np.arange(len(sketches))]
    while waiting:
        rows = waiting.pop()
        if len(rows) <= MAX_BLOCK_PHOTOS:
            blocks.append(rows)
            continue
        nearest = k_means(sketches[rows], -(-len(rows) // (MAX_BLOCK_PHOTOS // 2)))
        order = np.argsort(nearest, kind="stable")
        parts = np.split(rows[order], np.flatnonzero(np.diff(nearest[order])) + 1)
        if len(parts) == 1:  # thousands of equal photos: nothing tells them apart
            parts = [rows[i : i + MAX_BLOCK_PHOTOS] for i in range(0, len(rows), MAX_BLOCK_PHOTOS)]
        waiting += parts
    return blocks


def k_means(points: FloatArray, count: int, *, tries: int = 1) -> IdArray:
    """Return the number of the nearest of at most ``count`` means for each point.

    Parameters
    ----------
    points : float32 (N, D)
    count : int
        Means to begin with; one that no point is nearest to is given up.
    tries : int
        How often to begin, each time at other points; the tightest means are taken.
    """
    from scipy.cluster.vq import kmeans, vq  # slow to import

    random = np.random.default_rng(0)
    some = points
    if len(points) > PHOTOS_LEARNED_FROM:
        some = points[random.choice(len(points), PHOTOS_LEARNED_FROM, replace=False)]
    means, _ = kmeans(
        some, min(count, len(some)), tries, thresh=SETTLED, check_finite=False, rng=random
    )
    found = np.empty(len(points), dtype=np.int64)
    for start in range(0, len(points), POINTS_AT_ONCE):
        part = slice(start, start + POINTS_AT_ONCE)
        found[part] = vq(points[part], means, check_finite=False)[0]
    return found


def cluster(unit: FloatArray, threshold: float = LOOK_ALIKE) -> IdArray:
    """Return the group of each row (N,) as the number of one of its rows.

    Nearest-neighbour chains: two groups that are nearest to each other are merged, in whatever
    order they are found. The mean cosine to a merged group never exceeds that to its parts, so
    that a group whose nearest is not near enough is finished, and is taken out.
    """
    near = unit @ unit.T
    np.fill_diagonal(near, -np.inf)
    group = np.arange(len(unit))
    size = np.ones(len(unit), dtype=np.float32)
    waiting = np.flatnonzero(near.max(axis=1, initial=-np.inf) > threshold).tolist()
    chain: list[int] = []
    while chain or waiting:
        if not chain:
            chain.append(waiting.pop())
        at = chain[-1]
        other = int(near[at].argmax())
        before = chain[-2] if len(chain) > 1 else other
        if near[at, before] >= near[at, other]:
            other = before  # of equally near ones the one that was come from, or it never ends
        if not near[at, other] > threshold:
            chain.pop()
            near[at] = near[:, at] = -np.inf
        elif len(chain) > 1 and other == before:
            del chain[-2:]
            _merge(near, size, at, other)
            group[group == other] = at
            waiting.append(at)
        else:
            chain.append(other)
    return group


def _merge(near: FloatArray, size: FloatArray, into: int, other: int) -> None:
    """Let one group take in another: means of cosines, weighted by size."""
    mean = (size[into] * near[into] + size[other] * near[other]) / (size[into] + size[other])
    size[into] += size[other]
    mean[into] = -np.inf
    near[into] = near[:, into] = mean
    near[other] = near[:, other] = -np.inf


def _largest_first(raw: IdArray) -> IdArray:
    """Renumber groups by size; groups of one become ``NO_GROUP``."""
    values, inverse, sizes = np.unique(raw, return_inverse=True, return_counts=True)
    rank = np.full(len(values), NO_GROUP, dtype=np.int64)
    order = np.argsort(-sizes, kind="stable")
    order = order[sizes[order] > 1]
    rank[order] = np.arange(len(order))
    return rank[inverse]
