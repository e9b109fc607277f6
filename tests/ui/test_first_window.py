"""A second start brings the first window to the front."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.ui.first_window import FirstWindow, call_first_window, server_name


def test_second_start_raises_the_first(qtbot: QtBot, tmp_path: Path) -> None:
    library = str(tmp_path / "l.albumen")
    window = QWidget()
    qtbot.addWidget(window)
    first = FirstWindow(library, window)
    assert first.listen()
    window.showMinimized()
    assert call_first_window(library)
    qtbot.waitUntil(lambda: not window.isMinimized())
    assert window.isVisible()
    first.close()
    assert not call_first_window(library)


def test_libraries_have_names_of_their_own(tmp_path: Path) -> None:
    here = str(tmp_path / "l.albumen")
    (tmp_path / "link").symlink_to(tmp_path)
    assert server_name(here) == server_name(str(tmp_path / "link" / "l.albumen"))
    assert server_name(here) != server_name(str(tmp_path / "m.albumen"))


def test_what_a_crash_left_behind_is_cleared(qtbot: QtBot, tmp_path: Path) -> None:
    library = str(tmp_path / "l.albumen")
    window = QWidget()
    qtbot.addWidget(window)
    crashed = FirstWindow(library, window)
    assert crashed.listen()
    second = FirstWindow(library, window)
    # The lock on the library file decides who is first; the name is only for being called.
    assert second.listen()
    second.close()
    crashed.close()
