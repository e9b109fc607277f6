"""`albumen import-keywords`: the contract with other programs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.media.xmp.merge import merge_packet
from app.media.xmp.packet import make_keywords, read_packet
from tests.cli.conftest import Terminal


@pytest.fixture
def album(terminal: Terminal) -> Terminal:
    for k, words in enumerate((["Kitchen"], ["Places", "Forest"], ["Rex"], ["Kitchen"])):
        path = terminal.photo(f"{k}.jpg", "beach", 100 - k)
        Path(f"{path}.xmp").write_bytes(merge_packet(None, add=make_keywords([words])))
    terminal("scan", str(terminal.photos))
    terminal("label", "beach", str(terminal.photos / "3.jpg"))
    return terminal


def labels(album: Terminal) -> list[str | None]:
    return [row["label"] for row in album.json("list")]


def test_the_contract(album: Terminal, tmp_path: Path) -> None:
    rows = album.json("list")
    assert [row["keywords"] for row in rows[:2]] == [["Kitchen"], ["Places", "Forest"]]
    assert labels(album) == [None, None, None, "beach"], "a scan labels nothing"
    preview = album.json("import-keywords", "--dry-run")
    assert preview["photos"] == 4
    assert preview["keywords"] == 3
    assert preview["labels"] == 2
    assert preview["unmapped"] == ["Rex"]
    assert labels(album) == [None, None, None, "beach"]
    own = tmp_path / "map.json"
    own.write_text(json.dumps({"rex": "Forest"}))
    result = album.json("import-keywords", "--map", str(own))
    assert (result["labels"], result["kept"], result["unmapped"]) == (3, 1, [])
    assert labels(album) == ["kitchen", "forest", "forest", "beach"]
    assert album("undo") == 0
    assert labels(album) == [None, None, None, "beach"]


def test_people_read_it_too(album: Terminal) -> None:
    assert album("import-keywords", "--dry-run") == 0
    assert "Photos with keywords: 4 (3 keywords); would be labelled: 2." in album.out
    assert "Without a scene (--map FILE gives them one): Rex." in album.out
    assert album("import-keywords") == 0
    assert "1 that you labelled" in album.out
    assert "albumen undo" in album.out


@pytest.mark.parametrize("text", ["no json", "[]", '{"Rex": 3}', '{"Rex": "nothing"}', None])
def test_a_wrong_map_is_named(album: Terminal, tmp_path: Path, text: str | None) -> None:
    own = tmp_path / "map.json"
    if text is not None:
        own.write_text(text)
    assert album("import-keywords", "--map", str(own)) == 1
    assert ("map.json" in album.err) or ("nothing" in album.err)
    assert labels(album) == [None, None, None, "beach"]


def test_what_becomes_a_label_is_written_by_itself(album: Terminal) -> None:
    own = album.photos / "0.jpg.xmp"
    before = own.read_bytes()
    album("export", "xmp", "--automatic")
    assert album("import-keywords", "--dry-run") == 0
    assert own.read_bytes() == before
    assert album("import-keywords") == 0
    assert read_packet(own.read_bytes()).statements[0].scene == "kitchen"
