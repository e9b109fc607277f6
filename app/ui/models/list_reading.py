"""Reading the ids of a list: at once where that is quick, else its first page and then the rest.

The ids of a large library take longer than a frame. There a list begins with its first page, which
is quick however long it is, and all of it is read in a thread.
"""

from __future__ import annotations

import time
from collections.abc import Collection
from typing import Any

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal

from app.core.library import LibraryReader
from app.core.records import Listing, Query
from app.ui.background import Background

# Ids of fewer photos are read within a frame.
LONG_LIST_PHOTOS = 20_000
FIRST_PAGE_PHOTOS = 1000
# Between two readings of a list that changes all the time, in readings.
PAUSES_PER_READING = 4
_QUESTION = "list"


class ListReading(QObject):
    """Reads one list.

    Without a background everything is read at once.

    Signals
    -------
    answered : (Listing)
        All of the list, as it is now.
    """

    answered = Signal(object)

    def __init__(
        self, reader: LibraryReader, background: Background | None, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._reader = reader
        self._background = background
        self._query = Query()
        self._asked_s: float | None = None
        self._is_stale = False
        self._again = QTimer(self, singleShot=True)
        self._again.timeout.connect(self._ask)
        if background is not None:
            background.answered.connect(self._on_answered)
            background.failed.connect(self._on_failed)

    @property
    def is_long(self) -> bool:
        """Whether the library is too large for lists to be read at once."""
        return self._background is not None and self._reader.photos.size() > LONG_LIST_PHOTOS

    def begin(self, query: Query) -> Listing:
        """Return another list, or what there is of it at once; then the rest is on its way."""
        is_long = self.is_long
        self._again.stop()
        self._query, self._asked_s, self._is_stale = query, None, False
        if self._background is not None:
            self._background.forget(_QUESTION)
        page = self._reader.photos.first_page(
            query, FIRST_PAGE_PHOTOS if is_long else LONG_LIST_PHOTOS
        )
        if page is not None and page.complete:
            return page
        if not is_long:
            return self._reader.photos.listing(query)
        self._ask()
        return page or Listing(np.zeros(0, dtype=np.int64), complete=False)

    def renew(self, shown: Listing, changed: Collection[int] | None) -> Listing:
        """Return the list after a change of some photos (None: of any).

        Of a long list that is what is ``shown`` without what left it; what came to it, or moved
        in it, follows.
        """
        if not self.is_long:
            return self._reader.photos.listing(self._query)
        left = self._left(shown, changed or ())
        self._ask()
        if not len(left):
            return shown
        stays = ~np.isin(shown.ids, left)
        groups = None if shown.groups is None else shown.groups[stays]
        return Listing(shown.ids[stays], groups, shown.complete)

    def _left(self, shown: Listing, changed: Collection[int]) -> list[int]:
        photos = np.fromiter(changed, dtype=np.int64, count=len(changed))
        here = set(photos[np.isin(photos, shown.ids)].tolist())
        return sorted(here - self._reader.photos.held(self._query, here)) if here else []

    def _ask(self) -> None:
        """Have the whole list read; once more afterwards, if it is being read already."""
        if self._asked_s is not None or self._again.isActive():
            self._is_stale = True
            return
        reader, query = self._reader, self._query
        assert self._background is not None
        self._asked_s, self._is_stale = time.monotonic(), False
        self._background.ask(_QUESTION, lambda: reader.photos.listing(query))

    def _on_failed(self, subject: str, error: object) -> None:
        if subject == _QUESTION:  # what is shown stays, until something changes again
            self._asked_s = None

    def _on_answered(self, subject: str, listing: Any) -> None:
        if subject != _QUESTION or self._asked_s is None:
            return
        took_s, self._asked_s = time.monotonic() - self._asked_s, None
        self.answered.emit(listing)
        if self._is_stale:  # while a scan changes it all the time, most of the time is the scan's
            self._again.start(round(took_s * 1000 * PAUSES_PER_READING))
