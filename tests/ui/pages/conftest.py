"""A small real library with invented features, and the parts of a window without the window."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtWidgets import QApplication

from app.core.settings import Settings
from app.jobs.context import JobContext
from app.jobs.runner import JobRunner
from app.ui.background import Background
from app.ui.commands import Commands
from app.ui.job_bridge import JobBridge
from app.ui.models.scene_book import SceneBook
from app.ui.models.thumbnails import ThumbnailLoader
from app.ui.pages.parts import Parts, Wishes

Settle = Callable[[], None]


@pytest.fixture
def library(context: JobContext) -> JobContext:
    """A small library of its own for each test."""
    return context


@pytest.fixture
def parts(qapp: QApplication, library: JobContext, thumbnails: ThumbnailLoader) -> Iterator[Parts]:
    runner = JobRunner()
    bridge = JobBridge(runner)
    scenes = SceneBook(library.reader, "en")
    background = Background()
    yield Parts(
        library,
        library.reader,
        Commands(library, bridge),
        Wishes(library, bridge),
        bridge,
        scenes,
        thumbnails,
        Settings(),
        background,
    )
    background.stop()
    runner.close()
    qapp.processEvents()
    bridge.deleteLater()


@pytest.fixture
def settle(parts: Parts, qtbot: object) -> Settle:
    """Wait until every job has ended and its change was passed on."""
    bridge = parts.bridge
    bridge.changed.connect(lambda change: change.scenes and parts.scenes.reload())

    def wait() -> None:
        qtbot.waitUntil(lambda: not bridge._lanes, timeout=120000)  # type: ignore[attr-defined]
        QApplication.processEvents()
        # The last change may still be on its way when the lanes are empty.
        parts.scenes.reload()

    return wait
