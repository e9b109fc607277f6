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
