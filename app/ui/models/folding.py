"""Look-alikes of the review queue as one tile.

The review order keeps a group together, led by its most typical photo. Folding leaves the leader
in the list and remembers whom it stands for.
"""

from __future__ import annotations

import numpy as np

from app.core.protocols import LibraryReader
from app.core.records import Query, SortBy, View
from app.core.types import IdArray

ALONE = -1


class Folding:
    """Which photos stand for others.

    Attributes
    ----------
    enabled : bool
        Fold at all; only the review queue in its own order is folded.
    total : int
        Photos of the list, folded ones counted.
    """

    def __init__(self, reader: LibraryReader) -> None:
        self._reader = reader
        self._opened: set[int] = set()
        self._members: dict[int, list[int]] = {}
        self.enabled = True
        self.total = 0

    def fold(self, query: Query, ids: IdArray) -> IdArray:
        """Return the ids that stay in the list."""
        self.total = len(ids)
        self._members = {}
        queue = query.view is View.REVIEW and query.sort is SortBy.REVIEW
        if not self.enabled or not queue or not len(ids):
            return ids
        groups = self._groups(ids)
        same = (groups[1:] == groups[:-1]) & (groups[1:] != ALONE)
        opened = np.isin(groups, np.array(sorted(self._opened), dtype=np.int64))
        hidden = np.concatenate(([False], same)) & ~opened
        starts = np.flatnonzero(~hidden)
        ends = np.append(starts[1:], len(ids))
        for start, end in zip(starts[ends - starts > 1], ends[ends - starts > 1], strict=True):
            self._members[int(ids[start])] = [int(i) for i in ids[start:end]]
        return ids[starts]

    def members(self, photo: int) -> list[int]:
        """Return whom a photo of the list stands for, itself first."""
        return self._members.get(photo, [photo])

    def toggle(self, group: int) -> None:
        """Open a group, or close it."""
        self._opened ^= {group}

    def forget_opened(self) -> None:
        """Close all groups."""
        self._opened.clear()

    def _groups(self, ids: IdArray) -> IdArray:
        by_photo = self._reader.groups([int(i) for i in ids])
        return np.array([by_photo.get(int(i), ALONE) for i in ids], dtype=np.int64)
