"""Each way to change the library, and what it leaves alone."""

from __future__ import annotations

import os

import numpy as np
import pytest

from app.core.errors import UsageError
from app.core.messages import Message
from app.core.records import Query, SceneRow, View
from app.core.types import PhotoFacts, Reason, Status
from app.store import states
from tests.store.conftest import Album, decision, facts, photo_file, scene


def test_a_photo_is_saved_once_a_path(album: Album) -> None:
    first = album.add("a.jpg", decision())
    assert album.add("a.jpg") == first
    assert album.writer.save_photo(album.folder, photo_file("a.jpg"), facts("x"), first) == first
    assert album.reader.counts().all == 1


def test_the_same_picture_keeps_its_features_another_does_not(album: Album) -> None:
    photo = album.add("a.jpg", decision())
    album.writer.save_features("bb", {photo: np.ones(4, np.float32)})
    album.say(photo, "lake")
    again = photo_file("a.jpg", size=200, mtime=5)
    album.writer.save_photo(album.folder, again, facts("a.jpg", taken_at="2020-01-01"), photo)
    assert album.reader.known()["/photos/a.jpg"].size == 200
    assert album.reader.known()["/photos/a.jpg"].has_features
    assert album.row(photo).taken_at == "2020-01-01"
    album.writer.save_photo(album.folder, again, facts("other"), photo)
    assert not album.reader.known()["/photos/a.jpg"].has_features
    assert album.reader.proposals([photo]) == {}
    assert album.row(photo).label == "lake", "the person's word stays"


def test_a_failure_is_listed_and_cleared_by_the_next_good_read(album: Album) -> None:
    photo = album.writer.save_failure(album.folder, photo_file("a.jpg"), Message("truncated"))
    assert album.row(photo).status is Status.FAILED
    assert album.reader.known()["/photos/a.jpg"].failed
    again = album.writer.save_failure(
        album.folder, photo_file("a.jpg", size=9), Message("timeout", {"seconds": "20"})
    )
    assert again == photo
    assert album.row(photo).failure == Message("timeout", {"seconds": "20"})
    assert album.add("a.jpg", decision()) == photo
    row = album.row(photo)
    assert (row.status, row.failure, row.reason) == (Status.ACCEPTED, None, Reason.NONE)


def test_a_failure_keeps_what_was_known(album: Album) -> None:
    photo = album.add("a.jpg", decision(further=("lake",)), taken_at="2020-01-01T00:00")
    album.writer.save_features("bb", {photo: np.ones(4, np.float32)})
    album.writer.save_failure(album.folder, photo_file("a.jpg"), Message("damaged"), photo)
    row = album.row(photo)
    assert (row.status, row.reason, row.taken_at) == (
        Status.FAILED, Reason.UNREADABLE, "2020-01-01T00:00",
    )  # fmt: skip
    assert album.reader.ids(Query(scene="lake")).size == 0
    assert album.reader.encoded("bb") == {photo}
    album.say(photo, "beach")
    row = album.row(photo)
    assert (row.status, row.failure) == (Status.LABELLED, Message("damaged"))


def test_a_move_keeps_everything(album: Album) -> None:
    photo = album.add("a.jpg", decision())
    album.say(photo, "lake")
    album.writer.set_missing([photo], True)
    other = album.writer.add_folder("/other")
    album.writer.move_photo(photo, other, photo_file("b.jpg", folder="/other", mtime=7))
    row = album.row(photo)
    assert (row.path, row.label, row.missing) == ("/other/b.jpg", "lake", False)
    assert album.reader.find(["/photos/a.jpg", "/other/b.jpg"]) == {"/other/b.jpg": photo}
    assert album.reader.ids(Query(folder=other)).tolist() == [photo]


