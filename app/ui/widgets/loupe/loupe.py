"""One photo, large: fitted or zoomed around the pointer, moved with mouse, fingers or touchpad.

What is shown comes from decoder processes (:mod:`app.ui.models.large_pictures`): the thumbnail at
once, the whole photo as large as the widget, and, zoomed in, the part that is seen.
"""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import QEvent, QPointF, QRectF, QSizeF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QGestureEvent, QPinchGesture, QWidget

from app.core.records import PhotoRow
from app.ui.models.large_pictures import LargePictures
from app.ui.models.thumbnails import ThumbnailLoader
from app.ui.theme import DARK, tokens_for
from app.ui.widgets.area import paint_area
from app.ui.widgets.loupe.shown_photo import ShownPhoto
from app.ui.widgets.loupe.zoom import ZOOM_STEP, Place
from app.ui.widgets.rating_marks import paint_rating

_WHEEL_STEP = 120
# So much of the widget a key moves a zoomed photo.
KEY_SHARE = 0.125
_Move = QAbstractItemView.CursorAction
_WALKS = {
    Qt.Key.Key_Left: _Move.MoveLeft,
    Qt.Key.Key_Right: _Move.MoveRight,
    Qt.Key.Key_Up: _Move.MoveUp,
    Qt.Key.Key_Down: _Move.MoveDown,
    Qt.Key.Key_PageUp: _Move.MovePageUp,
    Qt.Key.Key_PageDown: _Move.MovePageDown,
    Qt.Key.Key_Home: _Move.MoveHome,
    Qt.Key.Key_End: _Move.MoveEnd,
}
_SHIFTS = {
    Qt.Key.Key_Left: (1, 0),
    Qt.Key.Key_Right: (-1, 0),
    Qt.Key.Key_Up: (0, 1),
    Qt.Key.Key_Down: (0, -1),
}
_CLOSING = (Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter)


