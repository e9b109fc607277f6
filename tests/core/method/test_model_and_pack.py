"""Models and packs survive storage; what is damaged is refused with one sentence."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from app.core.errors import KnownError
from app.core.method.model import Model
from app.core.method.tagger import tag
from app.core.pack import (
    BACKBONE_FILE,
    MODEL_FILE,
    PACK_FILE,
    STATISTICS_FILE,
    checksum,
    load_pack,
    save_pack,
    verify_pack,
)
from app.core.scenes import parse_scenes
from app.core.types import GateRule, Reason, Status
from tests.tiny_pack import tiny_pack
from tests.tiny_photos import CORNERS, SIZE


def saved_pack(folder: Path) -> Path:
    pack = tiny_pack()
    folder.mkdir()
    (folder / BACKBONE_FILE).write_bytes(b"weights")
    spec = replace(pack.backbone, sha256=checksum(b"weights"))
    save_pack(replace(pack, path=folder, backbone=spec))
    return folder


def test_a_pack_survives_storage(tmp_path: Path) -> None:
    folder = saved_pack(tmp_path / "pack")
    pack, original = load_pack(folder), tiny_pack()
    assert pack.scenes == original.scenes
    assert pack.model.to_bytes() == original.model.to_bytes()
    np.testing.assert_allclose(pack.statistics.moments.means, original.statistics.moments.means)
    np.testing.assert_array_equal(pack.statistics.kept_rows, original.statistics.kept_rows)
    for rule in GateRule:
        found, expected = pack.statistics.answers[rule], original.statistics.answers[rule]
        np.testing.assert_array_equal(found.values, expected.values)
        np.testing.assert_array_equal(found.right, expected.right)
    assert load_pack(folder / PACK_FILE).name == pack.name


@pytest.mark.parametrize("name", [BACKBONE_FILE, MODEL_FILE, STATISTICS_FILE, "scenes.json"])
def test_damaged_files_are_named(tmp_path: Path, name: str) -> None:
    folder = saved_pack(tmp_path / "pack")
    data = bytearray((folder / name).read_bytes())
    data[-1] ^= 1
    (folder / name).write_bytes(data)
    with pytest.raises(KnownError, match=name) as caught:
        load_pack(folder)
    assert caught.value.code == "pack_checksum"


@pytest.mark.parametrize("at_once", [True, False])
@pytest.mark.parametrize("name", [BACKBONE_FILE, MODEL_FILE, STATISTICS_FILE])
def test_missing_files_are_named(tmp_path: Path, name: str, at_once: bool) -> None:
    folder = saved_pack(tmp_path / "pack")
    (folder / name).unlink()
    with pytest.raises(KnownError, match=name):
        load_pack(folder, at_once=at_once)


def test_what_is_read_later_is_checked_then(tmp_path: Path) -> None:
    folder = saved_pack(tmp_path / "pack")
    (folder / STATISTICS_FILE).write_bytes(b"harm")
    pack = load_pack(folder, at_once=False)
    for ask in (lambda: pack.statistics, lambda: verify_pack(pack)):
        with pytest.raises(KnownError, match=STATISTICS_FILE) as caught:
            ask()
        assert caught.value.code == "pack_checksum"


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"files": {}, "backbone": {}}'])
def test_a_folder_that_is_no_pack_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / PACK_FILE).write_text(text)
    with pytest.raises(KnownError, match="not a scene pack"):
        load_pack(tmp_path)


def test_damaged_models_are_refused() -> None:
    for blob in (b"", b"x" * 100, tiny_pack().model.to_bytes()[:200]):
        with pytest.raises(KnownError, match="damaged"):
            Model.from_bytes(blob)


def test_models_of_another_format_are_refused() -> None:
    blob = tiny_pack().model.to_bytes().replace(b'\\"format\\": 1', b'\\"format\\": 7')
    with pytest.raises(KnownError, match="another version"):
        Model.from_bytes(blob)


def test_hand_ranges_change_only_their_scene() -> None:
    model = tiny_pack().model
    changed = model.with_ranges({"kitchen": (0.25, 0.5), "gone": (0, 1)})
    assert changed.ranges() == model.ranges() | {"kitchen": (0.25, 0.5)}
    assert model.ranges()["kitchen"] != (0.25, 0.5)
    assert changed.with_rule(GateRule.PATENT).ranges() == model.with_rule(GateRule.PATENT).ranges()


def test_scene_files_are_checked() -> None:
    row = {"id": "a", "name_en": "A", "name_zh": "甲", "parent": None, "colour": "#000000"}
    with pytest.raises(ValueError, match="twice"):
        parse_scenes(json.dumps([row, row]))
    with pytest.raises(ValueError, match="parent"):
        parse_scenes(json.dumps([row | {"parent": "nowhere"}]))


def test_a_decision_tells_everything() -> None:
    model = tiny_pack().model
    decision = tag(CORNERS, model).decision(1)
    assert (decision.scene, decision.status) == ("kitchen", Status.ACCEPTED)
    assert (decision.low, decision.high) == model.ranges()["kitchen"]
    assert decision.low <= decision.similarity <= decision.high
    assert decision.candidates[0].scene == "kitchen"
    assert decision.candidates[0].similarity == decision.similarity
    assert len(decision.candidates) == 3
    assert decision.margin == pytest.approx(
        decision.candidates[0].confidence - decision.candidates[1].confidence, abs=1e-6
    )


def test_the_number_shown_is_the_number_cut() -> None:
    model = tiny_pack().model
    features = (CORNERS[:1] * np.linspace(0, 1.5, 40, dtype=np.float32)[:, None]).astype(np.float32)
    for rule in GateRule:
        decisions = tag(features, model.with_rule(rule))
        for row in range(len(features)):
            decision = decisions.decision(row)
            if decision.status is Status.ACCEPTED:
                assert decision.low <= decision.similarity <= decision.high
            elif decision.reason is Reason.UNLIKE_PROTOTYPE:
                assert decision.similarity < decision.low


def test_features_that_are_no_numbers_are_rejected() -> None:
    features = np.full((2, SIZE), np.nan, dtype=np.float32)
    features[1] = np.inf
    decisions = tag(features, tiny_pack().model)
    for row in range(2):
        assert decisions.decision(row).reason is Reason.NOT_A_NUMBER
        assert decisions.decision(row).scene is None


def test_refused_scenes_are_no_candidates() -> None:
    refused = np.zeros((3, 3), np.bool_)
    refused[1, 1] = True
    decision = tag(CORNERS, tiny_pack().model, refused).decision(1)
    assert "kitchen" not in [candidate.scene for candidate in decision.candidates]
    assert decision.reason is Reason.PERSON_SAID_NO
