"""A person's word: it holds, it can be taken back, and a 'no' is final."""

from __future__ import annotations

import pytest

from app.core.errors import UsageError
from app.core.records import Act, Query, View
from app.core.scenes import NO_SCENE
from app.core.types import Reason
from app.jobs import history, relabel, scenes
from app.jobs.explain import nearest_samples
from app.jobs.runner import run_now
from app.jobs.scanning.scan import scan_folders
from tests.store.conftest import decision
from tests.store.predictions import write_predictions
from tests.tiny_album import Bench


@pytest.fixture
def album(bench: Bench) -> Bench:
    for i in range(4):
        bench.photo(f"beach{i}.jpg", "beach", 100 - i)
    bench.photo("odd.jpg", "none", 0)
    run_now(scan_folders(bench.ctx, [str(bench.photos)]))
    return bench


def _id(album: Bench, name: str) -> int:
    return album.id(str(album.photos / name))


def _row(album: Bench, name: str):
    (row,) = album.ctx.library.photos.rows([_id(album, name)])
    return row


def test_label_shows_and_undo_takes_it_back(album: Bench) -> None:
    odd = _id(album, "odd.jpg")
    change = run_now(relabel.label_photos(album.ctx, [odd], "kitchen"))
    assert change.photos == {odd}
    assert _row(album, "odd.jpg").label == "kitchen"
    assert _row(album, "odd.jpg").status == "labelled"
    run_now(history.undo(album.ctx))
    assert _row(album, "odd.jpg").status == "rejected"
    run_now(history.redo(album.ctx))
    assert _row(album, "odd.jpg").label == "kitchen"


def test_unknown_scene_and_empty_selection(album: Bench) -> None:
    with pytest.raises(UsageError, match="no scene 'castle'"):
        run_now(relabel.label_photos(album.ctx, [_id(album, "odd.jpg")], "castle"))
    with pytest.raises(UsageError, match="No photo"):
        run_now(relabel.label_photos(album.ctx, [], "beach"))


def test_none_of_the_scenes_leaves_the_queue_for_good(album: Bench) -> None:
    odd, beach = _id(album, "odd.jpg"), _id(album, "beach0.jpg")
    run_now(relabel.label_photos(album.ctx, [odd, beach], NO_SCENE))
    assert [_row(album, n).status for n in ("odd.jpg", "beach0.jpg")] == ["labelled"] * 2
    counts = album.ctx.library.photos.counts()
    assert (counts.review, counts.none, counts.unlearned) == (0, 2, 2)
    assert album.ctx.library.history.rows()[0].act is Act.NONE
    (album.photos / "odd.jpg").write_text("none 0 touched")
    run_now(scan_folders(album.ctx, [str(album.photos)]))
    assert _row(album, "odd.jpg").label == NO_SCENE
    # It is a word about the photo, not a refusal of one scene.
    run_now(relabel.refuse_scene(album.ctx, [beach]))
    assert _row(album, "beach0.jpg").label == NO_SCENE
    run_now(history.undo(album.ctx))
    run_now(history.undo(album.ctx))
    assert _row(album, "odd.jpg").status == "rejected"
    assert _row(album, "beach0.jpg").status == "accepted"


def test_accept_proposal_labels_with_it(album: Bench) -> None:
    odd = _id(album, "odd.jpg")
    detail = album.ctx.library.photos.detail(odd)
    assert detail is not None
    run_now(relabel.accept_proposals(album.ctx, [odd]))
    assert _row(album, "odd.jpg").label == detail.proposed


def test_no_is_final_for_that_photo(album: Bench) -> None:
    beach = _id(album, "beach0.jpg")
    assert _row(album, "beach0.jpg").status == "accepted"
    run_now(relabel.refuse_scene(album.ctx, [beach]))
    row = _row(album, "beach0.jpg")
    assert row.status == "rejected"
    assert row.scene != "beach"
    detail = album.ctx.library.photos.detail(beach)
    assert detail is not None
    assert detail.said_no == ("beach",)
    assert "beach" not in [c.scene for c in detail.candidates]
    # A later scan and a look by the gate change nothing of it.
    (album.photos / "beach0.jpg").write_text("beach 100 touched")
    run_now(scan_folders(album.ctx, [str(album.photos)]))
    assert _row(album, "beach0.jpg").scene != "beach"


