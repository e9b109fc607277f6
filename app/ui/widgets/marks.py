"""The mark of a photo: a shape a status, so that colour alone says nothing."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF

from app.core.types import Status
from app.ui.theme import Tokens


def mark_colour(status: Status, tokens: Tokens) -> str:
    """Return the colour that goes with a status."""
    return {
        Status.ACCEPTED: tokens.accepted,
        Status.COARSE: tokens.accepted,
        Status.REJECTED: tokens.review,
        Status.LABELLED: tokens.person,
        Status.FAILED: tokens.danger,
        Status.WAITING: tokens.muted,
    }[status]


def paint_mark(painter: QPainter, status: Status, rect: QRectF, tokens: Tokens) -> None:
    """Paint a tick, a tick in an open ring, a question, a person, an exclamation, or dots."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(rect.topLeft())
    painter.scale(rect.width() / 16, rect.height() / 16)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(mark_colour(status, tokens)))
    paint = {
        Status.ACCEPTED: _tick,
        Status.COARSE: _open_tick,
        Status.REJECTED: _question,
        Status.LABELLED: _person,
        Status.FAILED: _warning,
        Status.WAITING: _dots,
    }[status]
    paint(painter, QColor(tokens.window))
    painter.restore()


def _line(painter: QPainter, color: QColor, width: float = 1.8) -> None:
    pen = QPen(color, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)


def _tick(painter: QPainter, inside: QColor) -> None:
    painter.drawEllipse(QRectF(0.5, 0.5, 15, 15))
    _line(painter, inside)
    painter.drawPolyline(QPolygonF([QPointF(4.6, 8.3), QPointF(7.1, 10.8), QPointF(11.5, 5.6)]))


def _open_tick(painter: QPainter, inside: QColor) -> None:
    """Paint what is known as far as it goes: a tick in a ring that is not closed."""
    _line(painter, painter.brush().color(), 1.7)
    painter.drawArc(QRectF(1.2, 1.2, 13.6, 13.6), 75 * 16, 290 * 16)
    painter.drawPolyline(QPolygonF([QPointF(4.9, 8.3), QPointF(7.2, 10.6), QPointF(11.2, 5.8)]))


def _question(painter: QPainter, inside: QColor) -> None:
    painter.drawRoundedRect(QRectF(0.8, 0.8, 14.4, 14.4), 3.6, 3.6)
    _line(painter, inside, 1.7)
    path = QPainterPath(QPointF(5.4, 6.0))
    path.cubicTo(QPointF(5.5, 2.8), QPointF(10.8, 3.0), QPointF(10.5, 6.1))
    path.cubicTo(QPointF(10.3, 7.8), QPointF(8, 7.6), QPointF(8, 9.6))
    painter.drawPath(path)
    painter.drawPoint(QPointF(8, 12.4))


def _person(painter: QPainter, inside: QColor) -> None:
    painter.drawEllipse(QRectF(4.4, 0.6, 7.2, 7.2))
    path = QPainterPath(QPointF(0.8, 15.6))
    path.cubicTo(QPointF(1.2, 7.2), QPointF(14.8, 7.2), QPointF(15.2, 15.6))
    path.closeSubpath()
    painter.drawPath(path)


def _warning(painter: QPainter, inside: QColor) -> None:
    painter.drawPolygon(QPolygonF([QPointF(8, 0.5), QPointF(16, 15), QPointF(0, 15)]))
    _line(painter, inside)
    painter.drawLine(QPointF(8, 5.8), QPointF(8, 9.8))
    painter.drawPoint(QPointF(8, 12.4))


def _dots(painter: QPainter, inside: QColor) -> None:
    for left in (0.8, 6.2, 11.6):
        painter.drawEllipse(QRectF(left, 6.2, 3.6, 3.6))
