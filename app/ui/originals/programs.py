"""The only place of the window that starts other programs: open, open with, show in the folder.

Files are handed over as whole paths or addresses, each an argument of its own, and no shell is
between: whatever a file is called, its name is never an option or a command.
"""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Mapping, Sequence

from PySide6.QtCore import QMimeDatabase, QProcess, QProcessEnvironment, QUrl
from PySide6.QtGui import QDesktopServices

from app.ui.desktop_bus import BusService, open_bus
from app.ui.originals.desktop_entries import OtherProgram, programs_for

log = logging.getLogger(__name__)
PLATFORM: str = sys.platform
# What a frozen program changes for itself, and keeps what was there under this ending.
_KEPT = "_ORIG"
_FOR_US = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
_MANAGER = BusService("org.freedesktop.FileManager1", "/org/freedesktop/FileManager1")


def programs_of(paths: Sequence[str], language: str) -> list[OtherProgram]:
    """Return the programs that open all of these files; of a Linux desktop alone."""
    if PLATFORM in ("win32", "darwin"):
        return []
    database, by_mode = QMimeDatabase(), QMimeDatabase.MatchMode.MatchExtension
    kinds = dict.fromkeys(database.mimeTypeForFile(path, by_mode).name() for path in paths)
    found: list[OtherProgram] | None = None
    for kind in kinds:
        some = programs_for(kind, language, os.environ)
        ids = {program.id for program in some}
        found = some if found is None else [program for program in found if program.id in ids]
    return found or []


def open_files(paths: Sequence[str], language: str) -> bool:
    """Open files with the program that the system has for them; False where there is none."""
    programs = programs_of(paths, language)
    if programs:
        return start_program(programs[0], paths)
    return all([QDesktopServices.openUrl(QUrl.fromLocalFile(path)) for path in paths])


def start_program(program: OtherProgram, paths: Sequence[str]) -> bool:
    """Let a program open files; False where it could not be started."""
    return all([_start(call[0], call[1:]) for call in program.calls(paths)])


def ask_system_for_program(path: str) -> bool:
    """Show the system's own dialog, where it has one: which program is to open a file."""
    if PLATFORM != "win32":
        return False
    return _start("rundll32.exe", ["shell32.dll,OpenAs_RunDLL", os.path.normpath(path)])


def start_application(application: str, paths: Sequence[str]) -> bool:
    """Let an application of macOS open files."""
    return _start("/usr/bin/open", ["-a", application, *paths])


def ask_file_manager(paths: Sequence[str]) -> bool:
    """Let the file manager show files, selected; False where it does not.

    It waits for the answer of a program that may have to start first: it belongs in a thread.
    """
    if PLATFORM == "darwin":
        return _start("/usr/bin/open", ["-R", *paths])
    if PLATFORM == "win32":
        process = QProcess()
        process.setProgram("explorer.exe")
        # Explorer reads its arguments in its own way: quotes belong around the path alone.
        native = f'/select,"{os.path.normpath(paths[0])}"'
        process.setNativeArguments(native)  # type: ignore[attr-defined]
        return _is_started(process)
    return _ask_over_bus(paths)


def open_folder(paths: Sequence[str], language: str) -> bool:
    """Open the folder of the first file; False where no program does."""
    folder = os.path.dirname(paths[0])
    managers = programs_for("inode/directory", language, os.environ)
    if managers:
        return start_program(managers[0], [folder])
    return QDesktopServices.openUrl(QUrl.fromLocalFile(folder))


def _ask_over_bus(paths: Sequence[str]) -> bool:
    with open_bus() as bus:
        if bus is None:
            return False
        try:
            _MANAGER.call(bus, "ShowItems", "ass", [_address(path) for path in paths], "")
        except OSError as error:
            log.info("the file manager does not show files: %s", error)
            return False
    return True


def _address(path: str) -> str:
    return bytes(QUrl.fromLocalFile(path).toEncoded().data()).decode("ascii")


def _start(program: str, arguments: Sequence[str]) -> bool:
    process = QProcess()
    process.setProgram(program)
    process.setArguments(list(arguments))
    process.setWorkingDirectory(os.path.expanduser("~"))
    process.setProcessEnvironment(_environment(os.environ))
    return _is_started(process)


def _is_started(process: QProcess) -> bool:
    # The binding returns the state alone or, as its stubs have it, the process id as well.
    outcome: object = process.startDetached()
    return bool(outcome[0] if isinstance(outcome, tuple) else outcome)


def _environment(ours: Mapping[str, str]) -> QProcessEnvironment:
    """Return the environment as it was before a frozen program changed it for its own libraries."""
    made = QProcessEnvironment.systemEnvironment()
    for name in _FOR_US:
        if name + _KEPT in ours:
            made.insert(name, ours[name + _KEPT])
            made.remove(name + _KEPT)
        elif getattr(sys, "frozen", False):
            made.remove(name)
    return made
