"""Scenes of one's own: new, renamed, recoloured, switched off; and ranges set by hand."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Generator, Sequence
from dataclasses import replace
from typing import Any

from app.core.errors import UsageError
from app.core.records import Act, SceneRow, headings
from app.core.types import Change, Progress
from app.jobs.context import JobContext
from app.jobs.job import JobName, job
from app.jobs.regate import tag_photos
from app.jobs.runner import Lane

# Distinguishable with the common forms of colour blindness (Okabe and Ito 2008).
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#8C6BB1")

SceneJob = Generator[Progress, None, Change]


@job(JobName.NEW_SCENE, Lane.SHORT)
def add_scene(
    ctx: JobContext,
    name: str,
    photos: Sequence[int],
    *,
    parent: str | None = None,
    colour: str | None = None,
) -> SceneJob:
    """Make a scene from photos, which become its samples; one undo step.

    It may have few photos, or none yet: a refresh takes it up once it has three samples.

    Raises
    ------
    UsageError
        When the name is empty or exists.
    """
    yield Progress(done=0, total=len(photos))
    unique = list(dict.fromkeys(photos))
    scene = make_scene(name, ctx.library.scenes.names(), parent=parent, colour=colour)
    with ctx.writing:
        said = ctx.library.labels.of(unique)
        params = {"scene": scene.id, "name": scene.name_en, "photos": len(unique)}
        with ctx.library.action(Act.NEW_SCENE, params):
            ctx.library.scenes.save(scene)
            labels = {p: (scene.id, said.get(p, (None, ()))[1]) for p in unique}
            ctx.library.labels.save(labels)
    return Change(photos=frozenset(unique), scenes=True, history=True, summary={"scene": scene.id})


def make_scene(
    name: str,
    scenes: Sequence[SceneRow],
    *,
    parent: str | None = None,
    colour: str | None = None,
) -> SceneRow:
    """Return a scene of one's own beside those that there are; nothing is written.

    Raises
    ------
    UsageError
        When the name is empty or exists.
    """
    name = " ".join(name.split())
    _require_free_name(name, scenes)
    return SceneRow(
        id=_new_id(name, {s.id for s in scenes}),
        name_en=name,
        name_zh=name,
        parent=parent,
        colour=colour or COLOURS[len(scenes) % len(COLOURS)],
        source="own",
        enabled=True,
    )


@job(JobName.SCENE, Lane.SHORT)
def change_scene(ctx: JobContext, scene: str, **fields: Any) -> SceneJob:
    """Change ``name_en``, ``name_zh``, ``parent``, ``colour`` or ``enabled`` of a scene.

    A scene that is switched off is no longer proposed; labels that a person gave stay.
    """
    yield Progress(done=0)
    row = find_scene(ctx, scene)
    changed = replace(row, **fields)
    others = [s for s in ctx.library.scenes.names() if s.id != row.id]
    _require_free_name(changed.name_en, others)
    if changed.parent is not None and row.id in line_of(changed.parent, others):
        raise UsageError("bad_parent")
    params = {"scene": row.id, **fields}
    with ctx.writing, ctx.library.action(Act.SCENE, params):
        ctx.library.scenes.save(changed)
        if changed.enabled != row.enabled:
            _take_apart(ctx, row.id)
            tag_photos(ctx, None)
    return Change(photos=None, scenes=True, history=True, summary={"scene": scene})


def line_of(scene: str, scenes: Sequence[SceneRow]) -> set[str]:
    """Return a scene and all scenes above it."""
    parents = {s.id: s.parent for s in scenes}
    line: set[str] = set()
    above: str | None = scene
    while above is not None and above not in line:
        line.add(above)
        above = parents.get(above)
    return line


def _take_apart(ctx: JobContext, scene: str) -> None:
    """Let a scene that was merged stand for itself again once it is switched on."""
    merged = dict(ctx.library.setting("merged", {}))
    if merged.pop(scene, None) is not None:
        ctx.library.set_setting("merged", merged)


@job(JobName.RANGE, Lane.SHORT)
def set_range(ctx: JobContext, scene: str, bounds: tuple[float, float] | None) -> SceneJob:
    """Set the range of a scene by hand, or reset it with None; acts on all photos at once."""
    yield Progress(done=0)
    find_scene(ctx, scene)
    if bounds is not None and not (all(map(math.isfinite, bounds)) and bounds[0] <= bounds[1]):
        raise UsageError("bad_range", low=bounds[0], high=bounds[1])
    low, high = (None, None) if bounds is None else bounds
    params = {"scene": scene, "low": low, "high": high}
    with ctx.writing, ctx.library.action(Act.RANGE, params):
        ctx.library.models.set_range(scene, bounds)
        tag_photos(ctx, ctx.library.models.considered(scene))
    return Change(photos=None, scenes=True, history=True, summary={"scene": scene})


def find_scene(ctx: JobContext, scene: str) -> SceneRow:
    """Return a scene by id, or by its name in either language.

    Raises
    ------
    UsageError
        When there is none.
    """
    found = match_scene(ctx.library.scenes.names(), scene)
    if found is None:
        raise UsageError("unknown_scene", scene=scene)
    return found


def match_scene(scenes: Sequence[SceneRow], scene: str) -> SceneRow | None:
    """Return the scene of an id, or of a name in either language, if there is one."""
    wanted = scene.casefold()
    for row in scenes:
        if wanted in {row.id.casefold(), row.name_en.casefold(), row.name_zh.casefold()}:
            return row
    return None


def find_label(ctx: JobContext, scene: str) -> SceneRow:
    """Return a scene by id or name that photos can be labelled with.

    Raises
    ------
    UsageError
        When there is none, or it only holds others.
    """
    found = find_scene(ctx, scene)
    rows = ctx.library.scenes.rows(include_disabled=True)
    below = [row.name_en for row in rows if row.parent == found.id]
    if found.id in headings(rows):
        raise UsageError("heading_scene", name=found.name_en, scenes=", ".join(below))
    return found


def _require_free_name(name: str, scenes: Sequence[SceneRow]) -> None:
    if not name:
        raise UsageError("no_name")
    taken = {n.casefold() for s in scenes for n in (s.id, s.name_en, s.name_zh)}
    if name.casefold() in taken:
        raise UsageError("scene_exists", name=name)


def _new_id(name: str, taken: set[str]) -> str:
    """Make an id of ASCII letters, digits and underscores that is not taken."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    base = re.sub(r"[^a-z0-9]+", "_", plain.lower()).strip("_") or "scene"
    number = 1
    while (candidate := base if number == 1 else f"{base}_{number}") in taken:
        number += 1
    return candidate
