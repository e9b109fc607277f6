"""Photos that are gone, and photos of the same picture that are there: one and the same.

A photo that moved is known as such when its new place is read. Where that was not possible (its old
place was offline then, or the folder was told to have moved), the library has two: one that is
gone, with what a person said, and one that is there. They become one, history included.

What contradicts itself is left alone: where a person said *beach* of the one and *kitchen* of the
other, both keep their label, and the one that is gone stays on the lists as such. So does a scene
said of the one and refused for the other, and so do photos that were rated otherwise.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from app.core.collecting.ratings import Rating
from app.core.types import StoredPhoto
from app.jobs.context import JobContext
from app.jobs.regate import LEFT_OUT
from app.jobs.scanning.disks import PhotoDisks
from app.jobs.scanning.matching import LoosePhoto, order_of_merge

LabelState = tuple[str | None, tuple[str, ...]]


@dataclass(slots=True)
class Reunion:
    """Photos that are gone no more, and those that contradict a photo of the same picture."""

    merged: list[int] = field(default_factory=list)
    contradicted: list[tuple[StoredPhoto, StoredPhoto]] = field(default_factory=list)


def reunite(
    ctx: JobContext, disks: PhotoDisks, is_there: Callable[[StoredPhoto], bool] = lambda _: True
) -> Reunion:
    """Merge photos that are gone with those that are there; the caller holds ``ctx.writing``.

    Parameters
    ----------
    disks : PhotoDisks
        Says whose disk is away: another card lies in its place, and nothing of it is gone.
    is_there : callable
        Says whether a photo's file is where it was; others are not merged with.
    """
    found = Reunion()
    twins = ctx.library.identity.twins()
    if not twins:
        return found
    photos = {p.id: p for p in ctx.library.identity.stored([*twins, *chain(*twins.values())])}
    used: set[int] = set()
    with ctx.library.transaction():
        for gone in sorted(twins):
            if disks.is_away(photos[gone]):
                continue
            there = [photos[t] for t in twins[gone] if t not in used and is_there(photos[t])]
            ordered = _ordered(photos[gone], there)
            twin = next((t.id for t in ordered if merge_if_agreed(ctx, gone, t.id)), None)
            if twin is not None:
                used.add(twin)
                found.merged.append(gone)
            elif ordered:
                found.contradicted.append((photos[gone], ordered[0]))
    return found


def merge_if_agreed(ctx: JobContext, kept: int, other: int) -> bool:
    """Make two photos one, ``kept``, unless a person said of them what contradicts itself."""
    said = ctx.library.labels.of([kept, other])
    if not _agree(said.get(kept, (None, ())), said.get(other, (None, ()))):
        return False
    rated = ctx.library.ratings.of([kept, other])
    if rated.get(kept, Rating()).contradicts(rated.get(other, Rating())):
        return False
    with ctx.library.transaction():
        ctx.library.identity.merge(kept, other)
        _follow(ctx, kept, other)
    return True


def _agree(one: LabelState, other: LabelState) -> bool:
    yes = {scene for scene, _ in (one, other) if scene is not None}
    return len(yes) < 2 and not yes & {*one[1], *other[1]}


def _follow(ctx: JobContext, kept: int, other: int) -> None:
    """Let a photo that was left out of a refresh keep its tag under its new number."""
    left: dict[str, Any] = dict(ctx.library.setting(LEFT_OUT, {}))
    if str(other) in left:
        word = left.pop(str(other))
        ctx.library.set_setting(LEFT_OUT, {str(kept): word, **left})


def _ordered(gone: StoredPhoto, there: list[StoredPhoto]) -> list[StoredPhoto]:
    """Return those with the same bytes first, then those whose name is most like."""
    by_id = {photo.id: photo for photo in there}
    names = [LoosePhoto(p.id, p.path, p.content, p.pixels, p.is_labelled) for p in there]
    ordered = [by_id[photo.id] for photo in order_of_merge(names, gone.path)]
    return sorted(ordered, key=lambda p: (p.content != gone.content, p.is_labelled))
