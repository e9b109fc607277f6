"""The frame stands before the library is opened; what cannot be opened leaves no window behind."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLabel

from app.core.errors import KnownError
from app.core.settings import Settings
from app.jobs.context import JobContext
from app.ui.app import run_window
from app.ui.shell.main_window import MainWindow


def windows(qapp: QApplication) -> list[MainWindow]:
    return [w for w in qapp.topLevelWidgets() if isinstance(w, MainWindow) and w.isVisible()]


def test_the_frame_stands_before_the_library(
    qapp: QApplication,
    context: JobContext,
) -> None:
    seen: list[tuple[bool, str]] = []

    @contextmanager
    def library() -> Iterator[JobContext]:
        (frame,) = windows(qapp)
        assert isinstance(frame.centralWidget(), QLabel)
        seen.append((frame.is_open, frame.centralWidget().text()))
        yield context

    def look() -> None:
        (window,) = windows(qapp)
        if not window.is_open:  # a busy machine may need longer to show the frame
            QTimer.singleShot(50, look)
            return
        seen.append((window.is_open, str(window.parts.photos.rowCount())))
        window.close()

    QTimer.singleShot(0, lambda: QTimer.singleShot(200, look))
    assert run_window(library(), Settings()) == 0
    assert seen == [(False, "Opening the library…"), (True, "49")]
    assert windows(qapp) == []


def test_a_library_that_cannot_be_opened_leaves_no_window(qapp: QApplication) -> None:
    @contextmanager
    def library() -> Iterator[JobContext]:
        raise KnownError("library_corrupt", path="/l")
        yield

    with pytest.raises(KnownError, match="damaged"):
        run_window(library(), Settings())
    assert windows(qapp) == []
