"""Move photos, with what belongs to them alone, to the system's trash.

Labels stay with the row of a photo that is gone, and come back when the file does: it is restored
in the system's own trash, which alone knows how. Where a disk has no trash nothing is deleted.
"""

from __future__ import annotations

import os
from collections.abc import Generator, Sequence

from app.core.errors import KnownError, UsageError
from app.core.types import Change, Progress
from app.jobs.context import JobContext
from app.jobs.job import JobName, job
from app.jobs.originals.plan import bundles_of_photos
from app.jobs.originals.report import FilesReport
from app.jobs.runner import Lane
from app.media.originals import moving
from app.media.originals.companions import Bundle


@job(JobName.TRASH, Lane.LONG)
def trash_photos(ctx: JobContext, photos: Sequence[int]) -> Generator[Progress, None, Change]:
    """Move photos and their companions to the trash; the caller has asked the person.

    Returns
    -------
    Change
        With the summary ``trashed, companions, skipped, failed, missing, failures``.

    Raises
    ------
    UsageError
        When no photo is given.
    """
    yield Progress(done=0, total=len(photos))
    if not photos:
        raise UsageError("no_photos")
    report = FilesReport()
    bundles, by_path = bundles_of_photos(ctx.library, photos, report)
    for done, bundle in enumerate(bundles):
        yield Progress(done, len(bundles), os.path.basename(bundle.photos[0]), len(report.failures))
        with ctx.files:
            _throw_away(bundle, report)
            gone = [by_path[path] for path in bundle.photos if not os.path.lexists(path)]
            with ctx.writing:
                ctx.library.photos.set_missing(gone, True)
    return Change(
        photos=frozenset(photos), scenes=True, folders=True, summary=report.trash_summary()
    )


def _throw_away(bundle: Bundle, report: FilesReport) -> None:
    """Throw away photos, and their companions where all of them could go."""
    failed = len(report.failures)
    for path in bundle.photos:
        report.trashed += _send(path, report)
    if len(report.failures) == failed:
        own = [path for path in bundle.companions if path not in bundle.shared]
        report.companions += sum(_send(path, report) for path in own)


def _send(path: str, report: FilesReport) -> bool:
    try:
        moving.send_to_trash(path)
    except KnownError as error:
        report.fail(path, error)
        return False
    return True
