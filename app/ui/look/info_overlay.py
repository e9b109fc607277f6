"""What is known of the photo, written over it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.core.records import PhotoDetail
from app.ui.look.photo_facts import photo_facts
from app.ui.models.scene_book import SceneBook
from app.ui.theme import DARK
from app.ui.widgets.labels import scaled

MARGIN_PX, PAD_PX = 16, 12
WIDEST_PX = 460
# White letters on this are read over snow: 12:1 at the least.
GROUND_ALPHA = 205


class InfoOverlay(QWidget):
    """A card in the upper left corner of a loupe; it lets every click through.

    Parameters
    ----------
    over : QWidget
        The loupe.
    scenes : SceneBook
    """

    def __init__(self, over: QWidget, scenes: SceneBook) -> None:
        super().__init__(over)
        self.setObjectName("info_overlay")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._over = over
        self._scenes = scenes
        self._detail: PhotoDetail | None = None
        self._wanted = False
        self.lines: list[str] = []
        over.installEventFilter(self)
        self.hide()

    @property
    def is_wanted(self) -> bool:
        """Whether it is shown wherever there is a photo."""
        return self._wanted

    def set_wanted(self, wanted: bool) -> None:
        """Show it, or do not."""
        self._wanted = wanted
        self.retranslate()

    def show_photo(self, detail: PhotoDetail | None) -> None:
        """Write what is known of a photo."""
        self._detail = detail
        self.retranslate()

    def retranslate(self) -> None:
        """Write it in the language in force."""
        is_shown = self._wanted and self._detail is not None
        self.lines = photo_facts(self._detail, self._scenes) if self._detail and is_shown else []
        self.setAccessibleName("\n".join(self.lines))
        self.setVisible(bool(self.lines))
        self._fit()
        self.update()

    def sizeHint(self) -> QSize:
        """Return the size that the lines need, no wider than a card."""
        room = self._room()
        metrics = self.fontMetrics()
        flags = Qt.TextFlag.TextWordWrap
        boxes = [metrics.boundingRect(0, 0, room, 10_000, flags, line) for line in self.lines]
        height = sum(box.height() for box in boxes) + 4 * max(0, len(boxes) - 1)
        width = max((box.width() for box in boxes), default=0)
        return QSize(width + 2 * PAD_PX + 2, height + 2 * PAD_PX)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay in the corner."""
        if event.type() == QEvent.Type.Resize:
            self._fit()
        return super().eventFilter(watched, event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Write the lines, the first one stronger, on a dark ground in every theme."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        ground = QColor(DARK.tile)
        ground.setAlpha(GROUND_ALPHA)
        painter.setBrush(ground)
        painter.drawRoundedRect(QRectF(self.rect()), 8, 8)
        painter.setPen(QColor(DARK.text))
        box = self.rect().adjusted(PAD_PX, PAD_PX, -PAD_PX, -PAD_PX)
        flags = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap
        for line in self.lines:
            used = painter.drawText(box, flags, line)
            box.setTop(used.bottom() + 5)

    def _fit(self) -> None:
        size = self.sizeHint()
        self.setGeometry(MARGIN_PX, MARGIN_PX, size.width(), size.height())

    def _room(self) -> int:
        room = self._over.width() - 2 * (MARGIN_PX + PAD_PX)
        return max(80, min(scaled(self, WIDEST_PX), room))
