"""When a photo was taken: what its camera wrote, else what its name says, else its file's time.

All times are the wall clock of where the photo was taken, as other programs have them: an evening
abroad stays the evening of that day, and most cameras write no zone, so that their photos could not
be put in order by anything else. The zone is kept beside it where it is known.

Times that only a clock without a battery shows are refused: the beginnings of the calendars of
computers (1904, 1970, 1980), the year 0, and what has not come yet.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from app.core.name_dates import date_in_name

# Nobody took a photo before Niépce.
FIRST_YEAR = 1826
# No file of a camera is older than this; such times come from lost clocks and from archives.
FIRST_FILE_DAY = date(1980, 1, 2)
# Where a clock begins that was never set, in any zone.
_NEVER_SET_DAYS = frozenset({date(1904, 1, 1), date(1969, 12, 31), date(1970, 1, 1)})
_NEVER_SET = datetime(1980, 1, 1)
# It is tomorrow somewhere else already.
_ELSEWHERE = timedelta(days=1)


class DateSource(StrEnum):
    """Where the date of a photo comes from, the surest first."""

    EXIF = "exif"
    GPS = "gps"
    NAME = "name"
    FILE = "file"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class PhotoDate:
    """The date of a photo: ISO 8601 wall clock, perhaps the day alone; empty where none is known.

    Texts of this kind sort as the times do.
    """

    at: str = ""
    source: DateSource = DateSource.NONE


def is_possible(when: datetime, now: datetime | None = None) -> bool:
    """Return whether a photo may have been taken then (both wall clock, without zone)."""
    now = now or datetime.now()
    if when.year < FIRST_YEAR or when == _NEVER_SET or when.date() in _NEVER_SET_DAYS:
        return False
    return when <= now + _ELSEWHERE


def date_of_photo(
    taken: PhotoDate, path: str, mtime_ns: int, now: datetime | None = None
) -> PhotoDate:
    """Return the date that a photo is listed under.

    Parameters
    ----------
    taken : PhotoDate
        What the file itself says: of EXIF or GPS, or nothing.
    path : str
        Where it lies; its name may tell the date.
    mtime_ns : int
        When its file was changed.
    now : datetime, optional
        Wall clock.
    """
    if taken.at:
        return taken
    named = date_in_name(path)
    if named is not None and is_possible(named.when, now):
        return PhotoDate(named.to_iso(), DateSource.NAME)
    changed = _wall_clock(mtime_ns)
    if changed is None or changed.date() < FIRST_FILE_DAY or not is_possible(changed, now):
        return PhotoDate()
    return PhotoDate(changed.isoformat(), DateSource.FILE)


def _wall_clock(mtime_ns: int) -> datetime | None:
    try:
        return datetime.fromtimestamp(mtime_ns // 1_000_000_000)
    except (OverflowError, ValueError, OSError):
        return None
