"""Watch folders: new photos are tagged within seconds of having settled.

The watcher of :mod:`app.media.watch` says where something changed; a scan of just these places is
queued in the long lane. Changes that come while one waits are joined, so that a hundred copied
files are one scan or two.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from threading import Lock
from typing import Any

from app.core.paths import is_in, outermost
from app.core.types import Change, Progress
from app.jobs.context import JobContext
from app.jobs.runner import Job, JobHandle, JobListener, JobRunner, JobState, Lane
from app.jobs.scanning.scan import scan_folders
from app.media.watch import FolderWatcher

log = logging.getLogger(__name__)

Submit = Callable[[Job, JobListener], object]


class LibraryWatch:
    """Watches the folders of a library that have ``watch`` switched on.

    Parameters
    ----------
    ctx : JobContext
        The library.
    submit : callable
        Queues a job with its listener, such as :func:`submit_to` returns.
    on_ended : callable, optional
        Told the change (None for a scan that failed) after each scan, in the lane's thread.
    settle_s, poll_s : float
        As for :class:`app.media.watch.FolderWatcher`.

    A window calls :meth:`refresh` whenever folders changed, and :meth:`close` at its end.
    """

    def __init__(
        self,
        ctx: JobContext,
        submit: Submit,
        on_ended: Callable[[Change | None], None] | None = None,
        *,
        settle_s: float = 2.0,
        poll_s: float = 60.0,
    ) -> None:
        self._ctx = ctx
        self._submit = submit
        self._on_ended = on_ended
        self._watcher = FolderWatcher(self._on_settled, settle_s=settle_s, poll_s=poll_s)
        self._watched: dict[str, tuple[str, ...]] = {}
        self._lock = Lock()
        self._places: set[str] = set()
        self._queued = False

    @property
    def folders(self) -> list[str]:
        """The folders that are watched."""
        return sorted(self._watched)

    def refresh(self) -> None:
        """Watch exactly the folders that the library says, and scan those that are new here.

        What changed while nobody watched is found by that scan; it opens no unchanged file.
        """
        wanted = {f.path: f.exclude for f in self._ctx.library.folders.rows() if f.watch}
        for path in self._watched.keys() - wanted.keys():
            self._watcher.unwatch(path)
        fresh = [path for path, exclude in wanted.items() if self._watched.get(path) != exclude]
        for path in fresh:
            self._watcher.watch(path, wanted[path])
        self._watched = wanted
        self._note(fresh)

    def close(self) -> None:
        """Stop watching; a scan that is queued already still runs."""
        self._watcher.close()

    def _on_settled(self, folder: str, places: list[str]) -> None:
        if folder not in self._watched:
            return  # switched off while it settled
        log.info("changes have settled in %s", ", ".join(places))
        self._note(places or [folder])

    def _note(self, places: list[str]) -> None:
        with self._lock:
            self._places.update(places)
            if self._queued or not self._places:
                return
            self._queued = True
        self._submit(self._scan(), self)

    def _scan(self) -> Job:
        """Scan what has been noted until this moment."""
        with self._lock:
            places, self._places = outermost(self._places), set()
            self._queued = False
        change: Change = yield from scan_folders(self._ctx, _there(self._ctx, places), add=False)
        return change

    def on_progress(self, handle: JobHandle, progress: Progress) -> None:
        """Leave progress to the lane's other listeners."""

    def on_ended(
        self, handle: JobHandle, state: JobState, result: Any, error: Exception | None
    ) -> None:
        """Tell what was found; a place that vanished meanwhile is found by the next change."""
        if self._on_ended is not None:
            self._on_ended(result if state is JobState.FINISHED else None)


def submit_to(runner: JobRunner) -> Submit:
    """Return what queues scans in the long lane of a runner."""
    return lambda job, listener: runner.submit("watch", job, Lane.LONG, listener)


def _there(ctx: JobContext, places: list[str]) -> list[str]:
    """Replace places that vanished by their folder; leave out those of no folder any more."""
    folders = [folder.path for folder in ctx.library.folders.rows()]
    there: set[str] = set()
    for place in places:
        above = [f for f in folders if is_in(place, f)]
        if above:
            there.add(place if os.path.isdir(place) else max(above, key=len))
    return outermost(there)
