"""The queue with checks in it: accepted photos that look like any other until they are answered.

Wraps the library's reader for the list of photos and the desk. In the review queue it mixes in the
checks that wait, at places that stay the same from one reading to the next, and gives them out
without what would betray them: status, range and reason. A photo without a number would betray
itself, too, so that as many others of the queue are given out in the same way. Everywhere else it
changes nothing.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from app.core.protocols import LibraryReader
from app.core.records import Counts, PhotoDetail, PhotoRow, Query, View
from app.core.types import IdArray, Reason, Status
from app.jobs.audit import waiting_checks

QUEUE = Query(view=View.REVIEW)
_CHANCES = 2**32
# An odd number that spreads ids evenly over all chances (Knuth).
_SPREAD = 2654435761
# How many photos are looked at for a gap between two groups of look-alikes.
_NEAR = 16


class BlindReader:
    """A reader whose review queue holds checks.

    Attributes
    ----------
    shown : dict
        Checks of the queue that was read last: photo id to the scene that had been accepted.
    decoys : frozenset
        Photos of that queue that are given out like checks.
    asked : dict
        All checks that were ever shown and whose answer nobody has taken up yet.
    """

    def __init__(self, reader: LibraryReader) -> None:
        self._reader = reader
        self._query: Query | None = None
        self._order: IdArray = np.zeros(0, dtype=np.int64)
        self.shown: dict[int, str] = {}
        self.decoys: frozenset[int] = frozenset()
        self.asked: dict[int, str] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(self._reader, name)

    def ids(self, query: Query) -> IdArray:
        """Return the ids of a list; the review queue with its checks."""
        ids = self._reader.ids(query)
        self.shown = {}
        self.decoys = frozenset()
        if query.view is not View.REVIEW or query.reason is not None or not len(ids):
            return ids
        self.shown = waiting_checks(self._reader)
        if self.shown and query != replace(QUEUE, sort=query.sort, descending=query.descending):
            fits = {int(i) for i in self._reader.ids(replace(query, view=View.ACCEPTED))}
            self.shown = {photo: scene for photo, scene in self.shown.items() if photo in fits}
        self.asked.update(self.shown)
        self.decoys = self._choose_decoys(ids)
        return self._mixed(query, ids) if self.shown else ids

    def counts(self) -> Counts:
        """Count the lists; checks that wait are among what needs review."""
        found = self._reader.counts()
        return replace(found, review=found.review + len(waiting_checks(self._reader)))

    def rows(self, ids: Sequence[int]) -> list[PhotoRow]:
        """Return rows, those of checks without what betrays them."""
        return [self._blind(row) for row in self._reader.rows(ids)]

    def detail(self, photo: int) -> PhotoDetail | None:
        """Return everything about a photo, less what betrays a check."""
        found = self._reader.detail(photo)
        if found is None or self._blind(found.row) is found.row:
            return found
        hidden = tuple(replace(c, similarity=0.0) for c in found.candidates)
        return replace(found, row=self._blind(found.row), further=(), candidates=hidden)

    def groups(self, photos: Sequence[int]) -> dict[int, int]:
        """Return look-alike groups; a check is decided alone."""
        found = self._reader.groups(photos)
        return {photo: group for photo, group in found.items() if photo not in self.shown}

    def _blind(self, row: PhotoRow) -> PhotoRow:
        is_check = row.id in self.shown and row.status is Status.ACCEPTED
        if not is_check and not (row.id in self.decoys and row.status is Status.REJECTED):
            return row
        return replace(
            row,
            status=Status.REJECTED,
            reason=Reason.NONE,
            similarity=None,
            low=None,
            high=None,
            group=None,
        )

    def _choose_decoys(self, ids: IdArray) -> frozenset[int]:
        """Return about as many photos as there are checks: always the same, none of a group."""
        if not self.shown:
            return frozenset()
        chances = ids.astype(np.uint64) * np.uint64(_SPREAD) % np.uint64(_CHANCES)
        chosen = ids[chances < len(self.shown) / len(ids) * _CHANCES].tolist()
        return frozenset(chosen) - self._reader.groups(chosen).keys()

    def _mixed(self, query: Query, ids: IdArray) -> IdArray:
        """Put checks where they were, new ones anywhere but between look-alikes."""
        if query != self._query:
            self._query, self._order = query, ids[:0]
        places = self._old_places(ids)
        for photo in self.shown.keys() - places.keys():
            places[photo] = self._free_place(photo, ids)
        checks = sorted(places, key=lambda photo: (places[photo], _chance(photo)))
        self._order = np.insert(ids, [places[photo] for photo in checks], checks)
        return self._order

    def _old_places(self, ids: IdArray) -> dict[int, int]:
        """Map checks of the last reading to their place behind the photo that they followed."""
        old = self._order
        if not len(old):
            return {}
        by_id = np.argsort(ids)
        found = by_id[np.minimum(np.searchsorted(ids, old, sorter=by_id), len(ids) - 1)]
        is_check = np.isin(old, list(self.shown))
        stayed = (ids[found] == old) & ~is_check
        before = np.maximum.accumulate(np.where(stayed, np.arange(len(old)), -1))
        place = np.where(before >= 0, found[before] + 1, 0)
        return {int(old[n]): int(place[n]) for n in np.flatnonzero(is_check)}

    def _free_place(self, photo: int, ids: IdArray) -> int:
        """Return a place that looks random, and parts no group of look-alikes."""
        first = _chance(photo) * len(ids) // _CHANCES
        near = [int(i) for i in ids[max(0, first - 1) : first + _NEAR]]
        groups = self._reader.groups(near)
        for place in range(max(1, first), first + len(near) - 1):
            before, after = (groups.get(int(ids[p])) for p in (place - 1, place))
            if before is None or before != after:
                return place
        return len(ids)


def _chance(photo: int) -> int:
    """Return a number that looks random and is always the same for a photo."""
    return zlib.crc32(photo.to_bytes(8, "little"))
