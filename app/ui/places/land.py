"""The outlines of countries, ready to be painted: coarse for the earth, finer for a part of it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen, QPixmap, QPolygonF

from app.core.world.outlines import LARGE, SMALL, load_outlines
from app.ui.places.viewport import PointArray, Viewport, to_map
from app.ui.theme import Tokens

# From this width of the whole earth on the larger outlines are worth their time.
LARGE_FROM_PX = 4000


class Land:
    """Countries of both scales; the larger one is read when it is first seen."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._scales: dict[str, tuple[list[QPolygonF], PointArray]] = {}
        self._last: tuple[tuple[Viewport, float, str], QPixmap] | None = None

    def picture(self, view: Viewport, ratio: float, tokens: Tokens) -> QPixmap:
        """Return sea and land; painting them costs the most, so that the last picture is kept.

        ``ratio`` is how many pixels of the screen are one of the view.
        """
        key = view, ratio, tokens.window
        if self._last is None or self._last[0] != key:
            picture = QPixmap(round(view.width * ratio), round(view.height * ratio))
            picture.setDevicePixelRatio(ratio)
            picture.fill(QColor(tokens.window))
            painter = QPainter(picture)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self.paint(painter, view, QColor(tokens.hover), QColor(tokens.outline))
            painter.end()
            self._last = key, picture
        return self._last[1]

    def paint(self, painter: QPainter, view: Viewport, land: QColor, border: QColor) -> None:
        """Paint what is seen of them."""
        polygons, boxes = self._of(LARGE if view.scale >= LARGE_FROM_PX else SMALL)
        left, top = view.point(0, 0)
        right, bottom = view.point(view.width, view.height)
        seen = (
            (boxes[:, 0] <= right)
            & (boxes[:, 2] >= left)
            & (boxes[:, 1] <= bottom)
            & (boxes[:, 3] >= top)
        )
        painter.save()
        painter.translate(view.width / 2, view.height / 2)
        painter.scale(view.scale, view.scale)
        painter.translate(-view.x, -view.y)
        pen = QPen(border)
        pen.setCosmetic(True)
        painter.setPen(pen)
        painter.setBrush(QBrush(land))
        for which in np.flatnonzero(seen):
            painter.drawPolygon(polygons[which], Qt.FillRule.OddEvenFill)
        painter.restore()

    def _of(self, scale: str) -> tuple[list[QPolygonF], PointArray]:
        if scale not in self._scales:
            rings = load_outlines(self._folder, scale).rings
            points = [to_map(ring[:, ::-1].astype(np.float64)) for ring in rings]
            polygons = [QPolygonF([QPointF(x, y) for x, y in ring.tolist()]) for ring in points]
            boxes = np.array([[*ring.min(axis=0), *ring.max(axis=0)] for ring in points])
            self._scales[scale] = polygons, boxes
        return self._scales[scale]
