"""Where a file says what its colours mean.

In this order: numbers of the container (PNG's cICP), a profile, numbers beside it (nclx of HEIF
and AVIF; gAMA and cHRM of PNG, unless it says that it is sRGB), and at last what cameras write who
know Adobe RGB by a tag alone. A picture that says nothing is sRGB.

Adobe RGB by tags: EXIF ``ColorSpace`` 2, or an ``InteroperabilityIndex`` of ``R03`` where
``ColorSpace`` does not say sRGB. ``ColorSpace`` 65535 alone means 'anything else': it is left.
"""

from __future__ import annotations

import struct
from typing import Any

from PIL import ExifTags, Image

from app.media.boxes import read_nclx
from app.media.colour import MAX_PROFILE_BYTES, Colour
from app.media.colour_numbers import (
    ADOBE_GAMMA,
    ADOBE_PRIMARIES,
    HLG,
    PQ,
    ColourNumbers,
    from_codes,
    from_gamma,
)
from app.media.png_chunks import read_header_chunk

_SRGB_SPACE, _ADOBE_SPACE = 1, 2
_INTEROPERABILITY_INDEX = 1


def read_colour(image: Image.Image, data: bytes, camera: dict[int, Any]) -> Colour:
    """Return what the colours of an opened picture mean.

    ``data`` is its file, ``camera`` the tags of its EXIF directory.
    """
    numbers = _coded_numbers(image, data)
    if numbers is not None:
        return Colour(numbers=numbers)
    profile = image.info.get("icc_profile")
    if isinstance(profile, bytes) and 0 < len(profile) <= MAX_PROFILE_BYTES:
        numbers = _numbers_in_profile(profile)
        return Colour(profile) if numbers is None else Colour(numbers=numbers)
    numbers = _numbers_beside(image, data)
    if numbers is None and "srgb" not in image.info and _is_adobe(image, camera):
        numbers = ColourNumbers(ADOBE_PRIMARIES, gamma=ADOBE_GAMMA)
    return Colour(numbers=numbers)


def _coded_numbers(image: Image.Image, data: bytes) -> ColourNumbers | None:
    if image.format != "PNG":
        return None
    chunk = read_header_chunk(data, b"cICP")
    # A third number that is not 0 means that the channels are not red, green and blue.
    if chunk is None or len(chunk) != 4 or chunk[2]:
        return None
    return from_codes(chunk[0], chunk[1])


def _numbers_in_profile(profile: bytes) -> ColourNumbers | None:
    """Return PQ or HLG where a profile says so by number: tables of 8 bits cannot hold them."""
    try:
        (count,) = struct.unpack_from(">I", profile, 128)
        for index in range(min(count, 100)):
            name, start, length = struct.unpack_from(">4sII", profile, 132 + 12 * index)
            if name == b"cicp" and length >= 12:
                primaries, transfer = profile[start + 8], profile[start + 9]
                return from_codes(primaries, transfer) if transfer in (PQ, HLG) else None
    except (struct.error, IndexError):
        return None
    return None


def _numbers_beside(image: Image.Image, data: bytes) -> ColourNumbers | None:
    info = image.info
    if image.format == "AVIF":
        return read_nclx(data)
    if image.format == "HEIF":
        nclx = info.get("nclx_profile")
        if not isinstance(nclx, dict):
            return None
        return from_codes(int(nclx["color_primaries"]), int(nclx["transfer_characteristics"]))
    if image.format == "PNG" and "srgb" not in info and "gamma" in info:
        return from_gamma(info["gamma"], info.get("chromaticity"))
    return None


def _is_adobe(image: Image.Image, camera: dict[int, Any]) -> bool:
    space = camera.get(ExifTags.Base.ColorSpace)
    if space in (_SRGB_SPACE, _ADOBE_SPACE):
        return bool(space == _ADOBE_SPACE)
    if ExifTags.IFD.Interop not in camera:
        return False
    try:
        index = image.getexif().get_ifd(ExifTags.IFD.Interop).get(_INTEROPERABILITY_INDEX)
    except Exception:  # noqa: BLE001 - garbage raises anything
        return False
    return isinstance(index, str) and index.rstrip("\0 ") == "R03"
