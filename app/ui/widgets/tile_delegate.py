"""Paints one tile: thumbnail, mark, scene, similarity, stars and flag."""

from __future__ import annotations

from PySide6.QtCore import (
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPainterPath, QPen, QPixmap
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.core.collecting.ratings import Flag
from app.core.records import PhotoRow
from app.core.types import UNDECIDED, Status
from app.ui.icons import paint_icon
from app.ui.models.photo_list import PhotoRole
from app.ui.models.scene_book import SceneBook
from app.ui.models.thumbnails import Pixmaps
from app.ui.theme import Tokens, tokens_for
from app.ui.widgets.companion_marks import paint_companions
from app.ui.widgets.marks import paint_mark
from app.ui.widgets.rating_marks import paint_rating
from app.ui.wording import score, shows_no_scene, tag_text

MARGIN = 6
CAPTION = 26
CAPTION_SCALE = 0.92
NUMBER_SHARE = 0.45
RADIUS = 6.0
MARK = 16
# What is away, or rejected, is painted so.
FAINT = 0.45


class TileDelegate(QStyledItemDelegate):
    """A tile of the grid or the filmstrip.

    Attributes
    ----------
    thumbnail_px : int
        Width of the picture in logical pixels; its height is three quarters of it.
    whole : bool
        Show the whole photo instead of filling the tile.
    """

    def __init__(
        self, scenes: SceneBook, thumbnails: Pixmaps, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._scenes = scenes
        self._thumbnails = thumbnails
        self.thumbnail_px = 176
        self.whole = False

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """Return the size of every tile."""
        return self.tile_size(option.fontMetrics)

    def tile_size(self, metrics: QFontMetrics) -> QSize:
        """Return the size of a tile with its caption, for this font."""
        caption = max(CAPTION, metrics.height() + 10)
        return QSize(
            self.thumbnail_px + 2 * MARGIN, self.thumbnail_px * 3 // 4 + caption + 2 * MARGIN
        )

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Paint the tile."""
        row: PhotoRow | None = index.data(PhotoRole.ROW)
        tokens = tokens_for(option.palette)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        cell = option.rect.adjusted(2, 2, -2, -2)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        if selected or hovered:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.accent_soft if selected else tokens.hover))
            painter.drawRoundedRect(cell, RADIUS + 2, RADIUS + 2)
        width = option.rect.width() - 2 * MARGIN
        caption = option.rect.height() - 2 * MARGIN - width * 3 // 4
        caption = max(caption, CAPTION)
        picture = QRect(
            option.rect.left() + MARGIN,
            option.rect.top() + MARGIN,
            width,
            option.rect.height() - 2 * MARGIN - caption,
        )
        if row is not None:
            self.paint_picture(painter, row, picture, tokens)
            paint_rating(painter, row, QPointF(picture.left() + 5, picture.bottom() - 4), tokens)
            paint_companions(painter, row, picture, tokens)
            folded = index.data(PhotoRole.FOLDED)
            if folded > 1:
                self.paint_count(painter, picture, folded, tokens)
            text = QRect(picture.left() + 2, picture.bottom() + 1, width - 4, caption)
            painter.setFont(option.font)
            number = spread_of(index.data(PhotoRole.SPREAD)) or number_of(row)
            self._paint_caption(painter, row, number, text, tokens)
        if selected:
            painter.setPen(QPen(QColor(tokens.accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(cell, RADIUS + 2, RADIUS + 2)
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(QColor(tokens.text), 1, Qt.PenStyle.DotLine))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(cell).adjusted(3, 3, -3, -3), RADIUS, RADIUS)
        painter.restore()

    def paint_picture(self, painter: QPainter, row: PhotoRow, rect: QRect, tokens: Tokens) -> None:
        """Paint the thumbnail, or what stands for it."""
        ratio = painter.device().devicePixelRatio()
        side = int(max(rect.width(), rect.height()) * ratio)
        pixmap = self._thumbnails.get(row.content_hash, side)
        frame = QPainterPath()
        if pixmap is None:
            frame.addRoundedRect(QRectF(rect), RADIUS, RADIUS)
            painter.fillPath(frame, QColor(tokens.tile))
            name = "warning" if row.status is Status.FAILED else "loupe"
            icon = QRectF(0, 0, 28, 28)
            icon.moveCenter(QRectF(rect).center())
            paint_icon(painter, name, icon, tokens.muted)
            return
        target = fitted(pixmap, rect) if self.whole else rect
        frame.addRoundedRect(QRectF(target), RADIUS, RADIUS)
        painter.save()
        painter.setClipPath(frame)
        if row.missing or row.flag is Flag.REJECT:
            painter.setOpacity(FAINT)
        source = pixmap.rect() if self.whole else cropped(pixmap, rect)
        painter.drawPixmap(target, pixmap, source)
        painter.restore()
        if row.missing:
            badge = QRectF(rect.right() - 27, rect.top() + 5, 22, 22)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.window))
            painter.drawEllipse(badge)
            paint_icon(painter, "offline", badge.adjusted(4, 4, -4, -4), tokens.muted)

    def paint_count(self, painter: QPainter, rect: QRect, count: int, tokens: Tokens) -> None:
        """Paint how many photos it stands for, in the corner."""
        text = str(count)
        width = painter.fontMetrics().horizontalAdvance(text) + 32
        badge = QRectF(rect.right() - width - 4, rect.top() + 6, width, 22)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.window))
        painter.drawRoundedRect(badge, 11, 11)
        icon = QRectF(badge.left() + 7, badge.top() + 4, 14, 14)
        paint_icon(painter, "stack", icon, tokens.text)
        painter.setPen(QColor(tokens.text))
        painter.drawText(badge.adjusted(24, 0, -6, 0), Qt.AlignmentFlag.AlignCenter, text)

    def _paint_caption(
        self, painter: QPainter, row: PhotoRow, number: str, rect: QRect, tokens: Tokens
    ) -> None:
        mark = QRectF(rect.left(), rect.center().y() - MARK / 2 + 1, MARK, MARK)
        paint_mark(painter, row.status, mark, tokens)
        font = QFont(painter.font())
        font.setPointSizeF(font.pointSizeF() * CAPTION_SCALE)
        if row.status is Status.LABELLED:
            font.setWeight(QFont.Weight.DemiBold)
        painter.setFont(font)
        metrics = QFontMetrics(font)
        left = rect.left() + MARK + 6
        right = rect.right()
        width = metrics.horizontalAdvance(number)
        # On a small tile the name comes before the numbers of many.
        if number and width < NUMBER_SHARE * rect.width():
            painter.setPen(QColor(tokens.muted))
            where = QRect(right - width, rect.top(), width, rect.height())
            painter.drawText(where, Qt.AlignmentFlag.AlignVCenter, number)
            right -= width + 8
        text = tag_text(row, self._scenes) or _file_name(row.path)
        elided = metrics.elidedText(text, Qt.TextElideMode.ElideRight, right - left)
        painter.setPen(QColor(tokens.text if row.status is not Status.FAILED else tokens.danger))
        painter.drawText(
            QRect(left, rect.top(), right - left, rect.height()),
            Qt.AlignmentFlag.AlignVCenter,
            elided,
        )


def number_of(row: PhotoRow) -> str:
    """Return the similarity to show; none after a person's word, or to a scene it hardly shows."""
    scored = row.status in (Status.ACCEPTED, *UNDECIDED) and row.similarity is not None
    scored = scored and not shows_no_scene(row)
    return score(row.similarity) if scored else ""


def spread_of(spread: tuple[float, float] | None) -> str:
    """Return the similarities of look-alikes, from the lowest to the highest."""
    if spread is None:
        return ""
    low, high = score(spread[0]), score(spread[1])
    return low if low == high else f"{low}–{high}"


def _file_name(path: str) -> str:
    return path.replace("\\", "/").rsplit("/", 1)[-1]


def cropped(pixmap: QPixmap, rect: QRect) -> QRect:
    """Return the middle of a pixmap that has the shape of the rectangle."""
    size = rect.size().scaled(pixmap.size(), Qt.AspectRatioMode.KeepAspectRatio)
    cut = QRect(0, 0, size.width(), size.height())
    cut.moveCenter(pixmap.rect().center())
    return cut


def fitted(pixmap: QPixmap, rect: QRect) -> QRect:
    """Return the largest rectangle of the pixmap's shape inside the rectangle."""
    size = pixmap.size().scaled(rect.size(), Qt.AspectRatioMode.KeepAspectRatio)
    fitted = QRect(0, 0, size.width(), size.height())
    fitted.moveCenter(rect.center())
    return fitted
