"""Groups of look-alikes for the review queue, and scenes that the library seems to lack."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from statistics import median

from app.core.grouping import NO_GROUP, group_look_alikes
from app.core.records import PhotoRow, Query, SortBy, View
from app.core.types import Change, Progress, Reason
from app.jobs.context import JobContext

# Smaller heaps are no scene yet: a scene is made from 3 photos, and is good from about 10.
MIN_SUGGESTION = 8


# Share of the low end of its range that the similarity of an unknown thing stays under.
FAR = 0.5


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Photos that look like one thing for which there is no scene."""

    group: int
    photos: tuple[int, ...]


def group_photos(ctx: JobContext) -> Generator[Progress, None, Change]:
    """Group all photos with features by their looks; the largest group gets number 0."""
    yield Progress(done=0, note="group")
    _, model = ctx.model()
    table = ctx.reader.features(model.backbone_id)
    if not len(table.ids):
        return Change()
    groups = group_look_alikes(model.centred(table.features))
    rows = {
        int(photo): None if group == NO_GROUP else int(group)
        for photo, group in zip(table.ids, groups, strict=True)
    }
    with ctx.writing:
        ctx.writer.save_groups(rows)
    found = len({g for g in rows.values() if g is not None})
    return Change(photos=None, summary={"groups": found})


def suggest_scenes(ctx: JobContext) -> list[Suggestion]:
    """Return groups of look-alikes that the gate found like none of the scenes, largest first.

    A heap that comes near a scene, as photos of a kitchen do when the gate is strict, wants that
    scene's label and no new scene: most of an offered heap lies below half of what a range asks.
    """
    query = Query(view=View.REVIEW, sort=SortBy.REVIEW)
    groups: dict[int, list[PhotoRow]] = {}
    for row in ctx.reader.rows([int(i) for i in ctx.reader.ids(query)]):
        if row.group is not None and row.reason in {Reason.NO_SCENE, Reason.UNLIKE_PROTOTYPE}:
            groups.setdefault(row.group, []).append(row)
    found = [
        Suggestion(group, tuple(row.id for row in rows))
        for group, rows in groups.items()
        if len(rows) >= MIN_SUGGESTION and median(map(_nearness, rows)) < FAR
    ]
    return sorted(found, key=lambda s: -len(s.photos))


def _nearness(row: PhotoRow) -> float:
    """Return the similarity as a share of what the range of the proposed scene asks for."""
    if row.reason is Reason.NO_SCENE or row.similarity is None or not row.low:
        return 0.0
    return row.similarity / row.low
