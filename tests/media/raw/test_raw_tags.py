"""Date, camera, lens, place and packet, from the containers of all makers."""

from __future__ import annotations

import struct

import pytest
from PIL import ExifTags, Image

from app.core.imported import IMPORTED
from app.media import metadata
from app.media.decode import decode_bytes
from app.media.formats import is_photo_signature
from app.media.raw.kinds import is_raw, sensor_spans
from app.media.raw.tags import RawTags, read_raw_tags
from tests.dng_files import Dng, jpeg_of, make_dng

PACKET = (
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax'
    b'-ns#"><rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:Rating="3"/>'
    b"</rdf:RDF></x:xmpmeta>"
)
CANON_TAGS = bytes.fromhex("85c0b687820f11e08111f4ce462b6a48")
CANON_XMP = bytes.fromhex("be7acfcb97a942e89c71999491e3afac")


def exif_of(*directories: str, orientation: int = 1) -> Image.Exif:
    """Return what a camera writes, in the directories that are named."""
    exif = Image.Exif()
    exif.endian = "<"
    if "main" in directories:
        exif[271], exif[272], exif[274] = "Maker", "Seven", orientation
    if "camera" in directories:
        camera = exif.get_ifd(ExifTags.IFD.Exif)
        camera[0x9003], camera[0xA434], camera[0x829D] = "2024:05:01 12:30:07", "Glass 35", 2.0
    if "gps" in directories:
        place = exif.get_ifd(ExifTags.IFD.GPSInfo)
        place[1], place[2], place[3], place[4] = "S", (33.0, 30.0, 0.0), "E", (151.0, 0.0, 0.0)
    return exif


def tiff_of(*directories: str, signature: bytes = b"") -> bytes:
    """Return EXIF as a TIFF of its own."""
    data = exif_of(*directories).tobytes()[6:]
    return signature + data[len(signature) :]


def box(kind: bytes, *parts: bytes) -> bytes:
    body = b"".join(parts)
    return struct.pack(">I", len(body) + 8) + kind + body


def fuji() -> bytes:
    """Return a RAF: head, JPEG with the tags, then values."""
    jpeg = jpeg_of(Image.new("RGB", (32, 24)), exif=exif_of("main", "camera", "gps"), xmp=PACKET)
    head = b"FUJIFILMCCD-RAW 0201FF129503X100".ljust(84, b"\0")
    head += struct.pack(">IIIIII", 160, len(jpeg), 0, 0, 160 + len(jpeg), 50)
    return head.ljust(160, b"\0") + jpeg + b"\1" * 50


def canon() -> bytes:
    """Return a CR3: boxes, each directory in one of its own."""

    def own(kind: str) -> bytes:
        # Each is the first directory of its TIFF.
        exif = Image.Exif()
        which = {"camera": ExifTags.IFD.Exif, "gps": ExifTags.IFD.GPSInfo}.get(kind)
        every = exif_of("main", "camera", "gps")
        exif.update(every.get_ifd(which) if which else {t: every[t] for t in (271, 272, 274)})
        return exif.tobytes()[6:]

    tags = box(
        b"uuid",
        CANON_TAGS,
        box(b"CMT1", own("main")),
        box(b"CMT2", own("camera")),
        box(b"CMT4", own("gps")),
    )
    return b"".join(
        (
            box(b"ftyp", b"crx \0\0\0\1crx isom"),
            box(b"moov", tags),
            box(b"uuid", CANON_XMP, PACKET),
            box(b"mdat", b"\1" * 50),
        )
    )


def olympus() -> bytes:
    return tiff_of("main", "camera", "gps", signature=b"IIRO")


def panasonic() -> bytes:
    return tiff_of("main", "camera", "gps", signature=b"IIU\0")


