"""Labels follow the picture: renumbered, moved, copied, retagged, restored, in any order."""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest

from app.core.collecting.ratings import Rating
from app.core.records import Query, View
from app.jobs.collecting.albums import make_album
from app.jobs.collecting.rate import rate_photos
from app.jobs.history import redo, undo
from app.jobs.relabel import clear_labels
from app.jobs.runner import run_now
from app.jobs.scanning.folders import exclude_from_folder, relocate_folder, remove_folder
from app.jobs.scanning.scan import scan_folders, scan_photos
from tests.jobs.scanning.file_tree import Tree
from tests.tiny_album import Bench
from tests.tiny_photos import TaggedDecoders


def test_renumbered_names(tree: Tree) -> None:
    tree.put("a/001.jpg", "sand")
    tree.put("a/002.jpg", "stove")
    tree.scan("a")
    tree.label("a/001.jpg", "beach")
    tree.label("a/002.jpg", "kitchen")
    tree.move("a/002.jpg", "a/003.jpg")
    tree.move("a/001.jpg", "a/002.jpg")
    tree.put("a/001.jpg", "first")
    encoded = tree.bench.encoder.encoded
    result = tree.scan()
    assert (result["moved"], result["new"], result["changed"], result["vanished"]) == (2, 1, 0, 0)
    assert tree.listed() == {"a/001.jpg": None, "a/002.jpg": "beach", "a/003.jpg": "kitchen"}
    assert tree.bench.encoder.encoded == encoded + 1
    assert tree.scan()["unchanged"] == 3


def test_two_files_that_changed_places(tree: Tree) -> None:
    tree.put("a/1.jpg", "sand")
    tree.put("b/2.jpg", "stove")
    tree.scan("a", "b")
    tree.label("a/1.jpg", "beach")
    tree.label("b/2.jpg", "kitchen")
    tree.move("a/1.jpg", "a/x")
    tree.move("b/2.jpg", "a/1.jpg")
    tree.move("a/x", "b/2.jpg")
    tree.scan("a")  # what it knows of b is looked at, too
    assert tree.listed() == {"a/1.jpg": "kitchen", "b/2.jpg": "beach"}
    assert tree.scan()["unchanged"] == 2


def test_an_edit_keeps_its_label(tree: Tree) -> None:
    tree.put("a/1.jpg", "sand")
    tree.put("a/2.jpg", "other")
    tree.scan("a")
    tree.label("a/1.jpg", "beach")
    tree.put("a/1.jpg", "sand-brighter")
    result = tree.scan()
    assert (result["changed"], result["moved"], result["new"]) == (1, 0, 0)
    assert tree.listed() == {"a/1.jpg": "beach", "a/2.jpg": None}


def test_an_edit_and_its_copy(tree: Tree) -> None:
    tree.put("a/2.jpg", "sand")
    tree.scan("a")
    tree.label("a/2.jpg", "beach")
    tree.put("a/2.jpg", "sand-brighter")
    tree.copy("a/2.jpg", "a/1.jpg")  # read first
    tree.scan()
    assert tree.listed() == {"a/1.jpg": None, "a/2.jpg": "beach"}


def test_a_name_that_is_used_again_later_is_no_edit(tree: Tree) -> None:
    tree.put("a/1.jpg", "sand")
    tree.put("a/2.jpg", "other")
    tree.scan("a")
    tree.label("a/1.jpg", "beach")
    tree.path("a/1.jpg").unlink()
    tree.scan()
    tree.put("a/1.jpg", "years-later")
    assert tree.scan()["vanished"] == 0
    assert tree.listed() == {"a/1.jpg": None, "(a/1.jpg)": "beach", "a/2.jpg": None}


def test_an_edit_whose_copy_elsewhere_was_touched(tree: Tree) -> None:
    tree.put("a/1.jpg", "sand")
    tree.copy("a/1.jpg", "b/1.jpg")
    tree.scan("a", "b")
    tree.label("a/1.jpg", "beach")
    tree.put("a/1.jpg", "other")
    tree.put("b/1.jpg", "sand")
    tree.scan("a")
    assert tree.listed() == {"a/1.jpg": None, "b/1.jpg": "beach"}


