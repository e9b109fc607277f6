"""The window's side of watched folders: what has settled becomes a scan like any other."""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from app.core.types import Change
from app.jobs.context import JobContext
from app.jobs.job import JobName
from app.jobs.runner import Job, JobListener, Lane
from app.ui.job_bridge import JobBridge

if TYPE_CHECKING:
    from app.jobs.scanning.watch import LibraryWatch

log = logging.getLogger(__name__)

START_MS = 1500


class Watching(QObject):
    """Watches the folders of the library that a person wants watched.

    It begins some time after the window is there, and works in a thread: a large tree takes the
    system seconds to watch.

    Signals
    -------
    settled : (job)
        Something has settled; emitted in the watcher's thread, submitted in the window's.
    """

    settled = Signal(object)

    def __init__(self, context: JobContext, bridge: JobBridge, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._bridge = bridge
        self._watch: LibraryWatch | None = None
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="watching")
        self._stopped = False
        self.settled.connect(self._on_settled, Qt.ConnectionType.QueuedConnection)
        bridge.changed.connect(self._on_changed)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.refresh)
        self._timer.start(START_MS)

    def refresh(self) -> None:
        """Look at the library again: which folders are to be watched."""
        if not self._stopped:
            self._thread.submit(self._refresh)

    def stop(self) -> None:
        """Stop watching, and wait for the threads."""
        self._stopped = True
        self._timer.stop()
        self._thread.shutdown(cancel_futures=True)
        if self._watch is not None:
            self._watch.close()
            self._watch = None

    def _refresh(self) -> None:
        try:
            if self._watch is None:
                if not any(folder.watch for folder in self._context.reader.folders.rows()):
                    return
                from app.jobs.scanning.watch import LibraryWatch

                self._watch = LibraryWatch(self._context, self._submit)
            self._watch.refresh()
        except Exception:
            log.exception("the folders cannot be watched")

    def _submit(self, job: Job, listener: JobListener) -> None:
        self.settled.emit(job)

    def _on_settled(self, job: Job) -> None:
        if not self._stopped:
            self._bridge.submit(JobName.SCAN, job, Lane.LONG)

    def _on_changed(self, change: Change) -> None:
        if change.folders:
            self.refresh()
