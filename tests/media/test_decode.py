"""Decoding: every format, every way up, every pixel format, and the sentences of failures."""

from __future__ import annotations

import os
import struct
import zlib
from collections.abc import Callable
from contextlib import suppress
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageCms

from app.core.messages import Message
from app.core.types import DecodedPhoto, DecodeFailure, PhotoFile, ResizeMode
from app.media.decode import (
    DecodeError,
    Limits,
    PhotoDecoder,
    decode_bytes,
    decode_image,
    read_file,
)
from app.media.thumbnails import thumbnail_path

from .conftest import CORNERS, assert_upright, draw_corners, make_turned, thumbnail_pixels

SavePhoto = Callable[..., Path]

FORMATS = {
    "JPEG": ("a.jpg", {"quality": 92}),
    "progressive JPEG": ("a.jpeg", {"progressive": True}),
    "PNG": ("a.png", {}),
    "WEBP": ("a.webp", {"quality": 92}),
    "lossless WEBP": ("b.webp", {"lossless": True}),
    "TIFF": ("a.tif", {"compression": "tiff_lzw"}),
    "JPEG in TIFF": ("b.tif", {"compression": "jpeg"}),
    "GIF": ("a.gif", {}),
    "BMP": ("a.bmp", {}),
    "AVIF": ("a.avif", {"quality": 90}),
}


@pytest.mark.parametrize("kind", FORMATS)
def test_every_format_gives_input_thumbnail_and_facts(save_photo: SavePhoto, kind: str) -> None:
    name, options = FORMATS[kind]
    decoded = decode_image(save_photo(name, **options), 64)
    assert decoded.model_input.shape == (64, 64, 3)
    assert decoded.model_input.dtype == np.uint8
    assert_upright(decoded.model_input)
    thumbnail = thumbnail_pixels(decoded.thumbnail)
    assert thumbnail.shape == (200, 320, 3)
    assert_upright(thumbnail)
    facts = decoded.facts
    assert (facts.width, facts.height, facts.orientation) == (640, 400, 1)
    assert facts.format == kind.rsplit(maxsplit=1)[-1]
    assert len(facts.content_hash) == len(facts.pixel_hash) == 32


@pytest.mark.parametrize("size", [(640, 400), (400, 640)], ids=["landscape", "portrait"])
@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("name", ["a.jpg", "a.png", "a.webp", "a.tif", "a.avif"])
def test_turned_photos_stand_upright_once(
    save_photo: SavePhoto, name: str, orientation: int, size: tuple[int, int]
) -> None:
    image, exif = make_turned(orientation, *size)
    decoded = decode_image(save_photo(name, image, exif=exif), 64)
    assert_upright(decoded.model_input, 60)
    thumbnail = thumbnail_pixels(decoded.thumbnail)
    assert_upright(thumbnail, 60)
    assert (thumbnail.shape[1] > thumbnail.shape[0]) == (size[0] > size[1])
    assert (decoded.facts.width, decoded.facts.height) == size


def test_large_jpeg_is_the_same_picture_at_reduced_scale(save_photo: SavePhoto) -> None:
    rng = np.random.default_rng(7)
    coarse = Image.fromarray(rng.integers(0, 255, (30, 40, 3), dtype=np.uint8))
    path = save_photo("a.jpg", coarse.resize((2400, 1800), Image.Resampling.BICUBIC), quality=95)
    decoded = decode_image(path, 224)
    with Image.open(path) as image:
        full = np.asarray(image.resize((224, 224), Image.Resampling.BICUBIC), dtype=int)
    assert np.abs(decoded.model_input.astype(int) - full).mean() < 2
    assert (decoded.facts.width, decoded.facts.height) == (2400, 1800)


def test_crop_takes_the_centre_and_squash_the_whole() -> None:
    image = Image.new("RGB", (900, 300), (0, 0, 255))
    image.paste((255, 0, 0), (300, 0, 600, 300))
    data = _png(image)
    crop = decode_bytes(data, 90, ResizeMode.CROP).model_input
    assert (crop[:, 3:-3, 0] > 250).all()
    squash = decode_bytes(data, 90, "squash").model_input
    assert (squash[:, 3:25, 2] > 250).all()
    assert (squash[:, 35:55, 0] > 250).all()


