"""The dry run can be looked at, photo by photo, and photos can be left out of it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from app.core.promises import ShownPromise
from app.jobs.refresh import RefreshPlan
from app.ui.i18n import Language
from app.ui.models.scene_book import SceneBook
from app.ui.models.thumbnails import ThumbnailLoader
from app.ui.scenes.refresh_dialog import RefreshDialog
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
        figures={
            "precision_before": 0.9,
            "precision_after": 0.95,
            "accepted_before": 10,
            "accepted_after": 12,
        },
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
        "+4  Kitchen",
        "−2  Forest",
        "+1  Forest",
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


@pytest.mark.parametrize(
    ("figures", "words"),
    [
        ({"before": (0.9, 10), "after": (0.95, 12)}, "0.90 → 0.95"),
        ({"before": (0.0, 3), "after": (1.0, 40)}, "not enough data yet"),
    ],
)
def test_precision_is_said_from_ten_accepted_labels_on(
    dialog: RefreshDialog,
    reader: FakeReader,
    figures: dict[str, tuple[float, int]],
    words: str,
    qtbot: QtBot,
) -> None:
    measured: dict[str, float] = {}
    for when, (precision, accepted) in figures.items():
        measured |= {f"precision_{when}": precision, f"accepted_{when}": accepted}
    plan = replace(dialog.plan(), figures=measured)
    made = RefreshDialog(plan, reader, dialog._scenes, dialog._thumbnails)
    qtbot.addWidget(made)
    assert made.precision.text() == words


@pytest.mark.parametrize(
    ("cut", "words"),
    [
        (0.6, "Of 40 tags checked, 4 were wrong: more than you allow"),
        (0.4, "few enough for all scenes to accept more"),
        (0.5, "2 scenes move."),
    ],
)
def test_what_checks_changed_is_said(
    dialog: RefreshDialog, reader: FakeReader, cut: float, words: str, qtbot: QtBot
) -> None:
    checks = {"cut": cut, "from": 0.5, "answered": 40, "wrong": 4, "kept": True}
    plan = replace(dialog.plan(), figures={"checks": checks})
    made = RefreshDialog(plan, reader, dialog._scenes, dialog._thumbnails)
    qtbot.addWidget(made)
    assert words in made.summary.text()
    assert ("checked" in made.summary.text()) == (cut != 0.5)


@pytest.mark.parametrize(
    ("promise", "words"),
    [
        (ShownPromise(0.05, True, 60, 0), "Your answers show that at most 5 % of the tags"),
        (ShownPromise(0.05, False, 3, 0), "too few answers to promise it, 3 checks of about 45"),
        (ShownPromise(0.05, False, 50, 9), "cannot be promised: of 50 checks 9 were"),
    ],
)
def test_what_can_be_promised_is_said(
    dialog: RefreshDialog, reader: FakeReader, promise: ShownPromise, words: str, qtbot: QtBot
) -> None:
    plan = replace(dialog.plan(), figures={"promise": promise.to_facts()})
    made = RefreshDialog(plan, reader, dialog._scenes, dialog._thumbnails)
    qtbot.addWidget(made)
    assert words in made.summary.text()
