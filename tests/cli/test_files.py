"""`albumen copy` and `albumen trash`: the contract with other programs."""

from __future__ import annotations

import io
import os
import shutil
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Terminal

NUMBERS = ("copied", "moved", "companions", "renamed", "skipped", "failed")


@pytest.fixture
def album(terminal: Terminal) -> Terminal:
    for at in range(3):
        terminal.photo(f"beach{at}.jpg", "beach", 100 - at)
    (terminal.photos / "beach0.raf").write_text("raw")
    terminal("scan", str(terminal.photos))
    terminal("label", "kitchen", str(terminal.photos / "beach0.jpg"))
    return terminal


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


def test_the_contract(album: Terminal, out: Path) -> None:
    result = album.json("copy", str(out), str(album.photos))
    assert [result[key] for key in NUMBERS] == [3, 0, 1, 0, 0, 0]
    result = album.json("copy", str(out), str(album.photos / "beach0.jpg"))
    assert [result[key] for key in NUMBERS] == [1, 0, 1, 1, 0, 0]
    assert "beach0-2.raf" in os.listdir(out)
    (album.photos / "beach1.jpg").unlink()
    result = album.json("copy", str(out / "more"), str(album.photos), "--move")
    assert [result[key] for key in NUMBERS] == [0, 2, 1, 0, 1, 0]
    assert os.listdir(album.photos) == []
    assert album.json("undo")["undone"] == "move"
    assert album.json("undo")["undone"] == "copy"
    assert sorted(os.listdir(album.photos)) == ["beach0.jpg", "beach0.raf", "beach2.jpg"]
    assert len(os.listdir(out)) == 4
    assert album.json("redo")["redone"] == "copy"


def test_a_list_chooses_as_list_does(album: Terminal, out: Path) -> None:
    assert album.json("copy", str(out), "--status", "labelled")["copied"] == 1
    album("undo")
    assert album.json("copy", str(out), "--query", "beach2")["copied"] == 1
    assert os.listdir(out) == ["beach2.jpg"]
    album("undo")
    photo = str(album.photos / "beach1.jpg")
    labelled = str(album.photos / "beach0.jpg")
    assert album.json("copy", str(out), photo, labelled, "--scene", "kitchen")["copied"] == 1
    assert album("copy", str(out), photo, "--scene", "kitchen") == 1
    assert "No photo is selected" in album.err
    assert album("copy", str(out), "--scene", "nonsense") == 1
    with pytest.raises(SystemExit):
        album("copy", str(out))
    with pytest.raises(SystemExit):
        album("copy", "", photo)


def test_text_says_what_happened(album: Terminal, out: Path) -> None:
    out.mkdir()
    (out / "beach0.jpg").write_text("somebody's")
    assert album("copy", str(out), str(album.photos), "--move") == 0
    assert "3 photos moved, with 1 belonging file;" in album.out
    assert f"{out / 'beach0-2.jpg'} now" in album.out
    assert "is not in the library" in album.out
    (album.photos / "beach0.raf").write_text("another")
    assert album("undo") == 0
    assert "another file lies at" in album.out
    assert album("copy", str(out / "beach0.jpg"), str(album.photos)) == 1
    assert "is a file, not a folder" in album.err


def test_trash_asks_unless_told(
    album: Terminal, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out.mkdir()
    monkeypatch.setattr("send2trash.send2trash", lambda path: shutil.move(path, out))
    photo = str(album.photos / "beach0.jpg")
    monkeypatch.setattr(sys, "stdin", io.StringIO(""))
    with pytest.raises(SystemExit):
        album("trash", photo)
    keyboard = io.StringIO("n\ny\n")
    monkeypatch.setattr(keyboard, "isatty", lambda: True)
    monkeypatch.setattr(sys, "stdin", keyboard)
    album.read()
    assert album("trash", photo) == 1
    assert "Move 1 photo and 1 belonging file to the trash? [y/N]" in album.err
    assert os.listdir(out) == []
    assert album("trash", photo) == 0
    assert "1 photo and 1 belonging file" in album.out
    assert sorted(os.listdir(out)) == ["beach0.jpg", "beach0.raf"]
    result = album.json("trash", "--yes", photo, str(album.photos / "beach1.jpg"))
    assert (result["trashed"], result["skipped"], result["failed"]) == (1, 1, 0)
    shutil.move(out / "beach0.jpg", album.photos)
    assert album.json("scan", str(album.photos))["labelled"] == 1
