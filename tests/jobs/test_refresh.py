"""A refresh learns, shows first what it would do, acts both ways, and is one step of undo."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from app.core.method.model import Model
from app.core.scenes import NO_SCENE
from app.jobs import history, relabel, scenes
from app.jobs.refresh import RefreshPlan, apply_refresh, gather_samples, plan_refresh
from app.jobs.regate import left_out, regate
from app.jobs.runner import run_now
from app.jobs.scanning.scan import scan_folders
from tests.tiny_album import Bench


def test_dry_run_writes_nothing(album: Bench) -> None:
    run_now(scenes.add_scene(album.ctx, "Studio", album.ids("odd", 5)))
    before = (album.ctx.library.photos.counts(), album.ctx.library.models.versions())
    plan = run_now(plan_refresh(album.ctx))
    assert (album.ctx.library.photos.counts(), album.ctx.library.models.versions()) == before
    assert plan.samples == 5


def test_new_scene_finds_its_look_alikes(album: Bench) -> None:
    odd = album.ids("odd", 12)
    assert {r.status for r in album.ctx.library.photos.rows(odd)} == {"rejected"}
    run_now(scenes.add_scene(album.ctx, "Studio", odd[:5]))
    plan = run_now(plan_refresh(album.ctx))
    change = run_now(apply_refresh(album.ctx, plan))
    rest = album.ctx.library.photos.rows(odd[5:])
    assert {r.scene for r in rest} == {"studio"}
    assert {r.status for r in rest} == {"accepted"}
    assert change.summary["newly_accepted"] == plan.newly_accepted == 7
    assert change.summary["samples"] == 5
    assert set(plan.entering["studio"]) == set(odd[5:])


def test_a_scene_of_two_photos_waits_for_a_third(album: Bench) -> None:
    odd = album.ids("odd", 12)
    run_now(scenes.add_scene(album.ctx, "Studio", odd[:2]))
    plan = run_now(plan_refresh(album.ctx))
    assert "studio" not in plan.model.scenes
    run_now(relabel.label_photos(album.ctx, odd[2:3], "studio"))
    assert "studio" in run_now(plan_refresh(album.ctx)).model.scenes


def test_refresh_is_one_step_of_undo_with_its_own_version(album: Bench) -> None:
    odd = album.ids("odd", 12)
    run_now(scenes.add_scene(album.ctx, "Studio", odd[:5]))
    first = album.ctx.model()[0]
    counts = album.ctx.library.photos.counts()
    run_now(apply_refresh(album.ctx, run_now(plan_refresh(album.ctx))))
    assert album.ctx.model()[0] != first
    run_now(history.undo(album.ctx))
    assert album.ctx.model()[0] == first
    assert album.ctx.library.photos.counts() == counts
    run_now(history.redo(album.ctx))
    assert {r.scene for r in album.ctx.library.photos.rows(odd[5:])} == {"studio"}


def test_none_of_the_scenes_is_no_sample_and_counts_as_wrong(album: Bench) -> None:
    odd = album.ids("odd", 12)
    run_now(scenes.add_scene(album.ctx, "Studio", odd[:5]))
    run_now(relabel.refuse_scene(album.ctx, odd[6:7], "beach"))
    run_now(relabel.label_photos(album.ctx, odd[6:9], NO_SCENE))
    samples, refusals = gather_samples(album.ctx, album.ctx.model()[1])
    assert set(samples.scenes) == {"studio"}
    assert refusals.scenes == [NO_SCENE] * 3
    assert len(refusals.features) == 3
    run_now(apply_refresh(album.ctx, run_now(plan_refresh(album.ctx))))
    assert {r.label for r in album.ctx.library.photos.rows(odd[6:9])} == {NO_SCENE}
    assert album.ctx.library.photos.counts().unlearned == 0


def test_refresh_never_touches_a_label(album: Bench) -> None:
    beach = album.id(str(album.photos / "beach0.jpg"))
    run_now(relabel.label_photos(album.ctx, [beach], "kitchen"))
    run_now(apply_refresh(album.ctx, run_now(plan_refresh(album.ctx))))
    (row,) = album.ctx.library.photos.rows([beach])
    assert (row.label, row.status) == ("kitchen", "labelled")


def test_no_stays_final_after_a_refresh(album: Bench) -> None:
    beach = album.id(str(album.photos / "beach0.jpg"))
    run_now(relabel.refuse_scene(album.ctx, [beach], "beach"))
    run_now(apply_refresh(album.ctx, run_now(plan_refresh(album.ctx))))
    (row,) = album.ctx.library.photos.rows([beach])
    assert row.scene != "beach"


def test_refresh_without_labels_keeps_the_word_of_the_pack(album: Bench) -> None:
    before = album.ctx.library.models.verdicts()
    plan = run_now(plan_refresh(album.ctx))
    assert plan.samples == 0
    run_now(apply_refresh(album.ctx, plan))
    after = album.ctx.library.models.verdicts()
    assert {p: s for p, (s, _) in before.items()} == {p: s for p, (s, _) in after.items()}


def test_hand_range_outlives_a_refresh(album: Bench) -> None:
    run_now(scenes.set_range(album.ctx, "beach", (2.0, 3.0)))
    run_now(relabel.label_photos(album.ctx, album.ids("odd", 3), "kitchen"))
    run_now(apply_refresh(album.ctx, run_now(plan_refresh(album.ctx))))
    assert album.ctx.model()[1].ranges()["beach"] == (2.0, 3.0)
    beach = album.id(str(album.photos / "beach0.jpg"))
    (row,) = album.ctx.library.photos.rows([beach])
    assert row.status == "rejected"


def test_head_prototypes_and_gate_are_saved_as_one(album: Bench) -> None:
    run_now(relabel.label_photos(album.ctx, album.ids("odd", 4), "kitchen"))
    plan = run_now(plan_refresh(album.ctx))
    run_now(apply_refresh(album.ctx, plan))
    found = album.ctx.library.models.blob()
    assert found is not None
    saved = Model.from_bytes(found[1])
    assert np.array_equal(saved.head.weight, plan.model.head.weight)
    assert np.array_equal(saved.label_prototypes, plan.model.label_prototypes)
    assert saved.all_ranges.keys() == plan.model.all_ranges.keys()


def test_an_earlier_version_can_be_restored(album: Bench) -> None:
    first = album.ctx.model()[0]
    odd = album.ids("odd", 12)
    run_now(scenes.add_scene(album.ctx, "Studio", odd[:5]))
    run_now(apply_refresh(album.ctx, run_now(plan_refresh(album.ctx))))
    run_now(history.restore_model(album.ctx, first))
    assert album.ctx.model()[0] == first
    assert {r.status for r in album.ctx.library.photos.rows(odd[5:])} == {"rejected"}
    run_now(history.undo(album.ctx))
    assert {r.scene for r in album.ctx.library.photos.rows(odd[5:])} == {"studio"}


def _left_out(plan: RefreshPlan, *photos: int) -> RefreshPlan:
    return replace(plan, left_out=frozenset(photos))


def _words(album: Bench, photos: list[int]) -> list[tuple[str | None, str, str]]:
    rows = album.ctx.library.photos.rows(photos)
    return [(row.scene, row.status.value, row.reason.value) for row in rows]


def _learn_studio(album: Bench, *, without: int) -> list[int]:
    """Learn 'Studio' from five odd photos, with some others left out; return all others."""
    odd = album.ids("odd", 12)
    run_now(scenes.add_scene(album.ctx, "Studio", odd[:5]))
    plan = _left_out(run_now(plan_refresh(album.ctx)), *odd[5 : 5 + without])
    assert plan.newly_accepted == 7 - without
    change = run_now(apply_refresh(album.ctx, plan))
    assert change.summary["newly_accepted"] == 7 - without
    assert change.summary["left_out"] == without
    return odd[5:]


def test_a_photo_left_out_of_a_refresh_waits_whatever_the_gate_says(album: Bench) -> None:
    rest = _learn_studio(album, without=2)
    kept = [("studio", "rejected", "left_out")] * 2
    assert _words(album, rest) == kept + [("studio", "accepted", "")] * 5
    run_now(regate(album.ctx))
    assert _words(album, rest[:2]) == kept
    run_now(scenes.set_range(album.ctx, "studio", (-1.0, 1.0)))
    assert _words(album, rest[:2]) == kept
    run_now(scan_folders(album.ctx, [str(album.photos)]))
    assert _words(album, rest[:2]) == kept


def test_leaving_out_is_undone_and_done_again_with_its_refresh(album: Bench) -> None:
    rest = _learn_studio(album, without=2)
    after = _words(album, rest)
    run_now(history.undo(album.ctx))
    assert not left_out(album.ctx.library)
    assert {status for _, status, _ in _words(album, rest)} == {"rejected"}
    assert "left_out" not in {reason for _, _, reason in _words(album, rest)}
    run_now(history.redo(album.ctx))
    assert _words(album, rest) == after


def test_what_was_left_out_is_offered_again_and_may_follow(album: Bench) -> None:
    rest = _learn_studio(album, without=2)
    plan = run_now(plan_refresh(album.ctx))
    assert set(plan.entering["studio"]) == plan.left_out == set(rest[:2])
    assert plan.moves() == {photo: (None, "studio") for photo in rest[:2]}
    assert plan.newly_accepted == 0
    run_now(apply_refresh(album.ctx, _left_out(plan, rest[0])))
    assert [status for _, status, _ in _words(album, rest[:2])] == ["rejected", "accepted"]


def test_a_photo_left_out_keeps_its_tag(album: Bench) -> None:
    rest = _learn_studio(album, without=0)
    first = album.ctx.library.models.versions()[-1].id
    plan = run_now(plan_refresh(album.ctx))
    strict = plan.model.with_ranges({"studio": (2.0, 3.0)})
    plan = replace(plan, model=strict, leaving={"studio": rest})
    run_now(apply_refresh(album.ctx, _left_out(plan, rest[0])))
    assert [status for _, status, _ in _words(album, rest)] == ["accepted"] + ["rejected"] * 6
    assert _words(album, rest[:1]) == [("studio", "accepted", "left_out")]
    # A model that does not know the scene cannot keep its tag; a person's 'no' is final.
    run_now(history.restore_model(album.ctx, first))
    assert _words(album, rest[:1])[0][1] == "rejected"
    run_now(history.undo(album.ctx))
    assert _words(album, rest[:1]) == [("studio", "accepted", "left_out")]
    run_now(relabel.refuse_scene(album.ctx, rest[:1]))
    assert _words(album, rest[:1])[0][:2] != ("studio", "accepted")


def test_a_label_comes_before_what_was_left_out(album: Bench) -> None:
    rest = _learn_studio(album, without=1)
    run_now(relabel.label_photos(album.ctx, rest[:1], "kitchen"))
    run_now(regate(album.ctx))
    assert _words(album, rest[:1]) == [("kitchen", "labelled", "")]


def test_a_model_is_read_once_until_another_is_in_force(
    album: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    models, read = album.ctx.library.models, []
    blob = models.blob

    def noted(version: int | None = None) -> tuple[int, bytes] | None:
        read.append(version)
        return blob(version)

    monkeypatch.setattr(models, "blob", noted)
    first = album.ctx.model()
    assert album.ctx.model() == first
    assert len(read) <= 1
    read.clear()
    run_now(apply_refresh(album.ctx, run_now(plan_refresh(album.ctx))))
    assert album.ctx.model()[0] != first[0]
    album.ctx.model()
    assert len(read) == 1
