"""All keys on one page, as they are set now."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.ui.command import Command, Menu, WindowActions, command_text, group_title
from app.ui.widgets.labels import make_close_row, make_label, resize_scaled

COLUMNS = ((Menu.DECIDE,), (Menu.VIEW, Menu.PHOTOS), (Menu.LIBRARY, Menu.HELP))


class KeysDialog(QDialog):
    """Every command that has a key, by group."""

    def __init__(self, actions: WindowActions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("All keys"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 20)
        layout.setSpacing(16)
        layout.addWidget(make_label("title", self.tr("All keys")))
        columns = QHBoxLayout()
        columns.setSpacing(40)
        for groups in COLUMNS:
            column = QVBoxLayout()
            column.setSpacing(8)
            for group in groups:
                column.addWidget(make_label("heading", group_title(group)))
                column.addLayout(self._table(actions, group))
                column.addSpacing(12)
            column.addStretch(1)
            columns.addLayout(column)
        inside = QWidget()
        inside.setLayout(columns)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inside)
        layout.addWidget(scroll, 1)
        hint = self.tr(
            "Arrows move, Space selects, Shift extends. Keys can be changed in the settings."
        )
        layout.addWidget(make_label("muted", hint, wrap=True))
        layout.addWidget(make_close_row(self, self.tr("Close")))
        resize_scaled(self, 940, 620)

    def _table(self, actions: WindowActions, group: Menu) -> QGridLayout:
        table = QGridLayout()
        table.setHorizontalSpacing(12)
        table.setVerticalSpacing(5)
        table.setColumnStretch(1, 1)
        row = 0
        shown: set[str] = set()
        for command in actions.rows:
            keys = actions.keys_of(command)
            if command.menu is not group or not keys or command.text in shown:
                continue
            shown.add(command.text)
            text = command_text(command).rstrip("…")
            name = _native(keys[0])
            if command.number is not None:  # of a row of numbers the first stands for all
                numbered = [r for r in actions.rows if r.text == command.text]
                ends = [key for r in numbered for key in actions.keys_of(r)[:1]]
                name, text = f"{name} – {_native(ends[-1])}", self._of_numbers(command)
            cap = make_label("text", name)
            cap.setProperty("role", "key")
            cap.setAlignment(Qt.AlignmentFlag.AlignCenter)
            cap.setMinimumWidth(cap.sizeHint().width())
            table.addWidget(cap, row, 0, Qt.AlignmentFlag.AlignLeft)
            table.addWidget(make_label("text", text, wrap=True), row, 1)
            row += 1
        return table

    def _of_numbers(self, command: Command[Any]) -> str:
        if command.menu is Menu.DECIDE:
            return self.tr("Choose a candidate")
        return self.tr("Give stars, or take them away")


def _native(key: str) -> str:
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)
