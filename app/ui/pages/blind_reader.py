"""The queue with checks in it: accepted photos that look like any other until they are answered.

Wraps the library's reader for the list of photos and the desk. In the review queue it mixes in the
checks that wait, at places that stay the same from one reading to the next, and gives them out
without what would betray them: status, range and reason. Everywhere else it changes nothing.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from app.core.protocols import LibraryReader
from app.core.records import PhotoDetail, PhotoRow, Query, View
from app.core.types import IdArray, Reason, Status
from app.jobs.audit import waiting_checks

_PLACES = 2**32


class BlindReader:
    """A reader whose review queue holds checks.

    Attributes
    ----------
    shown : dict
        Checks of the queue that was read last: photo id to the scene that had been accepted.
    """

    def __init__(self, reader: LibraryReader) -> None:
        self._reader = reader
        self.shown: dict[int, str] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(self._reader, name)

    def ids(self, query: Query) -> IdArray:
        """Return the ids of a list; the review queue with its checks."""
        ids = self._reader.ids(query)
        self.shown = {}
        if query.view is not View.REVIEW or query.reason is not None or not len(ids):
            return ids
        waiting = waiting_checks(self._reader)
        if not waiting:
            return ids
        fits = {int(i) for i in self._reader.ids(replace(query, view=View.ACCEPTED))}
        self.shown = {photo: scene for photo, scene in waiting.items() if photo in fits}
        return self._mixed(ids)

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
        if row.id not in self.shown or row.status is not Status.ACCEPTED:
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

    def _mixed(self, ids: IdArray) -> IdArray:
        """Put checks between photos, never between look-alikes."""
        groups = self._reader.groups([int(i) for i in ids])
        alone = np.array([groups.get(int(i), -1 - int(i)) for i in ids], dtype=np.int64)
        gaps = np.append(np.flatnonzero(alone[1:] != alone[:-1]) + 1, len(ids))
        checks = sorted(self.shown, key=_place)
        at = [gaps[_place(photo) * len(gaps) // _PLACES] for photo in checks]
        return np.insert(ids, at, checks)


def _place(photo: int) -> int:
    """Return a number that looks random and is always the same for a photo."""
    return zlib.crc32(photo.to_bytes(8, "little"))
