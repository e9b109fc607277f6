"""A person's stars and flags: how good photos are, whatever they show.

A rating is one action that undo takes back as a whole. No decision of the gate follows from it.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from typing import Any

from app.core.collecting.ratings import MOST_STARS, Rating
from app.core.errors import UsageError
from app.core.records import Act
from app.core.types import Change, Progress
from app.jobs.context import JobContext
from app.jobs.job import JobName, job
from app.jobs.runner import Lane


@job(JobName.RATE, Lane.SHORT)
def rate_photos(
    ctx: JobContext, photos: Sequence[int], rating: Rating
) -> Generator[Progress, None, Change]:
    """Give photos stars, a flag, or both; what ``rating`` leaves open stays as it is.

    0 stars and ``Flag.NONE`` take away what was there, that of the file as well.

    Raises
    ------
    UsageError
        When there are no such stars, nothing is said, or no photo is given.
    """
    stars, flag = rating.stars, rating.flag
    if not photos:
        raise UsageError("no_photos")
    if not rating or not 0 <= (stars or 0) <= MOST_STARS:
        raise UsageError("no_such_stars", stars=str(stars))
    yield Progress(done=0, total=len(photos))
    said: dict[str, Any] = {} if stars is None else {"stars": stars}
    said |= {} if flag is None else {"flag": flag.value}
    ratings = ctx.library.ratings
    with ctx.writing, ctx.library.action(Act.RATE, {**said, "photos": len(photos)}):
        known = ratings.of(photos)
        ratings.save({photo: known.get(photo, Rating()).changed(rating) for photo in photos})
    done = {"rated": len(photos), **said}
    return Change(photos=frozenset(photos), history=True, summary=done)
