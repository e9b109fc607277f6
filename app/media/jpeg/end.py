"""A JPEG without its end marker that is complete but for that.

Cards that were pulled out and transfers that broke leave files whose last bytes are missing.
Where nothing of the picture is missing, the decoder never reads what stands before an end marker
that is put there: so the picture is decoded with the marker alone, and twice with a filler before
it. Three times the same picture means that all of it was there. The filler carries the restart
marker that would come next: without it a picture cut between two intervals would look complete.

The same goes for a file that its decoder takes although it has no end: zeros, which a broken card
puts in the place of the rest, are picture data to it.

A progressive picture may be cut between two of its passes: then bits of it are missing though no
decoder asks for them. So its passes are counted too.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterator
from io import BytesIO

from PIL import Image

END = b"\xff\xd9"
_FILLERS = (b"\x55" * 512, b"\xaa\x12\xc7" * 171)
_COEFFICIENTS = 64
# A card writes whole blocks: zeros after the end of the file proper.
_MIN_PADDING = 16
_ALONE = frozenset((0x01, *range(0xD0, 0xD9)))
_SCAN = 0xDA


def has_end(data: bytes) -> bool:
    """Say whether the picture of a JPEG has an end marker, whatever follows it."""
    if data.endswith(END):
        return True
    scan = next((at for marker, at, _ in segments(data) if marker == _SCAN), None)
    return scan is not None and data.find(END, scan) >= 0


def with_end(data: bytes) -> bytes | None:
    """Return a JPEG with its end marker; None where more than that is missing.

    ``data`` is a JPEG without one.
    """
    body = _unpadded(data)
    if not _has_all_passes(body):
        return None
    whole = body + END
    marker = bytes((0xFF, 0xD0 + _restarts(body) % 8))
    try:
        picture = _decode(whole)
        same = all(_decode(body + f + marker + f + END) == picture for f in _FILLERS)
    except (OSError, ValueError, SyntaxError, struct.error):
        return None
    return whole if same else None


def _unpadded(data: bytes) -> bytes:
    bare = data.rstrip(b"\0")
    if len(data) - len(bare) < _MIN_PADDING:
        bare = data
    return bare.rstrip(b"\xff")


def _decode(data: bytes) -> bytes:
    """Decode in full, and return a digest of the pixels: nobody holds three large pictures."""
    with Image.open(BytesIO(data), formats=["JPEG"]) as image:
        return hashlib.sha256(image.tobytes()).digest()


def _restarts(data: bytes) -> int:
    """Count the restart markers of the last pass."""
    last = data.rfind(b"\xff\xda")
    return sum(data.count(bytes((0xFF, 0xD0 + n)), last) for n in range(8))


def _has_all_passes(data: bytes) -> bool:
    """Say whether every coefficient of every component was sent to its last bit."""
    missing: dict[int, set[int]] | None = None
    for marker, _, body in segments(data):
        if marker in (0xC0, 0xC1, 0xC2):
            components = body[5] if len(body) > 5 else 0
            names = body[6 : 6 + 3 * components : 3]
            missing = {name: set(range(_COEFFICIENTS)) for name in names}
        elif marker == _SCAN and missing is not None and len(body) >= 4:
            count = body[0]
            if len(body) < 4 + 2 * count:
                return False
            first, last, bits = body[1 + 2 * count : 4 + 2 * count]
            for name in body[1 : 1 + 2 * count : 2]:
                if not bits & 15 and name in missing:
                    missing[name] -= set(range(first, last + 1))
    return missing is not None and not any(missing.values())


def segments(data: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Yield (marker, where, body) of each segment, looking over the coded data between them."""
    position = 2
    while True:
        position = data.find(b"\xff", position)
        if position < 0 or position + 4 > len(data):
            return
        marker = data[position + 1]
        if marker == 0xFF:
            position += 1
            continue
        if marker == 0 or marker in _ALONE:
            position += 2
            continue
        end = position + 2 + int.from_bytes(data[position + 2 : position + 4], "big")
        yield marker, position, data[position + 4 : end]
        position = end
