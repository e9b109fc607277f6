"""Where a scene's range is set by hand: see what a line would change before it is drawn."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QGridLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.core.library import LibraryReader
from app.jobs.regate import left_out
from app.ui.i18n import day, number
from app.ui.models.thumbnails import ThumbnailLoader
from app.ui.scenes.range_plot import RangePlot, part_colour
from app.ui.scenes.range_preview import HistogramPart, RangePreview
from app.ui.theme import tokens_for
from app.ui.widgets.fields import make_share
from app.ui.widgets.flow_layout import FlowLayout
from app.ui.widgets.labels import make_label
from app.ui.widgets.plain_text import plain_tip
from app.ui.widgets.sample_strip import SampleStrip

EXAMPLES_SHOWN = 4
WAIT_MS = 60


class _Swatch(QWidget):
    """The sign of one part in the legend: filled or hollow."""

    def __init__(self, part: HistogramPart) -> None:
        super().__init__()
        self._part = part
        self.setFixedSize(QSize(14, 14))

    def paintEvent(self, event: QPaintEvent) -> None:
        color = QColor(part_colour(self._part, tokens_for(self.palette())))
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(color, 1.4))
        fill = QColor(color)
        fill.setAlpha(210 if self._part in (HistogramPart.ACCEPTED, HistogramPart.YES) else 30)
        painter.setBrush(fill)
        painter.drawRoundedRect(QRectF(1.5, 1.5, 11, 11), 2, 2)


class RangeEditor(QWidget):
    """Histogram, two handles, what they would change, and the photos beside the line.

    Signals
    -------
    range_chosen : (str, object)
        Apply this range to this scene: (low, high), or None to reset.
    photo_chosen : (int)
        A photo beside the line was clicked.
    """

    range_chosen = Signal(str, object)
    photo_chosen = Signal(int)

    def __init__(
        self, reader: LibraryReader, thumbnails: ThumbnailLoader, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._reader = reader
        self._scene = ""
        self._set_at: str | None = None
        self._is_group = False
        self._is_low = True
        self.preview: RangePreview | None = None
        self.plot = RangePlot()
        self.low = make_share(-1, 1.01)
        self.high = make_share(-1, 1.01)
        self.effect = make_label("heading")
        self.mark = make_label("muted", wrap=True)
        self.apply = QPushButton()
        self.reset = QPushButton()
        self.inside = SampleStrip(thumbnails, columns=EXAMPLES_SHOWN, choosable=True)
        self.outside = SampleStrip(thumbnails, columns=EXAMPLES_SHOWN, choosable=True)
        self._low_label, self._high_label = QLabel(), QLabel()
        self._inside_label = make_label("section", wrap=True)
        self._outside_label = make_label("section", wrap=True)
        self._legend = {part: make_label("muted") for part in HistogramPart}
        self.nothing = make_label("muted", wrap=True)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(WAIT_MS)
        self._timer.timeout.connect(self._show_beside)
        self._build()
        self.plot.range_moved.connect(self._on_moved)
        self.low.valueChanged.connect(self._on_low_typed)
        self.high.valueChanged.connect(self._on_high_typed)
        self.apply.clicked.connect(self._on_apply)
        self.reset.clicked.connect(self._on_reset)
        for strip in (self.inside, self.outside):
            strip.photo_chosen.connect(self.photo_chosen)
        self.retranslate()

    def _build(self) -> None:
        legend = QGridLayout()
        legend.setHorizontalSpacing(8)
        legend.setVerticalSpacing(4)
        for at, (part, label) in enumerate(self._legend.items()):
            legend.addWidget(_Swatch(part), at // 2, at % 2 * 2)
            legend.addWidget(label, at // 2, at % 2 * 2 + 1)
        legend.setColumnStretch(3, 1)
        line = FlowLayout()
        self._low_label.setBuddy(self.low)
        self._high_label.setBuddy(self.high)
        fields = (self._low_label, self.low, self._high_label, self.high)
        for widget in (*fields, self.apply, self.reset, self.effect):
            line.addWidget(widget)
        for label in (self._low_label, self._high_label, self.effect):
            label.setMinimumHeight(self.apply.sizeHint().height())
        beside = QGridLayout()
        beside.setHorizontalSpacing(24)
        beside.addWidget(self._inside_label, 0, 0)
        beside.addWidget(self._outside_label, 0, 1)
        beside.addWidget(self.inside, 1, 0, Qt.AlignmentFlag.AlignTop)
        beside.addWidget(self.outside, 1, 1, Qt.AlignmentFlag.AlignTop)
        beside.setColumnStretch(0, 1)
        beside.setColumnStretch(1, 1)
        self.body = QWidget()
        column = QVBoxLayout(self.body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.plot)
        column.addLayout(legend)
        column.addLayout(line)
        column.addWidget(self.mark)
        column.addLayout(beside)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.nothing)
        layout.addWidget(self.body)

    def show_scene(
        self, scene: str, bounds: tuple[float, float] | None, *, is_group: bool = False
    ) -> None:
        """Show the range in force of a scene; None when the model does not know it."""
        self._scene, self._is_group = scene, is_group
        hand = {r.scene: r.at for r in self._reader.models.ranges()}
        self._set_at = hand.get(scene)
        self.preview = None
        if bounds is not None:
            self.preview = RangePreview(
                self._reader.models.similarities(scene), *bounds, fixed=list(left_out(self._reader))
            )
            self.plot.show_preview(self.preview)
            for spin, value in ((self.low, bounds[0]), (self.high, bounds[1])):
                spin.blockSignals(True)
                spin.setRange(self.preview.start, max(self.preview.end, bounds[0]))
                spin.setValue(value)
                spin.blockSignals(False)
        self._is_low = True
        self.retranslate()
        self._show_effect()
        self._show_beside()

    def bounds(self) -> tuple[float, float]:
        """Return where the handles are."""
        return self.low.value(), self.high.value()

    def retranslate(self) -> None:
        """Set texts in the language in force."""
        self._low_label.setText(self.tr("From"))
        self._high_label.setText(self.tr("to"))
        self.low.setAccessibleName(self.tr("Lower end of the range"))
        self.high.setAccessibleName(self.tr("Upper end of the range"))
        self.plot.setAccessibleName(self.tr("Similarities of this scene, with its range"))
        self.plot.setAccessibleDescription(
            self.tr("Left and Right move the lower end, with Shift the upper end.")
        )
        self.plot.setToolTip(plain_tip(self.plot.accessibleDescription()))
        self.apply.setText(self.tr("Apply range"))
        self.reset.setText(self.tr("Reset"))
        self.reset.setToolTip(self.tr("Use the range that the program computes"))
        names = {
            HistogramPart.ACCEPTED: self.tr("accepted: {n}"),
            HistogramPart.REJECTED: self.tr("needs review: {n}"),
            HistogramPart.YES: self.tr("I said yes: {n}"),
            HistogramPart.NO: self.tr("I said no: {n}"),
        }
        for part, text in names.items():
            count = self.preview.count(part) if self.preview is not None else 0
            self._legend[part].setText(text.format(n=number(count)))
        self._inside_label.setText(self.tr("Just inside the line"))
        self._outside_label.setText(self.tr("Just outside the line"))
        known = self.preview is not None
        self.nothing.setText(
            self.tr("Scenes that only hold other scenes have no range of their own.")
            if self._is_group
            else self.tr("This scene is new: refresh scenes, and its range appears here.")
        )
        self.nothing.setVisible(not known)
        self.body.setVisible(known)
        by_hand = self._set_at is not None
        self.mark.setText(
            self.tr("Set by hand on {date}; a refresh leaves it alone.").format(
                date=day(self._set_at)
            )
            if by_hand
            else self.tr("Computed by the program from your target.")
        )
        self.reset.setEnabled(by_hand)
        self._show_effect()

    def _on_moved(self, low: float, high: float, is_low: bool) -> None:
        self._is_low = is_low
        for spin, value in ((self.low, low), (self.high, high)):
            spin.blockSignals(True)
            spin.setValue(value)
            spin.blockSignals(False)
        self._show_effect()
        self._timer.start()

    def _on_low_typed(self, low: float) -> None:
        self._is_low = True
        self._take_typed(low, max(low, self.high.value()))

    def _on_high_typed(self, high: float) -> None:
        self._is_low = False
        self._take_typed(min(high, self.low.value()), high)

    def _take_typed(self, low: float, high: float) -> None:
        self.plot.set_range(low, high)
        self._on_moved(low, high, self._is_low)

    def _is_moved(self) -> bool:
        if self.preview is None:
            return False
        low, high = self.bounds()
        return abs(low - self.preview.low) > 5e-4 or abs(high - self.preview.high) > 5e-4

    def _show_effect(self) -> None:
        moved = self._is_moved()
        self.apply.setEnabled(moved)
        if self.preview is None or not moved:
            self.effect.setText(self.tr("No change"))
            return
        effect = self.preview.effect(*self.bounds())
        self.effect.setText(
            self.tr("+{gained} accepted, −{lost}").format(
                gained=number(effect.gained), lost=number(effect.lost)
            )
        )

    def _show_beside(self) -> None:
        if self.preview is None:
            return
        line = self.low.value() if self._is_low else self.high.value()
        inside, outside = self.preview.beside(line, EXAMPLES_SHOWN, is_low=self._is_low)
        known = self.preview.similarity_of(inside + outside)
        for strip, photos in ((self.inside, inside), (self.outside, outside)):
            rows = self._reader.photos.rows(photos)
            strip.show_photos([(row, known.get(row.id)) for row in rows])
        self._inside_label.setVisible(bool(inside))
        self._outside_label.setVisible(bool(outside))

    def _on_apply(self) -> None:
        self.range_chosen.emit(self._scene, self.bounds())

    def _on_reset(self) -> None:
        self.range_chosen.emit(self._scene, None)
