"""One photo, large: read in a thread, fitted or zoomed, moved with the mouse."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPointF, QRectF, QRunnable, QSize, Qt, QThreadPool, Signal
from PySide6.QtGui import (
    QColor,
    QImage,
    QImageReader,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from app.core.records import PhotoRow
from app.ui.models.thumbnails import ThumbnailLoader
from app.ui.theme import tokens_for

LARGEST_PX = 6000
BYTES_AT_MOST_MB = 512
ZOOM_STEP = 1.25
ZOOM_AT_MOST = 8.0


class _Reading(QObject):
    """Emits what a reader thread found."""

    done = Signal(int, QImage, str)


class _Read(QRunnable):
    def __init__(self, emitter: _Reading, generation: int, path: str) -> None:
        super().__init__()
        self._emitter = emitter
        self._generation = generation
        self._path = path

    def run(self) -> None:
        reader = QImageReader(self._path)
        reader.setAutoTransform(True)
        reader.setAllocationLimit(BYTES_AT_MOST_MB)
        size = reader.size()
        if size.isValid() and max(size.width(), size.height()) > LARGEST_PX:
            limit = QSize(LARGEST_PX, LARGEST_PX)
            reader.setScaledSize(size.scaled(limit, Qt.AspectRatioMode.KeepAspectRatio))
        image = reader.read()
        self._emitter.done.emit(self._generation, image, reader.errorString())


class Loupe(QWidget):
    """Shows the current photo; the thumbnail first, the file itself when it is read.

    Signals
    -------
    closed : ()
        A double click asks for the grid again.
    """

    closed = Signal()

    def __init__(self, thumbnails: ThumbnailLoader, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._thumbnails = thumbnails
        self._row: PhotoRow | None = None
        self._pixmap: QPixmap | None = None
        self._message = ""
        self._zoom = 0.0
        self._offset = QPointF()
        self._grabbed: QPointF | None = None
        self._generation = 0
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)
        self._emitter = _Reading(self)
        self._emitter.done.connect(self._on_read, Qt.ConnectionType.QueuedConnection)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(160, 120)
        thumbnails.arrived.connect(self._on_thumbnail_arrived)

    def set_photo(self, row: PhotoRow | None) -> None:
        """Show a photo, fitted."""
        same = row is not None and self._row is not None and row.id == self._row.id
        self._row = row
        self.setAccessibleName(row.path.rsplit("/", 1)[-1] if row else "")
        if same:
            self.update()
            return
        self._pixmap = None
        self._message = ""
        self._zoom = 0.0
        self._offset = QPointF()
        self._read()
        self.update()

    def toggle_zoom(self) -> None:
        """Change between fitted and one pixel for one pixel."""
        self._zoom = 0.0 if self._zoom else 1.0 / self.devicePixelRatioF()
        self._offset = QPointF()
        self.update()

    def stop(self) -> None:
        """Wait for the reader thread."""
        self._generation += 1
        self._pool.clear()
        self._pool.waitForDone()

    def _read(self) -> None:
        self._generation += 1
        self._pool.clear()
        if self._row is not None and self._row.missing:
            self._message = self.tr("This file is not there now: its folder is offline or gone.")
        elif self._row is not None and self.isVisible():
            self._pool.start(_Read(self._emitter, self._generation, self._row.path))

    def _on_read(self, generation: int, image: QImage, error: str) -> None:
        if generation != self._generation:
            return
        if image.isNull():
            self._message = self.tr("This file cannot be shown: {reason}").format(reason=error)
        else:
            self._pixmap = QPixmap.fromImage(image)
        self.update()

    def _on_thumbnail_arrived(self, content_hash: str) -> None:
        if self._row is not None and content_hash == self._row.content_hash:
            self.update()

    def _shown(self) -> QPixmap | None:
        if self._pixmap is not None or self._row is None:
            return self._pixmap
        return self._thumbnails.get(self._row.content_hash, 96)

    def _target(self, pixmap: QPixmap) -> QRectF:
        size = QSize(pixmap.size())
        if self._row is not None and self._pixmap is None and self._row.width:
            size = QSize(self._row.width, self._row.height)
        area = self.size() - QSize(32, 32)
        fitted = size.scaled(area, Qt.AspectRatioMode.KeepAspectRatio)
        scale = self._zoom if self._zoom else min(1.0, fitted.width() / max(1, size.width()))
        if not self._zoom and scale >= 1.0:
            # A small photo is enlarged a little, so that it can be judged at all.
            scale = min(fitted.width() / max(1, size.width()), 4.0)
        rect = QRectF(0, 0, size.width() * scale, size.height() * scale)
        rect.moveCenter(QRectF(self.rect()).center() + self._offset)
        return rect

    # Qt's events

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the photo on a quiet ground."""
        tokens = tokens_for(self.palette())
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(tokens.tile))
        pixmap = self._shown()
        if pixmap is not None:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawPixmap(self._target(pixmap), pixmap, QRectF(pixmap.rect()))
        if self._message:
            painter.setPen(QColor(tokens.text))
            box = self.rect().adjusted(24, 24, -24, -24)
            flags = Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignHCenter
            painter.drawText(box, flags | Qt.TextFlag.TextWordWrap, self._message)
        if self.hasFocus():
            painter.setPen(QColor(tokens.accent))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def showEvent(self, event: object) -> None:
        """Read the file when the loupe comes up."""
        if self._pixmap is None:
            self._read()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit anew."""
        self.update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom around the middle."""
        pixmap = self._shown()
        if pixmap is None:
            return
        now = self._zoom or self._target(pixmap).width() / max(1, pixmap.width())
        step = ZOOM_STEP if event.angleDelta().y() > 0 else 1 / ZOOM_STEP
        self._zoom = max(0.05, min(ZOOM_AT_MOST, now * step))
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of a zoomed photo."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._grabbed = event.position() - self._offset

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move a zoomed photo."""
        if self._grabbed is not None and self._zoom:
            self._offset = event.position() - self._grabbed
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        self._grabbed = None

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Go back to the grid."""
        self.closed.emit()
