"""The dry run can be looked at, photo by photo, and photos can be left out of it."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from app.jobs.refresh import RefreshPlan
from app.ui.i18n import Language
from app.ui.models.scene_book import SceneBook
from app.ui.models.thumbnails import ThumbnailLoader
from app.ui.views.refresh_dialog import RefreshDialog
from tests.tiny_pack import tiny_pack
from tests.ui.fakes import FakeReader

CHECK = Qt.ItemDataRole.CheckStateRole
SPOKEN = Qt.ItemDataRole.AccessibleTextRole


@pytest.fixture
def dialog(
    reader: FakeReader,
    scenes: SceneBook,
    thumbnails: ThumbnailLoader,
    language: Language,
    qtbot: QtBot,
) -> RefreshDialog:
    plan = RefreshPlan(
        tiny_pack().model,
        samples=4,
        figures={"precision_before": 0.9, "precision_after": 0.95},
        entering={"kitchen": [1, 2, 3, 4], "forest": [31]},
        leaving={"forest": [32, 33]},
        left_out=frozenset({4}),
    )
    made = RefreshDialog(plan, reader, scenes, thumbnails)
    qtbot.addWidget(made)
    made.show()
    return made


def shown(dialog: RefreshDialog) -> list[int]:
    return np.asarray(dialog.moves.ids).tolist()


def test_each_list_shows_its_photos_the_longest_first(dialog: RefreshDialog) -> None:
    tester = QAbstractItemModelTester(
        dialog.moves, QAbstractItemModelTester.FailureReportingMode.Fatal
    )
    assert [dialog.list.item(n).text() for n in range(3)] == [
        "Kitchen  +4",
        "Forest  −2",
        "Forest  +1",
    ]
    assert shown(dialog) == [1, 2, 3, 4]
    dialog.list.setCurrentRow(1)
    assert shown(dialog) == [32, 33]
    tester.deleteLater()


def test_what_was_left_out_before_stays_out(dialog: RefreshDialog) -> None:
    assert dialog.moves.index_of(4).data(CHECK) == Qt.CheckState.Unchecked
    assert dialog.moves.index_of(1).data(CHECK) == Qt.CheckState.Checked
    assert dialog.plan().left_out == {4}
    assert dialog.accepted_figure.text() == "+4"


def test_space_leaves_photos_out_and_the_figures_follow(
    dialog: RefreshDialog, qtbot: QtBot
) -> None:
    dialog.grid.setFocus()
    dialog.grid.setCurrentIndex(dialog.moves.index_of(1))
    qtbot.keyClick(dialog.grid, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert dialog.toggle.text() == "Leave 2 out"
    qtbot.keyClick(dialog.grid, Qt.Key.Key_Space)
    assert dialog.plan().left_out == {1, 2, 4}
    assert dialog.accepted_figure.text() == "+2"
    assert "3 photos left out" in dialog.kept.text()
    assert "left out" in dialog.moves.index_of(1).data(SPOKEN)
    assert dialog.toggle.text() == "Let 2 follow"
    dialog.toggle.click()
    assert dialog.plan().left_out == {4}


def test_a_photo_that_would_leave_may_stay(dialog: RefreshDialog) -> None:
    assert dialog.review_figure.text() == "−2"
    dialog.list.setCurrentRow(1)
    dialog.toggle.click()
    assert dialog.plan().left_out == {4, 32}
    assert dialog.review_figure.text() == "−1"
    dialog.list.setCurrentRow(0)
    dialog.list.setCurrentRow(1)
    assert dialog.moves.index_of(32).data(CHECK) == Qt.CheckState.Unchecked


def test_a_click_on_the_box_turns_it(dialog: RefreshDialog, qtbot: QtBot) -> None:
    tile = dialog.grid.visualRect(dialog.moves.index_of(2))
    left = Qt.MouseButton.LeftButton
    none = Qt.KeyboardModifier.NoModifier
    qtbot.mouseClick(dialog.grid.viewport(), left, none, tile.topLeft() + QPoint(18, 18))
    assert dialog.plan().left_out == {2, 4}
    qtbot.mouseClick(dialog.grid.viewport(), left, none, tile.center())
    assert dialog.plan().left_out == {2, 4}
