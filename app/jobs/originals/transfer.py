"""Copy or move photos, with all that belongs to them, into a folder of the person's choice.

Nothing is overwritten. Files of one name go together or not at all; what cannot go is named and
stops nothing. The whole is one step of undo, written down file by file, so that it can be taken
back also after the job was cancelled or the program was killed.
"""

from __future__ import annotations

import os
from collections.abc import Generator, Sequence
from typing import Any

from app.core.errors import KnownError, UsageError
from app.core.records import Act
from app.core.transfers import FileStep, StepState
from app.core.types import Change, Progress
from app.jobs.context import JobContext
from app.jobs.job import JobName, job
from app.jobs.originals.carry import Carrier
from app.jobs.originals.plan import TransferPlan, plan_transfer, require_room
from app.jobs.originals.report import FilesReport
from app.jobs.runner import Lane
from app.jobs.scanning.folders import leaves_out, place_of
from app.media.originals import moving

TransferJob = Generator[Progress, None, Change]


@job(JobName.COPY, Lane.LONG)
def copy_photos(ctx: JobContext, photos: Sequence[int], folder: str) -> TransferJob:
    """Copy photos with their companions into a folder, which is made where it is missing.

    Returns
    -------
    Change
        With the summary of :class:`~app.jobs.originals.report.FilesReport`, ``folder``, and
        ``in_library``: whether a scan looks into that folder.

    Raises
    ------
    UsageError
        When no photo is given.
    KnownError
        When the folder cannot be written, or its disk has too little room.
    """
    return (yield from _transfer(ctx, photos, folder, Act.COPY))


@job(JobName.MOVE, Lane.LONG)
def move_photos(ctx: JobContext, photos: Sequence[int], folder: str) -> TransferJob:
    """Move photos with their companions into a folder; what was said of them goes along.

    Returns and raises as :func:`copy_photos` does.
    """
    return (yield from _transfer(ctx, photos, folder, Act.MOVE))


def _transfer(ctx: JobContext, photos: Sequence[int], named: str, act: Act) -> TransferJob:
    yield Progress(done=0)
    if not photos:
        raise UsageError("no_photos")
    holder, folder = place_of(ctx.library, os.path.abspath(os.path.expanduser(named)))
    report = FilesReport()
    plan = plan_transfer(ctx.library, photos, folder, report, is_move=act is Act.MOVE)
    in_library = holder is not None and not leaves_out(ctx, holder, folder)
    if plan.steps:
        require_room(plan)
        yield from _carry_out(ctx, plan, act, report)
    return Change(
        photos=frozenset(photos) if act is Act.MOVE else frozenset(),
        scenes=act is Act.MOVE,
        folders=act is Act.MOVE,
        history=True,
        summary={**report.summary(), "folder": folder, "in_library": in_library},
    )


def _carry_out(
    ctx: JobContext, plan: TransferPlan, act: Act, report: FilesReport
) -> Generator[Progress, None, None]:
    params: dict[str, Any] = {"path": plan.folder, "made": moving.make_folder(plan.folder)}
    moving.clear_parts(plan.folder)
    with ctx.writing, ctx.library.action(act, params):
        action = ctx.library.history.plan_files(plan.steps)
    carrier, done = Carrier(ctx, action), 0
    try:
        for unit in plan.units():
            note = os.path.basename(unit[0].source)
            yield Progress(done, len(plan.steps), note, len(report.failures))
            with ctx.files:
                if not ctx.library.history.is_in_force(action):
                    return  # undo was asked for meanwhile
                carry_unit(carrier, unit, report)
            done += len(unit)
    finally:
        with ctx.files:
            steps = ctx.library.history.file_steps(action)
            if all(step.state in (StepState.PLANNED, StepState.BACK) for step in steps):
                ctx.library.history.drop_action(action)
                for made in reversed(params["made"]):
                    moving.remove_empty_folder(made)


def carry_unit(carrier: Carrier, unit: Sequence[FileStep], report: FilesReport) -> None:
    """Carry the files of one name, and count them or name what went wrong."""
    try:
        carrier.carry(unit)
    except KnownError as error:
        report.fail(unit[0].source, error)
        return
    photos = [step for step in unit if step.photo is not None]
    moved = sum(step.is_move for step in photos)
    report.moved += moved
    report.copied += len(photos) - moved
    report.companions += len(unit) - len(photos)
