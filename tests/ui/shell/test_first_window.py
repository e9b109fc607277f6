"""A second start brings the first window to the front, and hands it its paths."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.ui.shell.first_window import FirstWindow, call_first_window, server_name


def start_second(library: str, *paths: str) -> subprocess.Popen[bytes]:
    """Call the first window from a process of its own, which ends with 0 when it was heard."""
    code = (
        "import sys; from app.ui.shell.first_window import call_first_window; "
        "sys.exit(not call_first_window(sys.argv[1], sys.argv[2:]))"
    )
    return subprocess.Popen([sys.executable, "-c", code, library, *paths])


def test_second_start_raises_the_first(qtbot: QtBot, tmp_path: Path) -> None:
    library = str(tmp_path / "l.albumen")
    window = QWidget()
    qtbot.addWidget(window)
    first = FirstWindow(library, window)
    assert first.listen()
    window.showMinimized()
    heard: list[list[str]] = []
    first.called.connect(heard.append)
    second = start_second(library, "/pictures/é")
    qtbot.waitUntil(lambda: second.poll() is not None, timeout=30_000)
    assert second.returncode == 0
    assert heard == [["/pictures/é"]]
    assert not window.isMinimized()
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


def test_a_start_waits_for_a_window_that_is_not_listening_yet(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.ui.shell import first_window

    library = str(tmp_path / "l.albumen")
    monkeypatch.setattr(first_window, "PAUSE_S", 0.0)
    tries: list[str] = []

    def acquire() -> bool:
        tries.append("lock")
        return len(tries) == 3

    assert not first_window.hand_over(library, [], acquire), "the other one ended: go on"
    assert len(tries) == 3
    calls: list[list[str]] = []

    def call(name: str, paths: list[str]) -> bool:
        calls.append(paths)
        return len(calls) == 2

    monkeypatch.setattr(first_window, "call_first_window", call)
    assert first_window.hand_over(library, ["/a"], lambda: False)
    assert calls == [["/a"], ["/a"]]
