"""The files of the selected photos: handed to other programs, copied, moved, printed, thrown away.

Folded tiles hand out all that they stand for. Photos whose file is offline or gone are named, and
the others go on without them.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QDialog, QFileDialog, QMessageBox, QWidget

from app.core.library import LibraryReader
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


_HELD = "files of the selected photos"
_SHEET = "photos of a contact sheet"
_SHOWN = "whether the file manager showed the files"


@dataclass(frozen=True, slots=True)
class HeldFiles:
    """The photos that were selected: records of those that are there, and of those away.

    ``companions`` are the files that belong to those that are there, where they were asked for.
    """

    there: list[PhotoRow]
    away: list[PhotoRow]
    companions: list[str] = field(default_factory=list)

    @property
    def paths(self) -> list[str]:
        """Where those lie that are there."""
        return [row.path for row in self.there]


def held_files(
    reader: LibraryReader, photos: Sequence[int], *, with_companions: bool = False
) -> HeldFiles:
    """Look for the files of photos; a disk may take its time, so it is asked in a thread."""
    held = HeldFiles([], [])
    for row in reader.photos.rows(list(photos)):
        is_there = not row.missing and os.path.isfile(row.path)
        (held.there if is_there else held.away).append(row)
    if with_companions and held.there:
        from app.jobs.originals.plan import companions_of

        held.companions.extend(companions_of(held.paths))
    return held


class FilesDesk(QObject):
    """Does what the commands on files say, once it is known which files are there.

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
        self._then: Callable[[HeldFiles], None] | None = None
        self._shown: list[str] = []
        session.background.answered.connect(self._on_answered)
        if session.pictures is not None:
            session.pictures.arrived.connect(self._on_picture)

    def open(self) -> None:
        """Open the photos with the program that the system has for them."""
        self._hand_out(self._open, most=MOST_OPENED)

    def open_with(self) -> None:
        """Let the person choose a program, and open the photos with it."""
        self._hand_out(self._open_with, most=MOST_OPENED)

    def show_in_folder(self) -> None:
        """Show the photos in the file manager."""
        self._hand_out(self._show_in_folder)

    def copy_files(self) -> None:
        """Put the files on the clipboard, and the picture too where it is one."""
        self._hand_out(self._copy_files)

    def copy_paths(self) -> None:
        """Put the paths on the clipboard, one a line."""

        def copy(held: HeldFiles) -> None:
            QGuiApplication.clipboard().setText(paths_text(held.paths))
            self.told.emit(self.tr("%Ln path(s) on the clipboard", "", len(held.there)))

        self._hand_out(copy)

    def copy_to_folder(self) -> None:
        """Ask for a folder, and copy the photos there."""
        self._hand_out(partial(self._transfer, is_move=False))

    def move_to_folder(self) -> None:
        """Ask for a folder, and move the photos there."""
        self._hand_out(partial(self._transfer, is_move=True))

    def throw_away(self) -> None:
        """Ask once, and move the photos to the system's trash."""

        def ask(held: HeldFiles) -> None:
            box = self.trash_question(held)
            box.exec()
            chosen = box.clickedButton()
            if chosen is not None and box.buttonRole(chosen) == QMessageBox.ButtonRole.AcceptRole:
                self._session.commands.files.trash([row.id for row in held.there])
            box.deleteLater()

        self._hand_out(ask, with_companions=True)

    def make_sheet(self) -> None:
        """Show what a contact sheet of the photos looks like."""
        selected, reader = list(self._selected()), self._session.reader
        self._session.background.ask(_SHEET, lambda: reader.photos.rows(selected))

    def trash_question(self, held: HeldFiles) -> QMessageBox:
        """Make the question, with the number of photos and the names of what goes along."""
        companions = held.companions
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

    def _hand_out(
        self,
        then: Callable[[HeldFiles], None],
        *,
        most: int | None = None,
        with_companions: bool = False,
    ) -> None:
        """Look for the selected files in a thread, then go on; what is away is told."""
        selected, reader = list(self._selected()), self._session.reader
        if most is not None and len(selected) > most:
            text = self.tr("At most {n} photos can be opened at once.").format(n=most)
            self.refused.emit(text)
            return
        self._then = then
        self._session.background.ask(
            _HELD, lambda: held_files(reader, selected, with_companions=with_companions)
        )

    def _on_answered(self, subject: str, answer: object) -> None:
        if subject == _SHOWN and not answer:
            if not programs.open_folder(self._shown, self._session.scenes.language):
                self.refused.emit(self.tr("The system knows no program that shows this folder."))
        elif subject == _SHEET and isinstance(answer, list) and answer:
            from app.ui.originals.contact_sheet_dialog import ContactSheetDialog

            dialog = ContactSheetDialog(self._session, answer, self._frame)
            dialog.exec()
            dialog.deleteLater()
        if subject != _HELD or not isinstance(answer, HeldFiles):
            return
        held, then, self._then = answer, self._then, None
        if held.away:
            text = self.tr("%Ln photo(s) offline or gone: {names}", "", len(held.away))
            names = _names([row.path for row in held.away])
            (self.told if held.there else self.refused).emit(text.format(names=names))
        if held.there and then is not None:
            then(held)

    def _open(self, held: HeldFiles) -> None:
        if not programs.open_files(held.paths, self._session.scenes.language):
            self.refused.emit(self.tr("The system knows no program that opens this photo."))

    def _open_with(self, held: HeldFiles) -> None:
        if programs.ask_system_for_program(held.paths[0]):
            return
        if programs.PLATFORM == "darwin":
            self._open_with_application(held.paths)
            return
        found = programs.programs_of(held.paths, self._session.scenes.language)
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

    def _show_in_folder(self, held: HeldFiles) -> None:
        """Ask the file manager, which may take seconds to start; else open the folder."""
        folders = list(dict.fromkeys(os.path.dirname(path) for path in held.paths))[:MOST_FOLDERS]
        paths = [path for path in held.paths if os.path.dirname(path) in folders]
        self._shown = paths
        self._session.background.ask(_SHOWN, lambda: programs.ask_file_manager(paths))

    def _copy_files(self, held: HeldFiles) -> None:
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

    def _transfer(self, held: HeldFiles, *, is_move: bool) -> None:
        from app.ui.originals.transfer_dialog import TransferDialog

        dialog = TransferDialog(self._session, held.paths, is_move=is_move, parent=self._frame)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            commands = self._session.commands.files
            submit = commands.move if is_move else commands.copy
            submit([row.id for row in held.there], dialog.target())
        dialog.deleteLater()

    def _open_with_application(self, paths: Sequence[str]) -> None:
        application, _ = QFileDialog.getOpenFileName(
            self._frame, self.tr("Open with"), "/Applications", "*.app"
        )
        if application and not programs.start_application(application, paths):
            text = self.tr("{program} could not be started.").format(program=application)
            self.refused.emit(text)

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
