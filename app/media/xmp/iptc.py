"""IPTC keywords inside a JPEG's Photoshop block: changed where the file has such a block already.

Many older programs read only these. Programs that follow the Metadata Working Group's guidance
compare the block with its digest, so that the digest is computed anew.
"""

from __future__ import annotations

import hashlib
import struct
from dataclasses import dataclass

from app.core.keywords import Keywords

_IPTC, _DIGEST = 0x0404, 0x0425
_KEYWORD, _CHARACTERS = (2, 25), (1, 90)
_TEXTS = {
    "title": (2, 5),
    "caption": (2, 120),
    "city": (2, 90),
    "sublocation": (2, 92),
    "state": (2, 95),
    "country": (2, 101),
}
_UTF8 = b"\x1b%G"
_MAX_KEYWORD = 64


@dataclass(slots=True)
class _Resource:
    number: int
    name: bytes
    data: bytes

    def to_bytes(self) -> bytes:
        name = struct.pack("B", len(self.name)) + self.name
        name += b"\0" * (len(name) % 2)
        head = b"8BIM" + struct.pack(">H", self.number) + name + struct.pack(">I", len(self.data))
        return head + self.data + b"\0" * (len(self.data) % 2)


def iptc_words(data: bytes) -> tuple[str, ...]:
    """Return the keywords of the IPTC records themselves; none where they are damaged."""
    try:
        records = _split_records(data)
    except (struct.error, ValueError):
        return ()
    words = (_decoded(value) for key, value in records if key == _KEYWORD)
    return tuple(dict.fromkeys(word for word in words if word))


def iptc_texts(data: bytes) -> dict[str, str]:
    """Return title, caption and names of the place by their names in an XMP packet."""
    try:
        records = _split_records(data)
    except (struct.error, ValueError):
        return {}
    values = {key: _decoded(value) for key, value in reversed(records)}
    return {name: text for name, key in _TEXTS.items() if (text := values.get(key))}


def read_iptc(block: bytes) -> tuple[str, ...]:
    """Return the keywords in Photoshop resources; none where the block is damaged.

    Bytes that are not UTF-8 are read as Western European, as most programs wrote them.
    """
    try:
        resources = _split_resources(block)
    except (struct.error, ValueError):
        return ()
    words = (word for r in resources if r.number == _IPTC for word in iptc_words(r.data))
    return tuple(dict.fromkeys(words))


def _decoded(value: bytes) -> str:
    try:
        text = value.decode()
    except UnicodeDecodeError:
        text = value.decode("cp1252", "replace")
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def change_iptc(block: bytes, add: Keywords, remove: Keywords) -> bytes:
    """Return Photoshop resources with keywords added and removed; the same where there is no IPTC.

    So it is, too, where the block is damaged, or where its characters are of a set that it does
    not name and the keywords need more than ASCII.
    """
    try:
        resources = _split_resources(block)
        iptc = next((r for r in resources if r.number == _IPTC), None)
        records = _split_records(iptc.data) if iptc is not None else []
    except (struct.error, ValueError):
        return block
    if iptc is None:
        return block
    changed = _change_records(records, add.subject, remove.subject)
    if changed is None or changed == records:
        return block
    iptc.data = b"".join(
        struct.pack(">BBBH", 0x1C, *key, len(value)) + value for key, value in changed
    )
    digest = hashlib.md5(iptc.data, usedforsecurity=False).digest()
    old = next((r for r in resources if r.number == _DIGEST), None)
    if old is not None:
        old.data = digest
    else:
        resources.append(_Resource(_DIGEST, b"", digest))
    return b"".join(resource.to_bytes() for resource in resources)


_Record = tuple[tuple[int, int], bytes]


def _change_records(
    records: list[_Record], add: tuple[str, ...], remove: tuple[str, ...]
) -> list[_Record] | None:
    is_utf8 = (_CHARACTERS, _UTF8) in records
    plain = all(value.isascii() for key, value in records if key[0] == 2)
    new = [word.encode()[:_MAX_KEYWORD].decode("utf-8", "ignore") for word in add]
    if not is_utf8 and not all(word.isascii() for word in (*new, *remove)):
        if not plain:
            return None
        records = [(_CHARACTERS, _UTF8), *(r for r in records if r[0] != _CHARACTERS)]
    gone = {word.encode()[:_MAX_KEYWORD].decode("utf-8", "ignore").encode() for word in remove}
    gone -= {word.encode() for word in new}
    kept = [record for record in records if not (record[0] == _KEYWORD and record[1] in gone)]
    known = {value for key, value in kept if key == _KEYWORD}
    wanted = [(_KEYWORD, word.encode()) for word in new if word.encode() not in known]
    # Data sets stand in the order of their numbers.
    place = sum(key <= _KEYWORD for key, _ in kept)
    return [*kept[:place], *wanted, *kept[place:]]


def _split_resources(block: bytes) -> list[_Resource]:
    found, at = [], 0
    while at + 12 <= len(block):
        if block[at : at + 4] != b"8BIM":
            raise ValueError("no resource")
        (number,) = struct.unpack_from(">H", block, at + 4)
        length = block[at + 6]
        name = block[at + 7 : at + 7 + length]
        at += 6 + (length + 2) // 2 * 2
        (size,) = struct.unpack_from(">I", block, at)
        data = block[at + 4 : at + 4 + size]
        if len(data) != size:
            raise ValueError("cut off")
        found.append(_Resource(number, name, data))
        at += 4 + size + size % 2
    return found


def _split_records(data: bytes) -> list[_Record]:
    found, at = [], 0
    while at + 5 <= len(data) and data[at] == 0x1C:
        record, number, length = struct.unpack_from(">BBH", data, at + 1)
        if length & 0x8000:
            raise ValueError("extended data sets are left alone")
        value = data[at + 5 : at + 5 + length]
        if len(value) != length:
            raise ValueError("cut off")
        found.append(((record, number), value))
        at += 5 + length
    if data[at:].strip(b"\0"):
        raise ValueError("something else follows")
    return found
