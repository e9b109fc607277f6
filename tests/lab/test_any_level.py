"""Tags on any level: right is what is true or lies above it, and origins are told apart."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from app.core.method.tagger import tag
from app.core.method.tree import grow_tree
from app.core.types import GateRule
from app.lab.any_level import (
    Levels,
    coverage_curve,
    measure_any_level,
    measure_levels,
    measure_origins,
    true_parents,
)
from app.lab.evaluate import Truth, measure, read_folder_truth
from app.lab.photo_features import PhotoFeatures
from tests.core.families import KINDS, LAYOUT, SCENES, album, make_pack

LEVELS = Levels(
    np.float32([[0.2, 0.5], [-0.1, 0.3], [-0.2, -0.1], [0.1, 0.1]]),
    np.array([[True, True], [False, True], [False, False], [False, True]]),
)


def test_the_most_specific_level_inside_is_the_tag() -> None:
    rows, level = LEVELS.given(0.0)
    assert (rows.tolist(), level.tolist()) == ([0, 1, 3], [0, 1, 0])
    found = measure_any_level(LEVELS)
    assert found["accepted"] == pytest.approx(0.75)
    assert found["precision"] == pytest.approx(2 / 3)
    assert found["by_level"]["scene"] == {"accepted": 0.5, "precision": 0.5}
    assert found["by_level"]["parent"] == {"accepted": 0.25, "precision": 1.0}


def test_coverage_is_the_most_at_a_precision() -> None:
    # At a strictness of .2 the first photo has its scene and the second its parent: both right.
    assert measure_any_level(LEVELS)["cov_at_95"] == pytest.approx(0.5)
    coverage, precision = coverage_curve(LEVELS)
    assert coverage[0] == 1.0
    assert precision[0] == pytest.approx(0.25)


def test_a_parent_is_true_of_what_lies_below_it() -> None:
    tree = grow_tree(("a", "b", "c"), {"a": "near", "b": "near", "near": "far", "c": "far"})
    near, far = tree.parents.index("near"), tree.parents.index("far")
    shown = np.array([[True, False, False], [False, False, True], [False] * 3, [False] * 3])
    named = np.zeros((4, 2), np.bool_)
    named[2, near] = named[3, far] = True
    found = true_parents(shown, named, tree)
    assert found[:, near].tolist() == [True, False, True, False]
    assert found[:, far].tolist() == [True, True, True, True]


def test_levels_agree_with_what_the_gate_gives() -> None:
    pack = make_pack()
    features, rows = album(40, seed=21)
    for rule in GateRule:
        decisions = tag(features, pack.model.with_rule(rule))
        shown = LAYOUT.scene_of[rows][:, None] == np.arange(len(SCENES))
        levels = measure_levels(decisions, shown, pack.model.tree.any_below(shown))
        given, level = levels.given(0.0)
        tagged = decisions.accepted | (decisions.climbed.parent >= 0)
        np.testing.assert_array_equal(given, np.flatnonzero(tagged))
        np.testing.assert_array_equal(level == 0, decisions.accepted[given])


def test_origins_where_a_promise_broke_come_first() -> None:
    random = np.random.default_rng(0)
    inside = np.zeros((60, 1), np.float32)
    right = np.array([[True]] * 30 + [[n % 2 == 0] for n in range(30)])
    origins = ["good"] * 30 + ["bad"] * 20 + ["few"] * 10
    order = random.permutation(60)
    table = measure_origins(
        Levels(inside[order], right[order]), [origins[n] for n in order], promised=0.95
    )
    assert [row["origin"] for row in table] == ["bad", "few", "good"]
    assert [row["broken"] for row in table] == [True, True, False]
    few = measure_origins(Levels(inside[50:59], right[50:59]), origins[50:59], promised=0.95)
    assert not few[0]["broken"]


def test_folders_may_show_scenes_parents_or_several(tmp_path: Path) -> None:
    for folder in ("sea", "street", "thing", "left"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "o__1.jpg").write_bytes(b"x")
    mapping = {"sea": ["beach", "lake"], "street": "outdoors", "thing": "none", "left": None}
    truth = read_folder_truth(tmp_path, mapping, {*SCENES})
    assert {path.parent.name: set(names) for path, names in truth.scenes.items()} == {
        "sea": {"beach", "lake"},
        "street": {"outdoors"},
        "thing": set(),
    }


def test_a_report_has_both_levels_and_origins() -> None:
    features, rows = album(10, seed=22)
    files = tuple(Path(f"{KINDS[r]}/o{n % 3}__{n}.jpg") for n, r in enumerate(rows))
    scenes = {
        path: frozenset(
            {"outdoors"} if path.parent.name == "forest" else {path.parent.name} - {"object"}
        )
        for path in files
    }
    found = PhotoFeatures(files, features, ())
    origins = [path.name.partition("__")[0] for path in files]
    result = measure(found, Truth(scenes), make_pack(), bootstraps=0, origins=origins)
    # What only a parent is known of counts as no scene, and its parent as right.
    assert result["known"] == 50
    for part in result["rules"].values():
        levels = part["any_level"]
        assert {"cov_at_95", "cov_at_90", "cov_at_80", "accepted", "precision"} < set(levels)
        assert set(levels["by_level"]) == {"scene", "parent"}
    assert result["rules"]["default"]["any_level"]["accepted"] > 0.3
    assert {row["origin"] for row in result["origins"]} == {"o0", "o1", "o2"}
    json.dumps(result, allow_nan=False)