def test_a_known_picture_written_over_another_is_no_edit(tree: Tree) -> None:
    tree.put("a/1.jpg", "sand")
    tree.put("a/2.jpg", "stove")
    tree.scan("a")
    tree.label("a/2.jpg", "kitchen")
    tree.copy("a/1.jpg", "a/2.jpg")
    tree.scan()
    assert tree.listed() == {"a/1.jpg": None, "a/2.jpg": None, "(a/2.jpg)": "kitchen"}
    tree.put("a/3.jpg", "stove")  # and its copy comes back from elsewhere
    tree.scan()
    assert tree.listed() == {"a/1.jpg": None, "a/2.jpg": None, "a/3.jpg": "kitchen"}


@pytest.mark.parametrize("order", [("b", "a"), ("a", "b")])
def test_moves_seen_in_halves(tree: Tree, order: tuple[str, str]) -> None:
    tree.put("a/x.jpg", "sand")
    tree.put("a/y.jpg", "stays")
    tree.put("b/z.jpg", "other")
    tree.scan("a", "b")
    tree.label("a/x.jpg", "beach")
    tree.move("a/x.jpg", "b/x.jpg")
    for name in order:
        tree.scan(name)
    assert tree.listed() == {"a/y.jpg": None, "b/x.jpg": "beach", "b/z.jpg": None}


def test_a_move_whose_first_place_was_offline(tree: Tree) -> None:
    tree.put("a/x.jpg", "sand")
    tree.put("a/y.jpg", "stays")
    tree.put("b/z.jpg", "other")
    tree.scan("a", "b")
    tree.label("a/x.jpg", "beach")
    tree.copy("a/x.jpg", "b/x.jpg")
    tree.move("a", "unplugged")
    assert tree.scan("a", "b")["moved"] == 0
    # What is offline is not gone: the file in b is a copy.
    assert tree.listed() == {
        "(a/x.jpg)": "beach",
        "(a/y.jpg)": None,
        "b/x.jpg": None,
        "b/z.jpg": None,
    }
    tree.move("unplugged", "a")
    tree.path("a/x.jpg").unlink()
    assert tree.scan("a")["vanished"] == 0
    assert tree.listed() == {"a/y.jpg": None, "b/x.jpg": "beach", "b/z.jpg": None}


def test_undo_and_history_follow_a_photo_that_was_known_twice(tree: Tree) -> None:
    tree.put("a/x.jpg", "sand")
    tree.put("a/y.jpg", "stays")
    tree.put("b/x.jpg", "sand")
    tree.scan("a", "b")
    ctx = tree.bench.ctx
    tree.label("a/x.jpg", "beach")
    tree.label("b/x.jpg", "forest")
    run_now(clear_labels(ctx, [tree.id("b/x.jpg")]))
    tree.path("a/x.jpg").unlink()
    tree.scan("a")
    assert tree.labels("b/x.jpg") == ["beach"]
    assert len(ctx.library.photos.detail(tree.id("b/x.jpg")).history) == 3
    run_now(undo(ctx))
    run_now(undo(ctx))
    assert tree.labels("b/x.jpg") == ["beach"]
    run_now(undo(ctx))
    assert tree.labels("b/x.jpg") == [None]
    run_now(redo(ctx))
    assert tree.labels("b/x.jpg") == ["beach"]


def test_two_words_of_a_person_are_both_kept(tree: Tree) -> None:
    tree.put("a/x.jpg", "sand")
    tree.put("a/y.jpg", "stays")
    tree.put("b/x.jpg", "sand")
    tree.scan("a", "b")
    tree.label("a/x.jpg", "beach")
    tree.label("b/x.jpg", "forest")
    tree.path("a/x.jpg").unlink()
    result = tree.scan()
    assert result["vanished"] == 1
    assert "both are kept" in result["problems"][0]
    assert tree.listed() == {"(a/x.jpg)": "beach", "a/y.jpg": None, "b/x.jpg": "forest"}
    assert tree.scan()["problems"] == []


