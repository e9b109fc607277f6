"""What belongs to a photo: RAW, films of live photos, edits, sidecars in every spelling."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.media.originals.companions import bundles_of, stem_of


def put(folder: Path, *names: str) -> None:
    folder.mkdir(exist_ok=True)
    for name in names:
        (folder / name).write_text(name)


def bundle(folder: Path, *names: str) -> tuple[list[str], list[str]]:
    """Return the names of what goes along with photos, and of what is shared."""
    (found,) = bundles_of([str(folder / name) for name in names])
    goes = sorted(Path(path).name for path in found.companions)
    return goes, sorted(Path(path).name for path in found.shared)


def test_all_that_is_named_after_a_photo_goes_along(tmp_path: Path) -> None:
    names = ["IMG.RAF", "img.mov", "IMG.AAE", "IMG.xmp", "IMG.jpg.xmp", "IMG.raf.xmp", "IMG.wav"]
    put(tmp_path, "IMG.jpg", *names, "IMG.jpg.pp3", "IMG.txt", "IMG_2.raf", "IMG.part")
    assert bundle(tmp_path, "IMG.jpg") == (sorted([*names, "IMG.jpg.pp3"]), [])


def test_a_raw_file_beside_what_no_camera_writes_is_a_photo_of_its_own(tmp_path: Path) -> None:
    put(tmp_path, "IMG.tif", "IMG.raf", "IMG.raf.xmp", "IMG.xmp")
    assert bundle(tmp_path, "IMG.tif") == (["IMG.xmp"], ["IMG.xmp"])
    assert bundle(tmp_path, "IMG.raf") == (["IMG.raf.xmp", "IMG.xmp"], ["IMG.xmp"])
    put(tmp_path, "IMG.heic")
    assert "IMG.raf" in bundle(tmp_path, "IMG.heic")[0]


def test_a_folder_named_like_a_companion_stays(tmp_path: Path) -> None:
    put(tmp_path, "IMG.jpg")
    (tmp_path / "IMG.mov").mkdir()
    assert bundle(tmp_path, "IMG.jpg") == ([], [])


def test_what_another_photo_needs_is_shared(tmp_path: Path) -> None:
    put(tmp_path, "IMG.jpg", "IMG.heic", "IMG.mov", "IMG.xmp", "IMG.jpg.xmp", "IMG.heic.xmp")
    goes, shared = bundle(tmp_path, "IMG.jpg")
    assert goes == ["IMG.jpg.xmp", "IMG.mov", "IMG.xmp"]
    assert shared == ["IMG.mov", "IMG.xmp"]
    assert bundle(tmp_path, "IMG.jpg", "IMG.heic")[1] == []


def test_photos_keep_their_order_and_each_comes_once(tmp_path: Path) -> None:
    put(tmp_path, "b.jpg", "a.jpg", "b.png")
    put(tmp_path / "more", "b.jpg")
    paths = [tmp_path / "b.jpg", tmp_path / "a.jpg", tmp_path / "more" / "b.jpg"]
    asked = [str(path) for path in [*paths, tmp_path / "b.png", paths[0]]]
    found = [[str(p) for p in b.photos] for b in bundles_of(asked)]
    assert found == [[asked[0], asked[3]], [asked[1]], [asked[2]]]


def test_a_folder_that_is_away_has_no_companions() -> None:
    (found,) = bundles_of(["/nowhere/IMG.jpg"])
    assert found.companions == []


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("IMG.jpg", "IMG"),
        ("IMG.jpg.xmp", "IMG"),
        ("a.b.jpg", "a.b"),
        ("a.b.xmp", "a.b"),
        ("IMG.CR3.XMP", "IMG"),
        ("IMG", "IMG"),
        ("-x.jpg", "-x"),
    ],
)
def test_stem(name: str, stem: str) -> None:
    assert stem_of(name) == stem
