"""The files of the selected photos: handed to other programs, copied, moved, printed, thrown away.

Folded tiles hand out all that they stand for. Photos whose file is offline or gone are named, and
the others go on without them.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QDialog, QFileDialog, QMessageBox, QWidget

from app.core.records import PhotoRow
from app.core.types import AskedPicture
from app.ui.originals import programs
from app.ui.originals.handing_out import GNOME_FILES, files_data, paths_text
from app.ui.session import Session
from app.ui.widgets.plain_text import make_question

# More programs or folders than this at one key press are a mistake of the finger.
MOST_OPENED = 30
MOST_FOLDERS = 5
NAMED = 3
# The picture of a single photo on the clipboard, beside its file.
CLIPBOARD_PX = 4096
_OURS = -1


@dataclass(frozen=True, slots=True)
class HeldFiles:
    """The photos that were selected: records of those that are there, and of those away."""

    there: list[PhotoRow]
    away: list[PhotoRow]

    @property
    def paths(self) -> list[str]:
        """Where those lie that are there."""
        return [row.path for row in self.there]


class FilesDesk(QObject):
    """Does what the commands on files say.

    Parameters
    ----------
    session : Session
    selected : callable
        Returns the selected photos, folded ones too.
    frame : QWidget
        The window that questions stand before.

    Signals
    -------
    told : (str)
        Something was done: one sentence.
    refused : (str)
        Something cannot be done: one sentence.
    """

    told = Signal(str)
    refused = Signal(str)

    def __init__(
        self, session: Session, selected: Callable[[], Sequence[int]], frame: QWidget
    ) -> None:
        super().__init__(frame)
        self._session = session
        self._selected = selected
        self._frame = frame
        if session.pictures is not None:
            session.pictures.arrived.connect(self._on_picture)

    def open(self) -> None:
        """Open the photos with the program that the system has for them."""
        held = self._held(MOST_OPENED)
        if held is not None and not programs.open_files(held.paths, self._language()):
            self.refused.emit(self.tr("The system knows no program that opens this photo."))

    def open_with(self) -> None:
        """Let the person choose a program, and open the photos with it."""
        held = self._held(MOST_OPENED)
        if held is None or programs.ask_system_for_program(held.paths[0]):
            return
        if programs.PLATFORM == "darwin":
            self._open_with_application(held.paths)
            return
        found = programs.programs_of(held.paths, self._language())
        if not found:
            self.refused.emit(self.tr("The system knows no program that opens this photo."))
            return
        from app.ui.originals.programs_dialog import ProgramsDialog

        dialog = ProgramsDialog(found, self._frame)
        chosen = dialog.chosen() if dialog.exec() == QDialog.DialogCode.Accepted else None
        dialog.deleteLater()
        if chosen is not None and not programs.start_program(chosen, held.paths):
            text = self.tr("{program} could not be started.").format(program=chosen.name)
            self.refused.emit(text)

    def show_in_folder(self) -> None:
        """Show the photos in the file manager."""
        held = self._held()
        if held is None:
            return
        folders = list(dict.fromkeys(os.path.dirname(path) for path in held.paths))[:MOST_FOLDERS]
        paths = [path for path in held.paths if os.path.dirname(path) in folders]
        if not programs.show_in_folder(paths, self._language()):
            self.refused.emit(self.tr("The system knows no program that shows this folder."))

    def copy_files(self) -> None:
        """Put the files on the clipboard, and the picture too where it is one."""
        held = self._held()
        if held is None:
            return
        QGuiApplication.clipboard().setMimeData(files_data(held.paths))
        self.told.emit(self.tr("%Ln photo(s) on the clipboard", "", len(held.there)))
        if len(held.there) == 1 and self._session.pictures is not None:
            row = held.there[0]
            asked = AskedPicture(
                row.path,
                0,
                0,
                photo=row.id,
                generation=_OURS,
                width_px=CLIPBOARD_PX,
                height_px=CLIPBOARD_PX,
            )
            self._session.pictures.ask(asked, _OURS)

    def copy_paths(self) -> None:
        """Put the paths on the clipboard, one a line."""
        held = self._held()
        if held is not None:
            QGuiApplication.clipboard().setText(paths_text(held.paths))
            self.told.emit(self.tr("%Ln path(s) on the clipboard", "", len(held.there)))

    def copy_to_folder(self) -> None:
        """Ask for a folder, and copy the photos there."""
        self._transfer(is_move=False)

    def move_to_folder(self) -> None:
        """Ask for a folder, and move the photos there."""
        self._transfer(is_move=True)

    def throw_away(self) -> None:
        """Ask once, and move the photos to the system's trash."""
        held = self._held()
        if held is None:
            return
        box = self.trash_question(held)
        box.exec()
        chosen = box.clickedButton()
        if chosen is not None and box.buttonRole(chosen) == QMessageBox.ButtonRole.AcceptRole:
            self._session.commands.files.trash([row.id for row in held.there])
        box.deleteLater()

    def make_sheet(self) -> None:
        """Show what a contact sheet of the photos looks like."""
        from app.ui.originals.contact_sheet_dialog import ContactSheetDialog

        rows = self._session.reader.photos.rows(list(self._selected()))
        if rows:
            dialog = ContactSheetDialog(self._session, rows, self._frame)
            dialog.exec()
            dialog.deleteLater()

    def trash_question(self, held: HeldFiles) -> QMessageBox:
        """Make the question, with the number of photos and the names of what goes along."""
        from app.jobs.originals.plan import companions_of

        companions = companions_of(held.paths)
        title = self.tr("Move to the trash")
        text = self.tr("Move %Ln photo(s) to the trash?", "", len(held.there))
        parts = []
        if companions:
            goes = self.tr(
                "%Ln file(s) that belong to them go along: {names}.", "", len(companions)
            )
            parts.append(goes.format(names=_names(companions)))
        parts.append(
            self.tr("What you said of them is kept, and comes back when you restore the files.")
        )
        box = make_question(
            QMessageBox.Icon.Question, title, text, " ".join(parts), parent=self._frame
        )
        box.addButton(title, QMessageBox.ButtonRole.AcceptRole)
        cancel = box.addButton(self.tr("Cancel"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(cancel)
        box.setEscapeButton(cancel)
        return box

    def _transfer(self, *, is_move: bool) -> None:
        from app.ui.originals.transfer_dialog import TransferDialog

        held = self._held()
        if held is None:
            return
        dialog = TransferDialog(self._session, held.paths, is_move=is_move, parent=self._frame)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            commands = self._session.commands.files
            submit = commands.move if is_move else commands.copy
            submit([row.id for row in held.there], dialog.target())
        dialog.deleteLater()

    def _held(self, most: int | None = None) -> HeldFiles | None:
        """Return the selected photos; None, and told, where there is nothing to hand out."""
        selected = list(self._selected())
        if most is not None and len(selected) > most:
            text = self.tr("At most {n} photos can be opened at once.").format(n=most)
            self.refused.emit(text)
            return None
        held = HeldFiles([], [])
        for row in self._session.reader.photos.rows(selected):
            is_there = not row.missing and os.path.isfile(row.path)
            (held.there if is_there else held.away).append(row)
        if held.away:
            text = self.tr("%Ln photo(s) offline or gone: {names}", "", len(held.away))
            names = _names([row.path for row in held.away])
            (self.told if held.there else self.refused).emit(text.format(names=names))
        return held if held.there else None

    def _open_with_application(self, paths: Sequence[str]) -> None:
        application, _ = QFileDialog.getOpenFileName(
            self._frame, self.tr("Open with"), "/Applications", "*.app"
        )
        if application and not programs.start_application(application, paths):
            text = self.tr("{program} could not be started.").format(program=application)
            self.refused.emit(text)

    def _language(self) -> str:
        return self._session.scenes.language

    def _on_picture(self, asked: AskedPicture, image: QImage, _width: int, _height: int) -> None:
        """Put the picture beside the file that still lies on the clipboard."""
        if asked.generation != _OURS or image.isNull():
            return
        if self._session.pictures is not None:
            self._session.pictures.rest(_OURS)
        clipboard, wanted = QGuiApplication.clipboard(), files_data([asked.path])
        if clipboard.mimeData().data(GNOME_FILES) == wanted.data(GNOME_FILES):
            wanted.setImageData(image)
            clipboard.setMimeData(wanted)


def _names(paths: Sequence[str]) -> str:
    names = ", ".join(os.path.basename(path) for path in paths[:NAMED])
    return names + ("…" if len(paths) > NAMED else "")
