"""Metadata: what cameras write, and the garbage that everybody else writes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import ExifTags, Image, TiffImagePlugin

from app.core.dates import DateSource, PhotoDate
from app.media.decode import decode_image
from app.media.metadata import (
    parse_date,
    read_camera,
    read_details,
    read_orientation,
    read_taken,
)

from .conftest import assert_upright

SavePhoto = Callable[..., Path]
Rational = TiffImagePlugin.IFDRational


def test_what_a_camera_writes(save_photo: SavePhoto) -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "NIKON CORPORATION"
    exif[ExifTags.Base.Model] = "NIKON D70\0\0"
    camera = exif.get_ifd(ExifTags.IFD.Exif)
    camera[ExifTags.Base.DateTimeOriginal] = "2024:05:01 12:30:07"
    camera[ExifTags.Base.SubsecTimeOriginal] = "42"
    camera[ExifTags.Base.OffsetTimeOriginal] = "+02:00"
    camera[ExifTags.Base.LensModel] = "18-70mm"
    camera[ExifTags.Base.ExposureTime] = Rational(1, 250)
    camera[ExifTags.Base.FNumber] = Rational(8, 1)
    camera[ExifTags.Base.ISOSpeedRatings] = 200
    gps = exif.get_ifd(ExifTags.IFD.GPSInfo)
    gps[1], gps[2] = "S", (Rational(33), Rational(51), Rational(2520, 100))
    gps[3], gps[4] = "E", (Rational(151), Rational(12), Rational(36))
    gps[5], gps[6] = b"\0", Rational(21)
    facts = decode_image(save_photo("a.jpg", exif=exif), 32).facts
    assert facts.taken_at == "2024-05-01T12:30:07.42"
    assert facts.camera == "NIKON D70"
    assert facts.details == {
        "lens": "18-70mm",
        "exposure_s": 0.004,
        "f_number": 8.0,
        "iso": 200.0,
        "latitude": -33.857,
        "longitude": 151.21,
        "altitude_m": 21.0,
        "utc_offset": "+02:00",
    }


EXIF, GPS = ExifTags.Base, ExifTags.GPS
NOON = {EXIF.DateTimeOriginal: "2024:05:01 12:30:07"}


def satellites(day: str, *clock: float) -> dict[int, object]:
    return {GPS.GPSDateStamp: day, GPS.GPSTimeStamp: clock}


@pytest.mark.parametrize(
    ("camera", "gps", "offset"),
    [
        ({EXIF.OffsetTimeOriginal: "-09:30"}, {}, "-09:30"),
        ({EXIF.OffsetTimeOriginal: "Z"}, {}, "+00:00"),
        ({EXIF.OffsetTimeOriginal: "+02:00 "}, satellites("2024:05:01", 3, 30, 7), "+02:00"),
        ({EXIF.OffsetTimeOriginal: "+15:00"}, {}, ""),
        ({EXIF.OffsetTimeOriginal: "+02:61"}, {}, ""),
        ({EXIF.OffsetTimeOriginal: "   :  "}, {}, ""),
        ({EXIF.OffsetTime: "+03:00"}, {}, ""),  # that of another time
        ({}, satellites("2024:05:01", 10, 30, 0), "+02:00"),
        ({}, satellites("2024:05:01", 10.0, 27, 30), "+02:00"),  # an old fix
        ({}, satellites("2024:05:01", 6, 45, 7), "+05:45"),
        ({}, satellites("2024:04:30", 22, 30, 7), "+14:00"),
        ({}, satellites("2024:05:02", 0, 30, 7), "-12:00"),
        ({}, satellites("2024:05:02", 10, 30, 7), ""),
        ({}, satellites("2024:05:01", 10, 22, 7), ""),  # no zone has such a step
        ({}, satellites("2024:05:01", 24, 0, 0), ""),
        ({}, satellites("0000:00:00", 10, 30, 7), ""),
        ({}, {GPS.GPSTimeStamp: (10, 30, 7)}, ""),
    ],
)
def test_zones(camera: dict[int, object], gps: dict[int, object], offset: str) -> None:
    taken = read_taken({}, {**NOON, **camera}, gps)
    assert taken.date == PhotoDate("2024-05-01T12:30:07", DateSource.EXIF)
    assert taken.offset == offset


@settings(deadline=None)
@given(
    st.datetimes(datetime(1990, 1, 1), datetime(2024, 1, 1)),
    st.integers(-12 * 4, 14 * 4),
    st.integers(0, 299),
)
def test_every_zone_is_found_by_the_satellites(utc: datetime, quarters: int, late: int) -> None:
    utc = utc.replace(microsecond=0)
    clock = utc + timedelta(minutes=15 * quarters, seconds=late)
    camera = {EXIF.DateTimeOriginal: clock.strftime("%Y:%m:%d %H:%M:%S")}
    gps = satellites(utc.strftime("%Y:%m:%d"), utc.hour, utc.minute, utc.second)
    side, minutes = "-" if quarters < 0 else "+", abs(quarters) * 15
    assert read_taken({}, camera, gps).offset == f"{side}{minutes // 60:02d}:{minutes % 60:02d}"


def test_without_a_clock_the_satellites_tell_the_date() -> None:
    gps = satellites("2024:05:01", 20, 30, 0)
    place = {1: "N", 2: (35.0, 0.0, 0.0), 3: "E", 4: (139.0, 0.0, 0.0)}
    taken = read_taken({}, {EXIF.DateTimeOriginal: "1970:01:01 00:00:00"}, {**gps, **place})
    assert taken.date == PhotoDate("2024-05-02T05:30:00", DateSource.GPS)
    assert taken.offset == ""
    here = datetime(2024, 5, 1, 20, 30, tzinfo=UTC).astimezone().replace(tzinfo=None)
    assert read_taken({}, {}, gps).date == PhotoDate(here.isoformat(), DateSource.GPS)
    assert read_taken({}, {}, {}).date == PhotoDate()


@pytest.mark.parametrize(
    ("north", "east"),
    [
        ((0.0, 0.0, 0.0), (0.0, 0.0, 0.0)),  # written where nothing was known
        ((float("nan"), 0.0, 0.0), (1.0, 0.0, 0.0)),
        ((91.0, 0.0, 0.0), (1.0, 0.0, 0.0)),
        ((90.0, 0.0, 1.0), (1.0, 0.0, 0.0)),
        ((1.0, 0.0, 0.0), (180.0, 30.0, 0.0)),
        ((-1.0, 0.0, 0.0), (1.0, 0.0, 0.0)),
        ((1.0, 0.0), (1.0, 0.0, 0.0)),
        (None, (1.0, 0.0, 0.0)),
        ("1", "1"),
        ((Rational(1, 0), 0.0, 0.0), (1.0, 0.0, 0.0)),
    ],
)
def test_places_that_are_none_on_earth(north: object, east: object) -> None:
    found = read_details({}, {}, {1: "N", 2: north, 3: "E", 4: east})
    assert "latitude" not in found
    assert "longitude" not in found


@pytest.mark.parametrize(
    ("text", "fraction", "date"),
    [
        ("2024:05:01 12:30:07", None, "2024-05-01T12:30:07"),
        ("2024:05:01 12:30:07", "123456789", "2024-05-01T12:30:07.123456"),
        ("2024:05:01 12:30:07", "x", "2024-05-01T12:30:07"),
        ("2024-05-01T12:30", None, "2024-05-01T12:30:00"),
        ("2024:05:01", None, "2024-05-01T00:00:00"),
        ("2024:5:1 1:2:3 PM", None, "2024-05-01T01:02:03"),
        ("0000:00:00 00:00:00", None, None),
        ("2024:13:41 12:30:07", None, None),
        ("2024:05:01 24:61:61", None, None),
        ("    :  :     :  :  ", None, None),
        ("9999:01:01 00:00:00", None, None),
        ("1970:01:01 01:00:00", None, None),
        ("1980:01:01 00:00:00", None, None),
        ("", None, None),
        (None, None, None),
    ],
)
def test_dates(text: str | None, fraction: str | None, date: str | None) -> None:
    assert parse_date(text, fraction) == date


@pytest.mark.parametrize(
    ("make", "model", "camera"),
    [
        ("Canon", "Canon EOS 40D", "Canon EOS 40D"),
        ("SONY", "ILCE-7M3", "SONY ILCE-7M3"),
        (None, "Pixel", "Pixel"),
        ("Apple", None, "Apple"),
        (7, b"\xff\xfe", "\N{REPLACEMENT CHARACTER}" * 2),
        ("  ", "\0\0", None),
    ],
)
def test_camera_is_named_once(make: object, model: object, camera: str | None) -> None:
    assert read_camera({ExifTags.Base.Make: make, ExifTags.Base.Model: model}) == camera


_values = st.one_of(
    st.none(),
    st.integers(),
    st.floats(),
    st.text(max_size=30),
    st.binary(max_size=30),
    st.tuples(st.floats(), st.integers(), st.text(max_size=3)),
    st.just(Rational(1, 0)),
    st.just((Rational(0, 0),) * 3),
)
_tags = st.dictionaries(
    st.sampled_from(
        [
            0x112,
            0x10F,
            0x110,
            0x132,
            0x9003,
            0x829A,
            0x829D,
            0x8827,
            0x920A,
            0xA434,
            0x4746,
            1,
            2,
            3,
            4,
            5,
            6,
        ]
    ),
    _values,
)


@settings(deadline=None)
@given(_tags, _tags, _tags)
def test_garbage_never_raises(
    main: dict[int, object], camera: dict[int, object], gps: dict[int, object]
) -> None:
    assert read_orientation(main) in range(1, 9)
    read_taken(main, camera, gps)
    read_camera(main)
    for value in read_details(main, camera, gps).values():
        assert isinstance(value, str | int | float)
        assert value == value  # noqa: PLR0124 - not a number is not equal to itself


def test_absurd_exif_does_not_spoil_the_photo(save_photo: SavePhoto) -> None:
    for exif in (
        b"Exif\0\0II*\0\xff\xff\xff\xff",
        b"Exif\0\0MM\0*\0\0\0\x08\xff\xff" + b"\x01\x12\0\x03\xff\xff\xff\xff\0\0\0\0" * 40,
        b"Exif\0\0" + b"\xff" * 5000,
        b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x63\0\0\0\0\0\0\0",
    ):
        decoded = decode_image(save_photo("a.jpg", exif=exif), 32)
        assert_upright(decoded.model_input)
        assert decoded.facts.orientation == 1
