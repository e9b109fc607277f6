"""TIFF pages that Pillow misreads: their samples, read with numpy.

Strips and tiles, plain or deflated, in planes or not, of 1 to 16, 32 or (grey) 64 bits, whole
numbers or floating point, with the predictor of differences. The result has 8 bits a channel.
"""

from __future__ import annotations

import zlib
from typing import Any

import numpy as np
from PIL import Image

from app.media import tiff
from app.media.colour import usual_range
from app.media.formats import Refused

Array = np.ndarray[Any, np.dtype[Any]]

_STRIP_OFFSETS, _STRIP_ROWS, _STRIP_BYTES = 273, 278, 279
_TILE_WIDTH, _TILE_HEIGHT, _TILE_OFFSETS, _TILE_BYTES = 322, 323, 324, 325
_PREMULTIPLIED, _ALPHA = 1, 2
_COLOURS = {tiff.WHITE_IS_ZERO: 1, tiff.BLACK_IS_ZERO: 1, tiff.RGB: 3, tiff.CMYK: 4}
_UNPACKED_ROWS = 64
_MODES = {1: "L", 3: "RGB", 4: "CMYK"}


def read_samples(plan: tiff.TiffPlan) -> Image.Image:
    """Return the page as 8-bit L, LA, RGB, RGBA or CMYK, as it is stored (not turned).

    Raises
    ------
    OSError
        If samples are missing.
    Refused
        If the tags contradict each other.
    """
    tags = plan.tags
    photometric = tags.get(tiff.PHOTOMETRIC, 0)
    samples = tags.get(tiff.SAMPLES, 1)
    colours = _COLOURS[photometric]
    if samples < colours:
        raise Refused("tiff_kind")
    values = _read(plan.data, tags, samples)
    low, high = usual_range(values[..., :colours], plan.top)
    pixels = _to_bytes(values[..., :colours], low, high)
    if photometric == tiff.WHITE_IS_ZERO:
        pixels = 255 - pixels
    extra = tags.get(tiff.EXTRA, ())
    extra = extra if isinstance(extra, tuple) else (extra,)
    if colours in (4, samples) or extra[:1] not in ((_PREMULTIPLIED,), (_ALPHA,)):
        return Image.fromarray(pixels.squeeze(-1) if colours == 1 else pixels, _MODES[colours])
    alpha = _to_bytes(values[..., colours : colours + 1], 0.0, high)
    if extra[0] == _PREMULTIPLIED:
        pixels = _divided(pixels, alpha)
    return Image.fromarray(
        np.concatenate([pixels, alpha], axis=-1), "LA" if colours == 1 else "RGBA"
    )


def _divided(pixels: Array, alpha: Array) -> Array:
    scaled = pixels.astype(np.float32) * (255.0 / np.maximum(alpha, 1))
    return np.minimum(scaled, 255).astype(np.uint8)


def _to_bytes(values: Array, low: float, high: float) -> Array:
    result = np.empty(values.shape, dtype=np.uint8)
    for row in range(0, len(values), 256):
        part = values[row : row + 256].astype(np.float32)
        part = np.nan_to_num(part, nan=low, posinf=high, neginf=low)
        result[row : row + 256] = np.clip((part - low) * (255.0 / (high - low)), 0, 255)
    return result


def _read(data: bytes, tags: tiff.Tags, samples: int) -> Array:
    """Return the samples of a page, (height, width, samples), in the machine's byte order."""
    width, height = tags[tiff.WIDTH], tags[tiff.HEIGHT]
    is_planar = tags.get(tiff.PLANAR, 1) == 2 and samples > 1
    inside = 1 if is_planar else samples
    is_tiled = _TILE_OFFSETS in tags
    block_width = tags[_TILE_WIDTH] if is_tiled else width
    block_height = tags[_TILE_HEIGHT] if is_tiled else min(tags.get(_STRIP_ROWS, height), height)
    offsets = tags[_TILE_OFFSETS if is_tiled else _STRIP_OFFSETS]
    counts = tags[_TILE_BYTES if is_tiled else _STRIP_BYTES]
    across, down = -(-width // block_width), -(-height // block_height)
    planes = samples if is_planar else 1
    if len(offsets) < across * down * planes or len(counts) < len(offsets):
        raise Refused("tiff_kind")
    values = np.zeros((height, width, samples), dtype=_dtype(tags).newbyteorder("="))
    for index in range(across * down * planes):
        plane, place = divmod(index, across * down)
        top, left = place // across * block_height, place % across * block_width
        rows = block_height if is_tiled else min(block_height, height - top)
        raw = data[offsets[index] : offsets[index] + counts[index]]
        block = _block(raw, tags, data[:2], (rows, block_width, inside))
        channels = slice(plane, plane + 1) if is_planar else slice(None)
        target = values[top : top + rows, left : left + block_width, channels]
        target[:] = block[: target.shape[0], : target.shape[1]]
    return values


def _dtype(tags: tiff.Tags) -> np.dtype[Any]:
    bits, sample_format, _ = tiff.layout(tags)
    if sample_format == tiff.FLOAT:
        return np.dtype(f"f{bits // 8}")
    size = 1 if bits <= 8 else 2 if bits <= 16 else 4
    return np.dtype(f"{'i' if sample_format == tiff.SIGNED else 'u'}{size}")


def _block(raw: bytes, tags: tiff.Tags, order: bytes, shape: tuple[int, int, int]) -> Array:
    rows, width, inside = shape
    bits, _, _ = tiff.layout(tags)
    row_bytes = -(-width * inside * bits // 8)
    wanted = rows * row_bytes
    if tags.get(tiff.COMPRESSION, 1) != 1:
        raw = zlib.decompressobj().decompress(raw, wanted)
    if len(raw) < wanted:
        raise OSError("truncated strip")
    dtype = _dtype(tags)
    if bits in (8, 16, 32, 64):
        stored = dtype.newbyteorder("<" if order == b"II" else ">")
        values = np.frombuffer(raw, stored, rows * width * inside).astype(dtype)
        block = values.reshape(shape)
    else:
        block = _unpacked(raw[:wanted], bits, (rows, row_bytes), width * inside).reshape(shape)
    if tags.get(tiff.PREDICTOR, 1) == 2:
        block = np.cumsum(block, axis=1, dtype=dtype)
    return block


def _unpacked(raw: bytes, bits: int, rows: tuple[int, int], count: int) -> Array:
    """Return samples that are packed bit by bit, the highest first; rows begin at a byte."""
    packed = np.frombuffer(raw, np.uint8).reshape(rows)
    values: Array = np.empty((rows[0], count), dtype=np.uint16)
    weights = (1 << np.arange(bits - 1, -1, -1)).astype(np.uint16)
    for top in range(0, rows[0], _UNPACKED_ROWS):
        places = np.unpackbits(packed[top : top + _UNPACKED_ROWS], axis=1)[:, : count * bits]
        values[top : top + _UNPACKED_ROWS] = places.reshape(-1, count, bits) @ weights
    return values
