"""`albumen export xmp`: the contract with other programs."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.core.imported import Imported
from app.core.types import PhotoFacts
from app.media.find import photo_file
from app.media.xmp.packet import read_packet
from app.store.library import open_library
from tests.cli.conftest import Terminal

NUMBERS = ("written", "unchanged", "removed", "skipped", "failed")


@pytest.fixture
def album(terminal: Terminal) -> Terminal:
    for i in range(3):
        terminal.photo(f"beach{i}.jpg", "beach", 100 - i)
    terminal("scan", str(terminal.photos))
    terminal("label", "kitchen", str(terminal.photos / "beach0.jpg"))
    return terminal


def subject(path: Path) -> tuple[str, ...]:
    return read_packet(path.read_bytes()).keywords.subject


def test_the_contract(album: Terminal) -> None:
    result = album.json("export", "xmp")
    assert [result[key] for key in NUMBERS] == [1, 0, 0, 2, 0]
    assert subject(album.photos / "beach0.jpg.xmp") == ("Kitchen",)
    result = album.json("export", "xmp", "--what", "all", str(album.photos / "beach1.jpg"))
    assert [result[key] for key in NUMBERS] == [1, 0, 0, 0, 0]
    result = album.json("export", "xmp", str(album.photos), "--what", "all", "--dry-run")
    assert [result[key] for key in NUMBERS] == [1, 2, 0, 0, 0]
    assert [Path(c["path"]).name for c in result["changes"]] == ["beach2.jpg.xmp"]
    assert not (album.photos / "beach2.jpg.xmp").exists()


def test_text_names_what_went_wrong_and_what_was_removed(album: Terminal) -> None:
    album("export", "xmp")
    (album.photos / "beach0.jpg.xmp").unlink()
    (album.photos / "beach1.jpg.xmp").mkdir()
    assert album("export", "xmp", "--what", "all") == 0
    assert "1 file written" in album.out
    assert "1 file failed" in album.out
    assert "beach1.jpg.xmp" in album.out
    assert "Kitchen was taken out by another program" in album.out
    assert album("export", "xmp", "--again", "--dry-run") == 0
    assert "1 file would be written" in album.out
    assert "+ Kitchen" in album.out


def test_choices_hold_once_unless_they_are_remembered(album: Terminal) -> None:
    album("export", "xmp", "--layout", "bare", "--root", "Albumen", "--names", "zh")
    assert subject(album.photos / "beach0.xmp")[0] == "Albumen"
    album("export", "xmp")
    assert "Albumen" not in subject(album.photos / "beach0.xmp")
    album("export", "xmp", "--root", "Mine", "--remember", "--dry-run")
    album("export", "xmp")
    assert "Mine" not in subject(album.photos / "beach0.xmp")
    album("export", "xmp", "--root", "Mine", "--remember")
    assert album.json("export", "xmp")["unchanged"] == 1
    assert "Mine" in subject(album.photos / "beach0.xmp")


def test_labels_are_written_by_themselves_where_that_was_chosen(album: Terminal) -> None:
    sidecar, photo = album.photos / "beach0.jpg.xmp", str(album.photos / "beach0.jpg")
    album("export", "xmp", "--automatic", "--dry-run")
    album("label", "forest", photo)
    assert not sidecar.exists(), "a dry run remembers nothing"
    album("export", "xmp", "--automatic")
    album("label", "beach", photo)
    assert subject(sidecar) == ("Beach",)
    album("undo")
    assert subject(sidecar) == ("Forest",)
    album("redo")
    assert subject(sidecar) == ("Beach",)
    album("export", "xmp", "--no-automatic")
    album("label", "--clear", photo)
    assert subject(sidecar) == ("Beach",)


def test_what_cannot_be_written_by_itself_is_told(album: Terminal) -> None:
    album("export", "xmp", "--automatic")
    (album.photos / "beach1.jpg.xmp").mkdir()
    assert album("label", "forest", str(album.photos / "beach1.jpg")) == 0, "the label is given"
    assert "beach1.jpg.xmp cannot be" in album.err
    assert album("scan", str(album.photos)) == 0


def test_photos_themselves_are_written_only_where_exiftool_is(
    album: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.media.xmp.exiftool.shutil.which", lambda _: None)
    assert album("export", "xmp", "--originals", "--remember") == 1
    assert "ExifTool is not installed" in album.err
    assert album("export", "xmp", "--sidecars", "--remember") == 0
    assert album("export", "xmp") == 0


def test_system_tags_are_told_of(album: Terminal) -> None:
    result = album.json("export", "xmp", "--system-tags")
    assert set(result["system"]) == {"written", "unchanged", "removed", "failed"}
    assert album("export", "xmp", "--system-tags") == 0
    assert "System tags of" in album.out
    assert "system" not in album.json("export", "xmp")


def test_an_empty_folder_has_nothing_to_export(album: Terminal) -> None:
    empty = album.photos.with_name("empty")
    empty.mkdir()
    result = album.json("export", "xmp", str(empty))
    assert [result[key] for key in NUMBERS] == [0, 0, 0, 0, 0]
    assert list(album.photos.glob("*.xmp")) == []


def test_copies_and_wrong_usage(album: Terminal) -> None:
    out = album.photos.with_name("out")
    assert album.json("export", "xmp", "--copies", str(out))["written"] == 1
    assert (out / "beach0.jpg").exists()
    assert album("export", "xmp", "--copies", str(album.photos / "in")) == 1
    assert "a folder of the library" in album.err
    assert album("export", "xmp", str(out / "unknown.jpg")) == 1
    assert "is not in the library" in album.err
    for words in (["export"], ["export", "xmp", "--what", "some"]):
        with pytest.raises(SystemExit) as left:
            album(*words)
        assert left.value.code == 2


@pytest.mark.parametrize("said", [{"keywords": ["Italy"], "rating": 4}, "garbage", None])
def test_list_has_what_stood_in_the_file(album: Terminal, said: object) -> None:
    path = str(album.photos / "beach0.jpg")
    with open_library(album.program.library_file(None)) as library:
        photo = library.photos.find([path])[path]
        facts = PhotoFacts(2, 2, 1, "JPEG", "content", "pixels", "2024-05-01T12:30:07", "Nikon")
        facts.details["utc_offset"] = "+02:00"
        if said is not None:
            facts.details["imported"] = said
        library.photos.save(1, photo_file(path, Path(path).stat()), facts, known=photo)
    row = next(row for row in album.json("list") if row["path"] == path)
    expected = (["Italy"], 4) if isinstance(said, dict) else ([], None)
    assert (row["keywords"], row["rating"]) == expected
    assert (row["taken"], row["camera"]) == ("2024-05-01T12:30:07", "Nikon")
    assert (row["date"], row["date_source"], row["utc_offset"]) == (row["taken"], "exif", "+02:00")
    assert row["label"] == "kitchen", "a keyword is no label"


def test_list_has_what_stands_in_a_sidecar(album: Terminal) -> None:
    path = album.photos / "beach1.jpg"
    said = Imported(
        keywords=("Sea",), title="Pier", colour_label="Red", city="Qingdao", gps=(36.0, 120.0)
    )
    with open_library(album.program.library_file(None)) as library:
        photo = library.photos.find([str(path)])[str(path)]
        library.photos.save_sidecars({photo: ("state", said)})
    rows = {Path(row["path"]).name: row for row in album.json("list")}
    row, other = rows["beach1.jpg"], rows["beach2.jpg"]
    assert album.json("list", "--query", "sea qingdao") == [row]
    assert album.json("list", "--query", "sea", "--status", "labelled") == []
    assert (row["keywords"], row["title"], row["caption"]) == (["Sea"], "Pier", None)
    assert (row["colour_label"], row["label"]) == ("Red", None)
    assert (row["place"], row["gps"]) == ({"city": "Qingdao"}, [36.0, 120.0])
    assert (row["latitude"], row["longitude"], row["locality"]) == (36.0, 120.0, None)
    assert (other["keywords"], other["title"], other["place"], other["gps"]) == ([], *[None] * 3)
