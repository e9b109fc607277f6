"""Runs jobs in two lanes, so that a relabel never waits for a scan.

A job is a generator. The runner advances it in its lane's thread: to pause is not to ask for the
next step, to cancel is to close the generator. Every job ends as exactly one of finished, failed
or cancelled, and its listener is told so exactly once. What the world did to a job is one line of
the log, a bug of ours stands there with its traceback.
"""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Generator
from enum import StrEnum
from typing import Any, Protocol

from app.core.errors import KnownError
from app.core.types import Progress

log = logging.getLogger(__name__)

Job = Generator[Progress, None, Any]


class Lane(StrEnum):
    """``LONG`` for scan and refresh, ``SHORT`` for what a key press does."""

    LONG = "long"
    SHORT = "short"


class JobState(StrEnum):
    """A job's life: queued, running or paused, then one of the three ends."""

    QUEUED = "queued"
    RUNNING = "running"
    PAUSED = "paused"
    FINISHED = "finished"
    FAILED = "failed"
    CANCELLED = "cancelled"


class JobListener(Protocol):
    """Told about a job, in the thread of its lane."""

    def on_progress(self, handle: JobHandle, progress: Progress) -> None:
        """Take note of one step."""

    def on_ended(
        self, handle: JobHandle, state: JobState, result: Any, error: Exception | None
    ) -> None:
        """Take note of the end: ``result`` is what the job returned, ``error`` why it failed."""


class JobHandle:
    """One submitted job.

    Attributes
    ----------
    name : str
        What the job is called in progress bars and logs.
    state : JobState
        Where it stands.
    """

    def __init__(self, name: str, job: Job, listener: JobListener | None) -> None:
        self.name = name
        self.state = JobState.QUEUED
        self._job = job
        self._listener = listener
        self._go = threading.Event()
        self._go.set()
        self._cancelled = threading.Event()
        self._ended = threading.Event()

    def pause(self) -> None:
        """Stop after the step in hand, until :meth:`resume`."""
        self._go.clear()
        if self.state is JobState.RUNNING:
            self.state = JobState.PAUSED

    def resume(self) -> None:
        """Go on after a pause."""
        if self.state is JobState.PAUSED:
            self.state = JobState.RUNNING
        self._go.set()

    def cancel(self) -> None:
        """End the job after the step in hand; what it has written stays."""
        self._cancelled.set()
        self._go.set()

    def wait(self, timeout_s: float | None = None) -> bool:
        """Wait for the end; return whether it came."""
        return self._ended.wait(timeout_s)

    def _run(self) -> None:
        """Advance the job to its end; called once, by the lane."""
        result: Any = None
        error: Exception | None = None
        try:
            state, result = self._advance()
        except Exception as caught:
            state, error = JobState.FAILED, caught
            if isinstance(caught, KnownError):
                log.warning("job %s failed: %s", self.name, caught)
            else:
                log.exception("job %s failed over a bug of ours", self.name)
        self.state = state
        try:
            if self._listener is not None:
                self._listener.on_ended(self, state, result, error)
        except Exception:
            log.exception("listener of job %s failed", self.name)
        finally:
            self._ended.set()

    def _advance(self) -> tuple[JobState, Any]:
        if self.state is JobState.QUEUED:
            self.state = JobState.RUNNING if self._go.is_set() else JobState.PAUSED
        while True:
            self._go.wait()
            if self._cancelled.is_set():
                self._job.close()
                return JobState.CANCELLED, None
            try:
                progress = next(self._job)
            except StopIteration as stop:
                return JobState.FINISHED, stop.value
            if self._listener is not None:
                self._listener.on_progress(self, progress)


class JobRunner:
    """Two threads, one a lane; each runs its jobs in the order in which they came."""

    def __init__(self) -> None:
        self._queues: dict[Lane, queue.SimpleQueue[JobHandle | None]] = {
            lane: queue.SimpleQueue() for lane in Lane
        }
        self._lock = threading.Lock()
        self._handles: list[JobHandle] = []
        self._threads = [
            threading.Thread(target=self._work, args=(lane,), name=f"albumen-{lane}", daemon=True)
            for lane in Lane
        ]
        for thread in self._threads:
            thread.start()

    def submit(
        self, name: str, job: Job, lane: Lane = Lane.LONG, listener: JobListener | None = None
    ) -> JobHandle:
        """Queue a job and return its handle at once."""
        handle = JobHandle(name, job, listener)
        with self._lock:
            self._handles = [h for h in self._handles if not h.wait(0)]
            self._handles.append(handle)
        self._queues[lane].put(handle)
        return handle

    def active(self) -> list[JobHandle]:
        """Return the jobs that have not ended."""
        with self._lock:
            return [h for h in self._handles if not h.wait(0)]

    def close(self, timeout_s: float = 30.0) -> None:
        """Cancel what runs, wait for it, and end both threads."""
        for handle in self.active():
            handle.cancel()
        for lane in Lane:
            self._queues[lane].put(None)
        for thread in self._threads:
            thread.join(timeout_s)

    def _work(self, lane: Lane) -> None:
        while (handle := self._queues[lane].get()) is not None:
            handle._run()


def run_now(job: Job) -> Any:
    """Run a job to its end in this thread and return its result (for terminals and tests)."""
    while True:
        try:
            next(job)
        except StopIteration as stop:
            return stop.value
