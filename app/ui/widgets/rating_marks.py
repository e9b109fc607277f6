"""Stars and flag of a photo, small: on tiles, in the loupe, in panels."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPolygonF

from app.core.collecting.ratings import Flag
from app.core.records import PhotoRow
from app.ui.icons import paint_icon
from app.ui.theme import Tokens

STAR_PX = 10
FLAG_PX = 14
HEIGHT_PX = 20
_INNER = 0.42


def star(middle: QPointF, radius: float) -> QPolygonF:
    """Return a star of five points that stands upright."""
    points = []
    for k in range(10):
        angle = -math.pi / 2 + k * math.pi / 5
        length = radius if k % 2 == 0 else radius * _INNER
        points.append(middle + QPointF(math.cos(angle), math.sin(angle)) * length)
    return QPolygonF(points)


def badge_width(row: PhotoRow) -> int:
    """Return the room that the badge takes, 0 where there is nothing to show."""
    flag = FLAG_PX if row.flag is not Flag.NONE else 0
    stars = row.stars * (STAR_PX + 2)
    gap = 3 if flag and stars else 0
    return flag + stars + gap + 12 if flag or stars else 0


def paint_rating(painter: QPainter, row: PhotoRow, place: QPointF, tokens: Tokens) -> None:
    """Paint flag and stars on a ground of their own, its lower left corner at ``place``."""
    width = badge_width(row)
    if not width:
        return
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    badge = QRectF(place.x(), place.y() - HEIGHT_PX, width, HEIGHT_PX)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(tokens.window))
    painter.drawRoundedRect(badge, HEIGHT_PX / 2, HEIGHT_PX / 2)
    left, middle = badge.left() + 6, badge.center().y()
    if row.flag is not Flag.NONE:
        is_picked = row.flag is Flag.PICK
        sign = QRectF(left, middle - FLAG_PX / 2, FLAG_PX, FLAG_PX)
        name, color = ("flag", tokens.text) if is_picked else ("flag-reject", tokens.danger)
        paint_icon(painter, name, sign, color)
        left += FLAG_PX + 3
    painter.setBrush(QColor(tokens.text))
    for number in range(row.stars):
        centre = QPointF(left + number * (STAR_PX + 2) + STAR_PX / 2, middle + 0.5)
        painter.drawPolygon(star(centre, STAR_PX / 2))
    painter.restore()
