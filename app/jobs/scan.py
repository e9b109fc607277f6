"""The scan: find photos, decode each once, encode, gate, store.

The walk comes first and opens nothing, so that the total and the time left are known; then the
files that are new or changed stream through decoders and encoder, and every batch is one
transaction. What is interrupted at any moment is found again by the next scan.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field

import numpy as np

from app.core.model import Model
from app.core.records import FolderRow, KnownPhoto
from app.core.types import (
    ByteArray,
    Change,
    DecodedPhoto,
    DecodeFailure,
    FloatArray,
    PhotoFile,
    Progress,
    Status,
)
from app.jobs.context import JobContext
from app.jobs.folders import resolve_folders
from app.jobs.regate import judge, switched_off
from app.media.find import FindProblem, find_photos

BATCH = 16
FLUSH_S = 1.0
WALK_STEP = 500

ScanJob = Generator[Progress, None, Change]


@dataclass
class _Walk:
    """What the walk found. ``problems`` are folders that could not be read."""

    todo: list[tuple[int, PhotoFile]] = field(default_factory=list)
    known: dict[str, KnownPhoto] = field(default_factory=dict)
    back: list[int] = field(default_factory=list)
    gone: dict[int, KnownPhoto] = field(default_factory=dict)
    problems: list[FindProblem] = field(default_factory=list)
    offline: list[str] = field(default_factory=list)
    found: int = 0


@dataclass
class _Tally:
    """Counts of the result, in the words of the terminal's contract."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    vanished: int = 0
    moved: int = 0
    statuses: dict[Status, int] = field(default_factory=lambda: dict.fromkeys(Status, 0))
    processed: int = 0


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
    walk = _Walk()
    tally = _Tally()
    for folder, root in roots:
        yield from _walk_root(ctx, folder, root, walk, tally)
    with ctx.writing, ctx.writer.transaction():
        if walk.back:
            ctx.writer.set_missing(walk.back, False)
    yield from _read_photos(ctx, walk, tally)
    with ctx.writing:
        ctx.writer.set_missing([p.id for p in walk.gone.values() if not p.missing], True)
    tally.vanished = sum(not p.missing for p in walk.gone.values())
    return Change(photos=None, scenes=True, folders=True, summary=_summary(walk, tally, started))


def _summary(walk: _Walk, tally: _Tally, started: float) -> dict[str, object]:
    seconds = time.monotonic() - started
    return {
        "found": walk.found,
        "new": tally.new,
        "changed": tally.changed,
        "unchanged": tally.unchanged,
        "vanished": tally.vanished,
        "moved": tally.moved,
        **{status.value: count for status, count in tally.statuses.items()},
        "seconds": round(seconds, 3),
        "photos_per_second": round(tally.processed / seconds, 2) if seconds > 0 else 0.0,
        "problems": [f"{p.path}: {p.message}" for p in walk.problems],
        "offline": walk.offline,
    }


def _walk_root(
    ctx: JobContext, folder: FolderRow, root: str, walk: _Walk, tally: _Tally
) -> Generator[Progress, None, None]:
    """Compare one folder (or the part of it below ``root``) with what the library knows."""
    if not os.path.isdir(root):
        # Unplugged or unmounted: the photos are offline, not deleted.
        walk.offline.append(root)
        with ctx.writing:
            ctx.writer.update_folder(folder.id, online=False)
        return
    if folder.state != "online":
        with ctx.writing:
            ctx.writer.update_folder(folder.id, online=True)
    known = ctx.reader.known()
    encoded = ctx.reader.encoded(ctx.model()[1].backbone_id)
    walk.known.update(known)
    seen: set[str] = set()
    problems: list[FindProblem] = []
    looked = _LookedBefore(ctx, folder, root)
    for found in find_photos(
        root, folder.exclude, known=known.keys(), looked_before_ns=looked.since_ns
    ):
        if isinstance(found, FindProblem):
            problems.append(found)
            continue
        if found.path in seen:
            continue
        seen.add(found.path)
        walk.found += 1
        _compare(folder.id, found, encoded, walk, tally)
        if walk.found % WALK_STEP == 0:
            yield Progress(done=walk.found, note=os.path.dirname(found.path))
    walk.problems += problems
    looked.remember()
    unread = tuple(os.path.join(p.path, "") for p in problems if p.is_folder)
    below = os.path.join(root, "")
    for path, photo in known.items():
        if path.startswith(below) and path not in seen and not path.startswith(unread or ("\0",)):
            walk.gone[photo.id] = photo


class _LookedBefore:
    """When a folder was last walked to its end with the same patterns.

    Files with an unknown extension that are older than that need not be opened again to see
    whether they are photos.
    """

    def __init__(self, ctx: JobContext, folder: FolderRow, root: str) -> None:
        self._ctx = ctx
        self._key = f"walked:{folder.id}:{root}"
        self._exclude = list(folder.exclude)
        self._started_ns = time.time_ns()
        stored = ctx.reader.setting(self._key) or {}
        same = stored.get("exclude") == self._exclude
        # A clock set back must not hide new files: a time in the future counts for nothing.
        since = int(stored.get("at_ns", 0)) if same else 0
        self.since_ns = since if since < self._started_ns else 0

    def remember(self) -> None:
        """Note that the walk came to its end."""
        with self._ctx.writing:
            self._ctx.writer.set_setting(
                self._key, {"at_ns": self._started_ns, "exclude": self._exclude}
            )


