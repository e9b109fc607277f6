"""What the window asks of the library as a whole: folders, scans, refreshes, what follows them."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, QTimer, QUrl, Signal
from PySide6.QtWidgets import QDialog, QWidget

from app.core.types import Change
from app.jobs.job import JobName
from app.ui.session import Session
from app.ui.widgets.folder_choice import choose_folder

PREPARE_MS = 500
_LACKS_PLACES = "lacks places"


class LibraryDesk(QObject):
    """Opens the dialogs that belong to the library and submits their jobs.

    Signals
    -------
    refused : (str)
        Something cannot be done: one sentence.
    """

    refused = Signal(str)

    def __init__(self, session: Session, frame: QWidget) -> None:
        super().__init__(frame)
        self._session = session
        self._reader = session.reader
        self._commands = session.commands
        self._bridge = session.bridge
        self._frame = frame
        session.bridge.planned.connect(self._on_planned)
        session.bridge.completed.connect(self._on_completed)
        if not self._reader.folders.rows():
            # The one thing to do here is to add photos; the window comes first.
            QTimer.singleShot(PREPARE_MS, self, self._session.context.prepare_scan)
        else:
            session.background.answered.connect(self._on_answered)
            QTimer.singleShot(PREPARE_MS, self, self._ask_for_places)

    def choose_folder(self) -> None:
        """Let the person choose a folder, and scan it."""
        self._session.context.prepare_scan()
        folder = choose_folder(self._frame, self.tr("Add a folder of photos"), self._reader)
        if folder:
            self.add_folders([folder])

    def add_folders(self, paths: Sequence[str]) -> None:
        """Add folders and scan them; a dropped file stands for its folder."""
        folders = [p if os.path.isdir(p) else os.path.dirname(p) for p in paths]
        unique = list(dict.fromkeys(f for f in folders if f))
        if unique:
            self._tell_of_known(unique)
            self._commands.folders.scan(unique)

    def add_dropped(self, urls: Sequence[QUrl]) -> None:
        """Add what was dropped; what comes from a web page has no place on this machine yet."""
        paths = [url.toLocalFile() for url in urls if url.isLocalFile()]
        if paths:
            self.add_folders(paths)
        elif urls:
            self.refused.emit(
                self.tr(
                    "A picture on a web page is no file yet: save it in a folder of photos, and "
                    "drop that folder here."
                )
            )

    def _tell_of_known(self, folders: Sequence[str]) -> None:
        """Say of folders that the library has by another path that they are the same."""
        from app.jobs.scanning.folders import same_folders

        for path, known in same_folders(self._reader, folders):
            self.refused.emit(
                self.tr(
                    "{path} is the folder {known}, by another way: it is scanned as that."
                ).format(path=path, known=known)
            )

    def look_again(self, photos: Sequence[int]) -> None:
        """Read files anew, also those that look unchanged."""
        if photos:
            self._commands.folders.look_again(photos)

    def rescan(self) -> None:
        """Scan all folders, unless a scan is under way."""
        if self._bridge.is_running(JobName.SCAN):
            self.refused.emit(self.tr("A scan is running already."))
        elif self._reader.folders.rows():
            self._commands.folders.scan()

    def refresh(self) -> None:
        """Work out a refresh; its dialog opens when it is ready."""
        refreshing = (JobName.PLAN_REFRESH, JobName.REFRESH)
        if not any(self._bridge.is_running(name) for name in refreshing):
            self._commands.library.plan_refresh()

    def _ask_for_places(self) -> None:
        from app.jobs.scanning.places import lacks_places

        self._session.background.ask(_LACKS_PLACES, partial(lacks_places, self._session.context))

    def _on_answered(self, subject: str, answer: Any) -> None:
        if subject == _LACKS_PLACES and answer:
            self._commands.library.name_places()

    def _on_planned(self, name: str, plan: Any) -> None:
        if name == JobName.PLAN_REFRESH:
            # In the next round of the event loop, when the job has ended for everybody.
            QTimer.singleShot(0, self, partial(self._show_plan, plan))

    def _show_plan(self, plan: Any) -> None:
        from app.ui.scenes.refresh_dialog import RefreshDialog

        session = self._session
        dialog = RefreshDialog(
            plan, session.reader, session.scenes, session.thumbnails, self._frame
        )
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self._commands.library.apply_refresh(dialog.plan())
        dialog.deleteLater()

    def _on_completed(self, name: str, result: object) -> None:
        if isinstance(result, Change):
            self._commands.library.follow_up(name, result)
