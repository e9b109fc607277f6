"""The places of photos: towns and countries where they were taken, named without a network.

A scan ends with it, for all photos whose spot is new or another one than before; a newer table of
towns names all of them anew. The window looks for such photos once it is open, so that nobody needs
to scan for it. Nothing is opened: the spots stand in the library.
"""

from __future__ import annotations

from collections.abc import Generator

from app.core.types import Change, Progress
from app.jobs.context import JobContext
from app.jobs.job import JobName, job
from app.jobs.runner import Lane

PHOTOS_AT_ONCE = 5000
# The setting of the library that says by which table its places were named.
NAMED_BY = "gazetteer"


def lacks_places(ctx: JobContext) -> bool:
    """Return whether a photo has a spot and no place yet, or all were named by another table."""
    if ctx.gazetteer is None:
        return False
    localities = ctx.reader.localities
    is_older = ctx.reader.setting(NAMED_BY, "") != ctx.gazetteer.version
    return bool(len((localities.spots if is_older else localities.unplaced)()[0]))


@job(JobName.PLACES, Lane.SHORT)
def name_places(ctx: JobContext) -> Generator[Progress, None, Change]:
    """Name the places of all photos that lack one; nothing is scanned."""
    before = set(ctx.library.localities.unplaced()[0].tolist())
    yield from place_photos(ctx)
    return Change(photos=frozenset(before) if before else None)


def place_photos(ctx: JobContext) -> Generator[Progress, None, None]:
    """Name the places of all photos that have a spot and no place yet."""
    gazetteer, localities = ctx.gazetteer, ctx.library.localities
    if gazetteer is None:
        return
    if ctx.library.setting(NAMED_BY, "") != gazetteer.version:
        with ctx.writing, ctx.library.transaction():
            localities.forget()
            ctx.library.set_setting(NAMED_BY, gazetteer.version)
    photos, spots = localities.unplaced()
    for start in range(0, len(photos), PHOTOS_AT_ONCE):
        yield Progress(done=start, total=len(photos))
        end = start + PHOTOS_AT_ONCE
        found = gazetteer.find(spots[start:end])
        with ctx.writing:
            localities.place(dict(zip(photos[start:end].tolist(), found, strict=True)))