def test_small_photos_are_enlarged_for_the_model_only() -> None:
    decoded = decode_bytes(_png(draw_corners(20, 10)), 64)
    assert_upright(decoded.model_input)
    assert thumbnail_pixels(decoded.thumbnail).shape == (10, 20, 3)


@pytest.mark.parametrize("size", [(1, 1), (1, 3000), (3000, 1)])
def test_slivers_are_read(size: tuple[int, int]) -> None:
    decoded = decode_bytes(_png(Image.new("RGB", size, (9, 9, 9))), 32)
    assert decoded.model_input.shape == (32, 32, 3)
    assert max(thumbnail_pixels(decoded.thumbnail).shape[:2]) <= 320


@pytest.mark.parametrize(
    ("mode", "options"),
    [
        ("RGB", {}),
        ("RGBA", {}),
        ("P", {}),
        ("CMYK", {"format": "TIFF"}),
        ("CMYK", {"format": "JPEG"}),
        ("YCbCr", {"format": "TIFF"}),
        ("LAB", {"format": "TIFF"}),
    ],
)
def test_colour_modes(mode: str, options: dict[str, str]) -> None:
    image = draw_corners()
    if mode == "LAB":
        lab, srgb = ImageCms.createProfile("LAB"), ImageCms.createProfile("sRGB")
        image = ImageCms.profileToProfile(image, srgb, lab, outputMode="LAB")
    else:
        image = image.convert(mode)
    out = BytesIO()
    image.save(out, **{"format": "PNG", **options})
    assert_upright(decode_bytes(out.getvalue(), 64).model_input, 60)


@pytest.mark.parametrize(
    ("dtype", "top"), [(np.uint16, 65535), (np.int32, 65535), (np.float32, 1.0)]
)
def test_deep_grey_is_scaled_to_eight_bits(dtype: type, top: float) -> None:
    ramp = np.tile(np.linspace(0, top, 256), (64, 1)).astype(dtype)
    out = BytesIO()
    Image.fromarray(ramp).save(out, "TIFF")
    pixels = decode_bytes(out.getvalue(), 256).model_input
    assert np.abs(pixels[32, :, 0].astype(int) - np.arange(256)).max() <= 3
    assert (pixels[..., 0] == pixels[..., 2]).all()


def test_numbers_that_are_none_do_not_matter() -> None:
    broken = np.full((40, 40), np.nan, dtype=np.float32)
    broken[:20] = np.inf
    out = BytesIO()
    Image.fromarray(broken).save(out, "TIFF")
    pixels = decode_bytes(out.getvalue(), 32).model_input
    assert pixels[4, 4, 0] == 255
    assert pixels[28, 4, 0] == 0


@pytest.mark.parametrize("mode", ["1", "L", "LA"])
def test_grey_modes(mode: str) -> None:
    image = Image.new("L", (60, 60), 0)
    image.paste(255, (30, 0, 60, 60))
    pixels = decode_bytes(_png(image.convert(mode)), 60).model_input
    assert pixels[30, 10].max() < 10
    assert pixels[30, 50].min() > 245


@pytest.mark.parametrize("kind", ["alpha", "palette", "key"])
def test_transparent_parts_are_white(kind: str) -> None:
    image = Image.new("RGBA", (80, 80), (200, 0, 0, 255))
    image.paste((0, 0, 0, 0), (40, 0, 80, 80))
    out = BytesIO()
    if kind == "palette":
        image.save(out, "GIF")
    elif kind == "key":
        image.convert("RGB").save(out, "PNG", transparency=(0, 0, 0))
    else:
        image.save(out, "PNG")
    pixels = decode_bytes(out.getvalue(), 80).model_input
    assert pixels[40, 60].min() > 250
    assert pixels[40, 20, 0] > 190
    assert pixels[40, 20, 1] < 10


