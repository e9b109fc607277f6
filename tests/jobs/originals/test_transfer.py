"""Copy and move: companions, names, labels that follow, one undo, nothing overwritten."""

from __future__ import annotations

import os
import shutil
from collections import namedtuple
from pathlib import Path
from typing import Any

import pytest

from app.core.errors import KnownError, UsageError
from app.core.records import Act
from app.jobs.history import go_to, redo, undo
from app.jobs.originals import carry
from app.jobs.originals.transfer import copy_photos, move_photos
from app.jobs.relabel import label_photos
from app.jobs.runner import run_now
from app.jobs.scanning.folders import add_folders, remove_folder
from app.jobs.scanning.scan import scan_folders
from app.media.originals import moving
from tests.tiny_album import Bench


class Album:
    """Photos a and b with a RAW, a film and sidecars; a is labelled."""

    def __init__(self, bench: Bench, place: Path) -> None:
        self.bench, self.ctx = bench, bench.ctx
        self.home, self.out = bench.photos, place / "out"
        for name in "ab":
            bench.photo(f"{name}.jpg", "beach", 100)
        for name in ("a.raf", "a.jpg.xmp", "a.mov", "b.AAE"):
            (self.home / name).write_text(name)
        for at, name in enumerate(self.names):
            os.utime(self.home / name, (1_600_000_000 + at, 1_600_000_000 + at))
        self.scan(self.home)
        self.a, self.b = (bench.id(str(self.home / f"{name}.jpg")) for name in "ab")
        run_now(label_photos(self.ctx, [self.a], "kitchen"))
        self.before = self.state(self.home)

    names = ("a.jpg", "a.jpg.xmp", "a.mov", "a.raf", "b.AAE", "b.jpg")

    def scan(self, folder: Path) -> dict[str, Any]:
        return run_now(scan_folders(self.ctx, [str(folder)])).summary

    def copy(self, *photos: int, to: Path | None = None) -> dict[str, Any]:
        return run_now(copy_photos(self.ctx, photos, str(to or self.out))).summary

    def move(self, *photos: int, to: Path | None = None) -> dict[str, Any]:
        return run_now(move_photos(self.ctx, photos, str(to or self.out))).summary

    def undo(self) -> dict[str, Any]:
        return run_now(undo(self.ctx)).summary

    def label(self, photo: int) -> str | None:
        return self.ctx.library.labels.of([photo]).get(photo, (None, ()))[0]

    def path(self, photo: int) -> tuple[str, bool]:
        (row,) = self.ctx.library.photos.rows([photo])
        return row.path, row.missing

    @staticmethod
    def state(folder: Path) -> dict[str, tuple[bytes, int]]:
        """Return bytes and time of every file below a folder."""
        return {
            path.relative_to(folder).as_posix(): (path.read_bytes(), path.stat().st_mtime_ns)
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        }


@pytest.fixture
def album(bench: Bench, tmp_path: Path) -> Album:
    return Album(bench, tmp_path)


def test_copies_with_companions_and_one_undo(album: Album) -> None:
    result = album.copy(album.a, album.b)
    assert (result["copied"], result["moved"], result["companions"]) == (2, 0, 4)
    assert (result["renamed"], result["skipped"], result["failed"]) == (0, 0, 0)
    assert (result["folder"], result["in_library"]) == (str(album.out), False)
    assert album.state(album.out) == album.state(album.home) == album.before
    undone = album.undo()
    assert (undone["undone"], undone["photos"], undone["files"]) == ("copy", 2, 6)
    assert not album.out.exists()
    assert album.state(album.home) == album.before
    assert album.label(album.a) == "kitchen"


def test_redo_copies_again(album: Album) -> None:
    album.copy(album.a)
    album.undo()
    run_now(redo(album.ctx))
    assert sorted(album.state(album.out)) == ["a.jpg", "a.jpg.xmp", "a.mov", "a.raf"]
    album.undo()
    assert not album.out.exists()


def test_copies_that_were_changed_are_kept_and_named(album: Album) -> None:
    album.out.mkdir()
    album.copy(album.a)
    (album.out / "a.jpg.xmp").write_text("other program")
    (album.out / "a.mov").unlink()
    undone = album.undo()
    assert os.listdir(album.out) == ["a.jpg.xmp"]
    assert [Path(f["path"]).name for f in undone["failures"]] == ["a.jpg.xmp"]
    assert "so it is kept" in undone["failures"][0]["message"]


