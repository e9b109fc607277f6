"""Watching folders: changes are reported once, where they are, and only when they have settled.

The clock is the test's own: it goes on by one look of the watcher at a time, so that nothing here
depends on how fast the machine is.
"""

from __future__ import annotations

import queue
import shutil
import threading
import time
from collections import namedtuple
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
from watchdog.events import FileSystemEvent

from app.core.types import PhotoFile
from app.media import watch
from app.media.disks import Mount
from app.media.watch import Clock, FolderWatcher, is_network_folder

JPEG = b"\xff\xd8\xff\xe0" + b"x" * 100
Partition = namedtuple("Partition", "mountpoint fstype opts")
# The system is given this long to report something.
PATIENCE_S = 60


class SteppedClock(Clock):
    """Stands still while the watcher waits; ``step`` lets it look once."""

    def __init__(self) -> None:
        self._time = 0.0
        self._may_look = threading.Semaphore(0)
        self._is_waiting = threading.Semaphore(0)

    def now(self) -> float:
        return self._time

    def wait(self, stop: threading.Event, seconds: float) -> bool:
        self._is_waiting.release()
        while not self._may_look.acquire(timeout=0.02):
            if stop.is_set():
                return True
        self._time += seconds
        return stop.is_set()

    def step(self) -> None:
        self._is_waiting.acquire()
        self._may_look.release()
        self._is_waiting.acquire()
        self._is_waiting.release()


