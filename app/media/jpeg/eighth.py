"""A camera's JPEG at an eighth of its size, in half the time: by our own reader of its codes.

Nine tenths of a decode go into codes whose values nobody needs at that size. ``block_means.c``
passes over them, several at a time, and makes of each block its mean, as a decoder does that is
asked for an eighth; it is compiled when the program is built. Where it was not (no compiler), where
a JPEG is of a rarer kind, and wherever anything is not as it should be, the answer is None: then
Pillow decodes, and says what is wrong. So damaged files have one reading.
"""

from __future__ import annotations

import ctypes
import os
import struct
import sys
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from PIL import Image

from app.media.jpeg.end import segments

LIBRARY = Path(__file__).with_name(
    "block_means.dll" if sys.platform == "win32" else "block_means.so"
)
SIDE = 8
# Which kinds of frame have codes of Huffman's and come in rows.
_FRAMES = (0xC0, 0xC1)
_OTHER_FRAMES = frozenset((0xC2, 0xC3, *range(0xC5, 0xC8), *range(0xC9, 0xCC), *range(0xCD, 0xD0)))
_CODES, _STEPS, _INTERVAL, _SCAN = 0xC4, 0xDB, 0xDD, 0xDA
_ALL_COEFFICIENTS = b"\x00\x3f\x00"

Size = tuple[int, int]


class _Codes(ctypes.Structure):
    _fields_ = (("counts", ctypes.c_uint8 * 16), ("symbols", ctypes.c_uint8 * 256))


class _Part(ctypes.Structure):
    _fields_ = (
        ("across", ctypes.c_int32),
        ("down", ctypes.c_int32),
        ("is_quartered", ctypes.c_int32),
        ("first", _Codes),
        ("others", _Codes),
        ("steps", ctypes.c_uint16 * 64),
        ("means", ctypes.c_void_p),
        ("bytes", ctypes.c_uint64),
    )


class _OtherKind(Exception):
    """A JPEG that is left to Pillow."""


@dataclass(slots=True)
class _Tables:
    """What stands before the coded data: tables by number, and the channels' own lines."""

    size: Size = (0, 0)
    channels: list[bytes] = field(default_factory=list)
    steps: dict[int, tuple[int, ...]] = field(default_factory=dict)
    codes: dict[int, _Codes] = field(default_factory=dict)
    interval: int = 0
    chosen: list[int] = field(default_factory=list)
    start: int = 0