def test_names_that_are_taken_get_one_number_for_all(album: Album) -> None:
    album.out.mkdir()
    (album.out / "A.RAF").write_text("somebody's")
    (album.out / "a-2.txt").write_text("somebody's")
    before = album.state(album.out)
    result = album.copy(album.a, album.b)
    assert result["renamed"] == 1
    assert result["names"] == [
        {"from": str(album.home / "a.jpg"), "to": str(album.out / "a-3.jpg")}
    ]
    made = {"a-3.jpg", "a-3.jpg.xmp", "a-3.mov", "a-3.raf", "b.jpg", "b.AAE"}
    assert set(album.state(album.out)) == {*before, *made}
    album.undo()
    assert album.state(album.out) == before


def test_photos_of_one_name_from_two_folders(album: Album) -> None:
    other = album.bench.photo("more/a.jpg", "forest", 100)
    album.scan(album.home)
    result = album.copy(album.a, album.bench.id(other))
    assert (result["copied"], result["renamed"]) == (2, 1)
    assert (album.out / "a-2.jpg").read_bytes() == Path(other).read_bytes()


def test_labels_and_history_follow_a_move_within_the_library(album: Album) -> None:
    album.out.mkdir()
    run_now(add_folders(album.ctx, [str(album.out)]))
    result = album.move(album.a)
    assert (result["moved"], result["companions"], result["in_library"]) == (1, 3, True)
    assert album.path(album.a) == (str(album.out / "a.jpg"), False)
    assert sorted(album.state(album.home)) == ["b.AAE", "b.jpg"]
    opened = len(album.bench.decoders.opened)
    found = album.scan(album.out)
    assert (found["new"], found["unchanged"], found["labelled"]) == (0, 1, 1)
    assert album.scan(album.home)["vanished"] == 0
    assert len(album.bench.decoders.opened) == opened
    assert album.label(album.a) == "kitchen"
    assert len(album.ctx.library.photos.detail(album.a).history) == 1
    album.undo()
    assert album.state(album.home) == album.before
    assert album.path(album.a) == (str(album.home / "a.jpg"), False)
    assert album.scan(album.home)["unchanged"] == 2


def test_what_belongs_to_a_photo_is_known_where_it_came_to_and_at_home(album: Album) -> None:
    def beside() -> list[str]:
        (row,) = album.ctx.library.photos.rows([album.a])
        return [companion.name for companion in row.companions]

    (album.home / "in").mkdir()
    (album.home / "in" / "a.raf").write_text("taken")
    before = beside()
    album.move(album.a, to=album.home / "in")
    assert beside() == [name.replace("a.", "a-2.") for name in before]
    album.undo()
    assert beside() == before == ["a.jpg.xmp", "a.mov", "a.raf"]


def test_a_photo_that_left_the_library_is_gone_until_its_folder_is_added(album: Album) -> None:
    assert album.move(album.a)["in_library"] is False
    assert album.path(album.a) == (str(album.home / "a.jpg"), True)
    assert album.label(album.a) == "kitchen"
    album.scan(album.home)
    found = album.scan(album.out)
    assert (found["new"], found["moved"]) == (0, 1)
    assert album.path(album.a) == (str(album.out / "a.jpg"), False)
    assert album.label(album.a) == "kitchen"
    album.undo()
    assert album.path(album.a) == (str(album.home / "a.jpg"), False)
    assert album.state(album.home) == album.before


def test_undo_brings_home_a_photo_that_left_the_library(album: Album) -> None:
    album.move(album.a, album.b)
    album.undo()
    assert not album.out.exists()
    assert album.path(album.a) == (str(album.home / "a.jpg"), False)
    assert album.scan(album.home)["unchanged"] == 2
    run_now(redo(album.ctx))
    assert album.path(album.a) == (str(album.home / "a.jpg"), True)
    assert album.state(album.out) == album.before


def test_a_target_reached_by_a_link_is_the_folder_that_the_library_knows(
    album: Album, tmp_path: Path
) -> None:
    album.out.mkdir()
    run_now(add_folders(album.ctx, [str(album.out)]))
    (tmp_path / "way").symlink_to(album.out)
    album.move(album.a, to=tmp_path / "way" / "deep")
    assert album.path(album.a) == (str(album.out / "deep" / "a.jpg"), False)


