"""Raw files show the camera's preview, else what LibRaw makes of the sensor's values."""

from __future__ import annotations

import shutil
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
import rawpy
from PIL import Image

from app.core.types import AskedPicture, DecodedPhoto
from app.media.decode import DecodeError, Limits, decode_bytes, decode_image
from app.media.large_picture import LargeDecoder
from app.media.open_picture import Picture, open_picture
from app.media.raw.develop import RawFile
from app.media.raw.kinds import sensor_spans
from app.media.rehash import content_hash_of
from tests.dng_files import Dng, jpeg_of, make_dng
from tests.media.conftest import assert_upright, draw_corners, make_turned

needs_exiftool = pytest.mark.skipif(not shutil.which("exiftool"), reason="needs ExifTool")


def soft(width: int = 64, height: int = 48) -> Image.Image:
    """Return a picture without edges: what a mosaic of four colours loses nothing of."""
    y, x = np.mgrid[:height, :width]
    pixels = np.stack([40 + x * 2, 60 + y * 3, 150 - x], axis=-1)
    return Image.fromarray(pixels.clip(0, 255).astype(np.uint8))


def shown(data: bytes, scale: float = 1.0) -> Picture:
    return open_picture(data, lambda _: None, lambda _: scale)


def test_the_preview_of_the_camera_is_shown() -> None:
    green = Image.new("RGB", (640, 400), (20, 200, 30))
    decoded = decode_bytes(make_dng(Dng(draw_corners(), jpeg_of(green))), 32)
    assert np.abs(decoded.model_input.astype(int) - (20, 200, 30)).max() <= 4
    assert (decoded.facts.width, decoded.facts.height, decoded.facts.format) == (640, 400, "RAW")


@needs_exiftool
def test_the_preview_is_the_one_that_exiftool_finds(tmp_path: Path) -> None:
    path = tmp_path / "a.dng"
    path.write_bytes(make_dng(Dng(soft(), jpeg_of(soft()))))
    found = subprocess.run(
        ["exiftool", "-b", "-PreviewImage", path], capture_output=True, check=True
    ).stdout
    with Image.open(BytesIO(found)) as image:
        theirs = np.asarray(image.convert("RGB"), dtype=int)
    ours = np.asarray(shown(path.read_bytes()).pixels.convert("RGB"), dtype=int)
    assert np.abs(ours - theirs).max() <= 1


def test_without_a_preview_the_sensor_is_developed_as_libraw_does_it() -> None:
    data = make_dng(Dng(soft()))
    ours = np.asarray(shown(data).pixels, dtype=int)
    with rawpy.imread(BytesIO(data)) as raw:
        same = raw.postprocess(half_size=True, use_camera_wb=True, gamma=(2.4, 12.92), user_flip=0)
        plain = raw.postprocess(half_size=True, use_camera_wb=True)
    assert ours.shape == (24, 32, 3)
    assert np.array_equal(ours, same)
    # Its default curve is that of television, which is lighter in the shadows.
    assert np.abs(ours - plain).mean() < 12
    # Everything is a little lighter than what the sensor saw, by one factor.
    seen = np.asarray(soft().resize((32, 24), Image.Resampling.BOX), dtype=float)
    assert np.corrcoef(ours.ravel(), seen.ravel())[0, 1] > 0.99


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("has_preview", [True, False], ids=["preview", "sensor"])
@pytest.mark.parametrize("order", ["<", ">"], ids=["little", "big"])
def test_every_orientation_is_turned_upright(
    orientation: int, has_preview: bool, order: str
) -> None:
    stored = make_turned(orientation, 96, 64)[0]
    preview = jpeg_of(stored) if has_preview else b""
    decoded = decode_bytes(make_dng(Dng(stored, preview, orientation, order)), 48)
    assert_upright(decoded.model_input, tolerance=60)
    assert (decoded.facts.width, decoded.facts.height) == (96, 64)
    assert decoded.facts.orientation == orientation


def test_a_preview_that_was_turned_already_stays() -> None:
    stored = make_turned(6, 96, 64)[0]
    decoded = decode_bytes(make_dng(Dng(stored, jpeg_of(draw_corners(96, 64)), 6)), 48)
    assert_upright(decoded.model_input)
    assert (decoded.facts.width, decoded.facts.height) == (96, 64)


def test_a_small_preview_is_used_only_where_nothing_else_can_be_had() -> None:
    tiny = jpeg_of(Image.new("RGB", (16, 12), "black"))
    assert_upright(decode_bytes(make_dng(Dng(draw_corners(96, 64), tiny)), 48).model_input, 60)
    # It says that it is packed, and is not.
    damaged = make_dng(Dng(draw_corners(96, 64), tiny, compression=8))
    assert decode_bytes(damaged, 48).model_input.max() < 30
    with pytest.raises(DecodeError) as caught:
        decode_bytes(make_dng(Dng(draw_corners(96, 64), compression=8)), 48)
    assert caught.value.code == "damaged"


def test_a_damaged_preview_is_no_reason_to_fail() -> None:
    data = make_dng(Dng(draw_corners(96, 64), jpeg_of(soft(96, 64))[:-400]))
    assert_upright(decode_bytes(data, 48).model_input, tolerance=60)


