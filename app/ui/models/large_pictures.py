"""What the loupe shows: decoded in processes of its own, delivered by photo and generation.

Two processes serve two needs: one decodes whole photos as large as they are shown, so that leafing
through them is quick; the other keeps the current photo in full size and cuts out the part that is
zoomed into. Where the first one had to decode a photo in full, as of most formats, it cuts the
parts too: no photo is decoded twice, nor held twice, and a huge one is let go with the look at it.
Of each kind only the newest look is answered. Nothing of a user's file is decoded in the process of
the window: a hostile one costs a decoder, which is replaced.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from typing import Protocol

from PySide6.QtCore import QObject, Qt, QThread, Signal
from PySide6.QtGui import QImage

from app.core.errors import KnownError
from app.core.types import AskedPicture, DecodedPhoto, DecodeFailure, PhotoFile
from app.ui.error_wording import error_sentence, sentence

# Such a picture fills a third of a gigabyte.
HUGE_PIXELS = 100_000_000


class Viewers(Protocol):
    """Decoder processes that answer looks."""

    def decode(self, files: Iterable[PhotoFile]) -> Iterator[DecodedPhoto | DecodeFailure]:
        """Yield one answer a look."""

    def close(self) -> None:
        """Stop the processes."""


class _Looker(QThread):
    """Answers the newest look, in a thread that waits for its process.

    Attributes
    ----------
    holds : (int, int) or None
        The photo that its process keeps in full size, and how many pixels that are.

    Signals
    -------
    shown : (AskedPicture, QImage, int, int)
        The look, its pixels, and the size of the whole photo.
    failed : (AskedPicture, str)
        The look, and why it has no answer.
    """

    shown = Signal(object, QImage, int, int)
    failed = Signal(object, str)

    def __init__(self, make: Callable[[], Viewers], parent: QObject) -> None:
        super().__init__(parent)
        self._make = make
        self._condition = threading.Condition()
        self._wanted: AskedPicture | None = None
        self._resting = False
        self._closed = False
        self._viewers: Viewers | None = None
        self.holds: tuple[int, int] | None = None

    def ask(self, view: AskedPicture | None) -> None:
        """Answer this look next, in place of one that still waits; None takes it back."""
        with self._condition:
            self._wanted = view
            self._resting = False
            self._condition.notify()
        if view is not None and not self.isRunning():
            self.start()

    def rest(self) -> None:
        """End the process; the next look starts one."""
        with self._condition:
            self._wanted = None
            self._resting = True
            self._condition.notify()

    def stop(self) -> None:
        """End thread and process."""
        with self._condition:
            self._closed = True
            self._condition.notify()
            viewers = self._viewers
        if viewers is not None:
            viewers.close()  # whatever it is busy with
        self.wait()

    def run(self) -> None:
        """Wait for looks until stopped."""
        while not self._closed:
            view = self._next()
            if view is None or not self._answer(view):
                self._end_process()
        self._end_process()

    def _answer(self, view: AskedPicture) -> bool:
        """Answer a look; say whether the process can go on."""
        with self._condition:
            if self._viewers is None and not self._closed:
                self._viewers = self._make()
            viewers = self._viewers
        if viewers is None:
            return False
        try:
            for result in viewers.decode([view]):
                self._tell(view, result)
        except KnownError as error:
            self.failed.emit(view, error_sentence(error))
            return False
        return True

    def _end_process(self) -> None:
        with self._condition:
            viewers, self._viewers = self._viewers, None
            self.holds = None
        if viewers is not None:
            viewers.close()

    def _next(self) -> AskedPicture | None:
        with self._condition:
            while self._wanted is None and not self._resting and not self._closed:
                self._condition.wait()
            view, self._wanted, self._resting = self._wanted, None, False
            return None if self._closed else view

    def _tell(self, view: AskedPicture, result: DecodedPhoto | DecodeFailure) -> None:
        self.holds = None
        if isinstance(result, DecodeFailure):
            self.failed.emit(view, sentence(result.message))
            return
        pixels, facts = result.model_input, result.facts
        if facts.details.get("in_full"):
            self.holds = view.photo, facts.width * facts.height
        height, width = pixels.shape[:2]
        image = QImage()
        if width and height:
            bytes_a_line = width * 3
            image = QImage(
                pixels.tobytes(), width, height, bytes_a_line, QImage.Format.Format_RGB888
            ).copy()
        self.shown.emit(view, image, facts.width, facts.height)


class LargePictures(QObject):
    """Large pictures and parts of them.

    Signals
    -------
    arrived : (AskedPicture, QImage, int, int)
        A look was answered: its pixels (none, if none were asked for), and the size of the whole.
    failed : (AskedPicture, str)
        It cannot be answered, for this reason.
    """

    arrived = Signal(object, QImage, int, int)
    failed = Signal(object, str)

    def __init__(self, make: Callable[[], Viewers], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._whole, self._parts = _Looker(make, self), _Looker(make, self)
        for looker in (self._whole, self._parts):
            looker.shown.connect(self.arrived, Qt.ConnectionType.QueuedConnection)
            looker.failed.connect(self.failed, Qt.ConnectionType.QueuedConnection)

    def ask(self, view: AskedPicture) -> None:
        """Answer a look; it takes the place of an older one of its kind that waits."""
        is_first = view.is_whole and bool(view.width_px)
        if is_first and _holds_another(self._parts.holds, view.photo):
            self._parts.rest()
        has_all = self._whole.holds is not None and self._whole.holds[0] == view.photo
        (self._whole if is_first or has_all else self._parts).ask(view)

    def forget(self) -> None:
        """Drop looks that wait."""
        for looker in (self._whole, self._parts):
            looker.ask(None)

    def rest(self) -> None:
        """End the processes until somebody looks again: they may hold a large picture."""
        for looker in (self._whole, self._parts):
            looker.rest()

    def close(self) -> None:
        """End threads and processes."""
        for looker in (self._whole, self._parts):
            looker.stop()


def _holds_another(held: tuple[int, int] | None, photo: int) -> bool:
    return held is not None and held[0] != photo and held[1] > HUGE_PIXELS
