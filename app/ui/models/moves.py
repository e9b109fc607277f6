"""What has to be removed and inserted so that one list of ids becomes another."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from app.core.types import BoolArray, IdArray

RANGES_AT_MOST = 256


@dataclass(frozen=True)
class Moves:
    """Ranges of places, both ends included: ``removed`` in the old list, ``inserted`` in the new.

    Remove from the end to the beginning, then insert from the beginning to the end.
    """

    removed: tuple[tuple[int, int], ...]
    inserted: tuple[tuple[int, int], ...]

    def __bool__(self) -> bool:
        return bool(self.removed or self.inserted)


def plan_moves(old: IdArray, new: IdArray) -> Moves | None:
    """Return the ranges, or None when the common ids changed their order or it takes too many."""
    start, end = _common(old, new)
    if start == len(old) == len(new):
        return Moves((), ())
    # Most lists differ in few places: only what lies between is compared, photo by photo.
    moves = _plan(old[start : len(old) - end], new[start : len(new) - end])
    if moves is None or not start:
        return moves
    return Moves(
        tuple((first + start, last + start) for first, last in moves.removed),
        tuple((first + start, last + start) for first, last in moves.inserted),
    )


def _common(old: IdArray, new: IdArray) -> tuple[int, int]:
    """Return how many ids both have in common at their beginning, and then at their end."""
    size = min(len(old), len(new))
    differs = np.flatnonzero(old[:size] != new[:size])
    start = int(differs[0]) if len(differs) else size
    rest = size - start
    differs = np.flatnonzero(old[len(old) - rest :][::-1] != new[len(new) - rest :][::-1])
    return start, int(differs[0]) if len(differs) else rest


def _plan(old: IdArray, new: IdArray) -> Moves | None:
    stays = np.isin(old, new, assume_unique=True)
    was_there = np.isin(new, old, assume_unique=True)
    if not np.array_equal(old[stays], new[was_there]):
        return None
    removed, inserted = _ranges(~stays), _ranges(~was_there)
    if len(removed) + len(inserted) > RANGES_AT_MOST:
        return None
    return Moves(removed, inserted)


def _ranges(mask: BoolArray) -> tuple[tuple[int, int], ...]:
    """Return the runs of True as (first, last)."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], mask, [False])).astype(np.int8)))
    return tuple((int(a), int(b) - 1) for a, b in edges.reshape(-1, 2))