def test_no_to_every_scene_leaves_the_photo_without_proposal(album: Bench) -> None:
    beach = _id(album, "beach0.jpg")
    for scene in ("beach", "kitchen", "forest"):
        run_now(relabel.refuse_scene(album.ctx, [beach], scene))
    row = _row(album, "beach0.jpg")
    assert row.scene is None
    assert row.reason is Reason.PERSON_SAID_NO


def test_undo_of_a_no_brings_the_tag_back(album: Bench) -> None:
    beach = _id(album, "beach0.jpg")
    run_now(relabel.refuse_scene(album.ctx, [beach]))
    run_now(history.undo(album.ctx))
    assert _row(album, "beach0.jpg").status == "accepted"
    assert _row(album, "beach0.jpg").scene == "beach"


def test_no_to_the_label_takes_the_label_back(album: Bench) -> None:
    odd = _id(album, "odd.jpg")
    run_now(relabel.label_photos(album.ctx, [odd], "kitchen"))
    run_now(relabel.refuse_scene(album.ctx, [odd]))
    row = _row(album, "odd.jpg")
    assert row.label is None
    assert row.scene != "kitchen"


def test_label_takes_an_earlier_no_back(album: Bench) -> None:
    beach = _id(album, "beach0.jpg")
    run_now(relabel.refuse_scene(album.ctx, [beach], "beach"))
    run_now(relabel.label_photos(album.ctx, [beach], "beach"))
    detail = album.ctx.library.photos.detail(beach)
    assert detail is not None
    assert detail.said_no == ()
    assert detail.row.label == "beach"


def test_bulk_is_one_step_of_undo(album: Bench) -> None:
    every = [int(i) for i in album.ctx.library.photos.ids(Query(view=View.ALL))]
    run_now(relabel.label_photos(album.ctx, every, "forest"))
    assert album.ctx.library.photos.counts().labelled == 5
    run_now(history.undo(album.ctx))
    assert album.ctx.library.photos.counts().labelled == 0
    with pytest.raises(UsageError, match="nothing to undo"):
        run_now(history.undo(album.ctx))


def test_clear_forgets_label_and_no(album: Bench) -> None:
    beach = _id(album, "beach0.jpg")
    run_now(relabel.refuse_scene(album.ctx, [beach], "kitchen"))
    run_now(relabel.label_photos(album.ctx, [beach], "forest"))
    run_now(relabel.clear_labels(album.ctx, [beach]))
    detail = album.ctx.library.photos.detail(beach)
    assert detail is not None
    assert (detail.row.label, detail.said_no, detail.row.status) == (None, (), "accepted")


def test_a_new_scene_may_have_few_photos_but_no_name_twice(album: Bench) -> None:
    two = [_id(album, "beach0.jpg"), _id(album, "beach1.jpg")]
    run_now(scenes.add_scene(album.ctx, "Dunes", two))
    run_now(scenes.add_scene(album.ctx, "Later", []))
    assert (
        album.ctx.library.labels.samples("dunes"),
        album.ctx.library.labels.samples("later"),
    ) == (two, [])
    run_now(history.undo(album.ctx))
    run_now(history.undo(album.ctx))
    assert not {"dunes", "later"} & {s.id for s in album.ctx.library.scenes.names()}
    with pytest.raises(UsageError, match="exists already"):
        run_now(scenes.add_scene(album.ctx, "beach", [*two, _id(album, "odd.jpg")]))


def test_new_scene_is_one_step_of_undo(album: Bench) -> None:
    three = [_id(album, f"beach{i}.jpg") for i in range(3)]
    change = run_now(scenes.add_scene(album.ctx, "Cape Ångström", three))
    assert change.summary["scene"] == "cape_angstrom"
    assert {r.label for r in album.ctx.library.photos.rows(three)} == {"cape_angstrom"}
    run_now(history.undo(album.ctx))
    assert {r.label for r in album.ctx.library.photos.rows(three)} == {None}
    assert "cape_angstrom" not in {s.id for s in album.ctx.library.scenes.names()}


