"""Sheets in the whole window over a real library, by real keys and clicks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.core.records import View
from app.core.sheets import SheetKind
from app.ui.help.tour import Tour
from app.ui.review.sheets.sheet_page import SheetPage
from app.ui.shell.main_window import MainWindow

Wait = Callable[[Callable[[], bool]], None]


@pytest.fixture
def page(window: MainWindow, slow_wait: Wait) -> SheetPage:
    """The window at its first sheet."""
    window.parts.session.settings.set("review_sheets", True)
    window.parts.sidebar.choose("view", View.REVIEW)
    found = window.parts.sheets.page
    assert found is not None
    slow_wait(lambda: window.parts.sheets.desk.sheet is not None)
    QApplication.processEvents()
    assert found.isVisible()
    return found


def press(key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """Press a key wherever the keyboard is."""
    focus = QApplication.focusWidget()
    assert focus is not None
    QTest.keyClick(focus, key, held)


def test_one_sheet_is_answered_taken_back_and_left(
    window: MainWindow, page: SheetPage, slow_wait: Wait
) -> None:
    parts, desk = window.parts, window.parts.sheets.desk
    assert page.wall.hasFocus()
    assert not parts.sidebar.isVisible()
    assert not parts.decisions.isVisible()
    first = desk.sheet
    assert first is not None
    turned = desk.photos.turned
    before = parts.sidebar_model.counts
    press(Qt.Key.Key_Space)
    marked = desk.photos.marked()
    assert marked == [first.sheet.photos[0]]
    press(Qt.Key.Key_Return)
    assert desk.sheet is not first
    photos = list(first.sheet.photos)
    slow_wait(lambda: set(parts.session.reader.labels.of(photos)) == set(photos))
    said = parts.session.reader.labels.of(photos)
    yes = {photo for photo, (word, _) in said.items() if word == first.sheet.tag}
    assert yes == (set(marked) if turned else set(photos) - set(marked))
    press(Qt.Key.Key_Backspace)
    slow_wait(lambda: desk.sheet is first)
    assert parts.session.reader.labels.of(photos) == {}
    assert desk.photos.marked() == marked
    slow_wait(lambda: parts.sidebar_model.counts == before)
    press(Qt.Key.Key_V)
    assert (parts.browser.mode, parts.photos.query.view) == ("grid", View.REVIEW)
    assert not parts.session.settings.get("review_sheets")
    assert parts.sidebar.isVisible()
    press(Qt.Key.Key_V)
    assert parts.browser.mode == "sheets"
    assert desk.sheet is first, "nothing changed meanwhile"
    parts.actions["sheet_stop"].trigger()
    assert (parts.browser.mode, parts.photos.query.view) == ("grid", View.ALL)


def test_the_first_sheets_are_made_for_all_the_room(
    window: MainWindow, slow_wait: Wait, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts, queue = window.parts, window.parts.sheets.desk.queue
    sizes: list[int] = []
    lay_out = queue.plan

    def plan() -> None:
        sizes.append(queue.size)
        lay_out()

    window.resize(1400, 860)
    monkeypatch.setattr(queue, "plan", plan)
    parts.session.settings.set("review_sheets", True)
    parts.sidebar.choose("view", View.REVIEW)
    slow_wait(lambda: parts.sheets.desk.sheet is not None)
    found = parts.sheets.page
    assert found is not None
    slow_wait(lambda: found.wall.isVisible() and not found._settle.isActive())
    assert sizes == [found.wall.capacity(found.wall.size())]


def test_keys_mean_what_is_on_the_screen(window: MainWindow, page: SheetPage) -> None:
    desk, actions = window.parts.sheets.desk, window.parts.actions
    turned, why = desk.photos.turned, actions["why_panel"].isChecked()
    press(Qt.Key.Key_I)
    assert (desk.photos.turned, actions["why_panel"].isChecked()) == (not turned, why)
    shown = desk.sheet
    press(Qt.Key.Key_P)
    assert desk.sheet is shown, "nothing decides about a photo that is out of sight"
    press(Qt.Key.Key_Z)
    assert page.loupe.isVisible()
    press(Qt.Key.Key_S)
    assert desk.sheet is not shown
    press(Qt.Key.Key_G)
    assert not actions["sheet_turn"].isEnabled()
    press(Qt.Key.Key_I)
    assert actions["why_panel"].isChecked() is not why


def test_enter_on_a_button_is_that_button(window: MainWindow, page: SheetPage) -> None:
    """However the keyboard came there: a sheet is answered from the wall, or by its button."""
    desk = window.parts.sheets.desk
    shown = desk.sheet
    page.foot.turn.setFocus(Qt.FocusReason.TabFocusReason)
    turned = desk.photos.turned
    press(Qt.Key.Key_Return)
    assert (desk.sheet, desk.photos.turned) == (shown, not turned)


def test_enter_names_a_heap_and_answers_nothing_else(
    window: MainWindow, page: SheetPage, slow_wait: Wait
) -> None:
    parts, desk = window.parts, window.parts.sheets.desk
    assert desk.sheet is not None
    heap = replace(desk.sheet.sheet, tag=None, kind=SheetKind.HEAP, level=None)
    desk._show(replace(desk.sheet, sheet=heap))
    window.activateWindow()
    press(Qt.Key.Key_Return)
    assert page.input.isVisible()
    QTest.keyClicks(page.input.edit, "Garage")
    QTest.keyClick(page.input.edit, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    slow_wait(lambda: parts.session.scenes.get("garage") is not None)
    assert len(parts.session.reader.labels.samples("garage")) > 0


def test_the_tour_ends_at_a_sheet_and_leads_back(window: MainWindow, slow_wait: Wait) -> None:
    parts = window.parts
    window.activateWindow()
    entry, undo = parts.sidebar.current_entry(), parts.session.reader.history.next_undo()
    parts.tour.start()
    tour = window.findChild(Tour)
    assert tour is not None
    while tour.next.text() != "Done":
        tour.next.click()
    assert parts.browser.mode == "sheets"
    slow_wait(lambda: parts.sheets.desk.sheet is not None)
    QApplication.processEvents()
    shown = parts.sheets.desk.sheet
    assert QApplication.focusWidget() is tour.next, "Enter goes on, it answers nothing"
    for key in (Qt.Key.Key_S, Qt.Key.Key_Space, Qt.Key.Key_Return):
        press(key)
        if not tour.isVisible():
            break
    assert parts.sheets.desk.sheet is shown
    assert parts.session.reader.history.next_undo() == undo
    assert (parts.browser.mode, parts.sidebar.current_entry()) == ("grid", entry)
    assert not parts.session.settings.get("review_sheets"), "as the person likes it"


def test_the_tour_of_photos_that_all_have_a_tag_shows_no_sheet(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts = window.parts
    without = replace(parts.session.reader.photos.counts(), review=0)
    monkeypatch.setattr(type(parts.session.reader.photos), "counts", lambda _self: without)
    parts.tour.start()
    tour = window.findChild(Tour)
    assert tour is not None
    assert tour.place.text() == "1 / 4"
    tour.skip.click()


def test_the_tour_of_an_empty_list_leaves_out_what_is_not_there(
    window: MainWindow, slow_wait: Wait
) -> None:
    parts = window.parts
    parts.toolbar.text.setText("no such name")
    slow_wait(lambda: not parts.why.isVisible())
    parts.tour.start()
    tour = window.findChild(Tour)
    assert tour is not None
    assert all(stop.part is not parts.why for stop in tour._stops)
    tour.skip.click()
