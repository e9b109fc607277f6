"""What tests of the window share: an in-memory library, thumbnails without files, our theme."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QWidget

from app.core.settings import Settings
from app.core.types import Status
from app.jobs.context import JobContext
from app.jobs.runner import JobRunner
from app.ui.command import WindowActions
from app.ui.i18n import Language
from app.ui.models.photo_list import PhotoListModel
from app.ui.models.scene_book import SceneBook
from app.ui.models.thumbnails import ThumbnailLoader
from app.ui.session import Session, open_session
from app.ui.shell.command_table import COMMANDS
from app.ui.shell.main_window import MainWindow
from app.ui.theme import Theme
from tests.ui.demo_library import demo_context
from tests.ui.fake_session import FakeSession, fake_session
from tests.ui.fakes import FakeReader, make_row

Settle = Callable[[], None]


def single_desk() -> Settings:
    """Settings of somebody who reviews photo by photo; sheets have tests of their own."""
    made = Settings()
    made.set("review_sheets", False)
    return made


@pytest.fixture(autouse=True)
def _nothing_left_alive(qapp: QApplication) -> Iterator[None]:
    """Fail when a test leaves a thread or a visible widget behind."""
    before = set(threading.enumerate())
    yield
    qapp.processEvents()
    shown = [repr(widget) for widget in qapp.topLevelWidgets() if widget.isVisible()]
    # All go, so that one test's fault is told of that test alone.
    for widget in qapp.topLevelWidgets():
        widget.hide()
        widget.deleteLater()
    qapp.processEvents()
    assert not shown, "still shown"
    alive = [t.name for t in threading.enumerate() if t not in before and t.is_alive()]
    # Qt's own threads show up as dummies once they ran Python code.
    assert not [name for name in alive if not name.startswith("Dummy")]


@pytest.fixture
def reader() -> FakeReader:
    """Forty photos: most need review, some are accepted, labelled, unreadable."""
    rows = [make_row(n) for n in range(1, 31)]
    rows += [make_row(n, Status.ACCEPTED, "forest") for n in range(31, 37)]
    rows += [make_row(n, Status.LABELLED, "kitchen") for n in range(37, 40)]
    rows += [make_row(40, Status.FAILED)]
    return FakeReader(rows)


@pytest.fixture
def scenes(qapp: QApplication, reader: FakeReader) -> SceneBook:
    return SceneBook(reader, "en")


@pytest.fixture
def photos(reader: FakeReader, scenes: SceneBook) -> PhotoListModel:
    return PhotoListModel(reader, scenes)


@pytest.fixture
def thumbnails(qapp: QApplication, tmp_path: Path) -> Iterator[ThumbnailLoader]:
    loader = ThumbnailLoader(lambda content_hash: tmp_path / f"{content_hash}.jpg")
    yield loader
    loader.close()


@pytest.fixture
def language(qapp: QApplication) -> Iterator[Language]:
    made = Language(qapp, "en")
    yield made
    made.set_language("en")
    made.remove()


@pytest.fixture(scope="session")
def _one_theme(qapp: QApplication) -> Theme:
    """Give the theme of all tests: Qt takes a third of a second to put one on."""
    return Theme(qapp, "light")


@pytest.fixture
def theme(_one_theme: Theme) -> Iterator[Theme]:
    """Give a light theme in which things move."""
    yield _one_theme
    if _one_theme.mode != "light":
        _one_theme.set_mode("light")
    if _one_theme._reduced_motion:
        _one_theme.set_reduced_motion(False)


@pytest.fixture
def wait_until(qtbot: object) -> Callable[[Callable[[], bool]], None]:
    def wait(condition: Callable[[], bool]) -> None:
        qtbot.waitUntil(condition, timeout=20_000)  # type: ignore[attr-defined]

    return wait


@pytest.fixture
def slow_wait(qtbot: object) -> Callable[[Callable[[], bool]], None]:
    """Wait for a job that imports or learns a lot."""

    def wait(condition: Callable[[], bool]) -> None:
        qtbot.waitUntil(condition, timeout=120_000)  # type: ignore[attr-defined]

    return wait


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Forty-eight photos in folders named after what they show, in a library of their own."""
    place = tmp_path_factory.mktemp("prepared")
    color = 0
    for folder in ("beach_coast", "forest", "kitchen", "bedroom"):
        (place / "photos" / folder).mkdir(parents=True)
        for at in range(12):
            color += 0x0A3F17
            image = QImage(64, 48, QImage.Format.Format_RGB32)
            image.fill(color & 0xFFFFFF)
            image.save(str(place / "photos" / folder / f"{at:02d}.jpg"))
    with demo_context(place, place / "photos"):
        pass
    return place


@pytest.fixture
def context(prepared: Path, tmp_path: Path) -> Iterator[JobContext]:
    """A copy of the prepared library."""
    copy = tmp_path / "copy"
    shutil.copytree(prepared, copy, ignore=shutil.ignore_patterns("photos"))
    with demo_context(copy, None) as made:
        yield made


@pytest.fixture
def open_window(
    qapp: QApplication, theme: Theme, language: Language
) -> Iterator[Callable[[JobContext], MainWindow]]:
    opened: list[MainWindow] = []
    runner = JobRunner()

    def make(ctx: JobContext) -> MainWindow:
        window = MainWindow(single_desk(), theme, language).open(ctx, runner)
        opened.append(window)
        window.resize(1280, 800)
        window.show()
        qapp.processEvents()
        return window

    yield make
    for window in opened:
        window.close()
    runner.close()
    qapp.processEvents()


@pytest.fixture
def window(open_window: Callable[[JobContext], MainWindow], context: JobContext) -> MainWindow:
    return open_window(context)


@pytest.fixture
def library(context: JobContext) -> JobContext:
    """A small library of its own for each test."""
    return context


@pytest.fixture
def session(qapp: QApplication, library: JobContext) -> Iterator[Session]:
    runner = JobRunner()
    made = open_session(library, runner, Settings(), "en")
    yield made
    made.close()
    runner.close()
    qapp.processEvents()
    made.bridge.deleteLater()


@pytest.fixture
def fake(qapp: QApplication, reader: FakeReader, tmp_path: Path) -> Iterator[FakeSession]:
    """What one page needs, with the forty photos of ``reader``."""
    made = fake_session(reader, tmp_path)
    yield made
    made.close()


@pytest.fixture
def actions(qapp: QApplication) -> Iterator[WindowActions]:
    """The commands of a window, without one."""
    holder = QWidget()
    yield WindowActions(holder, Settings(), COMMANDS)
    holder.deleteLater()


@pytest.fixture
def settle(session: Session, qtbot: object) -> Settle:
    """Wait until every job has ended and its change was passed on."""
    bridge = session.bridge
    bridge.changed.connect(lambda change: change.scenes and session.scenes.reload())

    def wait() -> None:
        qtbot.waitUntil(lambda: not bridge._lanes, timeout=120000)  # type: ignore[attr-defined]
        QApplication.processEvents()
        # The last change may still be on its way when the lanes are empty.
        session.scenes.reload()

    return wait


@pytest.fixture
def keep(qtbot: object) -> Callable[[QWidget], QWidget]:
    def add(widget: QWidget) -> QWidget:
        qtbot.addWidget(widget)  # type: ignore[attr-defined]
        return widget

    return add
