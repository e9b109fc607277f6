"""Export by itself: after a label its keywords are written, after an undo they are taken out."""

from __future__ import annotations

import logging
from collections.abc import Generator, Sequence

from app.core.library import LibraryReader
from app.core.types import Change, Progress
from app.jobs.context import JobContext
from app.jobs.export.choices import What, read_choices
from app.jobs.export.report import Exported
from app.jobs.export.xmp import export_xmp
from app.jobs.job import LABEL_JOBS, TAGGING_JOBS, JobName, job
from app.jobs.runner import Lane

log = logging.getLogger(__name__)


def wants_export(library: LibraryReader, job_name: str, change: Change) -> bool:
    """Return whether tags may have changed that this library writes by itself."""
    if job_name == JobName.SCAN:
        news = ("new", "changed", "moved")
        is_due = any(change.summary.get(key) for key in news)
    else:
        is_due = job_name in LABEL_JOBS or job_name in TAGGING_JOBS
    if not is_due:
        return False
    choices = read_choices(library)
    return choices.automatic and (
        choices.what is What.ALL or job_name in (*LABEL_JOBS, JobName.SCAN)
    )


@job(JobName.AUTOMATIC_EXPORT, Lane.LONG)
def export_automatically(
    ctx: JobContext, photos: Sequence[int] | None
) -> Generator[Progress, None, Exported]:
    """Write the tags of photos (None: of all) as the library remembers it; failures are logged."""
    done = yield from export_xmp(ctx, photos)
    for failure in done.report.failures:
        log.warning("no tags were written: %s: %s", failure.path, failure.message)
    return done
