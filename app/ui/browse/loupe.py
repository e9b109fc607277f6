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
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QGestureEvent, QPinchGesture, QWidget

from app.core.records import PhotoRow
from app.ui.browse.shown_photo import ShownPhoto
from app.ui.models.large_pictures import LargePictures
from app.ui.models.thumbnails import ThumbnailLoader
from app.ui.theme import tokens_for

ZOOM_STEP = 1.25
_WHEEL_STEP = 120


class Loupe(QWidget):
    """Shows the current photo.

    Without ``pictures`` (in tests) it shows the thumbnail alone.

    Signals
    -------
    closed : ()
        A double click asks for the grid again.
    """

    closed = Signal()

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
        self._grabbed: QPointF | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.grabGesture(Qt.GestureType.PinchGesture)
        self.setMinimumSize(160, 120)
        thumbnails.arrived.connect(self._on_thumbnail_arrived)

    def set_photo(self, row: PhotoRow | None) -> None:
        """Show a photo, fitted; one that is shown already stays as it is."""
        self.setAccessibleName(row.path.rsplit("/", 1)[-1] if row else "")
        self.shown.show(row)
        self.update()

    def toggle_zoom(self) -> None:
        """Change between fitted and one pixel for one pixel."""
        zoom = self.shown.zoom
        if zoom.scale:
            zoom.fit()
        else:
            zoom.to(1.0 / self.devicePixelRatioF(), zoom.area.center())
        self._on_moved()

    def stop(self) -> None:
        """Expect no more pictures."""
        self.shown.stop()

    def _zoom_by(self, factor: float, around: QPointF) -> None:
        zoom = self.shown.zoom
        zoom.to(zoom.now() * factor, around)
        self._on_moved()

    def _move_by(self, distance: QPointF) -> None:
        self.shown.zoom.move(distance)
        self._on_moved()

    def _on_moved(self) -> None:
        self.shown.settle()
        self.update()

    def _on_thumbnail_arrived(self, content_hash: str) -> None:
        row = self.shown.row
        if row is not None and content_hash == row.content_hash:
            self.update()

    # Qt's events

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the photo on a quiet ground."""
        tokens = tokens_for(self.palette())
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(tokens.tile))
        self._paint_photo(painter)
        if self.shown.message:
            painter.setPen(QColor(tokens.text))
            box = self.rect().adjusted(24, 24, -24, -24)
            flags = Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignHCenter
            painter.drawText(box, flags | Qt.TextFlag.TextWordWrap, self.shown.message)
        if self.hasFocus():
            painter.setPen(QColor(tokens.accent))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def _paint_photo(self, painter: QPainter) -> None:
        shown, zoom = self.shown, self.shown.zoom
        pixmap = shown.whole
        if pixmap is None and shown.row is not None:
            pixmap = self._thumbnails.get(shown.row.content_hash, 96)
        if pixmap is None:
            return
        if zoom.photo.isEmpty():
            zoom.photo = QSizeF(pixmap.size())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawPixmap(zoom.rect(), pixmap, QRectF(pixmap.rect()))
        if shown.part is not None and zoom.scale:
            box, part = shown.part
            painter.drawPixmap(zoom.rect_of(box), part, QRectF(part.rect()))

    def showEvent(self, event: QShowEvent) -> None:
        """Look when the loupe comes up."""
        self.shown.appear(self.devicePixelRatioF())

    def hideEvent(self, event: QHideEvent) -> None:
        """Nobody looks."""
        self.shown.disappear()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit anew."""
        self.shown.zoom.area = QRectF(self.rect())
        self._move_by(QPointF())

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom around the pointer by a wheel, move by two fingers on a touchpad."""
        is_touchpad = event.phase() != Qt.ScrollPhase.NoScrollPhase
        if is_touchpad and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            exact = event.pixelDelta()
            self._move_by(QPointF(event.angleDelta()) / 4 if exact.isNull() else QPointF(exact))
        else:
            steps = event.angleDelta().y() / _WHEEL_STEP
            self._zoom_by(ZOOM_STEP**steps, event.position())

    def event(self, event: QEvent) -> bool:
        """Zoom around the middle of two fingers, on a touchpad or a screen."""
        if event.type() == QEvent.Type.NativeGesture:
            native = cast("QNativeGestureEvent", event)
            if native.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
                self._zoom_by(1 + native.value(), native.position())
                return True
        if event.type() == QEvent.Type.Gesture:
            pinch = cast("QGestureEvent", event).gesture(Qt.GestureType.PinchGesture)
            if isinstance(pinch, QPinchGesture):
                around = self.mapFromGlobal(pinch.centerPoint())
                self._zoom_by(pinch.scaleFactor(), around)
                self._move_by(pinch.centerPoint() - pinch.lastCenterPoint())
                return True
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of a zoomed photo."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._grabbed = event.position()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move a zoomed photo."""
        if self._grabbed is not None and self.shown.zoom.scale:
            self._move_by(event.position() - self._grabbed)
            self._grabbed = event.position()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        self._grabbed = None

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Go back to the grid."""
        self.closed.emit()
