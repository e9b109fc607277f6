"""Raw file and JPEG of one name are one photo: its label stays, whichever file comes or goes."""

from __future__ import annotations

import os
import random
from dataclasses import replace
from pathlib import Path

import pytest

from app.core.outside.companions import CompanionRole
from app.core.records import Query
from app.core.types import DecodedPhoto
from app.jobs.relabel import label_photos
from app.jobs.runner import run_now
from app.jobs.scanning.scan import scan_photos
from tests.examples import examples
from tests.jobs.scanning.file_tree import Tree
from tests.tiny_photos import TaggedDecoders


def _settled(tree: Tree) -> dict[str, str | None]:
    """Scan, and see that neither a second look nor reading everything anew changes anything."""
    tree.scan()
    found = tree.listed()
    for again in (False, True):
        result = tree.scan(again=again)
        assert (result["moved"], result["new"], result["changed"], result["vanished"]) == (0,) * 4
        assert tree.listed() == found
    return found


def _companions(tree: Tree, name: str) -> list[str]:
    (row,) = tree.rows([name])
    return [f"{one.role.value} {one.name}" for one in row.companions]


@pytest.fixture
def pair(tree: Tree) -> Tree:
    """A labelled pair with a film and a sidecar, a raw file alone, and another photo."""
    tree.put("a/img.jpg", "shot")
    tree.put("a/IMG.RAF", "values")
    tree.put("a/img.mov", "film")
    tree.put("a/img.xmp", "")
    tree.put("a/alone.nef", "other values")
    tree.put("b/z.jpg", "stays")
    tree.scan("a", "b")
    tree.label("a/img.jpg", "beach")
    return tree


def test_a_pair_is_one_photo_and_says_what_belongs_to_it(pair: Tree) -> None:
    assert _settled(pair) == {"a/img.jpg": "beach", "a/alone.nef": None, "b/z.jpg": None}
    assert _companions(pair, "a/img.jpg") == ["raw IMG.RAF", "film img.mov", "more img.xmp"]
    assert _companions(pair, "b/z.jpg") == []


def test_companions_that_come_and_go_are_noticed_without_reading_the_photo(pair: Tree) -> None:
    pair.put("b/z.cr2", "values")
    os.unlink(pair.path("a/img.mov"))
    opened = len(pair.bench.decoders.opened)
    assert pair.scan()["unchanged"] == 3
    assert len(pair.bench.decoders.opened) == opened
    assert _companions(pair, "b/z.jpg") == ["raw z.cr2"]
    assert _companions(pair, "a/img.jpg") == ["raw IMG.RAF", "more img.xmp"]


def test_the_raw_file_stays_with_the_label_when_the_jpeg_goes(pair: Tree) -> None:
    photo = pair.id("a/img.jpg")
    os.unlink(pair.path("a/img.jpg"))
    assert _settled(pair) == {"a/IMG.RAF": "beach", "a/alone.nef": None, "b/z.jpg": None}
    assert pair.id("a/IMG.RAF") == photo
    # And back again.
    pair.put("a/img.jpg", "shot")
    assert _settled(pair) == {"a/img.jpg": "beach", "a/alone.nef": None, "b/z.jpg": None}
    assert pair.id("a/img.jpg") == photo


def test_a_jpeg_that_was_gone_for_long_leaves_its_label_to_the_raw_file(pair: Tree) -> None:
    os.unlink(pair.path("a/IMG.RAF"))
    os.unlink(pair.path("a/img.jpg"))
    assert _settled(pair)["(a/img.jpg)"] == "beach"
    pair.put("a/IMG.RAF", "values")
    assert _settled(pair) == {"a/IMG.RAF": "beach", "a/alone.nef": None, "b/z.jpg": None}


