"""The first half of a scan: walk the folders and compare them with the library, opening no file.

What is new or changed is put on a list, so that total and time left are known; what is unchanged is
counted and let go, and what the library knows is read a directory at a time. So memory grows with
what there is to do, not with the library. A file is unchanged when its size and both its times are.
Where only the time differs that no program can set (a backup was restored, permissions changed, or
a tool set the other time back), its bytes are compared before anything else is done.
"""

from __future__ import annotations

import base64
import os
from array import array
from collections.abc import Generator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

import numpy as np

from app.core.outside.companions import Companion
from app.core.paths import is_below, is_in, outermost
from app.core.records import FolderRow
from app.core.types import (
    BoolArray,
    IdArray,
    KnownPhoto,
    PhotoFile,
    Progress,
    SidecarFile,
    Status,
    StoredPhoto,
)
from app.jobs.context import JobContext
from app.jobs.scanning.disks import PhotoDisks
from app.jobs.scanning.folders import DERIVED
from app.jobs.scanning.partners import Partners
from app.jobs.scanning.sidecars import sidecar_state
from app.jobs.scanning.todo import Todo, TodoList
from app.media.find import FindProblem, Looked, find_photos
from app.media.formats import look_at_file
from app.media.originals.companions import with_companions

WALK_STEP = 500
# Time of a file whose failure lay outside it (disk gone, no permission): it is tried again as soon
# as it may be read, although neither its size nor its time has changed.
TRY_AGAIN_NS = -1
# Files of unknown kind remembered for each folder, 8 bytes each; beyond it, some are opened again.
MAX_FILES_REMEMBERED = 500_000


