"""XMP in WebP files: a chunk at the end, and the bit that announces it."""

from __future__ import annotations

import struct
from collections.abc import Iterator

_XMP_BIT, _ALPHA_BIT = 0x04, 0x10
_PLAIN, _LOSSLESS = b"VP8 ", b"VP8L"


def split_webp(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield name and content of each chunk.

    Raises
    ------
    ValueError
        If it is no WebP, or cut off.
    """
    if data[:4] != b"RIFF" or data[8:12] != b"WEBP":
        raise ValueError("no WebP")
    (size,) = struct.unpack_from("<I", data, 4)
    end = min(8 + size, len(data))
    if 8 + size > len(data) + 1:
        raise ValueError("it is cut off")
    at = 12
    while at + 8 <= end:
        (length,) = struct.unpack_from("<I", data, at + 4)
        content = data[at + 8 : at + 8 + length]
        if len(content) != length:
            raise ValueError("it is cut off")
        yield data[at : at + 4], content
        at += 8 + length + length % 2


def read_webp(data: bytes) -> bytes | None:
    """Return the XMP packet, None where there is none."""
    return next((content for name, content in split_webp(data) if name == b"XMP "), None)


def write_webp(data: bytes, packet: bytes) -> bytes:
    """Return the file with this packet; every other chunk stays as it is."""
    chunks = [(name, content) for name, content in split_webp(data) if name != b"XMP "]
    if not chunks:
        raise ValueError("it holds no picture")
    if chunks[0][0] != b"VP8X":
        chunks.insert(0, (b"VP8X", _extended_head(*chunks[0])))
    head = bytearray(chunks[0][1])
    head[0] |= _XMP_BIT
    chunks[0] = (b"VP8X", bytes(head))
    chunks.append((b"XMP ", packet))
    body = b"".join(
        name + struct.pack("<I", len(content)) + content + b"\0" * (len(content) % 2)
        for name, content in chunks
    )
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body


def _extended_head(name: bytes, content: bytes) -> bytes:
    """Return the extended head that a simple file lacks: its size, and whether it has alpha."""
    if name == _PLAIN and content[3:6] == b"\x9d\x01\x2a":
        width, height = (v & 0x3FFF for v in struct.unpack_from("<HH", content, 6))
        flags = 0
    elif name == _LOSSLESS and content[:1] == b"\x2f":
        (bits,) = struct.unpack_from("<I", content, 1)
        width, height = (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
        flags = _ALPHA_BIT if bits >> 28 & 1 else 0
    else:
        raise ValueError("it holds no picture")
    size = struct.pack("<I", width - 1)[:3] + struct.pack("<I", height - 1)[:3]
    return bytes([flags, 0, 0, 0]) + size


def has_c2pa(data: bytes) -> bool:
    """Return whether the file carries content credentials, which no change leaves valid."""
    return any(name == b"C2PA" for name, _ in split_webp(data))
