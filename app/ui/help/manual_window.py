"""The manual, as it comes with the program: read beside the window, without a network."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSignalBlocker, Qt, Slot
from PySide6.QtGui import QKeySequence, QShortcut, QTextCursor, QTextDocument
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from app.ui.help.manual_text import ManualText
from app.ui.widgets.labels import make_label, resize_scaled, scaled

# Headings that the list shows: the title, the parts, their pages.
DEEPEST = 3
SIZE_PX = (1100, 740)
LIST_PX = 280
_POSITION = Qt.ItemDataRole.UserRole


class ManualWindow(QDialog):
    """The manual in the language of the window: headings, text, and a search."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint)
        self.text = ManualText()
        self.headings = QListWidget()
        self.headings.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.headings.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.search = QLineEdit()
        self.search.setClearButtonEnabled(True)
        self.said = make_label("muted", "")
        self._lay_out()
        self._connect()
        resize_scaled(self, *SIZE_PX)
        self.text.setFocus()
        self.retranslate()

    def retranslate(self) -> None:
        """Show names and text in the language in force, at the heading that was read."""
        row = self.headings.currentRow()
        self.setWindowTitle(self.tr("Manual"))
        self.text.setAccessibleName(self.tr("Manual"))
        self.headings.setAccessibleName(self.tr("Headings"))
        self.search.setPlaceholderText(self.tr("Find in the manual"))
        self.search.setAccessibleName(self.tr("Find in the manual"))
        self.said.clear()
        self.text.open_document(self.tr("manual.en.md"))
        if row > 0:
            self._go_to_row(row)

    def changeEvent(self, event: QEvent) -> None:
        """Show the manual in the language in force."""
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _lay_out(self) -> None:
        line = QHBoxLayout()
        line.addWidget(self.search)
        line.addWidget(self.said)
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(line)
        column.addWidget(self.text, 1)
        parts = QSplitter()
        parts.addWidget(self.headings)
        parts.addWidget(right)
        parts.setStretchFactor(1, 1)
        width = scaled(self, LIST_PX)
        parts.setSizes([width, scaled(self, SIZE_PX[0]) - width])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.addWidget(parts)

    def _connect(self) -> None:
        self.text.document_shown.connect(self._on_document)
        self.text.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        self.headings.itemActivated.connect(self._on_heading)
        self.headings.itemClicked.connect(self._on_heading)
        self.search.textEdited.connect(self._on_typed)
        self.search.returnPressed.connect(self.find_next)
        key = QKeySequence.StandardKey
        for keys, run in (
            (key.Find, self._on_find_asked),
            (key.FindNext, self.find_next),
            (key.FindPrevious, self.find_previous),
            (key.Back, self.text.backward),
            (key.Forward, self.text.forward),
        ):
            QShortcut(keys, self).activated.connect(run)

    @Slot()
    def find_next(self) -> None:
        """Go to the next place with the words, after the last one to the first."""
        self._find(QTextDocument.FindFlag(0))

    @Slot()
    def find_previous(self) -> None:
        """Go to the place before, before the first one to the last."""
        self._find(QTextDocument.FindFlag.FindBackward)

    @Slot()
    def _on_find_asked(self) -> None:
        self.search.setFocus()
        self.search.selectAll()

    @Slot()
    def _on_typed(self) -> None:
        """Find from where the last place began, so that each letter narrows it down."""
        cursor = self.text.textCursor()
        cursor.setPosition(cursor.selectionStart())
        self.text.setTextCursor(cursor)
        self.find_next()

    def _find(self, how: QTextDocument.FindFlag) -> None:
        words = self.search.text()
        if not words or self.text.find(words, how):
            self.said.clear()
            return
        before = self.text.textCursor()
        backward = how == QTextDocument.FindFlag.FindBackward
        end = QTextCursor.MoveOperation.End if backward else QTextCursor.MoveOperation.Start
        self.text.moveCursor(end)
        if self.text.find(words, how):
            self.said.clear()
        else:
            self.text.setTextCursor(before)
            self.said.setText(self.tr("Not found"))

    @Slot()
    def _on_document(self) -> None:
        with QSignalBlocker(self.headings):
            self.headings.clear()
            for heading in self.text.headings():
                if heading.level <= DEEPEST:
                    item = QListWidgetItem("    " * max(0, heading.level - 2) + heading.text)
                    item.setData(_POSITION, heading.position)
                    self.headings.addItem(item)
        self._on_scrolled()

    @Slot()
    def _on_scrolled(self) -> None:
        """Mark the heading that is read."""
        if self.headings.hasFocus() or not self.headings.count():
            return
        top = self.text.position_at_top()
        rows = range(self.headings.count())
        passed = [row for row in rows if self._position(row) <= top]
        with QSignalBlocker(self.headings):
            self.headings.setCurrentRow(passed[-1] if passed else 0)

    @Slot(QListWidgetItem)
    def _on_heading(self, item: QListWidgetItem) -> None:
        self.text.go_to(item.data(_POSITION))

    def _go_to_row(self, row: int) -> None:
        self.headings.setCurrentRow(min(row, self.headings.count() - 1))
        self.text.go_to(self._position(self.headings.currentRow()))

    def _position(self, row: int) -> int:
        return int(self.headings.item(row).data(_POSITION))