def adobe() -> bytes:
    """Return a DNG with the same tags."""
    return make_dng(
        Dng(
            Image.new("RGB", (32, 24)),
            tags={271: (2, "Maker"), 272: (2, "Seven"), 700: (1, PACKET)},
            camera={
                0x9003: (2, "2024:05:01 12:30:07"),
                0xA434: (2, "Glass 35"),
                0x829D: (5, (2.0,)),
            },
            gps={1: (2, "S"), 2: (5, (33.0, 30.0, 0.0)), 3: (2, "E"), 4: (5, (151.0, 0.0, 0.0))},
        )
    )


@pytest.mark.parametrize("make", [fuji, canon, olympus, panasonic, adobe])
def test_what_the_camera_wrote_is_read(make) -> None:  # type: ignore[no-untyped-def]
    data = make()
    tags = read_raw_tags(data)
    assert is_raw(data)
    assert is_photo_signature(data[:32])
    assert metadata.read_camera(tags.main) == "Maker Seven"
    taken = metadata.read_taken(tags.main, tags.camera, tags.gps)
    assert taken.date.at == "2024-05-01T12:30:07"
    details = metadata.read_details(tags.main, tags.camera, tags.gps)
    assert (details["lens"], details["f_number"]) == ("Glass 35", 2.0)
    assert (details["latitude"], details["longitude"]) == (-33.5, 151.0)
    if make not in (olympus, panasonic):
        assert tags.xmp == PACKET


def test_date_lens_place_and_stars_of_a_raw_file_reach_the_facts() -> None:
    facts = decode_bytes(adobe(), 16).facts
    assert (facts.taken_at, facts.camera) == ("2024-05-01T12:30:07", "Maker Seven")
    assert facts.details["lens"] == "Glass 35"
    assert facts.details["latitude"] == -33.5
    assert facts.details[IMPORTED]["rating"] == 3


@pytest.mark.parametrize("make", [fuji, canon])
def test_the_sensors_values_are_found_and_their_lack_is_noticed(make) -> None:  # type: ignore[no-untyped-def]
    data = make()
    ((start, end),) = sensor_spans(data)
    assert data[start:end] == b"\1" * 50
    with pytest.raises(EOFError):
        sensor_spans(data[:-1])


def test_panasonic_says_in_a_tag_of_its_own_where_the_values_begin() -> None:
    entries = {273: 0xFFFFFFFF, 279: 50, 280: 8 + 2 + 3 * 12 + 4}
    body = b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in entries.items())
    data = b"IIU\0" + struct.pack("<IH", 8, 3) + body + b"\0" * 4 + b"\1" * 50
    assert sensor_spans(data) == [(50, 100)]


@pytest.mark.parametrize("make", [fuji, canon, olympus, panasonic, adobe])
def test_damaged_containers_say_nothing_and_never_raise(make) -> None:  # type: ignore[no-untyped-def]
    data = make()
    for end in range(0, min(len(data), 600), 7):
        assert isinstance(read_raw_tags(data[:end]), RawTags)
    for position in range(4, min(len(data), 400), 3):
        mutant = bytearray(data)
        mutant[position] ^= 0xFF
        assert isinstance(read_raw_tags(bytes(mutant)), RawTags)


def test_other_pictures_are_no_raw_files() -> None:
    assert not is_raw(jpeg_of(Image.new("RGB", (8, 8))))
    assert not is_raw(tiff_of("main"))
    assert not is_raw(b"\0\0\0\x18ftypheic" + b"\0" * 40)


def test_no_byte_counts_twice_whatever_a_file_says() -> None:
    values = struct.pack("<4I", *(122,) * 4) + struct.pack("<4I", *(50,) * 4)
    tags = {262: (3, 1, 32803), 273: (4, 4, 90), 279: (4, 4, 106)}
    body = b"".join(struct.pack("<HHII", tag, *entry) for tag, entry in tags.items())
    head = b"II*\0" + struct.pack("<IH", 8, 3) + body + b"\0" * 4
    data = head.ljust(90, b"\0") + values + b"\1" * 50
    assert sensor_spans(data) == [(122, 172)]