class Watching:
    """A watcher, what it reported, and what the system told it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, settle_s: float, poll_s: float) -> None:
        self.calls: list[tuple[str, list[str]]] = []
        self._told: queue.Queue[str] = queue.Queue()
        self._marks = 0
        told = watch._Handler.on_any_event

        def tell(handler: watch._Handler, event: FileSystemEvent) -> None:
            told(handler, event)
            self._told.put(str(event.src_path))

        monkeypatch.setattr(watch._Handler, "on_any_event", tell)
        self.clock = SteppedClock()
        self.watcher = FolderWatcher(self._hear, settle_s=settle_s, poll_s=poll_s, clock=self.clock)

    def _hear(self, folder: str, places: list[str]) -> None:
        self.calls.append((folder, places))

    def begin(self, folder: Path, *, poll: bool | None = None) -> None:
        """Watch a folder; the first call says that it is watched now."""
        self.watcher.watch(str(folder), poll=poll)
        self.clock.step()
        assert self.calls == [(str(folder), [str(folder)])]
        self.calls.clear()

    def settle(self) -> list[tuple[str, list[str]]]:
        """Let much time pass; return what was reported."""
        for _ in range(40):
            self.clock.step()
        calls, self.calls = self.calls, []
        return calls

    def wait_for_events(self, folder: Path) -> None:
        """Wait until the system has told of everything done below the watched folder so far."""
        mark = folder / f"mark-{self._marks}.txt"
        self._marks += 1
        mark.touch()
        while self._told.get(timeout=PATIENCE_S) != str(mark):
            pass


@pytest.fixture
def make_watching(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Watching]]:
    made: list[Watching] = []

    def make(settle_s: float = 4.0, poll_s: float = 4.0) -> Watching:
        made.append(Watching(monkeypatch, settle_s, poll_s))
        return made[-1]

    yield make
    for watching in made:
        watching.watcher.close()
    left = [t.name for t in threading.enumerate() if t is not threading.main_thread()]
    assert not [name for name in left if "watcher" in name or "inotify" in name.lower()]


@pytest.fixture
def watching(make_watching: Callable[..., Watching]) -> Watching:
    return make_watching()


@pytest.mark.parametrize("poll", [False, True])
def test_new_changed_moved_and_deleted_photos(
    tmp_path: Path, watching: Watching, poll: bool
) -> None:
    sub, other = tmp_path / "sub", tmp_path / "other"
    sub.mkdir()
    other.mkdir()
    watching.begin(tmp_path, poll=poll)

    def reported() -> list[str]:
        if not poll:
            watching.wait_for_events(tmp_path)
        ((folder, places),) = watching.settle()
        assert folder == str(tmp_path)
        return places

    def changed(*places: Path) -> list[str]:
        return [str(tmp_path)] if poll else [str(place) for place in places]

    (sub / "a.jpg").write_bytes(JPEG)
    assert reported() == changed(sub)
    (sub / "a.jpg").write_bytes(JPEG * 2)
    assert reported() == changed(sub)
    (sub / "a.jpg").rename(other / "a.jpg")
    assert reported() == changed(other, sub)
    (other / "a.jpg").unlink()
    assert reported() == changed(other)
    assert watching.settle() == []


@pytest.mark.parametrize("poll", [False, True])
def test_a_sidecar_is_reported_as_its_photo_is(
    tmp_path: Path, watching: Watching, poll: bool
) -> None:
    (tmp_path / "a.jpg").write_bytes(JPEG)
    watching.begin(tmp_path, poll=poll)
    for text in ("one", "other"):
        (tmp_path / "a.jpg.xmp").write_text(text)
        if not poll:
            watching.wait_for_events(tmp_path)
        assert watching.settle() == [(str(tmp_path), [str(tmp_path)])]


@pytest.mark.parametrize("poll", [False, True])
def test_a_file_that_grows_is_left_until_it_settles(
    tmp_path: Path, watching: Watching, poll: bool
) -> None:
    watching.begin(tmp_path, poll=poll)
    with (tmp_path / "a.jpg").open("wb") as file:
        for n in range(12):
            file.write(JPEG)
            file.flush()
            if n == 0 and not poll:
                watching.wait_for_events(tmp_path)
            watching.clock.step()
            assert watching.calls == []
    if not poll:
        watching.wait_for_events(tmp_path)
    assert watching.settle() == [(str(tmp_path), [str(tmp_path)])]


def test_a_file_that_never_settles_holds_up_no_other(tmp_path: Path, watching: Watching) -> None:
    (tmp_path / "sub").mkdir()
    watching.begin(tmp_path)
    (tmp_path / "sub" / "a.jpg").write_bytes(JPEG)
    with (tmp_path / "webcam.jpg").open("wb") as file:
        for n in range(40):
            file.write(JPEG)
            file.flush()
            if n == 0:
                watching.wait_for_events(tmp_path)
            watching.clock.step()
    assert watching.calls == [(str(tmp_path), [str(tmp_path / "sub")])]


def test_what_is_no_photo_is_not_reported(tmp_path: Path, watching: Watching) -> None:
    (tmp_path / ".git").mkdir()
    watching.begin(tmp_path)
    (tmp_path / "a.txt").write_text("text")
    (tmp_path / "a.jpg.part").write_bytes(JPEG)
    (tmp_path / ".hidden.jpg").write_bytes(JPEG)
    (tmp_path / ".git" / "a.jpg").write_bytes(JPEG)
    watching.wait_for_events(tmp_path)
    assert watching.settle() == []
    (tmp_path / "a.jpg.part").rename(tmp_path / "a.jpg")
    watching.wait_for_events(tmp_path)
    assert watching.settle() == [(str(tmp_path), [str(tmp_path)])]


def test_a_folder_that_is_copied_in(tmp_path: Path, watching: Watching) -> None:
    source, watched = tmp_path / "source", tmp_path / "watched"
    (source / "deep" / "er").mkdir(parents=True)
    watched.mkdir()
    for index in range(20):
        (source / "deep" / "er" / f"{index}.jpg").write_bytes(JPEG)
    watching.begin(watched)
    shutil.copytree(source, watched / "new")
    watching.wait_for_events(watched)
    assert watching.settle() == [(str(watched), [str(watched)])]
    shutil.rmtree(watched / "new")
    watching.wait_for_events(watched)
    assert watching.settle() == [(str(watched), [str(watched)])]


def test_an_unplugged_folder_comes_back(tmp_path: Path, watching: Watching) -> None:
    folder = tmp_path / "disk"
    folder.mkdir()
    (folder / "a.jpg").write_bytes(JPEG)
    watching.begin(folder)
    folder.rename(tmp_path / "away")
    assert watching.settle() == [(str(folder), [str(folder)])]
    (tmp_path / "away").rename(folder)
    assert watching.settle() == [(str(folder), [str(folder)])]
    (folder / "b.jpg").write_bytes(JPEG)
    watching.wait_for_events(folder)
    assert watching.settle() == [(str(folder), [str(folder)])]


def test_a_disk_that_is_plugged_in_and_unplugged_inside_a_folder(
    tmp_path: Path, watching: Watching, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The system says nothing of it, nor of what happens on the disk to a watch from before."""
    mounts = [Mount("/", "hard"), Mount(f"{tmp_path}-too", "other")]
    monkeypatch.setattr(watch, "read_mounts", lambda: list(mounts))
    (tmp_path / "usb").mkdir()
    watching.begin(tmp_path)
    assert watching.settle() == []
    before = watching.watcher._folders[str(tmp_path)].watch
    mounts.append(Mount(str(tmp_path / "usb"), "stick"))
    assert watching.settle() == [(str(tmp_path), [str(tmp_path)])]
    assert watching.watcher._folders[str(tmp_path)].watch is not before
    (tmp_path / "usb" / "a.jpg").write_bytes(JPEG)
    watching.wait_for_events(tmp_path)
    assert watching.settle() == [(str(tmp_path), [str(tmp_path / "usb")])]
    mounts[-1] = Mount(str(tmp_path / "usb"), "another stick")
    assert watching.settle() == [(str(tmp_path), [str(tmp_path)])]
    del mounts[-1]
    assert watching.settle() == [(str(tmp_path), [str(tmp_path)])]


