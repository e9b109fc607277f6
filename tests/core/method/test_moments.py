"""Moments can be added, taken out again and blended without seeing a sample twice."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.method.layout import Layout
from app.core.method.moments import (
    blend_means,
    blend_moments,
    leave_out,
    lessen,
    measure_moments,
    measure_parts,
    merge_moments,
)

SIZE = 5


def draw(count: int, rows: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    return random.normal(1, 1, (count, SIZE)).astype(np.float32), random.integers(0, rows, count)


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 40), st.integers(1, 40), st.integers(1, 4), st.integers(0, 99))
def test_adding_moments_equals_measuring_all_samples(n: int, m: int, rows: int, seed: int) -> None:
    a, ra = draw(n, rows, seed)
    b, rb = draw(m, rows, seed + 100)
    joined = merge_moments(measure_moments(a, ra, rows), measure_moments(b, rb, rows))
    whole = measure_moments(np.concatenate([a, b]), np.concatenate([ra, rb]), rows)
    np.testing.assert_allclose(joined.counts, whole.counts)
    np.testing.assert_allclose(joined.means, whole.means, atol=1e-4)
    np.testing.assert_allclose(joined.covariance, whole.covariance, atol=1e-4)


@pytest.mark.parametrize("are_weighted", [False, True])
def test_leaving_samples_out_equals_never_having_seen_them(are_weighted: bool) -> None:
    features, rows = draw(60, 3, 1)
    # All of the last row go.
    rows[20:][rows[20:] == 2] = 0
    weights = np.random.default_rng(2).uniform(0.5, 2, 60).astype(np.float32)
    some, others = (weights[:20], weights[20:]) if are_weighted else (None, None)
    whole = measure_moments(features, rows, 3, weights if are_weighted else None)
    leaving = leave_out(whole.of_rows(), features[:20], rows[:20], some)
    expected = measure_moments(features[20:], rows[20:], 3, others)
    np.testing.assert_allclose(leaving.rest.counts, expected.counts, atol=1e-4)
    np.testing.assert_allclose(leaving.rest.means, expected.means, atol=1e-4)
    upper = np.triu_indices(SIZE)
    left = lessen(whole.covariance, whole.weight, leaving)
    np.testing.assert_allclose(left[upper], expected.covariance[upper], atol=1e-4)


def test_a_blend_loses_what_its_own_samples_gave() -> None:
    pack = measure_moments(*draw(200, 3, 5), 3)
    features, rows = draw(60, 3, 1)
    own, rest = measure_moments(features, rows, 3), measure_moments(features[20:], rows[20:], 3)
    whole, expected = blend_moments(pack, own, 30), blend_moments(pack, rest, 30)
    leaving = leave_out(own.of_rows(), features[:20], rows[:20])
    upper = np.triu_indices(SIZE)
    left = lessen(whole.covariance, whole.weight, leaving)
    np.testing.assert_allclose(left[upper], expected.covariance[upper], atol=1e-4)
    means = blend_means(pack.of_rows(), leaving.rest, 30)
    np.testing.assert_allclose(means.means, expected.means, atol=1e-4)
    np.testing.assert_allclose(means.effective, expected.effective, rtol=1e-4)


def test_parts_add_up_to_the_whole_and_can_be_taken_out() -> None:
    features, rows = draw(60, 3, 1)
    parts = np.arange(60) % 4
    whole = measure_moments(features, rows, 3)
    found, scatters = measure_parts(features, rows, parts, 5, 3)
    upper = np.triu_indices(SIZE)
    np.testing.assert_array_equal(found.means, whole.means)
    np.testing.assert_allclose(found.covariance[upper], whole.covariance[upper], rtol=1e-4)
    assert not scatters[4].any()
    for part in range(5):
        gone = parts == part
        leaving = leave_out(found.of_rows(), features[gone], rows[gone])
        plain = lessen(whole.covariance, whole.weight, leaving)
        left = lessen(found.covariance, found.weight, leaving, scatters[part])
        np.testing.assert_allclose(left[upper], plain[upper], atol=1e-5)


def test_where_nothing_goes_all_stays() -> None:
    features, rows = draw(60, 3, 1)
    whole = measure_moments(features, rows, 3)
    leaving = leave_out(whole.of_rows(), features[:0], rows[:0])
    np.testing.assert_array_equal(leaving.rest.means, whole.means)
    left = lessen(whole.covariance, whole.weight, leaving)
    np.testing.assert_allclose(left, whole.covariance, rtol=1e-6)


def test_moments_that_are_joined_stay_as_they_are() -> None:
    a, b = (measure_moments(*draw(90, 3, seed), 3) for seed in (1, 2))
    before = a.covariance.copy(), b.covariance.copy()
    merge_moments(a, b)
    lessen(a.covariance, a.weight, leave_out(a.of_rows(), *draw(9, 3, 1)))
    blend_moments(a, b, 20)
    np.testing.assert_array_equal((a.covariance, b.covariance), before)


def test_own_samples_weigh_more_as_they_grow() -> None:
    features, rows = draw(300, 1, 2)
    pack = measure_moments(features, rows, 1)
    distances = []
    for count in (3, 30, 300):
        own, own_rows = draw(count, 1, 3)
        own += 5
        blended = blend_moments(pack, measure_moments(own, own_rows, 1), limit=30)
        distances.append(float(np.linalg.norm(blended.means[0] - own.mean(axis=0))))
    assert distances[0] > distances[1] > distances[2]
    assert distances[1] == pytest.approx(distances[0] * (30 / 60) / (30 / 33), rel=0.2)


def test_without_own_samples_the_pack_stays() -> None:
    features, rows = draw(50, 2, 2)
    pack = measure_moments(features, rows, 2)
    empty = measure_moments(features[:0], rows[:0], 2)
    blended = blend_moments(pack, empty, limit=10)
    np.testing.assert_allclose(blended.means, pack.means, atol=1e-6)
    np.testing.assert_allclose(blended.counts, pack.counts)
    np.testing.assert_allclose(blended.effective, pack.effective)


def test_effective_samples_of_a_blend_give_its_variance() -> None:
    random = np.random.default_rng(0)
    means = []
    for _ in range(2000):
        pack = random.normal(0, 1, 200).mean()
        own = random.normal(0, 1, 5).mean()
        means.append((20 * pack + 5 * own) / 25)
    one = np.zeros(200, dtype=np.intp)
    pack_moments = measure_moments(np.zeros((200, 1), np.float32), one, 1)
    own_moments = measure_moments(np.zeros((5, 1), np.float32), one[:5], 1)
    blended = blend_moments(pack_moments, own_moments, limit=20)
    assert 1 / blended.effective[0] == pytest.approx(np.var(means), rel=0.15)


def test_the_mean_of_a_scene_is_over_the_samples_of_all_its_kinds() -> None:
    features, rows = draw(90, 3, 4)
    layout = Layout(("shop", "sky"), ("bakery", "clouds", "bookshop"), np.array([0, 1, 0]))
    moments = measure_moments(features, rows, 3)
    expected = features[rows != 1].mean(axis=0)
    np.testing.assert_allclose(layout.scene_means(moments)[0], expected, atol=1e-5)
    np.testing.assert_allclose(layout.scene_counts(moments), [(rows != 1).sum(), (rows == 1).sum()])


def test_values_of_kinds_go_to_their_scenes() -> None:
    layout = Layout(("a", "b"), ("x", "y", "z", "noise"), np.array([1, 0, 1, -1]))
    values = np.array([[0.1, 0.2, 0.3, 0.4]], dtype=np.float32)
    np.testing.assert_allclose(layout.sum_by_scene(values), [[0.2, 0.4]])
    np.testing.assert_allclose(layout.max_by_scene(values), [[0.2, 0.3]])
    np.testing.assert_allclose(layout.largest_background(values), [0.4])
