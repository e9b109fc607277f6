"""The photo in the loupe: what is there of it, and what is asked for next."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, QSizeF, QTimer, Signal
from PySide6.QtGui import QImage, QPixmap

from app.core.records import PhotoRow
from app.core.types import AT_HAND_PX, AskedPicture
from app.ui.models.large_pictures import LargePictures, new_generation
from app.ui.widgets.loupe.kept_photos import KeptPhotos, Size, file_of
from app.ui.widgets.loupe.zoom import Box, Zoom

# Around what is seen, so that a small move needs no new part.
PART_MARGIN = 0.25
SETTLE_MS = 40
LINGER_MS = 300
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
    kept : KeptPhotos
        Photos looked at before, and photos expected next.
    at_hand_px : int
        How many pixels of photos may be at hand for zooming.

    Signals
    -------
    changed : ()
        There is more to paint.
    prepared : (int)
        An expected photo is there, or known not to come.
    failed : ()
        The photo cannot be shown; ``message`` says why.
    """

    changed = Signal()
    prepared = Signal(int)
    failed = Signal()

    def __init__(self, pictures: LargePictures | None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pictures = pictures
        self._who = new_generation()
        self._generation = 0
        self._is_seen = False
        self._ratio = 1.0
        self._expected: dict[int, PhotoRow] = {}
        self._asked_ahead: tuple[int, Size] = (0, (0, 0))
        self.row: PhotoRow | None = None
        self.zoom = Zoom()
        self.whole: QPixmap | None = None
        self.part: tuple[Box, QPixmap] | None = None
        self.message = ""
        self.kept = KeptPhotos()
        self.at_hand_px = AT_HAND_PX
        self._settling = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._settling.timeout.connect(self._look_closer)
        self._lingering = QTimer(self, singleShot=True, interval=LINGER_MS)
        # Not to be shown, but at hand for a zoom, where somebody stays.
        self._lingering.timeout.connect(partial(self._ask, WHOLE, QSizeF(0, 0)))
        self._resting = QTimer(self, singleShot=True, interval=REST_MS)
        self._resting.timeout.connect(self._rest)
        if pictures is not None:
            pictures.arrived.connect(self._on_arrived)
            pictures.failed.connect(self._on_failed)

    def show(self, row: PhotoRow | None) -> None:
        """Show a photo, fitted; one that is shown already stays as it is."""
        before, self.row = self.row, row
        if row is not None and before is not None and file_of(row) == file_of(before):
            return
        self.whole = self.part = None
        self.message = ""
        self.zoom.fit()
        self.zoom.photo = QSizeF(row.width, row.height) if row is not None else QSizeF()
        self._look()

    def expect(self, rows: Iterable[PhotoRow]) -> None:
        """Have these photos ready as soon as there is time, the first one first."""
        self._expected = {row.id: row for row in rows}
        if self.whole is not None or self.message:
            self._ask_ahead()

    def is_ready(self, row: PhotoRow) -> bool:
        """Tell whether a photo would be there at once, or would not come."""
        known = self.kept.get(row, self._whole_px()) is not None or self.kept.has_failed(row)
        return self._pictures is None or known

    def appear(self, ratio: float) -> None:
        """Begin to look: the widget is seen, with so many pixels of the screen for one of its."""
        self._is_seen, self._ratio = True, ratio
        self._resting.stop()
        if self.whole is None:
            self._look()
            self.changed.emit()

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
        for timer in (self._settling, self._lingering, self._resting):
            timer.stop()

    def _look(self) -> None:
        self._generation = new_generation()
        self._lingering.stop()
        if self._pictures is None:
            return
        self._pictures.forget(self._who)
        if self.row is None or not self._is_seen:
            return
        if self.row.missing:
            self.message = self.tr("This file is not there now: its folder is offline or gone.")
            self.failed.emit()
            return
        kept = self.kept.get(self.row, self._whole_px())
        if kept is None:
            self._ask(WHOLE, self.zoom.area.size())
        else:
            self._take_whole(*kept)

    def _take_whole(self, pixmap: QPixmap, size: QSizeF) -> None:
        self.message = ""
        self.whole, self.zoom.photo = pixmap, size
        if pixmap.width() < size.width():
            self._lingering.start()
        self.settle()
        self._ask_ahead()

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
            self._lingering.stop()  # the part brings the photo to hand
            box = self.zoom.part(PART_MARGIN)
            self._ask(box, self.zoom.rect_of(box).size())

    def _is_enough(self, box: Box, pixmap: QPixmap) -> bool:
        if not _holds(box, self.zoom.part(0.0)):
            return False
        on_screen = self.zoom.rect_of(box).width() * self._ratio
        own = (box[2] - box[0]) * self.zoom.photo.width()
        return pixmap.width() >= math.floor(min(on_screen, own) * 0.95)

    def _ask(self, box: Box, size: QSizeF) -> None:
        if self._pictures is not None and self.row is not None:
            view = _look_at(self.row, box, self._pixels(size), self._generation)
            self._pictures.ask(replace(view, at_hand_px=self.at_hand_px), self._who)

    def _ask_ahead(self) -> None:
        """Ask for what is expected and not there yet."""
        if self._pictures is None or not self._is_seen:
            return
        asked = self._whole_px()
        self._asked_ahead = new_generation(), asked
        rows = [row for row in self._expected.values() if self.kept.is_wanted(row, asked)]
        generation = self._asked_ahead[0]
        self._pictures.expect([_look_at(row, WHOLE, asked, generation) for row in rows])

    def _pixels(self, size: QSizeF) -> Size:
        """Return a size of the widget in pixels of the screen."""
        width, height = max(0.0, size.width()), max(0.0, size.height())
        return math.ceil(width * self._ratio), math.ceil(height * self._ratio)

    def _whole_px(self) -> Size:
        return self._pixels(self.zoom.area.size())

    def _rest(self) -> None:
        self.whole = self.part = None
        self.kept.clear()
        if self._pictures is not None:
            self._pictures.rest(self._who)

    def _is_current(self, view: AskedPicture) -> bool:
        ours = self.row is not None and view.photo == self.row.id
        return ours and view.generation == self._generation

    def _on_arrived(self, view: AskedPicture, image: QImage, width: int, height: int) -> None:
        if view.generation == self._asked_ahead[0]:
            row = self._expected.get(view.photo)
            if row is not None:
                pixmap = QPixmap.fromImage(image)
                self.kept.put(row, self._asked_ahead[1], pixmap, QSizeF(width, height))
                self.prepared.emit(row.id)
        if not self._is_current(view) or image.isNull() or self.row is None:
            return
        pixmap = QPixmap.fromImage(image)
        if view.is_whole:
            size = QSizeF(width, height)
            self.kept.put(self.row, (view.width_px, view.height_px), pixmap, size)
            self._take_whole(pixmap, size)
        else:
            self.message = ""
            self.part = view.box, pixmap
        self.changed.emit()

    def _on_failed(self, view: AskedPicture, reason: str) -> None:
        row = self._expected.get(view.photo)
        if view.generation == self._asked_ahead[0] and row is not None:
            self.kept.fail(row)
            self.prepared.emit(row.id)
        if self._is_current(view) and self.row is not None:
            self.kept.fail(self.row)
            self.message = self.tr("This file cannot be shown: {reason}").format(reason=reason)
            self.changed.emit()
            self.failed.emit()
            self._ask_ahead()


def _look_at(row: PhotoRow, box: Box, pixels: Size, generation: int) -> AskedPicture:
    width, height = pixels
    return AskedPicture(
        row.path,
        0,
        0,
        photo=row.id,
        generation=generation,
        box=box,
        width_px=width,
        height_px=height,
    )


def _holds(outer: Box, inner: Box) -> bool:
    near = 1e-6
    starts = outer[0] <= inner[0] + near and outer[1] <= inner[1] + near
    return starts and outer[2] >= inner[2] - near and outer[3] >= inner[3] - near
