"""Which program is to open the photos: those that the desktop knows, the usual one first."""

from __future__ import annotations

import os
from collections.abc import Sequence

from PySide6.QtCore import QSize
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.ui.originals.desktop_entries import OtherProgram
from app.ui.widgets.labels import make_label, resize_scaled, scaled

ICON_PX, ROW_PX = 20, 34


class ProgramsDialog(QDialog):
    """A list of programs; a double click or Enter takes one."""

    def __init__(self, programs: Sequence[OtherProgram], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._programs = list(programs)
        self.setWindowTitle(self.tr("Open with"))
        self.list = QListWidget()
        self.list.setIconSize(QSize(ICON_PX, ICON_PX))
        self.list.setAccessibleName(self.tr("Programs"))
        for program in self._programs:
            item = QListWidgetItem(_icon_of(program), program.name)
            item.setSizeHint(QSize(0, scaled(self, ROW_PX)))
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        buttons = QDialogButtonBox()
        self.go = QPushButton(self.tr("Open"))
        self.go.setProperty("role", "primary")
        self.go.setDefault(True)
        buttons.addButton(self.go, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(QPushButton(self.tr("Cancel")), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        self.list.itemActivated.connect(self.accept)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 20)
        layout.setSpacing(12)
        layout.addWidget(make_label("title", self.tr("Open with")))
        layout.addWidget(self.list, 1)
        layout.addWidget(buttons)
        resize_scaled(self, 380, 360)

    def chosen(self) -> OtherProgram | None:
        """Return the program in the list that is chosen."""
        row = self.list.currentRow()
        return self._programs[row] if 0 <= row < len(self._programs) else None


def _icon_of(program: OtherProgram) -> QIcon:
    return QIcon() if os.path.isabs(program.icon) else QIcon.fromTheme(program.icon)
