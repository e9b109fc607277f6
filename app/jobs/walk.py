"""The first half of a scan: walk the folders and compare them with the library, opening no file.

What is new or changed is put on a list, so that total and time left are known; what is unchanged is
counted and let go, and what the library knows is read a directory at a time. So memory grows with
what there is to do, not with the library.
"""

from __future__ import annotations

import os
import time
from array import array
from collections.abc import Generator, Sequence
from dataclasses import dataclass, field

import numpy as np

from app.core.records import FolderRow, KnownPhoto
from app.core.types import PhotoFile, Progress, Status
from app.jobs.context import JobContext
from app.media.find import FindProblem, find_photos

WALK_STEP = 500
# Time of a file whose failure lay outside it (disk gone, no permission): it is tried again as soon
# as it may be read, although neither its size nor its time has changed.
TRY_AGAIN_NS = -1


@dataclass(slots=True)
class Todo:
    """One file to read: its folder, and what the library knows under its path, if anything."""

    folder: int
    file: PhotoFile
    known: KnownPhoto | None = None


@dataclass(slots=True)
class Tally:
    """Counts of a scan's result, in the words of the terminal's contract."""

    found: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    moved: int = 0
    processed: int = 0
    statuses: dict[Status, int] = field(default_factory=lambda: dict.fromkeys(Status, 0))


@dataclass(slots=True)
class Found:
    """What the walk found.

    Attributes
    ----------
    todo : list of Todo
        Files that are new or changed, or lack features of the backbone in force.
    back, gone : list of int
        Photos that are there again, and photos that are not (``gone`` maps id to whether the
        library knew that already).
    problems : list of FindProblem
        Folders that could not be walked, and things that are no file.
    offline : list of str
        Folders that are not there at all.
    """

    todo: list[Todo] = field(default_factory=list)
    back: list[int] = field(default_factory=list)
    gone: dict[int, bool] = field(default_factory=dict)
    problems: list[FindProblem] = field(default_factory=list)
    offline: list[str] = field(default_factory=list)
    tally: Tally = field(default_factory=Tally)


def walk_folders(
    ctx: JobContext, roots: Sequence[tuple[FolderRow, str]], found: Found
) -> Generator[Progress, None, None]:
    """Compare folders (each with the part of it to walk) with what the library knows."""
    for folder, root in roots:
        yield from _walk_root(ctx, folder, root, found)


class _Known:
    """What the library knows, by path: one directory at a time, as a walk asks for it."""

    def __init__(self, ctx: JobContext) -> None:
        self._library = ctx.library
        self._backbone = ctx.model()[1].backbone_id
        self._directory: str | None = None
        self._photos: dict[str, KnownPhoto] = {}

    def __contains__(self, path: object) -> bool:
        return self.get(str(path)) is not None

    def get(self, path: str) -> KnownPhoto | None:
        directory = os.path.dirname(path)
        if directory != self._directory:
            self._photos = self._library.photos.known(
                directly_in=directory, backbone=self._backbone
            )
            self._directory = directory
        return self._photos.get(path)


def _walk_root(
    ctx: JobContext, folder: FolderRow, root: str, found: Found
) -> Generator[Progress, None, None]:
    # Of a folder that was emptied on purpose, a part may be scanned; only the whole can be away.
    has_photos = not ctx.library.photos.below(folder.path)[1].all()
    # Nothing is left, on the disk that it always lay on: then a person emptied it.
    if is_offline(folder.path, has_photos=has_photos and not _is_on_its_disk(ctx, folder)):
        found.offline.append(root)
        _set_online(ctx, folder, False)
        return
    _set_online(ctx, folder, True)
    problems: list[FindProblem] = []
    # Before the walk: what the first screenful writes meanwhile is new, and not gone.
    inside, missing = ctx.library.photos.below(root)
    known = _Known(ctx)
    seen = array("q")
    looked = _LookedBefore(ctx, folder, root)
    since_ns = looked.since_ns
    fresh: set[str] = set()
    for item in find_photos(root, folder.exclude, known=known, looked_before_ns=since_ns):
        if isinstance(item, FindProblem):
            problems.append(item)
            continue
        if item.path in fresh:
            continue
        before = known.get(item.path)
        if before is None:
            fresh.add(item.path)
        else:
            seen.append(before.id)
        _compare(folder.id, item, before, found)
        if found.tally.found % WALK_STEP == 0:
            yield Progress(done=found.tally.found, note=os.path.dirname(item.path))
    found.problems += problems
    looked.remember()
    gone = ~np.isin(inside, np.asarray(seen, dtype=np.int64))
    for unread in (problem.path for problem in problems if problem.is_folder):
        gone &= ~np.isin(inside, ctx.library.photos.below(unread)[0])
    found.gone.update(zip(inside[gone].tolist(), missing[gone].tolist(), strict=True))


