"""Watch folders, and say where photos have come, changed or gone once they have settled.

Local folders are watched through the system (watchdog). Network folders, which report nothing of
what others do, folders that are not there at the moment, and folders for which the system has no
watches left are looked at every now and then instead: only names, sizes and times, no file is
opened. In both cases a file that still grows is left until it has stood still for a while.

One thread does the waiting and makes the callbacks; the caller decides what a change means
(usually a scan of the folders named, which costs little for what is known).
"""

from __future__ import annotations

import hashlib
import logging
import os
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import psutil
from watchdog import events
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver, ObservedWatch

from app.core.paths import is_below, is_in, outermost
from app.core.types import PhotoFile
from app.media.disks import Mount, read_mounts
from app.media.find import NeverLooked, find_photos
from app.media.formats import OTHER_EXTENSIONS, extension

log = logging.getLogger(__name__)

Settled = Callable[[str, list[str]], None]

_NETWORK_NAMES = """
nfs nfs4 cifs smb smb2 smb3 smbfs afpfs webdav davfs ncpfs 9p afs ceph glusterfs vboxsf drvfs
macfuse fuse.sshfs fuse.davfs fuse.rclone fuse.gvfsd-fuse fuse.glusterfs
"""
_NETWORK = frozenset(_NETWORK_NAMES.split())
_EVENTS: list[type[events.FileSystemEvent]] = [
    events.FileCreatedEvent,
    events.FileModifiedEvent,
    events.FileMovedEvent,
    events.FileDeletedEvent,
    events.FileClosedEvent,
    events.DirCreatedEvent,
    events.DirMovedEvent,
    events.DirDeletedEvent,
]
# What becomes of a folder's photos is told by these, too.
_SIDECARS = frozenset(("xmp",))
_MAX_NAMED = 8
_PATIENCE = 5


def is_network_folder(path: str) -> bool:
    """Say whether a folder lies on another machine, where changes are not reported."""
    if path.startswith(("\\\\", "//")):
        return True
    path = os.path.realpath(path)
    best = ("", "", "")
    for disk in psutil.disk_partitions(all=True):
        if is_in(path, disk.mountpoint) and len(disk.mountpoint) >= len(best[0]):
            best = (disk.mountpoint, disk.fstype.lower(), disk.opts)
    return best[1] in _NETWORK or "remote" in best[2].split(",")


@dataclass(eq=False, slots=True)
class _Watched:
    """One folder. ``watch`` is None while it is polled; ``poll`` is what the caller asked for.

    ``mounts`` are the disks inside it. ``changed`` maps a path to its state when it was last seen
    and when that was; ``polled`` and ``reported`` are digests of the last look and of what was last
    reported.
    """

    folder: str
    exclude: tuple[str, ...]
    poll: bool | None
    is_begun: bool = False
    must_poll: bool = False
    watch: ObservedWatch | None = None
    mounts: frozenset[Mount] = frozenset()
    changed: dict[str, tuple[object, float]] = field(default_factory=dict)
    next_poll: float = 0.0
    polled: bytes | None = None
    reported: bytes | None = None


class Clock:
    """The system's time, and waiting for it."""

    def now(self) -> float:
        """Return monotonic seconds."""
        return time.monotonic()

    def wait(self, stop: threading.Event, seconds: float) -> bool:
        """Wait some seconds, or until ``stop`` is set; say whether it is."""
        return stop.wait(seconds)


