"""Each question to the library, and its answer."""

from __future__ import annotations

import math
import os
import threading

import numpy as np
import pytest

from app.core.messages import Message
from app.core.records import Act, Query, SortBy, View
from app.core.scenes import NO_SCENE
from app.core.types import Reason, Status
from tests.store.conftest import Album, decision, facts, photo_file, scene


def names(album: Album, query: Query) -> str:
    rows = album.library.photos.rows([int(i) for i in album.library.photos.ids(query)])
    return " ".join(os.path.basename(row.path) for row in rows)


@pytest.fixture
def five(album: Album) -> Album:
    """Accepted a (also lake), rejected b and c, labelled d, unreadable e."""
    album.add(
        "a", decision("beach", similarity=0.9, further=("lake",)), taken_at="2020-01-05T10:00"
    )
    album.add("b", decision("beach", accepted=False, similarity=0.3), taken_at="2020-01-04T10:00")
    album.add(
        "c",
        decision("lake", accepted=False, similarity=0.4, reason=Reason.SECOND_SCENE),
        taken_at="2020-01-03T10:00",
    )
    d = album.add(
        "d", decision("lake", accepted=False, similarity=0.2), taken_at="2020-01-02T23:59"
    )
    album.say(d, "beach")
    album.library.photos.save_failure(album.folder, photo_file("e", mtime=0), Message("truncated"))
    return album


def test_views(five: Album) -> None:
    assert names(five, Query()) == "a b c d e"
    assert names(five, Query(view=View.ACCEPTED)) == "a"
    assert names(five, Query(view=View.REVIEW)) == "b c"
    assert names(five, Query(view=View.LABELLED)) == "d"
    assert names(five, Query(view=View.UNREADABLE)) == "e"


def test_a_photo_of_none_of_the_scenes_shows_no_further_scene(five: Album) -> None:
    (photo, *_) = [int(i) for i in five.library.photos.ids(Query(scene="lake"))]
    five.say(photo, NO_SCENE)
    assert names(five, Query(scene=NO_SCENE)) == "a"
    assert names(five, Query(scene="lake")) == ""
    assert five.library.photos.counts().none == 1


def test_counts(five: Album) -> None:
    counts = five.library.photos.counts()
    assert (counts.all, counts.accepted, counts.review) == (5, 1, 2)
    assert (counts.labelled, counts.failed, counts.offline, counts.unlearned) == (1, 1, 0, 1)


def test_a_scene_is_found_as_label_tag_and_secondary_tag(five: Album) -> None:
    assert names(five, Query(scene="beach")) == "a d"
    assert names(five, Query(scene="lake")) == "a"
    assert names(five, Query(view=View.REVIEW, scene="beach")) == "b"
    assert names(five, Query(view=View.REVIEW, scene="lake")) == "c"
    assert names(five, Query(view=View.LABELLED, scene="beach")) == "d"
    assert names(five, Query(view=View.ACCEPTED, scene="lake")) == "a"
    assert names(five, Query(view=View.ACCEPTED, scene="kitchen")) == ""


def test_filters(five: Album) -> None:
    assert names(five, Query(reason=Reason.SECOND_SCENE)) == "c"
    assert names(five, Query(reason=Reason.UNREADABLE)) == "e"
    assert names(five, Query(date_from="2020-01-04")) == "a b"
    assert names(five, Query(date_from="2020-01-02", date_to="2020-01-03")) == "c d"
    assert names(five, Query(similarity_from=0.3, similarity_to=0.5)) == "b c"
    assert names(five, Query(folder=five.folder)) == "a b c d e"
    assert names(five, Query(folder=99)) == ""


def test_sorting_both_ways(five: Album) -> None:
    assert names(five, Query(sort=SortBy.NAME)) == "e d c b a"
    assert names(five, Query(sort=SortBy.NAME, descending=False)) == "a b c d e"
    assert names(five, Query(sort=SortBy.DATE, descending=False)) == "e d c b a"
    assert names(five, Query(sort=SortBy.SIMILARITY)) == "a c b d e"
    rising = Query(sort=SortBy.SIMILARITY, descending=False)
    assert names(five, rising) == "d b c a e", "photos without a score stay last"
    assert names(five, Query(view=View.REVIEW, sort=SortBy.REVIEW)) == "c b"


