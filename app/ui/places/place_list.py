"""The list beside the map: towns and countries by their photos, to be typed into, and walked."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import (
    QHeaderView,
    QLineEdit,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.core.world.localities import LocalityCount, is_called
from app.ui.i18n import number

_WHICH = Qt.ItemDataRole.UserRole


class PlaceList(QWidget):
    """Names and counts.

    Signals
    -------
    chosen : (LocalityCount)
        A place is the current one.
    asked : (LocalityCount)
        Its photos are to be shown.
    """

    chosen = Signal(object)
    asked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._places: tuple[LocalityCount, ...] = ()
        self._language = "en"
        self.filter = QLineEdit()
        self.filter.setClearButtonEnabled(True)
        self.tree = QTreeWidget()
        self.tree.setRootIsDecorated(False)
        self.tree.setUniformRowHeights(True)
        self.tree.setColumnCount(2)
        head = self.tree.header()
        head.setStretchLastSection(False)
        head.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        head.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.filter)
        layout.addWidget(self.tree, 1)
        self.filter.textChanged.connect(self._fill)
        self.tree.currentItemChanged.connect(self._on_current)
        self.tree.itemActivated.connect(self._on_activated)
        self.retranslate()

    def show_places(self, places: Sequence[LocalityCount], language: str) -> None:
        """Show places, the one with most photos first, named in a language."""
        self._places, self._language = tuple(places), language
        self._fill()

    def retranslate(self) -> None:
        """Set texts in the language in force."""
        self.filter.setPlaceholderText(self.tr("Find a town or country"))
        self.filter.setAccessibleName(self.tr("Find a town or country"))
        self.tree.setAccessibleName(self.tr("Places"))
        self.tree.setHeaderLabels([self.tr("Place"), self.tr("Photos")])

    def clear_choice(self) -> None:
        """Have no place chosen, since something else is."""
        self.tree.blockSignals(True)
        self.tree.setCurrentIndex(QModelIndex())
        self.tree.blockSignals(False)

    def _fill(self) -> None:
        wanted = self.filter.text().strip().casefold()
        rows = []
        for which, place in enumerate(self._places):
            if wanted and not is_called(place.locality.searched.casefold(), wanted):
                continue
            row = QTreeWidgetItem([place.locality.name(self._language), number(place.photos)])
            row.setData(0, _WHICH, which)
            row.setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            rows.append(row)
        self.tree.blockSignals(True)
        self.tree.clear()
        self.tree.addTopLevelItems(rows)
        self.tree.blockSignals(False)

    def _place_of(self, row: QTreeWidgetItem | None) -> LocalityCount | None:
        return None if row is None else self._places[row.data(0, _WHICH)]

    def _on_current(self, row: QTreeWidgetItem | None) -> None:
        place = self._place_of(row)
        if place is not None:
            self.chosen.emit(place)

    def _on_activated(self, row: QTreeWidgetItem) -> None:
        place = self._place_of(row)
        if place is not None:
            self.asked.emit(place)
