"""Opens the window and stays until it is closed."""

from __future__ import annotations

import logging
import sys
import time
from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from app.core.settings import Settings
from app.ui.i18n import Language
from app.ui.icons import app_icon
from app.ui.shell.main_window import MainWindow
from app.ui.spare_memory import keep_start, share_arenas
from app.ui.theme import Theme

if TYPE_CHECKING:
    from app.jobs.context import JobContext

log = logging.getLogger(__name__)

# A frame that the system has not shown by then is not waited for.
LONGEST_WAIT_S = 0.3


def run_window(
    library: AbstractContextManager[JobContext], settings: Settings, *, paths: Sequence[str] = ()
) -> int:
    """Show the window of a library and return the exit code when it is closed.

    The code is ``REOPEN`` when the person chose another library, which is in the settings then,
    and ``REOPEN_SAME`` when this one is to be opened anew.

    Parameters
    ----------
    library : context manager
        Opens the library, with what its jobs need. Entered when the frame of the window is seen:
        importing the store takes longer than that, and an old library may take minutes.
    settings : Settings
        What the person set on this machine.
    paths : sequence of str
        Absolute paths of folders and photos to open at once.

    Raises
    ------
    KnownError
        When the library cannot be opened.
    """
    share_arenas()
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    app.setApplicationName("Albumen")
    app.setDesktopFileName("albumen")
    app.setWindowIcon(app_icon())
    language = Language(app, str(settings.get("language")))
    theme = Theme(
        app, str(settings.get("theme")), reduced_motion=bool(settings.get("reduced_motion"))
    )
    window = MainWindow(settings, theme, language)
    try:
        window.show()
        _wait_until_seen(app, window)
        return _run(app, window, library, paths)
    finally:
        window.close()
        window.deleteLater()
        app.processEvents()


def _wait_until_seen(app: QApplication, window: MainWindow) -> None:
    """Let the system show and paint the frame before the thread is busy with the library."""
    until = time.monotonic() + LONGEST_WAIT_S
    flags = QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents
    handle = window.windowHandle()
    while handle is not None and not handle.isExposed() and time.monotonic() < until:
        app.processEvents(flags)
        time.sleep(0.002)
    app.processEvents(flags)


def _run(
    app: QApplication,
    window: MainWindow,
    library: AbstractContextManager[JobContext],
    paths: Sequence[str],
) -> int:
    """Put the library into the window, and stay until it is closed."""
    with library as context:
        from app.jobs.runner import JobRunner

        runner = JobRunner()
        try:
            window.open(context, runner)
            QTimer.singleShot(0, window, lambda: _after_first_paint(app, window, context, paths))
            code = app.exec()
            window.close()  # its threads read the library
            return code
        finally:
            runner.close()


def _after_first_paint(
    app: QApplication, window: MainWindow, context: JobContext, paths: Sequence[str]
) -> None:
    """Do what can wait until the window stands."""
    from app.ui.shell.first_window import FirstWindow
    from app.ui.shell.opening import Opening

    parts = window.parts
    opening = Opening(parts.session, parts.sidebar_model, parts.navigator, window)
    if sys.platform == "darwin":  # elsewhere every event would pass through Python for nothing
        app.installEventFilter(opening)
    first = FirstWindow(parts.session.reader.path, window)
    first.called.connect(opening.open)
    first.listen()
    app.aboutToQuit.connect(first.close)
    opening.open(paths)
    if context.pack_changed and not paths:
        parts.library.rescan()
    keep_start()
