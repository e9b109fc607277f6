"""Undo and redo of what was done to files: home again, and out again."""

from __future__ import annotations

import os
from collections.abc import Generator, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.core.records import HistoryRow
from app.core.transfers import FileStep, StepState
from app.core.types import Progress
from app.jobs.context import JobContext
from app.jobs.originals.carry import Carrier
from app.jobs.originals.plan import by_unit
from app.jobs.originals.report import FilesReport, failure
from app.jobs.originals.transfer import carry_unit
from app.media.originals import moving

_OUT = (StepState.PENDING, StepState.DONE)


@dataclass
class FilesUndone:
    """What came of it: photos whose rows may differ now, how many files, and what was kept."""

    photos: set[int] = field(default_factory=set)
    files: int = 0
    failures: list[dict[str, Any]] = field(default_factory=list)

    @property
    def summary(self) -> dict[str, Any]:
        """The result as plain JSON values."""
        return {"files": self.files, "failed": len(self.failures), "failures": self.failures}


def take_files_back(ctx: JobContext, row: HistoryRow) -> Generator[Progress, None, FilesUndone]:
    """Bring home what an action moved, and remove its copies, the last one first.

    The action counts as undone already, so that a job that still works on it stops. A copy that
    was changed since stays, and so does a file whose home is taken: both are named.
    """
    with ctx.files:
        steps = [s for s in ctx.library.history.file_steps(row.id) if s.state in _OUT]
    found, carrier = _begun(ctx, steps), Carrier(ctx, row.id)
    for unit in reversed(by_unit(steps)):
        note = os.path.basename(unit[0].source)
        yield Progress(found.files, len(steps), note, len(found.failures))
        with ctx.files:
            stay = carrier.bring_back(unit)
        found.files += len(unit) - len(stay)
        found.failures += [failure(step.target, error) for step, error in stay]
    moving.clear_parts(row.params["path"])
    for made in reversed(row.params.get("made", [])):
        moving.remove_empty_folder(made)
    return found


def carry_files_again(ctx: JobContext, row: HistoryRow) -> Generator[Progress, None, FilesUndone]:
    """Copy or move again what was taken back; a name that is taken now is named."""
    steps = [s for s in ctx.library.history.file_steps(row.id) if s.state not in _OUT]
    found, carrier, report = _begun(ctx, steps), Carrier(ctx, row.id), FilesReport()
    moving.make_folder(row.params["path"])
    for unit in by_unit(steps):
        yield Progress(found.files, len(steps), os.path.basename(unit[0].source))
        with ctx.files:
            if not ctx.library.history.is_in_force(row.id):
                break
            carry_unit(carrier, unit, report)
        found.files += len(unit)
    found.failures = report.failures
    return found


def _begun(ctx: JobContext, steps: Sequence[FileStep]) -> FilesUndone:
    copies = ctx.library.photos.find([step.target for step in steps])
    return FilesUndone({*copies.values(), *(s.photo for s in steps if s.photo is not None)})
