"""One photo of a sheet, large, over the wall: beside the pointer, or beside the current photo.

It lies over the half of the wall where its photo is not, and lets every click through. The
thumbnail is there at once; the photo itself follows from the decoder process.
"""

from __future__ import annotations

import math

from PySide6.QtCore import QRect, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QHideEvent, QImage, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QWidget

from app.core.paths import file_name
from app.core.records import PhotoRow
from app.core.types import AskedPicture
from app.ui.models.large_pictures import LargePictures
from app.ui.models.thumbnails import Pixmaps
from app.ui.theme import tokens_for

# The pointer rests so long before a photo is enlarged.
HOVER_MS = 700
REST_MS = 30_000
FRAME_PX, MARGIN_PX = 6, 12


class SheetLoupe(QWidget):
    """A card over the wall.

    Parameters
    ----------
    over : QWidget
        The wall.
    thumbnails : Pixmaps
    pictures : LargePictures or None
        None (in tests) shows the thumbnail alone.
    """

    def __init__(self, over: QWidget, thumbnails: Pixmaps, pictures: LargePictures | None) -> None:
        super().__init__(over)
        self.setObjectName("sheet_loupe")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._over = over
        self._thumbnails = thumbnails
        self._pictures = pictures
        self._generation = 0
        self._whole: QPixmap | None = None
        self.row: PhotoRow | None = None
        self._resting = QTimer(self, singleShot=True, interval=REST_MS)
        if pictures is not None:
            pictures.arrived.connect(self._on_arrived)
            self._resting.timeout.connect(pictures.rest)
        self.hide()

    def show_photo(self, row: PhotoRow, beside: QRect) -> None:
        """Show a photo beside its tile, which lies there in the wall."""
        if self.row is None or row.id != self.row.id:
            self._whole = None
        self.row = row
        self.setAccessibleName(file_name(row.path))
        self.setGeometry(place_beside(beside, self._over.rect(), _shape(row)))
        self.show()
        self.raise_()
        self.update()
        self._ask()

    def hideEvent(self, event: QHideEvent) -> None:
        """Expect no picture; give the process up when nobody looks for a while."""
        super().hideEvent(event)
        self._generation += 1
        self._whole = None
        self.row = None
        if self._pictures is not None:
            self._resting.start()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the photo whole, in a frame."""
        tokens = tokens_for(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setPen(QPen(QColor(tokens.outline), 1))
        painter.setBrush(QColor(tokens.surface))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)
        inside = self.rect().adjusted(FRAME_PX, FRAME_PX, -FRAME_PX, -FRAME_PX)
        pixmap = self._whole
        if pixmap is None and self.row is not None:
            pixmap = self._thumbnails.get(self.row.content_hash, 96)
        if pixmap is not None:
            size = pixmap.size().scaled(inside.size(), Qt.AspectRatioMode.KeepAspectRatio)
            target = QRect(0, 0, size.width(), size.height())
            target.moveCenter(inside.center())
            painter.drawPixmap(target, pixmap)

    def _ask(self) -> None:
        self._generation += 1
        self._resting.stop()
        if self._pictures is None or self.row is None or self.row.missing:
            return
        ratio = self.devicePixelRatioF()
        self._pictures.ask(
            AskedPicture(
                self.row.path,
                0,
                0,
                photo=self.row.id,
                generation=self._generation,
                width_px=math.ceil((self.width() - 2 * FRAME_PX) * ratio),
                height_px=math.ceil((self.height() - 2 * FRAME_PX) * ratio),
            )
        )

    def _on_arrived(self, view: AskedPicture, image: QImage, _width: int, _height: int) -> None:
        ours = self.row is not None and view.photo == self.row.id
        if ours and view.generation == self._generation and not image.isNull():
            self._whole = QPixmap.fromImage(image)
            self.update()


def _shape(row: PhotoRow) -> QSize:
    return QSize(row.width, row.height) if row.width and row.height else QSize(4, 3)


def place_beside(tile: QRect, wall: QRect, shape: QSize) -> QRect:
    """Return where a photo of this shape is largest: beside its tile, as near as can be."""
    sides = (
        QRect(wall.left(), wall.top(), tile.left() - wall.left(), wall.height()),
        QRect(tile.right() + 1, wall.top(), wall.right() - tile.right(), wall.height()),
        QRect(wall.left(), wall.top(), wall.width(), tile.top() - wall.top()),
        QRect(wall.left(), tile.bottom() + 1, wall.width(), wall.bottom() - tile.bottom()),
    )
    margin = MARGIN_PX
    rooms = [side.adjusted(margin, margin, -margin, -margin) for side in sides]
    sizes = [_framed(shape, room.size()) for room in rooms]
    at = max(range(len(sides)), key=lambda n: sizes[n].width() * sizes[n].height())
    room, found = rooms[at], QRect(0, 0, sizes[at].width(), sizes[at].height())
    found.moveCenter(tile.center())
    left = min(max(found.left(), room.left()), room.right() - found.width() + 1)
    top = min(max(found.top(), room.top()), room.bottom() - found.height() + 1)
    return QRect(left, top, found.width(), found.height())


def _framed(shape: QSize, room: QSize) -> QSize:
    """Return the largest size of this shape, with its frame, in a room."""
    frame = QSize(2 * FRAME_PX, 2 * FRAME_PX)
    inside = room - frame
    if inside.width() < 1 or inside.height() < 1:
        return QSize(0, 0)
    return shape.scaled(inside, Qt.AspectRatioMode.KeepAspectRatio) + frame
