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
        self._members: dict[int, IdArray] = {}
        self._known: tuple[IdArray, IdArray] = (
            np.zeros(0, dtype=np.int64),
            np.zeros(0, dtype=np.int64),
        )
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
        many = ends - starts > 1
        self._members = {
            int(ids[start]): ids[start:end]
            for start, end in zip(starts[many].tolist(), ends[many].tolist(), strict=True)
        }
        return ids[starts]

    def members(self, photo: int) -> list[int]:
        """Return whom a photo of the list stands for, itself first."""
        members = self._members.get(photo)
        return [photo] if members is None else members.tolist()

    def size(self, photo: int) -> int:
        """Return how many photos a tile stands for."""
        members = self._members.get(photo)
        return 1 if members is None else len(members)

    def toggle(self, group: int) -> None:
        """Open a group, or close it."""
        self._opened ^= {group}

    def forget_opened(self) -> None:
        """Close all groups."""
        self._opened.clear()

    def forget_groups(self, photos: frozenset[int] | None) -> None:
        """Read the groups of these photos (None: of all) anew when they are needed."""
        if photos is None:
            self._known = np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
        elif photos:
            ids, groups = self._known
            stays = ~np.isin(ids, np.fromiter(photos, dtype=np.int64, count=len(photos)))
            self._known = ids[stays], groups[stays]

    def _groups(self, ids: IdArray) -> IdArray:
        """Return the group of each photo, reading only what is not known."""
        known = np.isin(ids, self._known[0])
        if not known.all():
            fresh = ids[~known]
            found = self._reader.groups(fresh.tolist())
            groups = _looked_up(found, fresh)
            both = np.concatenate((self._known[0], fresh)), np.concatenate((self._known[1], groups))
            order = np.argsort(both[0], kind="stable")
            self._known = both[0][order], both[1][order]
        return self._known[1][np.searchsorted(self._known[0], ids)]


def _looked_up(found: dict[int, int], photos: IdArray) -> IdArray:
    """Return the group of each photo, ``ALONE`` where it has none: in numpy, for long lists."""
    groups = np.full(len(photos), ALONE, dtype=np.int64)
    if found:
        keys = np.fromiter(found.keys(), dtype=np.int64, count=len(found))
        values = np.fromiter(found.values(), dtype=np.int64, count=len(found))
        order = np.argsort(keys)
        at = order[np.minimum(np.searchsorted(keys, photos, sorter=order), len(keys) - 1)]
        known = keys[at] == photos
        groups[known] = values[at[known]]
    return groups