def test_a_move_onto_a_known_path_loses_neither(album: Album) -> None:
    a, b = album.add("a.jpg", decision()), album.add("b.jpg", decision())
    album.say(b, "lake")
    album.writer.move_photo(a, album.folder, photo_file("b.jpg"))
    assert album.reader.find(["/photos/a.jpg", "/photos/b.jpg"]) == {"/photos/b.jpg": a}
    assert album.reader.known()["/photos/b.jpg"].id == a
    displaced = album.row(b)
    assert (displaced.path, displaced.label, displaced.missing) == ("/photos/b.jpg", "lake", True)
    album.add("a.jpg")
    album.writer.move_photo(b, album.folder, photo_file("c.jpg"))
    assert album.row(b).path == "/photos/c.jpg"


def test_gone_photos_leave_the_lists_unless_labelled(album: Album) -> None:
    a, b = album.add("a.jpg", decision()), album.add("b.jpg", decision())
    album.say(b, "lake")
    album.writer.set_missing([a, b], True)
    assert album.reader.ids(Query()).tolist() == [b]
    assert album.row(b).missing
    assert album.reader.counts().all == 1
    assert album.reader.counts().offline == 2
    album.writer.undo()
    assert album.reader.ids(Query()).tolist() == []
    album.writer.redo()
    assert album.reader.ids(Query()).tolist() == [b]
    album.writer.set_missing([a, b], False)
    assert album.reader.ids(Query()).tolist() == [b, a]


def test_decisions_replace_each_other_and_never_a_label(album: Album) -> None:
    photo = album.add("a.jpg", decision("beach", further=("kitchen",)))
    album.say(photo, "lake")
    album.writer.save_decisions(album.version, {photo: decision("kitchen", accepted=False)})
    row = album.row(photo)
    assert (row.status, row.scene, row.label) == (Status.LABELLED, "lake", "lake")
    detail = album.reader.detail(photo)
    assert detail is not None
    assert (detail.proposed, detail.further) == ("kitchen", ())
    album.writer.undo()
    assert album.row(photo).status is Status.REJECTED
    assert album.row(photo).scene == "kitchen"


def test_a_refused_scene_is_never_shown_as_accepted(album: Album) -> None:
    photo = album.add("a.jpg", decision("beach", further=("lake",)))
    album.say(photo, None, "beach", "lake")
    row = album.row(photo)
    assert (row.status, row.scene, row.reason) == (Status.REJECTED, None, Reason.PERSON_SAID_NO)
    assert album.reader.ids(Query(scene="lake")).size == 0
    album.writer.save_decisions(album.version, {photo: decision("beach")})
    assert album.row(photo).status is Status.REJECTED
    album.writer.save_decisions(album.version, {photo: decision("kitchen")})
    assert album.row(photo).status is Status.ACCEPTED
    album.writer.undo()
    album.writer.save_decisions(album.version, {photo: decision("beach")})
    assert album.row(photo).status is Status.ACCEPTED


def test_secondary_scenes_leave_out_the_one_shown(album: Album) -> None:
    photo = album.add("a.jpg", decision("beach", further=("lake", "kitchen")))
    album.say(photo, "lake", "kitchen")
    detail = album.reader.detail(photo)
    assert detail is not None
    assert detail.further == ()
    assert album.reader.ids(Query(scene="lake")).tolist() == [photo]


def test_labelling_again_the_same_way_is_no_action(album: Album) -> None:
    photo = album.add("a.jpg", decision())
    assert album.say(photo, "lake", "beach") == 1
    assert album.say(photo, "lake", "beach") == 0
    assert album.say(photo, "lake") == 2
    assert album.reader.labels()[0].no == ()
    assert len(album.reader.history()) == 2


def test_a_word_that_stays_keeps_its_time(album: Album) -> None:
    photo = album.add("a.jpg", decision())
    album.say(photo, "lake")
    first = album.reader.labels()[0].at
    album.say(photo, "lake", "beach")
    state = album.reader.labels()[0]
    assert state.at >= first
    album.writer.undo()
    assert album.reader.labels()[0].at == first


