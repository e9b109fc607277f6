"""`albumen export csv|json|fixity` and `albumen verify`: the contract with other programs."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from tests.cli.conftest import Terminal


@pytest.fixture
def album(terminal: Terminal) -> Terminal:
    for k in range(2):
        terminal.photo(f"{k}.jpg", "beach", 100 - k)
    terminal("scan", str(terminal.photos))
    return terminal


def test_tables(album: Terminal, tmp_path: Path) -> None:
    file = tmp_path / "photos.csv"
    assert album.json("export", "csv", str(file))["photos"] == 2
    with file.open(encoding="utf-8", newline="") as opened:
        rows = list(csv.DictReader(opened))
    assert [Path(row["path"]).name for row in rows] == ["0.jpg", "1.jpg"]
    assert album("export", "csv", "--excel", str(file)) == 0
    assert "2 photos written" in album.out
    assert file.read_bytes().startswith(b"\xef\xbb\xbf")
    assert album.json("export", "json", str(file))["version"] == 1
    assert len(json.loads(file.read_text())["photos"]) == 2
    assert album("export", "json", str(album.photos / "0.jpg")) == 1
    assert "choose another name" in album.err


def test_fixity_and_its_verification(album: Terminal, tmp_path: Path) -> None:
    report = str(tmp_path / "report.sha256")
    assert album.json("export", "fixity", report)["files"] == 2
    assert album.json("verify", report) == {
        "files": 2,
        "unchanged": 2,
        "changed": [],
        "missing": [],
        "unread": [],
        "added": [],
        "same": True,
    }
    assert album("verify", report) == 0
    assert "Nothing changed: 2 files." in album.out
    (album.photos / "0.jpg").write_text("rotten")
    assert album("verify", report, "--json") == 1
    assert json.loads(album.out)["changed"] == [str(album.photos / "0.jpg")]
    (album.photos / "1.jpg").unlink()
    album.photo("2.jpg", "beach", 50)
    assert album("verify", report) == 1
    assert f"changed: {album.photos / '0.jpg'}" in album.out
    assert f"missing: {album.photos / '1.jpg'}" in album.out
    assert f"added: {album.photos / '2.jpg'}" in album.out
    assert "1 changed, 1 missing, 0 unread, 1 added" in album.err
    assert album("export", "fixity", report) == 0
    assert "changed since the last scan" in album.out
    assert album("verify", str(album.photos / "2.jpg")) == 1
    assert "cannot be read as a fixity report" in album.err
