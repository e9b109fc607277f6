"""XMP and IPTC in JPEG files: segments in front of the picture are exchanged, the picture is not.

Files of several pictures (MPF: Ultra HDR gain maps, panoramas, depth) name the place of each from
the head of the index on, and the length of the first: both are set right.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

from app.core.errors import KnownError
from app.core.keywords import Keywords
from app.media.xmp.iptc import change_iptc, read_iptc

XMP_HEAD = b"http://ns.adobe.com/xap/1.0/\0"
_EXIF_HEAD, _MPF_HEAD, _PHOTOSHOP_HEAD = b"Exif\0\0", b"MPF\0", b"Photoshop 3.0\0"
_APP0, _APP1, _APP2, _APP11, _APP13 = 0xE0, 0xE1, 0xE2, 0xEB, 0xED
_SOS, _MAX_PAYLOAD = 0xDA, 65_533


@dataclass(slots=True)
class _Segment:
    marker: int
    payload: bytes

    def to_bytes(self) -> bytes:
        return struct.pack(">BBH", 0xFF, self.marker, len(self.payload) + 2) + self.payload


def split_jpeg(data: bytes) -> tuple[list[_Segment], bytes]:
    """Return the segments in front of the first scan, and everything from there on.

    Raises
    ------
    ValueError
        If it is no JPEG, or ends before its picture.
    """
    if data[:2] != b"\xff\xd8":
        raise ValueError("no JPEG")
    segments: list[_Segment] = []
    at = 2
    while True:
        while data[at : at + 2] == b"\xff\xff":
            at += 1
        if at + 4 > len(data) or data[at] != 0xFF:
            raise ValueError("it ends before its picture")
        marker = data[at + 1]
        if marker == _SOS:
            return segments, data[at:]
        (length,) = struct.unpack_from(">H", data, at + 2)
        if length < 2 or at + 2 + length > len(data):
            raise ValueError("it ends before its picture")
        segments.append(_Segment(marker, data[at + 4 : at + 2 + length]))
        at += 2 + length


def read_jpeg(data: bytes) -> bytes | None:
    """Return the XMP packet, None where there is none."""
    segments, _ = split_jpeg(data)
    for segment in segments:
        if segment.marker == _APP1 and segment.payload.startswith(XMP_HEAD):
            return segment.payload[len(XMP_HEAD) :]
    return None


def read_iptc_words(data: bytes) -> tuple[str, ...]:
    """Return the IPTC keywords; none where the file is no whole JPEG."""
    try:
        segments, _ = split_jpeg(data)
    except ValueError:
        return ()
    blocks = (s.payload for s in segments if s.marker == _APP13)
    found = (
        read_iptc(block[len(_PHOTOSHOP_HEAD) :])
        for block in blocks
        if block.startswith(_PHOTOSHOP_HEAD)
    )
    return tuple(dict.fromkeys(word for words in found for word in words))


def write_jpeg(data: bytes, packet: bytes, add: Keywords, remove: Keywords) -> bytes:
    """Return the file with this packet, and with its IPTC keywords changed where it has any.

    Raises
    ------
    KnownError
        If the packet does not fit into one segment.
    ValueError
        As :func:`split_jpeg`.
    """
    if len(XMP_HEAD) + len(packet) > _MAX_PAYLOAD:
        raise KnownError("xmp_too_large", size=len(packet) // 1024 + 1, limit=_MAX_PAYLOAD // 1024)
    segments, rest = split_jpeg(data)
    before = 2 + sum(len(s.payload) + 4 for s in segments)
    mpf_before = _place_of_index(segments)
    kept = [s for s in segments if not (s.marker == _APP1 and s.payload.startswith(XMP_HEAD))]
    for segment in kept:
        if segment.marker == _APP13 and segment.payload.startswith(_PHOTOSHOP_HEAD):
            changed = change_iptc(segment.payload[len(_PHOTOSHOP_HEAD) :], add, remove)
            if len(_PHOTOSHOP_HEAD) + len(changed) <= _MAX_PAYLOAD:
                segment.payload = _PHOTOSHOP_HEAD + changed
    # After the first heads, and before the index of further pictures, as the standards ask.
    place = 0
    for number, segment in enumerate(kept):
        is_exif = segment.marker == _APP1 and segment.payload.startswith(_EXIF_HEAD)
        if segment.marker == _APP0 or is_exif:
            place = number + 1
        else:
            break
    kept.insert(place, _Segment(_APP1, XMP_HEAD + packet))
    grown = 2 + sum(len(s.payload) + 4 for s in kept) - before
    _correct_index(kept, mpf_before, grown)
    return b"\xff\xd8" + b"".join(s.to_bytes() for s in kept) + rest


def has_c2pa(data: bytes) -> bool:
    """Return whether the file carries content credentials, which no change leaves valid."""
    segments, _ = split_jpeg(data)
    return any(s.marker == _APP11 and b"c2pa" in s.payload for s in segments)


def _place_of_index(segments: list[_Segment]) -> int | None:
    """Return where the head of the index of further pictures stands in the file."""
    at = 2
    for segment in segments:
        if segment.marker == _APP2 and segment.payload.startswith(_MPF_HEAD):
            return at + 4 + len(_MPF_HEAD)
        at += len(segment.payload) + 4
    return None


def _correct_index(segments: list[_Segment], before: int | None, grown: int) -> None:
    """Set the length of the first picture and the places of the others right (CIPA DC-007)."""
    now = _place_of_index(segments)
    if before is None or now is None or not grown:
        return
    segment = next(s for s in segments if s.marker == _APP2 and s.payload.startswith(_MPF_HEAD))
    index = bytearray(segment.payload[len(_MPF_HEAD) :])
    order = "<" if index[:2] == b"II" else ">"
    try:
        (start,) = struct.unpack_from(order + "I", index, 4)
        (count,) = struct.unpack_from(order + "H", index, start)
        for entry in range(start + 2, start + 2 + 12 * count, 12):
            tag, _, size, offset = struct.unpack_from(order + "HHII", index, entry)
            if tag != 0xB002:
                continue
            for at in range(offset, offset + size, 16):
                length, place = struct.unpack_from(order + "II", index, at + 4)
                if place == 0:
                    struct.pack_into(order + "I", index, at + 4, length + grown)
                else:
                    struct.pack_into(order + "I", index, at + 8, before + place + grown - now)
    except struct.error:
        return  # an index that leads nowhere leads nowhere afterwards, too
    segment.payload = _MPF_HEAD + bytes(index)
