"""Opens the window and stays until it is closed."""

from __future__ import annotations

import logging
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from app.core.settings import Settings
from app.ui.first_window import FirstWindow
from app.ui.i18n import Language
from app.ui.icons import app_icon
from app.ui.main_window import MainWindow
from app.ui.pages.registry import REOPEN, REOPEN_SAME
from app.ui.theme import Theme

if TYPE_CHECKING:
    from app.jobs.context import JobContext
    from app.jobs.runner import JobRunner

log = logging.getLogger(__name__)


def run_window(
    context: JobContext, runner: JobRunner, settings: Settings, *, folders: Sequence[str] = ()
) -> int:
    """Show the window of a library and return the exit code when it is closed.

    The code is ``REOPEN`` when the person chose another library, which is in the settings then,
    and ``REOPEN_SAME`` when this one is to be opened anew.

    Parameters
    ----------
    context : JobContext
        The library and what its jobs need.
    runner : JobRunner
        Runs the jobs that the window submits.
    settings : Settings
        What the person set on this machine.
    folders : sequence of str
        Folders to add and scan at once.
    """
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    app.setApplicationName("Albumen")
    app.setDesktopFileName("albumen")
    app.setWindowIcon(app_icon())
    language = Language(app, str(settings.get("language")))
    theme = Theme(app, str(settings.get("theme")))
    window = MainWindow(context, runner, settings, theme, language)
    window.setWindowTitle("Albumen")
    window.show()
    first = FirstWindow(context.reader.path, window)
    first.listen()
    if folders:
        QTimer.singleShot(0, window, lambda: window.library.add_folders(list(folders)))
    elif context.pack_changed:
        QTimer.singleShot(0, window, window.library.rescan)
    code = app.exec()
    if code in (REOPEN, REOPEN_SAME):
        window.close()
    first.close()
    window.deleteLater()
    app.processEvents()
    return code
