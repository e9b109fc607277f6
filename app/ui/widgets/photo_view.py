"""A list of photos as tiles: painted, walked through, selected, dragged.

When the list changes under it, the photo that is current keeps its place on the screen (where it
is out of sight, the first one seen does), so that a scan does not carry off what one looks at.
"""

from __future__ import annotations

from PySide6.QtCore import (
    QAbstractItemModel,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QContextMenuEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QRegion,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QFrame, QStyle, QStyleOptionViewItem, QWidget

from app.ui.models.photo_list import PhotoListModel
from app.ui.models.selected_rows import selected_ranges
from app.ui.models.thumbnails import ThumbnailLoader
from app.ui.widgets.drag import drag_photos
from app.ui.widgets.tile_delegate import TileDelegate
from app.ui.widgets.tile_layout import PAD_PX, TileLayout

Index = QModelIndex | QPersistentModelIndex
_MOVES = {
    Qt.Key.Key_Left: QAbstractItemView.CursorAction.MoveLeft,
    Qt.Key.Key_Right: QAbstractItemView.CursorAction.MoveRight,
    Qt.Key.Key_Up: QAbstractItemView.CursorAction.MoveUp,
    Qt.Key.Key_Down: QAbstractItemView.CursorAction.MoveDown,
    Qt.Key.Key_PageUp: QAbstractItemView.CursorAction.MovePageUp,
    Qt.Key.Key_PageDown: QAbstractItemView.CursorAction.MovePageDown,
    Qt.Key.Key_Home: QAbstractItemView.CursorAction.MoveHome,
    Qt.Key.Key_End: QAbstractItemView.CursorAction.MoveEnd,
}


class PhotoView(QAbstractItemView):
    """Tiles of one size in columns, from the top to the bottom.

    Signals
    -------
    opened : ()
        The current photo was opened by Enter or a double click.
    menu_requested : (QPoint)
        A context menu is wanted at this global place.
    """

    opened = Signal()
    menu_requested = Signal(object)

    def __init__(
        self, delegate: TileDelegate, thumbnails: ThumbnailLoader, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._delegate = delegate
        self._layout = TileLayout()
        self._place: dict[int, QPoint] | None = None
        self._picked: frozenset[int] = frozenset()
        self.setItemDelegate(delegate)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setDragEnabled(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setMouseTracking(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.viewport().setBackgroundRole(QPalette.ColorRole.Window)
        self.activated.connect(self._on_activated)
        thumbnails.arrived.connect(self._on_thumbnail_arrived)

    def photos(self) -> PhotoListModel:
        """Return the model as what it is."""
        model = self.model()
        assert isinstance(model, PhotoListModel)
        return model

    def tile_size(self) -> QSize:
        """Return the size of every tile."""
        return self._layout.tile

    def show_current(self) -> None:
        """Scroll so that the current photo is seen."""
        current = self.currentIndex()
        if current.isValid():
            self.scrollTo(current)

    def setModel(self, model: QAbstractItemModel | None) -> None:
        """Show a list of photos, and keep the place in it when it changes."""
        super().setModel(model)
        if isinstance(model, PhotoListModel):
            for change in (
                model.rowsAboutToBeInserted,
                model.rowsAboutToBeRemoved,
                model.layoutAboutToBeChanged,
            ):
                change.connect(self._note_place)
            model.modelAboutToBeReset.connect(self._forget_place)
            model.relisted.connect(self._keep_place)

    # where tiles lie

    def visualRect(self, index: Index) -> QRect:
        """Return where a tile lies in the viewport."""
        if not index.isValid():
            return QRect()
        return self._layout.rect(index.row()).translated(-self._offset())

    def indexAt(self, point: QPoint) -> QModelIndex:
        """Return the tile under a place of the viewport."""
        at = self._layout.tile_at(point + self._offset(), self._count())
        return QModelIndex() if at is None else self.model().index(at, 0)

    def scrollTo(
        self,
        index: Index,
        hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible,
    ) -> None:
        """Scroll no further than it takes to see the tile."""
        rect, view = self.visualRect(index), self.viewport().rect()
        if not rect.isValid() or view.isEmpty():
            return
        for bar, near, far, start, end in (
            (self.verticalScrollBar(), rect.top(), rect.bottom(), view.top(), view.bottom()),
            (self.horizontalScrollBar(), rect.left(), rect.right(), view.left(), view.right()),
        ):
            if hint == QAbstractItemView.ScrollHint.PositionAtCenter:
                bar.setValue(bar.value() + (near + far) // 2 - (start + end) // 2)
            elif near < start:
                bar.setValue(bar.value() + near - start - PAD_PX)
            elif far > end:
                bar.setValue(bar.value() + far - end + PAD_PX)

    def horizontalOffset(self) -> int:
        """Return how far it is scrolled to the right."""
        return self.horizontalScrollBar().value()

    def verticalOffset(self) -> int:
        """Return how far it is scrolled down."""
        return self.verticalScrollBar().value()

    def isIndexHidden(self, index: Index) -> bool:
        """Say that no tile is hidden."""
        return False

    def visualRegionForSelection(self, selection: QItemSelection) -> QRegion:
        """Return what has to be painted again: the whole viewport, which is cheap enough."""
        return QRegion(self.viewport().rect())

    def setSelection(self, rect: QRect, command: QItemSelectionModel.SelectionFlag) -> None:
        """Select from the tile under one corner to the tile under the other, as text is."""
        if self.selectionModel() is None:
            return
        first, last = self._nearest(rect.topLeft()), self._nearest(rect.bottomRight())
        if first is None or last is None:
            self.selectionModel().select(QItemSelection(), command)
            return
        model = self.model()
        chosen = QItemSelection(model.index(min(first, last), 0), model.index(max(first, last), 0))
        self.selectionModel().select(chosen, command)

    def moveCursor(
        self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        """Return the tile that an arrow, Page, Home or End key leads to."""
        at = self._layout.moved(
            self.currentIndex().row(), action, self._count(), self.viewport().height()
        )
        return self.model().index(at, 0) if at >= 0 else QModelIndex()

    def updateGeometries(self) -> None:
        """Set the range of the scroll bars."""
        super().updateGeometries()
        whole, tile = self._layout.extent(self._count()), self.tile_size()
        seen = self.viewport().size()
        self._set_range(self.verticalScrollBar(), whole.height(), seen.height(), tile.height())
        self._set_range(self.horizontalScrollBar(), whole.width(), seen.width(), tile.width())

    # Qt's events

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the tiles that are seen."""
        painter = QPainter(self.viewport())
        option = QStyleOptionViewItem()
        self.initViewItemOption(option)
        current, chosen = self.currentIndex(), self.selectionModel()
        cursor = self.viewport().mapFromGlobal(self.cursor().pos())
        under = self.indexAt(cursor) if self.viewport().underMouse() else QModelIndex()
        calm = option.state & ~(
            QStyle.StateFlag.State_HasFocus
            | QStyle.StateFlag.State_Selected
            | QStyle.StateFlag.State_MouseOver
        )
        for at in self._seen(event.rect()):
            index = self.model().index(at, 0)
            option.rect = self.visualRect(index)
            option.state = calm
            if chosen.isSelected(index):
                option.state |= QStyle.StateFlag.State_Selected
            if index == under:
                option.state |= QStyle.StateFlag.State_MouseOver
            if index == current and self.hasFocus():
                option.state |= QStyle.StateFlag.State_HasFocus
            self._delegate.paint(painter, option, index)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fill the new size."""
        super().resizeEvent(event)
        self.lay_out()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Space pick photos one by one, arrows walk between them, and Enter open one."""
        key, plain = event.key(), not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if key == Qt.Key.Key_Space and plain:
            self._pick()
        elif key == Qt.Key.Key_Escape and self.is_picking():
            self.setCurrentIndex(self.currentIndex())
        elif plain and key in _MOVES and self.is_picking():
            to = self.moveCursor(_MOVES[Qt.Key(key)], Qt.KeyboardModifier.NoModifier)
            still = QItemSelectionModel.SelectionFlag.NoUpdate
            self.selectionModel().setCurrentIndex(to, still)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._on_activated()
        else:
            super().keyPressEvent(event)

    def is_picking(self) -> bool:
        """Return whether photos were picked by Space, and nothing else selected since."""
        return bool(self._picked) and self._picked == self._chosen_ids()

    def _pick(self) -> None:
        """Take the current photo into the selection, or out of it.

        The photo that one stands on is selected anyway: there the first Space only begins.
        """
        current = self.currentIndex()
        selection = self.selectionModel()
        alone = selection.isSelected(current) and len(selection.selectedIndexes()) == 1
        if self.is_picking() or not alone:
            selection.select(current, QItemSelectionModel.SelectionFlag.Toggle)
        self._picked = self._chosen_ids()

    def _chosen_ids(self) -> frozenset[int]:
        ids = self.photos().ids
        ranges = selected_ranges(self.selectionModel())
        return frozenset(i for first, last in ranges for i in ids[first : last + 1].tolist())

    def startDrag(self, actions: Qt.DropAction) -> None:
        """Drag the selected photos."""
        drag_photos(self, self.photos(), self._delegate)

    def keyboardSearch(self, search: str) -> None:
        """Ignore letters: typing one decides, it does not search."""

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for the menu of the selected photos."""
        if self.selectionModel().hasSelection():
            self.menu_requested.emit(event.globalPos())

    # inside

    def lay_out(self) -> None:
        """Compute the size of tiles and the number of columns."""
        raise NotImplementedError

    def _set_tiles(self, tile: QSize, columns: int) -> None:
        """Lay tiles out anew; the current photo stays in sight."""
        layout = TileLayout(tile, columns)
        if layout == self._layout:
            return
        current = self.currentIndex()
        was_seen = self.visualRect(current).intersects(self.viewport().rect())
        first = self._nearest(QPoint(PAD_PX, PAD_PX))
        self._layout = layout
        self.updateGeometries()
        if was_seen:
            self.scrollTo(current)
        elif first is not None:
            self.verticalScrollBar().setValue(first // columns * tile.height())
        self.viewport().update()

    def _note_place(self) -> None:
        """Remember where tiles in sight lie before the list changes: the current one first."""
        if self._place is not None or not self.isVisible():
            return
        ids, view = self.photos().ids, self.viewport().rect()
        current, seen = self.currentIndex(), self._seen(view)
        rows = [current.row()] * (current.row() in seen) + list(seen)
        self._place = {
            int(ids[at]): self._layout.rect(at).topLeft() - self._offset() for at in rows
        }

    def _forget_place(self) -> None:
        self._place = None

    def _keep_place(self) -> None:
        """Scroll so that the first photo of those remembered lies where it lay."""
        place, self._place = self._place, None
        self.viewport().update()
        for photo, before in (place or {}).items():
            at = self.photos().row_of(photo)
            if at is None:
                continue
            self.updateGeometries()
            moved = self._layout.rect(at).topLeft() - self._offset() - before
            self.verticalScrollBar().setValue(self.verticalOffset() + moved.y())
            if self._layout.columns >= self._count():
                self.horizontalScrollBar().setValue(self.horizontalOffset() + moved.x())
            return

    def _count(self) -> int:
        return 0 if self.model() is None else self.model().rowCount()

    def _offset(self) -> QPoint:
        return QPoint(self.horizontalOffset(), self.verticalOffset())

    def _nearest(self, point: QPoint) -> int | None:
        """Return the number of the tile at or nearest to a place of the viewport."""
        return self._layout.nearest(point + self._offset(), self._count())

    def _seen(self, rect: QRect) -> range:
        """Return the tiles that a rectangle of the viewport touches."""
        return self._layout.touched(rect.translated(self._offset()), self._count())

    @staticmethod
    def _set_range(bar: object, whole: int, seen: int, step: int) -> None:
        bar.setRange(0, max(0, whole - seen))  # type: ignore[attr-defined]
        bar.setEnabled(whole > seen)  # type: ignore[attr-defined]
        bar.setPageStep(seen)  # type: ignore[attr-defined]
        bar.setSingleStep(max(1, step // 3))  # type: ignore[attr-defined]

    def _on_activated(self) -> None:
        self.opened.emit()

    def _on_thumbnail_arrived(self, content_hash: str) -> None:
        if self.isVisible():
            self.viewport().update()
