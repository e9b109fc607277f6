"""Albums and kept searches: order, undo, and photos that turn out to be one."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from app.core.collecting.albums import AlbumRow, KeptSearch, moved_places
from app.core.records import Act, Query, SortBy
from app.core.search.fields import Offer
from app.store.care.examine import examine
from app.store.care.salvage import salvage_library
from app.store.library import open_library
from tests.store.conftest import Album
from tests.store.test_salvage import pages_of, spoil


def put(album: Album, name: str, photos: list[int]) -> int:
    with album.library.action(Act.ALBUM, {}):
        made = album.library.albums.add(name)
        album.library.albums.put(made, dict(moved_places([], photos, None)))
    return made


@given(
    there=st.lists(st.integers(1, 9), unique=True),
    going=st.lists(st.integers(1, 12), min_size=1, unique=True),
    before=st.none() | st.integers(1, 9),
)
def test_photos_go_where_they_are_laid(
    there: list[int], going: list[int], before: int | None
) -> None:
    places = [(photo, float(n)) for n, photo in enumerate(there)]
    moved = moved_places(places, going, before)
    after = sorted({**dict(places), **moved}.items(), key=lambda pair: pair[1])
    rest = [photo for photo in there if photo not in going]
    at = rest.index(before) if before in rest else len(rest)
    assert [photo for photo, _ in after] == [*rest[:at], *going, *rest[at:]]


def test_there_is_room_between_two_photos_for_ever() -> None:
    places = {1: 0.0, 2: 1.0, 3: 2.0}
    for turn in range(300):
        ordered = sorted(places.items(), key=lambda pair: pair[1])
        places |= moved_places(ordered, [3 if turn % 2 else 2], ordered[1][0])
        assert len(set(places.values())) == 3


def test_lists_of_an_album_are_in_its_order(album: Album) -> None:
    a, b, c = (album.add(name) for name in ("aaaa", "bbbb", "cccc"))
    made = put(album, "Italy", [c, a, b])

    def ids(**more: Any) -> list[int]:
        return album.library.photos.ids(Query(album=made, **more)).tolist()

    laid = {"sort": SortBy.ALBUM, "descending": False}
    assert ids(**laid) == [c, a, b]
    assert ids(sort=SortBy.ALBUM, descending=True) == [b, a, c]
    assert ids(text="name:a", **laid) == [a]
    assert ids(sort=SortBy.NAME, descending=False) == [a, b, c]
    assert album.library.photos.held(Query(album=made, **laid), [a, 99]) == {a}
    assert album.library.photos.ids(Query(text="album:ital")).tolist() == [c, b, a]
    assert album.library.albums.counts() == {made: 3}
    assert album.library.albums.of([a, b]) == {a: ("Italy",), b: ("Italy",)}
    assert album.library.albums.covers() == {made: "content-cccc"}
    album.library.photos.set_missing([c], True)
    assert ids(**laid) == [a, b], "what is gone is kept, and not on the lists"
    page = album.library.photos.first_page(Query(album=made, **laid), 1)
    assert page is not None, "its index has the order, however many photos follow"
    assert (page.ids.tolist(), page.complete) == ([a], False)
    assert album.library.albums.photos(made) == [c, a, b]


def test_rows_of_one_photo_are_in_the_albums_of_both(album: Album) -> None:
    old, new, other = (album.add(f"{name}.jpg") for name in ("old", "new", "other"))
    both, one = put(album, "Both", [old, other, new]), put(album, "One", [new, other])
    with album.library.action(Act.ALBUM_COVER, {}):
        album.library.albums.change(AlbumRow(one, "One", cover=new))
    album.library.identity.displace([old])
    album.library.identity.merge(old, new)
    assert album.library.albums.photos(both) == [old, other]
    assert album.library.albums.photos(one) == [old, other]
    assert next(row.cover for row in album.library.albums.rows() if row.id == one) == old
    album.library.history.undo()
    album.library.history.undo()
    assert [row.name for row in album.library.albums.rows()] == ["Both"]
    album.library.history.redo()
    assert album.library.albums.photos(one) == [old, other]
    album.library.history.redo()
    assert next(row.cover for row in album.library.albums.rows() if row.id == one) == old
    assert examine(album.library.path) == []


@pytest.mark.parametrize("taken_out", ["old", "new"])
def test_who_left_an_album_once_takes_nobody_out_of_it(album: Album, taken_out: str) -> None:
    old, new = album.add("old.jpg"), album.add("new.jpg")
    out, stays = (old, new) if taken_out == "old" else (new, old)
    made = put(album, "Italy", [out])
    for places in ({out: None}, {stays: 7.0}):
        with album.library.action(Act.ALBUM_ADD, {}):
            album.library.albums.put(made, places)
    album.library.identity.displace([old])
    album.library.identity.merge(old, new)
    assert album.library.albums.places(made) == [(old, 7.0)]
    album.library.history.undo()
    assert album.library.albums.places(made) == []
    album.library.history.undo()
    assert album.library.albums.photos(made) == [old]
    album.library.history.redo()
    album.library.history.redo()
    assert album.library.albums.places(made) == [(old, 7.0)]
    assert examine(album.library.path) == []


def test_a_photo_of_an_album_is_looked_for_where_it_went(album: Album) -> None:
    photo = album.add("a.jpg")
    put(album, "Italy", [photo])
    (row,) = album.library.identity.stored([photo])
    assert row.is_labelled


def test_a_photo_of_an_album_that_was_deleted_is_not_forgotten(album: Album) -> None:
    photo = album.add("a.jpg")
    made = put(album, "Italy", [photo])
    with album.library.action(Act.ALBUM_DELETE, {}):
        album.library.albums.remove(made)
    album.library.identity.displace([photo])
    assert album.library.photos.spoken_and_gone() == [photo]
    album.library.history.undo()
    assert album.library.albums.photos(made) == [photo]


@pytest.mark.parametrize("table", ["", "album", "album_photo", "kept_search"])
def test_albums_survive_salvage(album: Album, table: str) -> None:
    photos = [album.add(f"{k}.jpg") for k in range(6)]
    made = put(album, "Italy", photos[::-1])
    with album.library.action(Act.SEARCH_KEEP, {}):
        kept = album.library.albums.keep_search("Sea", "beach -people")
    path = Path(album.library.path)
    album.library.close()
    if table:
        spoil(path, pages_of(path, table))
    salvage_library(str(path))
    assert examine(str(path)) == []
    with open_library(path) as library:
        assert library.albums.rows() == [AlbumRow(made, "Italy")]
        assert library.albums.photos(made) == photos[::-1]
        assert library.albums.searches() == [KeptSearch(kept, "Sea", "beach -people")]


class AlbumMachine(RuleBasedStateMachine):
    """Every rule is done to the library and to plain lists; ``past`` and ``future`` are copies."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.album = Album(Path(self.folder.name) / "m.albumen")
        self.ids = [self.album.add(f"{k}.jpg") for k in range(4)]
        self.state: dict[str, list[int]] = {}
        self.past: list[dict[str, list[int]]] = []
        self.future: list[dict[str, list[int]]] = []

    def _did(self, after: dict[str, list[int]]) -> None:
        if after != self.state:
            self.past.append(self.state)
            self.state, self.future = after, []

    def _id(self, name: str) -> int:
        return next(row.id for row in self.album.library.albums.rows() if row.name == name)

    @rule(name=st.sampled_from("xyz"), photos=st.lists(st.integers(0, 3), unique=True))
    def make(self, name: str, photos: list[int]) -> None:
        if name not in self.state:
            put(self.album, name, [self.ids[k] for k in photos])
            self._did({**self.state, name: [self.ids[k] for k in photos]})

    @precondition(lambda self: self.state)
    @rule(data=st.data(), before=st.none() | st.integers(0, 3))
    def lay(self, data: st.DataObject, before: int | None) -> None:
        name = data.draw(st.sampled_from(sorted(self.state)))
        going = [self.ids[k] for k in data.draw(st.lists(st.integers(0, 3), unique=True))]
        target = None if before is None else self.ids[before]
        albums, album = self.album.library.albums, self._id(name)
        places = moved_places(albums.places(album), going, target)
        with self.album.library.action(Act.ALBUM_MOVE, {}):
            albums.put(album, dict(places))
        rest = [photo for photo in self.state[name] if photo not in going]
        at = rest.index(target) if target in rest else len(rest)
        order = [*rest[:at], *going, *rest[at:]]
        self._did({**self.state, name: order})

    @precondition(lambda self: self.state)
    @rule(data=st.data(), photo=st.integers(0, 3))
    def take(self, data: st.DataObject, photo: int) -> None:
        name = data.draw(st.sampled_from(sorted(self.state)))
        with self.album.library.action(Act.ALBUM_TAKE, {}):
            self.album.library.albums.put(self._id(name), {self.ids[photo]: None})
        left = [other for other in self.state[name] if other != self.ids[photo]]
        self._did({**self.state, name: left})

    @precondition(lambda self: self.state)
    @rule(data=st.data())
    def delete(self, data: st.DataObject) -> None:
        name = data.draw(st.sampled_from(sorted(self.state)))
        with self.album.library.action(Act.ALBUM_DELETE, {}):
            self.album.library.albums.remove(self._id(name))
        self._did({k: v for k, v in self.state.items() if k != name})

    @precondition(lambda self: self.past)
    @rule()
    def undo(self) -> None:
        assert self.album.library.history.undo() is not None
        self.future.append(self.state)
        self.state = self.past.pop()

    @precondition(lambda self: self.future)
    @rule()
    def redo(self) -> None:
        assert self.album.library.history.redo() is not None
        self.past.append(self.state)
        self.state = self.future.pop()

    @invariant()
    def same(self) -> None:
        albums = self.album.library.albums
        assert {row.name: albums.photos(row.id) for row in albums.rows()} == self.state

    def teardown(self) -> None:
        assert examine(self.album.library.path) == []
        self.album.library.close()
        self.folder.cleanup()


AlbumMachine.TestCase.settings = settings(max_examples=5, stateful_step_count=12, deadline=None)
TestAlbums = AlbumMachine.TestCase


def test_searches_are_completed_with_albums(album: Album) -> None:
    put(album, "Italy", [album.add("a.jpg")])
    assert album.library.offers.offered(Offer.ALBUMS) == ["Italy"]
