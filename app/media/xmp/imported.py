"""What people and other programs said of a photo: keywords, stars, titles, places.

It stands inside the file (XMP, IPTC, and what Windows writes into EXIF) or in a sidecar. It is kept
apart from what Albumen and its user say: a keyword is no label, for another program's guess may
stand there. What stands inside never raises: packets are written by thousands of programs.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.core.collecting.ratings import Flag
from app.core.imported import Imported, place_of
from app.core.types import SidecarFile
from app.media.formats import CAMERA_EXTENSIONS, PHOTO_EXTENSIONS, RAW_EXTENSIONS, extension
from app.media.xmp.iptc import iptc_texts, iptc_words

if TYPE_CHECKING:
    from app.media.xmp.packet import Packet

log = logging.getLogger(__name__)

_MAX_XMP_BYTES = 1 << 20
_MAX_KEYWORDS = 200
_MAX_TEXT = 200
_MAX_CAPTION = 2000
_XP_TITLE, _XP_COMMENT, _XP_KEYWORDS, _XP_SUBJECT = 0x9C9B, 0x9C9C, 0x9C9E, 0x9C9F
_RATING, _IPTC = 0x4746, 0x0404
_PACKETS = ("xmp", "XML:com.adobe.xmp")
# Names of an XMP packet and ours.
_TEXTS = {
    "title": "title",
    "caption": "caption",
    "label": "colour_label",
    "city": "city",
    "state": "state",
    "country": "country",
    "sublocation": "location",
}
_DEGREES = re.compile(r"(\d+)(?:,(\d+(?:\.\d+)?))?(?:,(\d+(?:\.\d+)?))?([NSEW])", re.ASCII)


def read_imported(
    info: dict[Any, Any], main: dict[int, Any], tiff_iptc: bytes | None = None
) -> dict[str, Any]:
    """Return what stands in a file, as :meth:`Imported.to_json` has it.

    What makes no sense is left out. XMP comes before IPTC, and both before what Windows wrote.

    Parameters
    ----------
    info : dict
        Pillow's ``info`` of the picture.
    main : dict of int
        The tags of the main EXIF directory.
    tiff_iptc : bytes, optional
        The IPTC records of a TIFF, of which Pillow reads the beginning alone.
    """
    found = Imported(
        keywords=_listed(_windows_text(main.get(_XP_KEYWORDS)).split(";")),
        rating=_rating(main.get(_RATING)),
        title=_windows_text(main.get(_XP_TITLE))[:_MAX_TEXT],
        caption=_first(main, _XP_COMMENT, _XP_SUBJECT)[:_MAX_CAPTION],
    )
    iptc = _read_iptc(info, tiff_iptc)
    # Programs write all three: XMP's keywords lead the list.
    packet = _read_packet(info)
    words = (*packet.keywords, *iptc.keywords, *found.keywords)
    return _shortened(found.joined(iptc).joined(packet), words).to_json()


def read_sidecar_words(photo: str, sidecar: SidecarFile) -> Imported:
    """Return what a sidecar says of a photo; nothing where it has gone or is about another one.

    Where Albumen's own guesses stand in it, they are left out.

    Raises
    ------
    KnownError
        If it cannot be read, or is no XMP.
    """
    from app.media.xmp.packet import read_packet
    from app.media.xmp.sidecar import read_sidecar

    data = read_sidecar(Path(sidecar.path))
    if data is None:
        return Imported()
    packet = read_packet(data)
    return _said(packet) if _is_meant(packet, photo, sidecar) else Imported()


def _is_meant(packet: Packet, photo: str, sidecar: SidecarFile) -> bool:
    """Say whether a packet is about a photo.

    One that names the ending of its photo may lie beside several files of that name: a raw file and
    the camera's JPEG are one shot, two photos are not.
    """
    named, ending = packet.texts.get("sidecar_for", "").lower(), extension(photo)
    is_own = sidecar.path.lower() == f"{photo.lower()}.xmp"
    is_pair = named in RAW_EXTENSIONS and ending in CAMERA_EXTENSIONS
    return is_own or is_pair or named == ending or named not in PHOTO_EXTENSIONS


def _said(packet: Packet) -> Imported:
    texts = packet.texts
    guessed = {said.name for said in packet.statements if said.by == "program"}
    guessed -= {said.name for said in packet.statements if said.by == "person"}
    keywords = packet.keywords
    lines = (*keywords.hierarchical, *(line.replace("/", "|") for line in keywords.tags_list))
    latitude, longitude = (_degrees(texts.get(key, "")) for key in ("latitude", "longitude"))
    has_place = latitude is not None and longitude is not None
    return Imported(
        keywords=_listed(word for word in keywords.subject if word not in guessed),
        hierarchies=_listed(line for line in lines if line.rpartition("|")[2] not in guessed),
        rating=_rating(texts.get("rating")),
        gps=place_of(latitude, longitude) if has_place else None,
        flag="" if keywords.flag is Flag.NONE else keywords.flag.value,
        **{
            ours: texts.get(name, "")[: _MAX_CAPTION if name == "caption" else _MAX_TEXT]
            for name, ours in _TEXTS.items()
        },
    )


def _shortened(said: Imported, words: Iterable[str]) -> Imported:
    return replace(said, keywords=_listed(words), hierarchies=_listed(said.hierarchies))


def _read_packet(info: dict[Any, Any]) -> Imported:
    packet = next((info[key] for key in _PACKETS if info.get(key)), b"")
    if isinstance(packet, str):
        packet = packet.encode("utf-8", "replace")
    if not isinstance(packet, bytes) or not 0 < len(packet) <= _MAX_XMP_BYTES:
        return Imported()
    # Most photos have no packet: their decoders need not load the parser.
    from app.media.xmp.packet import read_packet

    try:
        return _said(read_packet(packet))
    except Exception as error:  # noqa: BLE001 - garbage raises anything
        log.debug("a packet that cannot be read: %s", error)
        return Imported()


def _read_iptc(info: dict[Any, Any], tiff: bytes | None) -> Imported:
    resources = info.get("photoshop")
    block = resources.get(_IPTC) if isinstance(resources, dict) else None
    if not isinstance(block, bytes):
        block = tiff
    if not block:
        return Imported()
    texts = iptc_texts(block)
    said: dict[str, Any] = {_TEXTS[name]: text[:_MAX_CAPTION] for name, text in texts.items()}
    return Imported(keywords=_listed(iptc_words(block)), **said)


def _degrees(text: str) -> float | None:
    """Return degrees of XMP's ``51,30.5N`` or ``51,30,12S``."""
    match = _DEGREES.fullmatch(text.replace(" ", ""))
    if match is None:
        return None
    whole, minutes, seconds = (float(part or 0) for part in match.groups()[:3])
    value = whole + minutes / 60 + seconds / 3600
    return round(-value if match[4] in "SW" else value, 7)


def _first(main: dict[int, Any], *tags: int) -> str:
    return next((text for tag in tags if (text := _windows_text(main.get(tag)))), "")


def _windows_text(value: Any) -> str:
    """Return what Explorer wrote, UTF-16, as one line."""
    if not isinstance(value, bytes | tuple | list):
        return ""
    try:
        raw = bytes(value)
    except (TypeError, ValueError):
        return ""
    text = raw.decode("utf-16-le", "replace").partition("\0")[0]
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _rating(value: Any) -> int | None:
    try:
        number = float(value)
    except (TypeError, ValueError, ZeroDivisionError, OverflowError):
        return None
    return int(number) if number in (-1, 1, 2, 3, 4, 5) else None


def _listed(words: Iterable[str]) -> tuple[str, ...]:
    clean = (word.strip()[:_MAX_TEXT] for word in words)
    return tuple(dict.fromkeys(word for word in clean if word))[:_MAX_KEYWORDS]
