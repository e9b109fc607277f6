"""What was done, in plain words, newest first; back to any point, and forward again."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.core.records import HistoryRow
from app.core.types import Change
from app.ui.i18n import moment
from app.ui.icons import icon
from app.ui.session import Session
from app.ui.widgets.labels import make_close_row, make_label, resize_scaled
from app.ui.wording import history_sentence

ACTIONS_SHOWN = 500
# Above and below the text, by the style sheet, and room for its focus frame.
PADDING_PX = 20
_ROW = Qt.ItemDataRole.UserRole


class HistoryPanel(QDialog):
    """The list of actions; undone ones are crossed out and say so."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.setWindowTitle(self.tr("History"))
        resize_scaled(self, 560, 640)
        self.list = QListWidget()
        self.list.setWordWrap(True)
        self.list.setTextElideMode(Qt.TextElideMode.ElideNone)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setAccessibleName(self.tr("Actions, newest first"))
        self.empty = make_label(
            "muted", self.tr("Nothing was done yet. Labels, scenes and refreshes appear here.")
        )
        self.empty.setWordWrap(True)
        self.undo = QPushButton(icon("undo"), self.tr("Undo"))
        self.redo = QPushButton(icon("redo"), self.tr("Redo"))
        self.here = QPushButton()
        for button in (self.undo, self.redo, self.here):
            button.setAutoDefault(False)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self.undo)
        line.addWidget(self.redo)
        line.addStretch(1)
        line.addWidget(self.here)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.setSpacing(12)
        layout.addWidget(make_label("title", self.tr("History")))
        layout.addWidget(self.empty)
        layout.addWidget(self.list, 1)
        layout.addLayout(line)
        layout.addWidget(make_close_row(self, self.tr("Close")))
        self.undo.clicked.connect(session.commands.review.undo)
        self.redo.clicked.connect(session.commands.review.redo)
        self.here.clicked.connect(self._on_here)
        self.list.currentItemChanged.connect(self._enable)
        session.bridge.changed.connect(self._on_changed)
        self.reload()

    def reload(self) -> None:
        """Show the actions as they are now; the current one stays current."""
        current = self._current()
        rows = self._session.reader.history.rows(ACTIONS_SHOWN)
        self.list.clear()
        for row in rows:
            item = self._make(row)
            self.list.addItem(item)
            if current is not None and row.id == current.id:
                self.list.setCurrentItem(item)
        if self.list.currentItem() is None and rows:
            self.list.setCurrentRow(0)
        self.empty.setVisible(not rows)
        self.list.setVisible(bool(rows))
        self.undo.setEnabled(self._session.reader.history.next_undo() is not None)
        self.redo.setEnabled(self._session.reader.history.next_redo() is not None)
        self._enable()

    def _make(self, row: HistoryRow) -> QListWidgetItem:
        words = history_sentence(row, self._session.scenes)
        text = f"{words}\n{moment(row.at)}"
        if row.undone:
            text = self.tr("{action}  (undone)").format(action=text)
        item = QListWidgetItem(text)
        item.setData(_ROW, row)
        # Chinese letters are higher than those that Qt reckons with: their second line was lost.
        lines = self.list.fontMetrics().size(0, text).height()
        item.setSizeHint(QSize(0, max(lines, 2 * self.list.fontMetrics().height()) + PADDING_PX))
        if row.undone:
            font = QFont(self.list.font())
            font.setStrikeOut(True)
            item.setFont(font)
            item.setForeground(self.palette().placeholderText())
        return item

    def _current(self) -> HistoryRow | None:
        item = self.list.currentItem()
        row: HistoryRow | None = item.data(_ROW) if item is not None else None
        return row

    def _enable(self) -> None:
        row = self._current()
        newest = self._session.reader.history.next_undo()
        forward = row is not None and row.undone
        self.here.setText(self.tr("Redo up to here") if forward else self.tr("Undo back to here"))
        is_there = row is not None and newest is not None and newest.id == row.id
        self.here.setEnabled(row is not None and not is_there)
        self.here.setToolTip(
            self.tr("The marked action stays in force, everything after it is taken back")
        )

    def _on_here(self) -> None:
        row = self._current()
        if row is not None:
            self._session.commands.review.go_to(row.id)

    def _on_changed(self, change: Change) -> None:
        if change.history:
            self.reload()
