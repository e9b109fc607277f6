"""The reference suite: what is shown and what the model sees is the picture, channel by channel."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from app.media.decode import DecodeError, decode_bytes

from . import known_picture as known
from .conftest import draw_corners, thumbnail_pixels
from .reference_cases import CODES, SHOWN, Case, cases, good, heic_of, save, with_chunk

# The thumbnail is a JPEG itself: so much may it add.
_JPEG_STEPS = 6


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
def test_the_picture_is_right(case: Case) -> None:
    decoded = decode_bytes(case.make(), known.WIDTH)
    height, width = case.expected.shape[:2]
    square = Image.fromarray(known.to_bytes(case.expected)).resize((width, width), 3)
    _assert_same(decoded.model_input, np.asarray(square), case.tolerance)
    thumbnail = thumbnail_pixels(decoded.thumbnail)
    assert thumbnail.shape == (height, width, 3)
    _assert_same(thumbnail, known.to_bytes(case.expected), case.tolerance + _JPEG_STEPS)


def _assert_same(pixels: np.ndarray, expected: np.ndarray, tolerance: int) -> None:
    """Hold each channel to the tolerance; one pixel in fifty may be off by three times as much."""
    off = np.abs(pixels.astype(int) - expected.astype(int)).reshape(-1, 3)
    for channel, name in enumerate(("red", "green", "blue")):
        most, worst = np.percentile(off[:, channel], 98), off[:, channel].max()
        assert most <= tolerance, f"{name}: off by {most:.0f}"
        assert worst <= 3 * tolerance, f"{name}: off by {worst} somewhere"


@pytest.mark.parametrize("name", CODES)
def test_heic_with_numbers_is_what_a_png_with_them_is(name: str) -> None:
    primaries, transfer, *_ = CODES[name]
    heic = decode_bytes(heic_of(primaries, transfer), 64).model_input
    png = with_chunk(save(draw_corners(64, 40), "PNG"), b"cICP", bytes((primaries, transfer, 0, 1)))
    expected = decode_bytes(png, 64).model_input
    for row in (16, 48):
        for column in (16, 48):
            off = heic[row, column].astype(int) - expected[row, column]
            assert np.abs(off).max() <= 5


def _pq_steps(*lights: float) -> bytes:
    """Write a PNG of grey bars with so much light each, 1 being white."""
    bars = np.repeat(np.array(lights), 16)[None, :, None] * np.ones((16, 1, 3))
    return with_chunk(good(known.pq(bars), "PNG"), b"cICP", bytes((9, 16, 0, 1)))


def test_highlights_of_hdr_are_kept_apart_and_the_rest_is_not_washed_out() -> None:
    pixels = decode_bytes(_pq_steps(0.05, 0.2, 0.5, 1.0, 2.0, 4.0), 96).model_input
    bars = pixels[48, 8::16, 0].astype(int)
    ordinary = known.to_bytes(known.srgb_of(np.array([0.05, 0.2, 0.5])))
    assert np.abs(bars[:3] - ordinary).max() <= 3
    assert (np.diff(bars) >= 4).all()
    assert bars[3] >= 225
    assert bars[-1] >= 250


def test_pq_without_highlights_looks_as_ever() -> None:
    pixels = decode_bytes(_pq_steps(0.05, 0.2, 0.5, 1.0), 64).model_input
    bars = pixels[32, 8::16, 0].astype(int)
    assert np.abs(bars - known.to_bytes(known.srgb_of(np.array([0.05, 0.2, 0.5, 1])))).max() <= 4


def test_there_are_enough_cases() -> None:
    names = [case.name for case in cases()]
    assert len(names) == len(set(names)) >= 150


def test_the_suite_sees_an_error() -> None:
    swapped = known.to_bytes(SHOWN[..., ::-1])
    with pytest.raises(AssertionError, match="red"):
        _assert_same(swapped, known.to_bytes(SHOWN), 9)
    with pytest.raises(DecodeError):
        decode_bytes(b"II*\0\x08\0\0\0", 32)
