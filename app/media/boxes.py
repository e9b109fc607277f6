"""Boxes of the ISO base media format, and what those of AVIF and HEIF say of colours.

By ISO/IEC 23008-12, ``meta`` holds ``pitm`` (which item is the picture), and ``iprp`` with ``ipco``
(properties) and ``ipma`` (which item has which of them). A property ``colr`` of the kind ``nclx``
carries the numbers of ITU-T H.273.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from app.media.colour_numbers import ColourNumbers, from_codes

_MAX_BOXES = 1000


def read_nclx(data: bytes) -> ColourNumbers | None:
    """Return the colours of the picture by its ``nclx``; None where there is none, or damaged."""
    try:
        return _read_nclx(memoryview(data))
    except (struct.error, IndexError, ValueError):
        return None


def _read_nclx(data: memoryview) -> ColourNumbers | None:
    meta = _find(data, b"meta")
    if meta is None:
        return None
    properties = _find(meta[4:], b"iprp")
    container = None if properties is None else _find(properties, b"ipco")
    if properties is None or container is None:
        return None
    boxes = list(_boxes(container))
    wanted = _properties_of(properties, _primary_item(meta[4:]))
    ours = [boxes[index - 1] for index in wanted if 0 < index <= len(boxes)]
    # Parts of a grid may carry what the whole does not say.
    for name, body in (*ours, *boxes):
        if name == b"colr" and bytes(body[:4]) == b"nclx":
            primaries, transfer = struct.unpack(">HH", body[4:8])
            return from_codes(primaries, transfer)
    return None


def walk_boxes(data: bytes | memoryview) -> Iterator[tuple[bytes, int, int]]:
    """Yield name, start and end of what lies in the boxes; in a cut file, an end may be beyond it.

    Raises
    ------
    struct.error
        If the head of a box is cut off.
    """
    position = 0
    for _ in range(_MAX_BOXES):
        if position + 8 > len(data):
            return
        size, name = struct.unpack(">I4s", data[position : position + 8])
        start = position + 8
        if size == 1:
            (size,) = struct.unpack(">Q", data[start : start + 8])
            start += 8
        end = len(data) if size == 0 else position + size
        if end < start:
            return
        yield name, start, end
        position = end


def _boxes(data: memoryview) -> Iterator[tuple[bytes, memoryview]]:
    for name, start, end in walk_boxes(data):
        yield name, data[start : min(end, len(data))]


def _find(data: memoryview, wanted: bytes) -> memoryview | None:
    return next((body for name, body in _boxes(data) if name == wanted), None)


def _primary_item(meta: memoryview) -> int:
    body = _find(meta, b"pitm")
    if body is None:
        return 0
    size = ">H" if body[0] == 0 else ">I"
    return int(struct.unpack_from(size, body, 4)[0])


def _properties_of(properties: memoryview, item: int) -> list[int]:
    """Return the numbers of an item's properties, counted from 1."""
    body = _find(properties, b"ipma")
    if body is None:
        return []
    version, wide = body[0], body[3] & 1
    (count,) = struct.unpack_from(">I", body, 4)
    position = 8
    for _ in range(min(count, _MAX_BOXES)):
        (number,) = struct.unpack_from(">H" if version < 1 else ">I", body, position)
        position += 2 if version < 1 else 4
        amount = body[position]
        position += 1
        if number == item:
            step = ">H" if wide else ">B"
            mask = 0x7FFF if wide else 0x7F
            span = struct.calcsize(step)
            return [
                struct.unpack_from(step, body, position + span * i)[0] & mask for i in range(amount)
            ]
        position += amount * (2 if wide else 1)
    return []
