"""The tree: parents hold all scenes below them, on every level, and each says something new."""

from __future__ import annotations

import numpy as np
import pytest

from app.core.method.layout import Layout
from app.core.method.moments import measure_moments
from app.core.method.tree import Tree, bare_tree, grow_tree

SCENES = ("beach", "lake", "forest", "kitchen", "food")
PARENTS = {
    "beach": "water",
    "lake": "water",
    "forest": "outdoors",
    "water": "outdoors",
    "kitchen": "home",
    "home": "indoors",
    "food": None,
}


def names_below(tree: Tree) -> dict[str, set[str]]:
    return {
        parent: {SCENES[k] for k in np.flatnonzero(tree.below[p])}
        for p, parent in enumerate(tree.parents)
    }


def test_parents_hold_what_lies_below_on_every_level() -> None:
    tree = grow_tree(SCENES, PARENTS)
    assert names_below(tree) == {
        "water": {"beach", "lake"},
        "outdoors": {"beach", "lake", "forest"},
    }
    assert [[tree.parents[p] for p in level] for level in tree.levels] == [["water"], ["outdoors"]]


def test_of_two_parents_of_the_same_scenes_the_more_specific_one_stays() -> None:
    tree = grow_tree(("a", "b"), {"a": "near", "b": "near", "near": "far"})
    assert tree.parents == ("near",)


def test_a_scene_is_no_parent() -> None:
    tree = grow_tree(("a", "b", "c"), {"b": "a", "c": "a", "a": "top"})
    assert tree.parents == ("top",)


@pytest.mark.parametrize("parents", [{"a": "a"}, {"a": "b", "b": "a"}, {"a": "p", "p": "p"}])
def test_a_circle_ends(parents: dict[str, str | None]) -> None:
    assert grow_tree(("a", "b"), parents).parents in ((), ("p",))


def test_values_are_joined_below_each_parent() -> None:
    tree = grow_tree(SCENES, PARENTS)
    values = np.float32([[0.1, 0.2, 0.3, 0.4, 0.0]])
    np.testing.assert_allclose(tree.sum_below(values), [[0.3, 0.6]])
    assert tree.any_below(values > 0.25).tolist() == [[False, True]]


def test_a_parent_s_mean_is_that_of_all_samples_below() -> None:
    layout = Layout(("a", "b", "c"), ("a1", "a2", "b", "c"), np.array([0, 0, 1, 2]))
    layout = layout.with_parents({"a": "top", "b": "top"})
    features = np.random.default_rng(0).normal(0, 1, (40, 6)).astype(np.float32)
    rows = np.array([0] * 5 + [1] * 10 + [2] * 20 + [3] * 5)
    moments = measure_moments(features, rows, 4)
    np.testing.assert_allclose(layout.parent_means(moments), [features[:35].mean(0)], atol=1e-5)


def test_a_tree_of_other_scenes_is_refused() -> None:
    with pytest.raises(ValueError, match="other scenes"):
        Layout(("a",), ("a",), np.array([0]), grow_tree(SCENES, PARENTS))
    assert Layout(("a",), ("a",), np.array([0])).tree.below.shape == bare_tree(1).below.shape
