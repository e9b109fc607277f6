"""Photos that look alike, so that forty of them are decided with one key.

Agglomerative clustering with average linkage on the cosine of kept features; libraries too large
for a distance matrix are first cut into blocks by k-means.
"""

from __future__ import annotations

import numpy as np

from app.core.types import FloatArray, IdArray

# Mean cosine inside a group. Bursts and near-duplicates lie above .9, the same subject from
# another side at about .7 to .8, strangers of the same scene at .2 to .5.
LOOK_ALIKE = 0.6
BLOCK = 3000
NO_GROUP = -1


def group_look_alikes(unit: FloatArray, *, threshold: float = LOOK_ALIKE) -> IdArray:
    """Group rows by cosine.

    Parameters
    ----------
    unit : float32 (N, D)
        Centred features of length one.
    threshold : float
        Mean cosine between two groups below which they stay apart.

    Returns
    -------
    int64 (N,)
        Group numbers from 0, the largest group first; ``NO_GROUP`` for photos like no other.
    """
    raw = np.full(len(unit), NO_GROUP, dtype=np.int64)
    offset = 0
    for block in _blocks(unit):
        labels = _cluster(unit[block], threshold)
        raw[block] = labels + offset
        offset += int(labels.max(initial=-1)) + 1
    return _largest_first(raw)


def _cluster(unit: FloatArray, threshold: float) -> IdArray:
    from sklearn.cluster import AgglomerativeClustering

    if len(unit) < 2:
        return np.zeros(len(unit), dtype=np.int64)
    distances = np.clip(1.0 - unit @ unit.T, 0.0, 2.0)
    clustering = AgglomerativeClustering(
        n_clusters=None, metric="precomputed", linkage="average", distance_threshold=1 - threshold
    )
    labels: IdArray = clustering.fit_predict(distances).astype(np.int64)
    return labels


def _blocks(unit: FloatArray) -> list[IdArray]:
    """Cut large sets into blocks of photos that lie together."""
    if len(unit) <= BLOCK:
        return [np.arange(len(unit))]
    from sklearn.cluster import MiniBatchKMeans
    from sklearn.random_projection import GaussianRandomProjection

    flat = GaussianRandomProjection(min(64, unit.shape[1]), random_state=0).fit_transform(unit)
    count = -(-len(unit) // (BLOCK // 2))
    means = MiniBatchKMeans(count, random_state=0, n_init=1, batch_size=4096)
    labels = means.fit_predict(flat)
    blocks: list[IdArray] = []
    for k in range(count):
        rows = np.flatnonzero(labels == k)
        # k-means promises no size: what is still too large is cut in the order of its rows.
        blocks += [rows[i : i + BLOCK] for i in range(0, len(rows), BLOCK)]
    return blocks


def _largest_first(raw: IdArray) -> IdArray:
    """Renumber groups by size; groups of one become ``NO_GROUP``."""
    values, inverse, sizes = np.unique(raw, return_inverse=True, return_counts=True)
    rank = np.full(len(values), NO_GROUP, dtype=np.int64)
    order = np.argsort(-sizes, kind="stable")
    order = order[sizes[order] > 1]
    rank[order] = np.arange(len(order))
    return rank[inverse]
