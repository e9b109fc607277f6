"""Export by itself in the window: the labels of some seconds are written together."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer

from app.core.types import Change
from app.jobs.export.automatic import wants_export
from app.jobs.export.choices import read_choices
from app.jobs.job import JobName
from app.ui.session import Session

WAIT_MS = 4000
# Whoever labels without a pause is not waited for longer than so many times.
MOST_WAITS = 8
START_MS = 10_000


class AutomaticExport(QObject):
    """Gathers photos whose tags changed, and writes them once it has been quiet for a while.

    What was not written before the window closed, or the machine stopped, is found some time after
    the next start.
    """

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._reader = session.reader
        self._commands = session.commands.export
        self._photos: set[int] = set()
        self._is_all = False
        self._has_scanned = False
        self._waits = 0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.write)
        session.bridge.completed.connect(self._on_completed)
        self._start = QTimer(self)
        self._start.setSingleShot(True)
        self._start.timeout.connect(self._commands.write_missed)
        if read_choices(self._reader).automatic:
            self._start.start(START_MS)

    def write(self) -> None:
        """Write what has gathered, now."""
        self._timer.stop()
        photos, has_scanned = None if self._is_all else sorted(self._photos), self._has_scanned
        self._photos, self._is_all, self._has_scanned, self._waits = set(), False, False, 0
        if photos is None or photos:
            self._commands.write_automatically(photos)
        if photos is not None and has_scanned:
            # It changes no word of the photos that stayed: their files stay closed.
            self._commands.write_missed()

    def stop(self) -> None:
        """Write nothing any more."""
        self._timer.stop()
        self._start.stop()

    def _on_completed(self, name: str, result: object) -> None:
        if not isinstance(result, Change) or not wants_export(self._reader, name, result):
            return
        self._photos |= result.photos or set()
        if name == JobName.SCAN:
            self._has_scanned = True
        else:
            self._is_all = self._is_all or result.photos is None
        self._waits += 1
        if self._waits <= MOST_WAITS or not self._timer.isActive():
            self._timer.start(WAIT_MS)
