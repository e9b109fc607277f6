"""Two hashes of a file, from one pass over its bytes.

``pixel_hash`` is of what makes the picture, so that a tag written by another program does not
cause a new encoding; ``content_hash`` is of every byte. For JPEG, PNG, WebP and raw files the file
is split into image data and the rest, and ``content_hash = H(pixel digest, rest)``: each byte is
hashed once. For the other formats there is no cheap split: ``content_hash = H(file)``, and the
caller gives the decoded pixels for ``pixel_hash`` (averaged, where there are many).

The image data of a raw file are the sensor's values as they lie in it: they stay when tags are
written, and do not depend on a preview or on who develops. The same photo as DNG is another one.

H is SHA-256 cut to 128 bits: twice as fast as BLAKE2 where the processor knows it (2.2 against
4.4 ms for 4 MB), and in every Python.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterable

from app.media.raw.kinds import RAW, sensor_spans

Span = tuple[int, int]

DIGEST_CHARS = 32
_PNG_METADATA = frozenset((b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"tIME"))
# VP8X is left out because its flags say whether there is metadata.
_WEBP_METADATA = frozenset((b"EXIF", b"XMP ", b"VP8X"))
_JPEG_ALONE = frozenset((0x01, *range(0xD0, 0xD9)))


def hash_file(data: bytes, file_format: str) -> tuple[str, str | None]:
    """Hash the bytes of a file.

    Parameters
    ----------
    data : bytes
        The whole file.
    file_format : str
        Pillow's name of the format, such as ``"JPEG"``.

    Returns
    -------
    tuple of str and (str or None)
        ``content_hash`` and the hash of the image data; None where the format cannot be split.
    """
    split = {
        "JPEG": _split_jpeg,
        "MPO": _split_jpeg,
        "PNG": _split_png,
        "WEBP": _split_webp,
        RAW: _split_raw,
    }
    spans = split[file_format](data) if file_format in split else None
    if not spans:
        return _hash([data]), None
    view = memoryview(data)
    pixels = hashlib.sha256()
    rest = hashlib.sha256()
    position = 0
    for start, end in spans:
        rest.update(view[position:start])
        pixels.update(view[start:end])
        position = end
    rest.update(view[position:])
    # Where the spans lie matters too: moving a byte from one side to the other is a change.
    rest.update(b"".join(struct.pack("<QQ", start, end) for start, end in spans))
    digest = pixels.hexdigest()[:DIGEST_CHARS]
    return _hash([digest.encode(), rest.digest()]), digest


def hash_pixels(parts: Iterable[bytes]) -> str:
    """Hash decoded pixels, given in pieces."""
    return _hash(parts)


def hash_turned(pixel_hash: str, orientation: int) -> str:
    """Join the orientation to a hash of image data: turning a photo changes what is seen."""
    return pixel_hash if orientation == 1 else _hash([pixel_hash.encode(), bytes([orientation])])


def _hash(parts: Iterable[bytes]) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part)
    return digest.hexdigest()[:DIGEST_CHARS]


def _split_jpeg(data: bytes) -> list[Span] | None:
    """Return the segments that make the picture: all but comments and APPn.

    APP2 with a colour profile and APP14 (which says how colours are coded) do make it. What
    follows the end of the image (a film, padding) does not, unless it is a second JPEG.
    """
    spans: list[Span] = []
    position = 2
    while position + 4 <= len(data):
        if data[position] != 0xFF:
            return None
        marker = data[position + 1]
        if marker == 0xFF:
            position += 1
            continue
        if marker in _JPEG_ALONE:
            position += 2
            continue
        end = position + 2 + int.from_bytes(data[position + 2 : position + 4], "big")
        if marker == 0xDA:
            spans.append((position, _end_of_jpeg(data, end)))
            return spans
        is_profile = marker == 0xE2 and data.startswith(b"ICC_PROFILE\0", position + 4)
        is_metadata = marker == 0xFE or 0xE0 <= marker <= 0xEF
        if marker == 0xEE or is_profile or not is_metadata:
            spans.append((position, end))
        position = end
    return None


def _end_of_jpeg(data: bytes, start: int) -> int:
    """Return where the image ends. Nearly always that is the end of the file: no search then."""
    if data.endswith(b"\xff\xd9"):
        return len(data)
    marker = data.find(b"\xff\xd9", start)
    return len(data) if marker < 0 else marker + 2


def _split_raw(data: bytes) -> list[Span] | None:
    try:
        return sensor_spans(data) or [(0, len(data))]
    except EOFError:
        return None


def _split_png(data: bytes) -> list[Span] | None:
    spans: list[Span] = []
    position = 8
    while position + 12 <= len(data):
        length = int.from_bytes(data[position : position + 4], "big")
        chunk = data[position + 4 : position + 8]
        end = min(position + 12 + length, len(data))
        if chunk not in _PNG_METADATA:
            spans.append((position, end))
        if chunk == b"IEND":
            break
        position = end
    return spans or None


def _split_webp(data: bytes) -> list[Span] | None:
    spans: list[Span] = []
    position = 12
    while position + 8 <= len(data):
        chunk = data[position : position + 4]
        length = int.from_bytes(data[position + 4 : position + 8], "little")
        end = min(position + 8 + length + (length & 1), len(data))
        if chunk not in _WEBP_METADATA:
            spans.append((position, end))
        position = end
    return spans or None
