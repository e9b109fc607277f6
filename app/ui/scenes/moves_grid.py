"""Photos that a refresh would move: each with a box that says whether it follows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QApplication,
    QStyle,
    QStyleOptionButton,
    QStyleOptionViewItem,
    QWidget,
)

from app.core.library import LibraryReader
from app.core.records import Listing
from app.ui.models.photo_list import PhotoListModel
from app.ui.models.scene_book import SceneBook
from app.ui.models.thumbnails import ThumbnailLoader
from app.ui.theme import tokens_for
from app.ui.widgets.area import paint_area
from app.ui.widgets.grid import GridView
from app.ui.widgets.plain_text import plain_tip
from app.ui.widgets.tile_delegate import CAPTION, MARGIN, TileDelegate

Index = QModelIndex | QPersistentModelIndex
THUMBNAIL_PX = 136
BOX_PX = 24
_CHECK = Qt.ItemDataRole.CheckStateRole


class MovesModel(PhotoListModel):
    """Some photos in a fixed order; a photo that is left out is not checked.

    Attributes
    ----------
    left_out : set of int
        Photos that keep the word that they have, also those of lists that are not shown.

    Signals
    -------
    left_out_changed : ()
        A photo was left out, or follows again.
    """

    left_out_changed = Signal()

    def __init__(self, reader: LibraryReader, scenes: SceneBook, parent: QWidget) -> None:
        super().__init__(reader, scenes, parent)
        self.left_out: set[int] = set()

    def show_photos(self, photos: Sequence[int]) -> None:
        """Show other photos."""
        self.beginResetModel()
        self._take(Listing(np.asarray(photos, dtype=np.int64)))
        self.endResetModel()

    def leave_out(self, photos: Sequence[int], out: bool) -> None:
        """Leave photos out, or let them follow."""
        before = len(self.left_out)
        if out:
            self.left_out.update(photos)
        else:
            self.left_out.difference_update(photos)
        if len(self.left_out) != before:
            self._tell_changed(0, len(self.ids) - 1)
            self.left_out_changed.emit()

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what the list returns, and whether the photo follows."""
        if role == _CHECK and index.isValid():
            out = int(self.ids[index.row()]) in self.left_out
            return Qt.CheckState.Unchecked if out else Qt.CheckState.Checked
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(self.data(index, Qt.ItemDataRole.AccessibleTextRole) or "")
        value = super().data(index, role)
        if role == Qt.ItemDataRole.AccessibleTextRole and isinstance(value, str):
            out = int(self.ids[index.row()]) in self.left_out
            return f"{value}, {self.tr('left out') if out else self.tr('follows')}"
        return value

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Leave a photo out by its box, or let it follow."""
        if role != _CHECK or not index.isValid():
            return False
        out = Qt.CheckState(value) == Qt.CheckState.Unchecked
        self.leave_out([int(self.ids[index.row()])], out)
        return True

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Every photo has a box; none is dragged."""
        flags = super().flags(index) & ~Qt.ItemFlag.ItemIsDragEnabled
        return flags | Qt.ItemFlag.ItemIsUserCheckable if index.isValid() else flags


class MovesDelegate(TileDelegate):
    """A tile with a box in its corner; what is left out is faint and says so."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint the tile and its box."""
        super().paint(painter, option, index)
        follows = index.data(_CHECK) == Qt.CheckState.Checked
        tokens = tokens_for(option.palette)
        painter.save()
        if not follows:
            veil = QColor(tokens.window)
            veil.setAlpha(170)
            paint_area(painter, option.rect.adjusted(MARGIN, MARGIN, -MARGIN, -CAPTION), veil)
            painter.setPen(QColor(tokens.text))
            words = option.rect.adjusted(MARGIN, BOX_PX + MARGIN, -MARGIN, -CAPTION - MARGIN)
            painter.drawText(
                words,
                Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap,
                self.tr("left out"),
            )
        box = QStyleOptionButton()
        box.rect = _box_of(option.rect)
        box.palette = option.palette
        box.state = QStyle.StateFlag.State_Enabled
        box.state |= QStyle.StateFlag.State_On if follows else QStyle.StateFlag.State_Off
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.window))
        painter.drawRoundedRect(box.rect.adjusted(-3, -3, 3, 3), 4, 4)
        style = QApplication.style()
        style.drawPrimitive(QStyle.PrimitiveElement.PE_IndicatorCheckBox, box, painter)
        painter.restore()

    def editorEvent(
        self,
        event: QEvent,
        model: QAbstractItemModel,
        option: QStyleOptionViewItem,
        index: Index,
    ) -> bool:
        """Let a click on the box turn it."""
        if (
            event.type() == QEvent.Type.MouseButtonRelease
            and isinstance(event, QMouseEvent)
            and event.button() == Qt.MouseButton.LeftButton
            and _box_of(option.rect).adjusted(-6, -6, 6, 6).contains(event.position().toPoint())
        ):
            follows = index.data(_CHECK) == Qt.CheckState.Checked
            state = Qt.CheckState.Unchecked if follows else Qt.CheckState.Checked
            return model.setData(index, state, _CHECK)
        return False


def _box_of(tile: QRect) -> QRect:
    """Return where the box of a tile lies."""
    return QRect(tile.left() + MARGIN + 6, tile.top() + MARGIN + 6, BOX_PX - 8, BOX_PX - 8)


class MovesGrid(GridView):
    """The tiles: Space, Enter and a double click turn the boxes of the selected ones."""

    def __init__(
        self,
        model: MovesModel,
        scenes: SceneBook,
        thumbnails: ThumbnailLoader,
        parent: QWidget | None = None,
    ) -> None:
        delegate = MovesDelegate(scenes, thumbnails)
        delegate.thumbnail_px = THUMBNAIL_PX
        super().__init__(delegate, thumbnails, parent)
        delegate.setParent(self)
        self.setModel(model)
        self.setDragEnabled(False)
        self._moves = model
        self.opened.connect(self.toggle)

    def chosen(self) -> list[int]:
        """Return the selected photos, else the current one."""
        indexes = self.selectionModel().selectedIndexes() or [self.currentIndex()]
        return [int(self._moves.ids[i.row()]) for i in indexes if i.isValid()]

    def toggle(self) -> None:
        """Leave the selected photos out; let them follow when all of them are left out."""
        photos = self.chosen()
        self._moves.leave_out(photos, not set(photos) <= self._moves.left_out)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Space turn the boxes of the selected photos."""
        if event.key() == Qt.Key.Key_Space and not event.modifiers():
            self.toggle()
        else:
            super().keyPressEvent(event)
