"""Ask the gate again, from kept features alone: no file is opened."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import dataclass, field

import numpy as np
from threadpoolctl import threadpool_limits

from app.core.errors import UsageError
from app.core.library import LibraryReader, ModelReader
from app.core.method.keeping import keep_tags
from app.core.method.model import Model
from app.core.method.reading.kept import KeptTable
from app.core.method.reading.key import reading_key
from app.core.method.reading.readings import Readings, join
from app.core.method.scoring import LaterScores
from app.core.method.tagger import Decisions, cut, tag
from app.core.records import SceneRow
from app.core.types import BoolArray, Change, FloatArray, IdArray, Progress
from app.jobs.context import JobContext

# Photos that are cut again, or whose features are tagged, at once; fewer are asked for by name.
ROWS_AT_ONCE = 20_000
FEATURES_AT_ONCE = 2000
PHOTOS_NAMED = 200
# Blocks are tagged side by side; each thread does its own linear algebra alone.
THREADS = min(4, os.cpu_count() or 1)
# Photos left out of a refresh, and the scene accepted for them then (None: needed review).
LEFT_OUT = "left_out"


def tag_features(
    model: Model,
    features: FloatArray,
    refused: Sequence[tuple[str, ...]],
    switched_off: frozenset[str] = frozenset(),
    kept: Sequence[tuple[int, str | None]] = (),
) -> Decisions:
    """Tag features (N, D), with one tuple of refused scenes a photo.

    ``switched_off`` scenes are proposed for no photo; ``kept`` are rows that keep an earlier tag.
    """
    mask: BoolArray | None = None
    if any(refused) or switched_off:
        # A refused parent refuses everything below it.
        masks = _masks(model)
        mask = np.tile(_off_mask(model, switched_off), (len(features), 1))
        for row, scenes in enumerate(refused):
            for scene in masks.keys() & scenes:
                mask[row] |= masks[scene]
    decisions = tag(features, model, mask)
    return keep_tags(decisions, dict(kept)) if kept else decisions


def _masks(model: Model) -> dict[str, BoolArray]:
    """Return which scenes (K,) a scene or a parent stands for."""
    masks = {scene: np.arange(len(model.scenes)) == k for k, scene in enumerate(model.scenes)}
    return masks | dict(zip(model.tree.parents, model.tree.below, strict=True))


def _off_mask(model: Model, switched_off: frozenset[str]) -> BoolArray:
    """Return which scenes (K,) are proposed for no photo."""
    masks = _masks(model)
    mask = np.zeros(len(model.scenes), dtype=np.bool_)
    for scene in switched_off & masks.keys():
        mask |= masks[scene]
    return mask


@dataclass(frozen=True, slots=True)
class Unlike:
    """What is not the same for all photos, and the scenes that are switched off for all.

    Attributes
    ----------
    refused : mapping of int to tuple of str
        Scenes that a person ruled out, by photo.
    off : frozenset of str
        Scenes that are proposed for no photo.
    kept : mapping of int to str or None
        Photos that keep an earlier tag; see :func:`left_out`.
    """

    refused: Mapping[int, tuple[str, ...]]
    off: frozenset[str] = frozenset()
    kept: Mapping[int, str | None] = field(default_factory=dict)


def tag_kept(
    reader: ModelReader,
    model: Model,
    unlike: Unlike,
    photos: Sequence[int] | None = None,
    *,
    candidates: bool = False,
) -> Iterator[tuple[IdArray, Decisions]]:
    """Tag photos (None: all) from what is kept of them; yield ids and decisions, block by block.

    What the gate read of a photo under this model, the last time, is cut again as it is. Features
    are read of all others, and of photos that are unlike the rest; several threads tag them. What
    was read of them is kept for the next time. ``candidates``: those of all will be asked for, so
    that the threads find them, too.
    """
    backbone = model.backbone_id
    if photos is not None and len(photos) <= PHOTOS_NAMED:
        table = reader.features(backbone, photos)
        if len(table.ids):
            yield table.ids, _tag_block(model, unlike, table.ids, table.features)
        return
    kept = reader.kept(backbone)
    rows = np.arange(len(kept.ids)) if photos is None else kept.rows_of(photos)
    off = _off_mask(model, unlike.off)
    key = reading_key(model, off)
    unlike_ids = np.array([*unlike.refused, *unlike.kept], dtype=np.int64)
    plain = ~np.isin(kept.ids, unlike_ids)
    readings = _KeptReadings(reader.readings(kept, backbone, key), len(kept.ids))

    def cut_again(chosen: IdArray) -> Decisions:
        found = _cut_again(kept, chosen, readings.of(chosen), model, off)
        return found.with_candidates(found.source) if candidates else found

    def look(chosen: IdArray) -> Decisions:
        found = _tag_block(model, unlike, kept.ids[chosen], kept.take(chosen))
        return found.with_candidates(_later(kept, chosen, model)) if candidates else found

    is_known = plain[rows] & readings.known[rows]
    size = FEATURES_AT_ONCE if candidates else ROWS_AT_ONCE
    for chosen, decisions in _side_by_side(cut_again, rows[is_known], size):
        readings.note(chosen, decisions.readings)
        yield kept.ids[chosen], decisions
    for chosen, decisions in _side_by_side(look, rows[~is_known], FEATURES_AT_ONCE):
        some = np.flatnonzero(plain[chosen])
        readings.note(chosen[some], decisions.readings.take(some))
        yield kept.ids[chosen], decisions
    if (learned := readings.all_noted()) is not None:
        reader.keep_readings(kept, backbone, key, *learned)


class _KeptReadings:
    """Readings that are kept of N photos, and those that are made now."""

    def __init__(self, found: tuple[IdArray, Readings] | None, count: int) -> None:
        self._at = np.full(count, -1, dtype=np.int64)
        self._found = found
        if found is not None:
            self._at[found[0]] = np.arange(len(found[0]))
        self._noted: list[tuple[IdArray, Readings]] = []

    @property
    def known(self) -> BoolArray:
        """Of which photos they are kept (N,)."""
        return np.asarray(self._at >= 0, dtype=np.bool_)

    def of(self, rows: IdArray) -> Readings:
        """Return those of some photos that are known."""
        assert self._found is not None
        return self._found[1].take(self._at[rows])

    def note(self, rows: IdArray, readings: Readings) -> None:
        """Take up readings of photos, where they say more than those that are kept."""
        fresh = self._at[rows] < 0
        if self._found is not None and not fresh.any():
            before = self._found[1].further.known[self._at[rows]]
            fresh = readings.further.known & ~before
        if fresh.any():
            self._noted.append((rows, readings))

    def all_noted(self) -> tuple[IdArray, Readings] | None:
        """Return rows and readings, old and new, if any is new."""
        if not self._noted:
            return None
        new = np.concatenate([rows for rows, _ in self._noted])
        parts = [readings for _, readings in self._noted]
        if self._found is not None:
            old = np.setdiff1d(self._found[0], new, assume_unique=True)
            parts.append(self.of(old))
            new = np.concatenate([new, old])
        joined = join(parts)
        if (np.diff(new) > 0).all():
            return new, joined  # in order, as most are: a copy of a million takes 75 MB
        order = np.argsort(new)
        return new[order], joined.take(order)


def _cut_again(
    kept: KeptTable, rows: IdArray, readings: Readings, model: Model, off: BoolArray
) -> Decisions:
    """Cut what was read of some photos by the ranges in force."""
    refused = np.broadcast_to(off, (len(rows), len(off)))
    return cut(readings, model, refused, _later(kept, rows, model))


def _later(kept: KeptTable, rows: IdArray, model: Model) -> LaterScores:
    """Return scores of some photos, whose features are read where somebody asks."""
    return LaterScores(lambda some: kept.take(rows[some]), model)


def _tag_block(model: Model, unlike: Unlike, photos: IdArray, features: FloatArray) -> Decisions:
    """Tag some photos from their features."""
    ids = photos.tolist()
    refusals = [unlike.refused.get(i, ()) for i in ids]
    return tag_features(model, features, refusals, unlike.off, kept_rows(ids, unlike.kept))


def _side_by_side(
    work: Callable[[IdArray], Decisions], rows: IdArray, size: int
) -> Iterator[tuple[IdArray, Decisions]]:
    """Yield parts of rows and what comes of each, worked out in several threads."""
    parts = np.split(rows, range(size, len(rows), size)) if len(rows) else []
    waiting: deque[tuple[IdArray, Future[Decisions]]] = deque()
    # Threads of linear algebra below ours would only wait for each other.
    with (
        threadpool_limits(limits=1, user_api="blas"),
        ThreadPoolExecutor(THREADS, thread_name_prefix="albumen-tag") as pool,
    ):
        for part in parts:
            waiting.append((part, pool.submit(work, part)))
            if len(waiting) > THREADS:
                done, future = waiting.popleft()
                yield done, future.result()
        while waiting:
            done, future = waiting.popleft()
            yield done, future.result()


def switched_off(ctx: JobContext) -> frozenset[str]:
    """Return the scenes that a person switched off."""
    return frozenset(s.id for s in ctx.library.scenes.names() if not s.enabled)


def ruled_out(reader: LibraryReader) -> dict[int, tuple[str, ...]]:
    """Map each photo to the scenes that a person ruled out: refused, or outside its parent.

    Who labels a photo with a parent says that it shows none of the scenes outside.
    """
    found = reader.labels.refused()
    scenes = reader.scenes.names()
    for parent in sorted({row.parent for row in scenes if row.parent is not None}):
        photos = reader.labels.samples(parent)
        if photos:
            outside = _outside(parent, scenes)
            for photo in photos:
                found[photo] = (*found.get(photo, ()), *outside)
    return found


def _outside(parent: str, scenes: Sequence[SceneRow]) -> tuple[str, ...]:
    """Return the scenes and parents that neither lie below a parent nor hold it."""
    above = {row.id: row.parent for row in scenes}
    holds = _line(parent, above)
    return tuple(s for s in above if s not in holds and parent not in _line(s, above))


def _line(scene: str, above: Mapping[str, str | None]) -> set[str]:
    line: set[str] = set()
    at: str | None = scene
    while at is not None and at not in line:
        line.add(at)
        at = above.get(at)
    return line


def left_out(reader: LibraryReader) -> dict[int, str | None]:
    """Map the photos that a person left out of a refresh to the scene accepted for them then."""
    return {int(photo): scene for photo, scene in reader.setting(LEFT_OUT, {}).items()}


def kept_rows(
    photos: Sequence[int], kept: Mapping[int, str | None]
) -> list[tuple[int, str | None]]:
    """Return the rows of ``photos`` that keep an earlier tag, with that tag."""
    return [(row, kept[photo]) for row, photo in enumerate(photos) if photo in kept]


def tag_photos(ctx: JobContext, photos: Sequence[int] | None) -> int:
    """Re-gate these photos (None: all) in the writer's current transaction; return how many.

    Raises
    ------
    UsageError
        When the model in force is of another backbone than the pack's: undo, redo and going back
        to an earlier version stop there.
    """
    if photos is not None and not photos:
        return 0
    version, model = ctx.model()
    if model.backbone_id != ctx.pack.model.backbone_id:
        raise UsageError("other_pack", version=version)
    library = ctx.library
    unlike = Unlike(ruled_out(library), switched_off(ctx), left_out(library))
    tagged = 0
    changed: list[int] = []
    every_row = library.models.tagged_by() != version
    many = False
    with library.models.save_anew() if every_row and photos is None else nullcontext():
        for ids, decisions in tag_kept(library.models, model, unlike, photos, candidates=every_row):
            changed += library.models.save_verdicts(version, ids, decisions)
            tagged += len(ids)
            # From here on, one look at every row is cheaper than a look at each that is named.
            many = many or len(changed) > ROWS_AT_ONCE
            if many:
                changed.clear()
    library.models.show_verdicts(None if many else changed)
    return tagged


def regate(ctx: JobContext) -> Generator[Progress, None, Change]:
    """Re-gate every photo with the model and the ranges in force."""
    yield Progress(done=0, total=None)
    with ctx.writing, ctx.library.transaction():
        count = tag_photos(ctx, None)
    return Change(photos=None, scenes=True, summary={"tagged": count})