def test_equal_photos_have_an_order(album: Album) -> None:
    ids = [album.add(f"{k}.jpg", decision(similarity=0.5)) for k in range(6)]
    for sort in (SortBy.DATE, SortBy.SIMILARITY):
        assert album.library.photos.ids(Query(sort=sort)).tolist() == ids[::-1]
        assert album.library.photos.ids(Query(sort=sort, descending=False)).tolist() == ids


def test_review_order_puts_big_groups_first(album: Album) -> None:
    def add(name: str, similarity: float) -> int:
        return album.add(name, decision(accepted=False, similarity=similarity))

    single, a1, b1, b2, b3, a2, alone = (
        add("single", 0.9), add("a1", 0.2), add("b1", 0.1), add("b2", 0.3), add("b3", 0.2),
        add("a2", 0.8), add("alone", 0.95),
    )  # fmt: skip
    album.library.photos.save_groups({a1: 1, a2: 1, b1: 2, b2: 2, b3: 2, alone: 3})
    query = Query(view=View.REVIEW, sort=SortBy.REVIEW)
    assert album.library.photos.ids(query).tolist() == [b2, b3, b1, a2, a1, alone, single]
    album.say(b1, "beach")
    album.say(b3, "beach")
    assert album.library.photos.ids(query).tolist() == [a2, a1, alone, single, b2]


def test_empty_lists_have_the_right_type(album: Album) -> None:
    for sort in set(SortBy) - {SortBy.LIKENESS}:
        ids = album.library.photos.ids(Query(sort=sort))
        assert ids.dtype == np.int64
        assert ids.shape == (0,)
    assert album.library.photos.rows([]) == []
    assert album.library.models.features("bb").features.shape == (0, 0)
    assert album.library.models.similarities("beach").ids.shape == (0,)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("été", "Été à Nîmes.jpg"),
        ("E\u0301TE\u0301", "Été à Nîmes.jpg"),
        ("nîmes été", "Été à Nîmes.jpg"),
        ("海", "海边_100%.png"),
        ("100%", "海边_100%.png"),
        ("_1", "海边_100%.png"),
        ("photos", "Été à Nîmes.jpg 海边_100%.png"),
        ("nothing", ""),
        ("  ", "Été à Nîmes.jpg 海边_100%.png"),
        ("'; --", ""),
    ],
)
def test_search(album: Album, text: str, found: str) -> None:
    album.add("Été à Nîmes.jpg", decision(), taken_at="2021")
    album.add("海边_100%.png", decision(), taken_at="2020")
    assert names(album, Query(text=text)) == found


def test_names_that_are_no_text_survive(album: Album) -> None:
    name = os.fsdecode(b"caf\xe9 \xff\n\xf0\x9f\x8c\x8a.jpg")
    photo = album.add(name, decision())
    path = f"/photos/{name}"
    assert album.row(photo).path == path
    assert album.library.photos.find([path, "/photos/none"]) == {path: photo}
    assert album.library.photos.known()[path].id == photo
    assert names(album, Query(text="caf")) == name


def test_rows_come_in_the_order_asked(five: Album) -> None:
    ids = [4, 2, 99, 5, 2]
    assert [row.id for row in five.library.photos.rows(ids)] == [4, 2, 5, 2]
    as_numpy = [np.int64(3), np.int64(1)]
    assert [row.id for row in five.library.photos.rows(as_numpy)] == [3, 1]


