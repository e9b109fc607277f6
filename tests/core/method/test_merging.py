"""A merged scene's kinds become kinds of the other; nothing else of the pack changes."""

from __future__ import annotations

import numpy as np

from app.core.method.learning import Refusals, refresh_model
from app.core.method.merging import merge_in_pack, resolve
from app.core.method.tagger import tag
from app.core.method.training_data import Samples
from app.core.types import GateRule
from tests.tiny_pack import tiny_pack
from tests.tiny_photos import CORNERS, SCENES, SIZE


def test_nothing_merged_leaves_the_pack_alone() -> None:
    pack = tiny_pack()
    assert merge_in_pack(pack, {}) is pack
    assert merge_in_pack(pack, {"own": "beach"}) is pack


def test_rows_of_a_merged_scene_belong_to_the_other() -> None:
    pack = tiny_pack()
    merged = merge_in_pack(pack, {"kitchen": "beach"})
    assert merged.model.scenes == ("beach", "forest")
    np.testing.assert_array_equal(merged.model.layout.scene_of, [0, 0, 1, -1])
    assert merged.model.layout.kinds == pack.model.layout.kinds
    assert merged.statistics.moments is pack.statistics.moments


def test_a_row_takes_the_name_of_an_own_scene() -> None:
    merged = merge_in_pack(tiny_pack(), {"kitchen": "cookery"})
    assert merged.model.scenes == ("beach", "cookery", "forest")


def test_a_refresh_proposes_the_scene_that_was_merged_into() -> None:
    pack = tiny_pack()
    none = np.zeros((0, SIZE), dtype=np.float32)
    model, _ = refresh_model(
        merge_in_pack(pack, {"kitchen": "beach"}),
        Samples(none, [], np.zeros(0, dtype=np.int64)),
        Refusals(none, []),
        scenes=["beach", "forest"],
        target=0.05,
        rule=GateRule.CONFIDENCE,
        previous=pack.model,
    )
    decisions = tag(CORNERS, model)
    assert [decisions.decision(row).scene for row in range(3)] == ["beach", "beach", "forest"]


def test_chains_are_followed_and_circles_end() -> None:
    assert resolve("a", {"a": "b", "b": "c"}) == "c"
    assert resolve("a", {"a": "b", "b": "a"}) == "b"
    assert resolve(SCENES[0], {}) == SCENES[0]
