"""From any pixel format that Pillow knows to 8-bit sRGB, at the cheapest moment.

:func:`make_resizable` runs on the decoded picture and does only what a resize needs (palettes and
more than 8 bits cannot be averaged). :func:`finish_rgb` runs on the small pictures: colour profile,
transparency on white, grey and CMYK to RGB.
"""

from __future__ import annotations

from functools import lru_cache
from io import BytesIO

import numpy as np
from PIL import Image, ImageCms

_RESIZABLE = frozenset(("L", "LA", "RGB", "RGBA", "CMYK", "LAB", "YCbCr"))
_NUMBERS = frozenset(("I;16", "I;16L", "I;16B", "I;16N", "I", "F"))
# Modes in which one colour may stand for 'transparent'.
_KEYED = frozenset(("1", "L", "P", "RGB"))
_NEAREST = {"PA": "RGBA", "La": "LA", "RGBa": "RGBA", "1": "L"}
_MAX_PROFILE_BYTES = 4 << 20
_PROFILE_SPACES = {"RGB": "RGB ", "L": "GRAY", "CMYK": "CMYK"}


def make_resizable(image: Image.Image) -> Image.Image:
    """Return the picture in a mode of 8-bit channels that can be averaged.

    Numbers without a fixed range (16 and 32 bits, floating point) are stretched only where they
    leave the usual one: 0-65535 for whole numbers, 0-1 for floating point.
    """
    mode = image.mode
    if mode in _KEYED and "transparency" in image.info:
        return image.convert("RGBA")
    if mode in _RESIZABLE:
        return image
    if mode in _NUMBERS:
        return _from_numbers(np.asarray(image).astype(np.float32), 1.0 if mode == "F" else 65535.0)
    return image.convert(_NEAREST.get(mode, "RGB"))


def _from_numbers(
    numbers: np.ndarray[tuple[int, ...], np.dtype[np.float32]], top: float
) -> Image.Image:
    numbers = np.nan_to_num(numbers, nan=0.0, posinf=top, neginf=0.0)
    low = min(float(numbers.min()), 0.0)
    high = max(float(numbers.max()), top)
    scaled = (numbers - low) * (255.0 / (high - low))
    return Image.fromarray(scaled.astype(np.uint8))


def finish_rgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Return a small picture as sRGB, transparent parts on white.

    A profile that is damaged, or that does not fit the picture, is ignored.
    """
    alpha = image.getchannel("A") if image.mode in ("RGBA", "LA") else None
    if alpha is not None:
        image = image.convert("RGB" if image.mode == "RGBA" else "L")
    transform = None
    if image.mode == "LAB":
        transform = _lab_transform()
    elif profile and len(profile) <= _MAX_PROFILE_BYTES:
        transform = _profile_transform(profile, image.mode)
    if transform is not None:
        image = transform.apply(image)
    if image.mode != "RGB":
        image = image.convert("RGB")
    if alpha is not None:
        white = Image.new("RGB", image.size, "white")
        white.paste(image, mask=alpha)
        return white
    return image


@lru_cache(maxsize=1)
def _srgb() -> ImageCms.ImageCmsProfile:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))


@lru_cache(maxsize=1)
def _lab_transform() -> ImageCms.ImageCmsTransform:
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB"))
    return ImageCms.ImageCmsTransform(lab, _srgb(), "LAB", "RGB")


@lru_cache(maxsize=16)
def _profile_transform(profile: bytes, mode: str) -> ImageCms.ImageCmsTransform | None:
    """Return the transform to sRGB, None where there is nothing to do or nothing can be done.

    A camera writes the same profile into all its photos, so building a transform is rare.
    """
    if mode not in _PROFILE_SPACES:
        return None
    try:
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        if source.profile.xcolor_space != _PROFILE_SPACES[mode]:
            return None
        description = source.profile.profile_description or ""
        if mode == "RGB" and "srgb" in description.lower():
            return None
        return ImageCms.ImageCmsTransform(
            source, _srgb(), mode, "RGB", ImageCms.Intent.RELATIVE_COLORIMETRIC
        )
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return None
