"""The scenes as a tree: colour, name, counts; those that are switched off say so."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTreeWidget, QTreeWidgetItem, QWidget

from app.core.records import SceneRow
from app.ui.i18n import number
from app.ui.models.scene_book import SceneBook
from app.ui.widgets.plain_text import plain_tip
from app.ui.widgets.scene_input import colour_icon

_ID = Qt.ItemDataRole.UserRole


class SceneList(QTreeWidget):
    """All scenes, those that are switched off too.

    Signals
    -------
    scene_chosen : (str)
        Another scene is current.
    """

    scene_chosen = Signal(str)

    def __init__(self, scenes: SceneBook, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scenes = scenes
        self._items: dict[str, QTreeWidgetItem] = {}
        self._text = ""
        self.setColumnCount(3)
        self.setUniformRowHeights(True)
        self.setIndentation(12)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setAllColumnsShowFocus(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        header = self.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column in (1, 2):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        self.currentItemChanged.connect(self._on_current_changed)
        self.reload()

    def current_scene(self) -> str | None:
        """Return the id of the current scene."""
        item = self.currentItem()
        return item.data(0, _ID) if item is not None else None

    def choose(self, scene: str) -> None:
        """Make a scene current."""
        item = self._items.get(scene)
        if item is not None:
            self.setCurrentItem(item)

    def set_text(self, text: str) -> None:
        """Show only scenes whose name contains a text, and what they lie under."""
        self._text = text.strip().casefold()
        self._hide_others()

    def reload(self) -> None:
        """Show names and counts as they are now; the current scene stays current."""
        with QSignalBlocker(self):
            current = self.current_scene()
            folded = {s for s, item in self._items.items() if not item.isExpanded()}
            self.clear()
            self._items = {}
            rows = self._scenes.all()
            for row in rows:
                self._items[row.id] = self._make(row)
            for row in rows:
                parent = self._items.get(row.parent or "")
                item = self._items[row.id]
                if parent is not None and parent is not item:
                    parent.addChild(item)
                else:
                    self.addTopLevelItem(item)
            for scene, item in self._items.items():
                item.setExpanded(scene not in folded)
            if current in self._items:
                self.setCurrentItem(self._items[current])
        self._hide_others()
        self.retranslate()

    def retranslate(self) -> None:
        """Set texts in the language in force."""
        self.setHeaderLabels([self.tr("Scene"), self.tr("Photos"), self.tr("Review")])
        self.setAccessibleName(self.tr("Scenes"))

    def _make(self, row: SceneRow) -> QTreeWidgetItem:
        name = row.name(self._scenes.language)
        count = row.accepted + row.labelled + row.secondary
        shown = name if row.enabled else self.tr("{scene} (off)").format(scene=name)
        numbers = [number(n) if n else "" for n in (count, row.review)]
        item = QTreeWidgetItem([shown, *numbers])
        item.setData(0, _ID, row.id)
        item.setToolTip(0, plain_tip(shown))
        item.setIcon(0, colour_icon(row.colour))
        spoken = self.tr("{scene}, {count} photos, {review} need review")
        item.setData(
            0,
            Qt.ItemDataRole.AccessibleTextRole,
            spoken.format(scene=shown, count=number(count), review=number(row.review)),
        )
        for column in (1, 2):
            item.setTextAlignment(
                column, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            )
        if not row.enabled:
            faint = self.palette().placeholderText()
            for column in range(3):
                item.setForeground(column, faint)
        return item

    def _hide_others(self) -> None:
        for item in self._items.values():
            item.setHidden(False)
        if not self._text:
            return
        wanted: set[str] = set()
        for row in self._scenes.all():
            if any(self._text in name.casefold() for name in (row.name_en, row.name_zh)):
                wanted.update(s for s in (row.id, row.parent) if s is not None)
        for scene, item in self._items.items():
            item.setHidden(scene not in wanted)

    def _on_current_changed(self) -> None:
        scene = self.current_scene()
        if scene is not None:
            self.scene_chosen.emit(scene)
