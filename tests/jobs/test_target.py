"""How strict the gate is: one step that sets target and rule, and is taken back as a whole."""

from __future__ import annotations

import pytest

from app.core.errors import UsageError
from app.core.types import GateRule
from app.jobs import history, relabel
from app.jobs.runner import run_now
from app.jobs.scanning.scan import scan_folders
from app.jobs.target import set_target
from tests.jobs.conftest import Bench


@pytest.fixture
def album(bench: Bench) -> Bench:
    for scene in ("beach", "kitchen"):
        for i in range(6):
            bench.photo(f"{scene}{i}.jpg", scene, 100 - 8 * i)
    run_now(scan_folders(bench.ctx, [str(bench.photos)]))
    return bench


def test_target_and_rule_come_into_force_and_are_taken_back(album: Bench) -> None:
    before = (album.ctx.model()[0], album.ctx.library.models.verdicts())
    change = run_now(set_target(album.ctx, 0.01, GateRule.CONFIDENCE))
    assert change.photos is None
    assert album.ctx.library.setting("target") == 0.01
    assert album.ctx.model()[1].rule is GateRule.CONFIDENCE
    assert album.ctx.library.history.next_undo().act == "target"
    run_now(history.undo(album.ctx))
    assert album.ctx.library.setting("target") is None
    assert album.ctx.library.setting("rule") is None
    assert (album.ctx.model()[0], album.ctx.library.models.verdicts()) == before
    run_now(history.redo(album.ctx))
    assert album.ctx.library.setting("target") == 0.01
    assert album.ctx.model()[1].rule is GateRule.CONFIDENCE


def test_a_stricter_target_never_accepts_more(album: Bench) -> None:
    run_now(set_target(album.ctx, 0.3))
    loose = {p for p, (_, accepted) in album.ctx.library.models.verdicts().items() if accepted}
    run_now(set_target(album.ctx, 0.01))
    strict = {p for p, (_, accepted) in album.ctx.library.models.verdicts().items() if accepted}
    assert strict <= loose


def test_labels_are_learned_by_it(album: Bench) -> None:
    photo = album.id(str(album.photos / "beach0.jpg"))
    run_now(relabel.label_photos(album.ctx, [photo], "forest"))
    assert album.ctx.library.photos.counts().unlearned == 1
    run_now(set_target(album.ctx, 0.1))
    assert album.ctx.library.photos.counts().unlearned == 0
    assert album.ctx.library.models.versions()[0].source == "target"


@pytest.mark.parametrize("target", [0.0, 0.6, float("nan")])
def test_a_target_that_makes_no_sense_is_refused(album: Bench, target: float) -> None:
    with pytest.raises(UsageError):
        run_now(set_target(album.ctx, target))
