"""What is done with the photos' own files, opened to be looked at."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QDialog, QMenu, QWidget

from app.ui.command import Menu
from app.ui.originals.contact_sheet_dialog import ContactSheetDialog
from app.ui.originals.desktop_entries import OtherProgram
from app.ui.originals.files_desk import HeldFiles
from app.ui.originals.programs_dialog import ProgramsDialog
from app.ui.originals.result_dialog import ResultDialog, lines_of
from app.ui.originals.transfer_dialog import TransferDialog
from app.ui.shell.main_window import MainWindow
from app.ui.shell.menus import PhotoMenu

PROGRAMS = ("Image Viewer", "GIMP", "darktable", "digiKam", "Krita")


def _held(window: MainWindow) -> HeldFiles:
    parts = window.parts
    return HeldFiles(parts.session.reader.photos.rows(parts.photos.ids[:12].tolist()), [])


def _shown(dialog: QDialog) -> QDialog:
    dialog.show()
    return dialog


def _popped_up(menu: QMenu, window: MainWindow) -> QMenu:
    menu.popup(window.mapToGlobal(QPoint(300, 60)))
    return menu


def show_photo_menu(window: MainWindow) -> QWidget:
    parts = window.parts
    menu = PhotoMenu(parts.actions, parts.desk, parts.chosen, parts.session.scenes, window)
    return _popped_up(menu.make(), window)


def show_menu(window: MainWindow) -> QWidget:
    return _popped_up(window.parts.menus._menus[Menu.PHOTOS], window)


def show_move(window: MainWindow) -> QWidget:
    dialog = TransferDialog(window.parts.session, _held(window).paths, is_move=True, parent=window)
    dialog.folder.setCurrentText("/media/disk/Best of the year")
    return _shown(dialog)


def show_programs(window: MainWindow) -> QWidget:
    some = [OtherProgram(name, name, "", ("p",)) for name in PROGRAMS]
    return _shown(ProgramsDialog(some, window))


def show_sheet(window: MainWindow) -> QWidget:
    rows = window.parts.session.reader.photos.rows(window.parts.photos.ids[:60].tolist())
    dialog = ContactSheetDialog(window.parts.session, rows, window)
    dialog.heading.setText("Holiday")
    return _shown(dialog)


def show_trash(window: MainWindow) -> QWidget:
    return _shown(window.parts.files.trash_question(_held(window)))


def show_result(window: MainWindow) -> QWidget:
    failures = [
        {"code": "kept_changed", "values": {"path": "/media/disk/IMG_0012.jpg"}},
        {
            "code": "home_taken",
            "values": {"path": "/media/disk/IMG_0013.jpg", "home": "/photos/IMG_0013.jpg"},
        },
    ]
    lines = lines_of({"failures": failures, "missing": ["/photos/IMG_0040.jpg"]})
    teller = window.tr("Some files stay where they are")
    return _shown(ResultDialog(teller, "", lines, window))


PAGES_OF_FILES: dict[str, Callable[[MainWindow], QWidget | None]] = {
    "files-menu": show_menu,
    "files-photo-menu": show_photo_menu,
    "files-move": show_move,
    "files-programs": show_programs,
    "files-sheet": show_sheet,
    "files-trash": show_trash,
    "files-result": show_result,
}
