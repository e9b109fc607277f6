"""The map: land, photos as dots, and what is chosen of them.

The wheel, pinching and + and - zoom, dragging and arrows move, Home shows the whole earth. A click
chooses a dot, Shift and dragging a rectangle, Enter or a double click shows the photos.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QWidget

from app.core.search.forms import Box
from app.core.world.localities import SpotArray
from app.ui.places.clusters import Clusters, cluster
from app.ui.places.dots import dot_at, paint_box, paint_dots, rect_of
from app.ui.places.land import Land
from app.ui.places.viewport import Viewport, to_map
from app.ui.theme import tokens_for

ZOOM_STEP = 1.5
MOVE_PX = 80
# A turn of the wheel by one notch.
NOTCH = 120
# Corners of a box are rounded when they are written: it must still hold its photos.
MARGIN = 0.00001
_ARROWS = {
    Qt.Key.Key_Left: (MOVE_PX, 0),
    Qt.Key.Key_Right: (-MOVE_PX, 0),
    Qt.Key.Key_Up: (0, MOVE_PX),
    Qt.Key.Key_Down: (0, -MOVE_PX),
}
_ZOOMS = {Qt.Key.Key_Plus: ZOOM_STEP, Qt.Key.Key_Equal: ZOOM_STEP, Qt.Key.Key_Minus: 1 / ZOOM_STEP}


@dataclass
class _Drag:
    """A press of the mouse: where it began, where it was last, and whether it is a rectangle."""

    start: QPointF
    last: QPointF
    is_box: bool
    is_far: bool = False


class MapView(QWidget):
    """The map.

    Signals
    -------
    chosen : ()
        A dot, or a rectangle, was chosen, or none (:attr:`box`).
    asked : ()
        The photos of what is chosen are to be shown.

    Attributes
    ----------
    box : tuple of 4 float or None
        What is chosen: south, west, north and east.
    """

    chosen = Signal()
    asked = Signal()

    def __init__(self, land: Land, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(240, 160)
        self._land = land
        self._view = Viewport(1, 1).within()
        self._spots: SpotArray = np.zeros((0, 2))
        self._points = to_map(self._spots)
        self._clusters: tuple[float, Clusters] | None = None
        self._drag: _Drag | None = None
        self.box: Box | None = None

    def show_spots(self, spots: SpotArray) -> None:
        """Show photos at these spots, (N, 2) of degrees north and east."""
        self._spots, self._points = spots, to_map(spots)
        self._clusters = None
        self.update()

    def choose(self, box: Box | None) -> None:
        """Choose a box of photos, or nothing."""
        self.box = box
        self.update()
        self.chosen.emit()

    def photos_in(self, box: Box) -> int:
        """Return how many photos lie in a box."""
        south, west, north, east = box
        inside = (self._spots >= (south, west)) & (self._spots <= (north, east))
        return int(inside.all(axis=1).sum())

    def go_to(self, box: Box) -> None:
        """Show a box as large as it can be."""
        self._see(self._view.around(box))

    def show_all(self) -> None:
        """Show the whole earth."""
        self._see(Viewport(self.width(), self.height()).within())

    def zoom(self, factor: float) -> None:
        """Zoom around the middle."""
        self._see(self._view.zoomed(factor, self.width() / 2, self.height() / 2))

    def sizeHint(self) -> QSize:
        """Take much room."""
        return QSize(800, 500)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep what is in the middle."""
        super().resizeEvent(event)
        self._view = self._view.resized(self.width(), self.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint land, dots, and what is chosen."""
        painter, tokens = QPainter(self), tokens_for(self.palette())
        ratio = self.devicePixelRatioF()
        painter.drawPixmap(0, 0, self._land.picture(self._view, ratio, tokens))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.box is not None:
            paint_box(painter, rect_of(self.box, self._view), tokens)
        paint_dots(painter, self.clusters(), self._view, self.box, tokens)
        if self._drag is not None and self._drag.is_box:
            paint_box(painter, QRectF(self._drag.start, self._drag.last).normalized(), tokens)
        if self.hasFocus():
            painter.setPen(QColor(tokens.accent))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))

    def clusters(self) -> Clusters:
        """Return the dots of the scale in force."""
        if self._clusters is None or self._clusters[0] != self._view.scale:
            made = cluster(self._points, self._spots, self._view.scale)
            self._clusters = self._view.scale, made
        return self._clusters[1]

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom around the pointer."""
        at = event.position()
        turned = event.angleDelta().y() / NOTCH
        self._see(self._view.zoomed(ZOOM_STEP**turned, at.x(), at.y()))
        event.accept()

    def event(self, event: QEvent) -> bool:
        """Zoom by pinching, too."""
        pinch = Qt.NativeGestureType.ZoomNativeGesture
        if isinstance(event, QNativeGestureEvent) and event.gestureType() == pinch:
            at = event.position()
            self._see(self._view.zoomed(1 + event.value(), at.x(), at.y()))
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Zoom, move, or show the photos of what is chosen."""
        key = Qt.Key(event.key())
        if key in _ARROWS:
            self._see(self._view.moved(*_ARROWS[key]))
        elif key in _ZOOMS:
            self.zoom(_ZOOMS[key])
        elif key == Qt.Key.Key_Home:
            self.show_all()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.box is not None:
            self.asked.emit()
        elif key == Qt.Key.Key_Escape and self.box is not None:
            self.choose(None)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin to move the map, or a rectangle."""
        if event.button() == Qt.MouseButton.LeftButton:
            is_box = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self._drag = _Drag(event.position(), event.position(), is_box)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move the map along, or draw the rectangle."""
        drag = self._drag
        if drag is None:
            return
        step = event.position() - drag.last
        way = event.position() - drag.start
        drag.is_far = drag.is_far or way.manhattanLength() >= QApplication.startDragDistance()
        if not drag.is_far:
            return
        drag.last = event.position()
        if drag.is_box:
            self.update()
        else:
            self._see(self._view.moved(step.x(), step.y()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Choose the rectangle, or the dot that was clicked."""
        drag, self._drag = self._drag, None
        if drag is None:
            return
        if not drag.is_far:
            which = self._dot_at(event.position())
            self.choose(None if which is None else _with_margin(self.clusters().box(which)))
        elif drag.is_box:
            part = QRectF(drag.start, drag.last).normalized()
            box = self._view.box(part.left(), part.top(), part.right(), part.bottom())
            self.choose(box if self.photos_in(box) else None)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Show the photos of a dot; elsewhere zoom in."""
        at = event.position()
        if self._dot_at(at) is not None and self.box is not None:
            self.asked.emit()
        else:
            self._see(self._view.zoomed(ZOOM_STEP**2, at.x(), at.y()))

    def _see(self, view: Viewport) -> None:
        self._view = view
        self.update()

    def _dot_at(self, at: QPointF) -> int | None:
        return dot_at(self.clusters(), self._view, at)


def _with_margin(box: Box) -> Box:
    south, west, north, east = box
    return south - MARGIN, west - MARGIN, north + MARGIN, east + MARGIN