@pytest.mark.parametrize("name", ["a/alone.jpg", "a/ALONE.HEIC"])
def test_a_jpeg_joins_a_raw_file_that_has_a_label(pair: Tree, name: str) -> None:
    pair.label("a/alone.nef", "kitchen")
    photo = pair.id("a/alone.nef")
    pair.put(name, "the camera's")
    assert _settled(pair) == {"a/img.jpg": "beach", name: "kitchen", "b/z.jpg": None}
    assert pair.id(name) == photo
    assert _companions(pair, name) == ["raw alone.nef"]


def test_a_raw_file_joins_a_jpeg_that_has_a_label(pair: Tree) -> None:
    pair.label("b/z.jpg", "kitchen")
    pair.put("b/z.cr2", "values")
    assert _settled(pair) == {"a/img.jpg": "beach", "a/alone.nef": None, "b/z.jpg": "kitchen"}


def test_a_labelled_raw_file_that_moves_beside_a_jpeg_brings_its_label(pair: Tree) -> None:
    pair.label("a/alone.nef", "kitchen")
    pair.move("a/alone.nef", "b/alone.nef")
    pair.put("b/alone.jpg", "the camera's")
    assert _settled(pair) == {"a/img.jpg": "beach", "b/alone.jpg": "kitchen", "b/z.jpg": None}


@pytest.mark.parametrize("goal", ["a/new", "b/new"])
def test_a_labelled_raw_file_that_is_renamed_beside_a_jpeg_brings_its_label(
    pair: Tree, goal: str
) -> None:
    pair.label("a/alone.nef", "kitchen")
    pair.move("a/alone.nef", f"{goal}.nef")
    pair.put(f"{goal}.jpg", "the camera's")
    found = _settled(pair)
    assert found == {"a/img.jpg": "beach", f"{goal}.jpg": "kitchen", "b/z.jpg": None}


def test_a_raw_file_renamed_after_its_jpeg_was_known_brings_its_label(pair: Tree) -> None:
    pair.label("a/alone.nef", "kitchen")
    pair.move("a/alone.nef", "b/z.nef")
    assert _settled(pair) == {"a/img.jpg": "beach", "b/z.jpg": "kitchen"}


def test_another_raw_file_of_one_size_and_time_brings_no_label(pair: Tree) -> None:
    pair.label("a/alone.nef", "kitchen")
    status = pair.path("a/alone.nef").stat()
    os.unlink(pair.path("a/alone.nef"))
    pair.put("a/new.nef", "Other values")
    os.utime(pair.path("a/new.nef"), ns=(status.st_atime_ns, status.st_mtime_ns))
    pair.put("a/new.jpg", "the camera's")
    assert pair.path("a/new.nef").stat().st_size == status.st_size
    found = _settled(pair)
    assert (found["(a/alone.nef)"], found["a/new.jpg"]) == ("kitchen", None)


def test_another_pair_under_the_name_of_a_raw_file_gets_no_label_of_it(pair: Tree) -> None:
    pair.label("a/alone.nef", "kitchen")
    pair.move("a/alone.nef", "b/alone.nef")
    pair.put("b/alone.jpg", "the camera's")
    pair.put("a/alone.nef", "another shot")
    pair.put("a/alone.jpg", "the camera's of another shot")
    found = _settled(pair)
    assert (found["b/alone.jpg"], found["a/alone.jpg"]) == ("kitchen", None)


def test_labels_that_contradict_each_other_both_stay(pair: Tree) -> None:
    pair.label("a/alone.nef", "kitchen")
    pair.put("b/alone.jpg", "the camera's")
    pair.scan()
    pair.label("b/alone.jpg", "forest")
    pair.move("a/alone.nef", "b/alone.nef")
    assert _settled(pair) == {
        "a/img.jpg": "beach",
        "(a/alone.nef)": "kitchen",
        "b/alone.jpg": "forest",
        "b/z.jpg": None,
    }


