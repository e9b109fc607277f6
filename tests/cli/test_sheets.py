"""Sheets in the terminal: what `review` prints goes back, with marks, to `label --sheet`."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Terminal


@pytest.fixture
def album(terminal: Terminal) -> Terminal:
    for i in range(3):
        terminal.photo(f"beach{i}.jpg", "beach", 24 - i)
    terminal.photo("odd.jpg", "none", 0)
    terminal("scan", str(terminal.photos))
    return terminal


def _beach(album: Terminal) -> dict[str, Any]:
    sheets = album.json("review")["sheets"]
    return next(sheet for sheet in sheets if sheet["tag"] == "beach")


def _answer(album: Terminal, said: Any) -> Path:
    file = album.photos.parent / "answer.json"
    file.write_text(json.dumps(said), "utf-8")
    return file


def _labels(album: Terminal) -> dict[str, str]:
    rows = album.json("list", "--status", "labelled")
    return {Path(row["path"]).name: row["label"] for row in rows}


def test_review_has_the_keys_of_the_contract(album: Terminal) -> None:
    result = album.json("review")
    assert result.keys() == {"sheets", "state"}
    sheet = _beach(album)
    assert sheet.keys() == {"tag", "kind", "level", "worth", "turned", "photos"}
    assert (sheet["kind"], sheet["level"]) == ("proposed", "scene")
    assert {Path(photo["path"]).name for photo in sheet["photos"]} == {
        "beach0.jpg",
        "beach1.jpg",
        "beach2.jpg",
    }
    assert sheet["photos"][0].keys() == {"id", "path", "chance"}
    assert result["state"]["untagged"] == 4
    assert len(album.json("review", "--size", "1")["sheets"]) == 4
    assert len(album.json("review", "--size", "1", "--limit", "2")["sheets"]) == 2


def test_review_tells_people_in_words(album: Terminal) -> None:
    assert album("review") == 0
    assert "beach" in album.out
    assert "Left: 2 sheets of 4 photos." in album.out
    with pytest.raises(SystemExit):
        album("review", "--size", "0")


def test_a_sheet_goes_back_with_its_marks(album: Terminal) -> None:
    sheet = _beach(album)
    file = _answer(album, sheet | {"marked": [sheet["photos"][-1]["id"]]})
    (summary,) = album.json("label", "--sheet", str(file))
    assert summary == {"tag": "beach", "kind": "proposed", "yes": 2, "no": 1, "made": False}
    assert list(_labels(album).values()) == ["beach", "beach"]
    assert album("undo") == 0
    assert "Undone: sheet" in album.out
    assert _labels(album) == {}


def test_what_a_sheet_labels_is_written_by_itself(album: Terminal) -> None:
    album("export", "xmp", "--automatic")
    assert album("label", "--sheet", str(_answer(album, _beach(album)))) == 0
    written = sorted(path.name for path in album.photos.glob("*.xmp"))
    assert written == ["beach0.jpg.xmp", "beach1.jpg.xmp", "beach2.jpg.xmp"]


def test_answers_come_from_stdin_by_path_and_several_at_once(
    album: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = [str(album.photos / f"beach{i}.jpg") for i in range(3)]
    said = [
        {"tag": "beach", "photos": paths, "marked": paths[:1], "turned": True},
        {"tag": "kitchen", "photos": paths[1:], "marked": paths[2:]},
    ]
    monkeypatch.setattr("sys.stdin", io.StringIO(json.dumps(said)))
    assert album("label", "--sheet", "-") == 0
    assert "2 sheets answered: 2 photos yes, 3 no." in album.out
    assert _labels(album) == {"beach0.jpg": "beach", "beach1.jpg": "kitchen"}


def test_a_heap_gets_a_name(album: Terminal) -> None:
    said = {"tag": None, "kind": "heap", "photos": [str(album.photos / "odd.jpg")]}
    file = _answer(album, said | {"named": "Lighthouse"})
    (summary,) = album.json("label", "--sheet", str(file))
    assert (summary["tag"], summary["made"]) == ("lighthouse", True)
    assert _labels(album) == {"odd.jpg": "lighthouse"}


@pytest.mark.parametrize(
    ("said", "what"),
    [
        ({"photos": []}, "tag"),
        ([1], "holds no answer"),
        ({"tag": None, "photos": []}, "not asked about"),
        ({"tag": "no-scene", "photos": []}, "not asked about"),
        ({"tag": "beach", "photos": [999]}, "999 is not in the library"),
        ({"tag": "beach", "photos": [{"path": "/nowhere.jpg", "chance": 1}]}, "nowhere"),
        ({"tag": "beach", "photos": [1], "turned": "yes"}, "turned is true or false"),
        ({"tag": "beach", "photos": [1], "kind": "odd"}, "odd"),
        ({"tag": "beach", "photos": [1], "marked": [2]}, "not on the sheet"),
        ({"tag": "castle", "photos": [1]}, "no scene 'castle'"),
    ],
)
def test_what_is_no_answer_is_refused_and_nothing_is_written(
    album: Terminal, said: Any, what: str
) -> None:
    good = {"tag": "beach", "photos": [str(album.photos / "beach0.jpg")]}
    both = [good, *(said if isinstance(said, list) else [said])]
    assert album("label", "--sheet", str(_answer(album, both))) == 1
    assert what in album.err
    assert _labels(album) == {}


def test_files_that_cannot_be_read_and_wrong_usage(album: Terminal) -> None:
    assert album("label", "--sheet", str(album.photos / "none.json")) == 1
    assert "none.json cannot be read as JSON" in album.err
    broken = album.photos.parent / "broken.json"
    broken.write_text("{", "utf-8")
    assert album("label", "--sheet", str(broken)) == 1
    for words in (["label"], ["label", "--sheet", str(broken), "a.jpg"]):
        with pytest.raises(SystemExit) as stopped:
            album(*words)
        assert stopped.value.code == 2
