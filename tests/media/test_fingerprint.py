"""Hashes: a tag written by another program changes the file's hash, not the picture's."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import ExifTags, Image, PngImagePlugin

from app.media.decode import decode_bytes
from app.media.fingerprint import hash_file

from .conftest import draw_corners, make_turned

SavePhoto = Callable[..., Path]


def hashes(path: Path) -> tuple[str, str]:
    facts = decode_bytes(path.read_bytes(), 32).facts
    return facts.content_hash, facts.pixel_hash


def _exif(text: str) -> bytes:
    exif = Image.Exif()
    exif[ExifTags.Base.ImageDescription] = text
    return exif.tobytes()


def _png_text(text: str) -> PngImagePlugin.PngInfo:
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", text)
    return info


@pytest.mark.parametrize(
    ("name", "tags", "other_tags"),
    [
        ("a.jpg", {"exif": _exif("x")}, {"exif": _exif("another"), "comment": b"hello"}),
        ("a.png", {}, {"pnginfo": _png_text("hello"), "exif": _exif("x")}),
        ("a.webp", {}, {"exif": _exif("x"), "xmp": b"<x/>"}),
        ("a.tif", {"description": "x"}, {"description": "a longer one"}),
        ("a.gif", {}, {"comment": b"hello"}),
        ("a.avif", {}, {"exif": _exif("x")}),
    ],
)
def test_tags_change_the_content_hash_only(
    save_photo: SavePhoto, name: str, tags: dict[str, object], other_tags: dict[str, object]
) -> None:
    before = hashes(save_photo(name, **tags))
    after = hashes(save_photo(name, **other_tags))
    assert before[0] != after[0]
    assert before[1] == after[1]


@pytest.mark.parametrize("name", ["a.jpg", "a.png", "a.webp", "a.tif", "a.gif", "a.bmp", "a.avif"])
def test_another_picture_changes_both(save_photo: SavePhoto, name: str) -> None:
    before = hashes(save_photo(name))
    image = draw_corners()
    image.paste((0, 0, 0), (100, 100, 140, 140))
    after = hashes(save_photo(name, image))
    assert before[0] != after[0]
    assert before[1] != after[1]
    assert hashes(save_photo(name, image)) == after


def test_turning_a_photo_by_its_tag_changes_what_is_seen(save_photo: SavePhoto) -> None:
    image, _ = make_turned(1)
    _, turned = make_turned(6)
    assert (
        hashes(save_photo("a.jpg", image))[1] != hashes(save_photo("a.jpg", image, exif=turned))[1]
    )


def test_what_follows_a_jpeg_is_not_its_picture(save_photo: SavePhoto) -> None:
    path = save_photo("a.jpg")
    before = hashes(path)
    path.write_bytes(path.read_bytes() + b"a film that a phone appended")
    after = hashes(path)
    assert before[0] != after[0]
    assert before[1] == after[1]


@pytest.mark.parametrize("file_format", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_every_byte_counts_for_the_content_hash(save_photo: SavePhoto, file_format: str) -> None:
    data = save_photo("a.bin", draw_corners(24, 16), format=file_format).read_bytes()
    whole = hash_file(data, file_format)[0]
    changed = {
        hash_file(data[:i] + bytes([data[i] ^ 1]) + data[i + 1 :], file_format)[0]
        for i in range(len(data))
    }
    assert whole not in changed
    assert len(changed) == len(data)


@pytest.mark.parametrize("file_format", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize(
    "data", [b"", b"\xff\xd8", b"\xff" * 50, b"\0" * 50, b"RIFF\xff\xff\xff\xff" * 9]
)
def test_garbage_is_hashed_whole(file_format: str, data: bytes) -> None:
    assert len(hash_file(data, file_format)[0]) == 32
