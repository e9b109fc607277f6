"""What must follow a job, whoever ran it: the window, `scan`, `watch` or `refresh`.

A scan brings photos that look alike and thumbnails that take room; whatever tags photos anew may
leave too few checks waiting; other programs are told of tags, where a person wants that. The job
itself stays what its name says, and is done when it is done.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from app.core.types import Change, Progress
from app.jobs.context import JobContext
from app.jobs.job import TAGGING_JOBS, JobName, job
from app.jobs.runner import Lane

SCAN = JobName.SCAN


def needs_follow_up(job: str) -> bool:
    """Return whether the library must look after itself after the job of this name."""
    return job in TAGGING_JOBS


@job(JobName.FOLLOW_UP, Lane.SHORT)
def follow_up(
    ctx: JobContext, job: str, change: Change, *, export: bool = True
) -> Generator[Progress, None, Change]:
    """Do what must follow a job that has finished.

    Parameters
    ----------
    job : str
        What was run: ``"scan"``, ``"refresh"`` ...
    change : Change
        What it returned.
    export : bool
        Write tags for other programs, where the library does so by itself. The window waits some
        seconds with it, and writes those of several labels together.

    Returns
    -------
    Change
        With ``export`` in the summary where tags were written: the summary of that export.
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
    summary: dict[str, Any] = {}
    if export:
        from app.jobs.export.automatic import export_automatically, wants_export

        if wants_export(ctx.reader, job, change):
            touched = None if change.photos is None else sorted(change.photos)
            # A scan changes no word of the photos that stayed: their files stay closed.
            exported = yield from export_automatically(ctx, touched, missed=job == SCAN)
            summary["export"] = exported.summary
    everything = grouped.photos is None
    return Change(
        photos=None if everything else frozenset(photos | (grouped.photos or set())),
        scenes=grouped.scenes,
        summary=summary,
    )
