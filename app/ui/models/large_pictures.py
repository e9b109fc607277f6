"""What is shown large: decoded in processes of its own, delivered by photo and generation.

Two processes serve two needs: one decodes whole photos as large as they are shown, so that leafing
through them is quick; the other keeps the current photo in full size and cuts out the part that is
zoomed into. Where the first one had to decode a photo in full, as of most formats, it cuts the
parts too: no photo is decoded twice, nor held twice, and a huge one is let go with the look at it.
Of each kind only the newest look of each that looks (the loupe, each photo that is compared) is
answered; photos that are expected next come when nobody waits. Nothing of a user's file is decoded
in the process of the window: a hostile one costs a decoder, which is replaced.
"""

from __future__ import annotations

import itertools
import os
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Protocol

from PySide6.QtCore import QObject, Qt, QThread, Signal
from PySide6.QtGui import QImage

from app.core.errors import KnownError
from app.core.types import AskedPicture, DecodedPhoto, DecodeFailure, PhotoFile
from app.ui.error_wording import error_sentence, sentence

# Such a picture fills a third of a gigabyte.
HUGE_PIXELS = 100_000_000
EXPECTED_AT_MOST = 4
_GENERATIONS = itertools.count(1)


def new_generation() -> int:
    """Return a number for the next looks that nobody has had."""
    return next(_GENERATIONS)


class Viewers(Protocol):
    """Decoder processes that answer looks."""

    def decode(self, files: Iterable[PhotoFile]) -> Iterator[DecodedPhoto | DecodeFailure]:
        """Yield one answer a look."""

    def close(self) -> None:
        """Stop the processes."""


class _Looker(QThread):
    """Answers looks, in a thread that waits for its process.

    Attributes
    ----------
    holds : dict
        The photos that its process keeps in full size, and how many pixels each has.

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
        self._wanted: dict[int, AskedPicture] = {}
        self._expected: deque[AskedPicture] = deque()
        self._ahead: DecodedPhoto | None = None
        self._resting = False
        self._closed = False
        self._viewers: Viewers | None = None
        self.holds: dict[int, int] = {}

    def ask(self, view: AskedPicture | None, who: int) -> None:
        """Answer this look soon, in place of one of theirs that waits; None takes it back."""
        with self._condition:
            self._wanted.pop(who, None)
            if view is not None:
                self._wanted[who] = view
            self._resting = False
            self._condition.notify()
        if view is not None and not self.isRunning():
            self.start()

    def expect(self, views: Iterable[AskedPicture]) -> None:
        """Answer these when nobody waits, the first one first, in place of others expected."""
        with self._condition:
            self._expected = deque(views, EXPECTED_AT_MOST)
            self._condition.notify()

    def rest(self) -> None:
        """End the process; the next look starts one."""
        with self._condition:
            self._wanted.clear()
            self._expected.clear()
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
            look = self._next()
            if look is None or not self._answer(look[0], is_expected=look[1]):
                self._end_process()
        self._end_process()

    def _answer(self, view: AskedPicture, *, is_expected: bool) -> bool:
        """Answer a look; say whether the process can go on."""
        with self._condition:
            if self._viewers is None and not self._closed:
                self._viewers = self._make()
            viewers = self._viewers
        if viewers is None:
            return False
        ahead, self._ahead = self._ahead, None
        if ahead is not None and _answers(ahead, view):
            self._tell(view, ahead)
            return True
        try:
            for result in viewers.decode([view]):
                self._tell(view, result)
                if is_expected and isinstance(result, DecodedPhoto):
                    self._ahead = result
        except KnownError as error:
            self.failed.emit(view, error_sentence(error))
            return False
        return True

    def _end_process(self) -> None:
        with self._condition:
            viewers, self._viewers = self._viewers, None
            self.holds = {}
        self._ahead = None
        if viewers is not None:
            viewers.close()

    def _next(self) -> tuple[AskedPicture, bool] | None:
        """Wait for a look; return it, and whether it is for later. None: rest, or end."""
        with self._condition:
            while not (self._wanted or self._expected or self._resting or self._closed):
                self._condition.wait()
            resting, self._resting = self._resting, False
            if self._closed or resting:
                return None
            if self._wanted:
                return self._wanted.pop(next(iter(self._wanted))), False
            return self._expected.popleft(), True

    def _tell(self, view: AskedPicture, result: DecodedPhoto | DecodeFailure) -> None:
        if isinstance(result, DecodeFailure):
            self.failed.emit(view, sentence(result.message))
            return
        pixels, facts = result.model_input, result.facts
        self.holds = dict(facts.details.get("at_hand", {}))
        height, width = pixels.shape[:2]
        image = QImage()
        if width and height:
            bytes_a_line = width * 3
            image = QImage(
                pixels.tobytes(), width, height, bytes_a_line, QImage.Format.Format_RGB888
            ).copy()
        self.shown.emit(view, image, facts.width, facts.height)


def _answers(ahead: DecodedPhoto, view: AskedPicture) -> bool:
    """Tell whether what was decoded ahead is what is asked for now, and the file still the same."""
    done = ahead.file
    if not isinstance(done, AskedPicture):
        return False
    same = replace(done, generation=view.generation, size=view.size, mtime_ns=view.mtime_ns)
    if same != view:
        return False
    try:
        status = os.stat(done.path)
    except OSError:
        return False
    return (status.st_size, status.st_mtime_ns) == (done.size, done.mtime_ns)


class LargePictures(QObject):
    """Large pictures and parts of them.

    Whoever looks says so by a number of their own, ``who``.

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
        self._looking: set[int] = set()
        for looker in (self._whole, self._parts):
            looker.shown.connect(self.arrived, Qt.ConnectionType.QueuedConnection)
            looker.failed.connect(self.failed, Qt.ConnectionType.QueuedConnection)

    def ask(self, view: AskedPicture, who: int = 0) -> None:
        """Answer a look; it takes the place of an older one of its kind that waits."""
        self._looking.add(who)
        is_first = view.is_whole and bool(view.width_px)
        if is_first and _holds_another(self._parts.holds, view.photo):
            self._parts.rest()
        has_all = view.photo in self._whole.holds
        (self._whole if is_first or has_all else self._parts).ask(view, who)

    def expect(self, views: Iterable[AskedPicture]) -> None:
        """Answer these looks at whole photos, too, when nobody waits for one."""
        self._whole.expect(views)

    def forget(self, who: int = 0) -> None:
        """Drop their looks that wait."""
        for looker in (self._whole, self._parts):
            looker.ask(None, who)

    def rest(self, who: int = 0) -> None:
        """Look no more; when nobody does, the processes end: they may hold large pictures."""
        self._looking.discard(who)
        if not self._looking:
            for looker in (self._whole, self._parts):
                looker.rest()

    def close(self) -> None:
        """End threads and processes."""
        for looker in (self._whole, self._parts):
            looker.stop()


def _holds_another(held: dict[int, int], photo: int) -> bool:
    return any(other != photo and pixels > HUGE_PIXELS for other, pixels in held.items())
