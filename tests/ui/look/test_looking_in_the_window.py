"""Looking in a whole window, by keys alone: full screen, what is known, a slideshow."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.ui.shell.main_window import MainWindow

Wait = Callable[[Callable[[], bool]], None]
FULL = Qt.WindowState.WindowFullScreen


def press(key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    window = QApplication.focusWindow()
    assert window is not None
    QTest.keyClick(window, key, modifiers)
    QApplication.processEvents()


def current(window: MainWindow) -> int:
    return window.parts.chosen.selection.currentIndex().row()


@pytest.fixture
def ready(window: MainWindow, qapp: QApplication) -> MainWindow:
    window.activateWindow()
    QTest.qWaitForWindowActive(window)
    window.parts.chosen.go_to_photo(int(window.parts.photos.ids[3]))
    window.parts.browser.focus_photos()
    return window


def test_the_full_screen_shows_the_photo_and_gives_all_back(ready: MainWindow) -> None:
    parts, window = ready.parts, ready
    around = (parts.sidebar, parts.decisions, parts.why, parts.toolbar, parts.menus)
    assert all(part.isVisible() for part in around)
    press(Qt.Key.Key_F)
    assert window.windowState() & FULL
    assert parts.browser.mode == "full"
    assert not any(part.isVisible() for part in around)
    assert parts.browser.loupe.size() == window.size(), "nothing beside the photo"
    assert parts.browser.loupe.hasFocus()
    press(Qt.Key.Key_Right)
    press(Qt.Key.Key_PageDown)
    press(Qt.Key.Key_Left)
    assert (current(window), parts.browser.loupe.shown.row.id) == (4, parts.photos.id_at(4))
    press(Qt.Key.Key_I)
    assert parts.look.overlay.isVisible()
    assert parts.browser.loupe.accessibleName() in parts.look.overlay.accessibleName()
    press(Qt.Key.Key_Escape)
    assert not window.windowState() & FULL
    assert parts.browser.mode == "grid"
    assert all(part.isVisible() for part in around)
    assert not parts.browser.loupe.is_dark
    # From the loupe it leads back to the loupe, and what is known is written there, too.
    press(Qt.Key.Key_E)
    assert parts.look.overlay.isVisible()
    press(Qt.Key.Key_F)
    press(Qt.Key.Key_F)
    assert parts.browser.mode == "loupe"
    press(Qt.Key.Key_I)
    assert not parts.look.overlay.isVisible()
    press(Qt.Key.Key_G)
    shown = parts.why.isVisible()
    press(Qt.Key.Key_I)
    assert parts.why.isVisible() is not shown, "beside the grid it is the panel"


def test_the_full_screen_ends_with_the_system_with_the_list_and_with_the_window(
    ready: MainWindow, wait_until: Wait
) -> None:
    parts = ready.parts
    press(Qt.Key.Key_F)
    ready.setWindowState(ready.windowState() & ~FULL)
    wait_until(lambda: parts.browser.mode == "grid")
    press(Qt.Key.Key_F)
    parts.state.set_text("no such name")
    wait_until(lambda: parts.browser.mode == "grid")
    assert not ready.windowState() & FULL
    parts.state.set_text("")
    wait_until(lambda: parts.browser.has_photos)
    press(Qt.Key.Key_F)
    ready.close()
    assert not ready.windowState() & FULL, "it comes up with its frame the next time"


def test_a_slideshow_by_keys(ready: MainWindow, wait_until: Wait) -> None:
    parts = ready.parts
    show, bar = parts.look.show, parts.look.bar
    ids = [int(i) for i in parts.photos.ids[:12]]
    parts.chosen.go_to_photo(ids[3])
    press(Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    press(Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert parts.chosen.selected() == ids[3:6]
    assert not parts.actions["slideshow_pause"].isEnabled()
    press(Qt.Key.Key_F9)
    assert (parts.browser.mode, show.is_running) == ("full", True)
    seen = []
    for _ in range(4):
        seen.append(current(ready))
        show._turn.timeout.emit()
    # The selected ones alone, round and round.
    assert seen == [5, 3, 4, 5]
    press(Qt.Key.Key_Space)
    assert (show.is_on, show.is_running) == (True, False)
    assert bar.run.accessibleName() == "Go on"
    press(Qt.Key.Key_Space)
    assert show.is_running
    press(Qt.Key.Key_Escape)
    assert (parts.browser.mode, show.is_on) == ("grid", False)
    assert parts.chosen.selected() == ids[3:6], "what was selected is selected again"
    press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert show.is_running
    press(Qt.Key.Key_F9)
    assert not show.is_on


def test_the_controls_come_with_tab_and_the_pointer(ready: MainWindow) -> None:
    parts = ready.parts
    bar, loupe = parts.look.bar, parts.browser.loupe
    press(Qt.Key.Key_F)
    bar._go()
    assert not bar.isVisible()
    assert loupe.cursor().shape() == Qt.CursorShape.BlankCursor
    press(Qt.Key.Key_Tab)
    assert bar.isVisible()
    assert bar.isAncestorOf(ready.focusWidget())
    bar._go()
    assert bar.isVisible(), "the keyboard is there"
    for button in (bar.back, bar.run, bar.on, bar.shuffle, bar.info, bar.leave):
        assert button.accessibleName()
    at = current(ready)
    bar.on.click()
    assert current(ready) == at + 1
    bar.shuffle.click()
    assert parts.actions["slideshow_shuffled"].isChecked()
    assert parts.session.settings.get("slideshow_shuffled") is True
    bar.seconds.setValue(9)
    assert parts.session.settings.get("slideshow_s") == 9
    press(Qt.Key.Key_Escape)
    assert parts.browser.mode == "grid"
    assert not bar.isVisible()
    QTest.mouseMove(loupe)
    assert not bar.isVisible(), "the loupe has none"


def test_photos_are_compared_by_keys(ready: MainWindow) -> None:
    parts = ready.parts
    ids = [int(i) for i in parts.photos.ids[:12]]
    shift = Qt.KeyboardModifier.ShiftModifier
    press(Qt.Key.Key_C)
    room = parts.look.compare
    assert room.page is not None
    assert [row.id for row in room.desk.rows] == ids[3:5], "the current one and the next"
    press(Qt.Key.Key_Escape)
    assert (parts.browser.mode, room.desk.is_on) == ("grid", False)
    for _ in range(2):
        press(Qt.Key.Key_Right, shift)
    press(Qt.Key.Key_C)
    assert parts.browser.mode == "compare"
    assert [row.id for row in room.desk.rows] == ids[3:6]
    assert not parts.sidebar.isVisible()
    assert parts.decisions.isVisible()
    assert parts.chosen.selected() == [ids[5]], "a key decides about the active one alone"
    press(Qt.Key.Key_Left)
    assert parts.chosen.selected() == [ids[4]]
    assert parts.chosen.detail is not None
    assert parts.chosen.detail.row.id == ids[4]
    for _ in range(3):
        press(Qt.Key.Key_Plus)
    loupes = [pane.loupe for pane in room.page.panes[:3]]
    scales = [loupe.shown.zoom.scale for loupe in loupes]
    press(Qt.Key.Key_Minus)
    assert scales[0] > 0
    assert all(loupe.shown.zoom.scale < scale for loupe, scale in zip(loupes, scales, strict=True))
    press(Qt.Key.Key_L, shift)
    assert not room.page.is_linked
    press(Qt.Key.Key_B)
    assert room.page.is_single
    press(Qt.Key.Key_F)
    assert parts.browser.mode == "full"
    press(Qt.Key.Key_Escape)
    assert parts.browser.mode == "compare", "from the full screen it leads back"
    press(Qt.Key.Key_I)
    assert room.page.panes[room.desk.active].overlay.isVisible()
    press(Qt.Key.Key_I)
    for mode, single in (("compare", False), ("grid", False)):
        press(Qt.Key.Key_Escape)
        assert (parts.browser.mode, room.page.is_single) == (mode, single)
    assert parts.chosen.selected() == ids[3:6], "what was selected is selected again"
    press(Qt.Key.Key_B)
    assert (parts.browser.mode, room.page.is_single) == ("compare", True)
    press(Qt.Key.Key_G)
    assert not room.desk.is_on
    assert loupes[0].shown.whole is None
