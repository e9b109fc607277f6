"""The toolbar: what is used all the time, with icons and keys in the tool tips."""

from __future__ import annotations

from itertools import groupby

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QResizeEvent
from PySide6.QtWidgets import (
    QComboBox,
    QSizePolicy,
    QSlider,
    QToolBar,
    QToolButton,
    QWidget,
)

from app.core.records import Query, SortBy
from app.ui.browse.browser import ROOMS
from app.ui.browse.search.search_line import SearchLine
from app.ui.command import WindowActions
from app.ui.icons import icon
from app.ui.widgets.grid import LARGEST_PX, SMALLEST_PX
from app.ui.widgets.labels import scaled

# The bar's padding, and the room that its way of showing what is left over keeps free.
EDGES_PX = 32
FIND_PX, LEAST_FIND_PX = 220, 88
SORTS = (
    SortBy.DATE,
    SortBy.NAME,
    SortBy.SIMILARITY,
    SortBy.RATING,
    SortBy.REVIEW,
)


class MainToolBar(QToolBar):
    """Add, rescan, modes, order, size, text.

    Signals
    -------
    order_chosen : (SortBy, bool)
        Sort by this; True for descending.
    size_chosen : (int)
        Width of thumbnails in pixels.
    """

    order_chosen = Signal(object, bool)
    size_chosen = Signal(int)

    def __init__(
        self, actions: WindowActions, line: SearchLine, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("toolbar")
        self.setMovable(False)
        side = scaled(self, 20)
        self.setIconSize(QSize(side, side))
        self._actions = actions
        self._descending = True
        self._own: tuple[SortBy, ...] = ()
        self.sort = QComboBox()
        # Not on its first showing alone: the language may change.
        self.sort.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.direction = QToolButton()
        self.tile_size = QSlider(Qt.Orientation.Horizontal)
        self.tile_size.setRange(SMALLEST_PX, LARGEST_PX)
        self.tile_size.setFixedWidth(112)
        self.text = line
        self.text.setMaximumWidth(scaled(self, 460))
        self.text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._modes = QActionGroup(self)
        first, modes, last = _groups(actions)
        self.addActions(first)
        self.addSeparator()
        for action in modes:
            self._modes.addAction(action)
        self.addActions(modes)
        self.addSeparator()
        self.addWidget(self.sort)
        self.addWidget(self.direction)
        gap = QWidget()
        gap.setFixedWidth(8)
        self._gaps = [a for a in self.actions() if a.isSeparator()] + [self.addWidget(gap)]
        self._sizes = self.addWidget(self.tile_size)
        spring = QWidget()
        spring.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.addWidget(spring)
        self.addWidget(self.text)
        self.addActions(last)
        add = self.widgetForAction(actions["add_folder"])
        assert isinstance(add, QToolButton)
        self._add = add
        self.sort.currentIndexChanged.connect(self._on_order)
        self.direction.clicked.connect(self._on_direction)
        self.tile_size.valueChanged.connect(self.size_chosen)
        self.retranslate()

    def show_query(self, query: Query) -> None:
        """Show the order of a list without asking for it again."""
        self._descending = query.descending
        self.sort.blockSignals(True)
        album = None if query.album is None else SortBy.ALBUM
        self._offer(album if query.like is None else SortBy.LIKENESS)
        self.sort.setCurrentIndex((*SORTS, *self._own).index(query.sort))
        self.sort.blockSignals(False)
        self._show_direction()

    def show_mode(self, mode: str) -> None:
        """Grey out what means nothing where no list of photos is shown."""
        for part in (self.sort, self.direction, self.text):
            part.setEnabled(mode not in ("", *ROOMS))
        self.tile_size.setEnabled(mode == "grid")

    def resize_tiles(self, step_px: int) -> None:
        """Make thumbnails larger or smaller."""
        self.tile_size.setValue(self.tile_size.value() + step_px)

    def retranslate(self) -> None:
        """Set texts in the language in force."""
        at = max(0, self.sort.currentIndex())
        own = next(iter(self._own), None)
        self.sort.blockSignals(True)
        self.sort.clear()
        self._own = ()
        names = {
            SortBy.DATE: self.tr("Date"),
            SortBy.NAME: self.tr("Name"),
            SortBy.SIMILARITY: self.tr("Similarity"),
            SortBy.RATING: self.tr("Rating"),
            SortBy.REVIEW: self.tr("Review order"),
        }
        for sort in SORTS:
            self.sort.addItem(names[sort])
        self._offer(own)
        self.sort.setCurrentIndex(at)
        self.sort.blockSignals(False)
        self.sort.setToolTip(self.tr("Sort by"))
        self.sort.setAccessibleName(self.tr("Sort by"))
        self.tile_size.setToolTip(self.tr("Size of thumbnails"))
        self.tile_size.setAccessibleName(self.tr("Size of thumbnails"))
        self.text.retranslate()
        for action in self.actions():
            button = self.widgetForAction(action)
            if isinstance(button, QToolButton) and action.text():
                keys = action.shortcut().toString()
                tip = action.text().rstrip("…") + (f"  ({keys})" if keys else "")
                action.setToolTip(tip)
                button.setAccessibleName(action.text().rstrip("…"))
                button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._show_direction()
        self._fit()

    def _offer(self, own: SortBy | None) -> None:
        """Offer the order that only a list like the one shown has; it comes last."""
        if (own,) == self._own or (own is None and not self._own):
            return
        if self._own:
            self.sort.removeItem(self.sort.count() - 1)
        self._own = () if own is None else (own,)
        if own is not None:
            is_album = own is SortBy.ALBUM
            self.sort.addItem(self.tr("Album order") if is_album else self.tr("How alike"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out what keys do as well where there is no room for all."""
        super().resizeEvent(event)
        self._fit()
        layout = self.layout()
        if layout is not None:
            # What was laid out by the room of a moment ago, and fell off, does not ask again.
            layout.invalidate()
            layout.setGeometry(self.rect())

    def _fit(self) -> None:
        """Drop the word of the first button, then the slider, until nothing falls off the end."""
        # The find field's room is given away before the order's.
        self.sort.setMinimumWidth(self.sort.sizeHint().width())
        for words, slider, gaps in ((1, 1, 1), (0, 1, 1), (0, 0, 1), (0, 0, 0)):
            style = Qt.ToolButtonStyle.ToolButtonTextBesideIcon
            self._add.setToolButtonStyle(style if words else Qt.ToolButtonStyle.ToolButtonIconOnly)
            self._sizes.setVisible(bool(slider))
            for gap in self._gaps:
                gap.setVisible(bool(gaps))
            self.text.setMinimumWidth(FIND_PX if gaps else LEAST_FIND_PX)
            spare = self.width() - self._needed()
            if spare >= 0:
                self.text.setMinimumWidth(self._find_px(gaps=bool(gaps), spare=spare))
                return

    def _find_px(self, *, gaps: bool, spare: int) -> int:
        """Return the width of the search: most of what is to spare, for a search is long."""
        least = FIND_PX if gaps else LEAST_FIND_PX
        return min(least + spare * 3 // 4, self.text.maximumWidth())

    def _needed(self) -> int:
        """Return the width at which every part is shown."""
        parts = [self.widgetForAction(action) for action in self.actions() if action.isVisible()]
        widths = [
            part.minimumWidth() or part.sizeHint().width() for part in parts if part is not None
        ]
        return sum(widths) + 4 * len(widths) + EDGES_PX

    def _show_direction(self) -> None:
        self.direction.setIcon(icon("sort-down" if self._descending else "sort-up"))
        tip = self.tr("Descending") if self._descending else self.tr("Ascending")
        self.direction.setToolTip(tip)
        self.direction.setAccessibleName(tip)

    def _on_order(self) -> None:
        self.order_chosen.emit((*SORTS, *self._own)[self.sort.currentIndex()], self._descending)

    def _on_direction(self) -> None:
        self._descending = not self._descending
        self._show_direction()
        self._on_order()


def _groups(actions: WindowActions) -> list[list[QAction]]:
    """Return the actions of the bar in its order: a list for each ten of the table."""
    rows = sorted((row for row in actions.commands if row.bar), key=lambda row: row.bar)
    return [
        [actions[row.id] for row in group]
        for _, group in groupby(rows, key=lambda row: row.bar // 10)
    ]
