"""Look-alikes of the review queue as one tile.

The review order keeps a group together, led by its most typical photo. Folding leaves the leader
in the list and remembers whom it stands for.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from app.core.records import NO_GROUP, Listing
from app.core.types import IdArray


@dataclass(frozen=True, slots=True)
class Folded:
    """A list of which some photos stand for others.

    Attributes
    ----------
    ids : int64 (N,)
        The photos that are shown, each the first of those that it stands for.
    total : int
        Photos of the list, folded ones counted.
    """

    ids: IdArray
    total: int
    _all: IdArray
    # Leaders of more than themselves, rising, and which part of the list each stands for.
    _leaders: IdArray
    _starts: IdArray
    _ends: IdArray

    def members(self, photo: int) -> list[int]:
        """Return whom a photo of the list stands for, itself first."""
        at = self._at(photo)
        return [photo] if at is None else self._all[self._starts[at] : self._ends[at]].tolist()

    def size(self, photo: int) -> int:
        """Return how many photos a tile stands for."""
        at = self._at(photo)
        return 1 if at is None else int(self._ends[at] - self._starts[at])

    def _at(self, photo: int) -> int | None:
        at = int(np.searchsorted(self._leaders, photo))
        return at if at < len(self._leaders) and self._leaders[at] == photo else None


def fold(found: Listing, opened: Collection[int]) -> Folded:
    """Show the first of each group of look-alikes alone, but for ``opened`` groups.

    Only lists whose order keeps groups together are folded.
    """
    ids, groups = found.ids, found.groups
    if groups is None or not len(ids):
        nobody = ids[:0]
        return Folded(ids, len(ids), ids, nobody, nobody, nobody)
    same = (groups[1:] == groups[:-1]) & (groups[1:] != NO_GROUP)
    is_open = np.isin(groups, np.array(sorted(opened), dtype=np.int64))
    hidden = np.concatenate(([False], same)) & ~is_open
    starts = np.flatnonzero(~hidden)
    ends = np.append(starts[1:], len(ids))
    many = np.flatnonzero(ends - starts > 1)
    many = many[np.argsort(ids[starts[many]])]
    shown = ids[starts]
    return Folded(shown, len(ids), ids, shown[many], starts[many], ends[many])
