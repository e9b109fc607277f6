"""A few photos in a row, such as the nearest samples of a scene."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from app.core.records import PhotoRow
from app.ui.models.thumbnails import ThumbnailLoader
from app.ui.theme import tokens_for
from app.ui.widgets.plain_text import plain_tip
from app.ui.widgets.tile_delegate import cropped
from app.ui.wording import score


class SampleStrip(QWidget):
    """Thumbnails with their similarity under them; ``choosable`` ones are reached by keys, too.

    Signals
    -------
    photo_chosen : (int)
        A photo was clicked.
    """

    photo_chosen = Signal(int)

    def __init__(
        self,
        thumbnails: ThumbnailLoader,
        columns: int = 3,
        *,
        choosable: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._thumbnails = thumbnails
        self._columns = columns
        self._choosable = choosable
        self._photos: list[tuple[PhotoRow, float | None]] = []
        self._current = 0
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        thumbnails.arrived.connect(self._on_thumbnail_arrived)

    def show_photos(self, photos: list[tuple[PhotoRow, float | None]]) -> None:
        """Show photos with a number each (or None)."""
        self._photos = photos
        self._current = 0
        reachable = self._choosable and bool(photos)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus if reachable else Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(", ".join(p.path.rsplit("/", 1)[-1] for p, _ in photos))
        self.updateGeometry()
        self.update()

    def set_columns(self, columns: int) -> None:
        """Lay the tiles out in so many columns."""
        if columns != self._columns:
            self._columns = columns
            self.updateGeometry()
            self.update()

    def hasHeightForWidth(self) -> bool:
        """Say that the tiles keep their shape."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height of all rows of tiles."""
        rows = -(-len(self._photos) // self._columns)
        return rows * self._tile_height(width) if rows else 0

    def sizeHint(self) -> QSize:
        """Return a size for a usual width."""
        return QSize(240, self.heightForWidth(240))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the thumbnails."""
        tokens = tokens_for(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        for at, (row, number) in enumerate(self._photos):
            rect = self._rect(at)
            path = QPainterPath()
            path.addRoundedRect(QRectF(rect), 4, 4)
            side = int(rect.width() * self.devicePixelRatioF())
            pixmap = self._thumbnails.get(row.content_hash, side)
            if pixmap is None:
                painter.fillPath(path, QColor(tokens.tile))
            else:
                painter.save()
                painter.setClipPath(path)
                painter.drawPixmap(rect, pixmap, cropped(pixmap, rect))
                painter.restore()
            if number is not None:
                painter.setPen(QColor(tokens.muted))
                below = QRect(rect.left(), rect.bottom() + 1, rect.width(), self._text_height())
                painter.drawText(below, Qt.AlignmentFlag.AlignCenter, score(number))
            if self.hasFocus() and at == self._current:
                painter.setPen(QPen(QColor(tokens.accent), 3))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(QRectF(rect).adjusted(1.5, 1.5, -1.5, -1.5), 4, 4)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move with the arrows, choose with Enter or Space."""
        steps = {
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Up: -self._columns,
            Qt.Key.Key_Down: self._columns,
        }
        key = Qt.Key(event.key())
        if key in steps and self._photos:
            self._current = max(0, min(len(self._photos) - 1, self._current + steps[key]))
            self.setAccessibleDescription(self._photos[self._current][0].path)
            self.update()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self._photos:
            self.photo_chosen.emit(self._photos[self._current][0].id)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the photo under the mouse."""
        at = self._at(event)
        if at is not None:
            self.photo_chosen.emit(self._photos[at][0].id)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Name the photo under the mouse."""
        at = self._at(event)
        if at is not None:
            QToolTip.showText(event.globalPosition().toPoint(), plain_tip(self._photos[at][0].path))

    def _at(self, event: QMouseEvent) -> int | None:
        point = event.position().toPoint()
        return next((n for n in range(len(self._photos)) if self._rect(n).contains(point)), None)

    def _text_height(self) -> int:
        has_numbers = any(number is not None for _, number in self._photos)
        return self.fontMetrics().height() + 4 if has_numbers else 4

    def _tile_height(self, width: int) -> int:
        return (width - 4 * (self._columns - 1)) // self._columns * 3 // 4 + self._text_height() + 4

    def _rect(self, at: int) -> QRect:
        width = (self.width() - 4 * (self._columns - 1)) // self._columns
        row, column = divmod(at, self._columns)
        top = row * self._tile_height(self.width())
        return QRect(column * (width + 4), top, width, width * 3 // 4)

    def _on_thumbnail_arrived(self, content_hash: str) -> None:
        if any(row.content_hash == content_hash for row, _ in self._photos):
            self.update()
