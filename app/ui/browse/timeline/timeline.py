"""The grid with its timeline: counts by month are read in a thread, and both follow each other."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.core.library import LibraryReader
from app.core.records import SortBy, View
from app.ui.background import Background
from app.ui.browse.timeline.time_strip import TimeStrip
from app.ui.models.photo_list import PhotoListModel
from app.ui.widgets.grid import GridView

_QUESTION = "months"
# While a scan changes the list all the time.
PAUSE_MS = 400
# Lists that fit on a screen or two need none.
FEWEST_PHOTOS = 40
# Orders of their own, in which checks hide.
_QUEUES = (View.REVIEW, View.REFINE)


class TimedGrid(QWidget):
    """The grid, and beside it the timeline where the list goes by date."""

    def __init__(
        self,
        grid: GridView,
        photos: PhotoListModel,
    ) -> None:
        super().__init__()
        self._grid = grid
        self._photos = photos
        self._reader: LibraryReader | None = None
        self._background: Background | None = None
        self._is_wanted = True
        self.strip = TimeStrip()
        self.strip.hide()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(grid, 1)
        layout.addWidget(self.strip)
        self.setFocusProxy(grid)
        self._later = QTimer(self, singleShot=True)
        self._later.setInterval(PAUSE_MS)
        self._later.timeout.connect(self._ask)
        photos.relisted.connect(self._on_relisted)
        bar = grid.verticalScrollBar()
        bar.valueChanged.connect(self._show_seen)
        bar.rangeChanged.connect(self._show_seen)
        self.strip.row_chosen.connect(grid.show_at_top)

    def read_from(self, reader: LibraryReader, background: Background | None = None) -> None:
        """Count in this library: in a thread, or at once without one."""
        self._reader, self._background = reader, background
        if background is not None:
            background.answered.connect(self._on_answered)

    def set_wanted(self, wanted: bool) -> None:
        """Show the timeline beside lists by date, or never."""
        self._is_wanted = wanted
        self._on_relisted()

    @property
    def _fits(self) -> bool:
        query = self._photos.query
        is_timed = query.sort is SortBy.DATE and query.view not in _QUEUES
        return self._is_wanted and is_timed and len(self._photos.ids) >= FEWEST_PHOTOS

    def _on_relisted(self) -> None:
        if self._reader is None or not self._fits:
            self.strip.hide()
        elif self.strip.isHidden():
            self._ask()
        elif not self._later.isActive():
            self._later.start()

    def _ask(self) -> None:
        reader, query = self._reader, self._photos.query
        if reader is None:
            return
        if self._background is None:
            self._on_answered(_QUESTION, (query, reader.calendar.months(query)))
        else:
            self._background.ask(_QUESTION, lambda: (query, reader.calendar.months(query)))

    def _on_answered(self, subject: str, answer: Any) -> None:
        if subject != _QUESTION:
            return
        query, months = answer
        if query == self._photos.query and self._fits:
            self.strip.set_months(months[::-1] if query.descending else months)
            self._show_seen()
            self.strip.show()

    def _show_seen(self) -> None:
        first, last = self._grid.seen_rows()
        self.strip.show_seen(first, last)
