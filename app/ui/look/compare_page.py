"""Photos side by side, zoomed and moved together; or one over the other, for fast switching."""

from __future__ import annotations

from functools import partial
from itertools import pairwise

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QWidget

from app.core.library import LibraryReader
from app.ui.look.compare_desk import MOST, CompareDesk
from app.ui.look.compare_pane import ComparePane
from app.ui.session import Session
from app.ui.widgets.loupe.loupe import Loupe

GAP_PX = 6
_Move = QAbstractItemView.CursorAction
_TURNS = {_Move.MoveLeft: -1, _Move.MoveUp: -1, _Move.MoveRight: 1, _Move.MoveDown: 1}
_REPLACES = {_Move.MovePageUp: -1, _Move.MovePageDown: 1}


class ComparePage(QWidget):
    """Up to four panes. Over each other they lie in the same place, all decoded: nothing flickers.

    Attributes
    ----------
    panes : list of ComparePane
    is_linked : bool
        Whether all zoom and move with one.
    is_single : bool
        Whether they lie over each other.

    Signals
    -------
    closed : ()
        Escape or Enter asked for what was there before.
    """

    closed = Signal()

    def __init__(self, session: Session, reader: LibraryReader, desk: CompareDesk) -> None:
        super().__init__()
        self._reader = reader
        self._desk = desk
        self._is_informed = False
        self.is_linked = True
        self.is_single = False
        self.panes = [
            ComparePane(session.thumbnails, session.pictures, session.scenes) for _ in range(MOST)
        ]
        for at, pane in enumerate(self.panes):
            pane.setParent(self)
            pane.chosen.connect(partial(desk.activate, at))
            pane.loupe.viewed.connect(partial(self._on_viewed, at))
            pane.loupe.stepped.connect(self._on_stepped)
            pane.loupe.closed.connect(self._on_closed)
        for one, next_one in pairwise(self.panes):
            QWidget.setTabOrder(one.loupe, next_one.loupe)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        desk.changed.connect(self.show_photos)
        self.retranslate()

    def loupe(self) -> Loupe:
        """Return the loupe of the active photo."""
        return self.panes[self._desk.active].loupe

    def show_photos(self) -> None:
        """Show what is compared, the same place of each."""
        rows, active = self._desk.rows, self._desk.active
        place = self._place_of_all()
        for at, pane in enumerate(self.panes):
            pane.setVisible(at < len(rows))
            if at < len(rows):
                before = pane.loupe.shown.row
                pane.show_photo(rows[at], (at + 1, len(rows)), active=at == active)
                is_new = before is None or before.id != rows[at].id
                if is_new and self.is_linked and place is not None:
                    pane.loupe.follow(place)
                if is_new or at == active:
                    self._inform(at)
        self._lay_out()
        if rows:
            loupe = self.loupe()
            if self.isVisible() and not loupe.hasFocus():
                loupe.setFocus()

    def switch(self) -> None:
        """Lay them over each other; or show the next one in the place of the one that is seen."""
        if not self.is_single:
            self.set_single(True)
            return
        before = self.loupe().shown.zoom.place()
        self._desk.turn(1)
        self.loupe().follow(before)

    def set_single(self, single: bool) -> None:
        """Lay the photos over each other, or side by side."""
        self.is_single = single
        self._lay_out()

    def set_linked(self, linked: bool) -> None:
        """Zoom and move all together, beginning with the place that the active one shows."""
        self.is_linked = linked
        if linked:
            self._on_viewed(self._desk.active)

    def set_informed(self, informed: bool) -> None:
        """Write what is known over each photo, or do not."""
        self._is_informed = informed
        for at, pane in enumerate(self.panes):
            pane.overlay.set_wanted(informed)
            self._inform(at)

    def clear(self) -> None:
        """Show nothing, side by side; all pictures go."""
        self.is_single = False
        for pane in self.panes:
            pane.show_detail(None)
            pane.loupe.set_photo(None)

    def stop(self) -> None:
        """Expect no more pictures."""
        for pane in self.panes:
            pane.loupe.shown.stop()

    def retranslate(self) -> None:
        """Set texts in the language in force."""
        self.setAccessibleName(self.tr("Photos that are compared"))
        for pane in self.panes:
            pane.retranslate()
            pane.overlay.retranslate()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Hand the keyboard to the active photo."""
        if self._desk.is_on:
            self.loupe().setFocus(event.reason())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the room."""
        self._lay_out()

    def _place_of_all(self) -> tuple[float, float, float] | None:
        zooms = [pane.loupe.shown.zoom for pane in self.panes if pane.isVisibleTo(self)]
        return next((zoom.place() for zoom in zooms if zoom.scale), None)

    def _inform(self, at: int) -> None:
        rows = self._desk.rows
        if self._is_informed and at < len(rows):
            self.panes[at].show_detail(self._reader.photos.detail(rows[at].id))

    def _lay_out(self) -> None:
        count = len(self._desk.rows)
        cells = [self.rect()] * count if self.is_single else cells_of(count, self.size())
        for pane, cell in zip(self.panes, cells, strict=False):
            pane.setGeometry(cell)
        if count:
            self.panes[self._desk.active].raise_()

    def _on_viewed(self, at: int) -> None:
        place = self.panes[at].loupe.shown.zoom.place()
        for other, pane in enumerate(self.panes[: len(self._desk.rows)]):
            if self.is_linked and other != at:
                pane.loupe.follow(place)

    def _on_stepped(self, action: QAbstractItemView.CursorAction) -> None:
        if action in _TURNS:
            before = self.loupe().shown.zoom.place()
            self._desk.turn(_TURNS[action])
            if self.is_single:
                self.loupe().follow(before)
        elif action in _REPLACES:
            self._desk.replace(_REPLACES[action])
        else:
            self._desk.activate(0 if action is _Move.MoveHome else len(self._desk.rows) - 1)

    def _on_closed(self) -> None:
        if self.is_single:
            self.set_single(False)
        else:
            self.closed.emit()


def cells_of(count: int, room: QSize) -> list[QRect]:
    """Return where so many photos lie: side by side, below each other, or two by two."""
    if not count:
        return []
    columns = 2 if count == MOST else count if room.width() >= room.height() else 1
    rows = -(-count // columns)
    width = (room.width() - GAP_PX * (columns - 1)) // columns
    height = (room.height() - GAP_PX * (rows - 1)) // rows
    return [
        QRect(at % columns * (width + GAP_PX), at // columns * (height + GAP_PX), width, height)
        for at in range(count)
    ]
