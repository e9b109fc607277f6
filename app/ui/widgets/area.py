"""An area in one colour.

``QPainter.fillRect`` takes gradients by name, too: the first call of a process makes an object of
each of their two hundred names, and the window stands still for 20 ms.
"""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter


def paint_area(painter: QPainter, area: QRect | QRectF, colour: QColor | str) -> None:
    """Fill an area; pen and brush of the painter stay as they are."""
    pen, brush = painter.pen(), painter.brush()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colour))
    painter.drawRect(area)
    painter.setPen(pen)
    painter.setBrush(brush)
