"""Pictures whose right way up, and whose colours, can be told from four corners."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import ExifTags, Image

from app.core.types import ByteArray

CORNERS = {
    (0, 0): (230, 30, 30),
    (0, 1): (30, 200, 40),
    (1, 0): (30, 40, 220),
    (1, 1): (240, 230, 30),
}
# What a camera stores so that the EXIF value turns it upright.
STORED = {
    1: (),
    2: (Image.Transpose.FLIP_LEFT_RIGHT,),
    3: (Image.Transpose.ROTATE_180,),
    4: (Image.Transpose.FLIP_TOP_BOTTOM,),
    5: (Image.Transpose.TRANSPOSE,),
    6: (Image.Transpose.ROTATE_90,),
    7: (Image.Transpose.TRANSVERSE,),
    8: (Image.Transpose.ROTATE_270,),
}


def draw_corners(width: int = 640, height: int = 400) -> Image.Image:
    """Draw red, green / blue, yellow quarters."""
    image = Image.new("RGB", (width, height))
    for (row, column), colour in CORNERS.items():
        left, top = column * width // 2, row * height // 2
        image.paste(colour, (left, top, left + width - width // 2, top + height - height // 2))
    return image


def make_turned(orientation: int, width: int = 640, height: int = 400) -> tuple[Image.Image, bytes]:
    """Return the picture as a turned camera stores it, and its EXIF bytes."""
    image = draw_corners(width, height)
    for step in STORED[orientation]:
        image = image.transpose(step)
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    return image, exif.tobytes()


def assert_upright(pixels: ByteArray, tolerance: int = 40) -> None:
    """Assert that the middle of each quarter has its colour."""
    height, width = pixels.shape[:2]
    for (row, column), colour in CORNERS.items():
        y, x = height // 4 + row * height // 2, width // 4 + column * width // 2
        difference = np.abs(pixels[y, x].astype(int) - colour).max()
        assert difference <= tolerance, f"corner {row},{column}: {pixels[y, x]} instead of {colour}"


def thumbnail_pixels(jpeg: bytes) -> ByteArray:
    """Decode a thumbnail."""
    with Image.open(BytesIO(jpeg)) as image:
        assert image.format == "JPEG"
        return np.asarray(image.convert("RGB"))


@pytest.fixture
def save_photo(tmp_path: Path) -> Callable[..., Path]:
    """Return a function that saves the four corners (or another picture) under a name."""

    def save(name: str, image: Image.Image | None = None, **options: object) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        (image or draw_corners()).save(path, **options)
        return path

    return save


@pytest.fixture
def ordinary_user() -> Iterator[Path]:
    """Give a folder in which permissions count, even where the tests run as root."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o777)
    was_root = hasattr(os, "geteuid") and os.geteuid() == 0
    if was_root:
        os.seteuid(65534)
    try:
        yield folder
    finally:
        if was_root:
            os.seteuid(0)
        for path in (folder, *folder.glob("*/")):
            path.chmod(0o777)
        shutil.rmtree(folder)
