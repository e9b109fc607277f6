"""The page of duplicates, by keys, with a session of fakes."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from app.core.duplicates.proposal import propose
from app.core.duplicates.sets import Copy, DuplicateSet, Sameness
from app.core.types import Change
from app.jobs.duplicates.find import FoundDuplicates
from app.jobs.job import JobName
from app.ui.duplicates.duplicates_page import DuplicatesPage
from app.ui.duplicates.duplicates_room import DuplicatesRoom
from app.ui.i18n import Language
from tests.ui.fake_session import FakeSession


def copy(photo: int, **fields: object) -> Copy:
    plain = Copy(
        photo, f"/photos/holiday/IMG_{photo:04}.jpg", f"{photo:064x}", 4000, 3000, 4_000_000, "JPEG"
    )
    return replace(plain, **fields)


SETS = (
    propose(Sameness.EXACT, [copy(1), copy(2, path="/photos/IMG_0001 (1).jpg")]),
    propose(
        Sameness.SAME,
        [
            copy(3),
            copy(4, width=400, height=300, label="beach"),
            copy(
                5,
                width=800,
                height=600,
                words=frozenset(["keywords=sea", "stars=4", "album=Italy"]),
            ),
        ],
    ),
    propose(Sameness.BURST, [copy(6, sharpness=5.0), copy(7, sharpness=9.0)]),
)


@pytest.fixture
def room(fake: FakeSession, qtbot: QtBot) -> DuplicatesRoom:
    shown: list[DuplicatesPage] = []
    frame = DuplicatesPage(fake)
    qtbot.addWidget(frame)
    made = DuplicatesRoom(fake, shown.append, frame)
    page = made.show()
    qtbot.addWidget(page)
    page.resize(900, 600)
    page.show()
    return made


@pytest.fixture
def page(room: DuplicatesRoom, fake: FakeSession) -> DuplicatesPage:
    fake.bridge.planned.emit(JobName.FIND_DUPLICATES, FoundDuplicates(SETS))
    assert room.page is not None
    return room.page


def current(page: DuplicatesPage) -> DuplicateSet:
    return page.choices.sets[page.list.currentIndex().row()]


def going(page: DuplicatesPage) -> list[int]:
    return [c.copy.photo for c in page.view.cards if c.choice.isChecked()]


def test_opening_it_looks_for_copies_once(room: DuplicatesRoom, fake: FakeSession) -> None:
    assert fake.asked == [(JobName.FIND_DUPLICATES,)]
    assert room.page is not None
    assert room.page.state.text() == "Looking for duplicates…"
    assert not room.page.again.isEnabled()
    room.show()
    assert len(fake.asked) == 1


def test_where_nothing_is_found_it_says_so(room: DuplicatesRoom, fake: FakeSession) -> None:
    fake.bridge.planned.emit(JobName.FIND_DUPLICATES, FoundDuplicates((), failed=2))
    assert room.page is not None
    assert room.page.state.text() == "No duplicates here"
    assert room.page.more.text() == "2 photo(s) could not be looked at."
    room.page.again.click()
    assert len(fake.asked) == 2


def test_the_sets_come_with_what_is_proposed(page: DuplicatesPage) -> None:
    assert page.model.rowCount() == 3
    assert going(page) == [2]
    assert page.count.text() == "3 set(s)"
    assert "3 photo(s)" in page.sum.text()
    text = page.model.index(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert text == "IMG_0001.jpg, Identical files · 2 photo(s) · 1 to the trash"


def test_cards_say_what_they_are_and_why(page: DuplicatesPage) -> None:
    page.list.setCurrentIndex(page.model.index(1))
    names = [card.accessibleName() for card in page.view.cards]
    assert "Keep: the largest" in names[0]
    assert "Keep: stars, albums or keywords of its own" in names[1]
    assert "★★★★ · In your albums: Italy · 1 keyword(s) or text(s)" in names[1]
    assert "To the trash" in names[2]
    assert "Your label: Beach" in names[2]
    page.list.setCurrentIndex(page.model.index(2))
    shares = [card.accessibleName().split("Sharpness ")[1][:5] for card in page.view.cards]
    assert shares == ["100 %", "56 %,"]


def test_keys_choose(page: DuplicatesPage, qtbot: QtBot) -> None:
    qtbot.keyClick(page.list, Qt.Key.Key_Down)
    assert current(page).sameness is Sameness.SAME
    page.view.focus_card()
    first, second, third = page.view.cards
    assert going(page) == [4]
    qtbot.keyClick(first, Qt.Key.Key_K)
    assert going(page) == [5, 4]
    qtbot.keyClick(first, Qt.Key.Key_Right)
    qtbot.keyClick(second, Qt.Key.Key_Space)
    assert going(page) == [4]
    qtbot.keyClick(first, Qt.Key.Key_Space)
    qtbot.keyClick(second, Qt.Key.Key_Space)
    assert len(going(page)) == 2  # one stays, whatever is pressed
    qtbot.keyClick(third, Qt.Key.Key_A)
    assert going(page) == []
    qtbot.keyClick(third, Qt.Key.Key_R)
    assert going(page) == [4]
    qtbot.keyClick(third, Qt.Key.Key_Down)
    assert current(page).sameness is Sameness.BURST
    qtbot.keyClick(page.view.cards[0], Qt.Key.Key_Escape)


def test_escape_leads_from_the_photos_to_the_sets_and_from_them_out(
    page: DuplicatesPage, qtbot: QtBot
) -> None:
    page.view.cards[0].setFocus()
    for taken, focus in ((True, page.list), (False, page.list)):
        press = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier)
        page.keyPressEvent(press)
        assert press.isAccepted() is taken
        assert page.focusWidget() is focus


def test_enter_shows_a_photo_large(page: DuplicatesPage, qtbot: QtBot) -> None:
    with qtbot.waitSignal(page.photo_opened) as opened:
        qtbot.keyClick(page.view.cards[1], Qt.Key.Key_Return)
    assert opened.args == [2]


def test_the_filter_shows_one_sameness_and_acts_on_it_alone(page: DuplicatesPage) -> None:
    assert page.filter.itemText(2) == "Same picture (1)"
    page.filter.setCurrentIndex(2)
    assert [one.sameness for one in page.choices.sets] == [Sameness.SAME]
    assert [r.removed for r in page.choices.removals()] == [{4}]


@pytest.mark.parametrize("answer", [True, False])
def test_nothing_goes_before_the_answer(
    *,
    room: DuplicatesRoom,
    page: DuplicatesPage,
    fake: FakeSession,
    monkeypatch: pytest.MonkeyPatch,
    qtbot: QtBot,
    answer: bool,
) -> None:
    asked: list[QMessageBox] = []

    def press(box: QMessageBox) -> None:
        asked.append(box)
        roles = QMessageBox.ButtonRole
        role = roles.AcceptRole if answer else roles.RejectRole
        next(b for b in box.buttons() if box.buttonRole(b) == role).click()

    monkeypatch.setattr(QMessageBox, "exec", press)
    qtbot.keyClick(page.list, Qt.Key.Key_Delete)
    (box,) = asked
    assert box.defaultButton() is box.escapeButton()
    assert "Labels of copies go to the same picture" in box.informativeText()
    jobs = fake.asked[1:]
    if not answer:
        assert jobs == []
        return
    (job,) = jobs
    assert job[0] == JobName.REMOVE_DUPLICATES
    assert [removal.removed for removal in job[1]] == [{2}, {4}, {6}]


def test_what_is_in_the_trash_leaves_the_sets(
    room: DuplicatesRoom, page: DuplicatesPage, fake: FakeSession, qtbot: QtBot
) -> None:
    for photo in (2, 4):
        row = fake.reader.by_id[photo]
        fake.reader.by_id[photo] = replace(row, missing=True)
    summary = {"trashed": 2, "joined": 1, "changed": ["/p"], "failed": 1}
    change = Change(photos=frozenset([2, 3, 4]), summary=summary)
    with qtbot.waitSignal(room.told) as told:
        fake.bridge.completed.emit(JobName.REMOVE_DUPLICATES, change)
    assert told.args[0].startswith("2 photo(s) moved to the trash. 1 photo(s) got the label")
    assert "1 set(s) left alone" in told.args[0]
    assert "1 photo(s) could not go." in told.args[0]
    left = [{c.photo for c in one.copies} for one in page.choices.sets]
    assert left == [{3, 5}, {6, 7}]
    assert going(page) == []


def test_it_speaks_chinese(page: DuplicatesPage, room: DuplicatesRoom, language: Language) -> None:
    language.set_language("zh_CN")
    room.retranslate()
    for text in (
        page.title.text(),
        page.filter.itemText(1),
        page.remove.text(),
        page.view.cards[0].choice.text(),
        page.list.accessibleName(),
    ):
        assert any("\u4e00" <= letter <= "\u9fff" for letter in text), text
