"""A small card below a line that says what is wrong in it, or what is worth a hint."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from app.ui.browse.search.hanging import EDGE_PX, Hanging
from app.ui.widgets.labels import make_label, scaled

WIDTH_PX = 360


class WrongNote(QFrame):
    """Hangs below the widget that it is about."""

    def __init__(self, about: QWidget) -> None:
        super().__init__(about)
        self.setObjectName("wrong_note")
        self._about = about
        self._label = make_label("text", wrap=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 8)
        layout.addWidget(self._label)
        self._hanging = Hanging(self, about)

    def text(self) -> str:
        """Return what is said."""
        return self._label.text()

    def say(self, sentence: str, *, is_hint: bool = False) -> None:
        """Show a sentence; a hint is no alarm."""
        self._label.setText(sentence)
        if self.property("hint") != is_hint:
            self.setProperty("hint", is_hint)
            self.style().unpolish(self)
            self.style().polish(self)
        width = min(scaled(self, WIDTH_PX), self._about.window().width() - 2 * EDGE_PX)
        self._hanging.show(QSize(width, self.heightForWidth(width)))
