"""PNG: chunks that Pillow does not read, and files that it refuses for what is not the picture.

Texts of any length, texts and other extras with a wrong checksum, and profiles that are too large
are left out; then the picture is shown. A wrong checksum in the picture itself, its palette or its
transparency stays a failure, and so does a chunk that unpacks to far more than anybody writes.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

from app.media.formats import Refused

SIGNATURE = b"\x89PNG\r\n\x1a\n"
_TEXTS = frozenset((b"tEXt", b"zTXt", b"iTXt"))
# They change what is seen, so that a damaged one cannot be left out.
_NEEDED = frozenset((b"tRNS", b"acTL", b"fcTL", b"fdAT"))
# Pillow's limit for one text or profile.
_LARGE_BYTES = 1 << 20
_BOMB_BYTES = 64 << 20
# Texts of programs that write a lot pack to a tenth, zeros to a thousandth.
_BOMB_RATIO = 200

Chunk = tuple[bytes, int, int]


def _chunks(data: bytes) -> Iterator[Chunk]:
    """Yield (name, start, end) of each whole chunk; its body is 8 bytes in, 4 before the end."""
    position = len(SIGNATURE)
    while position + 12 <= len(data):
        length, name = struct.unpack_from(">I4s", data, position)
        end = position + 12 + length
        if end > len(data):
            return
        yield name, position, end
        position = end


def read_header_chunk(data: bytes, wanted: bytes) -> bytes | None:
    """Return the body of a chunk that stands before the picture, None where there is none."""
    for name, start, end in _chunks(data):
        if name == wanted:
            return data[start + 8 : end - 4]
        if name in (b"IDAT", b"IEND"):
            return None
    return None


def without_extras(data: bytes) -> bytes | None:
    """Return a PNG without the extras that may keep it from being read; None if it has none.

    Raises
    ------
    Refused
        If one of them unpacks to far more than a text or a profile has.
    """
    kept = [data[: len(SIGNATURE)]]
    position = len(SIGNATURE)
    left_out = False
    for name, start, end in _chunks(data):
        if _can_go(data, name, start, end):
            left_out = True
        else:
            kept.append(data[start:end])
        position = end
    kept.append(data[position:])
    return b"".join(kept) if left_out else None


def _can_go(data: bytes, name: bytes, start: int, end: int) -> bool:
    if not name[:1].islower() or name in _NEEDED:
        return False
    body = data[start + 8 : end - 4]
    is_large = _is_large(_packed(name, body))
    (checksum,) = struct.unpack_from(">I", data, end - 4)
    return name in _TEXTS or is_large or zlib.crc32(data[start + 4 : end - 4]) != checksum


def _packed(name: bytes, body: bytes) -> bytes:
    """Return the part of a text or profile that is deflated."""
    rest = body.partition(b"\0")[2]
    if name in (b"zTXt", b"iCCP"):
        return rest[1:]
    if name == b"iTXt" and rest[:1] == b"\1":
        return rest[2:].partition(b"\0")[2].partition(b"\0")[2]
    return b""


def _is_large(packed: bytes) -> bool:
    """Say whether a chunk unpacks to more than a profile may have; refuse what only pretends."""
    unpacker = zlib.decompressobj()
    total, rest = 0, packed
    try:
        while rest and not unpacker.eof and total <= _BOMB_BYTES:
            total += len(unpacker.decompress(rest, _LARGE_BYTES))
            rest = unpacker.unconsumed_tail
    except zlib.error:
        return False
    if total > _BOMB_BYTES or total > max(_LARGE_BYTES, _BOMB_RATIO * len(packed)):
        raise Refused("bomb")
    return total > _LARGE_BYTES
