"""Questions that take too long for the GUI thread: asked in a thread, answered by a signal.

Of a subject only the newest question is answered; what was asked before it is dropped.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal, SignalInstance

from app.core.errors import KnownError

log = logging.getLogger(__name__)


class Background(QObject):
    """Runs reading calls in two threads of its own, so that a quick one waits for no slow one.

    Signals
    -------
    answered : (str, object)
        The newest question about this subject has this answer; in the GUI thread.
    failed : (str, object)
        It has none: the exception.
    """

    answered = Signal(str, object)
    failed = Signal(str, object)
    answered_in_thread = Signal(str, int, object)
    failed_in_thread = Signal(str, int, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        # Not Qt's pool: it waits for its threads as it is destroyed, at times with the
        # interpreter's lock held, which is what they wait for.
        self._threads = ThreadPoolExecutor(2, thread_name_prefix="questions")
        self._generations: dict[str, int] = {}
        self._is_stopped = False
        self._asked: list[tuple[str, int, Callable[[], Any]]] = []
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._begin)
        self.answered_in_thread.connect(self._on_answered, Qt.ConnectionType.QueuedConnection)
        self.failed_in_thread.connect(self._on_failed, Qt.ConnectionType.QueuedConnection)

    def ask(self, subject: str, call: Callable[[], Any]) -> None:
        """Ask a question; an older one of its subject is forgotten, and all are once stopped.

        It begins when the window has done what it is doing, painting included: a thread that
        answers meanwhile would take turns with it.
        """
        if self._is_stopped:
            return
        generation = self._generations.get(subject, 0) + 1
        self._generations[subject] = generation
        self._asked.append((subject, generation, call))
        self._soon.start()

    def forget(self, subject: str) -> None:
        """Do not answer what was asked."""
        self._generations[subject] = self._generations.get(subject, 0) + 1

    def is_wanted(self, subject: str, generation: int) -> bool:
        """Tell whether a question is still the newest about its subject."""
        return self._generations.get(subject) == generation

    def stop(self) -> None:
        """Forget everything, wait for the thread, and take no more questions.

        A timer may still ask after the window was closed, when the library is closed, too.
        """
        self._is_stopped = True
        self._asked.clear()
        for subject in list(self._generations):
            self.forget(subject)
        self._threads.shutdown(cancel_futures=True)

    def _begin(self) -> None:
        asked, self._asked = self._asked, []
        for question in asked:
            if not self._is_stopped and self.is_wanted(*question[:2]):
                self._threads.submit(self._answer, *question)

    def _answer(self, subject: str, generation: int, call: Callable[[], Any]) -> None:
        if not self.is_wanted(subject, generation):
            return
        try:
            answer = call()
        except Exception as error:  # noqa: BLE001 - told to whoever waits for the answer
            self._tell(self.failed_in_thread, subject, generation, error)
        else:
            self._tell(self.answered_in_thread, subject, generation, answer)

    def _tell(self, signal: SignalInstance, *what: object) -> None:
        with suppress(RuntimeError):  # destroyed meanwhile: nobody waits for it
            signal.emit(*what)

    def _on_answered(self, subject: str, generation: int, answer: object) -> None:
        if self.is_wanted(subject, generation):
            self.answered.emit(subject, answer)

    def _on_failed(self, subject: str, generation: int, error: Exception) -> None:
        if not isinstance(error, KnownError):
            log.error("the question %s failed", subject, exc_info=error)
        if self.is_wanted(subject, generation):
            self.failed.emit(subject, error)
