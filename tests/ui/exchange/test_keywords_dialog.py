"""What keywords would become is shown, chosen otherwise, and nothing else."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from app.core.imported import Imported
from app.jobs.keywords.plan import GatheredKeywords
from app.ui.exchange.keywords_dialog import KeywordsDialog
from app.ui.i18n import Language
from app.ui.models.scene_book import SceneBook
from app.ui.models.thumbnails import ThumbnailLoader
from tests.ui.fake_session import HeldBackground
from tests.ui.fakes import FakeReader


@pytest.fixture
def dialog(
    reader: FakeReader,
    scenes: SceneBook,
    thumbnails: ThumbnailLoader,
    language: Language,
    qtbot: QtBot,
) -> KeywordsDialog:
    gathered = GatheredKeywords(reader.scenes.names(), {})
    for photo in range(1, 6):
        gathered.add(photo, Imported(hierarchies=("Home|Kitchen",)), (None, ()))
    gathered.add(6, Imported(("Kitchen",)), ("beach", ()))
    gathered.add(7, Imported(("Kitchen",)), (None, ("kitchen",)))
    gathered.add(8, Imported(("Kitchen", "Forest")), (None, ()))
    gathered.add(9, Imported(("Rex",)), (None, ()))
    gathered.add(10, Imported(("Indoors",)), (None, ()))
    made = KeywordsDialog(gathered, reader, scenes, thumbnails)
    qtbot.addWidget(made)
    made.show()
    return made


def test_a_large_library_is_planned_in_a_thread(
    dialog: KeywordsDialog,
    reader: FakeReader,
    scenes: SceneBook,
    thumbnails: ThumbnailLoader,
    qtbot: QtBot,
) -> None:
    background = HeldBackground()
    made = KeywordsDialog(dialog._gathered, reader, scenes, thumbnails, background=background)
    qtbot.addWidget(made)
    choose(made, "Rex", "Beach")
    (subject,) = background.asked
    assert not made.use.isEnabled(), "its number is not true any more"
    assert made.use.text() == "Label 5 photos"
    background.answered.emit("another question", made._plan)
    assert not made.use.isEnabled()
    background.answered.emit(subject, made._gathered.plan(made.own))
    assert made.use.isEnabled()
    assert made.use.text() == "Label 6 photos"
    assert rows(made)[4] == ("Rex", "1", "Beach")
    background.stop()


def rows(dialog: KeywordsDialog) -> list[tuple[str, ...]]:
    items = [dialog.list.topLevelItem(at) for at in range(dialog.list.topLevelItemCount())]
    return [tuple(item.text(column) for column in range(3)) for item in items]


def choose(dialog: KeywordsDialog, keyword: str, choice: str) -> None:
    at = [row[0] for row in rows(dialog)].index(keyword)
    dialog.list.setCurrentItem(dialog.list.topLevelItem(at))
    index = dialog.choice.findText(choice)
    assert index >= 0
    dialog.choice.setCurrentIndex(index)
    dialog.choice.activated.emit(index)


def test_it_says_what_would_become_labels(dialog: KeywordsDialog) -> None:
    assert rows(dialog) == [
        ("Home › Kitchen", "5", "Kitchen"),
        ("Kitchen", "3", "Kitchen"),
        ("Forest", "1", "Forest"),
        ("Indoors", "1", "Indoors: too general for a label"),
        ("Rex", "1", "–"),
    ]
    assert dialog.summary.text() == "10 photos have keywords, 5 different ones."
    assert "1 that you labelled" in dialog.left.text()
    assert "1 you said no of" in dialog.left.text()
    assert "1 left: its keywords mean several scenes" in dialog.left.text()
    assert dialog.use.text() == "Label 5 photos"
    assert dialog.keyword.text() == "Home › Kitchen"
    assert dialog.effect.text() == "5 photos have it; 5 would be labelled by it."
    assert len(dialog.strip._photos) == 5


def test_a_choice_is_shown_at_once_and_taken_back(dialog: KeywordsDialog) -> None:
    choose(dialog, "Rex", "Beach")
    assert dialog.own == {"rex": "beach"}
    assert dialog.use.text() == "Label 6 photos"
    assert rows(dialog)[4] == ("Rex", "1", "Beach")
    choose(dialog, "Home › Kitchen", "No scene")
    assert dialog.own == {"rex": "beach", "home|kitchen": None}
    assert dialog.use.text() == "Label 1 photo"
    assert rows(dialog)[0][2] == "No scene"
    choose(dialog, "Rex", "As found: –")
    assert dialog.own == {"home|kitchen": None}
    assert dialog.use.text() == "Label 0 photos"
    assert dialog.use.isEnabled(), "what was chosen can be remembered"
    choose(dialog, "Home › Kitchen", "As found: Kitchen")
    assert dialog.own == {}


def test_a_chosen_scene_is_still_chosen_when_one_comes_back(dialog: KeywordsDialog) -> None:
    choose(dialog, "Rex", "Beach")
    dialog.list.setCurrentItem(dialog.list.topLevelItem(0))
    assert dialog.choice.currentText() == "As found: Kitchen"
    dialog.list.setCurrentItem(dialog.list.topLevelItem(4))
    assert dialog.choice.currentText() == "Beach"


def test_parents_cannot_be_chosen(dialog: KeywordsDialog) -> None:
    assert dialog.choice.findText("Indoors") < 0
    assert dialog.choice.findText("Bedroom") > 0


def test_the_button_accepts_and_the_other_does_not(dialog: KeywordsDialog) -> None:
    dialog.use.click()
    assert dialog.result() == QDialog.DialogCode.Accepted
