"""What the camera wrote into a raw file: the tags of EXIF and the XMP packet, wherever they lie.

Nothing here raises: see :mod:`app.media.metadata`.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO

from PIL import ExifTags, Image

from app.media import metadata
from app.media.boxes import walk_boxes
from app.media.metadata import Tags
from app.media.raw.kinds import FUJI, as_tiff

_XMP = 700
# Canon's boxes: what holds the directories, and what holds the packet.
_CANON_TAGS = bytes.fromhex("85c0b687820f11e08111f4ce462b6a48")
_CANON_XMP = bytes.fromhex("be7acfcb97a942e89c71999491e3afac")
_FUJI_PREVIEW = 84
_INTEROPERABILITY_INDEX = 1


@dataclass(frozen=True, slots=True)
class RawTags:
    """What stands in a raw file.

    Attributes
    ----------
    main, camera, gps : dict
        The directories of EXIF.
    is_adobe : bool
        Whether the colours of the preview are those of Adobe RGB.
    xmp : bytes
        The packet, empty where there is none.
    """

    main: Tags = field(default_factory=dict)
    camera: Tags = field(default_factory=dict)
    gps: Tags = field(default_factory=dict)
    is_adobe: bool = False
    xmp: bytes = b""


def read_raw_tags(data: bytes) -> RawTags:
    """Return what stands in a raw file; nothing where it cannot be read."""
    try:
        if data.startswith(FUJI):
            return _fuji(data)
        if data[4:8] == b"ftyp":
            return _canon(data)
        tiff = as_tiff(data)
        return _of_tiff(tiff) if tiff is not None else RawTags()
    except Exception:  # noqa: BLE001 - garbage raises anything
        return RawTags()


def _of_tiff(data: bytes) -> RawTags:
    main, camera, gps = metadata.read_tiff_exif(data)
    packet = main.get(_XMP, b"")
    return RawTags(
        main, camera, gps, _is_adobe(data, camera), packet if isinstance(packet, bytes) else b""
    )


def _fuji(data: bytes) -> RawTags:
    """Read the JPEG that lies in every file of Fujifilm."""
    start, length = struct.unpack_from(">II", data, _FUJI_PREVIEW)
    with Image.open(BytesIO(data[start : start + length]), formats=["JPEG", "MPO"]) as image:
        main, camera, gps = metadata.read_exif(image)
        packet = image.info.get("xmp", b"")
        exif = image.info.get("exif", b"")[6:]
    return RawTags(main, camera, gps, _is_adobe(exif, camera), packet)


def _canon(data: bytes) -> RawTags:
    """Join the directories, each of which is a TIFF of its own."""
    blocks = dict(_canon_blocks(data))
    main, _, _ = metadata.read_tiff_exif(blocks.get(b"CMT1", b""))
    camera, _, _ = metadata.read_tiff_exif(blocks.get(b"CMT2", b""))
    gps, _, _ = metadata.read_tiff_exif(blocks.get(b"CMT4", b""))
    is_adobe = camera.get(ExifTags.Base.ColorSpace) == 2
    return RawTags(main, camera, gps, is_adobe, blocks.get(b"xmp", b""))


def _canon_blocks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    view = memoryview(data)
    for name, start, end in walk_boxes(view):
        if name == b"uuid" and data[start : start + 16] == _CANON_XMP:
            yield b"xmp", data[start + 16 : end]
        if name != b"moov":
            continue
        moov = view[start:end]
        for inner, inner_start, inner_end in walk_boxes(moov):
            body = moov[inner_start:inner_end]
            if inner == b"uuid" and body[:16] == _CANON_TAGS:
                tags = body[16:]
                for kind, at, stop in walk_boxes(tags):
                    yield kind, bytes(tags[at:stop])


def _is_adobe(tiff: bytes, camera: Tags) -> bool:
    """Say whether a camera meant Adobe RGB: by number, or by the rules for names of files."""
    space = camera.get(ExifTags.Base.ColorSpace)
    if space in (1, 2):
        return bool(space == 2)
    exif = Image.Exif()
    exif.load_from_fp(BytesIO(tiff))
    index = exif.get_ifd(ExifTags.IFD.Interop).get(_INTEROPERABILITY_INDEX)
    return isinstance(index, str) and index.rstrip("\0 ") == "R03"
