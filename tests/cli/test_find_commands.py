"""`similar`: photos by their looks, in the terminal."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Terminal


@pytest.fixture
def album(terminal: Terminal) -> Terminal:
    """Two scenes, three photos each, and one of nothing."""
    for scene in ("beach", "kitchen"):
        for strength in (7, 8, 9):
            terminal.photo(f"{scene}{strength}.jpg", scene, strength)
    assert terminal("scan", str(terminal.photos)) == 0
    return terminal


def names(found: list[dict[str, str]]) -> set[str]:
    return {row["path"].rsplit("/", 1)[-1] for row in found}


def test_the_most_alike_come_first(album: Terminal) -> None:
    found = album.json("similar", str(album.photos / "beach7.jpg"), "--n", "2")
    assert names(found) == {"beach8.jpg", "beach9.jpg"}
    assert 0.9 < found[1]["likeness"] <= found[0]["likeness"] <= 1.0
    every = album.json("similar", str(album.photos / "beach7.jpg"))
    assert len(every) == 5
    assert [row["likeness"] for row in every] == sorted(
        (row["likeness"] for row in every), reverse=True
    )
    assert every[2]["likeness"] < every[1]["likeness"] - 0.05


def test_several_photos_count_as_one_and_are_left_out(album: Terminal) -> None:
    asked = [str(album.photos / f"kitchen{n}.jpg") for n in (7, 9)]
    found = album.json("similar", *asked, "--n", "1")
    assert names(found) == {"kitchen8.jpg"}


def test_it_goes_with_what_list_takes(album: Terminal) -> None:
    asked = str(album.photos / "beach7.jpg")
    assert names(album.json("similar", asked, "--query", "kitchen", "--n", "9")) == {
        "kitchen7.jpg",
        "kitchen8.jpg",
        "kitchen9.jpg",
    }
    assert album.json("similar", asked, "--scene", "forest") == []
    assert album("similar", asked, "--n", "1") == 0
    assert "likeness" in album.out
    assert "beach" in album.out


def test_what_is_asked_wrongly_is_named(album: Terminal) -> None:
    assert album("similar", str(album.photos / "none.jpg")) == 1
    assert "none.jpg" in album.err
    with pytest.raises(SystemExit) as caught:
        album("similar", str(album.photos / "beach7.jpg"), "--n", "0")
    assert caught.value.code == 2


@pytest.fixture
def copies(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """Two equal files and another one."""
    for name in ("b.jpg", "b copy.jpg"):
        (terminal.photos / name).write_text("beach 9 b")
    terminal.photo("c.jpg", "kitchen", 9)
    assert terminal("scan", str(terminal.photos)) == 0
    return terminal


def test_copies_are_listed_with_what_is_proposed(copies: Terminal) -> None:
    (found,) = copies.json("duplicates", "--kind", "exact")["sets"]
    assert found["kind"] == "exact"
    kept, other = found["photos"]
    assert (kept["path"].rsplit("/", 1)[-1], kept["keep"], kept["why"]) == ("b.jpg", True, "place")
    assert (other["path"].rsplit("/", 1)[-1], other["keep"]) == ("b copy.jpg", False)
    assert found["bytes_freed"] == other["bytes"] > 0
    assert copies("duplicates", "--kind", "exact") == 0
    assert f"trash {copies.photos}/b copy.jpg" in copies.out
    assert "1 set; proposed for the trash: 1 photo, " in copies.out
    assert (copies.photos / "b copy.jpg").is_file()


def test_an_unknown_kind_of_copy_is_refused(copies: Terminal) -> None:
    with pytest.raises(SystemExit) as caught:
        copies("duplicates", "--kind", "nearly")
    assert caught.value.code == 2