def test_identical_copies_that_moved_together(tree: Tree) -> None:
    for name in ("1/x.jpg", "1/y.jpg", "2/x.jpg", "2/z.jpg"):
        tree.put(f"a/{name}", "sand")
    tree.scan("a")
    tree.label("a/1/y.jpg", "beach")
    tree.label("a/2/x.jpg", "forest")
    tree.move("a/1", "a/new/1")
    tree.move("a/2", "a/new/2")
    assert tree.scan()["moved"] == 4
    assert tree.labels("a/new/1/y.jpg", "a/new/2/x.jpg") == ["beach", "forest"]
    tree.move("a/new/1/x.jpg", "b/other.jpg")
    tree.move("a/new/1/y.jpg", "b/another.jpg")
    tree.path("a/new/2/z.jpg").unlink()
    tree.scan("a", "b")
    found = tree.listed()
    assert sorted(str(found[name]) for name in ("b/another.jpg", "b/other.jpg")) == [
        "None",
        "beach",
    ]
    assert found["a/new/2/x.jpg"] == "forest"


def test_renamed_and_retagged_at_once(tree: Tree) -> None:
    tree.put("a/x.jpg", "sand")
    tree.put("a/y.jpg", "other")
    tree.scan("a")
    tree.label("a/x.jpg", "beach")
    tree.put("a/x.jpg", "sand", "keywords")
    tree.move("a/x.jpg", "b/renamed.jpg")
    encoded = tree.bench.encoder.encoded
    result = tree.scan("a", "b")
    assert result["moved"] == 1
    assert tree.listed() == {"a/y.jpg": None, "b/renamed.jpg": "beach"}
    assert tree.bench.encoder.encoded == encoded


def test_the_retagged_file_keeps_its_label_and_not_the_copy_from_before(tree: Tree) -> None:
    tree.put("a/x.jpg", "sand")
    tree.scan("a")
    tree.label("a/x.jpg", "beach")
    tree.copy("a/x.jpg", "a/x_original.jpg")
    tree.put("a/x.jpg", "sand", "keywords")
    tree.scan()
    assert tree.listed() == {"a/x.jpg": "beach", "a/x_original.jpg": None}
    tree.move("a/x_original.jpg", "a/x.jpg")
    tree.scan()
    assert tree.listed() == {"a/x.jpg": "beach"}


def test_a_change_that_keeps_size_and_time(tree: Tree) -> None:
    tree.put("a/x.jpg", "sand", "turned 1")
    tree.scan("a")
    times = tree.path("a/x.jpg").stat()
    tree.path("a/x.jpg").write_text("beach 100 sand|turned 6")
    os.utime(tree.path("a/x.jpg"), ns=(times.st_atime_ns, times.st_mtime_ns))
    result = tree.scan()
    assert (result["changed"], result["unchanged"]) == (1, 0)


def test_new_permissions_open_no_picture(tree: Tree) -> None:
    tree.put("a/x.jpg", "sand")
    tree.put("a/broken.jpg", "x")
    tree.path("a/broken.jpg").write_text("garbage")
    tree.scan("a")
    for name in ("x.jpg", "broken.jpg"):
        tree.path(f"a/{name}").chmod(0o600)
    tree.bench.decoders.opened.clear()
    result = tree.scan()
    assert (result["unchanged"], result["changed"]) == (2, 0)
    assert (result["accepted"], result["failed"]) == (1, 1)
    assert tree.bench.decoders.opened == []


def test_again_reads_what_looks_unchanged(tree: Tree) -> None:
    tree.put("a/x.jpg", "sand")
    tree.scan("a")
    tree.label("a/x.jpg", "beach")
    tree.bench.decoders.opened.clear()
    result = tree.scan(again=True)
    assert len(tree.bench.decoders.opened) == 1
    assert (result["unchanged"], result["changed"]) == (1, 0)
    assert tree.listed() == {"a/x.jpg": "beach"}