def test_a_row_tells_what_a_tile_needs(five: Album) -> None:
    a, b, _, d, e = five.library.photos.rows([1, 2, 3, 4, 5])
    assert (a.status, a.scene, a.label, a.similarity) == (Status.ACCEPTED, "beach", None, 0.9)
    assert (a.low, a.high, a.confidence, a.width, a.height) == (0.5, 1.0, 0.7, 640, 480)
    assert (b.status, b.scene, b.reason) == (Status.REJECTED, "beach", Reason.UNLIKE_PROTOTYPE)
    assert (d.status, d.scene, d.label, d.reason) == (
        Status.LABELLED, "beach", "beach", Reason.NONE,
    )  # fmt: skip
    assert (e.status, e.reason, e.failure) == (
        Status.FAILED,
        Reason.UNREADABLE,
        Message("truncated"),
    )
    assert e.scene is None
    assert e.similarity is None


def test_detail_tells_everything(five: Album) -> None:
    five.say(1, None, "kitchen", "city")
    detail = five.library.photos.detail(1)
    assert detail is not None
    assert detail.proposed == "beach"
    assert detail.further == ("lake",)
    assert detail.said_no == ("city", "kitchen")
    assert [c.scene for c in detail.candidates] == ["beach", "lake"]
    assert detail.candidates[0].similarity == pytest.approx(0.9)
    assert (detail.margin, detail.patent_similarity) == (0.1, 0.9)
    assert (detail.size, detail.mtime_ns, detail.orientation) == (100, 10**9, 1)
    assert (detail.format, detail.camera, detail.facts) == ("JPEG", "Camera", {"iso": 100})
    assert detail.model_version == five.version
    assert [h.act for h in detail.history] == [Act.LABEL]
    assert five.library.photos.detail(99) is None


def test_details_of_many_are_those_of_each_without_history(five: Album) -> None:
    many = five.library.photos.details([4, 1, 99])
    assert [d.row.id for d in many] == [4, 1]
    assert many[0].history == ()
    single = five.library.photos.detail(1)
    assert single is not None
    assert many[1] == single


def test_scores_that_are_no_numbers(album: Album) -> None:
    word = decision("beach", accepted=False, similarity=math.nan, reason=Reason.NOT_A_NUMBER)
    photo = album.add("a.jpg", word)
    detail = album.library.photos.detail(photo)
    assert detail is not None
    assert detail.row.similarity is None
    assert detail.row.reason is Reason.NOT_A_NUMBER
    assert math.isnan(detail.candidates[0].similarity)
    assert album.library.models.similarities("beach").ids.tolist() == []


def test_a_photo_without_a_word_waits_in_review(album: Album) -> None:
    photo = album.add("a.jpg")
    row = album.row(photo)
    assert (row.status, row.scene, row.reason) == (Status.REJECTED, None, Reason.NONE)
    detail = album.library.photos.detail(photo)
    assert detail is not None
    assert detail.candidates == ()


def test_known_is_what_a_rescan_compares(five: Album) -> None:
    five.library.models.save_features("bb", {1: np.ones(3, np.float32)})
    five.library.photos.set_missing([2], True)
    known = five.library.photos.known(five.folder)
    assert known == five.library.photos.known()
    assert list(known) == [f"/photos/{name}" for name in "abcde"]
    a, b, e = (known[f"/photos/{name}"] for name in "abe")
    assert (a.size, a.mtime_ns, a.folder, a.has_features) == (100, 10**9, five.folder, True)
    assert (a.failed, a.missing, a.status) == (False, False, Status.ACCEPTED)
    assert b.missing
    assert not b.has_features
    assert e.failed
    assert five.library.photos.known(99) == {}


def test_known_of_one_directory(album: Album) -> None:
    for name in ("a.jpg", "b/c.jpg", "b/d/e.jpg", "b0.jpg", "b-c/f.jpg"):
        album.add(name)
    library = album.library
    assert [*library.photos.known(directly_in="/photos")] == ["/photos/a.jpg", "/photos/b0.jpg"]
    assert [*library.photos.known(directly_in="/photos/b")] == ["/photos/b/c.jpg"]
    assert library.photos.known(directly_in="/photo") == {}
    album.library.models.save_features("bb", {2: np.ones(3, np.float32)})
    album.library.photos.set_missing([3], True)
    (c,) = library.photos.known(directly_in="/photos/b", backbone="bb").values()
    assert c.has_features
    (c,) = library.photos.known(directly_in="/photos/b", backbone="other").values()
    assert not c.has_features
    ids, missing = library.photos.below("/photos/b")
    assert dict(zip(ids.tolist(), missing.tolist(), strict=True)) == {2: False, 3: True}
    assert library.models.encoded("bb", [1, 2]) == {2}
    assert library.models.encoded("bb", []) == set()


