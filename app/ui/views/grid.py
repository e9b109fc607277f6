"""The grid of thumbnails, and the filmstrip: the same list, laid out in two ways.

Every tile has the same size, so that where a tile lies is a division away: no layout is computed
or kept, whether there are a hundred photos or a million.
"""

from __future__ import annotations

from PySide6.QtCore import (
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
from app.ui.models.thumbnails import ThumbnailLoader
from app.ui.views.drag import drag_photos
from app.ui.views.labels import scaled
from app.ui.views.tile_delegate import MARGIN, TileDelegate

SMALLEST_PX, LARGEST_PX = 96, 320
PAD_PX = 8
LETTERS = 8
STRIP_PX = 112

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
        self._columns = 1
        self._tile = QSize(100, 100)
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
        return self._tile

    def show_current(self) -> None:
        """Scroll so that the current photo is seen."""
        current = self.currentIndex()
        if current.isValid():
            self.scrollTo(current)

    # where tiles lie

    def visualRect(self, index: Index) -> QRect:
        """Return where a tile lies in the viewport."""
        if not index.isValid():
            return QRect()
        row, column = divmod(index.row(), self._columns)
        place = QPoint(PAD_PX + column * self._tile.width(), PAD_PX + row * self._tile.height())
        return QRect(place - self._offset(), self._tile)

    def indexAt(self, point: QPoint) -> QModelIndex:
        """Return the tile under a place of the viewport."""
        inside = point + self._offset() - QPoint(PAD_PX, PAD_PX)
        column, row = inside.x() // self._tile.width(), inside.y() // self._tile.height()
        at = row * self._columns + column
        if inside.x() < 0 or inside.y() < 0 or column >= self._columns or at >= self._count():
            return QModelIndex()
        return self.model().index(at, 0)

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
        count = self._count()
        if not count:
            return QModelIndex()
        move = QAbstractItemView.CursorAction
        page = max(1, self.viewport().height() // self._tile.height()) * self._columns
        step = {
            move.MoveLeft: -1,
            move.MovePrevious: -1,
            move.MoveRight: 1,
            move.MoveNext: 1,
            move.MoveUp: -self._columns,
            move.MoveDown: self._columns,
            move.MovePageUp: -page,
            move.MovePageDown: page,
            move.MoveHome: -count,
            move.MoveEnd: count,
        }[action]
        at = self.currentIndex().row()
        if at < 0:
            return self.model().index(0, 0)
        if action in (move.MoveUp, move.MoveDown) and not 0 <= at + step < count:
            return self.model().index(at, 0)
        return self.model().index(max(0, min(count - 1, at + step)), 0)

    def updateGeometries(self) -> None:
        """Set the range of the scroll bars."""
        super().updateGeometries()
        rows = -(-self._count() // self._columns)
        view = self.viewport().size()
        height = rows * self._tile.height() + 2 * PAD_PX
        width = min(self._columns, self._count()) * self._tile.width() + 2 * PAD_PX
        self._set_range(self.verticalScrollBar(), height, view.height(), self._tile.height())
        self._set_range(self.horizontalScrollBar(), width, view.width(), self._tile.width())

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
        return frozenset(int(ids[i.row()]) for i in self.selectionModel().selectedIndexes())

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
        if (tile, columns) == (self._tile, self._columns):
            return
        current = self.currentIndex()
        was_seen = self.visualRect(current).intersects(self.viewport().rect())
        first = self._nearest(QPoint(PAD_PX, PAD_PX))
        self._tile, self._columns = tile, columns
        self.updateGeometries()
        if was_seen:
            self.scrollTo(current)
        elif first is not None:
            self.verticalScrollBar().setValue(first // columns * tile.height())
        self.viewport().update()

    def _count(self) -> int:
        return 0 if self.model() is None else self.model().rowCount()

    def _offset(self) -> QPoint:
        return QPoint(self.horizontalOffset(), self.verticalOffset())

    def _nearest(self, point: QPoint) -> int | None:
        """Return the number of the tile at or nearest to a place of the viewport."""
        inside = point + self._offset() - QPoint(PAD_PX, PAD_PX)
        column = max(0, min(self._columns - 1, inside.x() // self._tile.width()))
        row = max(0, inside.y() // self._tile.height())
        count = self._count()
        return min(row * self._columns + column, count - 1) if count else None

    def _seen(self, rect: QRect) -> range:
        """Return the tiles that a rectangle of the viewport touches."""
        offset = self._offset()
        if self._columns >= self._count():  # one row: only some of its columns are seen
            first = (rect.left() + offset.x() - PAD_PX) // self._tile.width()
            last = (rect.right() + offset.x() - PAD_PX) // self._tile.width()
        else:
            first = (rect.top() + offset.y() - PAD_PX) // self._tile.height() * self._columns
            bottom = (rect.bottom() + offset.y() - PAD_PX) // self._tile.height()
            last = (bottom + 1) * self._columns - 1
        return range(max(0, first), min(self._count() - 1, last) + 1)

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


class GridView(PhotoView):
    """Rows of tiles that fill the width."""

    def __init__(
        self, delegate: TileDelegate, thumbnails: ThumbnailLoader, parent: QWidget | None = None
    ) -> None:
        super().__init__(delegate, thumbnails, parent)
        self._wanted_px = delegate.thumbnail_px
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def set_thumbnail_px(self, size_px: int) -> None:
        """Set the width of thumbnails; the real width fills the row evenly."""
        self._wanted_px = max(SMALLEST_PX, min(LARGEST_PX, size_px))
        self.lay_out()

    def set_whole(self, whole: bool) -> None:
        """Show whole photos, or fill the tiles."""
        self._delegate.whole = whole
        self.viewport().update()

    def lay_out(self) -> None:
        """Choose the number of columns that comes nearest to the wanted width."""
        width = self.viewport().width() - 2 * PAD_PX
        if width <= 0:
            return
        # Large letters need wide tiles.
        wanted = max(self._wanted_px, LETTERS * self.fontMetrics().height())
        columns = max(1, round(width / (wanted + 2 * MARGIN)))
        self._delegate.thumbnail_px = width // columns - 2 * MARGIN
        self._set_tiles(self._delegate.tile_size(self.fontMetrics()), columns)


class FilmstripView(PhotoView):
    """One row of small tiles under the loupe."""

    def __init__(
        self, delegate: TileDelegate, thumbnails: ThumbnailLoader, parent: QWidget | None = None
    ) -> None:
        super().__init__(delegate, thumbnails, parent)
        delegate.thumbnail_px = scaled(self, STRIP_PX)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.lay_out()
        bar = self.horizontalScrollBar().sizeHint().height()
        self.setFixedHeight(self._tile.height() + 2 * PAD_PX + bar)

    def lay_out(self) -> None:
        """Put all tiles into one row."""
        self._set_tiles(self._delegate.tile_size(self.fontMetrics()), 2**31 - 1)
