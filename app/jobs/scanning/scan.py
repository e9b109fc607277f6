"""The scan: find photos, decode each once, encode, gate, store.

The walk comes first and opens nothing, so that the total and the time left are known; then the
files that are new or changed stream through decoders and encoder, and every batch is one
transaction. What is interrupted at any moment is found again by the next scan. The encoder starts
while the walk still runs, and does not start at all where there is nothing to read.
"""

from __future__ import annotations

import os
import time
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import islice

from app.core.messages import Message
from app.core.paths import is_below
from app.core.records import FolderRow
from app.core.types import (
    Change,
    DecodeFailure,
    PhotoFile,
    Progress,
    Status,
)
from app.jobs.context import JobContext
from app.jobs.job import JobName, job
from app.jobs.runner import Lane
from app.jobs.scanning.disks import PhotoDisks
from app.jobs.scanning.encoding import EncoderLane, encoded_groups
from app.jobs.scanning.first_look import FirstScreen
from app.jobs.scanning.folders import resolve_folders, same_folders, show_derived
from app.jobs.scanning.identity import Identifier, Item, Where
from app.jobs.scanning.intake import Group, Intake
from app.jobs.scanning.pairs import settle_pairs
from app.jobs.scanning.places import place_photos
from app.jobs.scanning.reunite import reunite
from app.jobs.scanning.sidecars import take_in_sidecars
from app.jobs.scanning.todo import Todo, TodoList
from app.jobs.scanning.walk import (
    Found,
    is_offline,
    look_at_photo,
    note_walks,
    settle_unchanged,
    walk_folders,
)
from app.media.find import FindProblem
from app.media.rehash import compare_contents

HOLD_S = 1.0
SUSPECTS_AT_ONCE = 256
# What a file says of which the whole disk is away.
_DISK_CAUSES = frozenset(("vanished", "unreadable"))

# Every file of a finished scan is one of these.
_ENDS = (Status.ACCEPTED, Status.COARSE, Status.REJECTED, Status.LABELLED, Status.FAILED)

ScanJob = Generator[Progress, None, Change]


@job(JobName.SCAN, Lane.LONG)
def scan_folders(
    ctx: JobContext,
    paths: Sequence[str] | None = None,
    *,
    again: bool = False,
    add: bool = True,
) -> ScanJob:
    """Scan these folders (added to the library if they are new), or all folders of the library.

    With ``again`` every file is read anew, also those that look unchanged. Without ``add`` no
    folder is added: what lies in none is passed over.

    Yields
    ------
    Progress
        ``total`` is None while walking; ``change`` names the rows written since the last step.

    Returns
    -------
    Change
        With the summary ``found, new, changed, unchanged, vanished, moved, accepted, rejected,
        labelled, failed, seconds, photos_per_second``, and ``problems`` and ``offline`` as lists.

    Raises
    ------
    KnownError
        When a folder does not exist or may not be read, or the library cannot be written.
    """
    started, started_ns = time.monotonic(), time.time_ns()
    yield Progress(done=0)
    found = Found(PhotoDisks(ctx))
    with ctx.writing:
        found.problems += [_same_folder(*pair) for pair in same_folders(ctx.library, paths)]
        roots = resolve_folders(ctx, paths, add=add)
    with closing(EncoderLane(ctx)) as lane, closing(FirstScreen(ctx, roots)) as first:
        for step in walk_folders(ctx, roots, found, again=again):
            yield from _begin(found, first, lane)
            yield step
        yield from _compare_suspects(ctx, found)
        yield from _begin(found, first, lane)
        if found.back:
            with ctx.writing:
                ctx.library.photos.set_missing(found.back, False)
        identity = Identifier(ctx, found, started_ns)
        yield from _read_photos(ctx, found, lane, roots, identity)
    vanished = _leave(ctx, found, identity)
    note_walks(ctx, roots, found, started_ns)
    yield from take_in_sidecars(ctx, found.sidecars, found.problems, again=again)
    yield from place_photos(ctx)
    return _result(found, vanished, started)


