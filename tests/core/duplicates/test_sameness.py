"""What tells a copy from an edit: each cause of a difference is measured by itself."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from app.core.duplicates.sameness import measure_difference, sharpness_of
from tests.jobs.duplicates.pictures import blurred, brighter, mirrored, scene

PICTURE = scene(5, (384, 288))


def difference(one: Image.Image, other: Image.Image):
    return measure_difference(np.asarray(one), np.asarray(other))


def test_a_picture_is_the_same_as_itself() -> None:
    found = difference(PICTURE, PICTURE)
    assert found.is_none
    assert (found.gain, found.colour, found.bias, found.worst) == (0, 0, 0, 0)


@pytest.mark.parametrize("by", [0.9, 1.05, 1.2])
def test_brightness_shows_in_the_gain(by: float) -> None:
    found = difference(PICTURE, brighter(PICTURE, by))
    assert found.gain == pytest.approx(abs(by - 1), abs=0.02 + abs(by - 1) / 4)
    assert not found.is_none


@pytest.mark.parametrize("pixels", [1, 2])
def test_a_shift_shows_as_what_it_is(pixels: int) -> None:
    large = scene(5, (400, 300))
    one, other = (large.crop((at, 0, at + 384, 288)) for at in (0, pixels))
    found = difference(one, other)
    assert found.moved_px == pytest.approx(pixels, abs=0.5 * pixels)
    assert not found.is_none


def test_colour_shows_whichever_comes_first() -> None:
    grey = PICTURE.convert("L").convert("RGB")
    for pair in ((PICTURE, grey), (grey, PICTURE)):
        assert difference(*pair).colour > 0.9
        assert not difference(*pair).is_none


def test_one_changed_place_is_seen_in_an_equal_picture() -> None:
    other = np.asarray(PICTURE).copy()
    other[100:112, 200:212] = 255 - other[100:112, 200:212]
    found = measure_difference(np.asarray(PICTURE), other)
    assert found.gain < 0.02
    assert not found.is_none


def test_the_difference_does_not_depend_on_the_order() -> None:
    for other in (brighter(PICTURE), mirrored(PICTURE), scene(6, PICTURE.size)):
        assert difference(PICTURE, other).is_none == difference(other, PICTURE).is_none


def test_without_detail_nothing_is_proven() -> None:
    black = Image.new("RGB", (384, 288))
    assert not difference(black, black).is_none


def test_the_sharper_picture_has_more_sharpness() -> None:
    shots = [PICTURE, blurred(PICTURE, 2), blurred(PICTURE, 4), blurred(PICTURE, 8)]
    measured = [sharpness_of(np.asarray(shot)) for shot in shots]
    assert measured == sorted(measured, reverse=True)
    assert measured[0] > 2 * measured[2]


def test_a_soft_background_costs_a_sharp_subject_nothing() -> None:
    levels = np.random.default_rng(0).integers(0, 255, (144, 192, 3), dtype=np.uint8)
    sharp = Image.fromarray(levels).resize((384, 288))
    soft = blurred(sharp, 8)
    portrait = soft.copy()
    portrait.paste(sharp.crop((100, 60, 284, 228)), (100, 60))
    shots = (sharp, portrait, soft)
    whole, subject, none = (sharpness_of(np.asarray(shot)) for shot in shots)
    assert subject > 0.8 * whole
    assert none < 0.5 * subject


def test_tiny_pictures_have_a_sharpness() -> None:
    assert sharpness_of(np.zeros((3, 3, 3), dtype=np.uint8)) == 0.0