def test_bulk_is_one_step(album: Album) -> None:
    ids = [album.add(f"{k}.jpg", decision()) for k in range(50)]
    album.writer.set_labels("label", {"scene": "lake"}, dict.fromkeys(ids, ("lake", ())))
    assert album.reader.counts().labelled == 50
    undone = album.writer.undo()
    assert undone is not None
    assert (undone.photos, undone.kind) == (50, "label")
    assert album.reader.counts().labelled == 0
    assert album.writer.undo() is None


def test_a_new_action_ends_redo_but_keeps_history(album: Album) -> None:
    photo = album.add("a.jpg", decision())
    album.say(photo, "lake")
    album.say(photo, "beach")
    album.writer.undo()
    album.writer.undo()
    album.say(photo, "kitchen")
    assert album.writer.redo() is None
    assert [a.undone for a in album.reader.history()] == [False, True, True]
    album.writer.undo()
    assert album.row(photo).label is None
    redone = album.writer.redo()
    assert redone is not None
    assert album.row(photo).label == "kitchen"
    assert album.writer.redo() is None


def test_joined_calls_are_one_step(album: Album) -> None:
    photo = album.add("a.jpg", decision())
    with album.writer.action("new_scene", {"name": "Garden"}):
        first = album.writer.save_scene(scene("garden"), kind="other", params={})
        assert album.say(photo, "lake") == first
        assert album.say(photo, "garden") == first
        album.writer.set_range("garden", (0.1, 0.9))
    (action,) = album.reader.history()
    assert (action.kind, action.params, action.photos) == ("new_scene", {"name": "Garden"}, 1)
    album.writer.undo()
    assert album.row(photo).label is None
    assert album.reader.hand_ranges() == []
    assert "garden" not in [s.id for s in album.reader.scene_names()]
    album.writer.redo()
    assert album.row(photo).label == "garden"


def test_a_pack_seeds_only_what_is_new(album: Album) -> None:
    mine = SceneRow("beach", "My beach", "", None, "#ffffff", "pack", enabled=False)
    album.writer.save_scene(mine, kind="scene", params={})
    album.writer.seed_scenes([scene("beach"), scene("garden")])
    scenes = {s.id: s for s in album.reader.scene_names()}
    assert scenes["beach"].name_en == "My beach"
    assert not scenes["beach"].enabled
    assert list(scenes) == ["beach", "lake", "kitchen", "garden"]
    assert len(album.reader.history()) == 1
    album.writer.undo()
    assert album.reader.scene_names()[0].name_en == "Beach"


def test_ranges(album: Album) -> None:
    album.writer.set_range("beach", (0.25, 0.75))
    (found,) = album.reader.hand_ranges()
    assert (found.scene, found.low, found.high) == ("beach", 0.25, 0.75)
    album.writer.set_range("beach", (0.5, 0.75))
    album.writer.set_range("beach", None)
    assert album.writer.set_range("beach", None) == 0
    assert album.reader.hand_ranges() == []
    album.writer.undo()
    assert album.reader.hand_ranges()[0].low == 0.5
    album.writer.undo()
    assert album.reader.hand_ranges() == [found]


def test_model_versions(album: Album) -> None:
    second = album.writer.save_model(
        b"two", source="refresh", samples=3, figures={"x": 1}, action=True
    )
    newest, first = album.reader.model_versions()
    assert (newest.id, newest.current, newest.samples, newest.figures) == (
        second,
        True,
        3,
        {"x": 1},
    )
    assert not first.current
    assert album.reader.model_blob(first.id) == (first.id, b"model")
    assert album.reader.model_blob(99) is None
    album.writer.set_current_model(first.id)
    assert album.reader.model_blob() == (first.id, b"model")
    album.writer.undo()
    assert album.reader.model_blob() == (second, b"two")
    with pytest.raises(UsageError) as caught:
        album.writer.set_current_model(99)
    assert caught.value.code == "unknown_version"


