"""How the strip looks: a bar a month, names where there is room, and the part that is seen."""

from __future__ import annotations

from PySide6.QtCore import QLocale, QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from app.core.calendar import MonthCount
from app.ui.browse.timeline.time_scale import TimeScale
from app.ui.theme import Tokens
from app.ui.widgets.area import paint_area

BAR_PX = 14
MARK_PX = 3
# Bars are not smaller, and leave a gap where they are larger than that.
LEAST_PX = 2.0


def paint_seen(
    painter: QPainter, scale: TimeScale, seen: tuple[int, int], width_px: int, tokens: Tokens
) -> None:
    """Paint the part of the list that is on the screen."""
    top, bottom = scale.place(seen[0]), scale.place(seen[1] + 1)
    part = QRectF(0, top, width_px, max(MARK_PX, bottom - top))
    paint_area(painter, part, tokens.accent_soft)
    paint_area(painter, QRectF(0, top, MARK_PX, part.height()), tokens.accent)


def paint_bars(painter: QPainter, scale: TimeScale, width_px: int, tokens: Tokens) -> None:
    """Paint a bar for each month, the longer the more photos it has."""
    most = max(month.photos for month in scale.months)
    for which, month in enumerate(scale.months):
        top, bottom = scale.edges(which)
        long = max(LEAST_PX, BAR_PX * (month.photos / most) ** 0.5)
        high = bottom - top - (1.0 if bottom - top > LEAST_PX + 1 else 0.0)
        bar = QRectF(width_px - long - 2, top, long, max(1.0, high))
        paint_area(painter, bar, tokens.outline)


def paint_names(painter: QPainter, scale: TimeScale, width_px: int, tokens: Tokens) -> None:
    """Paint the names of years, and those of months where there is room between them."""
    line, free_from, year = painter.fontMetrics().height(), 0.0, None
    for which, month in enumerate(scale.months):
        top = scale.edges(which)[0]
        is_new, year = month.month[:4] != year, month.month[:4]
        if top < free_from or (not is_new and _year_comes(scale, which, top + line)):
            continue
        font = painter.font()
        font.setBold(is_new)
        painter.setFont(font)
        painter.setPen(QColor(tokens.text if is_new else tokens.muted))
        box = QRectF(MARK_PX + 3, top, width_px - BAR_PX - MARK_PX - 6, line)
        place = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(box, place, _short_name(month, is_year=is_new))
        free_from = top + line


def _year_comes(scale: TimeScale, which: int, before_px: float) -> bool:
    """Tell whether the name of another year needs the place."""
    year = scale.months[which].month[:4]
    for later in range(which + 1, len(scale.months)):
        if scale.edges(later)[0] >= before_px:
            return False
        if scale.months[later].month[:4] != year:
            return True
    return False


def _short_name(month: MonthCount, *, is_year: bool) -> str:
    if not month.month:
        return "–"
    if is_year:
        return month.month[:4]
    number = int(month.month[5:7])
    return QLocale().standaloneMonthName(number, QLocale.FormatType.ShortFormat)