def is_offline(root: str, *, has_photos: bool) -> bool:
    """Return whether a folder is unplugged rather than emptied.

    It is when it does not exist, or when nothing at all lies where photos were: the mount point
    of a disk stays behind as an empty folder. ``has_photos`` is whether photos should be there.
    """
    try:
        with os.scandir(root) as entries:
            return has_photos and next(entries, None) is None
    except PermissionError:
        return False
    except OSError:
        return True


def _is_on_its_disk(ctx: JobContext, folder: FolderRow) -> bool:
    """Return whether the folder lies below the mount point that it lay below when last walked."""
    stored = ctx.library.setting(_walked_key(folder, folder.path)) or {}
    return stored.get("mount") == mount_point(folder.path)


def mount_point(path: str) -> str:
    """Return where the disk of a path is mounted; on Windows its drive."""
    place = os.path.realpath(path)
    while not os.path.ismount(place) and os.path.dirname(place) != place:
        place = os.path.dirname(place)
    return place


def _walked_key(folder: FolderRow, root: str) -> str:
    return f"walked:{folder.id}:{root}"


def _set_online(ctx: JobContext, folder: FolderRow, online: bool) -> None:
    if (folder.state == "online") != online:
        with ctx.writing:
            ctx.library.folders.update(folder.id, online=online)


def _compare(folder: int, file: PhotoFile, known: KnownPhoto | None, found: Found) -> None:
    """Sort one file into new, changed or unchanged, by size and time alone."""
    tally = found.tally
    tally.found += 1
    if known is None:
        tally.new += 1
        found.todo.append(Todo(folder, file))
        return
    if known.mtime_ns == TRY_AGAIN_NS:
        changed = os.access(file.path, os.R_OK)
    else:
        changed = (known.size, known.mtime_ns) != (file.size, file.mtime_ns)
    if changed:
        tally.changed += 1
        found.todo.append(Todo(folder, file, known))
        return
    if known.status is Status.WAITING:
        # A scan that was interrupted has shown it, no more.
        tally.new += 1
        found.todo.append(Todo(folder, file, known))
        return
    tally.unchanged += 1
    if known.missing:
        found.back.append(known.id)
    if known.has_features or known.failed:
        tally.statuses[known.status or Status.FAILED] += 1
    else:
        # Features of this backbone are lacking (another backbone was chosen since).
        found.todo.append(Todo(folder, file, known))


class _LookedBefore:
    """When a folder was last walked to its end with the same patterns.

    Files with an unknown extension that are older than that need not be opened again to see
    whether they are photos.
    """

    def __init__(self, ctx: JobContext, folder: FolderRow, root: str) -> None:
        self._ctx = ctx
        self._key = _walked_key(folder, root)
        self._mount = mount_point(root)
        self._exclude = list(folder.exclude)
        self._started_ns = time.time_ns()
        stored = ctx.library.setting(self._key) or {}
        same = stored.get("exclude") == self._exclude
        # A clock set back must not hide new files: a time in the future counts for nothing.
        since = int(stored.get("at_ns", 0)) if same else 0
        self.since_ns = since if since < self._started_ns else 0

    def remember(self) -> None:
        """Note that the walk came to its end."""
        with self._ctx.writing:
            self._ctx.library.set_setting(
                self._key,
                {"at_ns": self._started_ns, "exclude": self._exclude, "mount": self._mount},
            )
