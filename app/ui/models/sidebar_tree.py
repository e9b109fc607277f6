"""The tree of the sidebar as a model: sections, entries, and what each says."""

from __future__ import annotations

from enum import IntEnum
from typing import Any

from PySide6.QtCore import QModelIndex, QObject, Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel

from app.ui.widgets.plain_text import plain_tip
from app.ui.wording import photos


class SidebarRole(IntEnum):
    """Roles beside Qt's own: a view, a scene or a folder; which one; its count and looks."""

    NOUN = Qt.ItemDataRole.UserRole + 1
    KEY = Qt.ItemDataRole.UserRole + 2
    COUNT = Qt.ItemDataRole.UserRole + 3
    COLOUR = Qt.ItemDataRole.UserRole + 4
    ICON = Qt.ItemDataRole.UserRole + 5
    NOTE = Qt.ItemDataRole.UserRole + 6
    COVER = Qt.ItemDataRole.UserRole + 7


class SidebarTree(QStandardItemModel):
    """Sections with entries, by noun and key; what changes does so in place."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._items: dict[tuple[str, Any], QStandardItem] = {}
        self._sections: dict[str, QStandardItem] = {}

    def index_of(self, noun: str, key: Any) -> QModelIndex:
        """Return the index of an entry, invalid when there is none."""
        item = self._items.get((noun, key))
        return item.index() if item is not None else QModelIndex()

    def section(self, name: str, *, before: str) -> QStandardItem:
        """Return a section, which is made before another one where it is not there yet."""
        if name not in self._sections:
            self._sections[name] = self._section(name, self._sections[before].row())
        return self._sections[name]

    def item_of(self, noun: str, key: Any) -> QStandardItem | None:
        """Return an entry."""
        return self._items.get((noun, key))

    def drop(self, noun: str, key: Any) -> None:
        """Take an entry away, with what is below it."""
        item = self._items.pop((noun, key))
        (item.parent() or self.invisibleRootItem()).removeRow(item.row())

    def forget(self, noun: str, key: Any) -> None:
        """Know no more of an entry that went with the one above it."""
        self._items.pop((noun, key), None)

    def drop_section(self, name: str, *nouns: str) -> None:
        """Take a section away with all its entries."""
        self._items = {k: v for k, v in self._items.items() if k[0] not in nouns}
        self.removeRow(self._sections.pop(name).row())

    def entry(
        self, parent: QStandardItem, noun: str, key: Any, at: int | None = None
    ) -> QStandardItem:
        """Add an entry below another one, at a place or at the end."""
        item = QStandardItem()
        item.setData(noun, SidebarRole.NOUN)
        item.setData(str(key) if noun == "view" else key, SidebarRole.KEY)
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        is_target = noun in ("scene", "album")
        item.setFlags(flags | Qt.ItemFlag.ItemIsDropEnabled if is_target else flags)
        parent.insertRow(parent.rowCount() if at is None else at, item)
        self._items[noun, key] = item
        return item

    def fill(
        self,
        entry: tuple[str, Any],
        name: str,
        count: int,
        *,
        icon: str | None = None,
        colour: str | None = None,
        note: str = "",
    ) -> None:
        """Write what an entry says; nothing where there is none."""
        item = self._items.get(entry)
        if item is None:
            return
        set_value(item, Qt.ItemDataRole.DisplayRole, name)
        set_value(item, SidebarRole.COUNT, count)
        set_value(item, SidebarRole.ICON, icon)
        set_value(item, SidebarRole.COLOUR, colour)
        set_value(item, SidebarRole.NOTE, note)
        spoken = ", ".join(part for part in (name, photos(count), note) if part)
        set_value(item, Qt.ItemDataRole.AccessibleTextRole, spoken)
        set_value(item, Qt.ItemDataRole.ToolTipRole, spoken)

    def _section(self, name: str, at: int | None = None) -> QStandardItem:
        item = QStandardItem()
        item.setData("section", SidebarRole.NOUN)
        item.setData(name, SidebarRole.KEY)
        item.setFlags(Qt.ItemFlag.ItemIsEnabled)
        self.insertRow(self.rowCount() if at is None else at, item)
        return item

    def _clear(self, section: str, noun: str) -> QStandardItem:
        item = self._sections[section]
        item.removeRows(0, item.rowCount())
        self._items = {k: v for k, v in self._items.items() if k[0] != noun}
        return item


def set_value(item: QStandardItem, role: int, value: Any) -> None:
    """Set a value only when it differs, so that views repaint only what changed."""
    if role == Qt.ItemDataRole.ToolTipRole:
        value = plain_tip(value)
    if item.data(role) != value:
        item.setData(value, role)