def test_a_photo_that_the_camera_cut_has_the_shape_of_its_preview() -> None:
    facts = decode_bytes(make_dng(Dng(soft(96, 64), jpeg_of(soft(96, 54)))), 16).facts
    assert (facts.width, facts.height) == (96, 54)


def test_the_preview_of_a_camera_set_to_adobe_rgb_keeps_its_colours() -> None:
    pixels = Image.new("RGB", (64, 48), (100, 180, 100))
    plain, adobe = (
        decode_bytes(make_dng(Dng(soft(), jpeg_of(pixels), camera=camera)), 16).model_input
        for camera in ({}, {0xA001: (3, [2])})
    )
    assert abs(int(plain[8, 8, 0]) - 100) <= 3
    assert int(adobe[8, 8, 0]) < 75


def test_parts_are_cut_from_the_sensor_where_the_preview_has_fewer_pixels(tmp_path: Path) -> None:
    path = tmp_path / "a.dng"
    path.write_bytes(make_dng(Dng(draw_corners(2000, 1200), jpeg_of(soft(720, 432)))))
    look = LargeDecoder()
    whole = look(AskedPicture(str(path), 0, 0, photo=7, width_px=400, height_px=400))
    part = look(
        AskedPicture(
            str(path), 0, 0, photo=7, box=(0.5, 0.0, 1.0, 0.5), width_px=2000, height_px=2000
        )
    )
    assert isinstance(whole, DecodedPhoto)
    assert isinstance(part, DecodedPhoto)
    assert (whole.facts.width, whole.facts.height) == (2000, 1200)
    assert whole.model_input.shape == (240, 400, 3)
    assert 7 not in whole.facts.details["at_hand"]
    assert part.model_input.shape == (300, 500, 3)
    assert 7 in part.facts.details["at_hand"]
    assert part.model_input[150, 250, 1] > 150  # the green quarter, of the sensor


def test_tags_do_not_change_which_picture_it_is() -> None:
    one = decode_bytes(make_dng(Dng(soft())), 16).facts
    # A rating, and a preview: all else lies elsewhere.
    other = make_dng(Dng(soft(), jpeg_of(soft()), tags={0x4746: (3, [4])}))
    more = decode_bytes(other, 16).facts
    assert more.pixel_hash == one.pixel_hash
    assert more.content_hash != one.content_hash
    assert more.details["rating"] == 4
    ((start, _),) = sensor_spans(other)
    changed = bytearray(other)
    changed[start] ^= 1
    assert decode_bytes(bytes(changed), 16).facts.pixel_hash != one.pixel_hash
    assert decode_bytes(make_dng(Dng(soft(), orientation=6)), 16).facts.pixel_hash != one.pixel_hash


@needs_exiftool
def test_what_exiftool_writes_does_not_change_which_picture_it_is(tmp_path: Path) -> None:
    path = tmp_path / "a.dng"
    path.write_bytes(make_dng(Dng(soft(), jpeg_of(soft()))))
    before = decode_image(path, 16).facts
    subprocess.run(
        ["exiftool", "-q", "-overwrite_original", "-XMP:Title=a lake", "-Artist=me", path],
        check=True,
    )
    after = decode_image(path, 16).facts
    assert content_hash_of(str(path)) == after.content_hash
    assert after.pixel_hash == before.pixel_hash
    assert after.content_hash != before.content_hash


def test_a_file_that_is_cut_off_fails_although_its_preview_is_whole() -> None:
    data = make_dng(Dng(soft(), jpeg_of(soft())))
    ((start, end),) = sensor_spans(data)
    assert end == len(data)
    for cut in (data[:-1], data[: start + 100]):
        with pytest.raises(DecodeError) as caught:
            decode_bytes(cut, 16)
        assert caught.value.code == "truncated"


def test_what_libraw_does_not_know_is_refused_by_name() -> None:
    with pytest.raises(DecodeError) as caught:
        decode_bytes(make_dng(Dng(soft(), jpeg_of(soft()), compression=9999)), 16)
    assert caught.value.code == "raw_unknown"
    assert "DNG" in str(caught.value)


def test_a_sensor_that_is_too_large_is_never_developed() -> None:
    with pytest.raises(DecodeError) as caught:
        decode_bytes(make_dng(Dng(soft(64, 48))), 16, limits=Limits(pixels=64 * 48 - 1))
    assert caught.value.code == "too_many_pixels"


def test_pixels_of_a_preview_without_jpeg_are_taken() -> None:
    with RawFile(make_dng(Dng(soft()))) as raw:
        assert raw.preview() is None
        assert raw.size == (64, 48)


def test_libraw_is_loaded_with_the_first_raw_file_alone() -> None:
    code = (
        "import sys, app.media.decode, app.media.large_picture;"
        "assert 'rawpy' not in sys.modules;"
        "import os; from tests.dng_files import *; from PIL import Image;"
        "app.media.decode.decode_bytes(make_dng(Dng(Image.new('RGB', (32, 32)))), 16);"
        "assert 'rawpy' in sys.modules and 'OMP_NUM_THREADS' not in os.environ"
    )
    environment = {"PATH": "", "PYTHONPATH": str(Path(__file__).parents[3])}
    subprocess.run([sys.executable, "-c", code], check=True, env=environment)
