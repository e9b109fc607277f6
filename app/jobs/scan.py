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
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing

import numpy as np

from app.core.paths import is_below
from app.core.protocols import Encoder
from app.core.records import FolderRow
from app.core.types import (
    Change,
    DecodedPhoto,
    DecodeFailure,
    FloatArray,
    PhotoFile,
    Progress,
    Status,
)
from app.jobs.context import JobContext
from app.jobs.first_look import FirstScreen
from app.jobs.folders import resolve_folders
from app.jobs.intake import Group, Intake, Item
from app.jobs.walk import Found, is_offline, walk_folders

BATCH = 16
FLUSH_S = 1.0
HOLD_S = 1.0
# What a file says of which the whole disk is away.
_DISK_CAUSES = frozenset(("vanished", "unreadable"))

# Every file of a finished scan is one of these.
_ENDS = (Status.ACCEPTED, Status.COARSE, Status.REJECTED, Status.LABELLED, Status.FAILED)

ScanJob = Generator[Progress, None, Change]


def scan_folders(ctx: JobContext, paths: Sequence[str] | None = None) -> ScanJob:
    """Scan these folders (added to the library if they are new), or all folders of the library.

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
    started = time.monotonic()
    yield Progress(done=0)
    with ctx.writing:
        roots = resolve_folders(ctx, paths)
    found = Found()
    with closing(_EncoderLane(ctx)) as lane, closing(FirstScreen(ctx, roots)) as first:
        for step in walk_folders(ctx, roots, found):
            yield from _begin(found, first, lane)
            yield step
        yield from _begin(found, first, lane)
        if found.back:
            with ctx.writing:
                ctx.library.photos.set_missing(found.back, False)
        yield from _read_photos(ctx, found, lane, roots)
    vanished = [photo for photo, was_missing in found.gone.items() if not was_missing]
    with ctx.writing:
        ctx.library.photos.set_missing(vanished, True)
    summary = _summary(found, len(vanished), started)
    return Change(photos=None, scenes=True, folders=True, summary=summary)


def _begin(found: Found, first: FirstScreen, lane: _EncoderLane) -> Generator[Progress, None, None]:
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


class _EncoderLane:
    """One thread in front of the encoder, so that it works while the decoders go on."""

    def __init__(self, ctx: JobContext) -> None:
        self._ctx = ctx
        self._encoder: Encoder | None = None
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="albumen-encode")

    def start(self) -> None:
        """Begin to start the encoder; what is submitted meanwhile waits for it."""
        if self._encoder is None:
            self._encoder = self._ctx.encoder()
            self._thread.submit(self._encoder.start)

    def submit(self, batch: Sequence[DecodedPhoto]) -> Future[FloatArray] | None:
        """Encode a batch; None where it is empty."""
        if not batch:
            return None
        self.start()
        assert self._encoder is not None
        return self._thread.submit(self._encoder.encode, np.stack([i.model_input for i in batch]))

    def close(self) -> None:
        """End the thread, then the encoder."""
        self._thread.shutdown(wait=True, cancel_futures=True)
        if self._encoder is not None:
            self._encoder.close()


def _read_photos(
    ctx: JobContext, found: Found, lane: _EncoderLane, roots: Sequence[tuple[FolderRow, str]]
) -> Generator[Progress, None, None]:
    """Decode, encode, gate and store what is new or changed."""
    total = len(found.todo)
    if not total:
        return
    intake = Intake(ctx, found)
    supply = _Supply(found, roots)
    done = failed = 0
    with closing(ctx.decoders()) as decoders:
        results = decoders.decode(supply.files())
        for group in _encoded_groups(results, intake, lane):
            kept = supply.without_lost(group)
            if kept:
                with ctx.writing:
                    written = intake.store(kept)
                done += len(kept)
                failed += sum(isinstance(item, DecodeFailure) for item, _ in kept)
                yield Progress(
                    done=done,
                    total=total,
                    note=os.path.dirname(kept[-1][0].file.path),
                    failed=failed,
                    change=Change(photos=frozenset(written), scenes=True),
                )
            while done < total and (reason := ctx.hold()):
                yield Progress(done=done, total=total, failed=failed, waiting=reason)
                time.sleep(HOLD_S)
    with ctx.writing:
        for folder, root in supply.lost:
            found.offline.append(root)
            ctx.library.folders.update(folder.id, online=False)


class _Supply:
    """The files to decode, without those of a folder whose disk goes away meanwhile.

    Attributes
    ----------
    lost : list of (FolderRow, str)
        Folders that went away; their files are new to the next scan.
    """

    def __init__(self, found: Found, roots: Sequence[tuple[FolderRow, str]]) -> None:
        self._found = found
        self._roots = list(roots)
        self.lost: list[tuple[FolderRow, str]] = []

    def files(self) -> Iterator[PhotoFile]:
        """Yield the files that are worth a try."""
        return (todo.file for todo in self._found.todo if not self._is_lost(todo.file.path))

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
        return self._is_lost(item.file.path)

    def _is_lost(self, path: str) -> bool:
        return any(is_below(path, root) for _, root in self.lost)


def _encoded_groups(results: Iterable[Item], intake: Intake, lane: _EncoderLane) -> Iterator[Group]:
    """Encode in batches, while the decoders go on: one batch is in the encoder, one fills up."""
    waiting: tuple[list[Item], list[DecodedPhoto], Future[FloatArray] | None] | None = None
    for batch in _batches(results):
        images = [i for i in batch if isinstance(i, DecodedPhoto) and intake.needs_encoding(i)]
        future = lane.submit(images)
        if waiting is not None:
            yield _paired(*waiting)
        waiting = (batch, images, future)
    if waiting is not None:
        yield _paired(*waiting)


def _batches(results: Iterable[Item]) -> Iterator[list[Item]]:
    """Cut the stream into batches: full ones, or what has come within ``FLUSH_S``."""
    batch: list[Item] = []
    since = time.monotonic()
    for item in results:
        batch.append(item)
        if len(batch) >= BATCH or time.monotonic() - since > FLUSH_S:
            yield batch
            batch, since = [], time.monotonic()
    if batch:
        yield batch


def _paired(
    batch: list[Item], images: list[DecodedPhoto], future: Future[FloatArray] | None
) -> Group:
    features = future.result() if future is not None else ()
    vectors = {i.file.path: vector for i, vector in zip(images, features, strict=True)}
    return [(item, vectors.get(item.file.path)) for item in batch]
