"""Another library is opened in the same program; the old one comes back when that fails."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from app.bootstrap import DesktopProgram
from app.core.errors import KnownError
from app.places import Places
from app.ui.reopening import REOPEN, REOPEN_SAME
from app.ui.shell import start_error


@pytest.fixture
def program(tmp_path: Path) -> DesktopProgram:
    program = DesktopProgram(Places(tmp_path, tmp_path, tmp_path, tmp_path))
    program.settings.set("language", "zh_CN")
    return program


def test_windows_follow_each_other(
    program: DesktopProgram, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = program.places.data / "first.albumen", program.places.data / "second.albumen"
    opened: list[Path] = []

    def run(library: Path, folders: Sequence[str]) -> int:
        opened.append(library)
        return 0

    monkeypatch.setattr(program, "_run_window", run)
    program.settings.set("library", str(second))
    assert program._run_more_windows(REOPEN, first) == 0
    assert opened == [second]


def test_the_old_library_comes_back(
    program: DesktopProgram, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = program.places.data / "first.albumen", program.places.data / "second.albumen"
    opened: list[Path] = []
    shown: list[tuple[str, str]] = []

    def run(library: Path, folders: Sequence[str]) -> int:
        opened.append(library)
        if library == second:
            raise KnownError("not_a_library", path="/l")
        return 0

    monkeypatch.setattr(program, "_run_window", run)
    monkeypatch.setattr(start_error, "show_start_error", lambda *a: shown.append((a[0].code, a[1])))
    program.settings.set("library", str(second))
    assert program._run_more_windows(REOPEN, first) == 0
    assert opened == [second, first]
    assert shown == [("not_a_library", "zh_CN")]
    assert program.library_file(None) == first


def test_the_same_library_comes_up_anew(
    program: DesktopProgram, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = program.places.data / "named.albumen"
    opened: list[Path] = []

    def run(library: Path, folders: Sequence[str]) -> int:
        opened.append(library)
        return 0

    monkeypatch.setattr(program, "_run_window", run)
    assert program._run_more_windows(REOPEN_SAME, library) == 0
    assert opened == [library]
    assert program.settings.get("library") is None


def test_a_pack_that_is_gone_gives_way_to_the_shipped_one(
    program: DesktopProgram, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = program.places.data / "named.albumen"
    asked: list[str | None] = []
    shown: list[tuple[str, str]] = []

    def run(library: Path, folders: Sequence[str]) -> int:
        asked.append(program._asked_pack)
        if len(asked) == 1:
            raise KnownError("chosen_pack", cause="The pack is gone.")
        return 0

    monkeypatch.setattr(program, "_run_window", run)
    monkeypatch.setattr(start_error, "show_start_error", lambda *a: shown.append((a[0].code, a[1])))
    assert program._run_more_windows(REOPEN_SAME, library) == 0
    assert (asked, shown) == ([None, ""], [("chosen_pack", "zh_CN")])
    assert program._asked_pack is None
