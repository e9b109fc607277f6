"""Two scenes become one; and which photos would make a scene of their own."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import replace

import numpy as np

from app.core.errors import UsageError
from app.core.method.grouping import k_means
from app.core.method.merging import resolve
from app.core.records import Act
from app.core.scenes import MIN_SAMPLES
from app.core.types import Change, FloatArray, IdArray, Progress
from app.jobs.context import JobContext
from app.jobs.job import JobName, job
from app.jobs.refresh import learn_from_labels, read_terms
from app.jobs.runner import Lane
from app.jobs.scenes import find_scene, line_of
from app.jobs.target import change_of_model, save_and_tag

# On photos of houses-test, sun-test and MiniPlaces val, two scenes together have .25 to .56 (10 to
# 90 %), one scene alone .11 to .23.
LEAST_SILHOUETTE = 0.2

SceneJob = Generator[Progress, None, Change]


@job(JobName.MERGE, Lane.LONG, overtakes=True)
def merge_scenes(ctx: JobContext, scene: str, into: str) -> SceneJob:
    """Make ``scene`` a part of ``into``; one step of undo.

    Labels of ``scene`` become labels of ``into`` (a 'no' to ``scene`` is kept as it is), it is
    switched off, and what the pack knows of it counts for ``into`` from now on: the model is
    learned anew and every photo tagged again.

    Raises
    ------
    UsageError
        When a scene does not exist, is merged into itself, or ``into`` is switched off.
    """
    yield Progress(done=0, total=2, note="learn")
    source, target = find_scene(ctx, scene), find_scene(ctx, into)
    if source.id == target.id:
        raise UsageError("bad_merge")
    if not target.enabled:
        raise UsageError("scene_off", name=target.name_en)
    terms = read_terms(ctx)
    merged = dict(terms.merged)
    # Where the other way round was merged before, this takes it back.
    merged.pop(target.id, None)
    merged[source.id] = target.id
    merged = {scene: resolve(scene, merged) for scene in merged}
    learned = learn_from_labels(ctx, replace(terms, merged=merged))
    yield Progress(done=1, total=2, note="tag")
    with ctx.writing:
        photos = ctx.library.labels.samples(source.id)
        said = ctx.library.labels.of(photos)
        params = {"scene": source.id, "into": target.id, "photos": len(photos)}
        with ctx.library.action(Act.MERGE, params):
            labels = {p: (target.id, _without(said[p][1], target.id)) for p in photos}
            ctx.library.labels.save(labels)
            ctx.library.scenes.save(replace(source, enabled=False))
            _move_children(ctx, source.id, target.id)
            ctx.library.models.set_range(source.id, None)
            ctx.library.set_setting("merged", merged)
            version = save_and_tag(ctx, learned)
    yield Progress(done=2, total=2)
    return change_of_model({**params, "model_version": version})


def suggest_split(ctx: JobContext, photos: Sequence[int]) -> list[int]:
    """Return the smaller of the two clusters that these photos fall into, empty when they do not.

    k-means with two means on centred features of length one. They fall into two clusters where the
    mean silhouette (Rousseeuw 1987, by the cosine) is at least ``LEAST_SILHOUETTE``.
    """
    _, model = ctx.model()
    table = ctx.library.models.features(model.backbone_id, photos)
    if len(table.ids) < 2 * MIN_SAMPLES:
        return []
    unit = model.centred(table.features)
    clusters = k_means(unit, 2, tries=10)
    smaller = 1 if (clusters == 1).sum() * 2 <= len(clusters) else 0
    chosen = [int(photo) for photo in table.ids[clusters == smaller]]
    if len(chosen) < MIN_SAMPLES:
        return []
    return chosen if silhouette(unit, clusters) >= LEAST_SILHOUETTE else []


def silhouette(unit: FloatArray, clusters: IdArray) -> float:
    """Return how well two clusters are apart: 1 at best, 0 where they touch.

    The mean over all rows of (b - a) / max(a, b), where a is the mean distance (one minus the
    cosine) to the others of the own cluster, and b to the other cluster.

    Parameters
    ----------
    unit : float32 (N, D)
        Of length one.
    clusters : int64 (N,)
        0 or 1; either has two rows or more.
    """
    rows = np.arange(len(unit))
    sizes = np.bincount(clusters, minlength=2)
    cosines = unit @ np.stack([unit[clusters == cluster].sum(axis=0) for cluster in (0, 1)]).T
    # A row's cosine with itself, which is one, does not count.
    inside = 1 - (cosines[rows, clusters] - 1) / (sizes[clusters] - 1)
    across = 1 - cosines[rows, 1 - clusters] / sizes[1 - clusters]
    return float(((across - inside) / np.maximum(across, inside)).mean())


def _without(scenes: tuple[str, ...], scene: str) -> tuple[str, ...]:
    return tuple(s for s in scenes if s != scene)


def _move_children(ctx: JobContext, parent: str, to: str) -> None:
    """Put what lay under one scene under another; what would lie under itself gets no parent."""
    rows = ctx.library.scenes.names()
    line = line_of(to, rows)
    for row in rows:
        if row.parent == parent:
            fresh = None if row.id in line else to
            ctx.library.scenes.save(replace(row, parent=fresh))
