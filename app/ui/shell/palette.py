"""The command palette: any command by some of its words, with its keys beside it."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QIcon,
    QKeyEvent,
    QKeySequence,
)
from PySide6.QtWidgets import (
    QFrame,
    QHeaderView,
    QLineEdit,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.ui.command import Command, WindowActions, command_text, group_title
from app.ui.icons import icon
from app.ui.shell.palette_search import fit
from app.ui.widgets.labels import make_label, scaled

WIDTH_PX, LIST_PX, TOP_PX, ICON_PX = 520, 360, 72, 16
# What opens the palette is not listed in it.
PALETTE = "palette"
_ID = Qt.ItemDataRole.UserRole


class CommandPalette(QFrame):
    """A small window with a field and the commands that fit what is typed.

    A command that makes no sense now is grey and cannot be run.
    """

    def __init__(self, actions: WindowActions, frame: QWidget) -> None:
        super().__init__(frame, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty("role", "card")
        self._actions = actions
        self._frame = frame
        self.edit = QLineEdit()
        self.edit.setPlaceholderText(self.tr("Find a command"))
        self.edit.setAccessibleName(self.tr("Find a command"))
        self.edit.addAction(icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        self.list = QTreeWidget()
        self.list.setAccessibleName(self.tr("Commands that fit"))
        self.list.setHeaderHidden(True)
        self.list.setRootIsDecorated(False)
        self.list.setUniformRowHeights(True)
        self.list.setColumnCount(3)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setFixedHeight(scaled(self, LIST_PX))
        side = scaled(self, ICON_PX)
        self.list.setIconSize(QSize(side, side))
        header = self.list.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 12, 12, 12)
        layout.setSpacing(8)
        layout.addWidget(self.edit)
        layout.addWidget(self.list)
        hint = self.tr("Enter runs the marked command, Escape closes.")
        layout.addWidget(make_label("muted", hint, wrap=True))
        self.setFixedWidth(min(scaled(self, WIDTH_PX), frame.width()))
        self.edit.installEventFilter(self)
        self.edit.textChanged.connect(self._show_fitting)
        self.list.itemClicked.connect(self._run)
        self.list.currentItemChanged.connect(self._announce)
        self._show_fitting("")

    def open(self) -> None:
        """Come up in the upper middle of the window."""
        left = (self._frame.width() - self.width()) // 2
        self.move(self._frame.mapToGlobal(QPoint(left, scaled(self, TOP_PX))))
        self.show()
        self.edit.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows move in the list while the field keeps the keyboard; Enter runs."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
                self._step(1 if event.key() == Qt.Key.Key_Down else -1)
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                item = self.list.currentItem()
                if item is not None:
                    self._run(item)
                return True
        return super().eventFilter(watched, event)

    def _show_fitting(self, words: str) -> None:
        """List what fits, the best first, equal ones as in the menus."""
        found: list[tuple[int, Command[Any]]] = []
        for command in self._actions.commands:
            how_well = fit(words, (self._text(command), command.text))
            if how_well is not None and command.id != PALETTE:
                found.append((how_well, command))
        self.list.clear()
        for _, command in sorted(found, key=lambda pair: pair[0]):
            self.list.addTopLevelItem(self._make(command))
        self._step(1)

    def _make(self, command: Command[Any]) -> QTreeWidgetItem:
        action = self._actions[command.id]
        keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        item = QTreeWidgetItem([self._text(command), group_title(command.menu), keys])
        item.setData(0, _ID, command.id)
        item.setIcon(0, self._icon(action.icon()))
        item.setDisabled(not action.isEnabled())
        item.setTextAlignment(2, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        spoken = [item.text(0), keys]
        if not action.isEnabled():
            spoken.append(self.tr("makes no sense now"))
        item.setData(
            0, Qt.ItemDataRole.AccessibleTextRole, ", ".join(part for part in spoken if part)
        )
        return item

    def _icon(self, shown: QIcon) -> QIcon:
        """Return an icon that stays dark where it is marked: the marked row is light."""
        size, scale = self.list.iconSize(), self.devicePixelRatio()
        made = QIcon()
        for mode in (QIcon.Mode.Normal, QIcon.Mode.Disabled):
            made.addPixmap(shown.pixmap(size, scale, mode), mode)
        made.addPixmap(shown.pixmap(size, scale), QIcon.Mode.Selected)
        return made

    def _text(self, command: Command[Any]) -> str:
        return command_text(command).rstrip("…")

    def _step(self, step: int) -> None:
        """Mark the next command that can be run."""
        marked = self.list.currentItem()
        at = -1 if marked is None else self.list.indexOfTopLevelItem(marked)
        item = self._next_enabled(at, step)
        if item is not None:
            self.list.setCurrentItem(item)
            self.list.scrollToItem(item)

    def _next_enabled(self, at: int, step: int) -> QTreeWidgetItem | None:
        end = self.list.topLevelItemCount() if step > 0 else -1
        for row in range(at + step, end, step):
            item = self.list.topLevelItem(row)
            if item is not None and not item.isDisabled():
                return item
        return None

    def _run(self, item: QTreeWidgetItem) -> None:
        """Run a command, when the palette is out of its way."""
        action = self._actions[item.data(0, _ID)]
        if action.isEnabled():
            self.close()
            action.trigger()

    def _announce(self, item: QTreeWidgetItem | None) -> None:
        """Tell a screen reader what is marked, while the field has the keyboard."""
        if item is not None:
            spoken = item.data(0, Qt.ItemDataRole.AccessibleTextRole)
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self.edit, spoken))
