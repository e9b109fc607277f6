"""From the runner's threads to the window: jobs go out, signals come back.

The bridge lives on the GUI thread. The runner calls :class:`_Listener` in the thread of its lane;
the listener only emits signals of its own, which Qt delivers to the bridge's slots in the GUI
thread. The first change of a running job is passed on at once, what follows is gathered and passed
on a few times a second, so that a fast scan does not drown the window; what a key press did is
passed on at once.
"""

from __future__ import annotations

import logging
from collections.abc import Generator
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from app.core.types import Change, Progress
from app.jobs.runner import JobHandle, JobRunner, JobState, Lane
from app.ui.error_wording import error_sentence

log = logging.getLogger(__name__)

GATHER_MS = 400


class _Listener(QObject):
    """Called in a worker thread; emits, and does nothing else."""

    progressed = Signal(object, object)
    ended = Signal(object, object, object, object)

    def on_progress(self, handle: JobHandle, progress: Progress) -> None:
        self.progressed.emit(handle, progress)

    def on_ended(
        self, handle: JobHandle, state: JobState, result: Any, error: Exception | None
    ) -> None:
        self.ended.emit(handle, state, result, error)


class JobBridge(QObject):
    """Submits jobs and tells the window about them.

    Signals
    -------
    started : (handle)
        A job of the long lane was submitted.
    progressed : (handle, Progress)
        A job of the long lane made a step.
    ended : (handle, JobState)
        A job of the long lane ended.
    changed : (Change)
        The library changed.
    planned : (name, result)
        A job ended with something else than a change, such as a refresh plan.
    failed : (str, str)
        A job failed: one sentence fit to show, and the job's name.
    """

    started = Signal(object)
    progressed = Signal(object, object)
    ended = Signal(object, object)
    changed = Signal(object)
    planned = Signal(str, object)
    failed = Signal(str, str)
    completed = Signal(str, object)

    def __init__(self, runner: JobRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._runner = runner
        self._lanes: dict[JobHandle, Lane] = {}
        self._gathered: Change | None = None
        # No child of ours: a job that ends after the window may still speak to it.
        self._listener = _Listener()
        queued = Qt.ConnectionType.QueuedConnection
        self._listener.progressed.connect(self._on_progressed, queued)
        self._listener.ended.connect(self._on_ended, queued)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(GATHER_MS)
        self._timer.timeout.connect(self._on_gathered)

    def submit(self, name: str, job: Generator[Progress, None, Any], lane: Lane) -> JobHandle:
        """Queue a job; the window hears of it by signals."""
        handle = self._runner.submit(name, job, lane, self._listener)
        self._lanes[handle] = lane
        if lane is Lane.LONG:
            self.started.emit(handle)
        return handle

    def active(self) -> list[JobHandle]:
        """Return the jobs of the long lane that have not ended, oldest first."""
        return [h for h, lane in self._lanes.items() if lane is Lane.LONG]

    def toggle_pause(self, handle: JobHandle) -> None:
        """Pause a job, or let it go on."""
        if handle.state is JobState.PAUSED:
            handle.resume()
        else:
            handle.pause()

    def is_running(self, name: str) -> bool:
        """Tell whether a job of this name has not ended."""
        return any(handle.name == name for handle in self._lanes)

    def _on_progressed(self, handle: JobHandle, progress: Progress) -> None:
        if self._lanes.get(handle) is Lane.LONG:
            self.progressed.emit(handle, progress)
        if progress.change is not None:
            self._gather(progress.change)
            if not self._timer.isActive():
                self._on_gathered()

    def _on_ended(
        self, handle: JobHandle, state: JobState, result: Any, error: Exception | None
    ) -> None:
        lane = self._lanes.pop(handle, Lane.SHORT)
        if isinstance(result, Change):
            self._gather(result)
        elif state is not JobState.FINISHED:
            # What it wrote before it was stopped stays, so look at everything again.
            self._gather(Change(photos=None, scenes=True, folders=True, history=True))
        self._pass_on()
        if state is JobState.FAILED and error is not None:
            self.failed.emit(error_sentence(error), handle.name)
        elif result is not None and not isinstance(result, Change):
            self.planned.emit(handle.name, result)
        if state is JobState.FINISHED:
            self.completed.emit(handle.name, result)
        if lane is Lane.LONG:
            self.ended.emit(handle, state)

    def _gather(self, change: Change) -> None:
        self._gathered = change if self._gathered is None else merged(self._gathered, change)

    def _on_gathered(self) -> None:
        """Pass on what there is, and gather for a while from then on."""
        if self._gathered is not None:
            self._pass_on()
            self._timer.start()

    def _pass_on(self) -> None:
        self._timer.stop()
        change, self._gathered = self._gathered, None
        if change is not None:
            self.changed.emit(change)


def merged(first: Change, second: Change) -> Change:
    """Return one change that tells what both told."""
    photos = None
    if first.photos is not None and second.photos is not None:
        photos = first.photos | second.photos
    return Change(
        photos=photos,
        scenes=first.scenes or second.scenes,
        folders=first.folders or second.folders,
        model=first.model or second.model,
        history=first.history or second.history,
        summary={**first.summary, **second.summary},
    )
