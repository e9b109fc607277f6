"""Tells what an export did when nobody looks at its dialog any more."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from app.jobs.export.report import Exported
from app.jobs.job import JobName
from app.ui.error_wording import sentence
from app.ui.export.outcome import OutcomeTexts
from app.ui.job_bridge import JobBridge


class ExportTeller(QObject):
    """Says the end report of an export that went on after its dialog was closed.

    Parameters
    ----------
    bridge : JobBridge
    say : callable
        Shows one sentence.
    """

    def __init__(self, bridge: JobBridge, say: Callable[[str], object], parent: QObject) -> None:
        super().__init__(parent)
        self._say = say
        self._words = OutcomeTexts(self)
        self._failed: set[str] = set()
        bridge.completed.connect(self._on_completed)

    def _on_completed(self, name: str, result: object) -> None:
        if not isinstance(result, Exported):
            return
        if name == JobName.AUTOMATIC_EXPORT:
            self._tell_failures(result)
            return
        is_seen = QApplication.activeModalWidget() is not None
        if name == JobName.EXPORT and not is_seen:
            self._say(self._words.sentences(result.report, is_preview=False))

    def _tell_failures(self, result: Exported) -> None:
        """Say once of each file that its tags could not be written by themselves."""
        failures = [f for f in result.report.failures if f.path not in self._failed]
        self._failed.update(failure.path for failure in failures)
        if failures:
            self._say(sentence(failures[0].message))