def test_a_folder_that_is_not_there_yet(tmp_path: Path, watching: Watching) -> None:
    later = tmp_path / "later"
    watching.begin(later)
    assert watching.settle() == []
    later.mkdir()
    (later / "a.jpg").write_bytes(JPEG)
    assert watching.settle() == [(str(later), [str(later)])]


def test_without_watches_left_it_polls(
    tmp_path: Path, watching: Watching, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(28, "inotify watch limit reached")

    monkeypatch.setattr("watchdog.observers.api.BaseObserver.schedule", refuse)
    watching.begin(tmp_path)
    (tmp_path / "a.jpg").write_bytes(JPEG)
    assert watching.settle() == [(str(tmp_path), [str(tmp_path)])]


@pytest.mark.parametrize("poll", [False, True])
@pytest.mark.parametrize("is_begun", [False, True])
def test_unwatched_folders_are_silent(
    tmp_path: Path, watching: Watching, poll: bool, is_begun: bool
) -> None:
    if is_begun:
        watching.begin(tmp_path, poll=poll)
    else:
        watching.watcher.watch(str(tmp_path), poll=poll)
    watching.watcher.unwatch(str(tmp_path))
    (tmp_path / "a.jpg").write_bytes(JPEG)
    assert watching.settle() == []


def test_a_failing_callback_does_not_end_the_watch(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """By the system's clock, as in the program."""
    calls = threading.Semaphore(0)

    def fail(folder: str, places: list[str]) -> None:
        calls.release()
        raise ValueError(folder)

    watcher = FolderWatcher(fail, settle_s=0.05)
    try:
        watcher.watch(str(tmp_path))
        assert calls.acquire(timeout=PATIENCE_S)
        for name in ("a.jpg", "b.jpg"):
            (tmp_path / name).write_bytes(JPEG)
            assert calls.acquire(timeout=PATIENCE_S)
    finally:
        watcher.close()
    assert "could not be handled" in caplog.text


def test_watching_and_closing_do_not_wait_for_large_folders(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither call would come back, were it to wait for the end of this folder."""
    is_walking = threading.Event()
    calls: list[str] = []

    def walk_for_ever(*_: object, **__: object) -> Iterator[PhotoFile]:
        is_walking.set()
        while True:
            time.sleep(0.001)
            yield PhotoFile("/photos/a.jpg", 1, 1)

    monkeypatch.setattr("app.media.watch.find_photos", walk_for_ever)
    watcher = FolderWatcher(lambda folder, _: calls.append(folder), settle_s=0.01)
    watcher.watch(str(tmp_path), poll=True)
    assert is_walking.wait(PATIENCE_S)
    watcher.close()
    assert calls == []


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