def test_some_files_are_looked_at_again(tree: Tree) -> None:
    tree.put("a/1.jpg", "sand")
    tree.put("a/2.jpg", "stove")
    tree.put("a/3.jpg", "gone")
    tree.scan("a")
    tree.label("a/1.jpg", "beach")
    tree.path("a/3.jpg").unlink()
    tree.bench.decoders.opened.clear()
    photos = [tree.id(f"a/{n}.jpg") for n in "13"]
    result = run_now(scan_photos(tree.bench.ctx, photos)).summary
    assert tree.bench.decoders.opened == [str(tree.path("a/1.jpg"))]
    assert (result["unchanged"], result["vanished"]) == (1, 1)
    assert tree.listed() == {"a/1.jpg": "beach", "a/2.jpg": None}


@pytest.mark.parametrize(
    "steps", ["scan, moved", "moved", "scan, remove", "moved, scan", "remove, scan"]
)
def test_an_added_folder_that_was_renamed(tree: Tree, steps: str) -> None:
    tree.put("a/x.jpg", "sand")
    tree.put("a/deep/y.jpg", "stove")
    tree.scan("a")
    tree.label("a/x.jpg", "beach")
    tree.move("a", "new")
    tree.put("new/z.jpg", "third")
    folder = tree.bench.ctx.library.folders.rows()[0].id
    for step in steps.split(", "):
        if step == "scan":
            tree.scan("new")
        elif step == "moved":
            run_now(relocate_folder(tree.bench.ctx, folder, str(tree.path("new"))))
        else:
            run_now(remove_folder(tree.bench.ctx, folder))
    tree.scan()
    assert tree.listed() == {"new/x.jpg": "beach", "new/deep/y.jpg": None, "new/z.jpg": None}
    assert [f.path for f in tree.bench.ctx.library.folders.rows()] == [str(tree.path("new"))]
    assert [f.photos for f in tree.bench.ctx.library.folders.rows()] == [3]


def test_a_folder_that_moved_into_another_one(tree: Tree) -> None:
    tree.put("a/x.jpg", "sand")
    tree.put("b/y.jpg", "stove")
    tree.scan("a", "b")
    tree.label("a/x.jpg", "beach")
    tree.move("a", "b/a")
    tree.scan("b")
    run_now(
        relocate_folder(
            tree.bench.ctx, tree.bench.ctx.library.folders.rows()[0].id, str(tree.path("b/a"))
        )
    )
    tree.scan()
    assert tree.listed() == {"b/a/x.jpg": "beach", "b/y.jpg": None}


def test_nested_folders_do_not_quarrel(tree: Tree) -> None:
    tree.put("a/private/x.jpg", "sand")
    tree.put("a/y.jpg", "stove")
    tree.scan("a/private")
    tree.scan("a")
    tree.label("a/private/x.jpg", "beach")
    holder = tree.folder("a")
    run_now(exclude_from_folder(tree.bench.ctx, holder, ["private"]))
    for names in (("a",), ("a/private",), (), ("a",), ("a/private", "a")):
        assert tree.scan(*names)["vanished"] == 0
        assert tree.listed() == {"a/private/x.jpg": "beach", "a/y.jpg": None}


def test_a_part_that_is_left_out_is_a_folder_of_its_own_once_it_is_named(tree: Tree) -> None:
    tree.put("a/private/x.jpg", "sand")
    tree.put("a/y.jpg", "stove")
    tree.scan("a")
    tree.label("a/private/x.jpg", "beach")
    run_now(exclude_from_folder(tree.bench.ctx, tree.folder("a"), ["private"]))
    place = [str(tree.path("a/private"))]
    assert run_now(scan_folders(tree.bench.ctx, place, add=False)).summary["found"] == 0
    tree.scan("a")
    assert tree.listed() == {"(a/private/x.jpg)": "beach", "a/y.jpg": None}
    for names in (("a/private",), ("a",), (), ("a/private",)):
        tree.scan(*names)
        assert tree.listed() == {"a/private/x.jpg": "beach", "a/y.jpg": None}


