from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.method import grouping
from app.core.method.grouping import cluster, cut_into_blocks, group_look_alikes, sketch
from app.core.method.prototypes import normalise
from app.core.records import NO_GROUP


def heaps(seed: int, count: int, heap: int, width: int = 48, spread: float = 0.5) -> np.ndarray:
    """Return unit vectors in heaps of ``heap``, shuffled by nothing: a heap is a run of rows."""
    random = np.random.default_rng(seed)
    centres = np.repeat(random.standard_normal((count, width)), heap, axis=0)
    noise = random.standard_normal(centres.shape) * spread
    return normalise((centres + noise).astype(np.float32))


def partition(labels: np.ndarray) -> set[frozenset[int]]:
    return {frozenset(np.flatnonzero(labels == k).tolist()) for k in set(labels.tolist())}


@settings(max_examples=60, deadline=None)
@given(
    seed=st.integers(0, 999),
    count=st.integers(1, 12),
    heap=st.integers(1, 9),
    spread=st.sampled_from([0.2, 0.7, 1.2]),
    threshold=st.sampled_from([0.3, 0.6, 0.9]),
)
def test_groups_are_those_of_average_linkage(
    seed: int, count: int, heap: int, spread: float, threshold: float
) -> None:
    unit = heaps(seed, count, heap, width=8, spread=spread)
    found = partition(cluster(unit, threshold))
    if len(unit) == 1:
        assert found == {frozenset({0})}
        return
    from sklearn.cluster import AgglomerativeClustering  # it takes a second to import

    oracle = AgglomerativeClustering(
        n_clusters=None, metric="precomputed", linkage="average", distance_threshold=1 - threshold
    )
    distances = np.clip(1 - unit.astype(np.float64) @ unit.T.astype(np.float64), 0, 2)
    assert found == partition(oracle.fit_predict(distances))


def test_equal_photos_are_one_group() -> None:
    unit = np.repeat(heaps(1, 3, 1), 5, axis=0)
    assert group_look_alikes(unit).tolist() == [0] * 5 + [1] * 5 + [2] * 5


def test_the_largest_group_comes_first_and_strangers_have_none() -> None:
    unit = np.concatenate([heaps(1, 1, 3, spread=0.1), heaps(2, 1, 1), heaps(3, 1, 6, spread=0.1)])
    assert group_look_alikes(unit).tolist() == [1] * 3 + [NO_GROUP] + [0] * 6
    assert group_look_alikes(unit[:0]).tolist() == []


def test_a_large_library_is_cut_where_nothing_belongs_together(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(grouping, "MAX_BLOCK_PHOTOS", 100)
    monkeypatch.setattr(grouping, "PHOTOS_LEARNED_FROM", 900)
    unit = heaps(5, 120, 8, spread=0.15)
    blocks = cut_into_blocks(sketch(unit))
    assert sorted(np.concatenate(blocks).tolist()) == list(range(len(unit)))
    assert max(map(len, blocks)) <= 100
    found = partition(group_look_alikes(unit))
    whole = [frozenset(range(i, i + 8)) for i in range(0, len(unit), 8)]
    assert sum(heap in found for heap in whole) > 0.97 * len(whole)


def test_thousands_of_equal_photos_end_in_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grouping, "MAX_BLOCK_PHOTOS", 50)
    unit = np.repeat(heaps(1, 1, 1), 230, axis=0)
    assert max(map(len, cut_into_blocks(sketch(unit)))) <= 50


def test_distances_to_all_means_are_never_in_memory_together(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from scipy.cluster import vq as vector_quantisation

    points = sketch(heaps(4, 6, 40))
    whole = grouping.k_means(points, 6)
    asked: list[int] = []
    find = vector_quantisation.vq

    def watch(rows: np.ndarray, *rest: object, **options: object) -> object:
        asked.append(len(rows))
        return find(rows, *rest, **options)

    monkeypatch.setattr(vector_quantisation, "vq", watch)
    monkeypatch.setattr(grouping, "POINTS_AT_ONCE", 70)
    assert (grouping.k_means(points, 6) == whole).all()
    assert asked[-4:] == [70, 70, 70, 30]