@job(JobName.SCAN, Lane.LONG)
def scan_photos(ctx: JobContext, photos: Sequence[int]) -> ScanJob:
    """Read the files of these photos anew, whatever the library thinks of them.

    Yields, returns and raises as :func:`scan_folders` does.
    """
    started, started_ns = time.monotonic(), time.time_ns()
    yield Progress(done=0, total=len(photos))
    found = Found(PhotoDisks(ctx))
    folders = {folder.id: folder for folder in ctx.library.folders.rows()}
    for photo in ctx.library.identity.stored(photos):
        if photo.folder in folders and not photo.is_outside:
            look_at_photo(photo, folders[photo.folder], found)
    roots = [(folder, folder.path) for folder in folders.values()]
    with closing(EncoderLane(ctx)) as lane:
        identity = Identifier(ctx, found, started_ns)
        yield from _read_photos(ctx, found, lane, roots, identity)
    vanished = _leave(ctx, found, identity)
    yield from take_in_sidecars(ctx, found.sidecars, found.problems, again=True)
    yield from place_photos(ctx)
    return _result(found, vanished, started)


@job(JobName.SCAN, Lane.LONG)
def scan_derived(ctx: JobContext, derived: bool) -> ScanJob:
    """Count photos that were made from others as photos, or not, and scan all folders for them."""
    change = yield from show_derived(ctx, derived)
    return (yield from scan_folders(ctx)) if ctx.library.folders.rows() else change


def _result(found: Found, vanished: int, started: float) -> Change:
    return Change(None, scenes=True, folders=True, summary=_summary(found, vanished, started))


def _same_folder(path: str, known: str) -> FindProblem:
    return FindProblem(path, Message("same_folder", {"folder": known}), is_folder=False)


def _compare_suspects(ctx: JobContext, found: Found) -> Generator[Progress, None, None]:
    """Compare the bytes of files of which only the system's time differs, opening no picture."""
    suspects = iter(found.suspect)
    while block := list(islice(suspects, SUSPECTS_AT_ONCE)):
        known = {todo.file.path: todo for todo in block}
        hashes = ctx.library.photos.hashes(
            [todo.known.id for todo in block if todo.known is not None]
        )
        same: dict[int, PhotoFile] = {}
        pairs = [(t.file, hashes[t.known.id][0]) for t in block if t.known is not None]
        for file, is_same in compare_contents(pairs):
            todo = known[file.path]
            assert todo.known is not None
            if is_same:
                same[todo.known.id] = file
                settle_unchanged(todo, todo.known, found)
            else:
                found.todo.append(todo)
        with ctx.writing:
            ctx.library.identity.see_again(same)
            found.disks.put((t.known.id, t.disk) for t in block if t.known and t.known.id in same)
        yield Progress(done=found.tally.found, note=os.path.dirname(block[-1].file.path))


def _leave(ctx: JobContext, found: Found, identity: Identifier) -> int:
    """Mark photos that are gone, join those that are there after all, and count the rest."""
    vanished = {photo for photo, was_missing in found.gone.items() if not was_missing}
    with ctx.writing:
        if vanished:
            ctx.library.photos.set_missing(sorted(vanished), True)
        reunion = reunite(ctx, found.disks, lambda photo: identity.where(photo) is Where.HERE)
        reunion.merged.extend(settle_pairs(ctx, found))
    for gone, there in reunion.contradicted:
        if gone.id in vanished:
            message = Message("labelled_otherwise", {"path": there.path})
            found.problems.append(FindProblem(gone.path, message, is_folder=False))
    return len(vanished - set(reunion.merged))


def _begin(found: Found, first: FirstScreen, lane: EncoderLane) -> Generator[Progress, None, None]:
    """Show the first screenful, and start the encoder once there is something to see."""
    for step in first.show(found):
        lane.start()
        yield step
    if found.todo:
        lane.start()


def _summary(found: Found, vanished: int, started: float) -> dict[str, object]:
    seconds = time.monotonic() - started
    tally = found.tally
    return {
        "found": tally.found,
        "new": tally.new,
        "changed": tally.changed,
        "unchanged": tally.unchanged,
        "vanished": vanished,
        "moved": tally.moved,
        **{status.value: tally.statuses[status] for status in _ENDS},
        "seconds": round(seconds, 3),
        "photos_per_second": round(tally.processed / seconds, 2) if seconds > 0 else 0.0,
        "problems": [f"{p.path}: {p.message}" for p in found.problems],
        "offline": found.offline,
    }


