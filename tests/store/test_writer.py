"""Each way to change the library, and what it leaves alone."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from app.core.dates import DateSource
from app.core.errors import UsageError
from app.core.messages import Message
from app.core.method.tagger import tag
from app.core.records import Act, Query, SceneRow, View
from app.core.types import PhotoFacts, Reason, Status
from app.store import states
from app.store.care.examine import examine
from app.store.library import LibraryFile
from tests.store.conftest import Album, decision, facts, photo_file, scene
from tests.tiny_pack import tiny_pack
from tests.tiny_photos import SIZE


def test_a_photo_is_saved_once_a_path(album: Album) -> None:
    first = album.add("a.jpg", decision())
    assert album.add("a.jpg") == first
    assert album.library.photos.save(album.folder, photo_file("a.jpg"), facts("x"), first) == first
    assert album.library.photos.counts().all == 1


def test_the_same_picture_keeps_its_features_another_does_not(album: Album) -> None:
    photo = album.add("a.jpg", decision())
    album.library.models.save_features("bb", {photo: np.ones(4, np.float32)})
    album.say(photo, "lake")
    again = photo_file("a.jpg", size=200, mtime=5)
    album.library.photos.save(album.folder, again, facts("a.jpg", taken_at="2020-01-01"), photo)
    assert album.library.photos.known()["/photos/a.jpg"].size == 200
    assert album.library.photos.known()["/photos/a.jpg"].has_features
    assert album.row(photo).taken_at == "2020-01-01"
    album.library.photos.save(album.folder, again, facts("other"), photo)
    assert not album.library.photos.known()["/photos/a.jpg"].has_features
    assert album.library.models.proposals([photo]) == {}
    assert album.row(photo).label == "lake", "the person's word stays"


def test_a_failure_is_listed_and_cleared_by_the_next_good_read(album: Album) -> None:
    photo = album.library.photos.save_failure(
        album.folder, photo_file("a.jpg"), Message("truncated")
    )
    assert album.row(photo).status is Status.FAILED
    assert album.library.photos.known()["/photos/a.jpg"].failed
    again = album.library.photos.save_failure(
        album.folder, photo_file("a.jpg", size=9), Message("timeout", {"seconds": "20"})
    )
    assert again == photo
    assert album.row(photo).failure == Message("timeout", {"seconds": "20"})
    assert album.add("a.jpg", decision()) == photo
    row = album.row(photo)
    assert (row.status, row.failure, row.reason) == (Status.ACCEPTED, None, Reason.NONE)


def test_a_failure_keeps_what_was_known(album: Album) -> None:
    photo = album.add("a.jpg", decision(further=("lake",)), taken_at="2020-01-01T00:00")
    album.library.models.save_features("bb", {photo: np.ones(4, np.float32)})
    album.library.photos.save_failure(album.folder, photo_file("a.jpg"), Message("damaged"), photo)
    row = album.row(photo)
    assert (row.status, row.reason, row.taken_at) == (
        Status.FAILED, Reason.UNREADABLE, "2020-01-01T00:00",
    )  # fmt: skip
    assert album.library.photos.ids(Query(scene="lake")).size == 0
    assert album.library.models.encoded("bb") == {photo}
    album.say(photo, "beach")
    row = album.row(photo)
    assert (row.status, row.failure) == (Status.LABELLED, Message("damaged"))


def test_a_move_keeps_everything(album: Album) -> None:
    photo = album.add("a.jpg", decision())
    album.say(photo, "lake")
    album.library.photos.set_missing([photo], True)
    other = album.library.folders.add("/other")
    album.library.photos.save(
        other, photo_file("b.jpg", folder="/other", mtime=7), facts("a.jpg"), photo
    )
    row = album.row(photo)
    assert (row.path, row.label, row.missing) == ("/other/b.jpg", "lake", False)
    assert album.library.photos.find(["/photos/a.jpg", "/other/b.jpg"]) == {"/other/b.jpg": photo}
    assert album.library.photos.ids(Query(folder=other)).tolist() == [photo]


def test_a_move_onto_a_known_path_loses_neither(album: Album) -> None:
    a, b = album.add("a.jpg", decision()), album.add("b.jpg", decision())
    album.say(b, "lake")
    album.library.photos.save(album.folder, photo_file("b.jpg"), facts("a.jpg"), a)
    assert album.library.photos.find(["/photos/a.jpg", "/photos/b.jpg"]) == {"/photos/b.jpg": a}
    assert album.library.photos.known()["/photos/b.jpg"].id == a
    displaced = album.row(b)
    assert (displaced.path, displaced.label, displaced.missing) == ("/photos/b.jpg", "lake", True)
    album.add("a.jpg")
    album.library.photos.save(album.folder, photo_file("c.jpg"), facts("b.jpg"), b)
    assert album.row(b).path == "/photos/c.jpg"


def test_gone_photos_leave_the_lists_unless_labelled(album: Album) -> None:
    a, b = album.add("a.jpg", decision()), album.add("b.jpg", decision())
    album.say(b, "lake")
    album.library.photos.set_missing([a, b], True)
    assert album.library.photos.ids(Query()).tolist() == [b]
    assert album.row(b).missing
    assert album.library.photos.counts().all == 1
    assert album.library.photos.counts().offline == 2
    album.library.history.undo()
    assert album.library.photos.ids(Query()).tolist() == []
    album.library.history.redo()
    assert album.library.photos.ids(Query()).tolist() == [b]
    album.library.photos.set_missing([a, b], False)
    assert album.library.photos.ids(Query()).tolist() == [b, a]


def test_decisions_replace_each_other_and_never_a_label(album: Album) -> None:
    photo = album.add("a.jpg", decision("beach", further=("kitchen",)))
    album.say(photo, "lake")
    album.judge({photo: decision("kitchen", accepted=False)})
    row = album.row(photo)
    assert (row.status, row.scene, row.label) == (Status.LABELLED, "lake", "lake")
    detail = album.library.photos.detail(photo)
    assert detail is not None
    assert (detail.proposed, detail.further) == ("kitchen", ())
    album.library.history.undo()
    assert album.row(photo).status is Status.REJECTED
    assert album.row(photo).scene == "kitchen"


def test_a_refused_scene_is_never_shown_as_accepted(album: Album) -> None:
    photo = album.add("a.jpg", decision("beach", further=("lake",)))
    album.say(photo, None, "beach", "lake")
    row = album.row(photo)
    assert (row.status, row.scene, row.reason) == (Status.REJECTED, None, Reason.PERSON_SAID_NO)
    assert album.library.photos.ids(Query(scene="lake")).size == 0
    album.judge({photo: decision("beach")})
    assert album.row(photo).status is Status.REJECTED
    album.judge({photo: decision("kitchen")})
    assert album.row(photo).status is Status.ACCEPTED
    album.library.history.undo()
    album.judge({photo: decision("beach")})
    assert album.row(photo).status is Status.ACCEPTED


def test_secondary_scenes_leave_out_the_one_shown(album: Album) -> None:
    photo = album.add("a.jpg", decision("beach", further=("lake", "kitchen")))
    album.say(photo, "lake", "kitchen")
    detail = album.library.photos.detail(photo)
    assert detail is not None
    assert detail.further == ()
    assert album.library.photos.ids(Query(scene="lake")).tolist() == [photo]


def test_labelling_again_the_same_way_is_no_action(album: Album) -> None:
    photo = album.add("a.jpg", decision())
    assert album.say(photo, "lake", "beach") == 1
    assert album.say(photo, "lake", "beach") == 0
    assert album.say(photo, "lake") == 2
    assert album.library.labels.rows()[0].no == ()
    assert len(album.library.history.rows()) == 2


def test_a_word_that_stays_keeps_its_time(album: Album) -> None:
    photo = album.add("a.jpg", decision())
    album.say(photo, "lake")
    first = album.library.labels.rows()[0].at
    album.say(photo, "lake", "beach")
    state = album.library.labels.rows()[0]
    assert state.at >= first
    album.library.history.undo()
    assert album.library.labels.rows()[0].at == first


def test_bulk_is_one_step(album: Album) -> None:
    ids = [album.add(f"{k}.jpg", decision()) for k in range(50)]
    with album.library.action(Act.LABEL, {"scene": "lake"}):
        album.library.labels.save(dict.fromkeys(ids, ("lake", ())))
    assert album.library.photos.counts().labelled == 50
    undone = album.library.history.undo()
    assert undone is not None
    assert (undone.photos, undone.act) == (50, Act.LABEL)
    assert album.library.photos.counts().labelled == 0
    assert album.library.history.undo() is None


def test_a_new_action_ends_redo_but_keeps_history(album: Album) -> None:
    photo = album.add("a.jpg", decision())
    album.say(photo, "lake")
    album.say(photo, "beach")
    album.library.history.undo()
    album.library.history.undo()
    album.say(photo, "kitchen")
    assert album.library.history.redo() is None
    assert [a.undone for a in album.library.history.rows()] == [False, True, True]
    album.library.history.undo()
    assert album.row(photo).label is None
    redone = album.library.history.redo()
    assert redone is not None
    assert album.row(photo).label == "kitchen"
    assert album.library.history.redo() is None


def test_joined_calls_are_one_step(album: Album) -> None:
    photo = album.add("a.jpg", decision())
    with album.library.action(Act.NEW_SCENE, {"name": "Garden"}):
        album.library.scenes.save(scene("garden"))
        album.library.labels.save({photo: ("lake", ())})
        album.library.labels.save({photo: ("garden", ())})
        album.library.models.set_range("garden", (0.1, 0.9))
    (action,) = album.library.history.rows()
    assert (action.act, action.params, action.photos) == (Act.NEW_SCENE, {"name": "Garden"}, 1)
    album.library.history.undo()
    assert album.row(photo).label is None
    assert album.library.models.ranges() == []
    assert "garden" not in [s.id for s in album.library.scenes.names()]
    album.library.history.redo()
    assert album.row(photo).label == "garden"


def test_a_pack_seeds_only_what_is_new(album: Album) -> None:
    mine = SceneRow("beach", "My beach", "", None, "#ffffff", "pack", enabled=False)
    with album.library.action(Act.SCENE, {}):
        album.library.scenes.save(mine)
    album.library.scenes.seed([scene("beach"), scene("garden")])
    scenes = {s.id: s for s in album.library.scenes.names()}
    assert scenes["beach"].name_en == "My beach"
    assert not scenes["beach"].enabled
    assert list(scenes) == ["beach", "lake", "kitchen", "garden"]
    assert len(album.library.history.rows()) == 1
    album.library.history.undo()
    assert album.library.scenes.names()[0].name_en == "Beach"


def test_ranges(album: Album) -> None:
    album.set_range("beach", (0.25, 0.75))
    (found,) = album.library.models.ranges()
    assert (found.scene, found.low, found.high) == ("beach", 0.25, 0.75)
    album.set_range("beach", (0.5, 0.75))
    album.set_range("beach", None)
    before = album.newest()
    album.set_range("beach", None)
    assert album.newest() == before, "nothing to reset is no action"
    assert album.library.models.ranges() == []
    album.library.history.undo()
    assert album.library.models.ranges()[0].low == 0.5
    album.library.history.undo()
    assert album.library.models.ranges() == [found]


def test_model_versions(album: Album) -> None:
    second = album.learn(b"two", samples=3)
    newest, first = album.library.models.versions()
    assert (newest.id, newest.current, newest.samples, newest.figures) == (
        second,
        True,
        3,
        {"new": 2},
    )
    assert (newest.source, first.source) == ("refresh", "pack")
    assert not first.current
    assert album.library.models.blob(first.id) == (first.id, b"model")
    assert album.library.models.blob(99) is None
    album.restore(first.id)
    assert album.library.models.blob() == (first.id, b"model")
    album.library.history.undo()
    assert album.library.models.blob() == (second, b"two")
    with pytest.raises(UsageError) as caught:
        album.restore(99)
    assert caught.value.code == "unknown_version"


def test_old_models_are_let_go(album: Album, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(states, "KEPT_MODELS", 3)
    made = [album.learn(b"m%d" % k) for k in range(6)]
    kept = [row.id for row in album.library.models.versions()]
    assert kept == [*made[:2:-1], album.version], "the newest, and the pack's"
    assert album.library.models.blob(made[0]) is None
    with pytest.raises(UsageError):
        album.restore(made[0])
    current = []
    while album.library.history.undo() is not None:
        found = album.library.models.blob()
        assert found is not None
        current.append(found[0])
    assert current == [made[4], made[3], made[3], made[3], made[3], album.version]
    while album.library.history.redo() is not None:
        pass
    assert album.library.models.blob() == (made[5], b"m5")


def test_unlearned_labels_are_those_since_the_refresh_in_force(album: Album) -> None:
    def unlearned() -> int:
        return album.library.photos.counts().unlearned

    a, b = album.add("a.jpg"), album.add("b.jpg")
    album.say(a, "lake")
    assert unlearned() == 1
    learned = album.learn()
    assert unlearned() == 0
    album.say(a, "beach")
    album.say(b, None, "lake")
    assert unlearned() == 2
    album.say(a, "lake")
    assert unlearned() == 1, "back to what was learned"
    newest = album.learn(act=Act.TARGET)
    assert unlearned() == 0
    album.restore(learned)
    assert unlearned() == 1
    album.restore(newest)
    assert unlearned() == 0
    album.library.history.undo()
    assert unlearned() == 1
    album.library.models.seed(b"m")
    assert unlearned() == 2, "a new pack has learned from none of them"


def test_groups_and_settings(album: Album) -> None:
    a, b = album.add("a.jpg"), album.add("b.jpg")
    album.library.photos.save_groups({a: 7, b: 7})
    album.library.photos.save_groups({b: None})
    album.library.photos.save_groups({})
    assert [row.group for row in album.library.photos.rows([a, b])] == [7, None]
    for value in (1, "x", None, [1, {"a": 2.5}], "海"):
        album.library.set_setting("key", value)
        assert album.library.setting("key") == value


def test_a_setting_within_an_action_is_undone_with_it(album: Album) -> None:
    album.library.set_setting("target", 10)
    with album.library.action(Act.TARGET, {"target": 20}):
        album.library.set_setting("target", 20)
        album.library.models.set_range("beach", (0.5, 1.0))
    album.library.history.undo()
    assert album.library.setting("target") == 10
    album.library.history.redo()
    assert album.library.setting("target") == 20


def test_nothing_to_write_is_fine(album: Album) -> None:
    nothing = tag(np.zeros((0, SIZE), np.float32), tiny_pack().model)
    album.library.models.save_features("bb", {})
    assert album.library.models.save_verdicts(album.version, [], nothing) == []
    album.library.models.show_verdicts([])
    album.library.photos.set_missing([], True)
    with album.library.action(Act.LABEL, {}):
        album.library.labels.save({})
    assert album.library.history.rows() == []


@pytest.mark.parametrize(
    "write",
    [
        lambda library: library.labels.save({1: ("beach", ())}),
        lambda library: library.scenes.save(scene("garden")),
        lambda library: library.models.save(b"m", samples=0, figures={}),
        lambda library: library.models.make_current(1),
        lambda library: library.models.set_range("beach", (0.1, 0.9)),
    ],
)
def test_what_a_person_does_is_written_in_an_action(
    album: Album, write: Callable[[LibraryFile], object]
) -> None:
    album.add("a.jpg", decision())
    with pytest.raises(RuntimeError, match=r"inside library\.action"):
        write(album.library)
    with album.library.transaction(), pytest.raises(RuntimeError, match=r"inside library\.action"):
        write(album.library)
    assert album.library.history.rows() == []


def test_there_is_no_action_within_another(album: Album) -> None:
    photo = album.add("a.jpg", decision())
    with album.library.action(Act.LABEL, {}):
        album.library.labels.save({photo: ("lake", ())})
        with pytest.raises(RuntimeError, match="open already"):
            album.restore(1)
    assert [row.act for row in album.library.history.rows()] == [Act.LABEL]


def test_folders(album: Album) -> None:
    assert album.library.folders.add("/photos") == album.folder
    album.library.folders.update(album.folder, online=False, exclude=["*.tmp", "x/"], watch=True)
    (row,) = album.library.folders.rows()
    assert (row.path, row.state, row.exclude, row.watch) == (
        "/photos", "offline", ("*.tmp", "x/"), True,
    )  # fmt: skip
    odd = os.fsdecode(b"/caf\xe9")
    album.library.folders.add(odd)
    assert [f.path for f in album.library.folders.rows()] == [odd, "/photos"]


def test_an_offline_folder_keeps_its_photos_on_the_lists_as_missing(album: Album) -> None:
    photo = album.add("a.jpg", decision())
    album.library.folders.update(album.folder, online=False)
    assert album.library.photos.ids(Query()).tolist() == [photo]
    assert album.row(photo).missing
    assert album.library.photos.counts().offline == 1
    album.library.folders.update(album.folder, online=True)
    assert not album.row(photo).missing


def test_a_removed_folder_comes_back_with_its_labels(album: Album) -> None:
    a, b = album.add("a.jpg", decision()), album.add("sub/b.jpg", decision())
    album.say(b, "lake")
    album.library.folders.remove(album.folder)
    assert album.library.folders.rows() == []
    assert album.library.photos.ids(Query()).tolist() == [b]
    assert album.row(b).missing
    assert album.library.photos.counts().offline == 0, "nobody waits for a folder that was removed"
    assert album.library.photos.known()["/photos/a.jpg"].folder == 0
    again = album.library.folders.add("/photos")
    known = album.library.photos.known(again)
    assert [(k.id, k.missing) for k in known.values()] == [(a, True), (b, True)]
    album.library.photos.set_missing([a, b], False)
    assert album.library.photos.ids(Query(folder=again)).size == 2


def test_photos_of_a_removed_folder_go_over_to_the_one_around_it(album: Album) -> None:
    inner = album.library.folders.add("/photos/inner")
    photo = album.library.photos.save(inner, photo_file("inner/a.jpg"), facts("a"))
    album.library.folders.remove(inner)
    assert not album.row(photo).missing
    assert album.library.photos.known(album.folder)["/photos/inner/a.jpg"].id == photo


def test_a_folder_moves_with_its_photos(album: Album) -> None:
    a, b = album.add("a.jpg", decision()), album.add(os.fsdecode(b"deep/\xff.jpg"), decision())
    album.say(a, "lake")
    album.library.folders.update(album.folder, path="/mnt/new")
    assert album.row(a).path == "/mnt/new/a.jpg"
    assert album.row(a).label == "lake"
    assert album.row(b).path == os.fsdecode(b"/mnt/new/deep/\xff.jpg")
    assert album.library.folders.rows()[0].path == "/mnt/new"
    album.library.folders.update(album.folder, path="/mnt/new")
    album.library.folders.update(album.folder, path="/mnt/new/deep")
    assert album.row(a).path == "/mnt/new/deep/a.jpg"


def test_a_folder_that_moves_onto_another_joins_it(album: Album) -> None:
    writer = album.library
    same, labelled, unlike = (album.add(f"{name}.jpg") for name in ("same", "labelled", "unlike"))
    album.say(labelled, "lake")
    other = writer.folders.add("/other")
    writer.folders.update(other, exclude=["*.tmp"], watch=True)
    there = {
        name: writer.photos.save(other, photo_file(f"{name}.jpg", folder="/other"), facts(content))
        for name, content in (("same", "same.jpg"), ("labelled", "labelled.jpg"), ("unlike", "x"))
    }
    writer.folders.update(album.folder, path="/other")
    (folder,) = album.library.folders.rows()
    assert (folder.id, folder.path, folder.exclude) == (album.folder, "/other", ("*.tmp",))
    assert folder.watch
    assert album.library.photos.rows([same]) == []
    assert [album.row(photo).missing for photo in (labelled, unlike)] == [True, True]
    assert album.library.identity.twins() == {labelled: [there["labelled"]]}
    known = album.library.photos.known(album.folder)
    assert {path: row.id for path, row in known.items()} == {
        f"/other/{name}.jpg": photo for name, photo in there.items()
    }


def test_photos_lie_in_the_innermost_folder(album: Album) -> None:
    album.add("a.jpg")
    inner = album.add("deep/b.jpg")
    folder = album.library.folders.add("/photos/deep")
    assert [f.photos for f in sorted(album.library.folders.rows(), key=lambda f: f.id)] == [1, 1]
    assert list(album.library.photos.ids(Query(folder=folder))) == [inner]


def test_two_rows_of_one_photo_become_one(album: Album) -> None:
    old, new = album.add("old.jpg", decision()), album.add("new.jpg", decision("lake"))
    album.library.models.save_features("bb", {old: np.ones(4), new: np.ones(4)})
    album.say(old, "kitchen", "lake")
    with album.library.action(Act.LABEL, {}):
        album.library.labels.save({old: ("beach", ()), new: (None, ("kitchen",))})
    album.library.identity.displace([old])
    album.library.identity.merge(old, new)
    row = album.row(old)
    assert (row.path, row.missing, row.label) == ("/photos/new.jpg", False, "beach")
    assert album.library.photos.rows([new]) == []
    assert album.library.labels.of([old]) == {old: ("beach", ("kitchen",))}
    assert album.library.models.features("bb").ids.tolist() == [old]
    assert album.row(old).similarity == pytest.approx(0.8)
    assert album.library.history.rows()[0].photos == 1
    album.library.history.undo()
    assert album.library.labels.of([old]) == {old: ("kitchen", ("lake",))}
    album.library.history.undo()
    assert album.library.labels.of([old]) == {}
    album.library.history.redo()
    album.library.history.redo()
    assert album.library.labels.of([old]) == {old: ("beach", ("kitchen",))}
    assert examine(album.library.path) == []
    assert album.add("third.jpg") > new, "an id that went is not given again"


def test_a_photo_leaves_its_file_to_another(album: Album) -> None:
    photo = album.add("a.jpg", decision())
    album.library.models.save_features("bb", {photo: np.ones(4)})
    album.say(photo, "lake")
    album.library.identity.remember(photo, "older", 5)
    album.library.identity.remember(photo, "before", 10)
    assert album.library.identity.former(["before"]) == {"before": (photo, 10)}
    new = album.library.identity.split(photo, "before")
    assert (album.row(new).path, album.row(new).label) == ("/photos/a.jpg", None)
    assert album.row(new).scene == "beach"
    assert album.row(photo).missing
    assert album.row(photo).label == "lake"
    assert sorted(album.library.models.features("bb").ids.tolist()) == [photo, new]
    assert album.library.identity.former(["before", "older"]) == {"older": (photo, 5)}
    assert examine(album.library.path) == []


def test_odd_file_times(album: Album) -> None:
    for k, seconds in enumerate((0, -(10**11), 10**17)):
        album.library.photos.save(album.folder, photo_file(f"{k}", mtime=seconds), facts(f"{k}"))
    dated = album.add("IMG_20230714_101112.jpg", decision())
    assert len(album.library.photos.ids(Query(date_from="0001-01-01"))) == 1
    assert album.library.photos.ids(Query()).tolist()[0] == dated
    undated = [row for row in album.library.photos.rows([1, 2, 3]) if not row.date]
    assert {row.date_source for row in undated} == {DateSource.NONE}
    assert len(undated) == 3


def test_dates_say_whose_they_are_and_follow_the_file(album: Album) -> None:
    def date(photo: int) -> tuple[str, DateSource]:
        return album.row(photo).date, album.row(photo).date_source

    photos = album.library.photos
    by_gps = replace(facts("b", taken_at="2020-01-01T10:00:00"), taken_from=DateSource.GPS)
    a = photos.save(album.folder, photo_file("IMG_20230714_101112.jpg"), facts("a"))
    b = photos.save(album.folder, photo_file("IMG_20230715_101112.jpg"), by_gps)
    assert date(a) == ("2023-07-14T10:11:12", DateSource.NAME)
    assert date(b) == ("2020-01-01T10:00:00", DateSource.GPS)
    # Under another name the one is of its file, and the other still of its satellites.
    new = {
        photo: (album.folder, photo_file(f"new{photo}.jpg", mtime=1_600_000_000))
        for photo in (a, b)
    }
    album.library.identity.follow(new)
    assert date(a)[1] is DateSource.FILE
    assert date(a)[0].startswith("2020-09-1")
    assert date(b) == ("2020-01-01T10:00:00", DateSource.GPS)
    # A file that cannot be read for a while keeps what it said.
    photos.save_failure(album.folder, new[b][1], Message("truncated"), b)
    assert date(b) == ("2020-01-01T10:00:00", DateSource.GPS)


def test_text_that_is_no_text_in_facts_and_messages(album: Album) -> None:
    bad = "caf\udce9\x00"
    known = PhotoFacts(1, 1, 1, bad, "c", "p", taken_at=bad, camera=bad, details={bad: bad})
    photo = album.library.photos.save(album.folder, photo_file("a"), known)
    detail = album.library.photos.detail(photo)
    assert detail is not None
    assert detail.facts == {bad: bad}
    failed = album.library.photos.save_failure(
        album.folder, photo_file("b"), Message("unreadable", {"cause": bad})
    )
    assert album.row(failed).failure == Message("unreadable", {"cause": bad})


def test_review_holds_what_nobody_decided(album: Album) -> None:
    photo = album.add("a.jpg", decision(accepted=False))
    album.say(photo, "lake")
    assert album.library.photos.ids(Query(view=View.REVIEW)).size == 0
    album.say(photo, None)
    assert album.library.photos.ids(Query(view=View.REVIEW)).tolist() == [photo]
