"""What people and other programs said of a photo inside its file: keywords, stars, titles, places.

It is kept apart from what Albumen and its user say: a keyword is no label, for another program's
guess may stand there. Nothing here ever raises: packets are written by thousands of programs.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import Any

from app.core.keywords import Keywords
from app.media.xmp.iptc import iptc_words

log = logging.getLogger(__name__)

_MAX_XMP_BYTES = 1 << 20
_MAX_KEYWORDS = 200
_MAX_TEXT = 200
_XP_KEYWORDS, _RATING, _IPTC = 0x9C9E, 0x4746, 0x0404
_PACKETS = ("xmp", "XML:com.adobe.xmp")
_TEXTS = {
    "title": "title",
    "caption": "caption",
    "label": "colour_label",
    "city": "city",
    "state": "state",
    "country": "country",
    "sublocation": "sublocation",
}


def read_imported(info: dict[Any, Any], main: dict[int, Any]) -> dict[str, Any]:
    """Return what stands in a file, as plain JSON values; what makes no sense is left out.

    Keys: ``keywords`` (flat: of XMP, IPTC and Windows), ``hierarchies`` (``A|B``), ``rating`` (-1
    is rejected, 1 to 5 stars), ``colour_label``, ``title``, ``caption``, ``city``, ``state``,
    ``country``, ``sublocation``.

    Parameters
    ----------
    info : dict
        Pillow's ``info`` of the picture.
    main : dict of int
        The tags of the main EXIF directory.
    """
    keywords, texts = _read_packet(info)
    flat = (*keywords.subject, *_iptc_words(info), *_windows_words(main.get(_XP_KEYWORDS)))
    lines = (line.replace("/", "|") for line in keywords.tags_list)
    rating = _rating(texts.get("rating"))
    found = {
        "keywords": _listed(flat),
        "hierarchies": _listed((*keywords.hierarchical, *lines)),
        "rating": _rating(main.get(_RATING)) if rating is None else rating,
        **{key: texts.get(name, "")[:_MAX_TEXT] for name, key in _TEXTS.items()},
    }
    return {key: value for key, value in found.items() if value not in (None, "", [])}


def _read_packet(info: dict[Any, Any]) -> tuple[Keywords, dict[str, str]]:
    packet = next((info[key] for key in _PACKETS if info.get(key)), b"")
    if isinstance(packet, str):
        packet = packet.encode("utf-8", "replace")
    if not isinstance(packet, bytes) or not 0 < len(packet) <= _MAX_XMP_BYTES:
        return Keywords(), {}
    # Most photos have no packet: their decoders need not load the parser.
    from app.media.xmp.packet import read_packet

    try:
        read = read_packet(packet)
    except Exception as error:  # noqa: BLE001 - garbage raises anything
        log.debug("a packet that cannot be read: %s", error)
        return Keywords(), {}
    return read.keywords, read.texts


def _iptc_words(info: dict[Any, Any]) -> tuple[str, ...]:
    resources = info.get("photoshop")
    block = resources.get(_IPTC) if isinstance(resources, dict) else None
    return iptc_words(block) if isinstance(block, bytes) else ()


def _windows_words(value: Any) -> list[str]:
    """Return what Explorer wrote: UTF-16, parted by semicolons."""
    if not isinstance(value, bytes | tuple | list):
        return []
    try:
        raw = bytes(value)
    except (TypeError, ValueError):
        return []
    text = raw.decode("utf-16-le", "replace").partition("\0")[0]
    printable = "".join(c if c.isprintable() else " " for c in text)
    return [word.strip() for word in printable.split(";")]


def _rating(value: Any) -> int | None:
    try:
        number = float(value)
    except (TypeError, ValueError, ZeroDivisionError, OverflowError):
        return None
    return int(number) if number in (-1, 1, 2, 3, 4, 5) else None


def _listed(words: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(word[:_MAX_TEXT] for word in words if word))[:_MAX_KEYWORDS]
