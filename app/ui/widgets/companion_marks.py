"""What belongs to a photo, on its tile: a raw file, a film."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter

from app.core.records import PhotoRow
from app.ui.theme import Tokens
from app.ui.wording import companion_words

_HEIGHT = 18
_SCALE = 0.78


def paint_companions(painter: QPainter, row: PhotoRow, picture: QRect, tokens: Tokens) -> None:
    """Paint a small plate for each word, from the upper left corner of the picture on."""
    words = companion_words(row)
    if not words:
        return
    painter.save()
    font = QFont(painter.font())
    font.setPointSizeF(font.pointSizeF() * _SCALE)
    font.setWeight(QFont.Weight.DemiBold)
    painter.setFont(font)
    height = max(_HEIGHT, painter.fontMetrics().height() + 2)
    left = picture.left() + 5.0
    for word in words:
        width = painter.fontMetrics().horizontalAdvance(word) + 12
        plate = QRectF(left, picture.top() + 5, width, height)
        if plate.right() > picture.right():
            break
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.window))
        painter.drawRoundedRect(plate, 4, 4)
        painter.setPen(QColor(tokens.text))
        painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, word)
        left += width + 4
    painter.restore()