class Loupe(QWidget):
    """Shows one photo, with the keyboard, too.

    Arrows, Page, Home and End ask for other photos; with Shift arrows move a zoomed one. A double
    click, or the middle button, shows one pixel for one pixel where the pointer is.

    Without ``pictures`` (in tests) it shows the thumbnail alone.

    Attributes
    ----------
    shown : ShownPhoto
    is_dark : bool
        Its ground is dark in every theme: nothing beside the photo shines.
    is_framed : bool
        A frame tells that the keyboard is here.

    Signals
    -------
    closed : ()
        Enter or Escape asks for what was there before.
    stepped : (QAbstractItemView.CursorAction)
        A key asks for another photo.
    viewed : ()
        The person zoomed or moved.
    """

    closed = Signal()
    stepped = Signal(object)
    viewed = Signal()

    def __init__(
        self,
        thumbnails: ThumbnailLoader,
        pictures: LargePictures | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._thumbnails = thumbnails
        self.shown = ShownPhoto(pictures, self)
        self.shown.changed.connect(self.update)
        self.is_dark = False
        self.is_framed = True
        self._grabbed: QPointF | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.grabGesture(Qt.GestureType.PinchGesture)
        self.setMinimumSize(160, 120)
        thumbnails.arrived.connect(self._on_thumbnail_arrived)

    def set_photo(self, row: PhotoRow | None) -> None:
        """Show a photo, fitted; one that is shown already stays as it is."""
        self.setAccessibleName(row.path.replace("\\", "/").rsplit("/", 1)[-1] if row else "")
        self.shown.show(row)
        _show_hand(self)
        self.update()

    def toggle_zoom(self, around: QPointF | None = None) -> None:
        """Change between fitted and one pixel for one pixel, at the pointer if it is over it."""
        zoom = self.shown.zoom
        if zoom.scale:
            zoom.fit()
        else:
            zoom.to(1.0 / self.devicePixelRatioF(), around or self._pointer())
        self._on_moved()

    def zoom_by(self, factor: float, around: QPointF | None = None) -> None:
        """Zoom around a point of the widget, by default the pointer, else the middle."""
        zoom = self.shown.zoom
        zoom.to(zoom.now() * factor, around or self._pointer())
        self._on_moved()

    def follow(self, place: Place) -> None:
        """Look at the place that another loupe looks at."""
        self.shown.zoom.take(place)
        self.shown.settle()
        _show_hand(self)
        self.update()

    def _pointer(self) -> QPointF:
        cursor = self.mapFromGlobal(QPointF(self.cursor().pos()))
        is_over = self.underMouse() and self.shown.zoom.rect().contains(cursor)
        return cursor if is_over else self.shown.zoom.area.center()

    def _move_by(self, distance: QPointF) -> None:
        self.shown.zoom.move(distance)
        self._on_moved()

    def _on_moved(self) -> None:
        self.shown.settle()
        _show_hand(self)
        self.update()
        self.viewed.emit()

    def _on_thumbnail_arrived(self, content_hash: str) -> None:
        row = self.shown.row
        if row is not None and content_hash == row.content_hash:
            self.update()

    # Qt's events

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the photo on a quiet ground."""
        tokens = DARK if self.is_dark else tokens_for(self.palette())
        painter = QPainter(self)
        paint_area(painter, self.rect(), tokens.tile)
        paint_photo(painter, self.shown, self._thumbnails)
        if self.shown.row is not None:
            corner = QPointF(12, self.height() - 12)
            paint_rating(painter, self.shown.row, corner, tokens)
        if self.shown.message:
            painter.setPen(QColor(tokens.text))
            box = self.rect().adjusted(24, 24, -24, -24)
            flags = Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignHCenter
            painter.drawText(box, flags | Qt.TextFlag.TextWordWrap, self.shown.message)
        if self.hasFocus() and self.is_framed:
            painter.setPen(QColor(tokens.accent))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def showEvent(self, event: QShowEvent) -> None:
        """Look when the loupe comes up."""
        self.shown.appear(self.devicePixelRatioF())

    def hideEvent(self, event: QHideEvent) -> None:
        """Nobody looks."""
        self.shown.disappear()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit anew."""
        self.shown.zoom.area = QRectF(self.rect())
        self.shown.zoom.move(QPointF())
        self.shown.settle()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom around the pointer by a wheel, move by two fingers on a touchpad."""
        is_touchpad = event.phase() != Qt.ScrollPhase.NoScrollPhase
        if is_touchpad and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            exact = event.pixelDelta()
            self._move_by(QPointF(event.angleDelta()) / 4 if exact.isNull() else QPointF(exact))
        else:
            steps = event.angleDelta().y() / _WHEEL_STEP
            self.zoom_by(ZOOM_STEP**steps, event.position())

    def event(self, event: QEvent) -> bool:
        """Zoom around the middle of two fingers, on a touchpad or a screen."""
        if event.type() == QEvent.Type.NativeGesture:
            native = cast("QNativeGestureEvent", event)
            if native.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
                self.zoom_by(1 + native.value(), native.position())
                return True
        if event.type() == QEvent.Type.Gesture:
            pinch = cast("QGestureEvent", event).gesture(Qt.GestureType.PinchGesture)
            if isinstance(pinch, QPinchGesture):
                around = self.mapFromGlobal(pinch.centerPoint())
                self.zoom_by(pinch.scaleFactor(), around)
                self._move_by(pinch.centerPoint() - pinch.lastCenterPoint())
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk to other photos, move a zoomed one, or leave."""
        key = Qt.Key(event.key())
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if held == Qt.KeyboardModifier.ShiftModifier and key in _SHIFTS:
            across, down = _SHIFTS[key]
            step = QPointF(across * self.width(), down * self.height()) * KEY_SHARE
            self._move_by(step)
        elif not held and key in _WALKS:
            self.stepped.emit(_WALKS[key])
        elif not held and key in _CLOSING:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of a zoomed photo."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._grabbed = event.position()
        elif event.button() == Qt.MouseButton.MiddleButton:
            self.toggle_zoom(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move a zoomed photo."""
        if self._grabbed is not None and self.shown.zoom.scale:
            self._move_by(event.position() - self._grabbed)
            self._grabbed = event.position()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        self._grabbed = None

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Show one pixel for one pixel there, or the whole photo again."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.toggle_zoom(event.position())


def _show_hand(loupe: Loupe) -> None:
    """Say by the pointer that a zoomed photo can be moved."""
    zoomed = bool(loupe.shown.zoom.scale)
    shape = Qt.CursorShape.OpenHandCursor if zoomed else Qt.CursorShape.ArrowCursor
    if loupe.cursor().shape() != shape:
        loupe.setCursor(shape)


def paint_photo(painter: QPainter, shown: ShownPhoto, thumbnails: ThumbnailLoader) -> None:
    """Paint what is there of a photo: its thumbnail, itself, the part that is zoomed into."""
    zoom, pixmap = shown.zoom, shown.whole
    if pixmap is None and shown.row is not None:
        pixmap = thumbnails.get(shown.row.content_hash, 96)
    if pixmap is None:
        return
    if zoom.photo.isEmpty():
        zoom.photo = QSizeF(pixmap.size())
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.drawPixmap(zoom.rect(), pixmap, QRectF(pixmap.rect()))
    if shown.part is not None and zoom.scale:
        box, part = shown.part
        painter.drawPixmap(zoom.rect_of(box), part, QRectF(part.rect()))
