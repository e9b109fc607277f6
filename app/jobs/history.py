"""Undo, redo, and going back to an earlier model version."""

from __future__ import annotations

from collections.abc import Generator

from app.core.errors import UsageError
from app.core.records import Act, HistoryRow
from app.core.types import Change, Progress
from app.jobs.context import JobContext
from app.jobs.job import JobName, job
from app.jobs.regate import tag_photos
from app.jobs.runner import Lane

HistoryJob = Generator[Progress, None, Change]

# What these change is the gate itself, so every photo is tagged anew.
_GATE_ACTS = frozenset({Act.REFRESH, Act.RESTORE, Act.RANGE, Act.SCENE, Act.MERGE, Act.TARGET})


@job(JobName.UNDO, Lane.SHORT)
def undo(ctx: JobContext) -> HistoryJob:
    """Take back the newest action.

    Raises
    ------
    UsageError
        When there is nothing to undo.
    """
    yield Progress(done=0)
    with ctx.writing, ctx.library.transaction():
        action = ctx.library.history.undo()
        if action is None:
            raise UsageError("nothing_to_undo")
        return _after(ctx, action, "undone")


@job(JobName.REDO, Lane.SHORT)
def redo(ctx: JobContext) -> HistoryJob:
    """Do again what was undone last.

    Raises
    ------
    UsageError
        When there is nothing to redo.
    """
    yield Progress(done=0)
    with ctx.writing, ctx.library.transaction():
        action = ctx.library.history.redo()
        if action is None:
            raise UsageError("nothing_to_redo")
        return _after(ctx, action, "redone")


@job(JobName.RESTORE, Lane.SHORT)
def restore_model(ctx: JobContext, version: int) -> HistoryJob:
    """Go back to an earlier model version, and tag every photo with it."""
    yield Progress(done=0)
    if version not in {row.id for row in ctx.library.models.versions()}:
        raise UsageError("unknown_version", version=version)
    with ctx.writing, ctx.library.action(Act.RESTORE, {"version": version}):
        ctx.library.models.make_current(version)
        tag_photos(ctx, None)
    return Change(photos=None, scenes=True, model=True, history=True)


def _after(ctx: JobContext, action: HistoryRow, word: str) -> Change:
    touched = ctx.library.history.photos_of(action.id)
    everything = action.act in _GATE_ACTS
    tag_photos(ctx, None if everything else touched)
    return Change(
        photos=None if everything else frozenset(touched),
        scenes=True,
        model=everything,
        history=True,
        summary={word: action.act.value, "photos": action.photos, "params": action.params},
    )


@job(JobName.GO_TO, Lane.LONG, overtakes=True)
def go_to(ctx: JobContext, action: int) -> HistoryJob:
    """Undo, or redo, until ``action`` is the newest that is in force; 0 takes everything back."""
    yield Progress(done=0)
    touched: set[int] = set()
    everything = False
    steps = 0
    with ctx.writing, ctx.library.transaction():
        while (row := _step_towards(ctx, action)) is not None:
            touched.update(ctx.library.history.photos_of(row.id))
            everything = everything or row.act in _GATE_ACTS
            steps += 1
        tag_photos(ctx, None if everything else sorted(touched))
    return Change(
        photos=None if everything else frozenset(touched),
        scenes=True,
        model=everything,
        history=True,
        summary={"steps": steps},
    )


def _step_towards(ctx: JobContext, action: int) -> HistoryRow | None:
    """Undo or redo one action if that leads nearer; return it."""
    undo_next, redo_next = ctx.library.history.next_undo(), ctx.library.history.next_redo()
    if undo_next is not None and undo_next.id > action:
        return ctx.library.history.undo()
    if redo_next is not None and redo_next.id <= action:
        return ctx.library.history.redo()
    return None
