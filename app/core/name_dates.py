"""Dates in the names that phones and programs give to photos.

=====================================  =============================================
IMG_20230714_101112, 20230714_101112   Android, Samsung; also Huawei, Xiaomi, Windows
IMG20230714101112                      Oppo, Realme, OnePlus; WeChat's saved pictures
PXL_20230714_101112345                 Pixel: UTC
IMG-20230714-WA0001                    WhatsApp: the day alone
WhatsApp Image 2023-07-14 at 10.11.12  WhatsApp on the desktop
signal-2023-07-14-101112               Signal
photo_2023-07-14_10-11-12              Telegram; photo_1@14-07-2023_10-11-12 in its export
Screenshot_2023-07-14-10-11-12         Android; Screenshot 2023-07-14 at 10.11.12 PM: macOS
2023-07-14 10.11.12                    Dropbox, Nextcloud
mmexport1689329472000                  WeChat; FB_IMG_1689329472000: Facebook
2023-07-14 Lake                        people
=====================================  =============================================

A number that only might be a date is none: digits beside it, or letters that no camera puts there,
make it a part of something else.
"""

from __future__ import annotations

import ntpath
import re
from dataclasses import dataclass
from datetime import UTC, datetime

_DAY = r"(?P<year>\d{4})(?P<s>[-_. ]?)(?P<month>\d\d)(?P=s)(?P<day>\d\d)"
# Four digits alone are as often a number as a time.
_TIME = (
    r"(?P<hour>\d\d)(?:(?P<t>[-_.:： ]?)(?P<minute>\d\d)(?P=t)(?P<second>\d\d)"
    r"|[-.:：](?P<minutes>\d\d))"
)
_BETWEEN = r"(?:[-_.T ]{1,3}|[ _](?:at|um|à|om)[ _]|[ _]?(?P<noon>[上下])午[ _]?)"
_HALF = "(?:[ _\u00a0\u202f]?(?P<half>[AaPp])[.]?[Mm](?![A-Za-z]))?"
# Seconds may be followed by their thousandths.
_END = r"(?:[._-]?\d{1,3})?(?!\d)"

# 20230714101112: what stands before is letters of a prefix, or nothing.
_RUN = re.compile(
    r"(?<!\d)(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)(?P<hour>\d\d)(?P<minute>\d\d)(?P<second>\d\d)"
    r"(?:\d{3})?(?![\dA-Za-z])",
    re.ASCII,
)
_MOMENT = re.compile(rf"(?<!\d){_DAY}{_BETWEEN}{_TIME}{_HALF}(?:{_END})", re.ASCII)
_DAY_FIRST = re.compile(
    r"@(?P<day>\d\d)-(?P<month>\d\d)-(?P<year>\d{4})_(?P<hour>\d\d)-(?P<minute>\d\d)-(?P<second>\d\d)",
    re.ASCII,
)
_DAY_ALONE = re.compile(r"(?<![0-9A-Za-z])" + _DAY + r"(?![0-9A-Za-z])", re.ASCII)
_CHINESE = re.compile(r"(?<!\d)(?P<year>\d{4})年(?P<month>\d{1,2})月(?P<day>\d{1,2})日", re.ASCII)
_MILLISECONDS = re.compile(r"^(?:mmexport|wx_camera_|FB_IMG_|microMsg\.)(\d{13})(?!\d)", re.ASCII)
_IS_UTC = re.compile(r"^PXL_")
# Eight digits without a mark between them are a date only where cameras were digital.
_FIRST_DIGITAL = 1990


@dataclass(frozen=True, slots=True)
class NamedDate:
    """A date in a name: wall clock; ``has_time`` is false for a day alone."""

    when: datetime
    has_time: bool

    def to_iso(self) -> str:
        """Return ISO 8601: moment, or day."""
        return self.when.isoformat() if self.has_time else self.when.date().isoformat()


def date_in_name(path: str) -> NamedDate | None:
    """Return the date in the name of a file; None where there is none that is sure."""
    name = ntpath.splitext(ntpath.basename(path))[0]
    since = _MILLISECONDS.match(name)
    if since:
        return NamedDate(datetime.fromtimestamp(int(since[1]) // 1000), has_time=True)
    for pattern in (_DAY_FIRST, _MOMENT, _RUN, _CHINESE, _DAY_ALONE):
        for match in pattern.finditer(name):
            found = _read(match.groupdict())
            if found is not None:
                return _here(found) if _IS_UTC.match(name) else found
    return None


def _read(parts: dict[str, str | None]) -> NamedDate | None:
    """Return the date of a match, None where no calendar or clock has it."""
    year, hour = int(parts["year"] or 0), parts.get("hour")
    if parts.get("s") == "" and year < _FIRST_DIGITAL:
        return None
    try:
        when = datetime(
            year,
            int(parts["month"] or 0),
            int(parts["day"] or 0),
            _hours(int(hour or 0), parts.get("half") or parts.get("noon")),
            int(parts.get("minute") or parts.get("minutes") or 0),
            int(parts.get("second") or 0),
        )
    except ValueError:
        return None
    return NamedDate(when, has_time=hour is not None)


def _hours(hour: int, half: str | None) -> int:
    """Return the hour of 24; ``half`` says whether it is one of the afternoon (P, 下)."""
    if half is None:
        return hour
    if not 1 <= hour <= 12:
        raise ValueError(hour)
    return hour % 12 + (12 if half in "Pp下" else 0)


def _here(found: NamedDate) -> NamedDate:
    """Return a time of UTC by the clock of this computer: nothing nearer is known of the zone."""
    local = found.when.replace(tzinfo=UTC).astimezone().replace(tzinfo=None)
    return NamedDate(local, found.has_time)
