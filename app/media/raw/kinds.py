"""Which bytes are those of a raw file, and where the values of the sensor lie in it.

Most makers write TIFF: a raw file then is one of whose pages holds the values of a sensor. Some
write a TIFF under another signature (Olympus, Panasonic), some a form of their own (Fujifilm,
Canon, Minolta, Sigma).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from app.media.boxes import walk_boxes
from app.media.formats import SIGNATURE_BYTES, is_raw_signature
from app.media.tiff import SIGNATURES, Tags, pages_of

Span = tuple[int, int]

# The name of the format, whoever made the camera.
RAW = "RAW"

FUJI = b"FUJIFILMCCD-RAW"
_OLYMPUS_AND_PANASONIC = (b"IIRO", b"IIRS", b"MMOR", b"IIU\0")
_CANON_BOXES = b"ftypcrx "
_SENSOR_PAGES = (32803, 34892)
_PHOTOMETRIC = 262
_STRIPS, _STRIP_BYTES, _TILES, _TILE_BYTES = 273, 279, 324, 325
_FUJI_SENSOR = 100
# Panasonic says by a tag of its own where the values begin, and gives this number in its place.
_PANASONIC_SENSOR, _NOWHERE = 280, 0xFFFFFFFF


def is_raw(data: bytes) -> bool:
    """Say whether the bytes of a file are those of a raw file."""
    if is_raw_signature(data[:SIGNATURE_BYTES]):
        return True
    return data[:4] in SIGNATURES[:3] and any(_is_sensor(tags) for _, tags in pages_of(data))


def as_tiff(data: bytes) -> bytes | None:
    """Return a raw file as a TIFF, under the signature of one; None where it is none."""
    if data[:4] in SIGNATURES[:3]:
        return data
    if data.startswith(_OLYMPUS_AND_PANASONIC):
        return (b"II*\0" if data[:2] == b"II" else b"MM\0*") + data[4:]
    return None


def sensor_spans(data: bytes) -> list[Span]:
    """Return where the values of the sensor lie, in order and apart; empty where none says so.

    Raises
    ------
    EOFError
        If they go on beyond the end of the file: it is cut off.
    """
    if data.startswith(FUJI):
        spans = _fuji_spans(data)
    elif data[4:12] == _CANON_BOXES:
        spans = [(start, end) for kind, start, end in walk_boxes(data) if kind == b"mdat"]
    else:
        tiff = as_tiff(data)
        spans = list(_tiff_spans(tiff)) if tiff is not None else []
    if any(end > len(data) for _, end in spans):
        raise EOFError
    return _apart(sorted(span for span in spans if span[0] < span[1]))


def _apart(spans: list[Span]) -> list[Span]:
    """Join spans that overlap: no byte is looked at twice, whatever a file says."""
    found: list[Span] = []
    for start, end in spans:
        if found and start <= found[-1][1]:
            found[-1] = found[-1][0], max(end, found[-1][1])
        else:
            found.append((start, end))
    return found


def _is_sensor(tags: Tags) -> bool:
    return tags.get(_PHOTOMETRIC) in _SENSOR_PAGES


def _fuji_spans(data: bytes) -> list[Span]:
    try:
        start, length = struct.unpack_from(">II", data, _FUJI_SENSOR)
    except struct.error:
        raise EOFError from None
    return [(start, start + length)]


def _tiff_spans(data: bytes) -> Iterator[Span]:
    """Yield the blocks of the pages of a sensor; of all pages where none says that it is one."""
    pages = [tags for _, tags in pages_of(data)]
    for tags in [page for page in pages if _is_sensor(page)] or pages:
        for at, size in ((_STRIPS, _STRIP_BYTES), (_TILES, _TILE_BYTES)):
            for start, length in zip(_numbers(tags, at), _numbers(tags, size), strict=False):
                # Panasonic says in another place where the values begin.
                begin = (
                    start
                    if start < 0xFFFFFFFF
                    else next(iter(_numbers(tags, _PANASONIC_SENSOR)), 0)
                )
                yield begin, begin + length


def _numbers(tags: Tags, tag: int) -> tuple[int, ...]:
    value = tags.get(tag, ())
    several = value if isinstance(value, tuple) else (value,)
    return several if all(isinstance(number, int) and number >= 0 for number in several) else ()
