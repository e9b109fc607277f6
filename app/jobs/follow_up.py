"""What must follow a job, whoever ran it: the window, `scan`, `watch` or `refresh`.

A scan brings photos that look alike and thumbnails that take room; whatever tags photos anew may
leave too few checks waiting. The job itself stays what its name says, and is done when it is done.
"""

from __future__ import annotations

from collections.abc import Generator

from app.core.types import Change, Progress
from app.jobs.context import JobContext
from app.jobs.job import JobName, job
from app.jobs.runner import Lane

SCAN = JobName.SCAN
# After these the gate may tag many photos otherwise.
TAGGING_JOBS = frozenset(
    (JobName.SCAN, JobName.MERGE, JobName.REFRESH, JobName.RESTORE, JobName.TARGET)
)


def needs_follow_up(job: str) -> bool:
    """Return whether something must follow the job of this name."""
    return job in TAGGING_JOBS


@job(JobName.FOLLOW_UP, Lane.SHORT)
def follow_up(ctx: JobContext, job: str, change: Change) -> Generator[Progress, None, Change]:
    """Do what must follow a job that has finished.

    Parameters
    ----------
    job : str
        What was run: ``"scan"``, ``"refresh"`` ...
    change : Change
        What it returned.
    """
    # The window asks after each of its jobs, so asking must be cheap.
    from app.jobs.audit import draw_checks
    from app.jobs.groups import group_photos
    from app.jobs.storage import prune_cache

    photos: set[int] = set()
    grouped = Change()
    if needs_follow_up(job):
        drawn = yield from draw_checks(ctx, float(ctx.settings.get("audit_share")))
        photos |= drawn.photos or set()
    if job == SCAN:
        if change.summary.get("new") or change.summary.get("changed"):
            grouped = yield from group_photos(ctx)
        yield from prune_cache(ctx, int(ctx.settings.get("cache_mb")))
    everything = grouped.photos is None
    return Change(
        photos=None if everything else frozenset(photos | (grouped.photos or set())),
        scenes=grouped.scenes,
    )
