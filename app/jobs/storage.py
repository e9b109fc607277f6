"""The files beside the photos: copies of the library, and the cache of thumbnails."""

from __future__ import annotations

import os
from collections.abc import Generator

from app.core.errors import UsageError
from app.core.types import Change, Progress
from app.jobs.context import JobContext
from app.jobs.job import JobName, job
from app.jobs.runner import Lane
from app.media.thumbnails import CacheSize, measure_cache, prune_thumbnails
from app.store.care.backup import copy_library

StorageJob = Generator[Progress, None, Change]


@job(JobName.BACKUP, Lane.LONG)
def back_up_library(ctx: JobContext, target: str) -> StorageJob:
    """Copy the library, whole or not at all; a scan may run meanwhile.

    Raises
    ------
    UsageError
        When the copy would replace the library itself.
    KnownError
        When the copy cannot be written.
    """
    yield Progress(done=0, note="backup")
    if os.path.abspath(target) == os.path.abspath(ctx.library.path):
        raise UsageError("same_file")
    copy_library(ctx.library.path, target)
    return Change(summary={"copy": os.path.abspath(target)})


@job(JobName.PRUNE, Lane.LONG)
def prune_cache(ctx: JobContext, limit_mb: int) -> StorageJob:
    """Drop the thumbnails that were used longest ago, down to a limit."""
    yield Progress(done=0, note="prune")
    removed = prune_thumbnails(ctx.thumbnails_dir, limit_mb * 2**20)
    return Change(summary={"removed": removed.files, "bytes": removed.bytes})


def cache_size(ctx: JobContext) -> CacheSize:
    """Return how many thumbnails are kept, and their bytes."""
    return measure_cache(ctx.thumbnails_dir)
