"""From any pixel format that Pillow knows to 8-bit sRGB, at the cheapest moment.

:func:`make_resizable` runs on the decoded picture and does only what a resize needs (palettes and
more than 8 bits cannot be averaged). :func:`finish_rgb` runs on the small pictures: colours as the
file describes them, transparency on white, grey and CMYK to RGB.

A profile is left alone only where it does what sRGB does: its name says nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from typing import Any, Protocol

import numpy as np
from PIL import Image, ImageCms

from app.media.colour_numbers import ColourNumbers, NumbersTransform

_RESIZABLE = frozenset(("L", "LA", "RGB", "RGBA", "CMYK", "LAB", "YCbCr"))
_NUMBERS = frozenset(("I;16", "I;16L", "I;16B", "I;16N", "I", "F"))
# Modes in which one colour may stand for 'transparent'.
_KEYED = frozenset(("1", "L", "P", "RGB"))
_NEAREST = {"PA": "RGBA", "La": "LA", "RGBa": "RGBA", "1": "L"}
MAX_PROFILE_BYTES = 4 << 20
_PROFILE_SPACES = {"RGB": "RGB ", "L": "GRAY", "CMYK": "CMYK"}
_TWELVE_BITS = 4095
# Two steps of 255 nobody sees; true variants of sRGB differ by less.
_SAME_STEPS = 2


@dataclass(frozen=True, slots=True)
class Colour:
    """What the numbers of a picture mean: a profile, or numbers, or neither (then sRGB).

    ``peak`` is the brightest light of a picture with HDR, in units of white.
    """

    profile: bytes | None = None
    numbers: ColourNumbers | None = None
    peak: float = 1.0


Array = np.ndarray[Any, np.dtype[Any]]


class _Transform(Protocol):
    def apply(self, image: Image.Image) -> Image.Image: ...


def make_resizable(image: Image.Image, top: int = 0) -> Image.Image:
    """Return the picture in a mode of 8-bit channels that can be averaged.

    Numbers without a fixed range (16 and 32 bits, floating point) are stretched only where they
    leave the usual one: see :func:`usual_range`. ``top`` is the value of white, where it is known.
    """
    mode = image.mode
    if mode in _KEYED and "transparency" in image.info:
        return image.convert("RGBA")
    if mode in _RESIZABLE:
        return image
    if mode in _NUMBERS:
        numbers = np.asarray(image)
        low, high = usual_range(numbers, top)
        numbers = np.nan_to_num(numbers.astype(np.float32), nan=0.0, posinf=high, neginf=0.0)
        scaled = np.clip((numbers - low) * (255.0 / (high - low)), 0, 255)
        return Image.fromarray(scaled.astype(np.uint8))
    return image.convert(_NEAREST.get(mode, "RGB"))


def usual_range(numbers: Array, top: int = 0) -> tuple[float, float]:
    """Return what is black and what is white.

    Floating point goes from 0 to 1, whole numbers from 0 to 65535: or to ``top``, where that is
    not 0. Numbers beyond that stretch the range, those near the end of 32 bits to all of it.
    Whole numbers that end at 12 bits, and use more than half of them, are those of a 12-bit
    camera: no photo is as dark as they would be else.
    """
    is_float = numbers.dtype.kind == "f"
    finite = numbers[np.isfinite(numbers)] if is_float else numbers
    least = float(finite.min()) if finite.size else 0.0
    most = float(finite.max()) if finite.size else 0.0
    white = float(top) or (1.0 if is_float else 65535.0)
    if not is_float and not top and _TWELVE_BITS // 2 < most <= _TWELVE_BITS:
        white = float(_TWELVE_BITS)
    if numbers.dtype == np.uint32 and most > 1 << 30:
        white = float(2**32 - 1)
    return min(least, 0.0), max(most, white)


def finish_rgb(image: Image.Image, colour: Colour) -> Image.Image:
    """Return a small picture as sRGB, transparent parts on white.

    A profile that is damaged, or that does not fit the picture, is ignored.
    """
    alpha = image.getchannel("A") if image.mode in ("RGBA", "LA") else None
    if alpha is not None:
        image = image.convert("RGB" if image.mode == "RGBA" else "L")
    elif image.mode == "YCbCr":
        image = image.convert("RGB")
    transform = _transform(colour, image.mode)
    if transform is not None:
        image = transform.apply(image)
    if image.mode != "RGB":
        image = image.convert("RGB")
    if alpha is not None:
        white = Image.new("RGB", image.size, "white")
        white.paste(image, mask=alpha)
        return white
    return image


def _transform(colour: Colour, mode: str) -> _Transform | None:
    if mode == "LAB":
        return _lab_transform()
    if colour.profile and len(colour.profile) <= MAX_PROFILE_BYTES:
        return _profile_transform(colour.profile, mode)
    if colour.numbers is not None and mode in ("RGB", "L"):
        return _numbers_transform(colour.numbers, colour.peak)
    return None


@lru_cache(maxsize=1)
def _srgb() -> ImageCms.ImageCmsProfile:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))


@lru_cache(maxsize=1)
def _lab_transform() -> ImageCms.ImageCmsTransform:
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB"))
    return ImageCms.ImageCmsTransform(lab, _srgb(), "LAB", "RGB")


@lru_cache(maxsize=16)
def _profile_transform(profile: bytes, mode: str) -> _Transform | None:
    """Return the transform to sRGB, None where there is nothing to do or nothing can be done.

    A camera writes the same profile into all its photos, so building a transform is rare.
    """
    if mode not in _PROFILE_SPACES:
        return None
    try:
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        if source.profile.xcolor_space != _PROFILE_SPACES[mode]:
            return None
        transform = ImageCms.ImageCmsTransform(
            source, _srgb(), mode, "RGB", ImageCms.Intent.RELATIVE_COLORIMETRIC
        )
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return None
    return None if mode == "RGB" and _does_nothing(transform) else transform


@lru_cache(maxsize=16)
def _numbers_transform(numbers: ColourNumbers, peak: float) -> _Transform | None:
    transform = NumbersTransform(numbers, peak)
    return None if peak == 1 and _does_nothing(transform) else transform


def _does_nothing(transform: _Transform) -> bool:
    """Say whether a transform leaves colours all over the cube (nearly) as they are."""
    probes = _probes()
    done = np.asarray(transform.apply(probes), dtype=np.int16)
    return bool(np.abs(done - np.asarray(probes, dtype=np.int16)).max() <= _SAME_STEPS)


@lru_cache(maxsize=1)
def _probes() -> Image.Image:
    """Return 729 colours, as one RGB picture."""
    steps = np.array((0, 12, 32, 64, 96, 128, 170, 212, 255), dtype=np.uint8)
    cube = np.stack(np.meshgrid(steps, steps, steps), axis=-1)
    return Image.fromarray(cube.reshape(27, 27, 3))
