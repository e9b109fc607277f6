"""Groups of look-alikes for the review queue, and scenes that the library seems to lack."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from statistics import median

import numpy as np
from threadpoolctl import threadpool_limits

from app.core.method.grouping import SKETCH_NUMBERS, cluster, cut_into_blocks, sketch
from app.core.method.model import Model
from app.core.method.reading.kept import KeptTable
from app.core.records import NO_GROUP, PhotoRow, Query, SortBy, View
from app.core.types import Change, FloatArray, IdArray, Progress, Reason
from app.jobs.context import JobContext

# Smaller clusters are no scene yet: a scene is made from 3 photos, and is good from about 10.
MIN_SUGGESTION = 8
# Groups that are written at once.
PHOTOS_AT_ONCE = 10_000
# Photos whose features are read at once.
SKETCHED_AT_ONCE = 2000

# Share of the low end of its range that the similarity of an unknown thing stays under.
FAR_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Photos that look like one thing for which there is no scene."""

    group: int
    photos: tuple[int, ...]


def group_photos(ctx: JobContext) -> Generator[Progress, None, Change]:
    """Group all photos with features by their looks; a group has the number of its first photo.

    Features are read twice, a block at a time, so that memory does not grow with the library: first
    to see which photos lie near each other, then to compare those. Only what differs is written.
    """
    yield Progress(done=0, note="group")
    _, model = ctx.model()
    kept = ctx.library.models.kept(model.backbone_id)
    photos = kept.ids
    if not len(photos):
        return Change()
    groups = np.full(len(photos), NO_GROUP, dtype=np.int64)
    done = 0
    with threadpool_limits(limits=1, user_api="blas"):
        for rows in cut_into_blocks(sketch_kept(kept, model)):
            rows.sort()
            found = cluster(model.centred(kept.take(rows)))
            groups[rows] = _first_photos(photos[rows], found)
            done += len(rows)
            yield Progress(done=done, total=len(photos), note="group")
    with ctx.writing, ctx.library.transaction():
        changed = np.flatnonzero(_stored(ctx, photos) != groups)
        for rows in np.split(changed, range(PHOTOS_AT_ONCE, len(changed), PHOTOS_AT_ONCE)):
            pairs = zip(photos[rows].tolist(), groups[rows].tolist(), strict=True)
            ctx.library.photos.save_groups({p: None if g == NO_GROUP else g for p, g in pairs})
    count = len(np.unique(groups[groups != NO_GROUP]))
    if not len(changed):
        return Change(summary={"groups": count})
    return Change(photos=None, summary={"groups": count})


def sketch_kept(kept: KeptTable, model: Model) -> FloatArray:
    """Return the sketches of all photos, float32 (N, 64): 260 MB of a million."""
    count = len(kept.ids)
    found = np.empty((count, min(SKETCH_NUMBERS, len(model.centre))), dtype=np.float32)
    for start in range(0, count, SKETCHED_AT_ONCE):
        rows = np.arange(start, min(start + SKETCHED_AT_ONCE, count))
        found[rows] = sketch(model.centred(kept.take(rows)))
    return found


def _first_photos(photos: IdArray, found: IdArray) -> IdArray:
    """Return the least photo of each photo's group, ``NO_GROUP`` where it is alone."""
    _, group, sizes = np.unique(found, return_inverse=True, return_counts=True)
    first = np.full(len(sizes), np.iinfo(np.int64).max)
    np.minimum.at(first, group, photos)
    return np.where(sizes[group] > 1, first[group], NO_GROUP)


def _stored(ctx: JobContext, photos: IdArray) -> IdArray:
    """Return the stored group of each photo, ``NO_GROUP`` for none; ids rise."""
    known, groups = ctx.library.photos.groups()
    stored = np.full(len(photos), NO_GROUP, dtype=np.int64)
    at = np.minimum(np.searchsorted(photos, known), len(photos) - 1)
    here = photos[at] == known
    stored[at[here]] = groups[here]
    return stored


def suggest_scenes(ctx: JobContext) -> list[Suggestion]:
    """Return groups of look-alikes that the gate found like none of the scenes, largest first.

    A cluster that comes near a scene, as photos of a kitchen do when the gate is strict, wants that
    scene's label and no new scene: most of an offered cluster lies below half of what a range asks.
    """
    query = Query(view=View.REVIEW, sort=SortBy.REVIEW)
    groups: dict[int, list[PhotoRow]] = {}
    for row in ctx.library.photos.rows([int(i) for i in ctx.library.photos.ids(query)]):
        if row.group is not None and row.reason in {Reason.NO_SCENE, Reason.UNLIKE_PROTOTYPE}:
            groups.setdefault(row.group, []).append(row)
    found = [
        Suggestion(group, tuple(row.id for row in rows))
        for group, rows in groups.items()
        if len(rows) >= MIN_SUGGESTION and median(map(_nearness, rows)) < FAR_SHARE
    ]
    return sorted(found, key=lambda s: -len(s.photos))


def _nearness(row: PhotoRow) -> float:
    """Return the similarity as a share of what the range of the proposed scene asks for."""
    if row.reason is Reason.NO_SCENE or row.similarity is None or not row.low:
        return 0.0
    return row.similarity / row.low
