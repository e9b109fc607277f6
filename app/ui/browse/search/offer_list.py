"""The list of what may be typed next, below the line; the keyboard stays in the line."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QListView, QWidget

from app.core.search.completion import Completion
from app.core.search.fields import FIELDS
from app.ui.browse.search.hanging import Hanging
from app.ui.search_wording import code_word, field_word
from app.ui.widgets.labels import scaled

MOST_SHOWN = 12
_COMPLETION = Qt.ItemDataRole.UserRole


class OfferList(QListView):
    """Completions; none is marked until an arrow key marks one, so that Enter stays the line's.

    Signals
    -------
    chosen : (Completion)
    """

    chosen = Signal(object)

    def __init__(self, about: QWidget) -> None:
        super().__init__(about)
        self.setObjectName("completions")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setUniformItemSizes(True)
        self._items = QStandardItemModel(self)
        self.setModel(self._items)
        self._hanging = Hanging(self, about)
        self.clicked.connect(self._on_clicked)
        self.retranslate()

    def retranslate(self) -> None:
        """Set texts in the language in force."""
        self.setAccessibleName(self.tr("What may be typed next"))

    def offer(self, completions: Sequence[Completion]) -> None:
        """Show these; hide where there is none."""
        self._items.clear()
        for completion in completions:
            self._items.appendRow(_item(completion))
        if not completions:
            self.hide()
            return
        rows = min(len(completions), MOST_SHOWN)
        width = max(scaled(self, 220), self.sizeHintForColumn(0) + scaled(self, 32))
        self._hanging.show(QSize(width, rows * self.sizeHintForRow(0) + 12))

    def step(self, by: int) -> None:
        """Mark the next one, or the one before; beyond the ends none is marked."""
        at = self.currentIndex().row() + by
        if self.currentIndex().row() < 0 and by < 0:
            at = self._items.rowCount() - 1
        self.setCurrentIndex(self._items.index(at, 0))

    def take(self) -> bool:
        """Choose what is marked; return False where nothing is."""
        completion = self.currentIndex().data(_COMPLETION)
        if not isinstance(completion, Completion):
            return False
        self.hide()
        self.chosen.emit(completion)
        return True

    def texts(self) -> list[str]:
        """Return what is shown."""
        return [self._items.item(row).text() for row in range(self._items.rowCount())]

    def _on_clicked(self, index: QModelIndex) -> None:
        self.setCurrentIndex(index)
        self.take()


def _item(completion: Completion) -> QStandardItem:
    note = _note_of(completion)
    item = QStandardItem(f"{completion.shown}   {note}" if note else completion.shown)
    item.setData(completion, _COMPLETION)
    return item


def _note_of(completion: Completion) -> str:
    """Say what a completion means, where its word does not."""
    if not completion.field:
        return ""
    if completion.text.endswith((":", "：")):
        return field_word(completion.field)
    if completion.shown in FIELDS[completion.field].codes:
        return code_word(completion.field, completion.shown)
    return ""
