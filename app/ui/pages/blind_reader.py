"""The queue with checks in it: photos drawn at random that look alike until they are answered.

Wraps the library's reader for the list of photos and the desk. The review queue begins with the
checks that wait, accepted and rejected ones mixed, in an order that stays the same from one reading
to the next, so that a page of them is answered with one key and a click for each wrong one. They
are given out without what would betray them: status, similarity, range and reason. Everywhere else
it changes nothing.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from app.core.protocols import LibraryReader
from app.core.records import Counts, PhotoDetail, PhotoRow, Query, SortBy, View
from app.core.types import IdArray, Reason, Status
from app.jobs.audit import waiting_checks, waiting_photos

QUEUE = Query(view=View.REVIEW, sort=SortBy.REVIEW, descending=False)


class BlindReader:
    """A reader whose review queue holds checks.

    Attributes
    ----------
    shown : dict
        Accepted checks of the queue that was read last: photo id to the scene accepted.
    drawn : frozenset
        All its checks.
    asked : dict
        All checks that were ever shown and whose answer nobody has taken up yet.
    """

    def __init__(self, reader: LibraryReader) -> None:
        self._reader = reader
        self.shown: dict[int, str] = {}
        self.drawn: frozenset[int] = frozenset()
        self.asked: dict[int, str] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(self._reader, name)

    def ids(self, query: Query) -> IdArray:
        """Return the ids of a list; the review queue begins with its checks."""
        ids = self._reader.ids(query)
        self.shown, self.drawn = {}, frozenset()
        # Where someone looks for something, checks would be in the way.
        if query != QUEUE or not len(ids):
            return ids
        first = sorted(waiting_photos(self._reader), key=_chance)
        self.drawn = frozenset(first)
        self.shown = waiting_checks(self._reader)
        self.asked.update(self.shown)
        rest = ids[~np.isin(ids, first)]
        return np.concatenate([np.array(first, dtype=np.int64), rest])

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
        return {photo: group for photo, group in found.items() if photo not in self.drawn}

    def _blind(self, row: PhotoRow) -> PhotoRow:
        if row.id not in self.drawn or row.status not in (Status.ACCEPTED, Status.REJECTED):
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


def _chance(photo: int) -> int:
    """Return a number that looks random and is always the same for a photo."""
    return zlib.crc32(photo.to_bytes(8, "little"))
