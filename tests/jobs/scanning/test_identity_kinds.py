"""Brothers of what went wrong once: other ways to move, replace and restore, each read anew too."""

from __future__ import annotations

import os
import time
from collections.abc import Callable

import pytest

from app.jobs.relabel import refuse_scene
from app.jobs.runner import run_now
from app.jobs.scanning import scan
from app.jobs.scanning.scan import scan_photos
from tests.jobs.scanning.file_tree import Tree
from tests.tiny_album import FakeDecoders


def _settled(tree: Tree, *names: str) -> dict[str, str | None]:
    """Scan, and see that neither a second look nor reading everything anew changes anything."""
    tree.scan(*names)
    found = tree.listed()
    for again in (False, True):
        result = tree.scan(again=again)
        assert (result["moved"], result["new"], result["changed"], result["vanished"]) == (0,) * 4
        assert tree.listed() == found
    return found


@pytest.fixture
def two(tree: Tree) -> Tree:
    """Two labelled photos and one that stays."""
    tree.put("a/x.jpg", "sand")
    tree.put("a/y.jpg", "stove")
    tree.put("b/z.jpg", "stays")
    tree.scan("a", "b")
    tree.label("a/x.jpg", "beach")
    tree.label("a/y.jpg", "kitchen")
    return tree


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("a/img.jpg", "a/IMG.JPG"),
        ("a/caf\u00e9.jpg", "a/cafe\u0301.jpg"),
        ("a/\u1e9bs.jpg", "a/\u017f\u0307s.jpg"),
        ("a/Sub/x.jpg", "a/sub/x.jpg"),
        ("a/x.jpg", "a/x"),
        ("a/x.jpg", "a/x.png"),
        ("a/x.jpg", "a/deep/er/x.jpg"),
        ("a/\udcff.jpg", "a/\ufffd.jpg"),
    ],
)
def test_names_that_differ_in_little(tree: Tree, old: str, new: str) -> None:
    tree.put(old, "sand")
    tree.put("a/other.jpg", "other")
    tree.scan("a")
    tree.label(old, "beach")
    tree.move(old, new)
    if "." not in os.path.basename(new):  # without a known ending its first bytes tell
        tree.bench.decoders = FakeDecoders()
        tree.path(new).write_bytes(b"\xff\xd8\xff\xe0")
        assert tree.scan()["found"] == 2
        return
    assert _settled(tree) == {new: "beach", "a/other.jpg": None}


def test_folders_that_changed_places(two: Tree) -> None:
    two.move("a/x.jpg", "a/1/same.jpg")
    two.move("a/y.jpg", "a/2/same.jpg")
    _settled(two)
    two.move("a/1", "a/aside")
    two.move("a/2", "a/1")
    two.move("a/aside", "a/2")
    found = _settled(two, "a/1")
    assert found == {"a/1/same.jpg": "kitchen", "a/2/same.jpg": "beach", "b/z.jpg": None}


def test_three_that_went_round_and_one_was_written_anew(two: Tree) -> None:
    two.put("a/w.jpg", "third")
    two.scan()
    two.label("a/w.jpg", "forest")
    two.move("a/x.jpg", "a/aside")
    two.put("a/y.jpg", "stove", "keywords")
    two.move("a/y.jpg", "a/x.jpg")
    two.move("a/w.jpg", "a/y.jpg")
    two.move("a/aside", "a/w.jpg")
    assert _settled(two) == {
        "a/x.jpg": "kitchen",
        "a/y.jpg": "forest",
        "a/w.jpg": "beach",
        "b/z.jpg": None,
    }


def test_renumbered_and_the_last_one_edited(two: Tree) -> None:
    two.move("a/y.jpg", "a/z.jpg")
    two.move("a/x.jpg", "a/y.jpg")
    two.put("a/x.jpg", "first")
    two.put("a/z.jpg", "stove-brighter")
    # Renamed and painted over at once: nothing tells that it is the one that was in the kitchen.
    assert _settled(two) == {
        "a/x.jpg": None,
        "a/y.jpg": "beach",
        "(a/y.jpg)": "kitchen",
        "a/z.jpg": None,
        "b/z.jpg": None,
    }


def test_edited_where_it_lies_while_others_are_renumbered(two: Tree) -> None:
    two.put("b/z.jpg", "stays-brighter")
    two.label("b/z.jpg", "forest")
    two.move("a/y.jpg", "a/z.jpg")
    two.move("a/x.jpg", "a/y.jpg")
    found = _settled(two)
    assert found == {"a/y.jpg": "beach", "a/z.jpg": "kitchen", "b/z.jpg": "forest"}


def test_hard_links(two: Tree) -> None:
    os.link(two.path("a/x.jpg"), two.path("b/link.jpg"))
    assert _settled(two)["b/link.jpg"] is None
    two.move("a/x.jpg", "b/moved.jpg")
    found = _settled(two)
    assert sorted(map(str, (found["b/link.jpg"], found["b/moved.jpg"]))) == ["None", "beach"]
    labelled = next(name for name, label in found.items() if label == "beach")
    other = ({"b/link.jpg", "b/moved.jpg"} - {labelled}).pop()
    with open(two.path(other), "r+") as file:  # both change at once
        file.write("beach 100 land")
    found = _settled(two)
    assert (found[labelled], found[other]) == ("beach", None)
    two.path(labelled).unlink()
    assert _settled(two)[other] == "beach"


