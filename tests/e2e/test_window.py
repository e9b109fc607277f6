"""The main job in the window: folders in, keys pressed, the change seen in window and library."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.bootstrap import DesktopProgram
from app.core.records import Query, View
from app.core.settings import Settings
from app.jobs.context import JobContext
from app.jobs.runner import JobRunner
from app.places import Places
from app.ui.i18n import Language
from app.ui.shell.main_window import MainWindow
from app.ui.theme import Theme
from tests.known_encoder import know_encoder

pytestmark = pytest.mark.slow
SCAN_S = 120


@pytest.fixture
def ctx(tmp_path: Path) -> Iterator[JobContext]:
    know_encoder(tmp_path / "cache")
    program = DesktopProgram(Places(tmp_path, tmp_path, tmp_path / "cache", tmp_path / "logs"))
    with program.open(tmp_path / "library.albumen") as context:
        yield context


@pytest.fixture
def window(qapp: QApplication, ctx: JobContext) -> Iterator[MainWindow]:
    runner = JobRunner()
    settings = Settings()
    settings.set("tour_seen", True)
    settings.set("review_sheets", False)
    made = MainWindow(settings, Theme(qapp, "light"), Language(qapp, "en")).open(ctx, runner)
    made.resize(1280, 800)
    made.show()
    yield made
    made.close()
    runner.close()
    made.deleteLater()
    qapp.processEvents()


def _wait(qtbot: QtBot, condition: Callable[[], bool], seconds: int = 30) -> None:
    qtbot.waitUntil(condition, timeout=seconds * 1000)


def test_scan_label_undo_and_numbers_agree(
    window: MainWindow, ctx: JobContext, photo_folder: Path, qtbot: QtBot
) -> None:
    # Checks stand in the queue beside what was rejected, and are counted there.
    window.parts.session.settings.set("audit_share", 0)
    window.parts.library.add_folders([str(photo_folder)])
    _wait(qtbot, lambda: window.parts.sidebar_model.counts.all == 10, SCAN_S)
    _wait(qtbot, lambda: window.parts.sidebar_model.counts == ctx.reader.photos.counts())

    # Needs review: a real key labels the photo in hand with its first candidate.
    window.parts.sidebar.choose("view", View.REVIEW)
    window.parts.browser.focus_photos()
    before = ctx.reader.photos.counts()
    assert before.review > 0
    photo = window.parts.chosen.current()
    detail = ctx.reader.photos.detail(photo)
    assert detail is not None
    qtbot.keyClick(window.parts.browser.grid, Qt.Key.Key_1)
    _wait(qtbot, lambda: ctx.reader.photos.counts().labelled > 0)
    (row,) = ctx.reader.photos.rows([photo])
    assert row.label == detail.candidates[0].scene
    _wait(qtbot, lambda: window.parts.sidebar_model.counts == ctx.reader.photos.counts())
    assert window.parts.chosen.current() != photo

    # A 'no' makes the proposal go for good; undo brings the queue back as it was.
    qtbot.keyClick(window.parts.browser.grid, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    _wait(qtbot, lambda: ctx.reader.photos.counts() == before)
    _wait(qtbot, lambda: window.parts.sidebar_model.counts == before)
    review = ctx.reader.photos.ids(Query(view=View.REVIEW))
    assert photo in review.tolist()
