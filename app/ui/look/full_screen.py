"""The whole screen for one photo: all that lies around it in the window steps aside."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QWidget

from app.ui.widgets.loupe.loupe import Loupe

SETTLE_MS = 400
HIGHEST_PX = 16_777_215  # Qt's own: no limit


class FullScreen(QObject):
    """Takes the screen, and gives it back as it was.

    Parameters
    ----------
    frame : QWidget
        The window.
    loupe : Loupe
        Gets a dark ground.
    leave : callable
        Told when the system ended the full screen.
    """

    def __init__(
        self,
        frame: QWidget,
        loupe: Loupe,
        leave: Callable[[], None],
    ) -> None:
        super().__init__(frame)
        self._frame = frame
        self._loupe = loupe
        self._hidden: list[QWidget] = []
        self._narrowed: list[QWidget] = []
        self._leave = leave
        self.is_on = False
        # Systems tell of states late: what was asked for last counts once they are quiet.
        self._settling = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._settling.timeout.connect(self._on_settled)
        frame.installEventFilter(self)

    def set_around(self, hidden: Sequence[QWidget], narrowed: Sequence[QWidget]) -> None:
        """Know what steps aside: what is hidden, and what comes and goes by itself."""
        self._hidden, self._narrowed = list(hidden), list(narrowed)

    def set_on(self, on: bool) -> None:
        """Take the screen, or give it back."""
        if on == self.is_on:
            return
        self.is_on = on
        full, state = Qt.WindowState.WindowFullScreen, self._frame.windowState()
        for part in self._hidden:
            part.setVisible(not on)
        for part in self._narrowed:
            part.setMaximumHeight(0 if on else HIGHEST_PX)
            part.setEnabled(not on)
        self._loupe.is_dark = on
        self._loupe.update()
        self._frame.setWindowState(state | full if on else state & ~full)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the system, which may give the window back its frame by itself."""
        if self.is_on and event.type() == QEvent.Type.WindowStateChange:
            self._settling.start()
        return super().eventFilter(watched, event)

    def _on_settled(self) -> None:
        full = self._frame.windowState() & Qt.WindowState.WindowFullScreen
        if self.is_on and not full:
            self._leave()
