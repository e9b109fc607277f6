"""An area is filled to its edges, and never in the way that costs a new process 20 ms."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter

import app.ui
from app.ui.widgets.area import paint_area


@pytest.mark.parametrize("area", [QRect(1, 2, 3, 4), QRectF(1, 2, 3, 4)])
def test_an_area_is_filled_and_no_more(area: QRect | QRectF) -> None:
    image = QImage(8, 8, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    painter.setPen(QColor("red"))
    painter.setBrush(QColor("green"))
    paint_area(painter, area, "#0000ff")
    assert painter.pen().color() == QColor("red")
    assert painter.brush().color() == QColor("green")
    painter.end()
    blue = {(x, y) for x in range(8) for y in range(8) if image.pixelColor(x, y) == "#0000ff"}
    assert blue == {(x, y) for x in range(1, 4) for y in range(2, 6)}


def test_nothing_in_the_window_is_filled_otherwise() -> None:
    (room,) = app.ui.__path__
    modules = list(Path(room).rglob("*.py"))
    assert len(modules) > 100
    assert [m.name for m in modules if "painter.fillRect(" in m.read_text("utf-8")] == []