def test_scenes_with_counts(five: Album) -> None:
    beach, lake, kitchen = five.library.scenes.rows()
    assert (beach.accepted, beach.labelled, beach.review, beach.secondary) == (1, 1, 1, 0)
    assert (lake.accepted, lake.labelled, lake.review, lake.secondary) == (0, 0, 1, 1)
    assert kitchen.name("en") == "Kitchen"
    five.library.photos.set_missing([1], True)
    assert five.library.scenes.rows()[1].secondary == 0


def test_parents_come_before_children_and_disabled_ones_on_request(album: Album) -> None:
    off = scene("off", parent="water", enabled=False)
    with album.library.action(Act.SCENE, {}):
        for row in (scene("shore", parent="water"), scene("water"), scene("loop", parent="loop")):
            album.library.scenes.save(row)
        album.library.scenes.save(off)
    order = ["beach", "lake", "kitchen", "water", "shore", "off", "loop"]
    assert [s.id for s in album.library.scenes.names()] == order
    assert [s.id for s in album.library.scenes.rows(include_disabled=True)] == order
    assert "off" not in [s.id for s in album.library.scenes.rows()]


def test_labels_and_refusals(five: Album) -> None:
    five.say(2, None, "lake", "beach")
    by_photo = {row.photo: row for row in five.library.labels.rows()}
    assert by_photo[2].no == ("beach", "lake")
    assert by_photo[4].yes == "beach"
    assert five.library.labels.of([1, 2, 4]) == {2: (None, ("beach", "lake")), 4: ("beach", ())}
    assert five.library.labels.refused() == {2: ("beach", "lake")}
    assert five.library.labels.samples("beach") == [4]
    assert five.library.labels.samples("lake") == []


def test_small_questions(five: Album) -> None:
    assert five.library.models.proposals([1, 2, 5]) == {1: "beach", 2: "beach"}
    assert five.library.models.verdicts()[1] == ("beach", True)
    assert five.library.models.verdicts()[4] == ("lake", False), "labels are left aside"
    assert five.library.photos.hashes([1, 5]) == {1: ("content-a", "pixel-a"), 5: (None, None)}
    five.library.photos.set_missing([3], True)
    assert five.library.photos.missing() == [3]
    assert five.library.setting("none") is None
    assert five.library.setting("none", 3) == 3
    assert five.library.path == five.library.path
    assert five.library.history.photos_of(1) == [4]


def test_features_come_back_as_float32_by_id(album: Album, rng: np.random.Generator) -> None:
    ids = [album.add(f"{k}.jpg") for k in range(20)]
    vectors = rng.normal(size=(20, 8)).astype(np.float32)
    album.library.models.save_features("bb", dict(zip(ids[::-1], vectors[::-1], strict=True)))
    album.library.models.save_features("other", {ids[3]: np.ones(3, np.float32)})
    table = album.library.models.features("bb")
    assert table.ids.tolist() == ids
    assert table.features.dtype == np.float32
    np.testing.assert_allclose(table.features, vectors, rtol=1e-3)
    some = album.library.models.features("bb", [ids[7], ids[2], 999])
    assert some.ids.tolist() == [ids[2], ids[7]]
    np.testing.assert_array_equal(some.features, table.features[[2, 7]])
    assert album.library.models.features("bb", []).ids.shape == (0,)
    assert album.library.models.backbones() == ["bb", "other"]
    assert album.library.models.encoded("other") == {ids[3]}


