"""One search, seen by the line, the chips, the filters and the list of a whole window."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.ui.help.search_dialog import SearchDialog
from app.ui.i18n import Language
from app.ui.shell.main_window import MainWindow


def test_line_chips_filters_and_list_are_one_search(
    window: MainWindow, wait_until: Callable[[Callable[[], bool]], None], language: Language
) -> None:
    parts = window.parts
    every = len(parts.photos.ids)
    parts.actions["find"].trigger()
    QTest.keyClicks(parts.toolbar.text, "kitchen is:labelled OR name:0")
    wait_until(lambda: 0 < len(parts.photos.ids) < every)
    chips = parts.browser.chips
    assert chips.isVisible()
    assert [chip.accessibleName() for chip in chips.chips] == [
        "Take out: Kitchen and State: labelled by you or File name: 0"
    ]
    parts.actions["filters"].setChecked(True)
    filters = parts.browser.filters
    filters.scene.setCurrentIndex(filters.scene.findData("kitchen"))
    line = parts.toolbar.text
    assert line.text() == "(kitchen is:labelled OR name:0) scene:Kitchen"
    assert parts.photos.query.text == line.text()
    chips.chips[0].click()
    assert line.text() == "scene:Kitchen"
    shown = parts.photos.records([int(i) for i in parts.photos.ids])
    assert shown
    assert all(row.scene == "kitchen" for row in shown)
    QTest.keyClicks(line, " (")
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert line.error_text == "This bracket is never closed."
    assert [row.id for row in shown] == parts.photos.ids.tolist(), "the list stays"
    parts.navigator.clear_filters()
    assert (line.text(), line.error_text, len(parts.photos.ids)) == ("", "", every)
    assert filters.scene.currentData() is None
    assert chips.isHidden()


def test_help_is_a_click_away(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[str] = []
    monkeypatch.setattr(SearchDialog, "exec", lambda self: shown.append(self.windowTitle()))
    window.parts.toolbar.text.help.trigger()
    window.parts.actions["search_help"].trigger()
    assert shown == ["How to search"] * 2


def test_who_types_goes_on_typing_while_nothing_is_found(
    window: MainWindow, wait_until: Callable[[Callable[[], bool]], None]
) -> None:
    parts = window.parts
    window.activateWindow()
    parts.browser.grid.setFocus()
    parts.actions["find"].trigger()
    for mode in ("grid", "loupe"):
        parts.browser.set_mode(mode)
        parts.toolbar.text.setFocus()
        QTest.keyClicks(parts.toolbar.text, "sxq")
        wait_until(lambda: not len(parts.photos.ids))
        assert parts.toolbar.text.hasFocus()
        QTest.keyClick(parts.toolbar.text, Qt.Key.Key_Backspace)
        QTest.keyClick(parts.toolbar.text, Qt.Key.Key_Backspace)
        assert parts.toolbar.text.popup.isVisible()
        wait_until(lambda: len(parts.photos.ids) > 0)
        assert parts.toolbar.text.hasFocus()
        parts.toolbar.text.clear()


def test_more_like_this_is_a_search_of_its_own_and_leads_back(
    window: MainWindow, wait_until: Callable[[Callable[[], bool]], None]
) -> None:
    parts = window.parts
    parts.toolbar.text.setText("name:0")
    wait_until(lambda: parts.photos.query.text == "name:0")
    found = parts.photos.ids.tolist()
    parts.navigator.show_like(found[:1])
    assert (parts.toolbar.text.text(), parts.photos.query.text) == ("", None)
    assert set(parts.photos.ids.tolist()) - set(found), "all photos are asked"
    parts.toolbar.text.setText("kitchen")
    parts.navigator.show_like(found[1:2])
    assert parts.photos.query.text is None
    parts.navigator.leave_like()
    assert parts.toolbar.text.text() == parts.photos.query.text == "name:0"
    assert parts.photos.ids.tolist() == found
    parts.navigator.clear_filters()
