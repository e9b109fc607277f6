"""Undo, redo, and going back to an earlier model version."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import replace

from app.core.errors import UsageError
from app.core.records import FILE_ACTS, Act, HistoryRow
from app.core.types import Change, Progress
from app.jobs.context import JobContext
from app.jobs.job import JobName, job
from app.jobs.regate import tag_photos
from app.jobs.runner import Lane

HistoryJob = Generator[Progress, None, Change]

# What these change is none of the gate's business.
_PLAIN_ACTS = frozenset(
    {
        Act.RATE,
        Act.ALBUM,
        Act.ALBUM_NAME,
        Act.ALBUM_ADD,
        Act.ALBUM_TAKE,
        Act.ALBUM_MOVE,
        Act.ALBUM_COVER,
        Act.ALBUM_DELETE,
        Act.SEARCH_KEEP,
        Act.SEARCH_CHANGE,
        Act.SEARCH_DELETE,
    }
)

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
        change = _after(ctx, action, "undone")
    return (yield from _with_files(ctx, [(action, False)], change))


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
        change = _after(ctx, action, "redone")
    return (yield from _with_files(ctx, [(action, True)], change))


@job(JobName.UNDO, Lane.LONG, overtakes=True)
def undo_files(ctx: JobContext) -> HistoryJob:
    """Take back the newest action, one on files: it may take a while, and shows its progress."""
    return (yield from undo(ctx))


@job(JobName.REDO, Lane.LONG, overtakes=True)
def redo_files(ctx: JobContext) -> HistoryJob:
    """Do again what was undone last, an action on files."""
    return (yield from redo(ctx))


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
    if action.act not in _PLAIN_ACTS:
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
    with_files: list[tuple[HistoryRow, bool]] = []
    with ctx.writing, ctx.library.transaction():
        while (row := _step_towards(ctx, action)) is not None:
            with_files.append((row, row.undone))
            touched.update(ctx.library.history.photos_of(row.id))
            everything = everything or row.act in _GATE_ACTS
            steps += 1
        tag_photos(ctx, None if everything else sorted(touched))
    change = Change(
        photos=None if everything else frozenset(touched),
        scenes=True,
        model=everything,
        history=True,
        summary={"steps": steps},
    )
    return (yield from _with_files(ctx, with_files, change))


def _with_files(
    ctx: JobContext, rows: Sequence[tuple[HistoryRow, bool]], change: Change
) -> HistoryJob:
    """Bring files home, or out again, for the actions among these that did so.

    Each row comes with whether it is in force again. Labels were taken back in one transaction
    before, for files may take minutes.
    """
    from app.jobs.originals.take_back import carry_files_again, take_files_back

    for row, is_again in rows:
        if row.act not in FILE_ACTS:
            continue
        work = carry_files_again if is_again else take_files_back
        found = yield from work(ctx, row)
        photos = None if change.photos is None else change.photos | found.photos
        before = change.summary.get("failures", [])
        summary = {**change.summary, **found.summary}
        summary["failures"] = [*before, *found.failures]
        change = replace(change, photos=photos, folders=True, summary=summary)
    return change


def _step_towards(ctx: JobContext, action: int) -> HistoryRow | None:
    """Undo or redo one action if that leads nearer; return it."""
    undo_next, redo_next = ctx.library.history.next_undo(), ctx.library.history.next_redo()
    if undo_next is not None and undo_next.id > action:
        return ctx.library.history.undo()
    if redo_next is not None and redo_next.id <= action:
        return ctx.library.history.redo()
    return None
