"""Settings of keys: every command with its key, clashes shown, back to the defaults."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QKeySequenceEdit,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.ui.command import (
    Command,
    Menu,
    WindowActions,
    clash,
    command_text,
    group_title,
)
from app.ui.icons import icon
from app.ui.widgets.labels import make_label, scaled

_MOVES_ON = (Qt.Key.Key_Tab, Qt.Key.Key_Backtab)
# What is pressed most comes first.
GROUPS = (Menu.DECIDE, Menu.PHOTOS, Menu.VIEW, Menu.LIBRARY, Menu.HELP)


class KeySettings(QWidget):
    """One line a command; what is typed holds at once."""

    def __init__(self, actions: WindowActions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._actions = actions
        self.edits: dict[str, QKeySequenceEdit] = {}
        self.clash = make_label("text", wrap=True)
        self.clash.setProperty("role", "danger")
        self.reset = QPushButton(self.tr("Reset all keys"))
        self.reset.setAutoDefault(False)
        self.reset.clicked.connect(self._on_reset)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(self._make_table())
        foot = QHBoxLayout()
        foot.addWidget(self.clash, 1)
        foot.addWidget(self.reset, 0, Qt.AlignmentFlag.AlignBottom)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addWidget(scroll, 1)
        layout.addLayout(foot)
        self._show_keys()

    def clashes(self) -> dict[str, list[str]]:
        """Map a key to the commands that share it, where there are several."""
        users: dict[str, list[Command[Any]]] = {}
        for command in self._actions.rows:
            for key in self._actions.keys_of(command):
                users.setdefault(key, []).append(command)
        found = {
            key: [c.id for c in sharing if any(clash(c, d) for d in sharing if d is not c)]
            for key, sharing in users.items()
        }
        return {key: names for key, names in found.items() if names}

    def _make_table(self) -> QWidget:
        page = QWidget()
        table = QGridLayout(page)
        table.setContentsMargins(0, 0, 12, 0)
        table.setHorizontalSpacing(12)
        table.setVerticalSpacing(6)
        table.setColumnStretch(0, 1)
        group: Menu | None = None
        row = 0
        for command in sorted(self._actions.rows, key=lambda row: GROUPS.index(row.menu)):
            if command.menu is not group:
                group = command.menu
                table.addWidget(make_label("heading", group_title(group)), row, 0, 1, 3)
                row += 1
            text = command_text(command).rstrip("…")
            edit = _KeyEdit()
            edit.setMaximumSequenceLength(1)
            edit.setFixedWidth(scaled(self, 168))
            edit.setAccessibleName(self.tr("Key for: {command}").format(command=text))
            edit.editingFinished.connect(self._on_edited)
            edit.setProperty("command", command.id)
            forget = QPushButton(icon("close"), "")
            forget.setAutoDefault(False)
            forget.setFlat(True)
            forget.setToolTip(self.tr("No key"))
            forget.setAccessibleName(self.tr("No key for: {command}").format(command=text))
            forget.setProperty("command", command.id)
            forget.clicked.connect(self._on_forget)
            label = make_label("text", text, wrap=True)
            label.setBuddy(edit)
            table.addWidget(label, row, 0)
            table.addWidget(edit, row, 1)
            table.addWidget(forget, row, 2)
            self.edits[command.id] = edit
            row += 1
        return page

    def _command(self, name: str) -> Command[Any]:
        return next(command for command in self._actions.rows if command.id == name)

    def _show_keys(self) -> None:
        for command, edit in self.edits.items():
            keys = self._actions.keys_of(self._command(command))
            edit.setKeySequence(QKeySequence(keys[0]) if keys else QKeySequence())
        parts = [
            self.tr("{key} is used for: {commands}.").format(
                key=QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText),
                commands=", ".join(command_text(self._command(name)).rstrip("…") for name in names),
            )
            for key, names in self.clashes().items()
        ]
        self.clash.setText(" ".join(parts))
        clashing = {name for names in self.clashes().values() for name in names}
        for command, edit in self.edits.items():
            line = edit.findChild(QLineEdit)
            if line is not None:
                line.setProperty("clash", command in clashing)
                line.style().unpolish(line)
                line.style().polish(line)

    def _on_edited(self) -> None:
        edit = self.sender()
        assert isinstance(edit, QKeySequenceEdit)
        command = self._command(str(edit.property("command")))
        text = edit.keySequence().toString(QKeySequence.SequenceFormat.PortableText)
        old = self._actions.keys_of(command)
        if text and text != (old[0] if old else ""):
            # Further keys of a command stay, such as Ctrl+Y beside Ctrl+Shift+Z.
            self._actions.set_keys(command, [text, *[k for k in old[1:] if k != text]])
            self._show_keys()

    def _on_forget(self) -> None:
        self._actions.set_keys(self._command(self.sender().property("command")), [])
        self._show_keys()

    def _on_reset(self) -> None:
        self._actions.reset_keys()
        self._show_keys()


class _KeyEdit(QKeySequenceEdit):
    """Takes a key at once, but lets Tab move on."""

    def event(self, event: QEvent) -> bool:
        """Hand Tab to the focus, everything else to the field."""
        taken = event.type() in (QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride)
        if taken and isinstance(event, QKeyEvent) and event.key() in _MOVES_ON:
            return QWidget.event(self, event)
        return super().event(event)
