"""The line above the wall: what is asked, and what to do."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QWidget

from app.ui.theme import dot_colour, tokens_for
from app.ui.widgets.flow_layout import FlowLayout
from app.ui.widgets.labels import is_large, make_label

DOT_PX = 14


class _Dot(QWidget):
    """The colour of the scene."""

    def __init__(self) -> None:
        super().__init__()
        self.colour: str | None = None

    def sizeHint(self) -> QSize:
        return QSize(DOT_PX, DOT_PX)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.colour is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(0, 0, 0, 0))
        painter.setBrush(QColor(dot_colour(self.colour, tokens_for(self.palette()))))
        dot = QRectF(0, 0, DOT_PX, DOT_PX)
        dot.moveCenter(QRectF(self.rect()).center())
        painter.drawEllipse(dot)


class SheetHead(QFrame):
    """The question in large letters, beside it the task; below each other where it is narrow."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sheet_head")
        self._dot = _Dot()
        self.title = make_label("heading" if is_large(self) else "title")
        self.title.setObjectName("sheet_title")
        self.task = make_label("text")
        self.task.setObjectName("sheet_task")
        self.task.setProperty("turned", False)
        self.note = make_label("muted")
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        layout = FlowLayout(self, 12)
        layout.setContentsMargins(16, 6, 16, 2)
        # One line where there is room for it: all stand in its middle.
        height = self.title.sizeHint().height()
        for part in (self._dot, self.title, self.task, self.note):
            part.setMinimumHeight(height)
            layout.addWidget(part)

    def ask(
        self, title: str, task: str, note: str, colour: str | None, *, turned: bool = False
    ) -> None:
        """Show a question; a screen reader is told of another one.

        Where a mark says yes (``turned``) the task stands out: it is the opposite of most sheets.
        """
        if turned != self.task.property("turned"):
            self.task.setProperty("turned", turned)
            self.task.style().polish(self.task)
        is_new = title != self.title.text() or task != self.task.text()
        self.title.setText(title)
        self.task.setText(task)
        self.note.setText(note)
        self.note.setVisible(bool(note))
        self._dot.colour = colour
        self._dot.setVisible(colour is not None)
        self._dot.update()
        text = " ".join(part for part in (title, task, note) if part)
        self.setAccessibleName(text)
        if is_new and self.isVisible():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))