class FolderWatcher:
    """Calls ``on_settled(folder, places)`` when photos below ``folder`` have settled.

    Parameters
    ----------
    on_settled : callable
        Called in the watcher's thread with the folder as it was given, and with the folders in
        or below it (existing ones, eight at most) in which something changed.
    settle_s : float
        How long a file must stand still.
    poll_s : float
        How often folders are looked at that cannot be watched.
    clock : Clock, optional
        What tells the time, and waits between two looks.

    The first call for a folder comes as soon as it is watched, whatever it holds: what the caller
    knows of it may be older.
    """

    def __init__(
        self,
        on_settled: Settled,
        *,
        settle_s: float = 2.0,
        poll_s: float = 60.0,
        clock: Clock | None = None,
    ) -> None:
        self._on_settled = on_settled
        self._clock = clock or Clock()
        self._settle_s = settle_s
        self._poll_s = poll_s
        self._lock = threading.Lock()
        self._folders: dict[str, _Watched] = {}
        self._observer: BaseObserver | None = None
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="folder-watcher", daemon=True)
        self._thread.start()

    def watch(self, folder: str, exclude: Sequence[str] = (), *, poll: bool | None = None) -> None:
        """Watch a folder and all below it; ``poll`` decides how, by default where it lies.

        Returns at once: large and distant folders take their time, in the watcher's thread.
        """
        path = os.path.abspath(folder)
        self.unwatch(folder)
        with self._lock:
            self._folders[path] = _Watched(path, tuple(exclude), poll)

    def unwatch(self, folder: str) -> None:
        """Stop watching a folder; what has not been reported is forgotten."""
        with self._lock:
            watched = self._folders.pop(os.path.abspath(folder), None)
        if watched is not None:
            self._unobserve(watched)

    def close(self) -> None:
        """Stop watching everything; no callback is made afterwards."""
        self._stop.set()
        if self._thread is not threading.current_thread():
            self._thread.join()
        if self._observer is not None:
            self._observer.stop()
            self._observer.join()
            self._observer = None

    def _begin(self, watched: _Watched) -> list[str]:
        is_asked = watched.poll is not None
        watched.must_poll = bool(watched.poll) if is_asked else is_network_folder(watched.folder)
        if not watched.must_poll:
            self._observe(watched)
        if watched.watch is None:
            watched.reported = watched.polled = self._digest(watched)
            watched.next_poll = self._clock.now() + self._poll_s
        watched.is_begun = True
        return [watched.folder]

    def _observe(self, watched: _Watched) -> None:
        handler = _Handler(lambda paths: self._note(watched, paths))
        try:
            if self._observer is None:
                self._observer = Observer()
                self._observer.start()
            watched.mounts = _mounts_below(watched.folder)
            watched.watch = self._observer.schedule(
                handler, watched.folder, recursive=True, event_filter=_EVENTS
            )
        except OSError as error:
            log.info("%s is polled: it cannot be watched (%s)", watched.folder, error)
            watched.watch = None

    def _has_other_disks(self, watched: _Watched) -> bool:
        """Look whether a disk came or went inside a folder: the system reports no change then."""
        watched.next_poll = self._clock.now() + self._poll_s
        before, watched.mounts = watched.mounts, _mounts_below(watched.folder)
        if watched.mounts == before:
            return False
        self._unobserve(watched)  # what lies on a new disk is watched from now on
        self._observe(watched)
        if watched.watch is None:
            watched.reported = watched.polled = self._digest(watched)
        return True

    def _unobserve(self, watched: _Watched) -> None:
        if watched.watch is not None and self._observer is not None:
            try:
                self._observer.unschedule(watched.watch)
            except (KeyError, OSError):
                log.debug("the watch on %s was gone", watched.folder)
        watched.watch = None

    def _note(self, watched: _Watched, paths: Sequence[str]) -> None:
        """Remember paths that something happened to (called in the observer's thread)."""
        now = self._clock.now()
        states = {path: (_state(path), now) for path in paths if _is_wanted(watched.folder, path)}
        with self._lock:
            watched.changed.update(states)

    def _run(self) -> None:
        while not self._clock.wait(self._stop, min(self._settle_s, self._poll_s) / 4):
            with self._lock:
                folders = list(self._folders.values())
            for watched in folders:
                if self._stop.is_set():
                    return
                look = self._settled if watched.watch else self._poll
                places = look(watched) if watched.is_begun else self._begin(watched)
                self._report(watched, places)

    def _settled(self, watched: _Watched) -> list[str]:
        """Return where something changed and has stood still since."""
        if not os.path.isdir(watched.folder):
            # Unplugged or moved away: look now and then whether it is back.
            self._unobserve(watched)
            watched.reported = watched.polled = self._digest(watched)
            watched.changed.clear()
            return [watched.folder]
        now = self._clock.now()
        if now >= watched.next_poll and self._has_other_disks(watched):
            return [watched.folder]
        with self._lock:
            waiting = dict(watched.changed)
        settled: dict[str, tuple[object, float]] = {}
        for path, (state, since) in waiting.items():
            if (current := _state(path)) != state:
                with self._lock:
                    watched.changed[path] = (current, now)
            elif now - since >= self._settle_s:
                settled[path] = (state, since)
        # Wait for the last of many, but not for one that never comes to rest.
        is_overdue = any(now - since > _PATIENCE * self._settle_s for _, since in settled.values())
        if not settled or (len(settled) < len(waiting) and not is_overdue):
            return []
        with self._lock:
            for path, seen in settled.items():
                if watched.changed.get(path) == seen:
                    del watched.changed[path]
        return _places(watched.folder, settled)

    def _poll(self, watched: _Watched) -> list[str]:
        """Look at a folder that cannot be watched; two equal looks are a settled one."""
        now = self._clock.now()
        if now < watched.next_poll:
            return []
        seen = self._digest(watched)
        is_settled = seen == watched.polled
        watched.polled = seen
        watched.next_poll = now + (self._poll_s if is_settled else self._settle_s)
        if not is_settled or seen == watched.reported:
            return []
        watched.reported = seen
        if not watched.must_poll and os.path.isdir(watched.folder):
            self._observe(watched)
        return [watched.folder]

    def _digest(self, watched: _Watched) -> bytes:
        """Return a fingerprint of all names, sizes and times, without opening a file."""
        digest = hashlib.blake2b(digest_size=16)
        for found in find_photos(watched.folder, watched.exclude, looked=NeverLooked()):
            if self._stop.is_set():
                break
            stamp: tuple[int, ...] = ()
            if isinstance(found, PhotoFile):
                stamp = (found.size, found.mtime_ns, found.ctime_ns)
                stamp += tuple(n for s in found.sidecars for n in (s.size, s.mtime_ns, s.ctime_ns))
            digest.update(f"{found.path}\0{stamp}\n".encode("utf-8", "surrogatepass"))
        return digest.digest()

    def _report(self, watched: _Watched, places: list[str]) -> None:
        with self._lock:
            is_watched = self._folders.get(watched.folder) is watched
        if not is_watched:
            self._unobserve(watched)  # it was let go while it was being looked at
        if not places or not is_watched or self._stop.is_set():
            return
        try:
            self._on_settled(watched.folder, places)
        except Exception:
            # The caller's mistake must not end the watching of all other folders.
            log.exception("a change in %s could not be handled", watched.folder)


