"""Asks for one name: of an album, or of a search that is to be kept."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QComboBox, QDialog, QDialogButtonBox, QLabel, QVBoxLayout, QWidget

from app.core.collecting.albums import MOST_LETTERS
from app.ui.widgets.labels import make_label, scaled


class NameDialog(QDialog):
    """A line to type a name into, with names to choose from where there are some."""

    def __init__(
        self,
        title: str,
        label: str,
        *,
        name: str = "",
        names: Sequence[str] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.edit = QComboBox()
        self.edit.setEditable(True)
        self.edit.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.edit.addItems(list(names))
        self.edit.setEditText(name)
        self.edit.setAccessibleName(label)
        self.edit.setMinimumWidth(scaled(self, 320))
        line = self.edit.lineEdit()
        assert line is not None
        line.setMaxLength(MOST_LETTERS)
        line.selectAll()
        words: QLabel = make_label("text", label, wrap=True)
        words.setBuddy(self.edit)
        buttons = QDialogButtonBox.StandardButton
        self.buttons = QDialogButtonBox(buttons.Ok | buttons.Cancel)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self.buttons.button(buttons.Ok).setText(self.tr("OK"))
        self.buttons.button(buttons.Cancel).setText(self.tr("Cancel"))
        for button in self.buttons.buttons():
            button.setIcon(QIcon())
        self.edit.editTextChanged.connect(self._on_edited)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.setSpacing(12)
        layout.addWidget(words)
        layout.addWidget(self.edit)
        layout.addWidget(self.buttons, 0, Qt.AlignmentFlag.AlignRight)
        self._on_edited()

    def name(self) -> str:
        """Return what was typed, on one line."""
        return " ".join(self.edit.currentText().split())

    def _on_edited(self) -> None:
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(bool(self.name()))
