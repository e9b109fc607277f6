"""XMP in TIFF files: tag 700 of the first directory.

Nothing in the file moves: packet and a new first directory are appended, and the header points to
that. What the old directory names lies where it lay.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

_TAG, _BYTE = 700, 1
# IPTC is declared as whole numbers of 32 bits by most programs, and is bytes all the same.
_IPTC_TAG = 33_723
_BYTES_EACH = {_BYTE: 1, 7: 1, 4: 4}


@dataclass(frozen=True, slots=True)
class _Form:
    """How numbers are written: order, and the sizes of classic and big files."""

    order: str
    is_big: bool

    @property
    def count(self) -> str:
        return self.order + ("Q" if self.is_big else "H")

    @property
    def offset(self) -> str:
        return self.order + ("Q" if self.is_big else "I")

    @property
    def entry(self) -> str:
        return self.order + ("HHQQ" if self.is_big else "HHII")

    @property
    def first(self) -> int:
        return 8 if self.is_big else 4


def _read_form(data: bytes) -> _Form:
    order = {b"II": "<", b"MM": ">"}.get(data[:2])
    if order is None or len(data) < 8:
        raise ValueError("no TIFF")
    (version,) = struct.unpack_from(order + "H", data, 2)
    if version not in (42, 43):
        raise ValueError("no TIFF")
    return _Form(order, version == 43)


def _read_directory(data: bytes, form: _Form) -> tuple[list[bytes], bytes]:
    """Return the entries of the first directory, and the pointer to the next one."""
    try:
        (at,) = struct.unpack_from(form.offset, data, form.first)
        (count,) = struct.unpack_from(form.count, data, at)
    except struct.error as error:
        raise ValueError("it is cut off") from error
    size = struct.calcsize(form.entry)
    start = at + struct.calcsize(form.count)
    entries = [data[start + n * size : start + (n + 1) * size] for n in range(count)]
    end = start + count * size
    follows = data[end : end + struct.calcsize(form.offset)]
    if count > 4096 or len(follows) != struct.calcsize(form.offset):
        raise ValueError("it is cut off")
    return entries, follows


def read_tiff(data: bytes) -> bytes | None:
    """Return the XMP packet, None where there is none.

    Raises
    ------
    ValueError
        If it is no TIFF, or cut off.
    """
    return _read_tag(data, _TAG)


def read_tiff_iptc(data: bytes) -> bytes | None:
    """Return the IPTC records, None where there are none or the file is damaged."""
    try:
        return _read_tag(data, _IPTC_TAG)
    except ValueError:
        return None


def _read_tag(data: bytes, wanted: int) -> bytes | None:
    """Return the bytes of a tag that is too long to stand in its own entry."""
    form = _read_form(data)
    for entry in _read_directory(data, form)[0]:
        tag, kind, count, place = struct.unpack(form.entry, entry)
        size = count * _BYTES_EACH.get(kind, 0)
        if tag == wanted and size > struct.calcsize(form.offset):
            return data[place : place + size]
    return None


def write_tiff(data: bytes, packet: bytes) -> bytes:
    """Return the file with this packet appended.

    Raises
    ------
    ValueError
        If it is no TIFF, cut off, or grows beyond what a classic TIFF can hold.
    """
    form = _read_form(data)
    entries, follows = _read_directory(data, form)
    start = data + b"\0" * (-len(data) % 16)
    place = len(start)
    body = start + packet + b"\0" * (-len(packet) % 16)
    if not form.is_big and len(body) + 65_536 >= 2**32:
        raise ValueError("it is too large")
    kept = [e for e in entries if struct.unpack_from(form.order + "H", e)[0] != _TAG]
    kept.append(struct.pack(form.entry, _TAG, _BYTE, len(packet), place))
    kept.sort(key=lambda e: int(struct.unpack_from(form.order + "H", e)[0]))
    directory = struct.pack(form.count, len(kept)) + b"".join(kept) + follows
    out = bytearray(body + directory)
    struct.pack_into(form.offset, out, form.first, len(body))
    return bytes(out)
