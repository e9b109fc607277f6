"""Other programs are started with paths as they are, in the environment that is the system's."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication

from app.ui.originals import programs
from app.ui.originals.desktop_entries import OtherProgram

NAMES = ("--help", "-rf $(touch x).jpg", "a 'b' \"c\";&|.jpg", "海滩 %f %%.jpg")
TELLS = (
    "import json, os, sys; json.dump([sys.argv[1:], os.getcwd(), dict(os.environ)], open({}, 'w'))"
)

pytestmark = pytest.mark.skipif(os.name == "nt", reason="programs of a Linux desktop")


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    found: list[str] = []

    def open_url(url: QUrl) -> bool:
        found.append(url.toLocalFile())
        return True

    monkeypatch.setattr(QDesktopServices, "openUrl", open_url)
    return found


def test_names_are_never_options_and_no_shell_reads_them(
    qapp: QApplication,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    wait_until: Callable[[Callable[[], bool]], None],
) -> None:
    monkeypatch.setenv("LD_LIBRARY_PATH", "/of/the/bundle")
    monkeypatch.setenv("LD_LIBRARY_PATH_ORIG", "/of/the/system")
    told = tmp_path / "told"
    script = TELLS.format(repr(str(told)))
    program = OtherProgram("p.desktop", "P", "", (sys.executable, "-c", script, "%F"))
    paths = [str(tmp_path / name) for name in NAMES]
    assert programs.start_program(program, paths)
    wait_until(lambda: told.exists() and bool(told.read_text()))
    arguments, folder, environment = json.loads(told.read_text())
    assert arguments == paths
    assert folder == os.path.realpath(os.path.expanduser("~"))
    assert environment["LD_LIBRARY_PATH"] == "/of/the/system"
    assert "LD_LIBRARY_PATH_ORIG" not in environment


def test_a_program_that_is_not_there_is_told(qapp: QApplication) -> None:
    assert not programs.start_program(OtherProgram("p", "P", "", ("/nowhere/p",)), ["/a.jpg"])


def test_open_takes_the_preferred_program_else_what_the_system_does(
    qapp: QApplication, opened: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(programs, "programs_for", lambda *_: [])
    assert programs.open_files(["/a.jpg", "/-b.png"], "en")
    assert opened == ["/a.jpg", "/-b.png"]
    started: list[tuple[str, list[str]]] = []
    one = OtherProgram("1", "One", "", ("one", "%F"))
    two = OtherProgram("2", "Two", "", ("two", "%F"))
    by_kind = {"image/jpeg": [one, two], "image/png": [two]}
    monkeypatch.setattr(programs, "programs_for", lambda kind, *_: by_kind.get(kind, []))
    monkeypatch.setattr(programs, "_start", lambda p, args: bool(started.append((p, args))) or True)
    assert [p.name for p in programs.programs_of(["/a.jpg"], "en")] == ["One", "Two"]
    assert [p.name for p in programs.programs_of(["/a.jpg", "/-b.png"], "en")] == ["Two"]
    assert programs.open_files(["/a.jpg", "/-b.png"], "en")
    assert started == [("two", ["/a.jpg", "/-b.png"])]


def test_without_a_file_manager_the_folder_is_opened(
    qapp: QApplication, opened: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(programs, "_ask_over_bus", lambda _: False)
    monkeypatch.setattr(programs, "programs_for", lambda *_: [])
    assert not programs.ask_file_manager(["/photos/-a.jpg"])
    assert programs.open_folder(["/photos/-a.jpg", "/more/b.jpg"], "en")
    assert opened == ["/photos"]
    started: list[tuple[str, list[str]]] = []
    manager = OtherProgram("m", "M", "", ("manager", "%U"))
    monkeypatch.setattr(programs, "programs_for", lambda *_: [manager])
    monkeypatch.setattr(programs, "_start", lambda p, args: bool(started.append((p, args))) or True)
    assert programs.open_folder(["/photos/-a.jpg"], "en")
    assert started == [("manager", ["file:///photos"])]
    monkeypatch.setattr(programs, "_ask_over_bus", lambda _: True)
    assert programs.ask_file_manager(["/photos/-a.jpg"])
    assert opened == ["/photos"]


def test_other_systems_have_their_own_ways(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[tuple[str, list[str]]] = []
    monkeypatch.setattr(programs, "_start", lambda p, args: bool(started.append((p, args))) or True)
    monkeypatch.setattr(programs, "PLATFORM", "darwin")
    assert programs.programs_of(["/a.jpg"], "en") == []
    assert programs.ask_file_manager(["/a.jpg"])
    assert programs.start_application("/Applications/Viewer.app", ["/a.jpg"])
    assert not programs.ask_system_for_program("/a.jpg")
    monkeypatch.setattr(programs, "PLATFORM", "win32")
    assert programs.ask_system_for_program("/a.jpg")
    assert [call[0] for call in started] == ["/usr/bin/open", "/usr/bin/open", "rundll32.exe"]
    assert started[0][1] == ["-R", "/a.jpg"]
    assert started[1][1] == ["-a", "/Applications/Viewer.app", "/a.jpg"]
