"""`albumen rate`, and what `list` says of it."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Terminal


@pytest.fixture
def album(terminal: Terminal) -> Terminal:
    for i in range(3):
        terminal.photo(f"beach{i}.jpg", "beach", 100 - i)
    terminal("scan", str(terminal.photos))
    return terminal


def test_photos_are_rated_listed_and_rated_back(album: Terminal) -> None:
    path = album.json("list")[0]["path"]
    assert album.json("rate", path, "--stars", "4", "--flag", "pick") == {
        "rated": 1,
        "stars": 4,
        "flag": "pick",
    }
    (photo,) = album.json("list", "--stars", "3")
    assert (photo["path"], photo["stars"], photo["flag"], photo["rating"]) == (
        path,
        4,
        "pick",
        None,
    )
    assert album.json("list", "--flag", "pick") == [photo]
    assert album.json("list", "--flag", "reject") == []
    assert album("rate", path, "--stars", "0") == 0
    assert "takes it back" in album.out
    assert album.json("list", "--stars", "1") == []
    assert (album("undo"), album("undo")) == (0, 0)
    assert album.json("list", "--flag", "pick") == []


@pytest.mark.parametrize(
    "words", [("a.jpg",), ("a.jpg", "--stars", "6"), ("a.jpg", "--flag", "maybe"), ("--stars", "1")]
)
def test_what_is_no_rating_is_wrong_usage(album: Terminal, words: tuple[str, ...]) -> None:
    with pytest.raises(SystemExit) as left:
        album("rate", *words)
    assert left.value.code == 2


def test_albums_in_the_terminal(album: Terminal) -> None:
    paths = [photo["path"] for photo in album.json("list")]
    made = album.json("album", "create", "Italy", paths[1])
    assert (made["name"], made["photos"]) == ("Italy", 1)
    assert album.json("album", "add", "italy", *paths)["photos"] == 2
    assert album.json("album", "list") == [{"name": "Italy", "photos": 3}]
    assert len(album.json("list", "--query", "album:Italy")) == 3
    assert album.json("album", "remove", "Italy", paths[0])["photos"] == 1
    album.json("album", "rename", "Italy", "Spain")
    assert album("album", "add", "Italy", paths[0]) == 1
    assert "no album 'Italy'" in album.err
    assert album("album", "delete", "Spain") == 0
    assert album.json("album", "list") == []
    assert album("undo") == 0
    assert album.json("album", "list") == [{"name": "Spain", "photos": 2}]


def test_searches_in_the_terminal(album: Terminal) -> None:
    assert album.json("search", "save", "Waves", "beach")["name"] == "Waves"
    (kept,) = album.json("search", "list")
    assert (kept["name"], kept["query"]) == ("Waves", "beach")
    assert kept["photos"] == len(album.json("list", "--query", "beach"))
    assert album("search", "save", "Wrong", "beach (") == 2
    assert album("search", "delete", "Wrong") == 1
    assert album("search", "delete", "waves") == 0
    assert album.json("search", "list") == []