def test_copies_in_the_library_are_copies_and_labels_stay(album: Album) -> None:
    album.out.mkdir()
    run_now(add_folders(album.ctx, [str(album.out)]))
    assert album.copy(album.a)["in_library"] is True
    album.scan(album.out)
    copy = album.bench.id(str(album.out / "a.jpg"))
    assert copy != album.a
    assert (album.label(album.a), album.label(copy)) == ("kitchen", None)
    # The raw file bears the label when its JPEG is deleted, and the copy once both are.
    (album.home / "a.jpg").unlink()
    album.scan(album.home)
    assert album.label(album.bench.id(str(album.home / "a.raf"))) == "kitchen"
    assert album.label(album.bench.id(str(album.out / "a.jpg"))) is None
    (album.home / "a.raf").unlink()
    album.scan(album.home)
    assert album.label(album.bench.id(str(album.out / "a.jpg"))) == "kitchen"


def test_undo_of_a_copy_takes_its_row_off_the_lists(album: Album) -> None:
    album.out.mkdir()
    run_now(add_folders(album.ctx, [str(album.out)]))
    album.copy(album.a)
    album.scan(album.out)
    copy = album.bench.id(str(album.out / "a.jpg"))
    change = run_now(undo(album.ctx))
    assert copy in change.photos
    assert album.path(copy)[1]
    assert album.ctx.library.photos.counts().all == 2


def test_missing_photos_are_named_and_stop_nothing(album: Album) -> None:
    (album.home / "b.jpg").unlink()
    result = album.copy(album.a, album.b)
    assert (result["copied"], result["skipped"]) == (1, 1)
    assert result["missing"] == [str(album.home / "b.jpg")]


def test_moving_to_where_they_are_does_nothing(album: Album) -> None:
    result = album.move(album.a, to=album.home)
    assert (result["moved"], result["skipped"]) == (0, 1)
    assert album.state(album.home) == album.before
    assert album.ctx.library.history.next_undo().act is Act.LABEL


def test_a_companion_that_another_photo_needs_stays_too(album: Album) -> None:
    album.bench.photo("a.png", "beach", 100)
    album.move(album.a)
    assert set(album.state(album.home)) >= {"a.mov", "a.raf", "a.png"}
    assert set(album.state(album.out)) == {"a.jpg", "a.jpg.xmp", "a.mov", "a.raf"}
    album.undo()
    assert not album.out.exists()
    assert {name: album.state(album.home)[name] for name in album.names} == album.before


def test_too_little_room_is_told_beforehand(album: Album, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(9, 9, 5))
    with pytest.raises(KnownError, match="has room for 0 MB, and 1 MB are needed"):
        album.copy(album.a)
    assert not album.out.exists()
    assert album.move(album.a)["moved"] == 1, "within a disk nothing is written"


def test_nothing_to_do_and_nowhere_to_go(album: Album) -> None:
    with pytest.raises(UsageError):
        album.copy()
    with pytest.raises(KnownError, match="not a folder"):
        album.copy(album.a, to=album.home / "b.jpg")
    if os.geteuid() != 0:
        os.chmod(album.home, 0o500)
        with pytest.raises(KnownError, match="cannot be written"):
            album.copy(album.a, to=album.home)
        assert "cannot leave it" in album.move(album.a)["failures"][0]["message"]
        os.chmod(album.home, 0o700)


def test_a_link_is_copied_but_not_moved(album: Album) -> None:
    real = album.home / "real"
    real.mkdir()
    shutil.move(album.home / "b.jpg", real / "c")
    (album.home / "b.jpg").symlink_to(real / "c")
    result = album.move(album.a, album.b)
    assert (result["moved"], result["failed"]) == (1, 1)
    assert "is a link" in result["failures"][0]["message"]
    album.copy(album.b)
    assert not (album.out / "b.jpg").is_symlink()


def test_all_files_of_a_name_go_or_none(album: Album, monkeypatch: pytest.MonkeyPatch) -> None:
    real = moving.copy_part

    def copy_part(source: str, folder: str) -> moving.Part:
        if source.endswith(".raf"):
            raise KnownError("not_copied", path=source, cause="bad sector")
        return real(source, folder)

    monkeypatch.setattr(moving, "copy_part", copy_part)
    monkeypatch.setattr(carry, "_is_renamed", lambda _: False)
    result = album.move(album.a, album.b)
    assert (result["moved"], result["failed"]) == (1, 1)
    assert "bad sector" in result["failures"][0]["message"]
    assert set(album.state(album.out)) == {"b.jpg", "b.AAE"}
    assert set(album.state(album.home)) == {"a.jpg", "a.jpg.xmp", "a.mov", "a.raf"}
    album.undo()
    assert album.state(album.home) == album.before


