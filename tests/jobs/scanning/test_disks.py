"""A disk that comes and goes inside a folder of the library takes its photos along, no label."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator
from typing import Any

import pytest

from app.core.messages import Message
from app.core.types import DecodeFailure, PhotoFile
from app.jobs.history import undo
from app.jobs.originals.transfer import move_photos
from app.jobs.runner import run_now
from app.jobs.scanning.folders import remove_folder
from app.jobs.scanning.scan import scan_photos
from app.media import disks
from app.media.disks import LASTING, Mount
from tests.jobs.scanning.file_tree import Tree
from tests.tiny_photos import TaggedDecoders


class Drive:
    """Mounts disks in the tree: the files of one that is unplugged lie elsewhere meanwhile."""

    def __init__(self, tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
        self.tree = tree
        self.mounts = [Mount("/", f"{LASTING}hard:/")]
        monkeypatch.setattr(disks, "read_mounts", lambda: list(self.mounts))

    def plug(self, name: str, place: str, called: str = "") -> None:
        point, files = self.tree.path(place), self.tree.path(f"disk-{name}")
        shutil.rmtree(point, ignore_errors=True)
        if files.exists():
            os.rename(files, point)
        else:
            point.mkdir(parents=True)
        self.mounts.append(Mount(str(point), called or f"{LASTING}{name}:/"))

    def unplug(self, name: str, place: str, *, keep_point: bool = True) -> None:
        point = self.tree.path(place)
        os.rename(point, self.tree.path(f"disk-{name}"))
        self.mounts = [mount for mount in self.mounts if mount.point != str(point)]
        if keep_point:
            point.mkdir()


@pytest.fixture
def drive(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> Drive:
    """A stick in a/usb with a labelled and another photo, and one photo beside it."""
    drive = Drive(tree, monkeypatch)
    drive.plug("stick", "a/usb")
    tree.put("a/home.jpg", "stays")
    tree.put("a/usb/x.jpg", "sand")
    tree.put("a/usb/deep/y.jpg", "stove")
    tree.scan("a", "b")
    tree.label("a/usb/x.jpg", "beach")
    return drive


@pytest.mark.parametrize("keep_point", [True, False])
@pytest.mark.parametrize("part", ["a", "a/usb"])
def test_photos_of_an_unplugged_disk_are_offline(
    tree: Tree, drive: Drive, keep_point: bool, part: str
) -> None:
    drive.unplug("stick", "a/usb", keep_point=keep_point)
    if keep_point or part == "a":
        result = tree.scan(part)
        assert result["vanished"] == 0
        assert result["offline"] == [str(tree.path("a/usb" if keep_point else "a"))]
    tree.scan("a")
    away = {"a/home.jpg": None, "(a/usb/x.jpg)": "beach", "(a/usb/deep/y.jpg)": None}
    assert tree.listed() == away
    assert tree.bench.ctx.library.photos.counts().offline == 2
    shutil.copy2(tree.path("disk-stick/x.jpg"), tree.path("b/copy.jpg"))
    for names in (("b",), ("a",), ("a", "b"), ()):  # nothing takes what is only away
        assert tree.scan(*names)["vanished"] == 0
        assert tree.listed() == {**away, "b/copy.jpg": None}
    drive.plug("stick", "a/usb")
    assert tree.scan("a")["unchanged"] == 3
    assert tree.bench.ctx.library.photos.counts().offline == 0
    assert tree.listed() == {
        "a/home.jpg": None,
        "a/usb/x.jpg": "beach",
        "a/usb/deep/y.jpg": None,
        "b/copy.jpg": None,
    }


def test_a_part_that_is_mounted_from_the_same_disk_is_a_disk(tree: Tree, drive: Drive) -> None:
    drive.plug("bind", "a/bind", f"{LASTING}hard:/elsewhere")
    tree.put("a/bind/z.jpg", "third")
    tree.scan("a")
    drive.unplug("bind", "a/bind")
    assert tree.scan("a")["vanished"] == 0
    assert "(a/bind/z.jpg)" in tree.listed()


def test_photos_that_are_gone_from_a_disk_that_is_there_are_gone(tree: Tree, drive: Drive) -> None:
    tree.move("a/usb/x.jpg", "b/moved.jpg")
    tree.path("a/usb/deep/y.jpg").unlink()
    assert tree.scan("a", "b")["moved"] == 1
    assert tree.listed() == {"a/home.jpg": None, "b/moved.jpg": "beach"}
    assert tree.scan("a")["offline"] == []


def test_what_was_gone_before_the_disk_was_unplugged_may_be_found_elsewhere(
    tree: Tree, drive: Drive
) -> None:
    tree.move("a/usb/x.jpg", "x.jpg")
    assert tree.scan("a")["vanished"] == 1
    drive.unplug("stick", "a/usb")
    tree.move("x.jpg", "b/x.jpg")
    assert tree.scan("a", "b")["moved"] == 1
    assert tree.listed()["b/x.jpg"] == "beach"


def test_another_card_in_its_place_has_photos_of_its_own(tree: Tree, drive: Drive) -> None:
    drive.unplug("stick", "a/usb")
    drive.plug("other", "a/usb")
    tree.put("a/usb/x.jpg", "not-sand")  # cameras begin to count anew
    tree.put("a/usb/z.jpg", "third")
    assert tree.scan("a")["vanished"] == 0
    tree.label("a/usb/x.jpg", "forest")
    copy = tree.path("b/copy.jpg")
    shutil.copy2(tree.path("disk-stick/x.jpg"), copy)
    tree.scan("b")
    assert tree.labels("b/copy.jpg") == [None]
    for stick, other in (("stick", "other"), ("other", "stick")) * 2:
        drive.unplug(other, "a/usb")
        drive.plug(stick, "a/usb")
        tree.scan("a")
        label = {"stick": "beach", "other": "forest"}
        assert tree.labels("a/usb/x.jpg") == [label[stick]]
        assert sorted(filter(None, tree.listed().values())) == ["beach", "forest"]
    tree.scan()
    assert tree.labels("b/copy.jpg") == [None]


def test_a_folder_that_is_a_card_itself(tree: Tree, drive: Drive) -> None:
    drive.plug("first", "card")
    for number in range(3):
        tree.put(f"card/DCIM/IMG_{number}.jpg", f"first-{number}")
    tree.scan("card")
    tree.label("card/DCIM/IMG_0.jpg", "beach")
    tree.label("card/DCIM/IMG_2.jpg", "beach")
    drive.unplug("first", "card")
    assert tree.scan("card")["offline"] == [str(tree.path("card"))]
    drive.plug("second", "card")
    for number in range(2):
        tree.put(f"card/DCIM/IMG_{number}.jpg", f"second-{number}")
    assert tree.scan("card")["vanished"] == 0
    names = [f"card/DCIM/IMG_{number}.jpg" for number in range(3)]
    assert tree.labels(*names) == [None, None, "beach"]
    tree.label("card/DCIM/IMG_1.jpg", "kitchen")
    drive.unplug("second", "card")
    drive.plug("first", "card")
    tree.scan("card", again=True)
    assert tree.labels(*names) == ["beach", None, "beach"]
    assert tree.listed()["(card/DCIM/IMG_1.jpg)"] == "kitchen"


def test_a_disk_that_is_mounted_elsewhere_now(tree: Tree, drive: Drive) -> None:
    drive.unplug("stick", "a/usb", keep_point=False)
    drive.plug("stick", "b/usb")
    tree.put("b/other.jpg", "other")
    assert tree.scan()["moved"] == 2
    assert tree.listed() == {
        "a/home.jpg": None,
        "b/usb/x.jpg": "beach",
        "b/usb/deep/y.jpg": None,
        "b/other.jpg": None,
    }


def test_a_disk_that_the_system_calls_otherwise_is_known_by_its_files(
    tree: Tree, drive: Drive
) -> None:
    drive.unplug("stick", "a/usb")
    tree.path("disk-stick/x.jpg").rename(tree.path("b/x.jpg"))
    drive.plug("stick", "a/usb", "ext4 /dev/sdc1:/")
    assert tree.scan("b")["moved"] == 0  # which disk it is cannot be known yet
    assert (tree.scan("a")["vanished"], tree.labels("b/x.jpg")) == (0, ["beach"])
    drive.mounts[-1] = Mount(str(tree.path("a/usb")), f"{LASTING}stick:/seen/from/a/sandbox")
    assert tree.scan()["unchanged"] == 3
    assert [row.name for row in tree.bench.ctx.library.disks.rows()] == [
        f"{LASTING}hard:/",
        f"{LASTING}stick:/seen/from/a/sandbox",
    ]


def test_a_photo_behind_a_link_lies_on_the_disk_that_it_leads_to(tree: Tree, drive: Drive) -> None:
    drive.plug("far", "far")
    tree.put("far/z.jpg", "third")
    tree.path("a/links").symlink_to(tree.path("far"))
    tree.scan("a")
    tree.label("a/links/z.jpg", "kitchen")
    drive.unplug("far", "far", keep_point=False)
    assert tree.scan("a")["vanished"] == 0
    assert tree.listed()["(a/links/z.jpg)"] == "kitchen"


def test_a_disk_that_goes_while_its_photos_are_read(tree: Tree, drive: Drive) -> None:
    for number in range(3):
        tree.put(f"a/usb/new{number}.jpg", f"new{number}")

    class Unplugging(TaggedDecoders):
        def decode(self, files: Iterable[PhotoFile]) -> Iterator[Any]:
            drive.unplug("stick", "a/usb")
            for file in files:
                yield DecodeFailure(file, Message("vanished"))

    tree.bench.decoders = Unplugging()
    result = tree.scan("a")
    assert (result["failed"], result["offline"]) == (0, [str(tree.path("a/usb"))])
    tree.bench.decoders = TaggedDecoders()
    drive.plug("stick", "a/usb")
    assert tree.scan("a")["new"] == 3


def test_looking_again_at_photos_whose_disk_is_away(tree: Tree, drive: Drive) -> None:
    photo = tree.id("a/usb/x.jpg")
    drive.unplug("stick", "a/usb")
    result = run_now(scan_photos(tree.bench.ctx, [photo])).summary
    assert result["offline"] == [str(tree.path("a/usb/x.jpg"))]
    assert result["vanished"] == 0
    assert tree.listed()["a/usb/x.jpg"] == "beach"  # a scan says so


def test_a_folder_with_an_unplugged_disk_is_forgotten_and_comes_back(
    tree: Tree, drive: Drive
) -> None:
    drive.unplug("stick", "a/usb")
    tree.scan("a")
    run_now(remove_folder(tree.bench.ctx, tree.folder("a")))
    assert tree.listed() == {"(a/usb/x.jpg)": "beach"}
    tree.scan("a")
    drive.plug("stick", "a/usb")
    tree.scan("a")
    assert tree.listed() == {
        "a/home.jpg": None,
        "a/usb/x.jpg": "beach",
        "a/usb/deep/y.jpg": None,
    }


@pytest.mark.parametrize("undone", [False, True])
def test_photos_that_the_program_moved_lie_on_their_new_disk(
    tree: Tree, drive: Drive, undone: bool
) -> None:
    tree.label("a/home.jpg", "forest")
    run_now(move_photos(tree.bench.ctx, [tree.id("a/home.jpg")], str(tree.path("a/usb"))))
    if undone:
        run_now(undo(tree.bench.ctx))
    tree.copy("a/home.jpg" if undone else "a/usb/home.jpg", "b/copy.jpg")
    drive.unplug("stick", "a/usb")  # before any scan
    assert tree.scan()["vanished"] == 0
    assert tree.listed() == {
        "a/home.jpg" if undone else "(a/usb/home.jpg)": "forest",
        "(a/usb/x.jpg)": "beach",
        "(a/usb/deep/y.jpg)": None,
        "b/copy.jpg": None,
    }


def test_a_system_that_tells_no_disks(tree: Tree, drive: Drive) -> None:
    drive.mounts = []
    tree.put("a/new.jpg", "new")
    assert tree.scan("a")["new"] == 1
    tree.path("a/new.jpg").unlink()
    assert tree.scan("a")["vanished"] == 1
    assert tree.listed()["a/usb/x.jpg"] == "beach"
