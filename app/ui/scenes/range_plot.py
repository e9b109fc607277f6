"""The histogram of a scene with two handles.

Upwards the photos that the program tagged or rejected, downwards those that the person labelled.
What the range accepts and what the person said yes to is filled; the other halves are hollow, so
that colour alone says nothing. The plot library is imported when the first plot is made.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QPen
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from app.ui.scenes.range_preview import HistogramPart, RangePreview
from app.ui.theme import Tokens, tokens_for

KEY_STEP = 0.01
_UP, _DOWN = (HistogramPart.ACCEPTED, HistogramPart.REJECTED), (HistogramPart.YES, HistogramPart.NO)
_FILLED = (HistogramPart.ACCEPTED, HistogramPart.YES)


def part_colour(part: HistogramPart, tokens: Tokens) -> str:
    """Return the colour of a part."""
    return {
        HistogramPart.ACCEPTED: tokens.accepted,
        HistogramPart.REJECTED: tokens.review,
        HistogramPart.YES: tokens.person,
        HistogramPart.NO: tokens.danger,
    }[part]


class RangePlot(QFrame):
    """The plot. Left and Right move the low handle, with Shift the high one.

    Signals
    -------
    range_moved : (float, float, bool)
        The handles are at low and high; True when the low one moved last.
    """

    range_moved = Signal(float, float, bool)

    _is_whole = False

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        import pyqtgraph as pg

        self._pg = pg
        self._preview: RangePreview | None = None
        self._bars: list[Any] = []
        self.setProperty("role", "card")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.view = pg.PlotWidget()
        self.view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.view.setMenuEnabled(False)
        self.view.hideButtons()
        self.view.setMouseEnabled(x=False, y=False)
        self.view.getAxis("left").setStyle(showValues=False)
        self.view.getAxis("left").setWidth(8)
        self.view.setAntialiasing(True)
        self.region = pg.LinearRegionItem(swapMode="block")
        self.region.setZValue(10)
        self.view.addItem(self.region)
        self.region.sigRegionChanged.connect(self._on_region_changed)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 4)
        layout.addWidget(self.view)
        self.setFixedHeight(248)
        self._shown = (0.0, 1.0)
        self._is_whole = True
        self._paint()

    def stop(self) -> None:
        """Take the plot apart while Python still holds its items: Qt alone crashes over them."""
        if self._is_whole:
            self._is_whole = False
            self.region.sigRegionChanged.disconnect(self._on_region_changed)
            self.view.close()

    def show_preview(self, preview: RangePreview) -> None:
        """Draw another scene."""
        self._preview = preview
        self.view.setXRange(preview.start, preview.end, padding=0.02)
        self.region.setBounds((preview.start, preview.end))
        self.set_range(preview.low, preview.high)
        self._draw()

    def set_range(self, low: float, high: float) -> None:
        """Put the handles, without telling about it."""
        self._shown = (low, high)
        self.region.blockSignals(True)
        self.region.setRegion((low, high))
        self.region.blockSignals(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move a handle by one hundredth, ten with Ctrl."""
        sign = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if sign is None or self._preview is None:
            super().keyPressEvent(event)
            return
        step = KEY_STEP * (10 if event.modifiers() & Qt.KeyboardModifier.ControlModifier else 1)
        low, high = self._shown
        start, end = self._preview.start, self._preview.end
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            high = min(end, max(low, high + sign * step))
            is_low = False
        else:
            low = max(start, min(high, low + sign * step))
            is_low = True
        self.set_range(low, high)
        self.range_moved.emit(low, high, is_low)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the focus."""
        super().focusInEvent(event)
        self._paint()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Hide the focus."""
        super().focusOutEvent(event)
        self._paint()

    def changeEvent(self, event: QEvent) -> None:
        """Draw in the colours of another theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self._is_whole:
            self._paint()
            self._draw()

    def _on_region_changed(self) -> None:
        low, high = self.region.getRegion()
        is_low = abs(low - self._shown[0]) >= abs(high - self._shown[1])
        self._shown = (low, high)
        self.range_moved.emit(low, high, is_low)

    def _paint(self) -> None:
        if not self._is_whole:
            return
        tokens = tokens_for(self.palette())
        self.view.setBackground(tokens.surface)
        axis = self.view.getAxis("bottom")
        axis.setPen(self._pg.mkPen(tokens.border))
        axis.setTextPen(self._pg.mkPen(tokens.muted))
        axis.setTickFont(self.font())
        self.view.getAxis("left").setPen(self._pg.mkPen(tokens.surface))
        shade = QColor(tokens.accent)
        shade.setAlpha(34)
        self.region.setBrush(shade)
        self.region.setHoverBrush(shade)
        for line in self.region.lines:
            line.setPen(self._pg.mkPen(tokens.accent, width=4 if self.hasFocus() else 2))
            line.setHoverPen(self._pg.mkPen(tokens.text, width=4))

    def _draw(self) -> None:
        for bar in self._bars:
            self.view.removeItem(bar)
        self._bars = []
        if self._preview is None:
            return
        tokens = tokens_for(self.palette())
        for parts, sign in ((_UP, 1.0), (_DOWN, -0.6)):
            histograms = {part: self._preview.histogram(part) for part in parts}
            total = np.sum([counts for counts, _ in histograms.values()], axis=0)
            # The root keeps a few answers visible beside hundreds of photos.
            peak = max(float(np.sqrt(np.max(total))), 1.0)
            base = np.zeros(len(total))
            for part, (counts, edges) in histograms.items():
                top = np.sqrt(base + counts)
                self._add_bars(part, np.sqrt(base) / peak * sign, top / peak * sign, edges, tokens)
                base = base + counts
        self.view.setYRange(-0.62, 1.02, padding=0)

    def _add_bars(
        self, part: HistogramPart, bottom: Any, top: Any, edges: Any, tokens: Tokens
    ) -> None:
        shown = np.flatnonzero(bottom != top)
        if not len(shown):
            return
        color = QColor(part_colour(part, tokens))
        fill = QColor(color)
        fill.setAlpha(210 if part in _FILLED else 30)
        pen = QPen(color, 1)
        pen.setCosmetic(True)
        width = (edges[1] - edges[0]) * 0.86
        bars = self._pg.BarGraphItem(
            x=(edges[:-1] + edges[1:])[shown] / 2,
            width=width,
            y0=bottom[shown],
            y1=top[shown],
            brush=fill,
            pen=pen,
        )
        self.view.addItem(bars)
        self._bars.append(bars)
