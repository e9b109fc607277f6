"""Ask the gate again, from kept features alone: no file is opened."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

import numpy as np
from threadpoolctl import threadpool_limits

from app.core.errors import UsageError
from app.core.library import LibraryReader
from app.core.method.keeping import keep_tags
from app.core.method.model import Model
from app.core.method.tagger import Decisions, tag
from app.core.records import SceneRow
from app.core.types import BoolArray, Change, FeatureTable, FloatArray, Progress
from app.jobs.context import JobContext

ROWS_AT_ONCE = 20_000
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
        masks = {scene: np.arange(len(model.scenes)) == k for k, scene in enumerate(model.scenes)}
        masks |= dict(zip(model.tree.parents, model.tree.below, strict=True))
        mask = np.zeros((len(features), len(model.scenes)), dtype=np.bool_)
        for scene in switched_off & masks.keys():
            mask |= masks[scene]
        for row, scenes in enumerate(refused):
            for scene in masks.keys() & scenes:
                mask[row] |= masks[scene]
    decisions = tag(features, model, mask)
    return keep_tags(decisions, dict(kept)) if kept else decisions


def tag_blocks(
    model: Model,
    blocks: Iterable[FeatureTable],
    refused: Mapping[int, tuple[str, ...]],
    off: frozenset[str] = frozenset(),
    kept: Mapping[int, str | None] | None = None,
) -> Iterator[tuple[list[int], Decisions]]:
    """Tag blocks of features in several threads; yield photos and decisions, block by block.

    ``refused`` and ``kept`` (see :func:`left_out`) are by photo.
    """

    def one(block: FeatureTable) -> tuple[list[int], Decisions]:
        ids = block.ids.tolist()
        refusals = [refused.get(i, ()) for i in ids]
        return ids, tag_features(model, block.features, refusals, off, kept_rows(ids, kept or {}))

    waiting: deque[Future[tuple[list[int], Decisions]]] = deque()
    # Threads of linear algebra below ours would only wait for each other.
    with (
        threadpool_limits(limits=1, user_api="blas"),
        ThreadPoolExecutor(THREADS, thread_name_prefix="albumen-tag") as pool,
    ):
        for block in blocks:
            if not len(block.ids):
                continue  # photos that no backbone has seen, such as unreadable ones
            waiting.append(pool.submit(one, block))
            if len(waiting) > THREADS:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


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
    refused = ruled_out(ctx.library)
    off = switched_off(ctx)
    kept = left_out(ctx.library)
    tagged = 0
    changed: list[int] = []
    blocks = ctx.library.models.feature_blocks(model.backbone_id, photos)
    for ids, decisions in tag_blocks(model, blocks, refused, off, kept):
        changed += ctx.library.models.save_verdicts(version, ids, decisions)
        tagged += len(ids)
    # From here on, one look at every row is cheaper than a look at each that is named.
    many = len(changed) > ROWS_AT_ONCE
    ctx.library.models.show_verdicts(None if many else changed)
    return tagged


def regate(ctx: JobContext) -> Generator[Progress, None, Change]:
    """Re-gate every photo with the model and the ranges in force."""
    yield Progress(done=0, total=None)
    with ctx.writing, ctx.library.transaction():
        count = tag_photos(ctx, None)
    return Change(photos=None, scenes=True, summary={"tagged": count})
