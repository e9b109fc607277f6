"""The one place that touches a person's files: nothing is overwritten, nothing half is named."""

from __future__ import annotations

import errno
import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from app.core.errors import KnownError
from app.media.originals import moving


def fails_with(code: int) -> Callable[..., None]:
    def fail(*_: object, **__: object) -> None:
        raise OSError(code, os.strerror(code))

    return fail


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "a.jpg"
    path.write_bytes(b"picture")
    os.chmod(path, 0o640)
    os.utime(path, ns=(1_600_000_000_123_456_789, 1_500_000_000_123_456_789))
    return path


def test_a_copy_keeps_bytes_times_and_permissions(source: Path, tmp_path: Path) -> None:
    part = moving.copy_part(str(source), str(tmp_path))
    assert Path(part.path).name.startswith(".albumen-")
    moving.publish(part, str(tmp_path / "b.jpg"))
    made = tmp_path / "b.jpg"
    assert made.read_bytes() == b"picture"
    assert made.stat().st_mtime_ns == source.stat().st_mtime_ns
    assert made.stat().st_mode == source.stat().st_mode
    assert sorted(os.listdir(tmp_path)) == ["a.jpg", "b.jpg"]


def test_a_name_that_is_taken_is_refused(source: Path, tmp_path: Path) -> None:
    other = tmp_path / "b.jpg"
    other.write_text("other")
    part = moving.copy_part(str(source), str(tmp_path))
    for act in (
        lambda: moving.publish(part, str(other)),
        lambda: moving.rename_file(str(source), str(other)),
    ):
        with pytest.raises(KnownError, match="nothing is overwritten"):
            act()
    assert other.read_text() == "other"
    assert sorted(os.listdir(tmp_path)) == ["a.jpg", "b.jpg"]


@pytest.mark.skipif(os.name == "nt", reason="Windows renames without a second name")
def test_a_disk_without_second_names(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "link", fails_with(errno.EPERM))
    assert moving.rename_file(str(source), str(tmp_path / "b.jpg"))
    (tmp_path / "c.jpg").write_text("other")
    with pytest.raises(KnownError, match="nothing is overwritten"):
        moving.rename_file(str(tmp_path / "b.jpg"), str(tmp_path / "c.jpg"))
    assert sorted(os.listdir(tmp_path)) == ["b.jpg", "c.jpg"]


@pytest.mark.skipif(os.name == "nt", reason="Windows renames without a second name")
def test_a_file_that_cannot_leave_has_one_name(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.unlink

    def unlink(path: str, *more: object) -> None:
        if path == str(source):
            raise PermissionError(errno.EACCES, "no")
        real(path)

    monkeypatch.setattr(os, "unlink", unlink)
    with pytest.raises(KnownError, match="could not be read, written or removed"):
        moving.rename_file(str(source), str(tmp_path / "b.jpg"))
    assert os.listdir(tmp_path) == ["a.jpg"]


@pytest.mark.skipif(os.name == "nt", reason="Windows renames without a second name")
def test_another_disk_is_told(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "link", fails_with(errno.EXDEV))
    assert not moving.rename_file(str(source), str(tmp_path / "b.jpg"))
    assert source.exists()


def test_a_copy_that_differs_is_not_kept(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(moving, "_digest", lambda _: "other")
    with pytest.raises(KnownError, match="not the same as the original"):
        moving.copy_part(str(source), str(tmp_path))
    assert os.listdir(tmp_path) == ["a.jpg"]


def test_a_full_disk_leaves_no_part(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "fsync", fails_with(errno.ENOSPC))
    with pytest.raises(KnownError, match="No space left"):
        moving.copy_part(str(source), str(tmp_path))
    assert os.listdir(tmp_path) == ["a.jpg"]


def test_only_the_same_is_removed(source: Path) -> None:
    digest = moving.digest_of(str(source))
    source.write_bytes(b"pictur.")
    assert not moving.remove_same(str(source), digest)
    assert source.exists()
    assert moving.remove_same(str(source), moving.digest_of(str(source)))
    assert not source.exists()


def test_folders_are_made_and_only_empty_ones_removed(tmp_path: Path) -> None:
    made = moving.make_folder(str(tmp_path / "a" / "b"))
    assert made == [str(tmp_path / "a"), str(tmp_path / "a" / "b")]
    assert moving.make_folder(str(tmp_path / "a")) == []
    assert not moving.remove_empty_folder(made[0])
    assert [moving.remove_empty_folder(path) for path in reversed(made)] == [True, True]


def test_what_a_killed_program_left_goes_once_nobody_writes_it(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    part = moving.copy_part(str(source), str(tmp_path))
    (tmp_path / "somebody's.part").write_text("kept")
    moving.clear_parts(str(tmp_path))
    assert os.path.exists(part.path), "another window may be writing it"
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 3600)
    moving.clear_parts(str(tmp_path))
    moving.clear_parts(str(tmp_path / "nowhere"))
    assert sorted(os.listdir(tmp_path)) == ["a.jpg", "somebody's.part"]


def test_the_trash_takes_files_and_says_why_not(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from send2trash import TrashPermissionError

    monkeypatch.setattr("send2trash.send2trash", fails_with(errno.EROFS))
    with pytest.raises(KnownError, match="Read-only file system"):
        moving.send_to_trash(str(source))

    def refuse(path: str) -> None:
        raise TrashPermissionError(path)

    monkeypatch.setattr("send2trash.send2trash", refuse)
    with pytest.raises(KnownError, match="There is no trash for"):
        moving.send_to_trash(str(source))
    assert source.exists()
    monkeypatch.setattr("send2trash.send2trash", os.unlink)
    moving.send_to_trash(str(source))
    with pytest.raises(KnownError, match="not there any more"):
        moving.send_to_trash(str(source))
