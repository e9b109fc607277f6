"""Values that are kept as a text of one form: a day of every year, and a box on the map."""

from __future__ import annotations

import re
from datetime import date

TODAY = "today"
_DAY = re.compile(r"(\d{1,2})[-/](\d{1,2})|(\d{1,2})月(\d{1,2})日?")
_TODAY = frozenset((TODAY, "今天", "今日"))
_DEGREES = r"(-?\d{1,3}(?:\.\d{1,9})?)"
_BOX = re.compile(rf"{_DEGREES},{_DEGREES}\.\.{_DEGREES},{_DEGREES}")
# A leap year, which has every day.
_ANY_YEAR = 2000

Box = tuple[float, float, float, float]


def read_yearly(text: str) -> str | None:
    """Return a day of every year as ``07-14``, or ``today``; None for what is neither."""
    if text.casefold() in _TODAY:
        return TODAY
    match = _DAY.fullmatch(text)
    if match is None:
        return None
    month, day = (int(part) for part in match.groups() if part is not None)
    try:
        return date(_ANY_YEAR, month, day).isoformat()[5:]
    except ValueError:
        return None


def day_of_year(value: str, today: date | None = None) -> str:
    """Return the day that :func:`read_yearly` read as ``07-14``."""
    return (today or date.today()).isoformat()[5:] if value == TODAY else value


def read_box(text: str) -> str | None:
    """Return a box, its south-west and north-east corner, as it is written; None for what is none.

    North and south are turned round where they need to be. A box whose west lies east of its east
    goes across the date line.
    """
    match = _BOX.fullmatch(text)
    if match is None:
        return None
    south, west, north, east = (float(part) for part in match.groups())
    south, north = sorted((south, north))
    is_one = south >= -90 and north <= 90 and abs(west) <= 180 and abs(east) <= 180
    return write_box((south, west, north, east)) if is_one else None


def write_box(box: Box) -> str:
    """Write south, west, north and east: ``35.9,119.9..36.4,120.8``."""
    rounded = (round(part, 5) + 0.0 for part in box)  # no minus before zero
    south, west, north, east = (f"{part:.5f}".rstrip("0").rstrip(".") for part in rounded)
    return f"{south},{west}..{north},{east}"


def box_of(text: str) -> Box:
    """Return south, west, north and east of a box that :func:`read_box` read."""
    south, west, north, east = map(float, text.replace("..", ",").split(","))
    return south, west, north, east
