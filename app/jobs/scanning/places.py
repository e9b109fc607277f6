"""The places of photos: towns and countries where they were taken, named without a network.

A scan ends with it, for all photos whose spot is new or another one than before; a newer table of
towns names all of them anew. Nothing is opened: the spots stand in the library.
"""

from __future__ import annotations

from collections.abc import Generator

from app.core.types import Progress
from app.jobs.context import JobContext

PHOTOS_AT_ONCE = 5000
# The setting of the library that says by which table its places were named.
NAMED_BY = "gazetteer"


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
