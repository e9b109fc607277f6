"""How dots look, and which one lies under the pointer."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from app.core.search.forms import Box
from app.core.types import BoolArray
from app.ui.i18n import number
from app.ui.places.clusters import CELL_PX, Clusters
from app.ui.places.viewport import PointArray, Viewport, to_map
from app.ui.theme import Tokens

SMALLEST_PX, LARGEST_PX = 5.0, CELL_PX / 2 - 2
# How near a click must be.
NEAR_PX = 4.0
THOUSAND = 1000


def radii(clusters: Clusters) -> PointArray:
    """Return the radius of each dot in pixels: by the number of digits of its photos."""
    grown = SMALLEST_PX + 5.0 * np.log10(np.maximum(clusters.counts, 1))
    large = np.where(clusters.counts > 1, np.maximum(grown, 9.0), SMALLEST_PX)
    return np.minimum(large, LARGEST_PX)


def dot_at(clusters: Clusters, view: Viewport, at: QPointF) -> int | None:
    """Return the dot at a place of the widget; None where there is none."""
    if not len(clusters.counts):
        return None
    away = np.linalg.norm(view.place(clusters.points) - (at.x(), at.y()), axis=1)
    beyond = away - radii(clusters)
    nearest = int(np.argmin(beyond))
    return nearest if beyond[nearest] <= NEAR_PX else None


def paint_dots(
    painter: QPainter, clusters: Clusters, view: Viewport, chosen: Box | None, tokens: Tokens
) -> None:
    """Paint the dots that are seen, those in the chosen box filled the other way round."""
    places, sizes = view.place(clusters.points), radii(clusters)
    width, height = view.width + CELL_PX, view.height + CELL_PX
    seen = ((places > -CELL_PX) & (places < (width, height))).all(axis=1)
    inside = _inside(clusters, chosen)
    font = painter.font()
    font.setPointSizeF(max(7.0, font.pointSizeF() * 0.8))
    painter.setFont(font)
    for which in np.flatnonzero(seen):
        middle, size = QPointF(*places[which].tolist()), float(sizes[which])
        fill, letters = (
            (tokens.review, tokens.surface) if inside[which] else (tokens.accent, tokens.on_accent)
        )
        painter.setPen(QPen(QColor(tokens.surface), 1.5))
        painter.setBrush(QColor(fill))
        painter.drawEllipse(middle, size, size)
        count = int(clusters.counts[which])
        if count > 1:
            painter.setPen(QColor(letters))
            box = QRectF(middle.x() - CELL_PX, middle.y() - size, 2 * CELL_PX, 2 * size)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, short_number(count))


def rect_of(box: Box, view: Viewport) -> QRectF:
    """Return where a box of the earth is on the widget."""
    south, west, north, east = box
    corners = view.place(to_map(np.array([[north, west], [south, east]])))
    (left, top), (right, bottom) = corners.tolist()
    return QRectF(left, top, right - left, bottom - top)


def paint_box(painter: QPainter, part: QRectF, tokens: Tokens) -> None:
    """Paint what is chosen, or is being drawn."""
    ground = QColor(tokens.accent)
    ground.setAlpha(40)
    painter.setPen(QColor(tokens.accent))
    painter.setBrush(ground)
    painter.drawRect(part)


def short_number(count: int) -> str:
    """Write a count into a dot: ``12k`` from ten thousand on."""
    return number(count) if count < 10 * THOUSAND else f"{count // THOUSAND}k"


def _inside(clusters: Clusters, box: Box | None) -> BoolArray:
    if box is None:
        return np.zeros(len(clusters.counts), dtype=np.bool_)
    south, west, north, east = box
    low, high = clusters.boxes[:, :2], clusters.boxes[:, 2:]
    inside: BoolArray = (low >= (south, west)) & (high <= (north, east))
    return inside[:, 0] & inside[:, 1]