def decode_eighth(data: bytes, image: Image.Image, wanted: Size) -> Image.Image | None:
    """Decode a JPEG at an eighth, where that is as large as it is wanted.

    Parameters
    ----------
    data : bytes
        The whole file.
    image : Image
        The same file as Pillow opened it, not loaded.
    wanted : tuple of int
        The least width and height.

    Returns
    -------
    Image or None
        Not turned, colours as in the file, mode ``RGB`` or ``L``; None where it is left to Pillow.
    """
    width, height = image.size
    if min(width // wanted[0], height // wanted[1]) < SIDE or not _has_usual_colours(image):
        return None
    library = load(LIBRARY)
    if library is None:
        return None
    try:
        head = _read_head(data)
        if head.size != image.size:
            return None
        planes = _read_means(library, data, head)
    except (_OtherKind, KeyError, IndexError, ValueError, struct.error):
        return None
    if len(planes) == 1 or image.mode == "L":
        return planes[0]
    return _in_rgb(library, planes)


def is_built() -> bool:
    """Say whether this program has the reader; without it features differ in their last digits."""
    return load(LIBRARY) is not None


@cache
def load(path: Path) -> ctypes.CDLL | None:
    """Load the compiled reader; None where it was not built."""
    try:
        return ctypes.CDLL(os.fspath(path))
    except OSError:
        return None


def _has_usual_colours(image: Image.Image) -> bool:
    """Say whether three channels are brightness and two differences, as the decoder would take."""
    if image.mode == "L":
        return True
    channels = bytes(layer[0] for layer in getattr(image, "layer", ()))
    is_said = "jfif" in image.info or image.info.get("adobe_transform", 1) == 1
    return image.mode == "RGB" and is_said and channels != b"RGB"


def _read_head(data: bytes) -> _Tables:
    head = _Tables()
    for marker, at, body in segments(data):
        if marker in _FRAMES and not head.channels:
            precision, height, width, count = struct.unpack_from(">BHHB", body)
            if precision != 8 or count not in (1, 3) or len(body) != 6 + 3 * count:
                raise _OtherKind
            head.size = (width, height)
            head.channels = [body[6 + 3 * i : 9 + 3 * i] for i in range(count)]
        elif marker in _FRAMES or marker in _OTHER_FRAMES:
            raise _OtherKind
        elif marker == _STEPS:
            _read_steps(body, head)
        elif marker == _CODES:
            _read_codes(body, head)
        elif marker == _INTERVAL:
            (head.interval,) = struct.unpack(">H", body)
        elif marker == _SCAN:
            _read_scan(body, head)
            head.start = at + 4 + len(body)
            return head
    raise _OtherKind


def _read_steps(body: bytes, head: _Tables) -> None:
    while body:
        layout = ">64H" if body[0] >> 4 else ">64B"
        head.steps[body[0] & 15] = struct.unpack_from(layout, body, 1)
        body = body[1 + struct.calcsize(layout) :]


def _read_codes(body: bytes, head: _Tables) -> None:
    while body:
        codes = _Codes()
        count = sum(body[1:17])
        symbols = body[17 : 17 + count]
        if len(symbols) != count or count > 256:
            raise _OtherKind
        codes.counts[:] = list(body[1:17])
        codes.symbols[:count] = list(symbols)
        head.codes[body[0]] = codes
        body = body[17 + count :]


def _read_scan(body: bytes, head: _Tables) -> None:
    """Take a scan of all channels, in their order, with all coefficients."""
    count = len(head.channels)
    if not count or body[0] != count or body[1 + 2 * count :] != _ALL_COEFFICIENTS:
        raise _OtherKind
    if body[1 : 1 + 2 * count : 2] != b"".join(channel[:1] for channel in head.channels):
        raise _OtherKind
    head.chosen = list(body[2 : 2 + 2 * count : 2])


def _read_means(library: ctypes.CDLL, data: bytes, head: _Tables) -> list[Image.Image]:
    """Return a plane of means a channel, all of one size."""
    across, down = _factors(head.channels)
    wide = -(-head.size[0] // (SIDE * across))
    high = -(-head.size[1] // (SIDE * down))
    parts = (_Part * len(head.channels))()
    shapes: list[Size] = []
    rooms: list[ctypes.Array[ctypes.c_char]] = []
    for number, (channel, chosen) in enumerate(zip(head.channels, head.chosen, strict=True)):
        part = parts[number]
        part.across, part.down = (across, down) if number == 0 else (1, 1)
        part.is_quartered = number > 0 and across == down == 2
        part.first, part.others = head.codes[chosen >> 4], head.codes[0x10 | (chosen & 15)]
        part.steps[:] = head.steps[channel[2]]
        times = 2 if part.is_quartered else 1
        shapes.append((times * wide * part.across, times * high * part.down))
        rooms.append(ctypes.create_string_buffer(shapes[-1][0] * shapes[-1][1]))
        part.means, part.bytes = ctypes.addressof(rooms[-1]), len(rooms[-1])
    where = ctypes.cast(ctypes.c_char_p(data), ctypes.c_void_p).value or 0
    if library.albumen_block_means(
        ctypes.c_void_p(where + head.start),
        ctypes.c_uint64(len(data) - head.start),
        parts,
        *map(ctypes.c_int32, (len(parts), wide, high, head.interval)),
    ):
        raise _OtherKind
    size = (-(-head.size[0] // SIDE), -(-head.size[1] // SIDE))
    full = (wide * across, high * down)
    return [
        Image.frombytes("L", shape, room.raw)
        .resize(full, Image.Resampling.NEAREST)
        .crop((0, 0, *size))
        for shape, room in zip(shapes, rooms, strict=True)
    ]


def _in_rgb(library: ctypes.CDLL, planes: list[Image.Image]) -> Image.Image:
    """Join three planes. Pillow's own way is off by one in every other pixel."""
    size = planes[0].size
    rooms = [bytearray(plane.tobytes()) for plane in planes]
    pointers = [(ctypes.c_char * len(room)).from_buffer(room) for room in rooms]
    library.albumen_rgb(*pointers, ctypes.c_uint64(size[0] * size[1]))
    joined = [Image.frombuffer("L", size, room, "raw", "L", 0, 1) for room in rooms]
    return Image.merge("RGB", joined)


def _factors(channels: list[bytes]) -> Size:
    """Return how many blocks of the first channel stand for one of the others."""
    if len(channels) == 1:
        return 1, 1  # a single channel is never interleaved, whatever it says
    across, down = channels[0][1] >> 4, channels[0][1] & 15
    if across not in (1, 2) or down not in (1, 2) or any(c[1] != 0x11 for c in channels[1:]):
        raise _OtherKind
    return across, down
