"""JPEG XL, by the library of its makers (libjxl, in pylibjxl), where that is installed.

The picture comes out upright: the codestream says how it is turned, and what EXIF says of that is
left over from before. Wider channels become 8 bits; of an animation the first picture is shown.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
from PIL import Image

from app.media.formats import Refused, is_jxl_signature

JXL = "JXL"
_BARE = b"\xff\x0a"
Size = tuple[int, int]


def is_jxl(data: bytes) -> bool:
    """Say whether a file is JPEG XL, bare or in a container."""
    return data.startswith(_BARE) or is_jxl_signature(data[:12])


def read_jxl(data: bytes, require_size: Callable[[Size], None]) -> Image.Image:
    """Return the picture of a file, upright, with profile, EXIF and XMP in its ``info``.

    Raises
    ------
    Refused
        If the library is not installed, or the file is damaged.
    """
    library = _load()
    try:
        header = library.probe(data)
    except RuntimeError:
        raise Refused("damaged") from None
    require_size((header["width"], header["height"]))
    try:
        values, said = library.decode(data, metadata=True)
    except RuntimeError:
        raise Refused("damaged") from None
    flat = values[..., 0] if values.ndim == 3 and values.shape[2] == 1 else values
    image = Image.fromarray(np.ascontiguousarray(flat))
    image.format = JXL
    for key, name in (("icc", "icc_profile"), ("exif", "exif"), ("xmp", "xmp")):
        if said.get(key):
            image.info[name] = bytes(said[key])
    return image


@cache
def _load() -> Any:
    try:
        import pylibjxl
    except ImportError:
        raise Refused("no_jxl") from None
    return pylibjxl
