"""The wall: all photos of a sheet at once, as large as the room allows, marked by hand or key.

A click marks a photo or takes the mark away; a drag that begins on a photo does to all it passes
what it did to the first; one that begins beside the photos marks what its frame touches. Shift
takes all from the last photo touched to this one. It scrolls only where photos would become too
small to be seen.
"""

from __future__ import annotations

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QPointF,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QHideEvent, QKeyEvent, QMouseEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QWidget

from app.ui.review.sheets.marked_photos import MarkedPhotos
from app.ui.review.sheets.marking import Marking
from app.ui.review.sheets.sheet_tile import GAP_PX, SheetTile
from app.ui.widgets.labels import scaled

# The width of photos that a sheet is made for, and what they are at least and at most.
USUAL_PX, LEAST_PX, LARGEST_PX = 144, 104, 420
PAD_PX = 10
Index = QModelIndex | QPersistentModelIndex
_KEYS = {
    Qt.Key.Key_Left: "left",
    Qt.Key.Key_Right: "right",
    Qt.Key.Key_Up: "up",
    Qt.Key.Key_Down: "down",
    Qt.Key.Key_Home: "home",
    Qt.Key.Key_End: "end",
}


class SheetWall(QListView):
    """Photos side by side.

    Signals
    -------
    pointed_at : (int)
        The place of the photo under the pointer, -1 for none.
    moved_to : (int)
        Another photo is the current one.
    escaped : ()
        Escape was pressed where no mark was left to clear.
    laid_out : ()
        Photos have another size.
    """

    pointed_at = Signal(int)
    moved_to = Signal(int)
    escaped = Signal()
    laid_out = Signal()

    def __init__(
        self, photos: MarkedPhotos, tile: SheetTile, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("sheet_wall")
        self._photos = photos
        self._tile = tile
        self._columns = 1
        self._under = -1
        self._marking = Marking(photos, self)
        self.setModel(photos)
        self.setItemDelegate(tile)
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(True)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setMinimumSize(LEAST_PX + 2 * PAD_PX, LEAST_PX)
        self.viewport().setBackgroundRole(QPalette.ColorRole.Window)
        photos.modelReset.connect(self._on_other_sheet)

    def capacity(self, size: QSize) -> int:
        """Return how many photos a wall of this size should have, so that all are seen well."""
        side = scaled(self, USUAL_PX) + 2 * GAP_PX
        room = size - QSize(2 * PAD_PX, 2 * PAD_PX)
        height = (side - 2 * GAP_PX) * 3 // 4 + 2 * GAP_PX
        return max(1, room.width() // side) * max(1, room.height() // height)

    def thumbnail_px(self) -> int:
        """Return the width of a photo in device pixels."""
        return int(self._tile.thumbnail_px * self.devicePixelRatioF())

    def rect_of(self, at: int) -> QRect:
        """Return where a photo lies in the viewport."""
        return self.visualRect(self._photos.index(at))

    def place_at(self, point: QPoint) -> int:
        """Return the place of the photo at a point of the viewport; -1 beside all photos."""
        index = self.indexAt(point)
        gap = GAP_PX
        if not index.isValid():
            return -1
        inside = self.visualRect(index).adjusted(gap, gap, -gap, -gap).contains(point)
        return index.row() if inside else -1

    def places_in(self, frame: QRect) -> set[int]:
        """Return the places that a frame in the viewport touches."""
        count = self._photos.rowCount()
        return {at for at in range(count) if self.rect_of(at).intersects(frame)}

    def move_to(self, at: int) -> None:
        """Make a photo the current one, and see it."""
        index = self._photos.index(at)
        if index.isValid():
            self.setCurrentIndex(index)
            self.scrollTo(index)
            self.moved_to.emit(at)

    def lay_out(self) -> None:
        """Make photos as large as they can be while all of them are seen."""
        count = self._photos.rowCount()
        bar = self.verticalScrollBar().sizeHint().width()
        width = self.width() - 2 * PAD_PX
        height = self.height() - 2 * PAD_PX
        if count == 0 or width <= 0 or height <= 0:
            return
        side, columns = largest_tiles(count, width, height)
        if side < LEAST_PX:
            columns = max(1, (width - bar) // (LEAST_PX + 2 * GAP_PX))
            side = (width - bar) // columns - 2 * GAP_PX
        self._columns = columns
        self._tile.thumbnail_px = side
        tile = self._tile.tile_size(self.fontMetrics())
        rows = -(-count // columns)
        fits = rows * tile.height() <= height
        # The wall stands in the middle; Qt must see room for exactly so many columns.
        rest = self.width() - columns * tile.width() - (0 if fits else bar)
        left = max(0, rest // 2)
        top = max(PAD_PX, (self.height() - rows * tile.height()) // 2) if fits else 0
        self.setViewportMargins(left, top, max(0, rest - left - 1), 0)
        self.setVerticalScrollBarPolicy(
            Qt.ScrollBarPolicy.ScrollBarAlwaysOff if fits else Qt.ScrollBarPolicy.ScrollBarAlwaysOn
        )
        self.setGridSize(tile)
        self.laid_out.emit()

    # Qt's events

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fill the new size."""
        super().resizeEvent(event)
        self.lay_out()

    def event(self, event: QEvent) -> bool:
        """Take what the mouse does around the photos for what it does among them."""
        if event.type() in _MOUSE and isinstance(event, QMouseEvent):
            moved = QMouseEvent(
                event.type(),
                event.position() - QPointF(self.viewport().pos()),
                event.globalPosition(),
                event.button(),
                event.buttons(),
                event.modifiers(),
            )
            _MOUSE[event.type()](self, moved)
            return True
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Mark a photo, or begin a frame beside the photos."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        point = event.position().toPoint()
        at = self.place_at(point)
        if at >= 0:
            self.setCurrentIndex(self._photos.index(at))
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        self._marking.press(at, point, extend=shift)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Take the second of two quick clicks for what it is: a click."""
        self.mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go on with a drag, or tell what is under the pointer."""
        point = event.position().toPoint()
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._marking.drag(point)
            return
        self._point_at(self.place_at(point))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End a drag."""
        self._marking.release()

    def leaveEvent(self, event: object) -> None:
        """Nothing is under the pointer."""
        super().leaveEvent(event)  # type: ignore[arg-type]
        self._point_at(-1)

    def hideEvent(self, event: QHideEvent) -> None:
        """Nothing is under the pointer."""
        super().hideEvent(event)
        self._marking.release()
        self._point_at(-1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk with arrows, mark with Space, with Shift all on the way; all, or none."""
        key = Qt.Key(event.key())
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        shift = held == Qt.KeyboardModifier.ShiftModifier
        if key in _KEYS and (shift or not held):
            self._walk(_KEYS[key], extend=shift)
        elif key == Qt.Key.Key_Space and (shift or not held):
            self._marking.toggle(self.currentIndex().row(), extend=shift)
        elif key == Qt.Key.Key_A and held == Qt.KeyboardModifier.ControlModifier:
            self._marking.mark_all()
        elif key == Qt.Key.Key_Escape:
            if not self._marking.clear():
                self.escaped.emit()
        else:
            event.ignore()

    # inside

    def _walk(self, way: str, *, extend: bool) -> None:
        count, at = self._photos.rowCount(), self.currentIndex().row()
        steps = {"left": -1, "right": 1, "up": -self._columns, "down": self._columns}
        to = {"home": 0, "end": count - 1}.get(way, at + steps.get(way, 0))
        if at < 0:
            to = 0
        if not 0 <= to < count:
            # Down from the row above a short last one leads to its end.
            last_row = way == "down" and at // self._columns < (count - 1) // self._columns
            to = count - 1 if last_row else at
        if extend:
            self._marking.extend(at, to)
        else:
            self._marking.begin_at(to)
        self.move_to(to)

    def _point_at(self, at: int) -> None:
        if at != self._under:
            self._under = at
            self.pointed_at.emit(at)

    def _on_other_sheet(self) -> None:
        self._marking.forget()
        self._under = -1
        self.lay_out()
        self.setCurrentIndex(self._photos.index(0))


_MOUSE = {
    QEvent.Type.MouseButtonPress: SheetWall.mousePressEvent,
    QEvent.Type.MouseButtonDblClick: SheetWall.mouseDoubleClickEvent,
    QEvent.Type.MouseMove: SheetWall.mouseMoveEvent,
    QEvent.Type.MouseButtonRelease: SheetWall.mouseReleaseEvent,
}


def largest_tiles(count: int, width: int, height: int) -> tuple[int, int]:
    """Return the width of photos and the columns at which all are seen and are largest."""
    best = (0, 1)
    for columns in range(1, count + 1):
        side = min(LARGEST_PX, width // columns - 2 * GAP_PX)
        rows = -(-count // columns)
        if rows * (side * 3 // 4 + 2 * GAP_PX) > height:
            side = (height // rows - 2 * GAP_PX) * 4 // 3
        if side >= best[0]:
            best = (side, columns)
    return best
