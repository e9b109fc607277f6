"""Pooled rows of a pack equal moments measured on the pooled samples."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from app.core.head import Head, fit_lda
from app.core.merging import merge_in_pack, resolve
from app.core.moments import measure_moments
from tests.tiny_pack import SCENES, tiny_pack, tiny_samples


def test_nothing_merged_leaves_the_pack_alone() -> None:
    pack = tiny_pack()
    assert merge_in_pack(pack, {}) is pack
    assert merge_in_pack(pack, {"own": "beach"}) is pack


def test_pooled_rows_equal_moments_of_the_pooled_samples() -> None:
    features, rows = tiny_samples()
    merged = merge_in_pack(tiny_pack(), {"kitchen": "beach"}).statistics
    assert merged.rows == ("beach", "forest", "corridor")
    where = np.array([0, 0, 1, 2])
    expected = measure_moments(features, where[rows], 3)
    np.testing.assert_allclose(merged.moments.counts, expected.counts)
    np.testing.assert_allclose(merged.moments.means, expected.means, atol=1e-5)
    np.testing.assert_allclose(merged.moments.covariance, expected.covariance, atol=1e-4)
    np.testing.assert_array_equal(merged.kept_rows, where[tiny_pack().statistics.kept_rows])


def test_what_training_added_to_the_head_is_averaged() -> None:
    pack = tiny_pack()
    added = np.array([[1.0], [3.0], [0.0], [-2.0]], dtype=np.float32)
    trained = Head(pack.model.head.weight + added, pack.model.head.bias + added[:, 0])
    pack = replace(pack, model=replace(pack.model, head=trained))
    merged = merge_in_pack(pack, {"kitchen": "beach"})
    assert (merged.model.scenes, merged.model.background) == (("beach", "forest"), ("corridor",))
    plain = fit_lda(merged.statistics.moments).head
    expected = np.array([[2.0], [0.0], [-2.0]])
    np.testing.assert_allclose(merged.model.head.bias - plain.bias, expected[:, 0], atol=1e-4)
    np.testing.assert_allclose(
        merged.model.head.weight - plain.weight,
        np.broadcast_to(expected, plain.weight.shape),
        atol=1e-4,
    )


def test_a_row_takes_the_name_of_an_own_scene() -> None:
    merged = merge_in_pack(tiny_pack(), {"kitchen": "cookery"}).statistics
    assert merged.rows == ("beach", "cookery", "forest", "corridor")
    np.testing.assert_allclose(
        merged.moments.means, tiny_pack().statistics.moments.means, atol=1e-6
    )


def test_chains_are_followed_and_circles_end() -> None:
    assert resolve("a", {"a": "b", "b": "c"}) == "c"
    assert resolve("a", {"a": "b", "b": "a"}) == "b"
    assert resolve(SCENES[0], {}) == SCENES[0]
