"""Tags inside copies: Explorer, Finder and Adobe's programs read the keywords in a JPEG alone.

The picture stays bit for bit what it was; colour profile, EXIF, gain maps and further pictures stay
where they are. Content credentials (C2PA) sign every byte, so that a copy with tags breaks them:
who writes such a copy is told.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.core.errors import KnownError
from app.core.keywords import Keywords
from app.media.xmp import jpeg, png, tiff, webp
from app.media.xmp.merge import merge_packet
from app.media.xmp.packet import Statement, read_packet


@dataclass(frozen=True, slots=True)
class Embedded:
    """A file with its tags inside; ``breaks_c2pa`` where it had content credentials."""

    data: bytes
    breaks_c2pa: bool


@dataclass(frozen=True, slots=True)
class _Format:
    read: Callable[[bytes], bytes | None]
    write: Callable[[bytes, bytes, Keywords, Keywords], bytes]
    has_c2pa: Callable[[bytes], bool]
    holds_iptc: bool = False


def _is_raw(data: bytes) -> bool:
    """Tell whether a TIFF holds the values of a sensor; asked of Pillow, which starts slowly."""
    from app.media.raw.kinds import is_raw

    return is_raw(data)


def _format_of(data: bytes) -> _Format | None:
    """Know the format by its bytes: endings lie. Nothing is written into a raw file."""
    if data[:3] == b"\xff\xd8\xff":
        return _Format(jpeg.read_jpeg, jpeg.write_jpeg, jpeg.has_c2pa, holds_iptc=True)
    if data.startswith(png.SIGNATURE):
        return _Format(png.read_png, lambda d, p, _a, _r: png.write_png(d, p), png.has_c2pa)
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return _Format(webp.read_webp, lambda d, p, _a, _r: webp.write_webp(d, p), webp.has_c2pa)
    if data[:4] in (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+") and not _is_raw(data):
        return _Format(
            tiff.read_tiff, lambda d, p, _a, _r: tiff.write_tiff(d, p), lambda d: b"c2pa" in d
        )
    return None


def can_embed(data: bytes) -> bool:
    """Return whether tags can be put into such a file: JPEG, PNG, WebP and TIFF."""
    return _format_of(data) is not None


def read_embedded(data: bytes) -> bytes | None:
    """Return the XMP packet inside a file, None where there is none or the file is another kind."""
    found = _format_of(data)
    try:
        return found.read(data) if found is not None else None
    except ValueError:
        return None


def has_credentials(data: bytes) -> bool:
    """Return whether a file carries content credentials (C2PA), which no change leaves valid."""
    found = _format_of(data)
    try:
        return found is not None and found.has_c2pa(data)
    except ValueError:
        return False


def read_inside(data: bytes) -> Keywords:
    """Return the keywords inside a file: those of XMP, and the flat ones of IPTC.

    Raises
    ------
    KnownError
        If its packet is no XMP.
    """
    packet = read_embedded(data)
    found = read_packet(packet).keywords if packet is not None else Keywords()
    return found.joined(Keywords(jpeg.read_iptc_words(data)))


def embed(
    data: bytes,
    *,
    add: Keywords,
    remove: Keywords | None = None,
    statements: Sequence[Statement] | None = None,
) -> Embedded:
    """Return the file with keywords inside, merged with what it has already.

    Raises
    ------
    KnownError
        If the file is of another kind, damaged, or has no room for the packet.
    """
    found, gone = _format_of(data), remove or Keywords()
    if found is None:
        raise KnownError("embed_format")
    try:
        before = found.read(data)
        packet = merge_packet(before, add=add, remove=gone, statements=statements)
        if packet == before and not (found.holds_iptc and (add or gone)):
            return Embedded(data, breaks_c2pa=False)
        return Embedded(found.write(data, packet, add, gone), found.has_c2pa(data))
    except ValueError as error:
        raise KnownError("embed_damaged", cause=str(error)) from error
