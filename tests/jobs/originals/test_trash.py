"""To the trash: companions go along, labels come back with the file, no trash deletes nothing."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from app.core.errors import UsageError
from app.jobs.originals.trash import trash_photos
from app.jobs.runner import run_now
from tests.jobs.originals.test_transfer import Album
from tests.tiny_album import Bench


@pytest.fixture
def trash(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in place of the system's trash."""
    place = tmp_path / "trash"
    place.mkdir()
    monkeypatch.setattr("send2trash.send2trash", lambda path: shutil.move(path, place))
    return place


def test_labels_come_back_when_the_file_does(bench: Bench, tmp_path: Path, trash: Path) -> None:
    album = Album(bench, tmp_path)
    result = run_now(trash_photos(album.ctx, [album.a])).summary
    assert (result["trashed"], result["companions"], result["failed"]) == (1, 3, 0)
    assert sorted(os.listdir(trash)) == ["a.jpg", "a.jpg.xmp", "a.mov", "a.raf"]
    assert album.path(album.a) == (str(album.home / "a.jpg"), True)
    assert album.label(album.a) == "kitchen"
    album.scan(album.home)
    for name in os.listdir(trash):
        shutil.move(trash / name, album.home / name)
    assert album.scan(album.home)["new"] == 0
    assert album.path(album.a) == (str(album.home / "a.jpg"), False)
    assert album.label(album.a) == "kitchen"


def test_what_another_photo_needs_stays(bench: Bench, tmp_path: Path, trash: Path) -> None:
    album = Album(bench, tmp_path)
    bench.photo("a.png", "beach", 100)
    run_now(trash_photos(album.ctx, [album.a]))
    assert sorted(os.listdir(trash)) == ["a.jpg", "a.jpg.xmp"]


def test_where_there_is_no_trash_nothing_is_deleted(
    bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from send2trash import TrashPermissionError

    def refuse(path: str) -> None:
        raise TrashPermissionError(path)

    monkeypatch.setattr("send2trash.send2trash", refuse)
    album = Album(bench, tmp_path)
    (album.home / "b.jpg").unlink()
    result = run_now(trash_photos(album.ctx, [album.a, album.b])).summary
    assert (result["trashed"], result["companions"], result["skipped"]) == (0, 0, 1)
    assert "There is no trash" in result["failures"][0]["message"]
    assert "a.raf" in album.state(album.home)
    assert album.path(album.a)[1] is False


def test_no_photo_is_refused(bench: Bench) -> None:
    with pytest.raises(UsageError):
        run_now(trash_photos(bench.ctx, []))
