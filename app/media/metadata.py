"""What a camera wrote into a photo: date, camera, lens, exposure, place.

Nothing here ever raises: metadata is written by thousands of programs, and much of it is garbage.
A value that makes no sense is left out.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

from PIL import ExifTags, Image

from app.core.dates import DateSource, PhotoDate, is_possible

_DATE = re.compile(r"(\d{4})\D(\d{1,2})\D(\d{1,2})(?:\D+(\d{1,2})\D(\d{1,2})(?:\D(\d{1,2}))?)?")
_OFFSET = re.compile(r"([+-])(\d{2}):(\d{2})")
# The zones of the earth, and their smallest step.
WESTERNMOST, EASTERNMOST = timedelta(hours=-12), timedelta(hours=14)
_ZONE_STEP = timedelta(minutes=15)
# A receiver gives the time of its last fix, which may be some minutes old.
_OLD_FIX = timedelta(minutes=5)
_MAX_TEXT = 200

Tags = dict[int, Any]


@dataclass(frozen=True, slots=True)
class Taken:
    """When a photo was taken: wall clock, and its zone as ``+02:00``, empty where unknown."""

    date: PhotoDate
    offset: str = ""


def read_orientation(exif: Tags) -> int:
    """Return the EXIF orientation, 1 where it is absent or absurd.

    It should be a SHORT, but programs write it as BYTE, LONG, ASCII or a fraction, and viewers
    take it. Where EXIF has none, Pillow puts the one of XMP (``tiff:Orientation``) in its place:
    that is what Adobe's programs mean by it, so it is followed; EXIF wins over XMP. HEIF and AVIF
    are turned by their container alone, as their standard says.
    """
    value = exif.get(ExifTags.Base.Orientation, 1)
    if isinstance(value, tuple | list):
        value = value[0] if value else 1
    if isinstance(value, bytes):
        # One byte is a number, unless it is a digit.
        value = value[0] if value[:1] and value[0] <= 8 else value.decode("ascii", "replace")
    if isinstance(value, str):
        value = value.strip("\0 ")
    number = _number(value)
    return int(number) if number is not None and number in range(1, 9) else 1


def read_exif(image: Image.Image) -> tuple[Tags, Tags, Tags]:
    """Return the tags of the main, the camera and the GPS directory; empty where unreadable."""
    try:
        exif = image.getexif()
        main = dict(exif)
    except Exception:  # noqa: BLE001 - garbage raises anything
        return {}, {}, {}
    return main, _directory(exif, ExifTags.IFD.Exif), _directory(exif, ExifTags.IFD.GPSInfo)


def read_tiff_exif(data: bytes) -> tuple[Tags, Tags, Tags]:
    """Return the tags of the first page of a TIFF, as :func:`read_exif` does."""
    exif = Image.Exif()
    try:
        exif.load_from_fp(BytesIO(data))
        main = dict(exif)
    except Exception:  # noqa: BLE001 - garbage raises anything
        return {}, {}, {}
    return main, _directory(exif, ExifTags.IFD.Exif), _directory(exif, ExifTags.IFD.GPSInfo)


def _directory(exif: Image.Exif, which: int) -> Tags:
    try:
        return dict(exif.get_ifd(which))
    except Exception:  # noqa: BLE001 - garbage raises anything
        return {}


def read_taken(main: Tags, camera: Tags, gps: Tags) -> Taken:
    """Return when the photo was taken: by the camera's clock, else by the time of its GPS."""
    found = _read_date(main, camera)
    by_satellite = _gps_time(gps)
    if found is not None:
        at, zone = found
        if not zone and by_satellite is not None:
            zone = _offset_between(at, by_satellite)
        return Taken(PhotoDate(at, DateSource.EXIF), zone)
    if by_satellite is None:
        return Taken(PhotoDate())
    return Taken(PhotoDate(_by_the_sun(by_satellite, gps).isoformat(), DateSource.GPS))


def _read_date(main: Tags, camera: Tags) -> tuple[str, str] | None:
    """Return the date and its zone, empty where none is written."""
    for tags, tag, fraction, zone in (
        (
            camera,
            ExifTags.Base.DateTimeOriginal,
            ExifTags.Base.SubsecTimeOriginal,
            ExifTags.Base.OffsetTimeOriginal,
        ),
        (
            camera,
            ExifTags.Base.DateTimeDigitized,
            ExifTags.Base.SubsecTimeDigitized,
            ExifTags.Base.OffsetTimeDigitized,
        ),
        (main, ExifTags.Base.DateTime, ExifTags.Base.SubsecTime, ExifTags.Base.OffsetTime),
    ):
        date = parse_date(_text(tags.get(tag)), _text(camera.get(fraction)))
        if date:
            return date, parse_offset(_text(camera.get(zone)))
    return None


def parse_date(
    text: str | None, fraction: str | None = None, now: datetime | None = None
) -> str | None:
    """Turn an EXIF date (``2024:05:01 12:30:00``) into ISO 8601; None where it makes no sense."""
    match = _DATE.match(text or "")
    if not match:
        return None
    numbers = [int(part or 0) for part in match.groups()]
    try:
        date = datetime(*numbers)  # type: ignore[arg-type]
    except ValueError:
        return None
    if not is_possible(date, now):
        return None
    digits = fraction if fraction and fraction.isascii() and fraction.isdigit() else ""
    return date.isoformat() + (f".{digits[:6]}" if digits else "")


