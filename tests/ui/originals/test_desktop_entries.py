"""Programs of a Linux desktop: which ones, in which order, and that no name is an option."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from app.ui.originals.desktop_entries import OtherProgram, programs_for

KIND = "image/jpeg"
PYTHON = sys.executable


class Desktop:
    """Folders with desktop entries, as a system has them."""

    def __init__(self, place: Path) -> None:
        self.own, self.shared = place / "own", place / "shared"
        self.config = place / "config"
        for folder in (self.own / "applications", self.shared / "applications", self.config):
            folder.mkdir(parents=True)
        self.environment = {
            "XDG_DATA_HOME": str(self.own),
            "XDG_DATA_DIRS": f"{self.shared}:not/absolute",
            "XDG_CONFIG_HOME": str(self.config),
            "XDG_CONFIG_DIRS": str(place / "nowhere"),
            "XDG_CURRENT_DESKTOP": "KDE",
        }

    def entry(self, name: str, *lines: str, command: str = f"{PYTHON} %F") -> None:
        path = self.shared / "applications" / f"{name}.desktop"
        path.parent.mkdir(exist_ok=True)
        said = "\n".join(lines)
        path.write_text(f"[Desktop Entry]\nName={name.upper()}\nExec={command}\n{said}\n", "utf-8")

    def cache(self, *names: str) -> None:
        ids = ";".join(f"{name}.desktop" for name in names)
        (self.shared / "applications" / "mimeinfo.cache").write_text(f"[MIME Cache]\n{KIND}={ids};")

    def programs(self, language: str = "en") -> list[str]:
        return [p.name for p in programs_for(KIND, language, self.environment)]


@pytest.fixture
def desktop(tmp_path: Path) -> Desktop:
    return Desktop(tmp_path)


def test_the_preferred_program_comes_first_and_removed_ones_do_not(desktop: Desktop) -> None:
    for name in ("a", "b", "c", "d"):
        desktop.entry(name)
    desktop.cache("a", "b", "c")
    assert desktop.programs() == ["A", "B", "C"]
    (desktop.config / "mimeapps.list").write_text(
        f"[Default Applications]\n{KIND}=c.desktop\n[Added Associations]\n{KIND}=d.desktop;\n"
        f"[Removed Associations]\n{KIND}=a.desktop;\n"
    )
    assert desktop.programs() == ["C", "D", "B"]
    (desktop.config / "kde-mimeapps.list").write_text(f"[Default Applications]\n{KIND}=b.desktop\n")
    assert desktop.programs() == ["B", "C", "D"]


def test_what_cannot_be_started_is_left_out(desktop: Desktop) -> None:
    desktop.entry("hidden", "Hidden=true")
    desktop.entry("terminal", "Terminal=true")
    desktop.entry("gone", command="/nowhere/program %f")
    desktop.entry("tried", "TryExec=/nowhere/program")
    desktop.entry("unbalanced", command='"/half %f')
    desktop.entry("empty", command="")
    desktop.entry("whole")
    (desktop.shared / "applications" / "broken.desktop").write_bytes(b"\xff\xfe no entry")
    desktop.cache(
        *("hidden", "terminal", "gone", "tried", "unbalanced", "empty", "broken", "missing"),
        "../../escape",
        "whole",
    )
    (desktop.shared.parent / "escape.desktop").write_text("[Desktop Entry]\nExec=sh\n")
    assert desktop.programs() == ["WHOLE"]


def test_an_entry_in_a_folder_and_names_in_two_languages(desktop: Desktop) -> None:
    desktop.entry("kde/viewer", "Name[zh_CN]=看图\\s器", "Name[de]=Bilder")
    desktop.cache("kde-viewer")
    assert desktop.programs("zh_CN") == ["看图 器"]
    assert desktop.programs("de_AT") == ["Bilder"]
    assert desktop.programs("fr") == ["KDE/VIEWER"]


@pytest.mark.parametrize(
    ("command", "calls"),
    [
        ("p %F", [["p", "/a b", "/-rf"]]),
        ("p %U -x", [["p", "file:///a%20b", "file:///-rf", "-x"]]),
        ("p --file=%f", [["p", "--file=/a b"], ["p", "--file=/-rf"]]),
        ("p %u", [["p", "file:///a%20b"], ["p", "file:///-rf"]]),
        ("p", [["p", "/a b"], ["p", "/-rf"]]),
        ("p %i %c 100%% %k %F", [["p", "--icon", "pic", "P", "100%", "", "/a b", "/-rf"]]),
    ],
)
def test_files_are_whole_paths_each_an_argument(command: str, calls: list[list[str]]) -> None:
    program = OtherProgram("p.desktop", "P", "pic", tuple(command.split()))
    assert program.calls(["/a b", "/-rf"]) == calls
