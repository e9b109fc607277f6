"""Tells what copying, moving and throwing away did, and what undo could not take back."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.core.types import Change
from app.jobs.job import JobName
from app.ui.originals.result_dialog import ResultDialog, lines_of
from app.ui.session import Session

_TOLD = (JobName.COPY, JobName.MOVE, JobName.TRASH)
_TAKEN_BACK = (JobName.UNDO, JobName.REDO, JobName.GO_TO)


class FilesTeller(QObject):
    """Says one sentence after a job on files, and lists what went wrong.

    Parameters
    ----------
    session : Session
    undo_keys : callable
        Returns the keys that take it back, as they are written.
    frame : QWidget
        The window that the list stands before.

    Signals
    -------
    told : (str)
    """

    told = Signal(str)

    def __init__(self, session: Session, undo_keys: Callable[[], str], frame: QWidget) -> None:
        super().__init__(frame)
        self._session = session
        self._undo_keys = undo_keys
        self._frame = frame

    def on_completed(self, name: str, result: object) -> None:
        """Take up the end of a job."""
        if not isinstance(result, Change):
            return
        if name in _TOLD:
            self._tell(name, result.summary)
        elif name in _TAKEN_BACK and result.summary.get("failures"):
            self._list(self.tr("Some files stay where they are"), result.summary)

    def _tell(self, name: str, summary: Mapping[str, Any]) -> None:
        self.told.emit(self._sentence(name, summary))
        if name == JobName.COPY and summary["in_library"] and summary["copied"]:
            self._session.commands.folders.scan([summary["folder"]])
        if summary["failed"]:
            self._list(self.tr("Not all photos could go"), summary)

    def _sentence(self, name: str, summary: Mapping[str, Any]) -> str:
        if name == JobName.TRASH:
            text = self.tr("%Ln photo(s) moved to the trash", "", summary["trashed"])
        elif name == JobName.MOVE:
            text = self.tr("%Ln photo(s) moved to {folder}", "", summary["moved"])
        else:
            text = self.tr("%Ln photo(s) copied to {folder}", "", summary["copied"])
        # The name alone: a notice has one line. The history has the whole path.
        folder = str(summary.get("folder", ""))
        parts = [text.format(folder=os.path.basename(folder) or folder)]
        if summary.get("renamed"):
            parts.append(self.tr("%Ln got a number", "", summary["renamed"]))
        if summary["skipped"]:
            parts.append(self.tr("%Ln skipped", "", summary["skipped"]))
        said = ", ".join(parts)
        if name == JobName.TRASH or not (summary["moved"] or summary["copied"]):
            return self.tr("{done}.").format(done=said)
        text = self.tr("{done}. {keys} takes it back.")
        return text.format(done=said, keys=self._undo_keys())

    def _list(self, title: str, summary: Mapping[str, Any]) -> None:
        text = self.tr("Nothing of them was changed or lost:")
        ResultDialog(title, text, lines_of(summary), self._frame).open()