@dataclass(slots=True)
class ScanTally:
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
    disks : PhotoDisks
        On which disk files lie.
    todo : TodoList
        Files that are new or changed, or lack features of the backbone in force.
    suspect : TodoList
        Files of which only the system's own time differs.
    back, gone : list of int
        Photos that are there again, and photos that are not (``gone`` maps id to whether the
        library knew that already).
    problems : list of FindProblem
        Folders that could not be walked, and things that are no file.
    offline : list of str
        Folders that are not there at all, and places in folders whose disk is away.
    sidecars : dict
        What lies beside photos, by path, where it may be other than when it was read.
    companions : dict
        What belongs to photos, by id, where it is other than it was.
    """

    disks: PhotoDisks
    todo: TodoList = field(default_factory=TodoList)
    suspect: TodoList = field(default_factory=TodoList)
    back: list[int] = field(default_factory=list)
    gone: dict[int, bool] = field(default_factory=dict)
    problems: list[FindProblem] = field(default_factory=list)
    offline: list[str] = field(default_factory=list)
    sidecars: dict[str, tuple[SidecarFile, ...]] = field(default_factory=dict)
    companions: dict[int, tuple[Companion, ...]] = field(default_factory=dict)
    tally: ScanTally = field(default_factory=ScanTally)


def walk_folders(
    ctx: JobContext,
    roots: Sequence[tuple[FolderRow, str]],
    found: Found,
    *,
    again: bool = False,
) -> Generator[Progress, None, None]:
    """Compare folders (each with the part of it to walk) with what the library knows.

    With ``again`` every file is to be read anew.
    """
    for folder, root in roots:
        yield from _walk_root(ctx, folder, root, found, again)
    unseen = [photo for photo, was_gone in found.gone.items() if not was_gone]
    away = found.disks.settle(unseen)
    for photo in away:
        del found.gone[photo]
    found.offline += outermost(set(away.values()))


def note_walks(
    ctx: JobContext, roots: Sequence[tuple[FolderRow, str]], found: Found, started_ns: int
) -> None:
    """Note of folders that were walked as a whole that their photos were seen."""
    at = datetime.fromtimestamp(started_ns / 1e9, UTC).isoformat(timespec="milliseconds")
    unseen = [*found.offline, *(problem.path for problem in found.problems if problem.is_folder)]
    with ctx.writing, ctx.library.transaction():
        for folder, root in roots:
            if root == folder.path and not any(is_in(place, root) for place in unseen):
                ctx.library.folders.update(folder.id, walked_at=at)


class _Known:
    """What the library knows, by path: one directory at a time, as a walk asks for it."""

    def __init__(self, ctx: JobContext) -> None:
        self._reader = ctx.library
        self._backbone = ctx.model()[1].backbone_id
        self._directory: str | None = None
        self._photos: dict[str, KnownPhoto] = {}
        self._partners = Partners(self._photos)
        self._fresh: set[str] = set()

    def __contains__(self, path: object) -> bool:
        return self.get(str(path)) is not None

    def get(self, path: str) -> KnownPhoto | None:
        known = self._photos.get(path)
        if known is not None:
            return known
        directory = os.path.dirname(path)
        if directory != self._directory:
            self._photos = self._reader.photos.known(directly_in=directory, backbone=self._backbone)
            self._directory = directory
            self._partners = Partners(self._photos)
            self._fresh = set()
        return self._photos.get(path)

    def is_listed_again(self, path: str) -> bool:
        """Say whether a file that is new was named already in the listing of this directory."""
        is_again = path in self._fresh
        self._fresh.add(path)
        return is_again

    def partner(self, file: PhotoFile) -> KnownPhoto | None:
        """Return the photo that a file is the other half of, where it is none itself."""
        known = self.get(file.path)
        if known is not None and known.status is not Status.WAITING:
            return None
        return self._partners.of(file)


def _walk_root(
    ctx: JobContext, folder: FolderRow, root: str, found: Found, again: bool
) -> Generator[Progress, None, None]:
    others = [other.path for other in ctx.library.folders.rows() if other.id != folder.id]
    # Of a folder that was emptied on purpose, a part may be scanned; only the whole can be away.
    has_photos = not _own(ctx, folder.path, others)[1].all()
    # Nothing is left, on the disk that it always lay on: then a person emptied it.
    if is_offline(folder.path, has_photos=has_photos and not _is_on_its_disk(ctx, folder)):
        found.offline.append(root)
        _set_online(ctx, folder, False)
        return
    _set_online(ctx, folder, True)
    problems: list[FindProblem] = []
    # Before the walk: what the first screenful writes meanwhile is new, and not gone.
    inside, missing = _own(ctx, root, others)
    known = _Known(ctx)
    seen = array("q")
    memory = _Memory(ctx, folder, root)
    for item in find_photos(
        root,
        folder.exclude,
        known=known,
        looked=memory.looked,
        others=others,
        derived=bool(ctx.library.setting(DERIVED)),
        base=folder.path,
    ):
        if isinstance(item, FindProblem):
            problems.append(item)
            continue
        before, partner = known.get(item.path), known.partner(item)
        if before is None and known.is_listed_again(item.path):
            continue
        seen.extend(photo.id for photo in (before, partner) if photo is not None)
        _compare(folder.id, item, before, found, again)
        if partner is not None:
            found.todo.last().partner = partner
        if found.tally.found % WALK_STEP == 0:
            yield Progress(done=found.tally.found, note=os.path.dirname(item.path))
    found.problems += problems
    memory.remember()
    gone = ~np.isin(inside, np.asarray(seen, dtype=np.int64))
    for unread in (problem.path for problem in problems if problem.is_folder):
        gone &= ~np.isin(inside, ctx.library.photos.below(unread)[0])
    found.gone.update(zip(inside[gone].tolist(), missing[gone].tolist(), strict=True))


def _own(ctx: JobContext, place: str, others: Sequence[str]) -> tuple[IdArray, BoolArray]:
    """Return the photos below a place that lie in no other folder inside it, (N,), and if gone."""
    ids, missing = ctx.library.photos.below(place)
    for other in others:
        if is_below(other, place):
            ours = ~np.isin(ids, ctx.library.photos.below(other)[0])
            ids, missing = ids[ours], missing[ours]
    return ids, missing


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
    stored = ctx.library.setting(_walked_key(folder)) or {}
    return stored.get("mount") == mount_point(folder.path)


def mount_point(path: str) -> str:
    """Return where the disk of a path is mounted; on Windows its drive."""
    place = os.path.realpath(path)
    while not os.path.ismount(place) and os.path.dirname(place) != place:
        place = os.path.dirname(place)
    return place


def _walked_key(folder: FolderRow) -> str:
    return f"walked:{folder.id}:{folder.path}"


def _set_online(ctx: JobContext, folder: FolderRow, online: bool) -> None:
    if (folder.state == "online") != online:
        with ctx.writing:
            ctx.library.folders.update(folder.id, online=online)


def _compare(
    folder: int, file: PhotoFile, known: KnownPhoto | None, found: Found, again: bool
) -> None:
    """Sort one file into new, changed or unchanged, by size and times alone."""
    tally, disk = found.tally, found.disks.of(file)
    tally.found += 1
    beside = known.sidecars if known is not None else ""
    if known is not None and known.companions != file.companions:
        found.companions[known.id] = file.companions
    if again or ((file.sidecars or beside) and sidecar_state(file.sidecars) != beside):
        found.sidecars[file.path] = file.sidecars
    if known is None:
        tally.new += 1
        found.todo.append(Todo(folder, file, disk=disk))
        return
    if known.mtime_ns == TRY_AGAIN_NS:
        changed = os.access(file.path, os.R_OK)
    else:
        changed = (known.size, known.mtime_ns) != (file.size, file.mtime_ns)
    if changed:
        tally.changed += 1
        found.todo.append(Todo(folder, file, known, disk=disk))
        return
    if known.status is Status.WAITING:
        # A scan that was interrupted has shown it, no more.
        tally.new += 1
        found.todo.append(Todo(folder, file, known, disk=disk))
        return
    tally.unchanged += 1
    is_same = known.ctime_ns == file.ctime_ns or known.mtime_ns == TRY_AGAIN_NS
    todo = Todo(folder, file, known, is_suspect=again or not is_same, disk=disk)
    if is_same and disk not in (0, known.disk):
        found.disks.note(known, disk)
    if todo.is_suspect:
        (found.todo if again else found.suspect).append(todo)
    else:
        settle_unchanged(todo, known, found)


def look_at_photo(photo: StoredPhoto, folder: FolderRow, found: Found) -> None:
    """Put the file of one photo on the list of what is read; it is gone where it is not there."""
    try:
        file = with_companions(look_at_file(photo.path))
    except OSError:
        if found.disks.is_away(photo) or is_offline(folder.path, has_photos=True):
            found.offline.append(photo.path)
        else:
            found.gone[photo.id] = photo.is_gone
        return
    found.tally.found += 1
    found.tally.unchanged += 1
    found.sidecars[file.path] = file.sidecars
    found.todo.append(todo_of(photo, file, found))


def todo_of(photo: StoredPhoto, file: PhotoFile, found: Found) -> Todo:
    """Return what reads the file of a stored photo anew."""
    disk = found.disks.of(file)
    return Todo(photo.folder, file, known_of(photo), is_suspect=True, disk=disk)


def known_of(photo: StoredPhoto) -> KnownPhoto:
    """Return what a rescan compares of a stored photo."""
    return KnownPhoto(
        id=photo.id,
        path=photo.path,
        size=photo.size,
        mtime_ns=photo.mtime_ns,
        folder=photo.folder,
        failed=False,
        missing=photo.is_gone,
        has_features=True,
        ctime_ns=photo.ctime_ns,
    )


def settle_unchanged(todo: Todo, known: KnownPhoto, found: Found) -> None:
    """Let go of a file that is as it was, unless features of this backbone are lacking."""
    if known.missing:
        found.back.append(known.id)
    if known.has_features or known.failed:
        found.tally.statuses[known.status or Status.FAILED] += 1
    else:
        # Another backbone was chosen since.
        found.todo.append(todo)


class _Memory:
    """What is kept of a folder from walk to walk: its disk, and files that are no photos."""

    def __init__(self, ctx: JobContext, folder: FolderRow, root: str) -> None:
        self._ctx = ctx
        self._key = _walked_key(folder)
        self._is_part = root != folder.path
        self._stored = ctx.library.setting(self._key) or {}
        raw = base64.b64decode(self._stored.get("looked", ""))
        self._before = set(np.frombuffer(raw, dtype="<i8").tolist())
        self._mount = mount_point(folder.path)
        self.looked = Looked(self._before)

    def remember(self) -> None:
        """Note that the walk came to its end, where anything is other than it was."""
        now = self.looked.now | self._before if self._is_part else self.looked.now
        kept = np.array(sorted(now)[:MAX_FILES_REMEMBERED], dtype="<i8")
        value = {"mount": self._mount, "looked": base64.b64encode(kept.tobytes()).decode()}
        if value != self._stored:
            with self._ctx.writing:
                self._ctx.library.set_setting(self._key, value)
