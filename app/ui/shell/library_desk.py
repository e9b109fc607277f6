"""What the window asks of the library as a whole: folders, scans, refreshes, model versions."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, QStandardPaths, QTimer, Signal
from PySide6.QtWidgets import QDialog, QFileDialog, QWidget

from app.core.library import LibraryReader
from app.ui.commands import Commands
from app.ui.job_bridge import JobBridge
from app.ui.models.scene_book import SceneBook
from app.ui.models.thumbnails import ThumbnailLoader

WORTH_A_REFRESH = 10


def start_folder(reader: LibraryReader) -> str:
    """Return where to look for photos first: beside those that are there, else in Pictures."""
    beside = [os.path.dirname(folder.path) for folder in reversed(reader.folders.rows())]
    pictures = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.PicturesLocation)
    return next((p for p in (*beside, pictures) if os.path.isdir(p)), os.path.expanduser("~"))


class LibraryDesk(QObject):
    """Opens the dialogs that belong to the library and submits their jobs.

    Signals
    -------
    refused : (str)
        Something cannot be done: one sentence.
    """

    refused = Signal(str)

    def __init__(
        self,
        reader: LibraryReader,
        commands: Commands,
        bridge: JobBridge,
        scenes: SceneBook,
        thumbnails: ThumbnailLoader,
        *,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._reader = reader
        self._commands = commands
        self._bridge = bridge
        self._scenes = scenes
        self._thumbnails = thumbnails
        self._window = window
        bridge.planned.connect(self._on_planned)

    def choose_folder(self) -> None:
        """Let the person choose a folder, and scan it."""
        folder = QFileDialog.getExistingDirectory(
            self._window, self.tr("Add a folder of photos"), start_folder(self._reader)
        )
        if folder:
            self.add_folders([folder])

    def add_folders(self, paths: Sequence[str]) -> None:
        """Add folders and scan them; a dropped file stands for its folder."""
        folders = [p if os.path.isdir(p) else os.path.dirname(p) for p in paths]
        unique = list(dict.fromkeys(f for f in folders if f))
        if unique:
            self._commands.scan(unique)

    def rescan(self) -> None:
        """Scan all folders, unless a scan is under way."""
        if self._bridge.is_running("scan"):
            self.refused.emit(self.tr("A scan is running already."))
        elif self._reader.folders.rows():
            self._commands.scan()

    def refresh(self) -> None:
        """Work out a refresh; its dialog opens when it is ready."""
        if not self._bridge.is_running("plan_refresh") and not self._bridge.is_running("refresh"):
            self._commands.plan_refresh()

    def _on_planned(self, name: str, plan: Any) -> None:
        if name == "plan_refresh":
            # In the next turn of the event loop, when the job has ended for everybody.
            QTimer.singleShot(0, self, partial(self._show_plan, plan))

    def _show_plan(self, plan: Any) -> None:
        from app.ui.scenes.refresh_dialog import RefreshDialog

        dialog = RefreshDialog(plan, self._reader, self._scenes, self._thumbnails, self._window)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self._commands.apply_refresh(dialog.plan())
        dialog.deleteLater()
