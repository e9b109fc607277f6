"""Watching folders: changes are reported once, where they are, and only when they have settled."""

from __future__ import annotations

import shutil
import threading
import time
from collections import namedtuple
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from app.core.types import PhotoFile
from app.media.watch import FolderWatcher, is_network_folder

JPEG = b"\xff\xd8\xff\xe0" + b"x" * 100
Partition = namedtuple("Partition", "mountpoint fstype opts")


class Heard:
    """Collects callbacks."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, list[str]]] = []
        self.came = threading.Event()

    def __call__(self, folder: str, places: list[str]) -> None:
        self.calls.append((folder, places))
        self.came.set()

    def wait(self, timeout_s: float = 20.0) -> tuple[str, list[str]]:
        """Wait for the next callback."""
        assert self.came.wait(timeout_s), "nothing was reported"
        self.came.clear()
        return self.calls[-1]

    def begun(self, folder: Path) -> None:
        """Wait for the call that says that a folder is watched now."""
        assert self.wait() == (str(folder), [str(folder)])
        self.calls.clear()

    def nothing_for(self, seconds: float) -> bool:
        return not self.came.wait(seconds)


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def make_watcher(heard: Heard) -> Iterator[Callable[..., FolderWatcher]]:
    made: list[FolderWatcher] = []

    def make(**options: float) -> FolderWatcher:
        made.append(FolderWatcher(heard, **{"settle_s": 0.4, "poll_s": 0.3, **options}))
        return made[-1]

    yield make
    for watcher in made:
        watcher.close()
    left = [t.name for t in threading.enumerate() if t is not threading.main_thread()]
    assert not [name for name in left if "watcher" in name or "inotify" in name.lower()]


MakeWatcher = Callable[..., FolderWatcher]


@pytest.mark.parametrize("poll", [False, True])
def test_new_changed_moved_and_deleted_photos(
    tmp_path: Path, make_watcher: MakeWatcher, heard: Heard, poll: bool
) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "other").mkdir()
    sub, other = str(tmp_path / "sub"), str(tmp_path / "other")
    make_watcher().watch(str(tmp_path), poll=poll)
    heard.begun(tmp_path)
    photo = tmp_path / "sub" / "a.jpg"

    def expect(*places: str) -> None:
        assert heard.wait() == (str(tmp_path), [str(tmp_path)] if poll else list(places))

    photo.write_bytes(JPEG)
    expect(sub)
    photo.write_bytes(JPEG * 2)
    expect(sub)
    photo.rename(tmp_path / "other" / "a.jpg")
    expect(other, sub)
    (tmp_path / "other" / "a.jpg").unlink()
    expect(other)
    assert heard.nothing_for(1.0)


@pytest.mark.parametrize("poll", [False, True])
def test_a_file_that_grows_is_left_until_it_settles(
    tmp_path: Path, make_watcher: MakeWatcher, heard: Heard, poll: bool
) -> None:
    make_watcher(settle_s=1.5).watch(str(tmp_path), poll=poll)
    heard.begun(tmp_path)
    with (tmp_path / "a.jpg").open("wb") as file:
        for _ in range(25):
            file.write(JPEG)
            file.flush()
            time.sleep(0.1)
        assert heard.calls == []
    heard.wait()
    assert len(heard.calls) == 1


def test_a_file_that_never_settles_holds_up_no_other(
    tmp_path: Path, make_watcher: MakeWatcher, heard: Heard
) -> None:
    (tmp_path / "sub").mkdir()
    make_watcher(settle_s=0.4).watch(str(tmp_path))
    heard.begun(tmp_path)
    (tmp_path / "sub" / "a.jpg").write_bytes(JPEG)
    until = time.monotonic() + 15
    with (tmp_path / "webcam.jpg").open("wb") as file:
        while not heard.calls and time.monotonic() < until:
            file.write(JPEG)
            file.flush()
            time.sleep(0.1)
    assert heard.calls == [(str(tmp_path), [str(tmp_path / "sub")])]


def test_what_is_no_photo_is_not_reported(
    tmp_path: Path, make_watcher: MakeWatcher, heard: Heard
) -> None:
    (tmp_path / ".git").mkdir()
    make_watcher().watch(str(tmp_path))
    heard.begun(tmp_path)
    (tmp_path / "a.txt").write_text("text")
    (tmp_path / "a.jpg.part").write_bytes(JPEG)
    (tmp_path / ".hidden.jpg").write_bytes(JPEG)
    (tmp_path / ".git" / "a.jpg").write_bytes(JPEG)
    assert heard.nothing_for(1.5)
    (tmp_path / "a.jpg.part").rename(tmp_path / "a.jpg")
    heard.wait()


def test_a_folder_that_is_copied_in(
    tmp_path: Path, make_watcher: MakeWatcher, heard: Heard
) -> None:
    source, watched = tmp_path / "source", tmp_path / "watched"
    (source / "deep" / "er").mkdir(parents=True)
    watched.mkdir()
    for index in range(20):
        (source / "deep" / "er" / f"{index}.jpg").write_bytes(JPEG)
    make_watcher().watch(str(watched))
    heard.begun(watched)
    shutil.copytree(source, watched / "new")
    assert heard.wait() == (str(watched), [str(watched)])
    shutil.rmtree(watched / "new")
    assert heard.wait() == (str(watched), [str(watched)])


def test_an_unplugged_folder_comes_back(
    tmp_path: Path, make_watcher: MakeWatcher, heard: Heard
) -> None:
    folder = tmp_path / "disk"
    folder.mkdir()
    (folder / "a.jpg").write_bytes(JPEG)
    make_watcher().watch(str(folder))
    heard.begun(folder)
    folder.rename(tmp_path / "away")
    heard.wait()
    (tmp_path / "away").rename(folder)
    heard.wait()
    (folder / "b.jpg").write_bytes(JPEG)
    assert heard.wait() == (str(folder), [str(folder)])


def test_a_folder_that_is_not_there_yet(
    tmp_path: Path, make_watcher: MakeWatcher, heard: Heard
) -> None:
    make_watcher().watch(str(tmp_path / "later"))
    heard.begun(tmp_path / "later")
    (tmp_path / "later").mkdir()
    (tmp_path / "later" / "a.jpg").write_bytes(JPEG)
    heard.wait()


def test_without_watches_left_it_polls(
    tmp_path: Path, make_watcher: MakeWatcher, heard: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(28, "inotify watch limit reached")

    watcher = make_watcher()
    monkeypatch.setattr("watchdog.observers.api.BaseObserver.schedule", refuse)
    watcher.watch(str(tmp_path))
    heard.begun(tmp_path)
    (tmp_path / "a.jpg").write_bytes(JPEG)
    assert heard.wait() == (str(tmp_path), [str(tmp_path)])


def test_unwatched_folders_are_silent(
    tmp_path: Path, make_watcher: MakeWatcher, heard: Heard
) -> None:
    watcher = make_watcher()
    for poll in (False, True):
        watcher.watch(str(tmp_path), poll=poll)
        watcher.unwatch(str(tmp_path))
    (tmp_path / "a.jpg").write_bytes(JPEG)
    assert heard.nothing_for(1.5)


def test_a_failing_callback_does_not_end_the_watch(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    calls = threading.Semaphore(0)

    def fail(folder: str, places: list[str]) -> None:
        calls.release()
        raise ValueError(folder)

    watcher = FolderWatcher(fail, settle_s=0.2)
    try:
        watcher.watch(str(tmp_path))
        assert calls.acquire(timeout=20)
        for name in ("a.jpg", "b.jpg"):
            (tmp_path / name).write_bytes(JPEG)
            assert calls.acquire(timeout=20)
    finally:
        watcher.close()
    assert "could not be handled" in caplog.text


def test_watching_and_closing_do_not_wait_for_large_folders(
    tmp_path: Path, heard: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    def walk_for_ever(*_: object, **__: object) -> Iterator[PhotoFile]:
        while True:
            time.sleep(0.01)
            yield PhotoFile("/photos/a.jpg", 1, 1)

    monkeypatch.setattr("app.media.watch.find_photos", walk_for_ever)
    started = time.monotonic()
    watcher = FolderWatcher(heard, settle_s=0.1)
    watcher.watch(str(tmp_path), poll=True)
    assert time.monotonic() - started < 5
    time.sleep(0.3)
    watcher.close()
    assert time.monotonic() - started < 10
    assert heard.calls == []


def test_network_folders(monkeypatch: pytest.MonkeyPatch) -> None:
    disks = [
        Partition("/", "ext4", "rw"),
        Partition("/mnt/nas", "cifs", "rw"),
        Partition("/mnt/nas/local", "ext4", "rw"),
        Partition("/home/me/sshfs", "fuse.sshfs", "rw"),
        Partition("Z:\\", "", "rw,remote"),
    ]
    monkeypatch.setattr(psutil, "disk_partitions", lambda all: disks)
    assert is_network_folder("/mnt/nas/photos")
    assert is_network_folder("/home/me/sshfs")
    assert is_network_folder("\\\\server\\share")
    assert not is_network_folder("/mnt/nas/local/x")
    assert not is_network_folder("/mnt/nashville")
    assert not is_network_folder("/home/me")
