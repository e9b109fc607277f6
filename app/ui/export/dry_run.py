"""A dry run of an export in the background: what would be written, before anything is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer, Signal

from app.core.errors import KnownError
from app.core.types import Progress
from app.jobs.context import JobContext
from app.jobs.export.choices import Choices
from app.jobs.export.report import Report
from app.ui.background import Background

QUESTION = "export_preview"
LOOK_MS = 100


@dataclass(frozen=True, slots=True)
class Request:
    """What the person asks for.

    Attributes
    ----------
    photos : callable
        Gives the photos; None for all. It is called in the background.
    choices : Choices
    copies : str or None
        The folder of copies.
    again : bool
        Write also what was removed elsewhere.
    """

    photos: Callable[[], Sequence[int] | None]
    choices: Choices
    copies: str | None = None
    again: bool = False


@dataclass(frozen=True, slots=True)
class DryRunResult:
    """What a request would do: its photos and a report, or why it cannot be done."""

    photos: Sequence[int] | None = None
    report: Report | None = None
    error: KnownError | None = None


class _Run:
    """One dry run: runs in a thread, and is looked at from the window's."""

    def __init__(self, context: JobContext, request: Request) -> None:
        self._context = context
        self._request = request
        self.progress = Progress(done=0)
        self.is_stopped = False

    def __call__(self) -> DryRunResult | None:
        """Read, and write nothing; None when it was stopped."""
        from app.jobs.export.xmp import export_xmp

        request, photos = self._request, None
        try:
            photos = request.photos()
            job = export_xmp(
                self._context,
                photos,
                request.choices,
                copies=request.copies,
                again=request.again,
                dry_run=True,
            )
            while not self.is_stopped:
                self.progress = next(job)
        except StopIteration as end:
            return DryRunResult(photos, end.value.report)
        except KnownError as error:
            return DryRunResult(photos, error=error)
        job.close()
        return None


class DryRun(QObject):
    """Asks for dry runs; a newer one ends the one before.

    Signals
    -------
    progressed : (Progress)
    ready : (DryRunResult)
    """

    progressed = Signal(object)
    ready = Signal(object)

    def __init__(
        self, context: JobContext, background: Background, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._background = background
        self._run: _Run | None = None
        # Asked, not told: a signal from a thread would outlive the dialog.
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self._look)
        background.answered.connect(self._on_answered)
        background.failed.connect(self._on_failed)

    def ask(self, request: Request) -> None:
        """Begin a dry run."""
        self.stop()
        self._run = _Run(self._context, request)
        self._background.ask(QUESTION, self._run)
        self._timer.start()

    def stop(self) -> None:
        """End the dry run; it has no answer."""
        self._timer.stop()
        if self._run is not None:
            self._run.is_stopped = True
            self._run = None
        self._background.forget(QUESTION)

    def _look(self) -> None:
        if self._run is not None:
            self.progressed.emit(self._run.progress)

    def _on_answered(self, kind: str, answer: object) -> None:
        if kind == QUESTION and isinstance(answer, DryRunResult):
            self._timer.stop()
            self.ready.emit(answer)

    def _on_failed(self, kind: str, _error: object) -> None:
        if kind == QUESTION:
            self._timer.stop()
