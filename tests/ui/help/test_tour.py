"""The tour over a window of two fields: nothing that is only looked at is touched."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMainWindow, QVBoxLayout, QWidget

from app.ui.help.tour import GAP_PX, Stop, Tour

Keep = Callable[[QWidget], QWidget]


@pytest.fixture
def over(keep: Keep) -> tuple[QMainWindow, list[QLineEdit]]:
    """A window of two fields above each other, the second out of sight."""
    window, fields = QMainWindow(), [QLineEdit(), QLineEdit()]
    keep(window)
    middle = QWidget()
    layout = QVBoxLayout(middle)
    for field in fields:
        layout.addWidget(field)
    fields[1].hide()
    window.setCentralWidget(middle)
    window.resize(900, 600)
    window.show()
    window.activateWindow()
    QApplication.processEvents()
    return window, fields


def focused() -> QWidget:
    found = QApplication.focusWidget()
    assert found is not None
    return found


def test_a_part_comes_into_sight_when_its_turn_comes_but_gets_no_keyboard(
    over: tuple[QMainWindow, list[QLineEdit]],
) -> None:
    window, (first, second) = over

    def arrive() -> None:
        second.show()
        second.setFocus()

    tour = Tour(window, [Stop(first, "One", "a"), Stop(second, "Two", "b", arrive)])
    assert not second.isVisible()
    tour.next.click()
    QApplication.processEvents()
    assert second.isVisible()
    assert focused() is tour.next
    QTest.keyClicks(focused(), "text")
    assert second.text() == ""
    tour.next.click()
    second.setFocus()
    assert focused() is second, "what was looked at is used again after the tour"


def test_the_key_of_a_command_does_nothing_under_the_veil(
    over: tuple[QMainWindow, list[QLineEdit]],
) -> None:
    window, (first, _) = over
    done: list[int] = []
    command = QAction(window)
    command.setShortcut("P")
    command.triggered.connect(lambda: done.append(1))
    window.addAction(command)
    tour = Tour(window, [Stop(first, "One", "a")])
    QTest.keyClick(focused(), Qt.Key.Key_P)
    assert done == []
    QTest.keyClick(focused(), Qt.Key.Key_Escape)
    assert not tour.isVisible()
    window.setFocus()
    QTest.keyClick(window, Qt.Key.Key_P)
    assert done == [1]


def test_the_note_lies_at_the_end_of_what_fills_the_window(
    over: tuple[QMainWindow, list[QLineEdit]],
) -> None:
    window, _ = over
    middle = window.centralWidget()
    tour = Tour(window, [Stop(middle, "All", "of it")])
    QApplication.processEvents()
    note = tour.note.geometry()
    assert window.rect().contains(note)
    assert window.width() - note.right() <= 3 * GAP_PX
