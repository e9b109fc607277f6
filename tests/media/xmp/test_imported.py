"""What other programs wrote into a photo is read, whatever they wrote it with, and never raises."""

from __future__ import annotations

import shutil
import struct
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from app.media.decode import decode_image
from app.media.xmp.imported import read_imported
from tests.media.xmp.packets import DIGIKAM, LIGHTROOM
from tests.media.xmp.test_embed import with_iptc

SavePhoto = Callable[..., Path]
BOMB = b"""<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF
 xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">&b;</rdf:RDF></x:xmpmeta>"""


@pytest.mark.parametrize("ending", ["jpg", "png", "webp", "tif"])
def test_a_packet_is_read_in_every_kind_of_file(save_photo: SavePhoto, ending: str) -> None:
    options: dict[str, object] = {"xmp": LIGHTROOM.encode()}
    if ending == "png":
        from PIL.PngImagePlugin import PngInfo

        options = {"pnginfo": PngInfo()}
        options["pnginfo"].add_itxt("XML:com.adobe.xmp", LIGHTROOM)
    elif ending == "tif":
        options = {"tiffinfo": {700: LIGHTROOM.encode()}}
    facts = decode_image(save_photo(f"a.{ending}", **options), 32).facts
    assert facts.details["imported"] == {
        "keywords": ["Beach", "Nature"],
        "hierarchies": ["Nature|Beach"],
        "rating": 4,
        "colour_label": "Red",
    }


def test_words_of_digikam_iptc_and_windows_stand_together(save_photo: SavePhoto) -> None:
    exif = Image.Exif()
    exif[0x9C9E] = "Sea;Beach; ;海\0".encode("utf-16-le")
    exif[0x4746] = 3
    path = save_photo("a.jpg", xmp=DIGIKAM.encode(), exif=exif)
    path.write_bytes(with_iptc(path.read_bytes(), (2, 25, b"Sea"), (2, 25, "Süd".encode("cp1252"))))
    said = decode_image(path, 32).facts.details["imported"]
    assert said["keywords"] == ["Italy", "Sea", "Süd", "Beach", "海"]
    assert said["hierarchies"] == ["Places|Italy"]
    assert said["title"] == "Sea"
    assert said["rating"] == 3


def test_titles_and_places_of_iptc_and_windows(save_photo: SavePhoto) -> None:
    exif = Image.Exif()
    exif[0x9C9B] = "Explorer\0".encode("utf-16-le")
    exif[0x9C9C] = "Said in\nExplorer\0".encode("utf-16-le")
    path = save_photo("a.jpg", exif=exif)
    said = decode_image(path, 32).facts.details["imported"]
    assert said == {"title": "Explorer", "caption": "Said in Explorer"}
    iptc = [(2, 5, b"Pier"), (2, 90, b"K\xc3\xb6ln"), (2, 92, b"Dom"), (2, 95, b"NRW")]
    iptc += [(2, 101, b"Germany"), (2, 120, b"A long day")]
    path.write_bytes(with_iptc(path.read_bytes(), *iptc))
    assert decode_image(path, 32).facts.details["imported"] == {
        "title": "Pier",
        "caption": "A long day",
        "city": "Köln",
        "state": "NRW",
        "country": "Germany",
        "location": "Dom",
    }


@pytest.mark.skipif(shutil.which("exiftool") is None, reason="exiftool is not installed")
@pytest.mark.parametrize("ending", ["jpg", "tif"])
def test_iptc_as_exiftool_writes_it(save_photo: SavePhoto, ending: str) -> None:
    path = save_photo(f"a.{ending}")
    words = ["-IPTC:Keywords=Süd", "-IPTC:City=Köln", "-IPTC:Caption-Abstract=Am Dom"]
    command = ["exiftool", "-q", "-overwrite_original", "-CodedCharacterSet=utf8", *words]
    subprocess.run([*command, str(path)], check=True, timeout=60)
    said = decode_image(path, 32).facts.details["imported"]
    assert said == {"keywords": ["Süd"], "city": "Köln", "caption": "Am Dom"}


@pytest.mark.parametrize(
    ("latitude", "longitude", "place"),
    [
        ("51,30.5N", "0,7.5W", [51.5083333, -0.125]),
        ("33,52,12S", "151,12,36E", [-33.87, 151.21]),
        ("12N", "13E", [12.0, 13.0]),
        ("99,0N", "13,0E", None),
        ("51.5", "7,0E", None),
        ("", "7,0E", None),
    ],
)
def test_a_place_on_earth_in_a_packet(
    latitude: str, longitude: str, place: list[float] | None
) -> None:
    packet = LIGHTROOM.replace(
        'xmp:Rating="4"',
        'xmlns:exif="http://ns.adobe.com/exif/1.0/" xmp:Rating="4" '
        f'exif:GPSLatitude="{latitude}" exif:GPSLongitude="{longitude}"',
    )
    assert read_imported({"xmp": packet}, {}).get("gps") == place


def test_a_plain_photo_says_nothing(save_photo: SavePhoto) -> None:
    assert "imported" not in decode_image(save_photo("a.jpg"), 32).facts.details


@pytest.mark.parametrize(
    ("info", "main"),
    [
        ({"xmp": b"\xff" * 100}, {}),
        ({"xmp": 7}, {}),
        ({"xmp": BOMB}, {}),
        ({"xmp": b"<a>" * 50_000}, {}),
        ({"xmp": b" " * (1 << 21)}, {}),
        ({"photoshop": {0x0404: b"\x1c\x02\x19\xff\xff"}}, {}),
        ({"photoshop": 3}, {0x9C9E: "text"}),
        ({}, {0x9C9E: (300, -1), 0x4746: "many"}),
        ({}, {0x83BB: 2**40, 0x9C9B: 3}),
        ({}, {0x9C9E: 2**40, 0x4746: float("nan")}),
    ],
)
def test_garbage_is_left_out(info: dict[object, object], main: dict[int, object]) -> None:
    assert read_imported(info, main) == {}


@settings(max_examples=80, deadline=None)
@given(st.binary(max_size=60), st.integers(0, 2000), st.binary(max_size=20))
def test_no_damage_raises(junk: bytes, at: int, iptc: bytes) -> None:
    data = LIGHTROOM.encode()
    info = {"xmp": data[:at] + junk + data[at:], "photoshop": {0x0404: iptc}}
    said = read_imported(info, {0x9C9E: junk, 0x4746: struct.calcsize("I")})
    assert said["rating"] in (-1, 1, 2, 3, 4, 5)
