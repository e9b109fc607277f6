"""Where there is no screen the window's job is done in the terminal."""

from __future__ import annotations

import gc
from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.bootstrap import DesktopProgram
from app.cli import no_screen, screen
from app.cli.no_screen import run_without_screen
from app.core.errors import UsageError
from app.places import Places
from app.store.library import open_library
from tests.cli.conftest import Terminal


@pytest.fixture
def switched_off() -> Iterator[None]:
    """The garbage collector as the program finds it: switched off while it starts."""
    gc.disable()
    yield
    gc.enable()


def test_folders_are_scanned_and_printed(
    terminal: Terminal, capsys: pytest.CaptureFixture[str]
) -> None:
    terminal.photo("beach.jpg", "beach", 100)
    terminal.photo("odd.jpg", "none", 0)
    (terminal.photos / "broken.jpg").write_text("garbage")
    library = terminal.program.library_file(None)
    assert run_without_screen(terminal.program, library, [str(terminal.photos)]) == 0
    said = capsys.readouterr().out
    assert "Accepted (1)" in said
    assert "Rejected by the gate: these need review (1)" in said
    assert "Unreadable (1)" in said
    assert "The file is damaged: its picture could not be decoded." in said
    assert "3 photos: 1 accepted, 1 rejected, 1 unreadable" in said
    assert said.endswith(f"Library: {library}\n")
    with open_library(library, read_only=True) as found:
        assert found.photos.counts().all == 3


@pytest.mark.usefixtures("switched_off")
def test_garbage_is_collected_while_photos_are_scanned(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[bool] = []
    monkeypatch.setattr(no_screen, "_scan_and_print", lambda *a: seen.append(gc.isenabled()) or 0)
    run_without_screen(terminal.program, Path("l.albumen"), ["photos"])
    assert seen == [True]


def test_without_a_folder_sample_photos_go_into_a_library_that_is_thrown_away(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    terminal.photo("beach.jpg", "beach", 100)
    monkeypatch.setattr(no_screen, "sample_photos", lambda: terminal.photos)
    library = terminal.program.library_file(None)
    assert run_without_screen(terminal.program, library, []) == 0
    said = capsys.readouterr().out
    assert "sample photos of scikit-image" in said
    assert "Accepted (1)" in said
    assert not library.exists()
    assert not Path(said.rstrip().rpartition("Library: ")[2]).exists()


def test_without_folder_and_samples_it_says_what_to_name(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(no_screen, "sample_photos", lambda: None)
    with pytest.raises(UsageError) as caught:
        run_without_screen(terminal.program, Path("l.albumen"), [])
    assert caught.value.code == "no_folder_named"


def test_the_window_command_comes_here_where_there_is_no_screen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    came: list[tuple[Path, list[str]]] = []
    monkeypatch.setattr(screen, "has_screen", lambda: False)
    monkeypatch.setattr(
        no_screen,
        "run_without_screen",
        lambda p, library, paths: came.append((library, paths)) or 0,
    )
    program = DesktopProgram(Places(tmp_path, tmp_path, tmp_path / "cache", tmp_path / "logs"))
    assert program.show_window(tmp_path / "l.albumen", ["/photos"], Namespace()) == 0
    assert came == [(tmp_path / "l.albumen", ["/photos"])]


@pytest.mark.parametrize(
    ("place", "has"),
    [({}, False), ({"DISPLAY": ":0"}, True), ({"WAYLAND_DISPLAY": "wayland-0"}, True)],
)
def test_a_screen_is_what_the_environment_says(
    place: dict[str, str], has: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in place.items():
        monkeypatch.setenv(name, value)
    assert screen.has_screen() is has
