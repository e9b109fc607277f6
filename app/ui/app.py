"""Opens the window and stays until it is closed."""

from __future__ import annotations

import gc
import logging
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from app.core.settings import Settings
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
    context: JobContext, runner: JobRunner, settings: Settings, *, paths: Sequence[str] = ()
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
    paths : sequence of str
        Absolute paths of folders and photos to open at once.
    """
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    app.setApplicationName("Albumen")
    app.setDesktopFileName("albumen")
    app.setWindowIcon(app_icon())
    language = Language(app, str(settings.get("language")))
    theme = Theme(
        app, str(settings.get("theme")), reduced_motion=bool(settings.get("reduced_motion"))
    )
    window = MainWindow(context, runner, settings, theme, language)
    window.setWindowTitle("Albumen")
    window.show()
    QTimer.singleShot(0, window, lambda: _after_first_paint(app, window, context, paths))
    code = app.exec()
    if code in (REOPEN, REOPEN_SAME):
        window.close()
    window.deleteLater()
    app.processEvents()
    return code


def _after_first_paint(
    app: QApplication, window: MainWindow, context: JobContext, paths: Sequence[str]
) -> None:
    """Do what can wait until the window stands."""
    from app.ui.first_window import FirstWindow
    from app.ui.opening import Opening

    opening = Opening(window)
    if sys.platform == "darwin":  # elsewhere every event would pass through Python for nothing
        app.installEventFilter(opening)
    first = FirstWindow(window.reader.path, window)
    first.called.connect(opening.open)
    first.listen()
    app.aboutToQuit.connect(first.close)
    opening.open(paths)
    if context.pack_changed and not paths:
        window.library.rescan()
    if not gc.isenabled():
        # What the start made stays as long as the window: no search for garbage looks at it again.
        gc.freeze()
        gc.enable()