def parse_offset(text: str | None) -> str:
    """Return an EXIF time zone as ``+02:00``; empty for what is none on earth."""
    match = _OFFSET.fullmatch(text or "")
    if text == "Z":
        return "+00:00"
    if not match:
        return ""
    minutes = int(match[2]) * 60 + int(match[3])
    side = -minutes if match[1] == "-" else minutes
    is_one = WESTERNMOST <= timedelta(minutes=side) <= EASTERNMOST and int(match[3]) < 60
    return _written_offset(side) if is_one else ""


def _gps_time(gps: Tags) -> datetime | None:
    """Return the time of the satellites, UTC without zone; None where date or time is absurd."""
    parts = gps.get(ExifTags.GPS.GPSTimeStamp)
    day = parse_date(_text(gps.get(ExifTags.GPS.GPSDateStamp)))
    if day is None or not isinstance(parts, tuple) or len(parts) != 3:
        return None
    numbers = [_number(part) for part in parts]
    if any(n is None or not 0 <= n < top for n, top in zip(numbers, (24, 60, 61), strict=True)):
        return None
    hours, minutes, seconds = (float(number or 0) for number in numbers)
    clock = timedelta(hours=hours, minutes=minutes, seconds=int(seconds))
    return datetime.fromisoformat(day).replace(hour=0, minute=0, second=0) + clock


def _offset_between(at: str, utc: datetime) -> str:
    """Return the zone that a camera's clock shows against the satellites; empty where unsure."""
    ahead = datetime.fromisoformat(at[:19]) - utc
    minutes = round(ahead / _ZONE_STEP) * 15
    is_near = abs(ahead - timedelta(minutes=minutes)) <= _OLD_FIX
    is_zone = WESTERNMOST <= timedelta(minutes=minutes) <= EASTERNMOST
    return _written_offset(minutes) if is_near and is_zone else ""


def _by_the_sun(utc: datetime, gps: Tags) -> datetime:
    """Return the wall clock of a place, to the hour: by the sun, as ships keep it."""
    longitude = _place(gps).get("longitude")
    if longitude is None:
        return utc.replace(tzinfo=UTC).astimezone().replace(tzinfo=None)
    return utc + timedelta(hours=round(longitude / 15))


def _written_offset(minutes: int) -> str:
    hours, rest = divmod(abs(minutes), 60)
    return f"{'-' if minutes < 0 else '+'}{hours:02d}:{rest:02d}"


def read_camera(main: Tags) -> str | None:
    """Return make and model in one line, the make once."""
    make, model = _text(main.get(ExifTags.Base.Make)), _text(main.get(ExifTags.Base.Model))
    if make and model:
        same = model.lower().startswith(make.lower().split()[0])
        return model if same else f"{make} {model}"
    return model or make


def read_details(main: Tags, camera: Tags, gps: Tags) -> dict[str, Any]:
    """Return further facts that make sense, as plain JSON values.

    Keys: ``lens``, ``exposure_s``, ``f_number``, ``iso``, ``focal_mm``, ``focal_35_mm``,
    ``description``, ``rating``, ``latitude``, ``longitude`` (degrees, south and west negative),
    ``altitude_m``.
    """
    iso = camera.get(ExifTags.Base.ISOSpeedRatings)
    rating = _number(main.get(0x4746))
    details = {
        "lens": _text(camera.get(ExifTags.Base.LensModel)),
        "exposure_s": _positive(camera.get(ExifTags.Base.ExposureTime), 1e5),
        "f_number": _positive(camera.get(ExifTags.Base.FNumber), 1e3),
        "iso": _positive(iso[0] if isinstance(iso, tuple) and iso else iso, 1e8),
        "focal_mm": _positive(camera.get(ExifTags.Base.FocalLength), 1e5),
        "focal_35_mm": _positive(camera.get(ExifTags.Base.FocalLengthIn35mmFilm), 1e5),
        "description": _text(main.get(ExifTags.Base.ImageDescription)),
        "rating": int(rating) if rating is not None and 0 < rating <= 5 else None,
        **_place(gps),
    }
    return {key: value for key, value in details.items() if value is not None}


def _place(gps: Tags) -> dict[str, float | None]:
    latitude = _degrees(gps.get(2), gps.get(1), 90.0)
    longitude = _degrees(gps.get(4), gps.get(3), 180.0)
    if latitude is None or longitude is None or (latitude == 0 and longitude == 0):
        return {}
    altitude = _number(gps.get(6))
    if altitude is not None and gps.get(5) in (1, b"\x01"):
        altitude = -altitude
    if altitude is not None and not -12_000 < altitude < 100_000:
        altitude = None
    return {"latitude": latitude, "longitude": longitude, "altitude_m": altitude}


def _degrees(parts: Any, side: Any, limit: float) -> float | None:
    if not isinstance(parts, tuple) or len(parts) != 3:
        return None
    numbers = [_number(part) for part in parts]
    if any(number is None or number < 0 for number in numbers):
        return None
    degrees, minutes, seconds = (float(number or 0) for number in numbers)
    value = degrees + minutes / 60 + seconds / 3600
    if value > limit:
        return None
    return round(-value if (_text(side) or "").upper() in ("S", "W") else value, 7)


def _text(value: Any) -> str | None:
    """Return a value as one clean line of at most 200 characters, or None."""
    if isinstance(value, bytes):
        value = value.decode("utf-8", "replace")
    if not isinstance(value, str):
        return None
    text = "".join(character if character.isprintable() else " " for character in value[:1000])
    return " ".join(text.split())[:_MAX_TEXT] or None


def _number(value: Any) -> float | None:
    try:
        number = float(value)
    except (TypeError, ValueError, ZeroDivisionError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def _positive(value: Any, limit: float) -> float | None:
    number = _number(value)
    return number if number is not None and 0 < number < limit else None