class _Handler(events.FileSystemEventHandler):
    """Passes on the paths of every event."""

    def __init__(self, note: Callable[[Sequence[str]], None]) -> None:
        self._note = note

    def on_any_event(self, event: events.FileSystemEvent) -> None:
        """Note source and destination."""
        self._note([os.fsdecode(path) for path in (event.src_path, event.dest_path) if path])


def _is_wanted(folder: str, path: str) -> bool:
    below = os.path.relpath(path, folder).split(os.sep)
    is_hidden = any(part.startswith(".") for part in below if part != ".")
    return not is_hidden and extension(path) not in OTHER_EXTENSIONS - _SIDECARS


def _mounts_below(folder: str) -> frozenset[Mount]:
    place = os.path.realpath(folder)
    return frozenset(mount for mount in read_mounts() if is_below(mount.point, place))


def _state(path: str) -> object:
    try:
        status = os.stat(path)
    except OSError:
        return None
    # A folder's size and time change with what is in it, and that has its own events.
    is_file = not os.path.isdir(path)
    return (status.st_size, status.st_mtime_ns, status.st_ctime_ns) if is_file else True


def _places(folder: str, paths: dict[str, tuple[object, float]]) -> list[str]:
    """Return the existing folders that hold these paths, none inside another."""
    found: set[str] = set()
    for path in paths:
        place = os.path.dirname(path) if path != folder else folder
        while place != folder and not os.path.isdir(place):
            place = os.path.dirname(place)
        found.add(place)
    outer = outermost(found)
    return outer if len(outer) <= _MAX_NAMED else [folder]