def test_a_name_that_is_taken_meanwhile_is_left_alone(
    album: Album, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = moving.publish

    def publish(part: moving.Part, target: str) -> None:
        if target.endswith(".raf"):
            Path(target).write_text("a.raf")  # the same bytes, and still not ours
        real(part, target)

    monkeypatch.setattr(moving, "publish", publish)
    result = album.copy(album.a)
    assert (result["copied"], result["failed"]) == (0, 1)
    assert set(album.state(album.out)) == {"a.raf"}
    assert album.ctx.library.history.next_undo().act is Act.LABEL


def test_an_original_that_is_written_meanwhile_stays(
    album: Album, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = moving.publish

    def publish(part: moving.Part, target: str) -> None:
        real(part, target)
        if target.endswith("a.jpg"):
            (album.home / "a.jpg").write_text("beach 100 edited")

    monkeypatch.setattr(moving, "publish", publish)
    monkeypatch.setattr(carry, "_is_renamed", lambda _: False)
    result = album.move(album.a)
    assert "while it was moved" in result["failures"][0]["message"]
    assert (album.home / "a.jpg").read_text() == "beach 100 edited"
    assert set(album.state(album.home)) == set(album.names)
    assert album.label(album.a) == "kitchen"


def test_moves_to_another_disk_and_home(album: Album, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(carry, "_is_renamed", lambda _: False)
    monkeypatch.setattr(moving, "rename_file", lambda *_: False)
    result = album.move(album.a, album.b)
    assert (result["moved"], result["companions"]) == (2, 4)
    assert album.state(album.out) == album.before
    assert album.state(album.home) == {}
    album.undo()
    assert album.state(album.home) == album.before


def test_a_home_that_is_taken_is_named(album: Album) -> None:
    album.move(album.a)
    (album.home / "a.raf").write_text("another one")
    undone = album.undo()
    assert undone["failed"] == 1
    assert str(album.home / "a.raf") in undone["failures"][0]["message"]
    assert (album.home / "a.raf").read_text() == "another one"
    assert os.listdir(album.out) == ["a.raf"]


def test_undo_where_the_folder_of_before_was_removed(album: Album) -> None:
    album.out.mkdir()
    run_now(add_folders(album.ctx, [str(album.out)]))
    album.move(album.a)
    (folder,) = (f for f in album.ctx.library.folders.rows() if f.path == str(album.home))
    run_now(remove_folder(album.ctx, folder.id))
    album.undo()
    assert album.state(album.home) == album.before
    assert album.label(album.a) == "kitchen"
    album.scan(album.home)
    assert album.label(album.bench.id(str(album.home / "a.jpg"))) == "kitchen"


def test_cancelled_half_way_and_undone(album: Album) -> None:
    job = move_photos(album.ctx, [album.a, album.b], str(album.out))
    for _ in range(3):
        next(job)
    job.close()
    assert sorted(album.state(album.out)) == ["a.jpg", "a.jpg.xmp", "a.mov", "a.raf"]
    assert album.undo()["files"] == 4
    assert album.state(album.home) == album.before


def test_cancelled_at_once_leaves_no_trace(album: Album) -> None:
    job = move_photos(album.ctx, [album.a, album.b], str(album.out))
    next(job)
    next(job)
    job.close()
    assert not album.out.exists()
    assert album.ctx.library.history.next_undo().act is Act.LABEL


def test_undo_while_the_job_runs_ends_it(album: Album) -> None:
    job = move_photos(album.ctx, [album.a, album.b], str(album.out))
    for _ in range(3):
        next(job)
    album.undo()
    assert run_now(job).summary["moved"] == 1
    assert album.state(album.home) == album.before
    assert not album.out.exists()


def test_the_history_goes_over_several_steps(album: Album) -> None:
    first = album.ctx.library.history.next_undo().id
    album.move(album.a)
    run_now(label_photos(album.ctx, [album.b], "forest"))
    album.copy(album.b)
    last = album.ctx.library.history.next_undo().id
    run_now(go_to(album.ctx, first))
    assert album.state(album.home) == album.before
    assert album.label(album.b) is None
    assert not album.out.exists()
    run_now(go_to(album.ctx, last))
    assert sorted(album.state(album.out)) == sorted(album.names)
    assert album.label(album.b) == "forest"
