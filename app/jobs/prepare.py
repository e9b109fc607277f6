"""Bring a library up to the pack that the program ships: its scenes and its model."""

from __future__ import annotations

from app.core.model import Model
from app.core.records import SceneRow
from app.jobs.context import JobContext


def prepare_library(ctx: JobContext) -> bool:
    """Seed scenes and the pack's model version; return whether anything was written.

    A library that has learned keeps its own model version as long as its backbone is the pack's;
    with another backbone, kept features do not fit, and the pack's model takes over until the
    next refresh.
    """
    found = ctx.reader.model_blob()
    if found is not None and Model.from_bytes(found[1]).backbone_id == ctx.pack.model.backbone_id:
        return False
    scenes = [
        SceneRow(s.id, s.name_en, s.name_zh, s.parent, s.colour, "pack", True)
        for s in ctx.pack.scenes
    ]
    with ctx.writing, ctx.writer.transaction():
        ctx.writer.seed_scenes(scenes)
        ctx.writer.save_model(
            ctx.pack.model.to_bytes(), source="pack", samples=0, figures={}, action=False
        )
    return True