def test_old_models_are_let_go(album: Album, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(states, "KEPT_MODELS", 3)
    made = [
        album.writer.save_model(b"m%d" % k, source="refresh", samples=k, figures={}, action=True)
        for k in range(6)
    ]
    kept = [row.id for row in album.reader.model_versions()]
    assert kept == [*made[:2:-1], album.version], "the newest, and the pack's"
    assert album.reader.model_blob(made[0]) is None
    with pytest.raises(UsageError):
        album.writer.set_current_model(made[0])
    current = []
    while album.writer.undo() is not None:
        found = album.reader.model_blob()
        assert found is not None
        current.append(found[0])
    assert current == [made[4], made[3], made[3], made[3], made[3], album.version]
    while album.writer.redo() is not None:
        pass
    assert album.reader.model_blob() == (made[5], b"m5")


def test_unlearned_labels_are_those_since_the_refresh_in_force(album: Album) -> None:
    def unlearned() -> int:
        return album.reader.counts().unlearned

    def save(source: str) -> int:
        return album.writer.save_model(b"m", source=source, samples=0, figures={}, action=True)

    a, b = album.add("a.jpg"), album.add("b.jpg")
    album.say(a, "lake")
    assert unlearned() == 1
    learned = save("refresh")
    assert unlearned() == 0
    album.say(a, "beach")
    album.say(b, None, "lake")
    assert unlearned() == 2
    album.say(a, "lake")
    assert unlearned() == 1, "back to what was learned"
    save("hand")
    assert unlearned() == 1, "a model of another origin has learned nothing new"
    newest = save("refresh")
    assert unlearned() == 0
    album.writer.set_current_model(learned)
    assert unlearned() == 1
    album.writer.set_current_model(newest)
    assert unlearned() == 0
    album.writer.undo()
    assert unlearned() == 1
    save("pack")
    assert unlearned() == 2, "a new pack has learned from none of them"


def test_groups_and_settings(album: Album) -> None:
    a, b = album.add("a.jpg"), album.add("b.jpg")
    album.writer.save_groups({a: 7, b: 7})
    album.writer.save_groups({b: None})
    album.writer.save_groups({})
    assert [row.group for row in album.reader.rows([a, b])] == [7, None]
    for value in (1, "x", None, [1, {"a": 2.5}], "海"):
        album.writer.set_setting("key", value)
        assert album.reader.setting("key") == value


def test_a_setting_within_an_action_is_undone_with_it(album: Album) -> None:
    album.writer.set_setting("target", 10)
    with album.writer.action("target", {"target": 20}):
        album.writer.set_setting("target", 20)
        album.writer.set_range("beach", (0.5, 1.0))
    album.writer.undo()
    assert album.reader.setting("target") == 10
    album.writer.redo()
    assert album.reader.setting("target") == 20


def test_nothing_to_write_is_fine(album: Album) -> None:
    album.writer.save_features("bb", {})
    album.writer.save_decisions(album.version, {})
    album.writer.set_missing([], True)
    assert album.writer.set_labels("label", {}, {}) == 0
    assert album.reader.history() == []


def test_folders(album: Album) -> None:
    assert album.writer.add_folder("/photos") == album.folder
    album.writer.update_folder(album.folder, online=False, exclude=["*.tmp", "x/"], watch=True)
    (row,) = album.reader.folders()
    assert (row.path, row.state, row.exclude, row.watch) == (
        "/photos", "offline", ("*.tmp", "x/"), True,
    )  # fmt: skip
    odd = os.fsdecode(b"/caf\xe9")
    album.writer.add_folder(odd)
    assert [f.path for f in album.reader.folders()] == [odd, "/photos"]


def test_an_offline_folder_keeps_its_photos_on_the_lists_as_missing(album: Album) -> None:
    photo = album.add("a.jpg", decision())
    album.writer.update_folder(album.folder, online=False)
    assert album.reader.ids(Query()).tolist() == [photo]
    assert album.row(photo).missing
    assert album.reader.counts().offline == 1
    album.writer.update_folder(album.folder, online=True)
    assert not album.row(photo).missing


def test_a_removed_folder_comes_back_with_its_labels(album: Album) -> None:
    a, b = album.add("a.jpg", decision()), album.add("sub/b.jpg", decision())
    album.say(b, "lake")
    album.writer.remove_folder(album.folder)
    assert album.reader.folders() == []
    assert album.reader.ids(Query()).tolist() == [b]
    assert album.row(b).missing
    assert album.reader.counts().offline == 0, "nobody waits for a folder that was removed"
    assert album.reader.known()["/photos/a.jpg"].folder == 0
    again = album.writer.add_folder("/photos")
    known = album.reader.known(again)
    assert [(k.id, k.missing) for k in known.values()] == [(a, True), (b, True)]
    album.writer.set_missing([a, b], False)
    assert album.reader.ids(Query(folder=again)).size == 2


def test_photos_of_a_removed_folder_go_over_to_the_one_around_it(album: Album) -> None:
    inner = album.writer.add_folder("/photos/inner")
    photo = album.writer.save_photo(inner, photo_file("inner/a.jpg"), facts("a"))
    album.writer.remove_folder(inner)
    assert not album.row(photo).missing
    assert album.reader.known(album.folder)["/photos/inner/a.jpg"].id == photo


def test_a_folder_moves_with_its_photos(album: Album) -> None:
    a, b = album.add("a.jpg", decision()), album.add(os.fsdecode(b"deep/\xff.jpg"), decision())
    album.say(a, "lake")
    album.writer.update_folder(album.folder, path="/mnt/new")
    assert album.row(a).path == "/mnt/new/a.jpg"
    assert album.row(a).label == "lake"
    assert album.row(b).path == os.fsdecode(b"/mnt/new/deep/\xff.jpg")
    assert album.reader.folders()[0].path == "/mnt/new"
    album.writer.update_folder(album.folder, path="/mnt/new")
    album.writer.update_folder(album.folder, path="/mnt/new/deep")
    assert album.row(a).path == "/mnt/new/deep/a.jpg"


def test_a_folder_does_not_move_onto_another(album: Album) -> None:
    photo = album.add("a.jpg")
    other = album.writer.add_folder("/other")
    album.writer.save_photo(other, photo_file("a.jpg", folder="/other"), facts("x"))
    third = album.writer.add_folder("/third")
    for place in ("/other", "/third"):
        with pytest.raises(UsageError) as caught:
            album.writer.update_folder(album.folder, path=place)
        assert caught.value.code == "folder_overlaps"
    assert album.row(photo).path == "/photos/a.jpg"
    album.writer.remove_folder(third)
    album.writer.update_folder(album.folder, path="/third")


def test_odd_file_times(album: Album) -> None:
    for k, seconds in enumerate((0, -(10**11), 10**17)):
        album.writer.save_photo(album.folder, photo_file(f"{k}", mtime=seconds), facts(f"{k}"))
    assert len(album.reader.ids(Query(date_from="0001-01-01"))) == 3


def test_text_that_is_no_text_in_facts_and_messages(album: Album) -> None:
    bad = "caf\udce9\x00"
    known = PhotoFacts(1, 1, 1, bad, "c", "p", taken_at=bad, camera=bad, details={bad: bad})
    photo = album.writer.save_photo(album.folder, photo_file("a"), known)
    detail = album.reader.detail(photo)
    assert detail is not None
    assert detail.facts == {bad: bad}
    failed = album.writer.save_failure(
        album.folder, photo_file("b"), Message("unreadable", {"cause": bad})
    )
    assert album.row(failed).failure == Message("unreadable", {"cause": bad})


def test_review_holds_what_nobody_decided(album: Album) -> None:
    photo = album.add("a.jpg", decision(accepted=False))
    album.say(photo, "lake")
    assert album.reader.ids(Query(view=View.REVIEW)).size == 0
    album.say(photo, None)
    assert album.reader.ids(Query(view=View.REVIEW)).tolist() == [photo]