def _read_photos(
    ctx: JobContext,
    found: Found,
    lane: EncoderLane,
    roots: Sequence[tuple[FolderRow, str]],
    identity: Identifier,
) -> Generator[Progress, None, None]:
    """Decode, encode, gate and store what is new or changed."""
    todo: TodoList | Sequence[Todo] = found.todo
    if not todo:
        return
    intake = Intake(ctx, found, identity)
    supply = _Supply(roots, found.disks)
    steps = _Steps(ctx)
    with closing(ctx.decoders()) as decoders:
        while todo:
            steps.total += len(todo)
            results = decoders.decode(supply.files(intake.expected(todo)))
            for group in encoded_groups(results, intake, lane):
                kept = supply.without_lost(group)
                if kept:
                    with ctx.writing:
                        written = intake.store(kept)
                    yield steps.step(kept, written)
                yield from steps.hold()
            todo = identity.take_extra()
    for placed in identity.resolve():
        with ctx.writing, ctx.library.transaction():
            written = intake.write(identity.confirm(placed))
        yield steps.step((), written)
    found.offline += supply.lost_places
    with ctx.writing:
        for folder, root in supply.lost:
            found.offline.append(root)
            ctx.library.folders.update(folder.id, online=False)


@dataclass(slots=True)
class _Steps:
    """Counts what was read, and waits where the scan should."""

    ctx: JobContext
    total: int = 0
    done: int = 0
    failed: int = 0
    note: str = ""

    def step(self, group: Sequence[tuple[Item, object]], written: Sequence[int]) -> Progress:
        """Return the progress after a group."""
        self.done += len(group)
        self.failed += sum(isinstance(item, DecodeFailure) for item, _ in group)
        if group:
            self.note = os.path.dirname(group[-1][0].file.path)
        change = Change(photos=frozenset(written), scenes=True)
        return Progress(self.done, self.total, self.note, self.failed, change)

    def hold(self) -> Iterator[Progress]:
        """Wait while there is a reason to, such as the battery."""
        while self.done < self.total and (reason := self.ctx.hold()):
            yield Progress(self.done, self.total, failed=self.failed, waiting=reason)
            time.sleep(HOLD_S)


class _Supply:
    """The files to decode, without those of a folder whose disk goes away meanwhile.

    Attributes
    ----------
    lost : list of (FolderRow, str)
        Folders that went away; their files are new to the next scan.
    lost_places : list of str
        Places in folders of which only their own disk went away.
    """

    def __init__(self, roots: Sequence[tuple[FolderRow, str]], disks: PhotoDisks) -> None:
        self._roots = list(roots)
        self._disks = disks
        self.lost: list[tuple[FolderRow, str]] = []
        self.lost_places: list[str] = []

    def files(self, todo: Iterable[Todo]) -> Iterator[PhotoFile]:
        """Yield the files that are worth a try."""
        return (one.file for one in todo if not self._is_lost(one.file.path))

    def without_lost(self, group: Group) -> Group:
        """Leave out failures that only tell that the disk is away."""
        return [pair for pair in group if not self._lost_its_disk(pair[0])]

    def _lost_its_disk(self, item: Item) -> bool:
        if not isinstance(item, DecodeFailure) or item.message.code not in _DISK_CAUSES:
            return False
        for folder, root in self._roots:
            if is_below(item.file.path, root) and is_offline(folder.path, has_photos=True):
                self._roots.remove((folder, root))
                self.lost.append((folder, root))
                break
        else:
            if not self._is_lost(item.file.path) and self._disks.has_left(item.file):
                self.lost_places.append(self._disks.place_of(item.file))
        return self._is_lost(item.file.path)

    def _is_lost(self, path: str) -> bool:
        return any(is_below(path, root) for _, root in self.lost) or any(
            is_below(path, place) for place in self.lost_places
        )