@pytest.mark.parametrize("goal", ["b/img.jpg", "a/Trip 1.jpg"])
def test_a_jpeg_that_moves_away_takes_the_label_from_the_raw_file(pair: Tree, goal: str) -> None:
    pair.move("a/img.jpg", goal)
    found = _settled(pair)
    assert found[goal] == "beach"
    assert found["a/IMG.RAF"] is None
    assert len(found) == 4


@pytest.mark.parametrize(("stem", "folder"), [("Trip 1", "a"), ("img", "b"), ("Trip 1", "b/2024")])
def test_a_pair_that_is_renamed_or_moved_stays_one(pair: Tree, stem: str, folder: str) -> None:
    photo = pair.id("a/img.jpg")
    for name in ("img.jpg", "IMG.RAF", "img.mov", "img.xmp"):
        pair.move(f"a/{name}", f"{folder}/{stem}{os.path.splitext(name)[1]}")
    goal = f"{folder}/{stem}.jpg"
    assert _settled(pair) == {goal: "beach", "a/alone.nef": None, "b/z.jpg": None}
    assert pair.id(goal) == photo
    kinds = [one.role for one in pair.rows([goal])[0].companions]
    assert kinds == [CompanionRole.RAW, CompanionRole.FILM, CompanionRole.MORE]


def test_a_jpeg_that_came_from_elsewhere_keeps_its_own_label(pair: Tree) -> None:
    pair.label("a/alone.nef", "beach")
    pair.label("b/z.jpg", "beach")
    jpeg = pair.id("b/z.jpg")
    pair.move("b/z.jpg", "a/alone.jpg")
    assert _settled(pair) == {"a/img.jpg": "beach", "a/alone.jpg": "beach"}
    assert pair.id("a/alone.jpg") == jpeg


class _Dated(TaggedDecoders):
    """What stands behind the bar is when the photo was taken."""

    def decode(self, files):  # type: ignore[no-untyped-def]
        for item in super().decode(files):
            assert isinstance(item, DecodedPhoto)
            taken = Path(item.file.path).read_text().partition("|")[2]
            yield replace(item, facts=replace(item.facts, taken_at=taken or None))


@pytest.mark.parametrize(
    ("taken", "is_one"), [("2024-05-01T12:30:08", True), ("2025-05-01T12:30:07", False)]
)
def test_shots_of_one_name_and_two_dates_are_two(tree: Tree, taken: str, is_one: bool) -> None:
    tree.bench.decoders = _Dated()
    tree.put("a/img.raf", "values", "2024-05-01T12:30:07")
    tree.scan("a")
    tree.label("a/img.raf", "beach")
    tree.put("a/img.jpg", "shot", taken)
    tree.scan("a")
    assert tree.listed() == (
        {"a/img.jpg": "beach"} if is_one else {"(a/img.raf)": "beach", "a/img.jpg": None}
    )


def test_a_scan_that_was_cut_off_after_the_first_look_still_joins(pair: Tree) -> None:
    """A row that waits already lies at the JPEG's path."""
    pair.label("a/alone.nef", "kitchen")
    pair.put("a/alone.jpg", "the camera's")
    path = str(pair.path("a/alone.jpg"))
    from app.core.types import PhotoFacts
    from app.media.formats import look_at_file

    with pair.bench.ctx.writing:
        facts = PhotoFacts(2, 2, 1, "JPEG", "", "")
        pair.bench.ctx.library.photos.save(pair.folder("a"), look_at_file(path), facts)
    assert _settled(pair) == {"a/img.jpg": "beach", "a/alone.jpg": "kitchen", "b/z.jpg": None}


def test_labels_survive_undo_and_reading_one_photo_anew(pair: Tree) -> None:
    os.unlink(pair.path("a/img.jpg"))
    pair.scan()
    photo = pair.id("a/IMG.RAF")
    run_now(scan_photos(pair.bench.ctx, [photo]))
    run_now(label_photos(pair.bench.ctx, [photo], "forest"))
    assert _companions(pair, "a/IMG.RAF") == ["film img.mov", "more img.xmp"]
    assert pair.labels("a/IMG.RAF") == ["forest"]


