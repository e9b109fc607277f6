"""Photos under the pointer while they are dragged: small and beside it, never over their target."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QDrag, QPainter, QPixmap
from PySide6.QtWidgets import QAbstractItemView

from app.ui.models.photo_list import PHOTOS_MIME, PhotoListModel, PhotoRole
from app.ui.theme import tokens_for
from app.ui.widgets.tile_delegate import TileDelegate

DRAG_PX = 88
BESIDE = QPoint(-14, -10)


def drag_photos(view: QAbstractItemView, photos: PhotoListModel, tiles: TileDelegate) -> None:
    """Drag the selected photos out of a view, until they are dropped."""
    data = photos.mimeData(view.selectionModel().selectedIndexes())
    drag = QDrag(view)
    drag.setMimeData(data)
    count = data.data(PHOTOS_MIME).count(b",") + 1
    drag.setPixmap(picture_of(view, tiles, count))
    drag.setHotSpot(BESIDE)
    drag.exec(Qt.DropAction.CopyAction)


def picture_of(view: QAbstractItemView, tiles: TileDelegate, count: int) -> QPixmap:
    """Return the current photo, small, with the number of dragged photos."""
    ratio = view.devicePixelRatioF()
    rect = QRect(0, 0, DRAG_PX, DRAG_PX * 3 // 4)
    picture = QPixmap(rect.size() * ratio)
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.setFont(view.font())
    tokens = tokens_for(view.palette())
    row = view.currentIndex().data(PhotoRole.ROW)
    if row is not None:
        tiles.paint_picture(painter, row, rect, tokens)
    if count > 1:
        tiles.paint_count(painter, rect, count, tokens)
    painter.end()
    return picture
