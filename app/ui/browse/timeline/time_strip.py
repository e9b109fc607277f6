"""The strip: years and months, painted by how many photos they have, and a mark where one is."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QDate, QEvent, QLocale, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractSlider, QToolTip, QWidget

from app.core.calendar import MonthCount
from app.ui.browse.timeline.time_painting import paint_bars, paint_names, paint_seen
from app.ui.browse.timeline.time_scale import TimeScale
from app.ui.theme import tokens_for
from app.ui.widgets.labels import scaled
from app.ui.wording import photos

WIDTH_PX = 62
PAD_PX = 10


class TimeStrip(QAbstractSlider):
    """A slider over the months of a list; its value is the month that the list shows.

    Arrow keys go by months, Page keys by years. Clicks and drags go to the photo at that place.

    Signals
    -------
    row_chosen : (int)
        The list shall show this row at its top.
    """

    row_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setOrientation(Qt.Orientation.Vertical)
        self.setInvertedControls(True)
        self.setInvertedAppearance(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMouseTracking(True)
        self.setFixedWidth(scaled(self, WIDTH_PX))
        self._months: tuple[MonthCount, ...] = ()
        self._scale = TimeScale((), 0, 0)
        self._seen = (0, 0)
        self._is_leading = False
        self.retranslate()

    def set_months(self, months: Sequence[MonthCount]) -> None:
        """Show other months, in the order of the list."""
        self._months = tuple(months)
        self.setRange(0, max(0, len(months) - 1))
        self._lay_out()

    def show_seen(self, first: int, last: int) -> None:
        """Mark the rows that are on the screen."""
        if (first, last) != self._seen:
            self._seen = (first, last)
            self._take_value()
            self.update()

    def retranslate(self) -> None:
        """Set texts in the language in force."""
        self.setAccessibleName(self.tr("Timeline"))
        self._take_value()
        self.update()

    def text_of(self, which: int) -> str:
        """Return a month and its count: ``July 2023: 132 photos``."""
        month = self._months[which]
        count = photos(month.photos)
        return self.tr("{month}: {photos}").format(month=self._name(month), photos=count)

    def _name(self, month: MonthCount) -> str:
        if not month.month:
            return self.tr("No date")
        date = QDate.fromString(f"{month.month}-01", Qt.DateFormat.ISODate)
        is_chinese = QLocale().language() == QLocale.Language.Chinese
        return QLocale().toString(date, "yyyy年M月" if is_chinese else "MMMM yyyy")

    def sizeHint(self) -> QSize:
        """Take the height that there is."""
        return QSize(self.width(), 200)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay the months out anew."""
        super().resizeEvent(event)
        self._lay_out()

    def changeEvent(self, event: QEvent) -> None:
        """Follow a change of theme and of letters."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.setFixedWidth(scaled(self, WIDTH_PX))
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go by months, or by years; what the value becomes is shown in the list."""
        before = self.value()
        step = {Qt.Key.Key_PageDown: 1, Qt.Key.Key_PageUp: -1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        elif self._months:
            self.setValue(self._year_from(before, step))
        if self.value() != before:
            self._lead(self._scale.first_row(self.value()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go to the place that is pressed."""
        self._go_to(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Say what is under the pointer, and follow a drag."""
        if not self._months:
            return
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._go_to(event)
        which = self._scale.month_of(self._scale.row_at(event.position().y()))
        # Beside the strip, where it hides none of it.
        at = self.mapToGlobal(QPoint(-8, round(event.position().y()) - 12))
        QToolTip.showText(at, self.text_of(which), self)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End a drag."""
        event.accept()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint bars of months, names of years, and the part that is seen."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tokens = tokens_for(self.palette())
        if self._months:
            paint_seen(painter, self._scale, self._seen, self.width(), tokens)
            paint_bars(painter, self._scale, self.width(), tokens)
            paint_names(painter, self._scale, self.width(), tokens)
        if self.hasFocus():
            painter.setPen(QColor(tokens.accent))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 4, 4)

    def _year_from(self, which: int, step: int) -> int:
        """Return the first month of the next year, or of this one and the one before."""
        years = [month.month[:4] for month in self._months]
        if step > 0:
            later = (at for at in range(which + 1, len(years)) if years[at] != years[which])
            return next(later, len(years) - 1)
        at = max(0, which - 1)
        return years.index(years[at])

    def _go_to(self, event: QMouseEvent) -> None:
        if self._months:
            row = self._scale.row_at(event.position().y())
            self.setValue(self._scale.month_of(row))
            self._lead(row)

    def _lead(self, row: int) -> None:
        """Let the list follow: that its first line begins with another month is no new value."""
        self._is_leading = True
        self.row_chosen.emit(row)
        self._is_leading = False
        self._describe()

    def _lay_out(self) -> None:
        self._scale = TimeScale(self._months, PAD_PX, self.height() - PAD_PX)
        self._take_value()
        self.update()

    def _take_value(self) -> None:
        """Let the value, and what screen readers say of it, follow the list."""
        if self._months and not self._is_leading:
            self.setValue(self._scale.month_of(self._seen[0]))
        self._describe()

    def _describe(self) -> None:
        self.setAccessibleDescription(self.text_of(self.value()) if self._months else "")
