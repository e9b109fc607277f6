"""What a file manager hands over ('Open with', a second start): folders, single photos, libraries.

A folder is scanned and shown. A photo of the library is shown large at once; one that is new in
a folder of the library, as soon as the scan has it. A photo from elsewhere would bring its whole
folder along: that is asked first. A library file is opened in place of this one.
"""

from __future__ import annotations

import os
from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QMessageBox, QWidget

from app.core.paths import LIBRARY_ENDING, is_in
from app.core.records import FolderRow
from app.core.types import Change
from app.jobs.runner import JobHandle, JobState
from app.ui.models.sidebar_model import SidebarModel
from app.ui.reopening import reopen
from app.ui.session import Session
from app.ui.shell.navigator import Navigator
from app.ui.widgets.plain_text import make_question


class Opening(QObject):
    """Opens paths in one window.

    Parameters
    ----------
    session : Session
    sidebar_model : SidebarModel
        Knows when a folder can be chosen.
    navigator : Navigator
        Shows what was opened.
    frame : QWidget
        The window that a question stands before.

    Attributes
    ----------
    question : QMessageBox or None
        Whether to add the folder of a photo, while that is asked.
    """

    def __init__(
        self, session: Session, sidebar_model: SidebarModel, navigator: Navigator, frame: QWidget
    ) -> None:
        super().__init__(frame)
        self._session = session
        self._reader = session.reader
        self._sidebar_model = sidebar_model
        self._navigator = navigator
        self._frame = frame
        self._photo: str | None = None
        self._folder: str | None = None
        self._scan: JobHandle | None = None
        self.question: QMessageBox | None = None
        session.bridge.changed.connect(self._on_changed)
        session.bridge.ended.connect(self._on_ended)
        sidebar_model.rowsInserted.connect(self._on_sidebar_grown)

    def open(self, paths: Sequence[str]) -> None:
        """Open absolute paths; of several photos or folders the first one is shown."""
        if not paths:
            return
        library = next((p for p in paths if p.endswith(LIBRARY_ENDING) and os.path.isfile(p)), None)
        if library is not None:
            self._open_library(library)
            return
        files = [path for path in paths if os.path.isfile(path)]
        known = self._reader.photos.find(files)
        if known:
            self._show_photo(known[next(path for path in files if path in known)])
        new = [path for path in files if path not in known]
        folders = [path for path in paths if path not in files]
        inside = [os.path.dirname(p) for p in new if self._holder(p) is not None]
        outside = [p for p in new if self._holder(p) is None]
        if not known:
            self._folder = folders[0] if folders else None
            self._photo = next((p for p in new if p not in outside), None)
        self._scan_folders([*folders, *inside])
        if outside:
            self._ask(outside)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take what macOS hands over: there it comes as an event of the application."""
        if isinstance(event, QFileOpenEvent) and event.file():
            self.open([event.file()])
            return True
        return super().eventFilter(watched, event)

    def _scan_folders(self, folders: Sequence[str]) -> None:
        unique = list(dict.fromkeys(folders))
        if unique:
            self._scan = self._session.commands.folders.scan(unique)
            self._show_folder()

    def _ask(self, photos: Sequence[str]) -> None:
        folders = list(dict.fromkeys(os.path.dirname(path) for path in photos))
        box = make_question(
            QMessageBox.Icon.Question,
            self.tr("Add a folder of photos"),
            self.tr("{photo} is not in the library yet.").format(photo=os.path.basename(photos[0])),
            self.tr(
                "Add its folder {folder}? All photos in it are looked at, none is changed."
            ).format(folder="\n".join(folders)),
            self._frame,
        )
        add = box.addButton(self.tr("Add the folder"), QMessageBox.ButtonRole.AcceptRole)
        box.addButton(self.tr("Not now"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(add)

        def answered() -> None:
            self.question = None
            box.deleteLater()
            if box.clickedButton() is add:
                self._photo = photos[0]
                self._scan_folders(folders)

        box.finished.connect(answered)
        self.question = box
        box.open()

    def _open_library(self, path: str) -> None:
        if not os.path.exists(self._reader.path) or not os.path.samefile(path, self._reader.path):
            reopen(self._session.settings, path)

    def _holder(self, path: str) -> FolderRow | None:
        """Return the folder of the library that holds a path."""
        for folder in self._reader.folders.rows():
            if is_in(path, folder.path):
                return folder
        return None

    # as the scan goes on

    def _on_changed(self, change: Change) -> None:
        if self._photo is not None:
            found = self._reader.photos.find([self._photo])
            if found:
                self._show_photo(found[self._photo])

    def _on_sidebar_grown(self) -> None:
        if self._folder is not None:
            # Only when the sidebar has all its entries again.
            QTimer.singleShot(0, self, self._show_folder)

    def _on_ended(self, handle: JobHandle, state: JobState) -> None:
        if handle is self._scan:
            self._scan = self._photo = None
            if self._folder is not None and self._holder(self._folder) is None:
                self._folder = None  # it could not be scanned

    def _show_photo(self, photo: int) -> None:
        self._photo = None
        self._navigator.show_large(photo)

    def _show_folder(self) -> None:
        """Choose the folder in the sidebar; where it is the only one, all photos are its photos."""
        holder = self._holder(self._folder) if self._folder is not None else None
        model = self._sidebar_model
        if holder is None or not model.index_of("folder", holder.id).isValid():
            return
        self._folder = None
        if len(model.folders) > 1:
            self._navigator.show_folder(holder.id)