def test_one_folder_by_two_paths(tree: Tree) -> None:
    tree.put("a/deep/x.jpg", "sand")
    tree.scan("a")
    tree.label("a/deep/x.jpg", "beach")
    tree.path("link").symlink_to(tree.path("a"))
    result = tree.scan("link")
    assert (result["unchanged"], result["new"]) == (1, 0)
    assert "by another way" in result["problems"][0]
    assert tree.scan("link/deep")["unchanged"] == 1
    assert len(tree.bench.ctx.library.folders.rows()) == 1
    tree.path("b/into").symlink_to(tree.path("a/deep"))
    tree.put("b/y.jpg", "stove")
    assert tree.scan("b")["found"] == 1
    assert tree.listed() == {"a/deep/x.jpg": "beach", "b/y.jpg": None}


def test_files_without_an_ending_in_a_folder_that_was_moved_in_later(tree: Tree) -> None:
    tree.put("a/x.jpg", "sand")
    tree.path("outside").mkdir()
    tree.path("outside/photo").write_bytes(b"\xff\xd8\xff\xe0 of a kind")
    tree.path("outside/text").write_text("no photo")
    tree.scan("a")
    tree.scan("a")
    tree.move("outside", "a/outside")
    assert tree.scan("a")["new"] == 1
    assert tree.scan("a")["unchanged"] == 2


def test_times_beyond_what_the_library_holds_change_nothing(tree: Tree) -> None:
    tree.put("a/x.jpg", "sand")
    os.utime(tree.path("a/x.jpg"), (2**34, 2**34))
    tree.scan("a")
    assert tree.scan("a")["unchanged"] == 1


def test_photos_made_from_others_are_left_out_unless_wanted(tree: Tree) -> None:
    tree.put("a/My.photoslibrary/originals/1/x.jpg", "sand")
    tree.put("a/My.photoslibrary/resources/derivatives/x.jpg", "small")
    tree.put("a/stickers/y.jpg", "face")
    tree.path("a/stickers/.nomedia").touch()
    tree.put("a/z.jpg", "stove")
    assert tree.scan("a")["found"] == 2
    tree.bench.ctx.library.set_setting("derived", True)
    assert tree.scan("a")["found"] == 4
    tree.bench.ctx.library.set_setting("derived", False)
    assert tree.scan("a")["vanished"] == 2


def test_broken_files_keep_their_labels_when_renumbered(tree: Tree) -> None:
    tree.put("a/1.jpg", "sand")
    tree.path("a/2.jpg").write_text("garbage")
    tree.scan("a")
    tree.label("a/1.jpg", "beach")
    tree.label("a/2.jpg", "kitchen")
    tree.move("a/2.jpg", "a/3.jpg")
    tree.move("a/1.jpg", "a/2.jpg")
    tree.path("a/1.jpg").write_text("other garbage")
    tree.scan()
    assert tree.labels("a/1.jpg", "a/2.jpg", "a/3.jpg") == [None, "beach", "kitchen"]


def test_another_photo_in_its_place_while_only_half_was_scanned(tree: Tree) -> None:
    tree.put("a/1.jpg", "sand")
    tree.put("b/2.jpg", "stove")
    tree.scan("a", "b")
    tree.label("a/1.jpg", "beach")
    tree.move("a/1.jpg", "b/1.jpg")
    tree.put("a/1.jpg", "new")
    tree.scan("a")
    assert tree.listed()["a/1.jpg"] == "beach"  # it looks like an edit
    tree.scan("b")  # until its picture is found
    assert tree.listed() == {"a/1.jpg": None, "b/1.jpg": "beach", "b/2.jpg": None}
    assert tree.scan()["unchanged"] == 3


