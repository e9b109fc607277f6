"""The thumbnail cache, and the thumbnails that cameras embed."""

from __future__ import annotations

import os
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from PIL import ExifTags, Image

from app.core.types import DecodedPhoto, DecodeFailure, PhotoFile
from app.media.first_look import FirstLook
from app.media.thumbnails import (
    measure_cache,
    prune_thumbnails,
    read_embedded_thumbnail,
    thumbnail_path,
    write_thumbnail,
)

from .conftest import assert_upright, make_turned, thumbnail_pixels

SavePhoto = Callable[..., Path]


def test_thumbnails_lie_by_hash(tmp_path: Path) -> None:
    path = thumbnail_path(tmp_path, "abcdef")
    assert path == tmp_path / "ab" / "cdef.jpg"
    assert write_thumbnail(tmp_path, "abcdef", b"jpeg")
    assert path.read_bytes() == b"jpeg"
    assert [p.name for p in path.parent.iterdir()] == ["cdef.jpg"]


def test_a_torn_thumbnail_is_written_anew(tmp_path: Path) -> None:
    write_thumbnail(tmp_path, "abcdef", b"jpeg")
    thumbnail_path(tmp_path, "abcdef").write_bytes(b"")
    assert write_thumbnail(tmp_path, "abcdef", b"jpeg")
    assert thumbnail_path(tmp_path, "abcdef").read_bytes() == b"jpeg"


def test_a_full_disk_is_no_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", refuse)
    assert not write_thumbnail(tmp_path, "abcdef", b"jpeg")
    assert list((tmp_path / "ab").iterdir()) == []


def test_pruning_takes_the_oldest_and_left_overs(tmp_path: Path) -> None:
    names = [f"a{index}{'f' * 30}" for index in range(10)]
    for index, name in enumerate(names):
        write_thumbnail(tmp_path, name, b"x" * 100)
        os.utime(thumbnail_path(tmp_path, name), (1000 + index, 1000 + index))
    (tmp_path / "a1" / f"{'f' * 30}.jpg.123.part").write_bytes(b"x" * 50)
    assert (measure_cache(tmp_path).files, measure_cache(tmp_path).bytes) == (11, 1050)
    removed = prune_thumbnails(tmp_path, 450)
    assert (removed.files, removed.bytes) == (7, 650)
    left = [i for i, name in enumerate(names) if thumbnail_path(tmp_path, name).exists()]
    assert left == [6, 7, 8, 9]
    assert prune_thumbnails(tmp_path, 450).files == 0
    assert measure_cache(tmp_path / "nowhere").files == 0


@pytest.mark.skipif(os.name == "nt", reason="making links needs a privilege there")
def test_what_is_not_ours_is_neither_counted_nor_removed(tmp_path: Path) -> None:
    """People choose a folder for thumbnails that holds their photos, or links to them."""
    photo = tmp_path / "ny" / "IMG_0001.jpg"
    photo.parent.mkdir()
    photo.write_bytes(b"photo" * 100)
    ours = thumbnail_path(tmp_path, "ab" + "c" * 30)
    ours.parent.mkdir()
    ours.with_name(f"{'d' * 30}.jpg").symlink_to(photo)
    (tmp_path / "ef").symlink_to(photo.parent)
    assert measure_cache(tmp_path).files == 0
    assert prune_thumbnails(tmp_path, 0).files == 0
    assert photo.read_bytes() == b"photo" * 100


@pytest.mark.skipif(os.name == "nt", reason="making links needs a privilege there")
def test_a_thumbnail_is_not_written_through_a_link(tmp_path: Path) -> None:
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(b"photo")
    path = thumbnail_path(tmp_path, "ab" + "c" * 30)
    path.parent.mkdir()
    path.with_name(f"{path.name}.{os.getpid()}.part").symlink_to(photo)
    path.symlink_to(photo)
    assert write_thumbnail(tmp_path, "ab" + "c" * 30, b"thumbnail")
    assert photo.read_bytes() == b"photo"
    assert path.read_bytes() == b"thumbnail"
    assert not path.is_symlink()


def _with_embedded(orientation: int) -> bytes:
    image, _ = make_turned(orientation)
    small = BytesIO()
    image.resize((160, 120) if image.width > image.height else (120, 160)).save(small, "JPEG")
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    first = exif.tobytes()
    # IFD0 with one entry, IFD1 with the place and length of the thumbnail behind it.
    tiff = (
        b"II*\0\x08\0\0\0" + b"\x01\0" + b"\x12\x01\x03\0\x01\0\0\0" + bytes([orientation, 0, 0, 0])
    )
    tiff += (26).to_bytes(4, "little") + b"\x02\0"
    start = 26 + 2 + 24 + 4
    tiff += b"\x01\x02\x04\0\x01\0\0\0" + start.to_bytes(4, "little")
    tiff += b"\x02\x02\x04\0\x01\0\0\0" + len(small.getvalue()).to_bytes(4, "little") + b"\0\0\0\0"
    assert first.startswith(b"Exif\0\0")
    return b"Exif\0\0" + tiff + small.getvalue()


@pytest.mark.parametrize("orientation", [1, 3, 6, 8])
def test_embedded_thumbnails_stand_upright(save_photo: SavePhoto, orientation: int) -> None:
    image, _ = make_turned(orientation)
    path = save_photo("a.jpg", image, exif=_with_embedded(orientation))
    jpeg = read_embedded_thumbnail(str(path))
    assert jpeg is not None
    pixels = thumbnail_pixels(jpeg)
    assert pixels.shape[:2] == (120, 160)
    assert_upright(pixels, 60)


def test_no_embedded_thumbnail_is_none(save_photo: SavePhoto, tmp_path: Path) -> None:
    assert read_embedded_thumbnail(str(save_photo("a.jpg"))) is None
    assert read_embedded_thumbnail(str(save_photo("a.png"))) is None
    assert read_embedded_thumbnail(str(tmp_path / "gone.jpg")) is None
    (tmp_path / "bad.jpg").write_bytes(b"\xff\xd8\xff\xe1\0\x10Exif\0\0II*\0\xff")
    assert read_embedded_thumbnail(str(tmp_path / "bad.jpg")) is None


@pytest.mark.parametrize("orientation", [1, 6])
def test_a_first_look_reads_the_header_alone(
    save_photo: SavePhoto, tmp_path: Path, orientation: int
) -> None:
    image, _ = make_turned(orientation)
    out = BytesIO()
    image.save(out, "JPEG", exif=_with_embedded(orientation))
    path = tmp_path / "a.jpg"
    path.write_bytes(out.getvalue()[: len(out.getvalue()) - 100])  # the end is never read
    file = PhotoFile(str(path), path.stat().st_size, path.stat().st_mtime_ns)
    found = FirstLook(tmp_path / "cache")(file)
    assert isinstance(found, DecodedPhoto)
    assert (found.facts.pixel_hash, found.facts.orientation) == ("", orientation)
    small = thumbnail_path(tmp_path / "cache", found.facts.content_hash)
    assert_upright(thumbnail_pixels(small.read_bytes()))
    for name in ("a.png", "gone.jpg"):
        other = PhotoFile(str(tmp_path / name), 1, 1)
        assert isinstance(FirstLook(tmp_path / "cache")(other), DecodeFailure)
    bare = save_photo("bare.jpg")
    found = FirstLook(tmp_path / "cache")(PhotoFile(str(bare), 1, 1))
    assert isinstance(found, DecodedPhoto)
    assert found.facts.content_hash == ""
