"""Photos that are dragged: onto a scene as photos, onto another program as files that it may copy.

Under the pointer they are small and beside it, never over their target. Only copying is offered, so
that no program can move an original away.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QMimeData, QModelIndex, QPoint, QRect, Qt, QUrl
from PySide6.QtGui import QDrag, QPainter, QPixmap
from PySide6.QtWidgets import QAbstractItemView

from app.ui.models.photo_list import PHOTOS_MIME, PhotoListModel, PhotoRole
from app.ui.theme import tokens_for
from app.ui.widgets.tile_delegate import TileDelegate

DRAG_PX = 88
BESIDE = QPoint(-14, -10)


def drag_photos(view: QAbstractItemView, photos: PhotoListModel, tiles: TileDelegate) -> None:
    """Drag the selected photos out of a view, until they are dropped."""
    data = dragged_data(photos, view.selectionModel().selectedIndexes())
    drag = QDrag(view)
    drag.setMimeData(data)
    count = data.data(PHOTOS_MIME).count(b",") + 1
    drag.setPixmap(picture_of(view, tiles, count))
    drag.setHotSpot(BESIDE)
    drag.exec(Qt.DropAction.CopyAction)


def dragged_data(photos: PhotoListModel, indexes: Sequence[QModelIndex]) -> QMimeData:
    """Return photos for our own scenes, and the files of those that are there for all others."""
    data = photos.mimeData(indexes)
    ids = [int(photo) for photo in bytes(data.data(PHOTOS_MIME).data()).split(b",") if photo]
    there = [row.path for row in photos.records(ids) if not row.missing]
    if there:
        data.setUrls([QUrl.fromLocalFile(path) for path in there])
    return data


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
