"""`--query` takes the language of the search; a wrong one is pointed at."""

from __future__ import annotations

import pytest

from app.cli.output import marked
from tests.cli.conftest import Terminal


@pytest.fixture
def album(terminal: Terminal) -> Terminal:
    for at in range(2):
        terminal.photo(f"beach{at}.jpg", "beach", 100 - at)
        terminal.photo(f"kitchen{at}.jpg", "kitchen", 100 - at)
    terminal("scan", str(terminal.photos))
    terminal("label", "kitchen", str(terminal.photos / "beach0.jpg"))
    return terminal


def names(album: Terminal, *arguments: str) -> list[str]:
    rows = album.json("list", *arguments)
    return [row["path"].rpartition("/")[2] for row in rows]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("beach0", ["beach0.jpg"]),
        ("name:beach OR name:kitchen1", ["beach0.jpg", "beach1.jpg", "kitchen1.jpg"]),
        ("scene:kitchen is:labelled", ["beach0.jpg"]),
        ("is:labelled -kitchen", []),
        ("jpg -is:labelled -name:kitchen", ["beach1.jpg"]),
        ("name:厨房 OR is:已标注", ["beach0.jpg"]),
    ],
    # The name of the test is in the path of the photos, where words are looked for.
    ids=str.upper("abcdef"),
)
def test_a_list_by_a_search(album: Terminal, query: str, found: list[str]) -> None:
    assert names(album, "--query", query) == found


def test_a_search_may_begin_with_what_it_leaves_out(album: Terminal) -> None:
    assert names(album, "--query", "-name:kitchen") == ["beach0.jpg", "beach1.jpg"]
    with pytest.raises(SystemExit) as wrong:
        album("list", "--query", "--json")
    assert wrong.value.code == 2


def test_a_search_and_a_status_restrict_together(album: Terminal) -> None:
    assert names(album, "--query", "name:beach", "--status", "labelled") == ["beach0.jpg"]


@pytest.mark.parametrize("json", [(), ("--json",)])
def test_a_wrong_search_is_pointed_at(album: Terminal, json: tuple[str, ...]) -> None:
    assert album("list", "--query", "beach camra:fuji", *json) == 2
    said = album.err.splitlines()
    assert said[0].startswith("albumen: There is no field 'camra': write camera")
    assert said[1:] == ["  beach camra:fuji", "        ^^^^^"]
    assert album.out == ""


def test_an_unknown_name_is_pointed_at(album: Terminal) -> None:
    assert album("trash", "--yes", "--query", "jpg -album:Nope") == 2
    said = album.err.splitlines()
    assert said[0] == "albumen: There is no album with 'Nope' in its name."
    assert said[1:] == ["  jpg -album:Nope", "       ^^^^^^^^^^"]
    assert album("search", "save", "kept", "scene:Nope") == 2
    assert album.json("search", "list") == []
    assert len(names(album)) == 4


def test_what_is_hardly_meant_is_remarked_and_done(album: Terminal) -> None:
    album("album", "create", "Nope")
    assert names(album, "--query", "album:Nope") == []
    assert album.err == ""
    assert names(album, "--query", "name:beach0 or camera:Nope") == []
    assert "'or' is looked for as a word: OR in capitals" in album.err
    assert "No photo is found by camera:Nope." in album.err


def test_nothing_is_thrown_away_by_a_wrong_search(album: Terminal) -> None:
    assert album("trash", "--yes", "--query", "(beach") == 2
    assert "  ^" in album.err
    assert len(names(album)) == 4


def test_the_mark_stands_below_what_it_marks() -> None:
    assert marked("海滩 (a", 3, 4) == ("海滩 (a", "     ^")
    assert marked("a\n(", 2, 3) == ("a\\n(", "   ^")
    assert marked("a OR", 4, 5) == ("a OR", "    ^")
