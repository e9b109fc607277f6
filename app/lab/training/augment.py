"""Random views of a training photo: softer or sharper, cut, mirrored and coloured.

Sharp photos are also shown through fewer pixels, and small ones sharpened, so that sharpness gives
no class away; squares are cut from anywhere in upright and wide photos, so that their shape gives
none away either.
"""

from __future__ import annotations

import math

import numpy as np
from PIL import Image, ImageFilter

from app.core.types import ByteArray, FloatArray

# A photo whose short side has more pixels counts as sharp.
SMALL_PX = 160
GREY = np.array([0.299, 0.587, 0.114], dtype=np.float32)


def augment(photo: ByteArray, size_px: int, chance: np.random.Generator) -> FloatArray:
    """Return a random view, float32 (size_px, size_px, 3) between 0 and 255."""
    picture = Image.fromarray(photo)
    if min(picture.size) > SMALL_PX:
        picture = _soften(picture, chance)
    else:
        picture = _resharpen(picture, chance)
    smooth = Image.Resampling.BICUBIC if chance.random() < 0.5 else Image.Resampling.BILINEAR
    cut = picture.resize((size_px, size_px), smooth, box=choose_cut(picture.size, chance))
    pixels = np.asarray(cut, dtype=np.float32)
    if chance.random() < 0.5:
        pixels = pixels[:, ::-1]
    return _colour(pixels, chance) if chance.random() < 0.6 else pixels


def centre_view(photo: ByteArray, size_px: int) -> FloatArray:
    """Return the square in the middle, float32 (size_px, size_px, 3)."""
    picture = Image.fromarray(photo)
    width, height = picture.size
    side = min(width, height)
    left, top = (width - side) / 2, (height - side) / 2
    box = (left, top, left + side, top + side)
    cut = picture.resize((size_px, size_px), Image.Resampling.BICUBIC, box=box)
    return np.asarray(cut, dtype=np.float32)


def choose_cut(
    size: tuple[int, int], chance: np.random.Generator
) -> tuple[float, float, float, float]:
    """Return a box of 30 to 100 % of a (width, height), at most a third longer than high."""
    width, height = size
    across = down = float(min(width, height))
    for _ in range(8):
        area = width * height * chance.uniform(0.3, 1.0)
        ratio = math.exp(chance.uniform(math.log(0.75), math.log(4 / 3)))
        if math.sqrt(area * ratio) <= width and math.sqrt(area / ratio) <= height:
            across, down = math.sqrt(area * ratio), math.sqrt(area / ratio)
            break
    left, top = chance.uniform(0, width - across), chance.uniform(0, height - down)
    return left, top, left + across, top + down


def _soften(picture: Image.Image, chance: np.random.Generator) -> Image.Image:
    draw = chance.random()
    if draw < 0.4:
        return _reduce(picture, int(chance.integers(96, 170)))
    if draw < 0.5:
        return picture.filter(ImageFilter.GaussianBlur(chance.uniform(0.3, 1.2)))
    return picture


def _resharpen(picture: Image.Image, chance: np.random.Generator) -> Image.Image:
    draw = chance.random()
    if draw < 0.12:
        return _reduce(picture, int(chance.integers(64, 110)))
    if draw < 0.2:
        return picture.filter(ImageFilter.GaussianBlur(chance.uniform(0.3, 0.8)))
    if draw < 0.5:
        percent = int(chance.integers(60, 200))
        return picture.filter(ImageFilter.UnsharpMask(chance.uniform(0.6, 1.6), percent, 0))
    return picture


def _reduce(picture: Image.Image, short_px: int) -> Image.Image:
    factor = short_px / min(picture.size)
    width, height = (max(1, round(side * factor)) for side in picture.size)
    return picture.resize((width, height), Image.Resampling.BILINEAR)


def _colour(pixels: FloatArray, chance: np.random.Generator) -> FloatArray:
    """Change brightness, contrast and saturation; one in 16 becomes grey."""
    pixels = pixels * np.float32(chance.uniform(0.65, 1.35))
    middle = pixels.mean()
    pixels = (pixels - middle) * np.float32(chance.uniform(0.7, 1.3)) + middle
    strength = np.float32(0 if chance.random() < 1 / 16 else chance.uniform(0.6, 1.4))
    grey = (pixels @ GREY)[..., None]
    return np.asarray(np.clip(pixels * strength + grey * (1 - strength), 0, 255), dtype=np.float32)
