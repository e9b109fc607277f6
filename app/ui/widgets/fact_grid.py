"""Facts of a photo: a title in the first column, what is known in the second."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel

from app.ui.widgets.labels import make_label


class FactGrid(QGridLayout):
    """Rows of title and text; the text can be selected."""

    def __init__(self) -> None:
        super().__init__()
        self.setHorizontalSpacing(12)
        self.setVerticalSpacing(4)
        self.setColumnStretch(1, 1)
        self._labels: list[tuple[QLabel, QLabel]] = []

    def show_facts(self, facts: Sequence[tuple[str, str]]) -> None:
        """Show these facts, without those of which nothing is known."""
        shown = [(title, text) for title, text in facts if text]
        while len(self._labels) < len(shown):
            self._add_row()
        for at, (title, text) in enumerate(self._labels):
            for label in (title, text):
                label.setVisible(at < len(shown))
            if at < len(shown):
                title.setText(shown[at][0])
                text.setText(_breakable(shown[at][1]))

    def _add_row(self) -> None:
        at = len(self._labels)
        title, text = make_label("muted"), make_label("text", wrap=True)
        text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.addWidget(title, at, 0, Qt.AlignmentFlag.AlignTop)
        self.addWidget(text, at, 1)
        self._labels.append((title, text))


def _breakable(path: str) -> str:
    """Let a long path or name break after its separators."""
    return path.replace("/", "/\u200b").replace("_", "_\u200b")