def test_similarities_for_the_range_editor(five: Album) -> None:
    five.say(2, None, "beach")
    f = five.add("f", decision("kitchen", similarity=0.5))
    five.say(f, "city")
    found = five.library.models.similarities("beach")
    status = [list(Status)[code] for code in found.statuses]
    assert found.ids.tolist() == [1, 2]
    np.testing.assert_allclose(found.similarities, [0.9, 0.3], rtol=1e-6)
    assert status == [Status.ACCEPTED, Status.REJECTED]
    assert found.said.tolist() == [0, -1]
    lake = five.library.models.similarities("lake")
    assert lake.ids.tolist() == [3, 4]
    five.say(1, "lake")
    lake = five.library.models.similarities("lake")
    assert lake.ids.tolist() == [1, 3, 4], "said yes, with the similarity among its candidates"
    np.testing.assert_allclose(lake.similarities, [0.8, 0.4, 0.2], rtol=1e-6)
    assert lake.said.tolist() == [1, 0, 0]


def test_history_newest_first(five: Album) -> None:
    with five.library.action(Act.ACCEPT, {"scene": "lake"}):
        five.library.labels.save({2: ("lake", ()), 3: ("lake", ())})
    five.library.history.undo()
    newest, first = five.library.history.rows()
    assert (newest.act, newest.params, newest.photos, newest.undone) == (
        Act.ACCEPT, {"scene": "lake"}, 2, True,
    )  # fmt: skip
    assert not first.undone
    assert five.library.history.rows(1) == [newest]
    assert five.library.history.next_redo() == newest
    assert five.library.history.next_undo() == first


def test_facts_that_are_long_or_odd(album: Album) -> None:
    odd = {"note": "x" * 100_000, "nested": {"a": [1, 2.5, None]}, "text": "海\u0000\ud800"}
    photo = album.library.photos.save(
        album.folder,
        photo_file("a.jpg"),
        facts("a").__class__(1, 1, 1, "JPEG", "c", "p", details=odd),
    )
    detail = album.library.photos.detail(photo)
    assert detail is not None
    assert detail.facts == odd


def test_for_want_of_a_scene_a_photo_shows_its_parent(album: Album) -> None:
    photo = album.add("a.jpg", decision(accepted=False, similarity=0.4, parent="water"))
    row = album.row(photo)
    assert (row.status, row.scene) == (Status.COARSE, "water")
    assert (row.similarity, row.low, row.high) == (0.7, 0.6, 1.0)
    assert album.library.photos.details([photo])[0].proposed == "beach"
    counts = album.library.photos.counts()
    assert (counts.coarse, counts.review, counts.waiting) == (1, 0, 0)


def test_a_refused_parent_is_no_longer_shown(album: Album) -> None:
    photo = album.add("a.jpg", decision(accepted=False, similarity=0.4, parent="water"))
    album.say(photo, None, "water")
    row = album.row(photo)
    assert (row.status, row.scene, row.similarity) == (Status.REJECTED, "beach", 0.4)
    # A 'no' to the proposed scene alone leaves the parent.
    album.say(photo, None, "beach")
    assert album.row(photo).scene == "water"


def test_at_rest_no_connection_keeps_pages_and_questions_are_answered_as_before(
    five: Album,
) -> None:
    database = five.library._database  # type: ignore[attr-defined]
    said: list[str] = []
    with database.read() as one, database.read() as other:
        for connection in (one, other):
            connection.connection.driver_connection.set_trace_callback(said.append)
    five.library.rest()
    assert said.count("PRAGMA shrink_memory") == 2
    assert names(five, Query(view=View.REVIEW)) == "b c"
    with five.library.transaction():
        five.library.set_setting("key", 1)
        five.library.rest()
    assert five.library.setting("key") == 1


def test_at_rest_nobody_is_waited_for_who_writes(five: Album) -> None:
    began, may = threading.Event(), threading.Event()

    def write() -> None:
        with five.library.transaction():
            five.library.set_setting("key", 2)
            began.set()
            may.wait(30)

    writer = threading.Thread(target=write)
    writer.start()
    assert began.wait(30)
    five.library.rest()
    assert five.library.setting("key") is None
    may.set()
    writer.join()
    assert five.library.setting("key") == 2
