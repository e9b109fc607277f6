"""Where a photo lies in the loupe: fitted, or larger and moved. Geometry without painting."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF, QSizeF

MARGIN_PX = 16
# A small photo is enlarged a little, so that something can be seen of it.
FITTED_AT_MOST = 4.0
ZOOM_AT_MOST = 8.0
ZOOM_STEP = 1.25

Box = tuple[float, float, float, float]
# Scale for a photo of one megapixel (0 is fitted), and the point of it in the middle, as shares.
Place = tuple[float, float, float]


class Zoom:
    """One photo in one widget.

    Attributes
    ----------
    photo : QSizeF
        The whole photo, in its own pixels.
    area : QRectF
        The widget, in its pixels.
    scale : float
        Pixels of the widget for one of the photo; 0 while it is fitted.
    """

    def __init__(self) -> None:
        self.photo = QSizeF()
        self.area = QRectF()
        self.scale = 0.0
        self._offset = QPointF()

    def fit(self) -> None:
        """Show the whole photo."""
        self.scale = 0.0
        self._offset = QPointF()

    def fitted(self) -> float:
        """Return the scale at which the whole photo is seen."""
        if self.photo.isEmpty():
            return 1.0
        room = self.area.adjusted(MARGIN_PX, MARGIN_PX, -MARGIN_PX, -MARGIN_PX)
        across = max(1.0, room.width()) / self.photo.width()
        return min(across, max(1.0, room.height()) / self.photo.height(), FITTED_AT_MOST)

    def now(self) -> float:
        """Return the scale in force."""
        return self.scale or self.fitted()

    def rect(self) -> QRectF:
        """Return where the photo lies in the widget."""
        rect = QRectF(QPointF(), self.photo * self.now())
        rect.moveCenter(self.area.center() + self._offset)
        return rect

    def to(self, scale: float, around: QPointF) -> None:
        """Change the scale; what is under ``around`` stays there. Small enough means fitted."""
        before, middle = self.now(), self.rect().center()
        scale = min(scale, max(ZOOM_AT_MOST, self.fitted()))
        if scale <= self.fitted():
            self.fit()
            return
        self.scale = scale
        self._offset = around + (middle - around) * (scale / before) - self.area.center()
        self._keep_inside()

    def move(self, by: QPointF) -> None:
        """Move the photo, never beyond its edges."""
        self._offset += by
        self._keep_inside()

    def place(self) -> Place:
        """Return what is looked at, so that another photo can be looked at in the same way."""
        rect, middle = self.rect(), self.area.center()
        if not self.scale or rect.isEmpty():
            return 0.0, 0.5, 0.5
        across = (middle.x() - rect.left()) / rect.width()
        return self.scale * self._side(), across, (middle.y() - rect.top()) / rect.height()

    def take(self, place: Place) -> None:
        """Look at the same place, as large as it is seen there: of a smaller copy, magnified."""
        scale, across, down = place
        if not scale or self.photo.isEmpty():
            self.fit()
            return
        self.scale = max(scale / self._side(), self.fitted())
        size = self.photo * self.scale
        self._offset = QPointF((0.5 - across) * size.width(), (0.5 - down) * size.height())
        self._keep_inside()

    def _side(self) -> float:
        """Return the side of a square of as many megapixels as the photo has."""
        return math.sqrt(self.photo.width() * self.photo.height() / 1e6)

    def part(self, margin: float) -> Box:
        """Return what is seen, and ``margin`` of the widget around it, as shares of the photo."""
        rect = self.rect()
        if rect.isEmpty():
            return 0.0, 0.0, 1.0, 1.0
        across, down = self.area.width() * margin, self.area.height() * margin
        seen = self.area.adjusted(-across, -down, across, down).intersected(rect)
        return (
            (seen.left() - rect.left()) / rect.width(),
            (seen.top() - rect.top()) / rect.height(),
            (seen.right() - rect.left()) / rect.width(),
            (seen.bottom() - rect.top()) / rect.height(),
        )

    def rect_of(self, box: Box) -> QRectF:
        """Return where a part of the photo lies in the widget."""
        rect = self.rect()
        return QRectF(
            QPointF(rect.left() + box[0] * rect.width(), rect.top() + box[1] * rect.height()),
            QPointF(rect.left() + box[2] * rect.width(), rect.top() + box[3] * rect.height()),
        )

    def _keep_inside(self) -> None:
        size = self.photo * self.now()
        across = max(0.0, (size.width() - self.area.width()) / 2)
        down = max(0.0, (size.height() - self.area.height()) / 2)
        self._offset.setX(min(across, max(-across, self._offset.x())))
        self._offset.setY(min(down, max(-down, self._offset.y())))
