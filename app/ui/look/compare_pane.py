"""One of the photos that are compared: a loupe, and below it its number and name."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.core.paths import file_name
from app.core.records import PhotoDetail, PhotoRow
from app.core.types import Status
from app.ui.i18n import number
from app.ui.look.info_overlay import InfoOverlay
from app.ui.models.large_pictures import LargePictures
from app.ui.models.scene_book import SceneBook
from app.ui.models.thumbnails import ThumbnailLoader
from app.ui.theme import tokens_for
from app.ui.widgets.area import paint_area
from app.ui.widgets.labels import make_label
from app.ui.widgets.loupe.loupe import Loupe

BORDER_PX = 3
# What is focused because something else was hidden was not chosen.
_BY_HAND = (
    Qt.FocusReason.MouseFocusReason,
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
)
# Four photos of 30 megapixels: a third of a gigabyte in their process, as long as they are shown.
AT_HAND_PX = 120_000_000


class ComparePane(QWidget):
    """A photo in a frame that tells whether it is the active one.

    Attributes
    ----------
    loupe : Loupe
    overlay : InfoOverlay

    Signals
    -------
    chosen : ()
        The keyboard or the mouse came here.
    """

    chosen = Signal()

    def __init__(
        self, thumbnails: ThumbnailLoader, pictures: LargePictures | None, scenes: SceneBook
    ) -> None:
        super().__init__()
        self._scenes = scenes
        self._place = (1, 1)
        self._text = ""
        self._is_active = False
        self.loupe = Loupe(thumbnails, pictures)
        self.loupe.shown.at_hand_px = AT_HAND_PX
        self.loupe.shown.kept.most = 1
        self.loupe.installEventFilter(self)
        self.overlay = InfoOverlay(self.loupe, scenes)
        self.caption = make_label("text")
        self.caption.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.caption.setMinimumWidth(1)
        self.caption.setContentsMargins(0, 4, 0, 4)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(BORDER_PX, BORDER_PX, BORDER_PX, BORDER_PX)
        layout.setSpacing(0)
        layout.addWidget(self.loupe, 1)
        layout.addWidget(self.caption)

    def show_photo(self, row: PhotoRow, place: tuple[int, int], *, active: bool) -> None:
        """Show a photo, the n-th of so many."""
        self._place, self._is_active = place, active
        self.loupe.set_photo(row)
        self.retranslate()
        self.update()

    def show_detail(self, detail: PhotoDetail | None) -> None:
        """Write what is known over it."""
        self.overlay.show_photo(detail)

    def retranslate(self) -> None:
        """Set texts in the language in force."""
        row = self.loupe.shown.row
        if row is None:
            return
        name = file_name(row.path)
        size = f"{number(row.width)} × {number(row.height)}" if row.width else ""
        scene = self._scenes.name(row.scene)
        if scene and row.status is Status.REJECTED:
            scene = self.tr("{scene}?").format(scene=scene)
        parts = (str(self._place[0]), name, size, scene)
        self._text = "  ·  ".join(part for part in parts if part)
        place = self.tr("{n} of {count}").format(n=self._place[0], count=self._place[1])
        self.loupe.setAccessibleName(f"{name}, {place}")
        self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Tell that the keyboard is here, and fit the name to the room."""
        if isinstance(event, QFocusEvent) and event.gotFocus() and event.reason() in _BY_HAND:
            self.chosen.emit()
        elif event.type() == QEvent.Type.Resize and self.loupe.shown.row is not None:
            self._fit()
        return super().eventFilter(watched, event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the frame; a marker beside the name tells the active one without colour."""
        tokens = tokens_for(self.palette())
        painter = QPainter(self)
        paint_area(painter, self.rect(), tokens.surface)
        colour = tokens.accent if self._is_active else tokens.border
        painter.setPen(QPen(QColor(colour), BORDER_PX if self._is_active else 1))
        painter.drawRect(self.rect().adjusted(1, 1, -2, -2))

    def _fit(self) -> None:
        room = self.width() - 16
        text = f"▸ {self._text}" if self._is_active else self._text
        metrics = self.caption.fontMetrics()
        self.caption.setText(metrics.elidedText(text, Qt.TextElideMode.ElideMiddle, room))
