"""Where photos are copied or moved to, and what that means for them there."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.core.paths import is_in
from app.ui.session import Session
from app.ui.widgets.folder_choice import choose_folder
from app.ui.widgets.labels import make_label, resize_scaled

RECENT = "recent_folders"
MOST_RECENT = 8
_COMPANIONS = "companions of what is handed on"
_FOLDER = "what a folder is"


@dataclass(frozen=True, slots=True)
class FolderFacts:
    """What a folder is: whether it is one or could be made, and whether the library has it."""

    path: str
    exists: bool
    is_folder: bool
    is_ours: bool

    @property
    def can_take(self) -> bool:
        """Whether photos can go there."""
        return self.is_folder or not self.exists


def look_at_folder(path: str, folders: Sequence[str]) -> FolderFacts:
    """Look at a folder; a disk may take its time, so it is asked in a thread."""
    place = os.path.realpath(path)
    is_ours = any(is_in(place, os.path.realpath(folder)) for folder in folders)
    return FolderFacts(path, os.path.exists(path), os.path.isdir(path), is_ours)


class TransferDialog(QDialog):
    """Asks for a folder, and says what happens there.

    Parameters
    ----------
    session : Session
    paths : sequence of str
        The photos that are there.
    is_move : bool
    """

    def __init__(
        self,
        session: Session,
        paths: Sequence[str],
        *,
        is_move: bool,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._is_move = is_move
        title = self.tr("Move photos") if is_move else self.tr("Copy photos")
        self.setWindowTitle(title)
        self.count = make_label("text", self.tr("%Ln photo(s)", "", len(paths)), wrap=True)
        self.folder = QComboBox()
        self.folder.setEditable(True)
        self.folder.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.folder.addItems(recent_folders(session))
        self.folder.setCurrentText("")
        edit = self.folder.lineEdit()
        assert edit is not None
        edit.setPlaceholderText(self.tr("Folder"))
        self.folder.setAccessibleName(self.tr("Folder"))
        self.choose = QPushButton(self.tr("Choose…"))
        self.choose.setAutoDefault(False)
        self.hint = make_label("muted", "", wrap=True)
        self.hint.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.buttons = QDialogButtonBox()
        self.go = QPushButton(self.tr("Move") if is_move else self.tr("Copy"))
        self.go.setProperty("role", "primary")
        cancel = QPushButton(self.tr("Cancel"))
        # Enter in the field means the button that does it, also while that is switched off.
        cancel.setAutoDefault(False)
        self.buttons.addButton(self.go, QDialogButtonBox.ButtonRole.AcceptRole)
        self.buttons.addButton(cancel, QDialogButtonBox.ButtonRole.RejectRole)
        self._lay_out(title)
        self.choose.clicked.connect(self._on_choose)
        self.folder.editTextChanged.connect(self._on_folder_changed)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        session.background.answered.connect(self._on_answered)
        self._on_folder_changed()
        self._count(paths)

    def target(self) -> str:
        """Return the folder as an absolute path; empty while it is none."""
        text = os.path.expanduser(self.folder.currentText().strip())
        return os.path.normpath(text) if os.path.isabs(text) else ""

    def accept(self) -> None:
        """Remember the folder for the next time."""
        target = self.target()
        if not target or not self.go.isEnabled():
            return
        known = [folder for folder in recent_folders(self._session) if folder != target]
        self._session.settings.set(RECENT, [target, *known][:MOST_RECENT])
        super().accept()

    def _lay_out(self, title: str) -> None:
        row = QHBoxLayout()
        row.addWidget(self.folder, 1)
        row.addWidget(self.choose)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 20)
        layout.setSpacing(12)
        layout.addWidget(make_label("title", title))
        layout.addWidget(self.count)
        layout.addLayout(row)
        layout.addWidget(self.hint, 1)
        layout.addWidget(self.buttons)
        resize_scaled(self, 560, 280)

    def _count(self, paths: Sequence[str]) -> None:
        from app.jobs.originals.plan import companions_of

        self._session.background.ask(_COMPANIONS, lambda: (len(paths), companions_of(paths)))

    def _on_answered(self, kind: str, answer: object) -> None:
        if kind == _FOLDER and isinstance(answer, FolderFacts):
            self._show_folder(answer)
        if kind != _COMPANIONS or not isinstance(answer, tuple):
            return
        photos, companions = answer
        text = self.tr("%Ln photo(s)", "", photos)
        if companions:
            more = self.tr("%Ln file(s) that belong to them", "", len(companions))
            text = self.tr("{photos}, and {files}: RAW, films, edits, sidecars").format(
                photos=text, files=more
            )
        self.count.setText(text)

    def _on_choose(self) -> None:
        chosen = choose_folder(self, self.windowTitle(), self._session.reader)
        if chosen:
            self.folder.setCurrentText(os.path.normpath(chosen))

    def _on_folder_changed(self) -> None:
        """Look at what was typed; until that is known nothing goes there."""
        target, reader = self.target(), self._session.reader
        self.go.setEnabled(False)
        self.go.setDefault(True)
        self.hint.setText("")
        if not target:
            self._session.background.forget(_FOLDER)
            return
        self._session.background.ask(
            _FOLDER, lambda: look_at_folder(target, [f.path for f in reader.folders.rows()])
        )

    def _show_folder(self, found: FolderFacts) -> None:
        if found.path == self.target():
            self.go.setEnabled(found.can_take)
            self.hint.setText(self._meaning(found))

    def _meaning(self, found: FolderFacts) -> str:
        """Say what it means for the photos to lie there."""
        if not found.can_take:
            return self.tr("This is a file, not a folder.")
        if self._is_move and found.is_ours:
            said = self.tr("Labels and history go along: the photos stay what they are.")
        elif self._is_move:
            said = self.tr(
                "This folder is not in the library: the photos leave it. What you said of them is "
                "kept, and comes back when you add the folder."
            )
        elif found.is_ours:
            said = self.tr("In the library copies are photos of their own, without label.")
        else:
            said = self.tr("Only the copies are made: the library stays as it is.")
        if not found.exists:
            said = self.tr("The folder is made.") + " " + said
        return said + " " + self.tr("Nothing is overwritten; one undo takes all of it back.")


def recent_folders(session: Session) -> list[str]:
    """Return the folders chosen last, newest first."""
    kept = session.settings.get(RECENT, [])
    return [folder for folder in kept if isinstance(folder, str)] if isinstance(kept, list) else []