def _swapped_profile() -> bytes:
    """Make a profile in which the colour channels of sRGB have changed places."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    count = struct.unpack(">I", profile[128:132])[0]
    for index in range(count):
        entry = 132 + 12 * index
        name = bytes(profile[entry : entry + 4])
        profile[entry : entry + 4] = {b"rXYZ": b"bXYZ", b"bXYZ": b"rXYZ"}.get(name, name)
        start, length = struct.unpack(">II", profile[entry + 4 : entry + 12])
        if name == b"desc":
            profile[start : start + length] = profile[start : start + length].replace(
                b"s\0R\0G\0B", b"s\0w\0a\0p"
            )
    return bytes(profile)


def test_colour_profiles_lead_to_srgb(save_photo: SavePhoto) -> None:
    path = save_photo(
        "a.png", Image.new("RGB", (50, 50), (220, 10, 10)), icc_profile=_swapped_profile()
    )
    red, _, blue = decode_image(path, 32).model_input[16, 16]
    assert blue > 190
    assert red < 60


@pytest.mark.parametrize("profile", [b"rubbish", b"\0" * 200, _swapped_profile()[:300]])
def test_damaged_profiles_are_ignored(save_photo: SavePhoto, profile: bytes) -> None:
    path = save_photo("a.png", icc_profile=profile)
    assert_upright(decode_image(path, 32).model_input)


def test_profile_of_another_colour_space_is_ignored(save_photo: SavePhoto) -> None:
    path = save_photo("a.jpg", Image.new("L", (50, 50), 128), icc_profile=_swapped_profile())
    assert abs(int(decode_image(path, 32).model_input[16, 16, 0]) - 128) < 3


@pytest.mark.parametrize("name", ["a.gif", "a.webp", "a.png", "a.tif"])
def test_files_of_many_pictures_show_the_first(save_photo: SavePhoto, name: str) -> None:
    others = [Image.new("RGB", (640, 400), (i, i, i)) for i in range(3)]
    path = save_photo(name, save_all=True, append_images=others, duration=50)
    assert_upright(decode_image(path, 32).model_input)


def test_extension_does_not_matter(save_photo: SavePhoto) -> None:
    path = save_photo("a.png").rename(save_photo("b.jpg").with_name("really-png.jpg"))
    assert decode_image(path, 32).facts.format == "PNG"


def _png(image: Image.Image) -> bytes:
    out = BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def _png_chunk(kind: bytes, body: bytes) -> bytes:
    crc = zlib.crc32(kind + body)
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", crc)


def _png_claiming(width: int, height: int) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"\0" * 100_000)
    return b"\x89PNG\r\n\x1a\n" + _png_chunk(b"IHDR", header) + _png_chunk(b"IDAT", pixels)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"hello, this is a text", "not_a_picture"),
        (b"\0" * 4096, "not_a_picture"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "not_a_picture"),
        (b"\xff\xd8\xff\xe0", "unsupported"),
        (_png_claiming(60_000, 60_000), "too_many_millions"),
        (_png_claiming(70_000, 2), "too_many_pixels"),
    ],
)
def test_what_is_no_photo_says_why(data: bytes, code: str) -> None:
    with pytest.raises(DecodeError) as caught:
        decode_bytes(data, 32)
    assert caught.value.code == code
    assert str(caught.value).endswith(".")


def test_a_frame_larger_than_its_film_is_refused_at_once() -> None:
    film = b"GIF89a" + struct.pack("<HHBBB", 32, 32, 0, 0, 0)
    control = b"\x21\xf9\x04\x08\0\0\0\0"  # 'clear afterwards': room is made for it
    frame = b"," + struct.pack("<HHHHB", 0, 0, 65_000, 65_000, 0) + b"\x08\x01\0\0;"
    with pytest.raises(DecodeError) as caught:
        decode_bytes(film + control + frame, 32)
    assert caught.value.code == "too_many_millions"


@pytest.mark.parametrize("name", ["a.jpg", "a.png", "a.webp", "a.tif", "a.gif", "a.bmp", "a.avif"])
@pytest.mark.parametrize("share", [0.5, 0.97])
def test_truncated_files_fail(save_photo: SavePhoto, name: str, share: float) -> None:
    rng = np.random.default_rng(1)
    noise = Image.fromarray(rng.integers(0, 255, (300, 400, 3), dtype=np.uint8))
    data = save_photo(name, noise).read_bytes()
    with pytest.raises(DecodeError) as caught:
        decode_bytes(data[: int(len(data) * share)], 32)
    assert caught.value.code in ("truncated", "damaged", "unsupported")


def test_every_cut_and_every_flipped_byte_ends_well(save_photo: SavePhoto) -> None:
    for name in ("a.jpg", "a.png", "a.webp", "a.tif", "a.gif", "a.bmp", "a.avif"):
        data = bytearray(save_photo(name, draw_corners(48, 32)).read_bytes())
        rng = np.random.default_rng(3)
        for _ in range(40):
            damaged = bytearray(
                data[: int(rng.integers(1, len(data)))] if rng.random() < 0.3 else data
            )
            for position in rng.integers(0, len(damaged), 3):
                damaged[position] = rng.integers(0, 256)
            with suppress(DecodeError):  # any other exception is a fault of ours
                assert decode_bytes(bytes(damaged), 32).model_input.shape == (32, 32, 3)


def test_limits_are_checked_before_decoding(save_photo: SavePhoto) -> None:
    path = save_photo("a.jpg")
    with pytest.raises(DecodeError, match="640 x 400 pixels"):
        decode_image(path, 32, limits=Limits(pixels=640 * 399))
    with pytest.raises(DecodeError, match="too large for a photo"):
        decode_image(path, 32, limits=Limits(file_bytes=1000))


def test_odd_files_are_not_opened_for_ever(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.jpg")
    (tmp_path / "folder.jpg").mkdir()
    for name, code in (
        ("pipe.jpg", "not_a_file"),
        ("folder.jpg", "folder_named_as_photo"),
        ("gone.jpg", "vanished"),
    ):
        with pytest.raises(DecodeError) as caught:
            read_file(str(tmp_path / name), 1 << 20)
        assert caught.value.code == code
    with pytest.raises(DecodeError, match="could not be read from the disk"):
        read_file(str(tmp_path / ("x" * 300)), 1 << 20)


def test_forbidden_files_say_so(ordinary_user: Path) -> None:
    path = ordinary_user / "a.jpg"
    path.write_bytes(b"anything")
    path.chmod(0)
    with pytest.raises(DecodeError, match="permissions forbid it"):
        decode_image(path, 32)


def test_photo_decoder_keeps_the_thumbnail_and_names_failures(
    save_photo: SavePhoto, tmp_path: Path
) -> None:
    path = save_photo("in/a.jpg")
    decoder = PhotoDecoder(32, "squash", tmp_path / "thumbnails", thumbnail_px=100)
    result = decoder(PhotoFile(str(path), path.stat().st_size, 1))
    assert isinstance(result, DecodedPhoto)
    jpeg = thumbnail_path(tmp_path / "thumbnails", result.facts.content_hash).read_bytes()
    assert thumbnail_pixels(jpeg).shape == (62, 100, 3)
    path.write_bytes(b"")
    failure = decoder(PhotoFile(str(path), 0, 1))
    assert isinstance(failure, DecodeFailure)
    assert failure.message == Message("empty")


def test_thumbnails_that_cannot_be_kept_stop_nothing(save_photo: SavePhoto, tmp_path: Path) -> None:
    blocker = tmp_path / "file-where-the-folder-should-be"
    blocker.write_bytes(b"")
    path = save_photo("a.jpg")
    assert isinstance(PhotoDecoder(32, "squash", blocker)(PhotoFile(str(path), 1, 1)), DecodedPhoto)


def test_corner_colours_are_far_apart() -> None:
    colours = np.array(list(CORNERS.values()), dtype=int)
    gaps = [np.abs(a - b).max() for i, a in enumerate(colours) for b in colours[:i]]
    assert min(gaps) > 150
