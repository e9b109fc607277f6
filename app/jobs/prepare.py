"""Bring a library up to its scene pack: the one that the program ships, or one that was chosen."""

from __future__ import annotations

from collections.abc import Generator

from app.core.errors import UsageError
from app.core.method.model import Model
from app.core.records import Act, SceneRow
from app.core.scenes import find_heirs
from app.core.types import Change, Progress
from app.jobs.context import JobContext
from app.jobs.job import JobName, job
from app.jobs.regate import tag_photos
from app.jobs.runner import Lane

# Settings of the library: the folder of the pack that it uses, and of the one whose model it has
# taken ("" for the pack that the program ships).
CHOSEN = "scene_pack"
TAKEN = "scene_pack_taken"
# Scenes of an earlier pack that the present one lacks, switched off until a pack has them again.
GONE = "scenes_gone"


def prepare_library(ctx: JobContext) -> bool:
    """Seed scenes and the pack's model version; return whether anything was written.

    A library that has learned keeps its own model version as long as its pack and the backbone
    stay the same. With another pack the pack's model takes over until the next refresh, which
    learns from all labels again. Photos that have features of the backbone are tagged at once;
    the others keep their tags until a scan has computed theirs.
    """
    found = ctx.library.models.blob()
    chosen = ctx.library.setting(CHOSEN, "")
    is_taken = ctx.library.setting(TAKEN, "") == chosen
    if (
        found is not None
        and is_taken
        and Model.from_bytes(found[1]).backbone_id == ctx.pack.model.backbone_id
    ):
        return False
    scenes = [
        SceneRow(s.id, s.name_en, s.name_zh, s.parent, s.colour, "pack", True)
        for s in ctx.pack.scenes
    ]
    with ctx.writing, ctx.library.transaction():
        ctx.library.scenes.seed(scenes)
        if found is not None:
            _take_tree(ctx)
            _follow_pack(ctx)
        ctx.library.models.seed(ctx.pack.model.to_bytes())
        if not is_taken:
            ctx.library.set_setting(TAKEN, chosen)
        if found is not None:
            tag_photos(ctx, None)
    return True


def _take_tree(ctx: JobContext) -> None:
    """Give labels and scenes of an earlier pack the place that they have in this one.

    Labels of a scene that became another one go with it; those of a scene that was split stay what
    they are. Scenes of packs stand where this pack has them, unless a person put them under a
    scene of their own; what a person made goes where its parent went.
    """
    heirs = find_heirs(ctx.pack.scenes)
    for old, new in heirs.items():
        photos = ctx.library.labels.samples(old)
        if photos:
            said = ctx.library.labels.of(photos)
            labels = {p: (new, tuple(no for no in said[p][1] if no != new)) for p in photos}
            params = {"scene": old, "into": new, "photos": len(photos)}
            with ctx.library.action(Act.MERGE, params):
                ctx.library.labels.save(labels)
    rows = {row.id: row for row in ctx.library.scenes.rows(include_disabled=True)}
    offered = {scene.id: scene.parent for scene in ctx.pack.scenes}
    parents: dict[str, str | None] = {}
    for row in rows.values():
        above = rows.get(row.parent) if row.parent is not None else None
        if row.id in offered and (above is None or above.source == "pack"):
            parents[row.id] = offered[row.id]
        elif row.parent in heirs:
            parents[row.id] = heirs[row.parent]
    ctx.library.scenes.move({k: p for k, p in parents.items() if rows[k].parent != p})


def _follow_pack(ctx: JobContext) -> None:
    """Switch off what the pack lacks and no label needs; switch on what it has again.

    What a person switched off stays off, and what a person made or labelled with stays.
    """
    offered = {scene.id for scene in ctx.pack.scenes}
    rows = {row.id: row for row in ctx.library.scenes.rows(include_disabled=True)}
    needed = offered | {row.yes for row in ctx.library.labels.rows()}
    needed |= {row.id for row in rows.values() if row.source != "pack"}
    for row in rows.values():  # what lies under a scene needs it, on every level
        above = row.parent if row.id in needed else None
        while above is not None:
            needed.add(above)
            above = rows[above].parent if above in rows else None
    gone = set(ctx.library.setting(GONE, []))
    back = gone & offered
    lost = {row.id for row in rows.values() if row.enabled and row.id not in needed}
    ctx.library.scenes.switch(back, enabled=True)
    ctx.library.scenes.switch(lost, enabled=False)
    ctx.library.set_setting(GONE, sorted((gone - back) | lost))


@job(JobName.CHOOSE_PACK, Lane.SHORT)
def choose_pack(ctx: JobContext, folder: str) -> Generator[Progress, None, Change]:
    """Let the library use another scene pack from its next opening on; "" for the shipped one.

    Raises
    ------
    UsageError
        When it uses this pack already.
    """
    yield Progress(done=0)
    if ctx.library.setting(CHOSEN, "") == folder:
        raise UsageError("same_pack")
    with ctx.writing:
        ctx.library.set_setting(CHOSEN, folder)
    return Change(summary={"scene_pack": folder})
