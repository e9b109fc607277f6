"""Writes TIFF files of any layout, for tests: what cameras, scanners and microscopes write."""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass, field
from typing import Any

import numpy as np

Array = np.ndarray[Any, np.dtype[Any]]


@dataclass
class Page:
    """One page: samples (height, width) or (height, width, samples), and how they are stored.

    ``bits`` other than those of the samples' type are packed, the highest first. ``extra_tags``
    are numbers (SHORT or LONG), or (type, count, bytes).
    """

    values: Array
    photometric: int
    bits: int = 0
    is_planar: bool = False
    is_deflated: bool = False
    is_predicted: bool = False
    tile: int = 0
    extra_tags: dict[int, Any] = field(default_factory=dict)
    below: list[Page] = field(default_factory=list)


def write_tiff(*pages: Page, order: str = "<", big: bool = False) -> bytes:
    """Return a file with these pages, one after the other."""
    head = b"II" if order == "<" else b"MM"
    if big:
        out = bytearray(head + struct.pack(f"{order}HHHQ", 43, 8, 0, 0))
    else:
        out = bytearray(head + struct.pack(f"{order}HI", 42, 0))
    pointer = len(out) - (8 if big else 4)
    for page in pages:
        pointer = _append(out, page, order, big, pointer)
    return bytes(out)


def _append(out: bytearray, page: Page, order: str, big: bool, pointer: int) -> int:
    """Append a page, let the pointer lead to it, and return where the next pointer lies."""
    below = []
    for small in page.below:
        place = len(out)
        out += b"\0" * 8
        _append(out, small, order, big, place)
        below.append(struct.unpack_from(f"{order}{'Q' if big else 'I'}", out, place)[0])
    offsets, counts = [], []
    for block in _blocks(page, order):
        offsets.append(len(out))
        counts.append(len(block))
        out += block + b"\0" * (len(block) % 2)
    tags = _tags(page, offsets, counts)
    if below:
        tags[330] = below
    return _append_directory(out, tags, order, big, pointer)


def _append_directory(
    out: bytearray, tags: dict[int, Any], order: str, big: bool, pointer: int
) -> int:
    width, size = ("Q", 8) if big else ("I", 4)
    entries = b""
    for tag, value in sorted(tags.items()):
        kind, count, data = _packed(value, order)
        if len(data) > size:
            place = len(out)
            out += data + b"\0" * (len(data) % 2)
            data = struct.pack(f"{order}{width}", place)
        entries += struct.pack(f"{order}HH{width}", tag, kind, count) + data.ljust(size, b"\0")
    struct.pack_into(f"{order}{width}", out, pointer, len(out))
    out += struct.pack(f"{order}{'Q' if big else 'H'}", len(tags)) + entries
    out += b"\0" * size
    return len(out) - size


def _packed(value: Any, order: str) -> tuple[int, int, bytes]:
    if isinstance(value, tuple):
        return value
    numbers = value if isinstance(value, list) else [value]
    kind, letter = (3, "H") if max(numbers) < 65536 else (4, "I")
    return kind, len(numbers), struct.pack(f"{order}{len(numbers)}{letter}", *numbers)


def _tags(page: Page, offsets: list[int], counts: list[int]) -> dict[int, Any]:
    values = page.values
    samples = 1 if values.ndim == 2 else values.shape[2]
    kind = {"u": 1, "i": 2, "f": 3}[values.dtype.kind]
    tags: dict[int, Any] = {
        256: values.shape[1],
        257: values.shape[0],
        258: [page.bits or values.dtype.itemsize * 8] * samples,
        259: 8 if page.is_deflated else 1,
        262: page.photometric,
        277: samples,
        284: 2 if page.is_planar else 1,
        339: [kind] * samples,
    }
    if page.is_predicted:
        tags[317] = 2
    if page.tile:
        tags |= {322: page.tile, 323: page.tile, 324: offsets, 325: counts}
    else:
        tags |= {273: offsets, 278: _ROWS, 279: counts}
    return tags | page.extra_tags


_ROWS = 10


def _blocks(page: Page, order: str) -> list[bytes]:
    values = page.values if page.values.ndim == 3 else page.values[..., None]
    planes = [values[..., i : i + 1] for i in range(values.shape[2])]
    return [
        _block(part, page, order)
        for plane in (planes if page.is_planar else [values])
        for part in _parts(plane, page.tile)
    ]


def _parts(plane: Array, tile: int) -> list[Array]:
    height, width = plane.shape[:2]
    if not tile:
        return [plane[top : top + _ROWS] for top in range(0, height, _ROWS)]
    padded = np.pad(plane, ((0, -height % tile), (0, -width % tile), (0, 0)), mode="edge")
    return [
        padded[top : top + tile, left : left + tile]
        for top in range(0, height, tile)
        for left in range(0, width, tile)
    ]


def _block(values: Array, page: Page, order: str) -> bytes:
    if page.is_predicted:
        first = values[:, :1]
        values = np.concatenate([first, np.diff(values, axis=1)], axis=1)
    if page.bits and page.bits != values.dtype.itemsize * 8:
        flat = values.reshape(len(values), -1)
        places = (flat[..., None] >> np.arange(page.bits - 1, -1, -1)) & 1
        raw = np.packbits(places.reshape(len(values), -1).astype(np.uint8), axis=1).tobytes()
    else:
        raw = values.astype(values.dtype.newbyteorder(order)).tobytes()
    return zlib.compress(raw) if page.is_deflated else raw
