"""The bar of decisions: what is shown of it where there is little room."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.core.records import Counts
from app.ui.command import WindowActions
from app.ui.i18n import Language
from app.ui.models.scene_book import SceneBook
from app.ui.review.decision_bar import DecisionBar
from tests.ui.fakes import FakeReader


@pytest.fixture
def bar(
    reader: FakeReader,
    scenes: SceneBook,
    actions: WindowActions,
    language: Language,
    qtbot: QtBot,
) -> DecisionBar:
    """The bar over a photo of a scene with a long name, which '.' would give again."""
    reader.scene_rows[0] = replace(reader.scene_rows[0], name_en="Beach and coast")
    scenes.reload()
    actions["redo"].setEnabled(False)
    made = DecisionBar(actions, scenes)
    qtbot.addWidget(made)
    made.show_photo(reader.photos.detail(1), 1)
    made.show_last_scene("beach")
    made.show_counts(Counts(all=40, review=30))
    made.show()
    return made


def test_long_names_of_scenes_are_whole_where_undo_can_be_small(
    bar: DecisionBar, qapp: QApplication
) -> None:
    words = (bar.accept, bar.refuse, bar.none, bar.type, bar.again, bar.skip)
    small = []
    for width in range(2000, 1280, -20):
        bar.resize(width, bar.height())
        qapp.processEvents()
        shown = [*words, bar.left, bar.undo]
        elided = [b.label() for b in words if b.width() < b.sizeHint().width()]
        assert not elided or sum(b.sizeHint().width() + 8 for b in shown) + 32 > bar.width()
        assert not {bar.none.label(), bar.type.label(), bar.skip.label()} & set(elided)
        if not elided and bar.undo.sizeHint().width() < 100:
            small.append(width)
    assert small


def test_little_room_takes_words_and_not_meanings(bar: DecisionBar, qapp: QApplication) -> None:
    for width, few in ((1024, True), (2000, False)):
        bar.resize(width, bar.height())
        qapp.processEvents()
        assert (bar.none._shown(), bar.type._shown()) == (
            ("None", "Type") if few else ("None of the scenes", "Type a scene")
        )
        for button in (bar.none, bar.type):
            assert button.width() >= button.sizeHint().width()
        assert bar.none.accessibleName() == "None of the scenes"
        assert bar.none.toolTip().startswith("None of the scenes")
