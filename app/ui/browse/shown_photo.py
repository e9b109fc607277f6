"""The photo in the loupe: what is there of it, and what is asked for next."""

from __future__ import annotations

import math

from PySide6.QtCore import QObject, QSizeF, QTimer, Signal
from PySide6.QtGui import QImage, QPixmap

from app.core.records import PhotoRow
from app.core.types import AskedPicture
from app.ui.browse.zoom import Box, Zoom
from app.ui.models.large_pictures import LargePictures

# Around what is seen, so that a small move needs no new part.
PART_MARGIN = 0.25
SETTLE_MS = 40
REST_MS = 30_000
WHOLE: Box = (0.0, 0.0, 1.0, 1.0)


class ShownPhoto(QObject):
    """Asks for the whole photo as large as it is shown, and for the part that is zoomed into.

    Attributes
    ----------
    row : PhotoRow or None
    zoom : Zoom
        Where the photo lies; whoever changes it calls :meth:`settle`.
    whole : QPixmap or None
        The photo as large as it was shown when it was asked for.
    part : tuple or None
        The part that was asked for last, and its pixels.
    message : str
        Why it cannot be shown.

    Signals
    -------
    changed : ()
        There is more to paint.
    """

    changed = Signal()

    def __init__(self, pictures: LargePictures | None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pictures = pictures
        self._generation = 0
        self._is_seen = False
        self._ratio = 1.0
        self.row: PhotoRow | None = None
        self.zoom = Zoom()
        self.whole: QPixmap | None = None
        self.part: tuple[Box, QPixmap] | None = None
        self.message = ""
        self._settling = self._timer(SETTLE_MS)
        self._settling.timeout.connect(self._look_closer)
        self._resting = self._timer(REST_MS)
        self._resting.timeout.connect(self._rest)
        if pictures is not None:
            pictures.arrived.connect(self._on_arrived)
            pictures.failed.connect(self._on_failed)

    def _timer(self, milliseconds: int) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(milliseconds)
        return timer

    def show(self, row: PhotoRow | None) -> None:
        """Show a photo, fitted; one that is shown already stays as it is."""
        before, self.row = self.row, row
        if row is not None and before is not None and _file_of(row) == _file_of(before):
            return
        self.whole = self.part = None
        self.message = ""
        self.zoom.fit()
        self.zoom.photo = QSizeF(row.width, row.height) if row is not None else QSizeF()
        self._look()

    def appear(self, ratio: float) -> None:
        """Begin to look: the widget is seen, with so many pixels of the screen for one of its."""
        self._is_seen, self._ratio = True, ratio
        self._resting.stop()
        if self.whole is None:
            self._look()

    def disappear(self) -> None:
        """Give the processes up when nobody looks for a while."""
        self._is_seen = False
        self._resting.start()

    def settle(self) -> None:
        """Look closer soon: the photo was moved, zoomed, or has more room."""
        self._settling.start()

    def stop(self) -> None:
        """Expect no more pictures."""
        self._generation += 1
        self._settling.stop()
        self._resting.stop()

    def _look(self) -> None:
        self._generation += 1
        if self._pictures is None:
            return
        self._pictures.forget()
        if self.row is None or not self._is_seen:
            return
        if self.row.missing:
            self.message = self.tr("This file is not there now: its folder is offline or gone.")
            return
        self._ask(WHOLE, self.zoom.area.size())

    def _look_closer(self) -> None:
        """Ask for what is seen, where what is there is too coarse for it."""
        if self._pictures is None or self.row is None or self.whole is None or self.row.missing:
            return
        shown = self.zoom.rect().width() * self._ratio
        if shown <= self.whole.width() * 1.05 or self.whole.width() >= self.zoom.photo.width():
            return
        if not self.zoom.scale:
            self._ask(WHOLE, self.zoom.area.size())
        elif self.part is None or not self._is_enough(*self.part):
            box = self.zoom.part(PART_MARGIN)
            self._ask(box, self.zoom.rect_of(box).size())

    def _is_enough(self, box: Box, pixmap: QPixmap) -> bool:
        if not _holds(box, self.zoom.part(0.0)):
            return False
        on_screen = self.zoom.rect_of(box).width() * self._ratio
        own = (box[2] - box[0]) * self.zoom.photo.width()
        return pixmap.width() >= math.floor(min(on_screen, own) * 0.95)

    def _ask(self, box: Box, size: QSizeF) -> None:
        if self._pictures is None or self.row is None:
            return
        self._pictures.ask(
            AskedPicture(
                self.row.path,
                0,
                0,
                photo=self.row.id,
                generation=self._generation,
                box=box,
                width_px=math.ceil(max(0.0, size.width()) * self._ratio),
                height_px=math.ceil(max(0.0, size.height()) * self._ratio),
            )
        )

    def _rest(self) -> None:
        self.whole = self.part = None
        if self._pictures is not None:
            self._pictures.rest()

    def _is_current(self, view: AskedPicture) -> bool:
        ours = self.row is not None and view.photo == self.row.id
        return ours and view.generation == self._generation

    def _on_arrived(self, view: AskedPicture, image: QImage, width: int, height: int) -> None:
        if not self._is_current(view) or image.isNull():
            return
        self.message = ""
        if view.is_whole:
            self.whole = QPixmap.fromImage(image)
            self.zoom.photo = QSizeF(width, height)
            if image.width() < width:
                self._ask(WHOLE, QSizeF(0, 0))  # not to be shown, but at hand for a zoom
            self.settle()
        else:
            self.part = view.box, QPixmap.fromImage(image)
        self.changed.emit()

    def _on_failed(self, view: AskedPicture, reason: str) -> None:
        if self._is_current(view):
            self.message = self.tr("This file cannot be shown: {reason}").format(reason=reason)
            self.changed.emit()


def _file_of(row: PhotoRow) -> tuple[int, str, str | None, bool]:
    return row.id, row.path, row.content_hash, row.missing


def _holds(outer: Box, inner: Box) -> bool:
    near = 1e-6
    starts = outer[0] <= inner[0] + near and outer[1] <= inner[1] + near
    return starts and outer[2] >= inner[2] - near and outer[3] >= inner[3] - near