def test_scene_with_a_name_in_chinese_gets_an_id(album: Bench) -> None:
    three = [_id(album, f"beach{i}.jpg") for i in range(3)]
    assert run_now(scenes.add_scene(album.ctx, "沙丘", three)).summary["scene"] == "scene"


def test_range_by_hand_acts_both_ways_and_is_undone(album: Bench) -> None:
    beach = "beach3.jpg"
    assert _row(album, beach).status == "accepted"
    run_now(scenes.set_range(album.ctx, "beach", (1.01, 2.0)))
    assert _row(album, beach).status == "rejected"
    run_now(scenes.set_range(album.ctx, "beach", None))
    assert _row(album, beach).status == "accepted"
    run_now(history.undo(album.ctx))
    assert _row(album, beach).status == "rejected"


def test_range_must_have_two_ends_in_order(album: Bench) -> None:
    with pytest.raises(UsageError, match="does not"):
        run_now(scenes.set_range(album.ctx, "beach", (0.9, 0.1)))
    with pytest.raises(UsageError):
        run_now(scenes.set_range(album.ctx, "beach", (float("nan"), 1.0)))


def test_scene_switched_off_is_not_proposed(album: Bench) -> None:
    run_now(scenes.change_scene(album.ctx, "beach", enabled=False))
    assert _row(album, "beach0.jpg").scene != "beach"
    run_now(history.undo(album.ctx))
    assert _row(album, "beach0.jpg").scene == "beach"


def test_rename_keeps_labels(album: Bench) -> None:
    odd = _id(album, "odd.jpg")
    run_now(relabel.label_photos(album.ctx, [odd], "beach"))
    run_now(scenes.change_scene(album.ctx, "beach", name_en="Seaside"))
    assert scenes.find_scene(album.ctx, "seaside").id == "beach"
    assert _row(album, "odd.jpg").label == "beach"
    with pytest.raises(UsageError, match="exists already"):
        run_now(scenes.change_scene(album.ctx, "beach", name_en="Kitchen"))


def test_nearest_samples_prefer_what_a_person_labelled(album: Bench) -> None:
    labelled = _id(album, "beach2.jpg")
    run_now(relabel.label_photos(album.ctx, [labelled], "beach"))
    found = nearest_samples(album.ctx, _id(album, "beach0.jpg"), "beach", k=2)
    assert found[0][0] == labelled
    assert len(found) == 2
    assert all(-1.001 <= cosine <= 1.001 for _, cosine in found)


def test_a_no_to_a_coarse_tag_is_a_no_to_the_parent(bench: Bench) -> None:
    bench.photo("a.jpg", "beach", 100)
    run_now(scan_folders(bench.ctx, [str(bench.photos)]))
    library = bench.ctx.library
    (photo,) = library.photos.ids(Query()).tolist()
    version = bench.ctx.model()[0]
    word = decision("beach", accepted=False, similarity=0.4, parent="water")
    write_predictions(library, version, {photo: word})
    run_now(relabel.refuse_scene(bench.ctx, [photo]))
    assert library.labels.of([photo]) == {photo: (None, ("water",))}


@pytest.mark.parametrize("is_check", [True, False])
def test_a_no_where_no_coarse_tag_is_shown_is_a_no_to_the_scene(
    bench: Bench, is_check: bool
) -> None:
    bench.photo("a.jpg", "beach", 100)
    run_now(scan_folders(bench.ctx, [str(bench.photos)]))
    library = bench.ctx.library
    (photo,) = library.photos.ids(Query()).tolist()
    word = decision("beach", accepted=False, similarity=0.4, parent="water")
    write_predictions(library, bench.ctx.model()[0], {photo: word})
    if not is_check:
        run_now(relabel.label_photos(bench.ctx, [photo], NO_SCENE))
    run_now(relabel.refuse_scene(bench.ctx, [photo], finer=[photo] * is_check))
    said = None if is_check else NO_SCENE
    assert library.labels.of([photo]) == {photo: (said, ("beach",))}
