"""The search line: chips of what was understood, completion, and what is wrong at its place."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.core.types import Change
from app.core.world.localities import Locality, LocalityCount
from app.ui.browse.search.chips import ChipStrip
from app.ui.browse.search.offers import Offers
from app.ui.browse.search.scene_names import SceneNaming
from app.ui.browse.search.search_line import SearchLine
from app.ui.i18n import Language
from app.ui.models.query_state import QueryState
from app.ui.models.scene_book import SceneBook
from tests.ui.fake_session import FakeSession
from tests.ui.fakes import FakeReader


class Searching(QWidget):
    """A line and its chips in a window."""

    def __init__(self, reader: FakeReader, scenes: SceneBook, fake: FakeSession | None) -> None:
        super().__init__()
        self.state = QueryState(self)
        naming = SceneNaming(scenes, reader, self)
        bridge = None if fake is None else fake.bridge
        self.line = SearchLine(self.state, Offers(reader, scenes, naming, bridge, self))
        self.chips = ChipStrip(self.state, naming)
        layout = QVBoxLayout(self)
        layout.addWidget(self.line)
        layout.addWidget(self.chips)
        self.resize(700, 200)

    @property
    def words(self) -> list[str]:
        return [chip.text().removesuffix("  ✕") for chip in self.chips.chips]


@pytest.fixture
def window(reader: FakeReader, scenes: SceneBook, qtbot: QtBot) -> Searching:
    made = Searching(reader, scenes, None)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    made.line.setFocus()
    return made


def type_(window: Searching, text: str) -> None:
    QTest.keyClicks(window.line, text)


def test_each_part_of_a_search_is_a_chip(window: Searching) -> None:
    assert window.chips.isHidden()
    window.line.setText(
        "beach garda -kitchen date:2023-07..2023-08 is:labelled (forest OR size:>5MB) "
        "camera:fuji similarity:>0.5 date:2020"
    )
    assert window.words == [
        "Beach",
        "“garda”",
        "not Kitchen",
        "Taken: 2023-07 – 2023-08",
        "State: labelled by you",
        "Forest or File size: > 5MB",
        "Camera: fuji",
        "Similarity: > 0.5",
        "Taken: 2020",
    ]
    assert window.chips.isVisible()


def test_a_chip_is_taken_out_by_click_and_by_key(window: Searching) -> None:
    window.line.setText("beach  forest x")
    assert window.chips.chips[1].accessibleName() == "Take out: Forest"
    window.chips.chips[1].click()
    assert window.line.text() == window.state.text == "beach x"
    chip = window.chips.chips[0]
    chip.setFocus()
    QTest.keyClick(chip, Qt.Key.Key_Delete)
    assert (window.line.text(), window.words) == ("x", ["“x”"])
    assert window.chips.chips[0].hasFocus(), "the keyboard stays at the chips"
    QTest.keyClick(window.chips.chips[0], Qt.Key.Key_Return)
    assert window.line.text() == ""
    assert window.chips.isHidden()


def test_long_chips_are_shortened_and_hold_no_window_open(window: Searching) -> None:
    window.line.setText('"' + "long words " * 4 + '"')
    (chip,) = window.chips.chips
    whole = chip.text()
    window.chips.resize(150, 100)
    assert chip.sizeHint().width() <= 150 - 2 * 16
    assert chip.text() != whole
    assert chip.text().endswith("…  ✕")
    assert window.chips.minimumSizeHint().width() < 100
    window.chips.resize(600, 100)
    assert chip.text() == whole


def test_the_line_shows_what_another_view_changed(window: Searching, qtbot: QtBot) -> None:
    with qtbot.waitSignal(window.state.changed) as told:
        type_(window, "beach")
    assert told.args[0].text == "beach"
    with qtbot.waitSignal(window.state.changed) as told:
        window.state.set_term("is", "failed")
    assert window.line.text() == told.args[0].text == "beach is:failed"


def test_what_is_wrong_is_told_at_enter_and_marked(window: Searching) -> None:
    type_(window, "beach camra:x")
    assert window.line.error_text == "", "nobody is corrected in the middle of a word"
    assert window.state.text == "beach camra"
    QTest.keyClick(window.line, Qt.Key.Key_Return)
    assert window.line.error_text.startswith("There is no field 'camra': write camera")
    assert window.line.accessibleDescription() == window.line.error_text
    assert window.state.text == "beach camra", "the list stays"
    type_(window, " ")
    assert window.line.error_text == ""
    window.line.setText("beach")
    assert window.line.accessibleDescription() == ""


def test_what_is_wrong_is_told_after_a_pause_and_in_the_language_in_force(
    window: Searching, language: Language, qtbot: QtBot
) -> None:
    window.line._pause.setInterval(1)
    type_(window, "(beach")
    qtbot.waitUntil(lambda: window.line.error_text != "")
    assert window.line.error_text == "This bracket is never closed."
    language.set_language("zh_CN")
    window.line.retranslate()
    assert window.line.error_text == "这个左括号没有关闭。"


def test_an_unknown_name_is_told_and_marked_and_the_search_stays_in_force(
    window: Searching, qtbot: QtBot
) -> None:
    window.line._pause.setInterval(1)
    type_(window, "beach album:Nope")
    qtbot.waitUntil(lambda: window.line.error_text != "")
    assert window.line.error_text == "There is no album with 'Nope' in its name."
    assert window.state.text == "beach album:Nope"
    window.line.clearFocus()
    assert window.line.error_text, "it says why the list is empty"
    window.line.setText("beach")
    assert window.line.error_text == ""


def test_a_hint_goes_with_who_typed(window: Searching) -> None:
    type_(window, "beach or lake")
    QTest.keyClick(window.line, Qt.Key.Key_Return)
    assert window.line.error_text == "'or' is looked for as a word: OR in capitals finds either."
    assert window.line._note.property("hint") is True
    window.line.setText("beach album:Nope")
    window.line.tell_error()
    assert window.line._note.property("hint") is False
    window.line.setText("beach or lake")
    window.line.tell_error()
    window.line.clearFocus()
    assert window.line.error_text == ""


def test_who_leaves_the_line_is_told_too(window: Searching) -> None:
    type_(window, "date:x")
    window.chips.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    window.chips.show()
    window.chips.setFocus()
    assert window.line.error_text.startswith("'x' is no day")
    window.line.setFocus()


def shown(window: Searching) -> list[str]:
    return window.line.popup.texts() if window.line.popup.isVisible() else []


def test_escape_leaves_the_line_for_the_photos_with_the_search_in_force(
    window: Searching, qtbot: QtBot
) -> None:
    window.line.setText("sea")
    type_(window, " date:x")
    QTest.keyClick(window.line, Qt.Key.Key_Return)
    assert window.line.error_text
    with qtbot.waitSignal(window.line.left):
        QTest.keyClick(window.line, Qt.Key.Key_Escape)
    assert window.line.text() == window.state.text == "sea date"
    assert window.line.error_text == ""


def test_nothing_is_told_on_pages_that_cannot_be_searched(window: Searching) -> None:
    type_(window, "date:x")
    QTest.keyClick(window.line, Qt.Key.Key_Return)
    assert window.line.error_text
    window.line.setEnabled(False)
    assert window.line.error_text == ""
    window.line.tell_error()
    assert window.line.error_text == ""


def test_fields_and_values_are_offered_while_typing(window: Searching) -> None:
    type_(window, "cam")
    assert shown(window) == ["camera:   Camera"]
    assert window.line.popup.isVisible()
    QTest.keyClick(window.line, Qt.Key.Key_Down)
    QTest.keyClick(window.line, Qt.Key.Key_Return)
    assert window.line.text() == "camera:"
    QApplication.processEvents()
    assert shown(window) == ["FUJIFILM X-T30", "NIKON D750"]
    QTest.keyClick(window.line, Qt.Key.Key_Up)
    QTest.keyClick(window.line, Qt.Key.Key_Up)
    QTest.keyClick(window.line, Qt.Key.Key_Return)
    assert window.line.text() == 'camera:"FUJIFILM X-T30" '
    assert not window.line.popup.isVisible()
    type_(window, "is:labe")
    assert shown(window) == ["labelled   labelled by you"]
    rect = window.line.popup.visualRect(window.line.popup.model().index(0, 0))
    QTest.mouseClick(window.line.popup.viewport(), Qt.MouseButton.LeftButton, pos=rect.center())
    assert window.line.text() == 'camera:"FUJIFILM X-T30" is:labelled '
    assert window.line.hasFocus()
    type_(window, "s")
    assert shown(window)
    QTest.keyClick(window.line, Qt.Key.Key_Escape)
    assert shown(window) == []
    QTest.keyClick(window.line, Qt.Key.Key_Return)
    assert window.line.text().endswith("is:labelled s"), "what is not marked is not taken"


def test_scenes_are_offered_in_the_language_of_the_window(
    window: Searching, scenes: SceneBook
) -> None:
    scenes.set_language("zh_CN")
    window.line.setText("厨")
    window.line.offer()
    assert shown(window) == ["厨房"]
    window.line.setText("")
    QTest.keyClick(window.line, Qt.Key.Key_Down)
    assert shown(window)[0].startswith("场景:")


def test_values_are_read_again_when_photos_changed(
    reader: FakeReader, scenes: SceneBook, fake: FakeSession, qtbot: QtBot
) -> None:
    made = Searching(reader, scenes, fake)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    made.line.setText("format:")
    made.line.offer()
    for offers in reader.offers.values.values():
        offers.append("PNG")
    made.line.offer()
    assert shown(made) == ["JPEG"], "read once"
    fake.bridge.changed.emit(Change(photos=frozenset({1})))
    made.line.offer()
    assert shown(made) == ["JPEG", "PNG"]


def test_places_are_offered_in_the_language_of_the_window(
    window: Searching, reader: FakeReader, scenes: SceneBook
) -> None:
    here = Locality(1, "Qingdao", "青岛", "CN", "China", "中国")
    reader.localities.found = [LocalityCount(here, 3, (36.0, 120.0, 36.2, 120.5))]
    window.line.setText("place:")
    window.line.offer()
    assert shown(window) == ["Qingdao", "China"]
    scenes.set_language("zh_CN")
    window.line.setText("place:青")
    window.line.offer()
    assert shown(window) == ["青岛"]
