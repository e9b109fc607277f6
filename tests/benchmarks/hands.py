"""The hands and eyes of a person at the window: keys, clicks, pictures, and waiting.

Keys and clicks go through the window's own event queue, to whatever has the focus.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QEvent, QEventLoop, QObject, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.ui.shell.main_window import MainWindow
from tests.benchmarks.evening import CLICK_S

WAIT_S = 120
LOOK_MS = 2
NOTHING = Qt.KeyboardModifier.NoModifier


class Paints(QObject):
    """Knows when the photos were last painted."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.at = 0.0
        window.parts.browser.grid.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Note the time of a paint, which comes right after."""
        if event.type() == QEvent.Type.Paint:
            self.at = time.perf_counter()
        return False


@dataclass
class Hands:
    """What a person does, counted.

    Attributes
    ----------
    keys, clicks : int
        What was pressed.
    think_s, machine_s : float
        The person's time, assumed, and the window's, measured until it was ready again.
    unwaited : frozenset of str
        Jobs that go on behind the person's back.
    """

    window: MainWindow
    shots: Path | None = None
    keys: int = 0
    clicks: int = 0
    think_s: float = 0.0
    machine_s: float = 0.0
    unwaited: frozenset[str] = frozenset()
    paints: Paints = field(init=False)

    def __post_init__(self) -> None:
        self.paints = Paints(self.window)

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = NOTHING) -> None:
        """Press a key where the focus is."""
        QTest.keyClick(QApplication.focusWindow() or self.window.windowHandle(), key, modifiers)
        self.keys += 1

    def write(self, text: str) -> None:
        """Type letters."""
        for letter in text:
            QTest.keyClick(QApplication.focusWindow() or self.window.windowHandle(), letter)
            self.keys += 1

    def click(self, at: int, modifiers: Qt.KeyboardModifier) -> None:
        """Click a tile."""
        grid = self.window.parts.browser.grid
        grid.scrollTo(self.window.parts.photos.index(at))
        inside = grid.visualRect(self.window.parts.photos.index(at)).center()
        place = grid.viewport().mapTo(self.window, inside)
        button = Qt.MouseButton.LeftButton
        QTest.mouseClick(self.window.windowHandle(), button, modifiers, place)
        self.clicks += 1
        self.think_s += CLICK_S

    def shoot(self, name: str) -> None:
        """Take a picture of the screen."""
        if self.shots is not None:
            QApplication.primaryScreen().grabWindow(0).save(str(self.shots / f"{name}.png"))

    def wait(self, seconds: float = WAIT_S) -> None:
        """Wait until the window shows what its jobs did."""
        counts = self.window.parts.counts
        if not self.until(lambda: not self._at_work() and not counts.is_due, seconds):
            raise TimeoutError(f"still at work: {self._at_work()}")
        QApplication.processEvents()

    def until(self, is_so: Callable[[], bool], seconds: float) -> bool:
        """Wait in the event loop, as the program does; return whether it became so.

        A loop that asks for events again and again would keep Python's lock from the jobs: with it
        a refresh took three to twenty times as long.
        """
        deadline = time.monotonic() + seconds
        loop, timer = QEventLoop(), QTimer()
        timer.timeout.connect(
            lambda: loop.quit() if is_so() or time.monotonic() > deadline else None
        )
        timer.start(LOOK_MS)
        while not is_so() and time.monotonic() < deadline:
            loop.exec()  # a dialog that came meanwhile may have left more to do
        return is_so()

    def _at_work(self) -> list[str]:
        """Name the jobs that a person waits for."""
        return [
            h.name for h in self.window.parts.session.bridge._lanes if h.name not in self.unwaited
        ]
