"""Make thumbnails again that were pruned, deleted, or never written because a disk was full."""

from __future__ import annotations

import os
from collections.abc import Generator, Sequence
from contextlib import closing

from app.core.records import PhotoRow, Query
from app.core.types import Change, DecodeFailure, PhotoFile, Progress, Status
from app.jobs.context import JobContext
from app.media.formats import photo_file
from app.media.thumbnails import thumbnail_path

PHOTOS_AT_ONCE = 500


def restore_thumbnails(
    ctx: JobContext, photos: Sequence[int] | None = None
) -> Generator[Progress, None, Change]:
    """Decode the photos (None: all) whose thumbnail is not there; nothing is encoded or tagged.

    Returns
    -------
    Change
        With the summary ``missing``, ``made`` and ``failed``.
    """
    ids = ctx.library.photos.ids(Query()).tolist() if photos is None else list(photos)
    lacking: list[PhotoRow] = []
    for start in range(0, len(ids), PHOTOS_AT_ONCE):
        rows = ctx.library.photos.rows(ids[start : start + PHOTOS_AT_ONCE])
        lacking += [row for row in rows if _lacks_thumbnail(ctx, row)]
        yield Progress(done=start, note="look")
    made = failed = 0
    if lacking:
        files = (_file(row.path) for row in lacking if os.path.exists(row.path))
        with closing(ctx.decoders()) as decoders:
            for result in decoders.decode(files):
                failed += isinstance(result, DecodeFailure)
                made += not isinstance(result, DecodeFailure)
                yield Progress(done=made + failed, total=len(lacking), failed=failed)
    summary = {"missing": len(lacking), "made": made, "failed": failed}
    return Change(photos=frozenset(row.id for row in lacking), summary=summary)


def _lacks_thumbnail(ctx: JobContext, row: PhotoRow) -> bool:
    waits = row.status is Status.WAITING
    if row.missing or waits or row.content_hash is None or row.failure is not None:
        return False
    return not thumbnail_path(ctx.thumbnails_dir, row.content_hash).exists()


def _file(path: str) -> PhotoFile:
    return photo_file(path, os.stat(path))
