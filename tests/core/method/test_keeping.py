"""Rows keep an earlier word where the gate says otherwise, and only there."""

from __future__ import annotations

import numpy as np
import pytest

from app.core.method.keeping import keep_tags
from app.core.method.tagger import Decisions, tag
from app.core.types import Reason, Status
from tests.tiny_pack import tiny_pack
from tests.tiny_photos import CORNERS, SCENES


@pytest.fixture
def decisions() -> Decisions:
    """Two photos in the first scene's corner, one in the second's, one that is no number."""
    nothing = np.full_like(CORNERS[0], np.nan)
    features = np.stack([CORNERS[0], CORNERS[0], CORNERS[1], nothing]).astype(np.float32)
    refused = np.zeros((4, len(SCENES)), dtype=np.bool_)
    refused[1, 2] = True
    return tag(features, tiny_pack().model, refused)


def test_a_photo_goes_on_waiting(decisions: Decisions) -> None:
    kept = keep_tags(decisions, {0: None})
    word = kept.decision(0)
    assert (word.status, word.reason, word.scene) == (
        Status.REJECTED,
        Reason.LEFT_OUT,
        SCENES[0],
    )
    assert word.similarity == decisions.decision(0).similarity
    assert kept.further[0] == ()


def test_a_photo_keeps_its_tag(decisions: Decisions) -> None:
    word = keep_tags(decisions, {0: SCENES[1]}).decision(0)
    assert (word.status, word.reason, word.scene) == (
        Status.ACCEPTED,
        Reason.LEFT_OUT,
        SCENES[1],
    )


def test_where_the_gate_agrees_nothing_is_touched(decisions: Decisions) -> None:
    assert decisions.accepted_scene(0) == SCENES[0]
    assert keep_tags(decisions, {0: SCENES[0]}).decision(0) == decisions.decision(0)


@pytest.mark.parametrize(
    ("row", "scene"), [(1, SCENES[2]), (0, "gone"), (3, SCENES[0])], ids=["no", "gone", "nan"]
)
def test_what_may_not_be_is_not_kept(decisions: Decisions, row: int, scene: str) -> None:
    kept = keep_tags(decisions, {row: scene})
    assert kept.accepted_scene(row) == decisions.accepted_scene(row)
    assert kept.verdict.reasons[row] is decisions.verdict.reasons[row]


def test_the_decisions_handed_in_stay_as_they_are(decisions: Decisions) -> None:
    before = [decisions.decision(row) for row in range(3)]
    keep_tags(decisions, {0: None, 1: SCENES[1], 2: None})
    assert [decisions.decision(row) for row in range(3)] == before
