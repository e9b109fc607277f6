"""Which of several copies is kept: the best picture, and nothing that a person said is lost.

Of exact copies all pictures are equal, so what each bears and where it lies decides. Of one picture
in several sizes and formats the largest is kept, the one with what the camera wrote, in the format
that loses least. A raw file is no copy of a picture made of it, nor the other way round, wherever
they lie: the best of each are kept. Of a burst the sharpest is kept, and every one that a person
labelled: it is a picture of its own.

A copy is never proposed for the trash where something would be lost with it: words of others that
the kept one lacks, companions (a RAW, a sidecar) that the kept one lacks, a label that the kept one
contradicts. Labels of one picture are joined, so those alone keep no copy.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence
from typing import Any

from app.core.duplicates.sets import Copy, DuplicateSet, Ground, Sameness

# Formats that lose nothing, then those that lose least at the size of a file.
_FORMATS = ("DNG", "RAW", "TIFF", "PNG", "JXL", "HEIF", "AVIF", "WEBP", "JPEG", "MPO", "BMP", "GIF")
# What the sensor saw: however large a picture is that was made of it, it cannot be had back.
_NEGATIVES = frozenset(("DNG", "RAW"))
_NAME_OF_A_COPY = re.compile(
    r"(\bcop(y|ie)\b|副本|\bKopie\b| ?\(\d+\)$|[-_ ]copy\d*$)", re.IGNORECASE
)


def propose(sameness: Sameness, copies: Sequence[Copy]) -> DuplicateSet:
    """Return the set of two or more copies, what is kept first, and what may go."""
    order = sorted(copies, key=_orders[sameness])
    kept, others = order[0], order[1:]
    grounds = {kept.photo: _why_first(sameness, kept, others)}
    removed = set()
    best = {_source(kept): kept}
    for copy in others:
        own = best.setdefault(_source(copy), copy)
        held = Ground.RAW if own is copy else _held_back(sameness, own, copy)
        if held is None and own is not kept:
            held = _held_back(sameness, kept, copy)
        if held is None:
            removed.add(copy.photo)
        else:
            grounds[copy.photo] = held
    return DuplicateSet(sameness, tuple(order), frozenset(removed), grounds)


def joined_label(kept: Copy, removed: Sequence[Copy]) -> tuple[str | None, tuple[str, ...]]:
    """Return what the kept copy bears after others of its picture are gone: scene and refused ones.

    What it says itself stands. Where the others contradict each other, none of them is taken.
    """
    said = {copy.label for copy in removed if copy.label is not None}
    yes = kept.label if kept.label is not None else next(iter(said)) if len(said) == 1 else None
    if yes in kept.refused and kept.label is None:
        yes = None
    no = {scene for copy in (kept, *removed) for scene in copy.refused}
    return yes, tuple(sorted(no - {yes}))


def _held_back(sameness: Sameness, kept: Copy, copy: Copy) -> Ground | None:
    """Return why a copy is not proposed for the trash, None where nothing is lost with it."""
    if copy.companions > kept.companions or not copy.endings <= kept.endings:
        return Ground.COMPANIONS
    if not copy.words <= kept.words:
        return Ground.WORDS
    if sameness is Sameness.BURST:
        return Ground.LABEL if copy.label is not None or copy.refused else None
    contradicts = copy.label is not None and (
        copy.label in kept.refused or kept.label not in (None, copy.label)
    )
    return Ground.LABEL if contradicts or kept.label in copy.refused else None


def _why_first(sameness: Sameness, kept: Copy, others: Sequence[Copy]) -> Ground:
    """Return the first thing in which the kept copy differs from the next."""
    other = others[0]
    for ground, value in _GROUNDS[sameness]:
        if value(kept) != value(other):
            return ground
    return Ground.PLACE


def _original(copy: Copy) -> int:
    """Return 0 for a file that still says which camera made it, and when."""
    return -bool(copy.camera) - bool(copy.taken_at)


def _source(copy: Copy) -> str:
    """Return what a file is made of: a raw format, or a picture; one cannot stand for another."""
    return copy.format if copy.format in _NEGATIVES else ""


def _is_picture(copy: Copy) -> bool:
    return copy.format not in _NEGATIVES


def _format(copy: Copy) -> int:
    return _FORMATS.index(copy.format) if copy.format in _FORMATS else len(_FORMATS)


def _is_named_copy(copy: Copy) -> bool:
    stem = os.path.splitext(os.path.basename(copy.path))[0]
    return _NAME_OF_A_COPY.search(stem) is not None


def _borne(copy: Copy) -> int:
    return -(2 * (copy.label is not None) + bool(copy.refused))


def _place(copy: Copy) -> tuple[bool, int, str]:
    return _is_named_copy(copy), len(copy.path), copy.path


_BORNE: tuple[tuple[Ground, Callable[[Copy], Any]], ...] = (
    (Ground.COMPANIONS, lambda c: -c.companions),
    (Ground.LABEL, _borne),
    (Ground.WORDS, lambda c: -len(c.words)),
)
_GROUNDS: dict[Sameness, tuple[tuple[Ground, Callable[[Copy], Any]], ...]] = {
    Sameness.EXACT: (*_BORNE, (Ground.PLACE, _place)),
    Sameness.SAME: (
        (Ground.FORMAT, _is_picture),
        (Ground.LARGEST, lambda c: -c.pixels),
        (Ground.ORIGINAL, _original),
        (Ground.FORMAT, _format),
        (Ground.LARGEST, lambda c: -c.size),
        *_BORNE,
        (Ground.PLACE, _place),
    ),
    Sameness.BURST: (
        (Ground.LARGEST, lambda c: -c.pixels),
        (Ground.SHARPEST, lambda c: -(c.sharpness or 0.0)),
        *_BORNE,
        (Ground.PLACE, _place),
    ),
}


def _order_of(sameness: Sameness) -> Callable[[Copy], tuple[Any, ...]]:
    return lambda copy: tuple(value(copy) for _, value in _GROUNDS[sameness])


_orders = {sameness: _order_of(sameness) for sameness in Sameness}