def test_the_labelled_copy_moves_twice(two: Tree) -> None:
    two.copy("a/x.jpg", "a/copy.jpg")
    two.scan()
    two.move("a/x.jpg", "b/one.jpg")
    two.move("b/one.jpg", "b/two.jpg")
    assert _settled(two, "b")["b/two.jpg"] == "beach"
    two.move("b/two.jpg", "a/three.jpg")
    found = _settled(two, "a")
    assert (found["a/three.jpg"], found["a/copy.jpg"]) == ("beach", None)


@pytest.mark.parametrize("order", ["ab", "ba"])
def test_a_move_in_thirds(two: Tree, order: str) -> None:
    two.move("a/x.jpg", "b/x.jpg")
    two.scan("b")
    two.move("b/x.jpg", "c/x.jpg")
    two.put("c/other.jpg", "other")
    two.scan("c")
    for name in order:
        two.scan(name)
    assert _settled(two)["c/x.jpg"] == "beach"


def test_a_file_that_became_a_folder_of_its_name(two: Tree) -> None:
    two.move("a/x.jpg", "aside")
    two.move("aside", "a/x.jpg/1.jpg")
    assert _settled(two)["a/x.jpg/1.jpg"] == "beach"
    two.move("a/x.jpg/1.jpg", "aside")
    two.path("a/x.jpg").rmdir()
    two.move("aside", "a/x.jpg")
    assert _settled(two)["a/x.jpg"] == "beach"


def test_a_file_elsewhere_that_became_a_folder_is_gone(two: Tree) -> None:
    two.move("a/x.jpg", "b/x.jpg")
    two.path("a/x.jpg").mkdir()
    result = two.scan("b")
    assert (result["moved"], result["failed"]) == (1, 0)
    assert _settled(two)["b/x.jpg"] == "beach"


def test_looking_again_at_a_photo_that_became_a_folder(two: Tree) -> None:
    photo = two.id("a/x.jpg")
    two.path("a/x.jpg").unlink()
    two.path("a/x.jpg").mkdir()
    result = run_now(scan_photos(two.bench.ctx, [photo])).summary
    assert (result["failed"], result["vanished"]) == (0, 1)


def test_a_folder_that_became_a_file_of_its_name(two: Tree) -> None:
    two.move("a/x.jpg", "a/x/x.jpg")
    _settled(two)
    two.move("a/x/x.jpg", "aside")
    two.path("a/x").rmdir()
    two.move("aside", "a/x.jpg")
    two.path("a/x").write_text("no photo")
    assert _settled(two, "b", "a")["a/x.jpg"] == "beach"


def test_damaged_and_mended(two: Tree) -> None:
    whole = two.path("a/x.jpg").read_text()
    two.path("a/x.jpg").write_text("garbage")
    assert _settled(two)["a/x.jpg"] == "beach"
    two.path("a/new.jpg").write_text(whole)  # the whole one comes back beside it
    found = _settled(two)
    assert "beach" in {found["a/new.jpg"], found["a/x.jpg"]}
    two.path("a/new.jpg").unlink()
    two.path("a/x.jpg").write_text(whole)
    assert _settled(two)["a/x.jpg"] == "beach"


def test_one_written_over_another(two: Tree) -> None:
    two.move("a/x.jpg", "a/y.jpg")
    assert _settled(two) == {"a/y.jpg": "beach", "(a/y.jpg)": "kitchen", "b/z.jpg": None}


def test_a_deleted_photo_that_comes_back_retagged_under_another_name(two: Tree) -> None:
    two.path("a/x.jpg").unlink()
    _settled(two)
    two.put("b/restored.jpg", "sand", "keywords")
    assert _settled(two)["b/restored.jpg"] == "beach"


def test_refused_scenes_go_with_the_picture(two: Tree) -> None:
    run_now(refuse_scene(two.bench.ctx, [two.id("b/z.jpg")], "beach"))
    two.move("a/x.jpg", "a/aside.jpg")
    two.move("b/z.jpg", "a/x.jpg")
    two.move("a/aside.jpg", "b/z.jpg")
    _settled(two)
    assert two.bench.ctx.library.labels.of([two.id("a/x.jpg")]).popitem()[1] == (None, ("beach",))
    assert two.labels("b/z.jpg") == ["beach"]


def test_a_folder_by_a_link_that_leads_elsewhere_later(tree: Tree) -> None:
    for name in ("2019", "2020"):
        tree.put(f"{name}/1.jpg", name)
    link = tree.path("link")
    link.symlink_to(tree.path("2019"))
    tree.scan("link")
    tree.label("link/1.jpg", "beach")
    link.unlink()
    link.symlink_to(tree.path("2020"))
    tree.scan("2019")
    found = tree.listed()
    assert found["2019/1.jpg"] == "beach"
    assert _settled(tree) == {"2019/1.jpg": "beach", "link/1.jpg": None}


@pytest.mark.parametrize("jump_s", [-3e7, 3e7])
def test_a_clock_that_was_wrong_when_an_edit_was_seen(
    two: Tree, monkeypatch: pytest.MonkeyPatch, jump_s: float
) -> None:
    two.copy("a/x.jpg", "backup.jpg")
    two.put("a/x.jpg", "sand-brighter")
    now: Callable[[], int] = time.time_ns
    monkeypatch.setattr(scan.time, "time_ns", lambda: now() + int(jump_s * 1e9))
    two.scan()
    monkeypatch.undo()
    two.copy("backup.jpg", "a/restored.jpg")
    found = _settled(two)
    assert (found["a/x.jpg"], found["a/restored.jpg"]) == ("beach", None)


def test_times_that_jump(two: Tree) -> None:
    for clock in (0, -86_400, 2**33):
        os.utime(two.path("a/x.jpg"), (clock, clock))
        assert _settled(two)["a/x.jpg"] == "beach"
