"""A small real library with invented features, and the parts of a window without the window."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
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
from tests.ui.demo_library import demo_context

FOLDERS = ("beach_coast", "forest", "kitchen", "bedroom")
PHOTOS = 12
Settle = Callable[[], None]


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Photos in folders named after what they show, in a library of their own."""
    place = tmp_path_factory.mktemp("pages")
    for folder in FOLDERS:
        (place / "photos" / folder).mkdir(parents=True)
        for at in range(PHOTOS):
            image = QImage(64, 48, QImage.Format.Format_RGB32)
            image.fill(hash((folder, at)) & 0xFFFFFF)
            image.save(str(place / "photos" / folder / f"{at:02d}.jpg"))
    with demo_context(place, place / "photos"):
        pass
    return place


@pytest.fixture
def library(made_once: Path, tmp_path: Path) -> Iterator[JobContext]:
    """A copy of that library."""
    copy = tmp_path / "copy"
    shutil.copytree(made_once, copy, ignore=shutil.ignore_patterns("photos"))
    with demo_context(copy, None) as made:
        yield made


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