@pytest.mark.parametrize("when", ["before", "since"])
@pytest.mark.parametrize("what", ["stars", "album"])
def test_stars_and_albums_of_the_photo_in_its_place(tree: Tree, what: str, when: str) -> None:
    ctx, library = tree.bench.ctx, tree.bench.ctx.library

    def say() -> None:
        photo = tree.id("a/1.jpg")
        run_now(
            rate_photos(ctx, [photo], Rating(stars=5))
            if what == "stars"
            else make_album(ctx, "Sea", [photo])
        )

    tree.put("a/1.jpg", "sand")
    tree.put("b/2.jpg", "stove")
    tree.scan("a", "b")
    if when == "before":
        say()
    tree.move("a/1.jpg", "b/1.jpg")
    tree.put("a/1.jpg", "new")
    tree.scan("a")
    if when == "since":
        say()
    tree.scan("b")
    spoken = library.ratings.given() or library.albums.photos(library.albums.rows()[0].id)
    assert spoken == [tree.id("b/1.jpg" if when == "before" else "a/1.jpg")]


def test_what_is_said_of_the_photo_in_its_place_stays_there(tree: Tree) -> None:
    tree.put("a/1.jpg", "sand")
    tree.put("b/2.jpg", "stove")
    tree.scan("a", "b")
    tree.label("a/1.jpg", "beach")
    tree.move("a/1.jpg", "b/1.jpg")
    tree.put("a/1.jpg", "new")
    tree.scan("a")
    tree.label("a/1.jpg", "kitchen")  # said of the new one
    tree.scan("b")
    assert tree.listed() == {"a/1.jpg": "kitchen", "b/1.jpg": None, "b/2.jpg": None}


def test_an_older_state_that_is_restored_beside_an_edit_is_a_copy(tree: Tree) -> None:
    tree.put("a/1.jpg", "sand")
    tree.scan("a")
    tree.label("a/1.jpg", "beach")
    tree.copy("a/1.jpg", "backup.jpg")
    tree.put("a/1.jpg", "sand-brighter")
    tree.scan("a")
    tree.copy("backup.jpg", "a/restored.jpg")
    tree.scan("a")
    assert tree.listed() == {"a/1.jpg": "beach", "a/restored.jpg": None}


def test_lists_stay_complete(tree: Tree) -> None:
    for i in range(30):
        tree.put(f"a/{i:02}.jpg", f"picture-{i}")
    tree.scan("a")
    for i in range(30):
        tree.label(f"a/{i:02}.jpg", ("beach", "forest", "kitchen")[i % 3])
    for i in reversed(range(30)):
        tree.move(f"a/{i:02}.jpg", f"a/{i + 1:02}.jpg")
    assert tree.scan()["moved"] == 30
    expected = {f"a/{i + 1:02}.jpg": ("beach", "forest", "kitchen")[i % 3] for i in range(30)}
    assert tree.listed() == expected
    assert len(tree.bench.ctx.library.photos.ids(Query(view=View.LABELLED))) == 30


def test_two_programs_that_scan_at_once(tree: Tree, make_bench: Callable[[], Bench]) -> None:
    words = ("beach", "forest", "kitchen")
    for i in range(12):
        tree.put(f"a/{i:02}.jpg", f"picture-{i}")
    tree.scan("a")
    for i in range(12):
        tree.label(f"a/{i:02}.jpg", words[i % 3])
    for i in reversed(range(12)):
        tree.move(f"a/{i:02}.jpg", f"a/{i + 1:02}.jpg")
    tree.put("a/00.jpg", "first")
    other = make_bench()
    other.decoders = TaggedDecoders()
    jobs = [scan_folders(bench.ctx, [str(tree.path("a"))]) for bench in (tree.bench, other)]
    while jobs:
        for job in list(jobs):
            if next(job, None) is None:
                jobs.remove(job)
    tree.scan()
    expected = {f"a/{i + 1:02}.jpg": words[i % 3] for i in range(12)}
    assert tree.listed() == {"a/00.jpg": None, **expected}
