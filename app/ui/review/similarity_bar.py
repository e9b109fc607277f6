"""The similarity as a bar, with the scene's range drawn on it."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui.theme import tokens_for
from app.ui.wording import apart


class SimilarityBar(QWidget):
    """A scale from 0 to 1: the range as a band, the photo as a pointer with its number."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._value: float | None = None
        self._low: float | None = None
        self._high: float | None = None
        self._texts = apart(None, None, None)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_values(self, value: float | None, low: float | None, high: float | None) -> None:
        """Show a similarity and a range."""
        self._value, self._low, self._high = value, low, high
        self._texts = apart(value, low, high)
        spoken = self.tr("Similarity {score}, range {low} to {high}")
        shown, start, end = self._texts
        self.setAccessibleName(spoken.format(score=shown, low=start, high=end))
        self.update()

    def sizeHint(self) -> QSize:
        """Room for the number above the bar and the range's ends below it."""
        return QSize(200, 26 + 2 * self.fontMetrics().height())

    def _scale(self) -> tuple[float, float]:
        """Return the ends of the scale: 0 to 1, wider where a number lies outside."""
        numbers = [v for v in (self._value, self._low, self._high) if v is not None]
        return min([0.0, *numbers]), max([1.0, *(min(v, 1.5) for v in numbers)])

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint scale, band and pointer."""
        tokens = tokens_for(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        text = self.fontMetrics().height()
        track = QRectF(8, text + 10, self.width() - 16, 8)
        start, end = self._scale()

        def place(value: float) -> float:
            inside = max(start, min(end, value))
            return track.left() + (inside - start) / (end - start) * track.width()

        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.raised))
        painter.drawRoundedRect(track, 4, 4)
        inside = False
        if self._low is not None and self._high is not None:
            left, right = place(self._low), place(self._high)
            painter.setBrush(QColor(tokens.accepted))
            painter.setOpacity(0.35)
            painter.drawRect(QRectF(left, track.top(), max(2.0, right - left), track.height()))
            painter.setOpacity(1.0)
            painter.drawRect(QRectF(left - 1, track.top() - 3, 2, track.height() + 6))
            painter.drawRect(QRectF(right - 1, track.top() - 3, 2, track.height() + 6))
            painter.setPen(QColor(tokens.muted))
            below = track.bottom() + 4
            self._write(painter, left, below, self._texts[1])
            if right - left > 48:
                self._write(painter, right, below, self._texts[2])
            if self._value is not None:
                inside = self._low <= self._value <= self._high
        if self._value is not None:
            at = place(self._value)
            color = QColor(tokens.accepted if inside else tokens.review)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(color)
            top = track.top() - 2
            painter.drawPolygon(
                QPolygonF(
                    [QPointF(at - 5, top - 6), QPointF(at + 5, top - 6), QPointF(at, top + 1)]
                )
            )
            painter.drawRect(QRectF(at - 1, top, 2, track.height() + 4))
            font = painter.font()
            font.setBold(True)
            painter.setFont(font)
            painter.setPen(QColor(tokens.text))
            self._write(painter, at, 0, self._texts[0])

    def _write(self, painter: QPainter, middle: float, top: float, text: str) -> None:
        width = painter.fontMetrics().horizontalAdvance(text) + 2
        left = max(0.0, min(self.width() - width, middle - width / 2))
        height = painter.fontMetrics().height()
        painter.drawText(QRectF(left, top, width, height), Qt.AlignmentFlag.AlignCenter, text)
