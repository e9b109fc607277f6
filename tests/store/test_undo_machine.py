"""Labels, ratings, albums, scenes, ranges and models under undo and redo, against a dictionary."""

from __future__ import annotations

import copy
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from app.core.collecting.albums import AlbumRow, KeptSearch
from app.core.collecting.ratings import Flag, Rating
from app.core.imported import Imported
from app.core.records import Act, Query, View
from app.core.types import Status
from app.store.care.examine import examine
from app.store.library import open_library
from tests.examples import examples
from tests.store.conftest import Album, decision, scene
from tests.store.predictions import write_predictions

PHOTOS = 5
SCENES = ("beach", "lake", "kitchen")
ALBUMS = ("Italy", "Best")
words = st.tuples(st.none() | st.sampled_from(SCENES), st.sets(st.sampled_from(SCENES))).map(
    lambda w: (w[0], tuple(sorted(w[1] - {w[0]})))
)

ratings = st.tuples(st.none() | st.integers(0, 5), st.none() | st.sampled_from(Flag))


class UndoMachine(RuleBasedStateMachine):
    """Every rule is done to the library and to ``state``; ``past`` and ``future`` are copies."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.album = Album(Path(self.folder.name) / "m.albumen")
        self.ids = [self.album.add(f"{k}.jpg", decision(SCENES[k % 3])) for k in range(PHOTOS)]
        self.state: dict[str, Any] = {"labels": {}, "ranges": {}, "scenes": {}, "model": 1}
        self.state |= {"ratings": {}, "albums": {}, "searches": {}}
        self.accepted = dict.fromkeys(self.ids, True)
        self.found = dict.fromkeys(self.ids, (0, Flag.NONE))
        self.past: list[dict[str, Any]] = []
        self.future: list[dict[str, Any]] = []

    def _did(self, after: dict[str, Any]) -> None:
        self.past.append(self.state)
        self.state = after
        self.future = []

    @initialize()
    def start(self) -> None:
        self.album.library.set_setting("started", True)

    @rule(wanted=st.dictionaries(st.integers(0, PHOTOS - 1), words, min_size=1))
    def label(self, wanted: dict[int, tuple[str | None, tuple[str, ...]]]) -> None:
        labels = {self.ids[k]: word for k, word in wanted.items()}
        after = copy.deepcopy(self.state)
        for photo, word in labels.items():
            after["labels"].pop(photo, None)
            if word != (None, ()):
                after["labels"][photo] = word
        before = self.album.newest()
        with self.album.library.action(Act.LABEL, {"n": len(labels)}):
            self.album.library.labels.save(labels)
        if after == self.state:
            assert self.album.newest() == before
        else:
            assert self.album.newest() > before
            self._did(after)

    @rule(wanted=st.dictionaries(st.integers(0, PHOTOS - 1), ratings, min_size=1))
    def rate(self, wanted: dict[int, tuple[int | None, Flag | None]]) -> None:
        after = copy.deepcopy(self.state)
        for k, said in wanted.items():
            after["ratings"].pop(self.ids[k], None)
            if said != (None, None):
                after["ratings"][self.ids[k]] = said
        with self.album.library.action(Act.RATE, {}):
            self.album.library.ratings.save({self.ids[k]: Rating(*r) for k, r in wanted.items()})
        if after != self.state:
            self._did(after)

    @rule(
        name=st.sampled_from(ALBUMS),
        places=st.dictionaries(st.integers(0, PHOTOS - 1), st.none() | st.integers(1, 3)),
        cover=st.none() | st.integers(0, PHOTOS - 1),
    )
    def fill_an_album(self, name: str, places: dict[int, int | None], cover: int | None) -> None:
        """Make an album where there is none; put photos in, elsewhere or out; choose a cover."""
        after = copy.deepcopy(self.state)
        albums = self.album.library.albums
        with self.album.library.action(Act.ALBUM, {"name": name}):
            if name not in after["albums"]:
                after["albums"][name] = (None, {})
                albums.add(name)
            inside, album = after["albums"][name][1], self._album(name)
            albums.put(album, {self.ids[k]: place for k, place in places.items()})
            inside |= {self.ids[k]: place for k, place in places.items()}
            kept = {photo: place for photo, place in inside.items() if place is not None}
            shown = None if cover is None else self.ids[cover]
            albums.change(AlbumRow(album, name, shown))
            after["albums"][name] = (shown, kept)
        if after != self.state:
            self._did(after)

    def _album(self, name: str) -> int:
        return next(row.id for row in self.album.library.albums.rows() if row.name == name)

    @rule(name=st.sampled_from(ALBUMS))
    def forget_an_album(self, name: str) -> None:
        if name in self.state["albums"]:
            after = copy.deepcopy(self.state)
            del after["albums"][name]
            with self.album.library.action(Act.ALBUM_DELETE, {"name": name}):
                self.album.library.albums.remove(self._album(name))
            self._did(after)

    @rule(name=st.sampled_from(ALBUMS), text=st.sampled_from(["beach", "lake"]))
    def keep_a_search(self, name: str, text: str) -> None:
        """Keep a search by a name, change its text, or forget it where it says that already."""
        after = copy.deepcopy(self.state)
        albums = self.album.library.albums
        found = {row.name: row for row in albums.searches()}
        with self.album.library.action(Act.SEARCH_KEEP, {"name": name}):
            if name not in found:
                albums.keep_search(name, text)
            elif found[name].text == text:
                albums.drop_search(found[name].id)
            else:
                albums.change_search(KeptSearch(found[name].id, name, text))
        if after["searches"].pop(name, None) != text:
            after["searches"][name] = text
        self._did(after)

    @rule(photo=st.integers(0, PHOTOS - 1), said=st.none() | st.integers(-1, 5))
    def find_a_rating(self, photo: int, said: int | None) -> None:
        """What a file says changes no rating of a person and no history."""
        id_ = self.ids[photo]
        self.found[id_] = max(said or 0, 0), Flag.REJECT if said == -1 else Flag.NONE
        self.album.library.photos.save_sidecars({id_: ("x", Imported(rating=said))})

    @rule(name=st.sampled_from(SCENES), low=st.sampled_from([0.1, 0.2]))
    def set_range(self, name: str, low: float) -> None:
        self.album.set_range(name, (low, 1.0))
        after = copy.deepcopy(self.state)
        after["ranges"][name] = low
        self._did(after)

    @rule(name=st.sampled_from(SCENES))
    def reset_range(self, name: str) -> None:
        self.album.set_range(name, None)
        after = copy.deepcopy(self.state)
        if after["ranges"].pop(name, None) is not None:
            self._did(after)

    @rule(photo=st.integers(0, PHOTOS - 1), name=st.sampled_from(["garden", "street"]))
    def new_scene(self, photo: int, name: str) -> None:
        if name in self.state["scenes"]:
            return
        with self.album.library.action(Act.NEW_SCENE, {"scene": name}):
            self.album.library.scenes.save(scene(name))
            self.album.library.labels.save({self.ids[photo]: (name, ())})
        after = copy.deepcopy(self.state)
        after["scenes"][name] = name.title()
        after["labels"][self.ids[photo]] = (name, ())
        self._did(after)

    @rule()
    def refresh(self) -> None:
        version = self.album.learn()
        self._did({**copy.deepcopy(self.state), "model": version})

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

    @rule(photo=st.integers(0, PHOTOS - 1), accepted=st.booleans())
    def scan_again(self, photo: int, accepted: bool) -> None:
        """The machine's word changes no label and no history."""
        id_ = self.ids[photo]
        word = decision(SCENES[photo % 3], accepted=accepted)
        write_predictions(self.album.library, self.state["model"], {id_: word})
        self.accepted[id_] = accepted

    @rule(photo=st.integers(0, PHOTOS - 1), missing=st.booleans())
    def vanish(self, photo: int, missing: bool) -> None:
        self.album.library.photos.set_missing([self.ids[photo]], missing)

    @rule()
    def restart(self) -> None:
        self.album.library.close()
        self.album.library = open_library(self.album.library.path)

    @invariant()
    def same(self) -> None:
        library = self.album.library
        labels = {row.photo: (row.yes, row.no) for row in library.labels.rows()}
        assert labels == self.state["labels"]
        own_ratings = library.ratings.of(self.ids)
        assert {p: (r.stars, r.flag) for p, r in own_ratings.items()} == self.state["ratings"]
        shown = {
            row.name: (row.cover, dict(library.albums.places(row.id)))
            for row in library.albums.rows()
        }
        assert shown == self.state["albums"]
        assert {s.name: s.text for s in library.albums.searches()} == self.state["searches"]
        for row in library.photos.rows(self.ids):
            stars, flag = self.state["ratings"].get(row.id, (None, None))
            found = self.found[row.id]
            assert row.stars == (found[0] if stars is None else stars)
            assert row.flag == (found[1] if flag is None else flag)
        assert {r.scene: r.low for r in library.models.ranges()} == self.state["ranges"]
        own = {s.id: s.name_en for s in library.scenes.names() if s.id not in SCENES}
        assert own == self.state["scenes"]
        assert library.models.blob()[0] == self.state["model"]
        assert (library.history.next_undo() is None) == (not self.past)
        assert (library.history.next_redo() is None) == (not self.future)
        for row in library.photos.rows(self.ids):
            yes, no = self.state["labels"].get(row.id, (None, ()))
            assert row.label == yes
            assert (row.status is Status.LABELLED) == (yes is not None)
            proposed = SCENES[self.ids.index(row.id) % 3]
            if yes is None:
                shown = self.accepted[row.id] and proposed not in no
                assert (row.status is Status.ACCEPTED) == shown
        labelled = {photo for photo, word in labels.items() if word[0] is not None}
        assert set(library.photos.ids(Query(view=View.LABELLED)).tolist()) == labelled

    def teardown(self) -> None:
        self.album.library.close()
        findings = {f.code for f in examine(self.album.library.path)}
        assert not findings - {"unknown_scenes"}
        self.folder.cleanup()


TestUndoMachine = UndoMachine.TestCase
TestUndoMachine.settings = settings(
    max_examples=examples(10, 50),
    stateful_step_count=25,
    deadline=None,
)
