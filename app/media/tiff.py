"""TIFF: which page is the picture, and the kinds that Pillow misreads or cannot read.

Most files go to Pillow as they are. Some are handed over with a byte or two changed (the page to
begin with; 'zero is white', which Pillow does not know for 16 bits), some are read by
:mod:`app.media.tiff_samples`, and what nobody here reads right is refused by name.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from PIL import TiffImagePlugin

from app.media.formats import Refused

# The last one is that of large files whose numbers begin with the high byte: Pillow does not know
# it for what it is, and so far nobody was seen who writes it.
_BIG_AND_BIG_ENDIAN = b"MM\0+"
SIGNATURES = (b"II*\0", b"MM\0*", b"II+\0", _BIG_AND_BIG_ENDIAN)

WIDTH, HEIGHT, BITS, COMPRESSION, PHOTOMETRIC, FILL_ORDER = 256, 257, 258, 259, 262, 266
SAMPLES, PLANAR, PREDICTOR, MAX_VALUE, EXTRA, FORMAT = 277, 284, 317, 281, 338, 339
_KIND_OF_PAGE, _OLD_KIND_OF_PAGE, _SUB_PAGES = 254, 255, 330
_REDUCED, _MASK = 1, 4
WHITE_IS_ZERO, BLACK_IS_ZERO, RGB, CMYK = 0, 1, 2, 5
_RAW_SENSOR = (32803, 34892)
UNSIGNED, SIGNED, FLOAT = 1, 2, 3
_DEFLATE = (8, 32946)
_MAX_PAGES = 64

Tags = dict[int, Any]


@dataclass(frozen=True, slots=True)
class TiffPlan:
    """How to read a TIFF.

    Attributes
    ----------
    data : bytes
        What Pillow is given.
    tags : dict
        The tags of the page that is read.
    first_tags : dict
        Those of the first page, where that is another one: cameras put date and place there.
    is_ours : bool
        Whether :func:`app.media.tiff_samples.read_samples` reads the page, and not Pillow.
    is_inverted : bool
        Whether what Pillow returns has white as zero.
    top : int
        The value of white in whole numbers of more than 8 bits, 0 where the picture has to say.
    """

    data: bytes
    tags: Tags
    first_tags: Tags
    is_ours: bool = False
    is_inverted: bool = False
    top: int = 0


def plan_tiff(data: bytes) -> TiffPlan | None:
    """Look at the pages of a TIFF; None where Pillow shall make of it what it can.

    Raises
    ------
    Refused
        If the picture is one that is not read.
    """
    if data[:4] not in SIGNATURES:
        return None
    if data[:4] == _BIG_AND_BIG_ENDIAN:
        raise Refused("tiff_kind")
    pages = pages_of(data)
    first = next(pages, None)
    if first is None:
        return None
    offset, tags = first
    if _is_lesser(tags):
        full = [page for page in (first, *pages) if not _is_lesser(page[1])]
        if full:
            offset, tags = max(full, key=lambda page: math.prod(size_of(page[1])))
            data = _beginning_at(data, offset)
    return _plan_page(data, offset, tags, {} if tags is first[1] else first[1])


def pages_of(data: bytes) -> Iterator[tuple[int, Tags]]:
    """Yield the offset and the tags of the pages, each followed by the pages below it."""
    is_big = data[2:4] == b"+\0"
    order = "<" if data[:2] == b"II" else ">"
    head = data[: 16 if is_big else 8]
    if len(head) < (16 if is_big else 8):
        return
    waiting = list(struct.unpack_from(f"{order}Q" if is_big else f"{order}I", head, len(head) // 2))
    seen: set[int] = set()
    while waiting and len(seen) < _MAX_PAGES:
        offset = waiting.pop(0)
        if not 8 <= offset < len(data) or offset in seen:
            continue
        seen.add(offset)
        directory = TiffImagePlugin.ImageFileDirectory_v2(head)
        file = BytesIO(data)
        file.seek(offset)
        try:
            directory.load(file)
            tags = dict(directory)
        except Exception:  # noqa: BLE001 - garbage raises anything; Pillow will say what it is
            return
        yield offset, tags
        below = tags.get(_SUB_PAGES, ())
        waiting[:0] = [o for o in (below if isinstance(below, tuple) else (below,)) if _whole(o)]
        waiting.append(directory.next)


def _whole(value: object) -> bool:
    return isinstance(value, int)


def _is_lesser(tags: Tags) -> bool:
    """Say whether a page is a small version or a mask of another one."""
    flags = tags.get(_KIND_OF_PAGE, 0)
    reduced = isinstance(flags, int) and flags & (_REDUCED | _MASK)
    return bool(reduced) or tags.get(_OLD_KIND_OF_PAGE) == 2


def size_of(tags: Tags) -> tuple[int, int]:
    """Return width and height, 0 where they make no sense."""
    width, height = tags.get(WIDTH, 0), tags.get(HEIGHT, 0)
    return (width, height) if _whole(width) and _whole(height) else (0, 0)


def _beginning_at(data: bytes, offset: int) -> bytes:
    order = "<" if data[:2] == b"II" else ">"
    if data[2:4] == b"+\0":
        return data[:8] + struct.pack(f"{order}Q", offset) + data[16:]
    return data[:4] + struct.pack(f"{order}I", offset) + data[8:]


def _plan_page(data: bytes, offset: int, tags: Tags, first: Tags) -> TiffPlan | None:
    bits, sample_format, samples = layout(tags)
    photometric = tags.get(PHOTOMETRIC, 0)
    if photometric in _RAW_SENSOR:
        raise Refused("raw_unknown")
    if bits <= 8 and sample_format == UNSIGNED:
        return TiffPlan(data, tags, first) if first else None
    if sample_format == FLOAT:
        return _plan_float(data, tags, first, bits, samples)
    is_ours = tags.get(COMPRESSION, 1) in (1, *_DEFLATE) and tags.get(FILL_ORDER, 1) == 1
    known = photometric in (WHITE_IS_ZERO, BLACK_IS_ZERO, RGB, CMYK)
    is_ours = is_ours and known and bits <= 32 and (bits < 16 or bits in (16, 32))
    top = _white(tags, bits, sample_format)
    pillow = _pillow_reads(data, tags, bits, sample_format, samples)
    if is_ours and bits == 32 and samples == 1:
        return TiffPlan(data, tags, first, is_ours=True, top=top)
    if pillow and photometric == WHITE_IS_ZERO and sample_format == UNSIGNED:
        return TiffPlan(_black_is_zero(data, offset), tags, first, is_inverted=True, top=top)
    if pillow and not (samples > 1 and top not in (0, 65535) and is_ours):
        return TiffPlan(data, tags, first, top=top)
    if is_ours and (sample_format == UNSIGNED or samples == 1):
        return TiffPlan(data, tags, first, is_ours=True, top=top)
    raise Refused("tiff_kind")


def layout(tags: Tags) -> tuple[int, int, int]:
    """Return bits and format of a sample, and how many samples a pixel has."""
    bits, formats = tags.get(BITS, (1,)), tags.get(FORMAT, (1,))
    samples = tags.get(SAMPLES, 1)
    bits = bits if isinstance(bits, tuple) and bits else (bits,)
    formats = formats if isinstance(formats, tuple) and formats else (formats,)
    if not all(map(_whole, (*bits, *formats, samples))):
        return 8, UNSIGNED, 1
    return max(bits), formats[0] if formats[0] in (SIGNED, FLOAT) else UNSIGNED, samples


def _plan_float(data: bytes, tags: Tags, first: Tags, bits: int, samples: int) -> TiffPlan:
    if samples > 1 or tags.get(PHOTOMETRIC, 0) not in (WHITE_IS_ZERO, BLACK_IS_ZERO):
        raise Refused("float_colours")
    compression = tags.get(COMPRESSION, 1)
    if compression in (1, *_DEFLATE) and tags.get(PREDICTOR, 1) == 1 and bits in (16, 32, 64):
        return TiffPlan(data, tags, first, is_ours=True)
    if bits == 32 and data[:2] == b"II":
        inverted = tags.get(PHOTOMETRIC, 0) == WHITE_IS_ZERO
        return TiffPlan(data, tags, first, is_inverted=inverted)
    raise Refused("tiff_kind")


def _pillow_reads(data: bytes, tags: Tags, bits: int, sample_format: int, samples: int) -> bool:
    """Say whether Pillow reads whole numbers of more than 8 bits right (but for their white)."""
    is_little = data[:2] == b"II"
    if sample_format != UNSIGNED:
        return bits == 32 and samples == 1 and is_little
    packed = tags.get(COMPRESSION, 1) != 1
    if samples == 1:
        return bits == 16 or (bits == 12 and is_little)
    planar = tags.get(PLANAR, 1) == 2
    return bits == 16 and tags.get(PHOTOMETRIC) in (RGB, CMYK) and (packed or not planar)


def _white(tags: Tags, bits: int, sample_format: int) -> int:
    """Return the value of white, 0 where the picture has to say."""
    stated = tags.get(MAX_VALUE)
    stated = stated[0] if isinstance(stated, tuple) and stated else stated
    if isinstance(stated, int) and 255 < stated < (1 << bits):
        return stated
    if sample_format == SIGNED:
        return (1 << (bits - 1)) - 1 if bits <= 16 else 0
    return (1 << bits) - 1 if bits < 16 else 0


def _black_is_zero(data: bytes, offset: int) -> bytes:
    """Return the file with 'zero is black' in one page: the caller inverts what is read."""
    order = "<" if data[:2] == b"II" else ">"
    big = data[2:4] == b"+\0"
    (count,) = struct.unpack_from(f"{order}{'Q' if big else 'H'}", data, offset)
    start, step = (offset + 8, 20) if big else (offset + 2, 12)
    value = struct.pack(f"{order}H", BLACK_IS_ZERO)
    for entry in range(start, min(start + step * count, len(data)), step):
        if struct.unpack_from(f"{order}H", data, entry)[0] == PHOTOMETRIC:
            at = entry + (12 if big else 8)
            return data[:at] + value + data[at + 2 :]
    raise Refused("tiff_kind")