class _Shots:
    """Shots of which each has a JPEG and a raw file, and what a person said of each."""

    def __init__(self, tree: Tree, seed: int) -> None:
        self.tree, self.rng = tree, random.Random(seed)
        self.said: dict[int, str] = {}
        self.names = {shot: f"a/s{shot}" for shot in range(4)}
        self.files: dict[tuple[int, str], str] = {}
        self.renamed = 0
        for shot in self.names:
            for ending in self.rng.choice((("jpg",), ("raf",), ("jpg", "raf"))):
                self.add(shot, ending)

    def add(self, shot: int, ending: str) -> None:
        if (shot, ending) not in self.files:
            self.files[shot, ending] = f"{self.names[shot]}.{ending}"
            self.tree.put(self.files[shot, ending], f"{ending} of {shot}")

    def move(self, shot: int, name: str, *endings: str) -> None:
        for ending in endings:
            if (shot, ending) in self.files:
                goal = f"{name}.{ending}"
                self.tree.move(self.files[shot, ending], goal)
                self.files[shot, ending] = goal

    def act(self) -> None:
        """Do something to the files of one shot, or say something of it."""
        shot = self.rng.randrange(4)
        what = self.rng.randrange(6)
        ending = self.rng.choice(("jpg", "raf"))
        if what == 0:
            self.add(shot, ending)
        elif what == 1 and (shot, ending) in self.files:
            os.unlink(self.tree.path(self.files.pop((shot, ending))))
        elif what == 2:
            self.renamed += 1
            self.names[shot] = f"{self.rng.choice('ab')}/r{self.renamed}"
            self.move(shot, self.names[shot], "jpg", "raf")
        elif what == 3:
            self.move(shot, f"{self.rng.choice('ab')}/s{shot}", ending)
        elif what == 4 and shot not in self.said:
            self.label(shot)

    def label(self, shot: int) -> None:
        shown = self.files.get((shot, "jpg"), self.files.get((shot, "raf")))
        known = (
            self.tree.bench.ctx.library.photos.find([str(self.tree.path(shown))]) if shown else 0
        )
        if known:
            self.said[shot] = ("beach", "kitchen", "forest")[shot % 3]
            self.tree.label(shown, self.said[shot])

    def check(self) -> None:
        """No label is lost, and none is on a file of another shot."""
        of_file = {path: shot for (shot, _), path in self.files.items()}
        kept = set()
        rows = self.tree.bench.ctx.library.photos
        for row in rows.rows(rows.ids(Query()).tolist()):
            name = os.path.relpath(row.path, self.tree.place)
            shot = of_file.get(name) if not row.missing else None
            assert row.label is None or shot is None or row.label == self.said.get(shot), name
            kept.add(row.label)
        assert kept - {None} == set(self.said.values())
        there = self.tree.bench.ctx.library.photos.find([str(self.tree.path(p)) for p in of_file])
        pairs = {os.path.splitext(p)[0] for p in there if p.endswith(".jpg")}
        missing = {row.id: row.missing for row in rows.rows(list(there.values()))}
        for path, photo in there.items():
            if path.endswith(".raf") and os.path.splitext(path)[0] in pairs:
                assert missing[photo], "a raw file beside its JPEG is no photo"


@pytest.mark.parametrize("seed", range(examples(2, 20)))
def test_whatever_becomes_of_the_files_of_shots_no_label_is_lost_or_lands_elsewhere(
    tree: Tree, seed: int
) -> None:
    shots = _Shots(tree, seed)
    tree.scan("a", "b")
    shots.label(0)
    shots.label(1)
    for _ in range(7):
        for _ in range(shots.rng.randrange(1, 3)):
            shots.act()
        tree.scan(*shots.rng.choice(((), (), ("a",), ("b",))))
        tree.scan()
        shots.check()
