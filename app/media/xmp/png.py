"""XMP in PNG files: one ``iTXt`` chunk in front of the picture."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

SIGNATURE = b"\x89PNG\r\n\x1a\n"
_KEYWORD = b"XML:com.adobe.xmp"
_MAX_BYTES = 16 * 2**20
Chunk = tuple[bytes, bytes]


def split_png(data: bytes) -> Iterator[tuple[bytes, bytes, bytes]]:
    """Yield name, content and all bytes of each chunk.

    Raises
    ------
    ValueError
        If it is no PNG, or cut off.
    """
    if not data.startswith(SIGNATURE):
        raise ValueError("no PNG")
    at = len(SIGNATURE)
    while at < len(data):
        if at + 12 > len(data):
            raise ValueError("it is cut off")
        (length,) = struct.unpack_from(">I", data, at)
        end = at + 12 + length
        if end > len(data):
            raise ValueError("it is cut off")
        name = data[at + 4 : at + 8]
        yield name, data[at + 8 : at + 8 + length], data[at:end]
        if name == b"IEND":
            if end < len(data):
                yield b"", b"", data[end:]
            return
        at = end
    raise ValueError("it is cut off")


def read_png(data: bytes) -> bytes | None:
    """Return the XMP packet, None where there is none."""
    for name, content, _ in split_png(data):
        if name == b"iTXt" and content.startswith(_KEYWORD + b"\0"):
            return _text(content)
    return None


def _text(content: bytes) -> bytes | None:
    compressed = content[len(_KEYWORD) + 1 : len(_KEYWORD) + 2] == b"\1"
    parts = content[len(_KEYWORD) + 3 :].split(b"\0", 2)
    if len(parts) < 3:
        return None
    if not compressed:
        return parts[2]
    unpacked = zlib.decompressobj().decompress(parts[2], _MAX_BYTES)
    return unpacked or None


def write_png(data: bytes, packet: bytes) -> bytes:
    """Return the file with this packet; every other chunk stays as it is."""
    content = _KEYWORD + b"\0\0\0\0\0" + packet
    made = struct.pack(">I", len(content)) + b"iTXt" + content
    made += struct.pack(">I", zlib.crc32(b"iTXt" + content))
    out = [SIGNATURE]
    for name, old, raw in split_png(data):
        if name == b"iTXt" and old.startswith(_KEYWORD + b"\0"):
            continue
        out.append(raw)
        if name == b"IHDR":
            out.append(made)
    return b"".join(out)


def has_c2pa(data: bytes) -> bool:
    """Return whether the file carries content credentials, which no change leaves valid."""
    return any(name == b"caBX" for name, _, _ in split_png(data))
