"""Paints one photo of a sheet; a mark is a shape and a change of light, never colour alone."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem

from app.core.records import PhotoRow
from app.ui.review.sheets.marked_photos import SheetRole
from app.ui.theme import Tokens, tokens_for
from app.ui.widgets.tile_delegate import RADIUS, TileDelegate

GAP_PX = 3
# Of a photo that is marked as not of the sheet, so that it steps back and can still be seen.
DIMMED = 0.25
DISC_SHARE, LARGEST_DISC_PX, SMALLEST_DISC_PX = 0.34, 72, 28
CORNER_PX = 4


class SheetTile(TileDelegate):
    """A photo without words: dimmed under a cross where it is not, with a tick where it is."""

    def tile_size(self, metrics: QFontMetrics) -> QSize:
        """Return the size of a tile with the gap around it."""
        return QSize(self.thumbnail_px + 2 * GAP_PX, self.thumbnail_px * 3 // 4 + 2 * GAP_PX)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Paint the tile."""
        row: PhotoRow | None = index.data(SheetRole.ROW)
        if row is None:
            return
        tokens = tokens_for(option.palette)
        marked, turned = bool(index.data(SheetRole.MARKED)), bool(index.data(SheetRole.TURNED))
        picture = option.rect.adjusted(GAP_PX, GAP_PX, -GAP_PX, -GAP_PX)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        if marked and not turned:
            self._paint_frame(painter, picture, tokens.tile, tokens.danger)
            painter.setOpacity(DIMMED)
        self.paint_picture(painter, row, picture, tokens)
        painter.setOpacity(1.0)
        if marked:
            _paint_disc(painter, picture, tokens, turned=turned)
        if option.state & QStyle.StateFlag.State_MouseOver:
            _paint_ring(painter, picture, tokens.outline, 2)
        if option.state & QStyle.StateFlag.State_HasFocus:
            _paint_ring(painter, picture, tokens.window, 5)
            _paint_ring(painter, picture, tokens.text, 3)
        painter.restore()

    def _paint_frame(self, painter: QPainter, rect: QRect, ground: str, border: str) -> None:
        painter.setPen(QPen(QColor(border), 2))
        painter.setBrush(QColor(ground))
        painter.drawRoundedRect(QRectF(rect), RADIUS, RADIUS)


def _paint_ring(painter: QPainter, rect: QRect, color: str, width_px: int) -> None:
    painter.setPen(QPen(QColor(color), width_px))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(QRectF(rect), RADIUS, RADIUS)


def _paint_disc(painter: QPainter, rect: QRect, tokens: Tokens, *, turned: bool) -> None:
    """Paint a cross in the middle of the photo, or a tick in its corner."""
    side = min(rect.width(), rect.height()) * DISC_SHARE
    side = max(SMALLEST_DISC_PX, min(LARGEST_DISC_PX, side))
    disc = QRectF(0, 0, side, side)
    if turned:
        disc.moveTopRight(QPointF(rect.right() - CORNER_PX, rect.top() + CORNER_PX))
        _paint_ring(painter, rect, tokens.accepted, 4)
    else:
        disc.moveCenter(QRectF(rect).center())
    painter.setPen(QPen(QColor(tokens.window), max(2.0, side / 16)))
    painter.setBrush(QColor(tokens.accepted if turned else tokens.danger))
    painter.drawEllipse(disc)
    line = QPen(QColor(tokens.window), side / 8, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)
    line.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(line)
    painter.setBrush(Qt.BrushStyle.NoBrush)

    def at(x: float, y: float) -> QPointF:
        return QPointF(disc.left() + x * side, disc.top() + y * side)

    if turned:
        painter.drawPolyline(QPolygonF([at(0.28, 0.52), at(0.44, 0.68), at(0.72, 0.35)]))
    else:
        painter.drawLine(at(0.33, 0.33), at(0.67, 0.67))
        painter.drawLine(at(0.67, 0.33), at(0.33, 0.67))