def _compare(
    folder: int,
    found: PhotoFile,
    encoded: set[int],
    walk: _Walk,
    tally: _Tally,
) -> None:
    """Sort one file into new, changed or unchanged, by size and time alone."""
    known = walk.known.get(found.path)
    if known is None:
        tally.new += 1
        walk.todo.append((folder, found))
    elif (known.size, known.mtime_ns) != (found.size, found.mtime_ns):
        tally.changed += 1
        walk.todo.append((folder, found))
    else:
        tally.unchanged += 1
        if known.missing:
            walk.back.append(known.id)
        if known.id in encoded or known.failed:
            tally.statuses[known.status or Status.FAILED] += 1
        else:
            # Features of this backbone are lacking (another backbone was chosen since).
            walk.todo.append((folder, found))


def _read_photos(ctx: JobContext, walk: _Walk, tally: _Tally) -> Generator[Progress, None, None]:
    """Decode, encode, gate and store what is new or changed."""
    total = len(walk.todo)
    if not total:
        return
    intake = _Intake(ctx, walk, tally)
    done = failed = 0
    folders = {file.path: folder for folder, file in walk.todo}
    with closing(ctx.decoders()) as decoders, closing(ctx.encoder()) as encoder:
        files = (file for _, file in walk.todo)
        for group in _encoded_groups(decoders.decode(files), encoder.encode):
            with ctx.writing:
                written = intake.store(folders, group)
            done += len(group)
            failed += sum(isinstance(item, DecodeFailure) for item, _ in group)
            yield Progress(
                done=done,
                total=total,
                note=os.path.dirname(group[-1][0].file.path),
                failed=failed,
                change=Change(photos=frozenset(written), scenes=True),
            )


_Item = DecodedPhoto | DecodeFailure
_Group = list[tuple[_Item, FloatArray | None]]


def _encoded_groups(
    results: Iterable[_Item], encode: Callable[[ByteArray], FloatArray]
) -> Iterator[_Group]:
    """Encode in batches, while the decoders go on: one batch is in the encoder, one fills up."""
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="albumen-encode") as lane:
        waiting: tuple[list[_Item], Future[FloatArray] | None] | None = None
        for batch in _batches(results):
            images = [item.model_input for item in batch if isinstance(item, DecodedPhoto)]
            future = lane.submit(encode, np.stack(images)) if images else None
            if waiting is not None:
                yield _paired(*waiting)
            waiting = (batch, future)
        if waiting is not None:
            yield _paired(*waiting)


def _batches(results: Iterable[_Item]) -> Iterator[list[_Item]]:
    """Cut the stream into batches: full ones, or what has come within ``FLUSH_S``."""
    batch: list[_Item] = []
    since = time.monotonic()
    for item in results:
        batch.append(item)
        if len(batch) >= BATCH or time.monotonic() - since > FLUSH_S:
            yield batch
            batch, since = [], time.monotonic()
    if batch:
        yield batch


def _paired(batch: list[_Item], future: Future[FloatArray] | None) -> _Group:
    features = iter(future.result() if future is not None else ())
    return [(item, next(features) if isinstance(item, DecodedPhoto) else None) for item in batch]


class _Intake:
    """Stores groups: new rows, changed rows, moved files; one transaction a group."""

    def __init__(self, ctx: JobContext, walk: _Walk, tally: _Tally) -> None:
        self._ctx = ctx
        self._walk = walk
        self._tally = tally
        # Where a new file has the hash of one that is gone, it is that one, moved.
        gone = [*walk.gone, *ctx.reader.missing()]
        self._moved = {
            content: photo
            for photo, (content, _) in ctx.reader.hashes(gone).items()
            if content is not None
        }
        self._gone = walk.gone

    def store(self, folders: dict[str, int], group: _Group) -> list[int]:
        """Write one group and return the ids of its photos."""
        ctx = self._ctx
        features: dict[int, FloatArray] = {}
        written: list[int] = []
        with ctx.writer.transaction():
            version, model = ctx.model()
            for item, vector in group:
                folder = folders[item.file.path]
                known = self._walk.known.get(item.file.path)
                if isinstance(item, DecodeFailure):
                    photo = ctx.writer.save_failure(
                        folder, item.file, item.message, known.id if known else None
                    )
                    self._count(known, Status.FAILED)
                else:
                    photo = self._save(folder, item, known)
                    assert vector is not None
                    features[photo] = vector
                written.append(photo)
            ctx.writer.save_features(model.backbone_id, features)
            self._decide(version, model, features)
        self._tally.processed += len(group)
        return written

    def _save(self, folder: int, item: DecodedPhoto, known: KnownPhoto | None) -> int:
        writer = self._ctx.writer
        moved = None if known else self._moved.pop(item.facts.content_hash, None)
        if moved is not None:
            writer.move_photo(moved, folder, item.file)
            self._gone.pop(moved, None)
            self._tally.moved += 1
            self._tally.new -= 1
        same = known.id if known is not None else moved
        return writer.save_photo(folder, item.file, item.facts, same)

    def _decide(self, version: int, model: Model, features: dict[int, FloatArray]) -> None:
        if not features:
            return
        ids = list(features)
        said = self._ctx.reader.labels_of(ids)
        decisions = judge(
            model,
            np.stack(list(features.values())),
            [said.get(i, (None, ()))[1] for i in ids],
            switched_off(self._ctx),
        )
        rows = {photo: decisions.decision(row) for row, photo in enumerate(ids)}
        self._ctx.writer.save_decisions(version, rows)
        for photo, decision in rows.items():
            labelled = said.get(photo, (None, ()))[0] is not None
            self._tally.statuses[Status.LABELLED if labelled else decision.status] += 1

    def _count(self, known: KnownPhoto | None, status: Status) -> None:
        labelled = known is not None and known.status is Status.LABELLED
        self._tally.statuses[Status.LABELLED if labelled else status] += 1
