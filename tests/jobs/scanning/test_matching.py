"""Matching files and photos: bytes, then pixels, then where they lie."""

from __future__ import annotations

from app.jobs.scanning.matching import Hashes, LoosePhoto, SeenFile, match_files, order_of_merge


def file(path: str, content: str, pixels: str = "", home: int | None = None) -> SeenFile:
    return SeenFile(path, content, pixels or f"p{content}", home)


def photo(id_: int, path: str, content: str, pixels: str = "", *, said: bool = False) -> LoosePhoto:
    return LoosePhoto(id_, path, content, pixels or f"p{content}", said)


def test_contents_in_a_circle() -> None:
    files = [file("/1", "c", home=1), file("/2", "a", home=2), file("/3", "b", home=3)]
    photos = [photo(1, "/1", "a"), photo(2, "/2", "b"), photo(3, "/3", "c")]
    assert match_files(files, photos) == {"/1": 3, "/2": 1, "/3": 2}


def test_an_edit_only_where_the_old_picture_is_nowhere_and_the_new_one_unknown() -> None:
    edited, before = [file("/1", "new", home=1)], [photo(1, "/1", "old")]
    assert match_files(edited, before) == {"/1": 1}
    old, new = Hashes(frozenset({"old"})), Hashes(frozenset({"new"}))
    assert match_files(edited, before, there=old) == {"/1": None}
    assert match_files(edited, before, there=new) == {"/1": None}
    assert match_files(edited, before, away=new) == {"/1": None}
    assert match_files(edited, before, away=old) == {"/1": 1}
    assert match_files(edited, before, there=Hashes(pixels=frozenset({"pold"}))) == {"/1": None}


def test_a_picture_over_two_others_is_an_edit_of_neither() -> None:
    photos = [photo(1, "/1", "a"), photo(2, "/2", "b"), photo(3, "/3", "a")]
    files = [file("/1", "new", home=1), file("/2", "new", home=2)]
    assert match_files(files, photos) == {"/1": None, "/2": None}
    files = [file("/1", "new", home=1), file("/3", "new", home=3)]
    assert match_files(files, photos) == {"/1": 1, "/3": 3}
    copy = Hashes(frozenset({"new"}))
    assert match_files([file("/1", "new", home=1)], photos, fresh=copy) == {"/1": 1}


def test_names_then_labels_then_the_rest() -> None:
    photos = [
        photo(1, "/a/1/x", "c"),
        photo(2, "/a/2/x", "c", said=True),
        photo(3, "/a/y", "c"),
        photo(4, "/a/z", "c", said=True),
    ]
    files = [file("/b/n", "c"), file("/b/1/x", "c"), file("/b/2/x", "c")]
    assert match_files(files, photos) == {"/b/1/x": 1, "/b/2/x": 2, "/b/n": 4}


def test_pixels_come_after_bytes() -> None:
    photos = [photo(1, "/a", "old", "p"), photo(2, "/b", "c", "p", said=True)]
    assert match_files([file("/n", "c", "p")], photos) == {"/n": 2}
    assert match_files([file("/n", "other", "p")], photos) == {"/n": 2}
    assert match_files([file("/a", "other", "p", home=1)], photos) == {"/a": 1}


def test_a_retagged_file_stays_beside_the_copy_from_before() -> None:
    files = [file("/x", "new", "p", home=1), file("/x_original", "old", "p")]
    assert match_files(files, [photo(1, "/x", "old", "p")]) == {"/x": 1, "/x_original": None}


def test_copies_with_other_tags_that_changed_places() -> None:
    files = [file("/1", "b", "p", home=1), file("/2", "a", "p", home=2)]
    photos = [photo(1, "/1", "a", "p"), photo(2, "/2", "b", "p")]
    assert match_files(files, photos) == {"/1": 2, "/2": 1}


def test_damaged_files_have_no_pixels_in_common() -> None:
    files = [SeenFile("/n", "broken", "")]
    assert match_files(files, [LoosePhoto(1, "/o", "other", "")]) == {"/n": None}
    assert match_files(files, [LoosePhoto(1, "/o", "broken", "")]) == {"/n": 1}


def test_the_most_like_name_comes_first() -> None:
    photos = [photo(1, "/b/2/y", "c"), photo(2, "/b/1/x", "c"), photo(3, "/b/2/x", "c")]
    assert [p.id for p in order_of_merge(photos, "/a/2/x")] == [3, 2, 1]
