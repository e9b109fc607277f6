"""Dates: names as phones and programs give them, what is refused, and whose word comes first."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.dates import DateSource, PhotoDate, date_of_photo, is_possible
from app.core.name_dates import date_in_name

NOW = datetime(2026, 11, 28, 12)
MOMENT = "2023-07-14T10:11:12"


def seconds(*parts: int) -> int:
    """Return the ns of a file whose clock on the wall shows this."""
    return int(datetime(*parts).timestamp()) * 1_000_000_000  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "date"),
    [
        ("IMG_20230714_101112.jpg", MOMENT),
        ("IMG_20230714_101112345_HDR.jpg", MOMENT),
        ("IMG20230714101112.jpg", MOMENT),
        ("20230714_101112(0).jpg", MOMENT),
        ("20230714-101112.heic", MOMENT),
        ("20230714101112.jpg", MOMENT),
        ("20230714101112345.jpg", MOMENT),
        ("MVIMG_20230714_101112.jpg", MOMENT),
        ("WP_20230714_10_11_12_Pro.jpg", MOMENT),
        ("Screenshot_2023-07-14-10-11-12-345_com.example.jpg", MOMENT),
        ("Screenshot_20230714-101112_Maps.png", MOMENT),
        ("Screenshot from 2023-07-14 10-11-12.png", MOMENT),
        ("Screen Shot 2023-07-14 at 10.11.12 AM.png", MOMENT),
        ("Screenshot 2023-07-14 at 10.11.12\u202fPM (2).png", "2023-07-14T22:11:12"),
        ("Screen Shot 2023-07-14 at 12.11.12 am.png", "2023-07-14T00:11:12"),
        ("截屏2023-07-14 下午10.11.12.png", "2023-07-14T22:11:12"),
        ("微信图片_20230714101112.jpg", MOMENT),
        ("2023-07-14 10.11.12.jpg", MOMENT),
        ("2023-07-14 10.11.12-1.jpg", MOMENT),
        ("2023-07-14T10:11:12.jpg", MOMENT),
        ("2023-07-14 10.11.jpg", "2023-07-14T10:11:00"),
        ("signal-2023-07-14-101112.jpg", MOMENT),
        ("signal-2023-07-14-10-11-12-345-1.jpg", MOMENT),
        ("photo_2023-07-14_10-11-12 (2).jpg", MOMENT),
        ("photo_12@14-07-2023_10-11-12.jpg", MOMENT),
        ("WhatsApp Image 2023-07-14 at 10.11.12.jpeg", MOMENT),
        ("WhatsApp Image 2023-07-14 at 10.11.12 PM(1).jpeg", "2023-07-14T22:11:12"),
        ("IMG-20230714-WA0001.jpg", "2023-07-14"),
        ("WP_20230714_001.jpg", "2023-07-14"),
        ("2023-07-14 Lake 12.jpg", "2023-07-14"),
        ("2023年7月4日 湖.jpg", "2023-07-04"),
        ("1965-07-14 Grandmother.jpg", "1965-07-14"),
        ("IMG_20230714_256112.jpg", "2023-07-14"),
        ("IMG_20230714-0012.jpg", "2023-07-14"),
        ("IMG_1234.jpg", None),
        ("DSC01234.jpg", None),
        ("P1020304.jpg", None),
        ("12345678.jpg", None),
        ("20231301.jpg", None),
        ("20230230.jpg", None),
        ("17650714.jpg", None),
        ("b20230714a1c.jpg", None),
        ("920230714101112.jpg", None),
        ("a3f20230714101112ff.jpg", None),
        ("1280x720_20000x10000.jpg", None),
        ("received_1689329472123.jpeg", None),
        ("2023-07.jpg", None),
        ("2023 Summer.jpg", None),
        ("", None),
    ],
)
def test_names(name: str, date: str | None) -> None:
    for path in (name, f"/photos/20010101/{name}"):
        found = date_in_name(path)
        assert (found.to_iso() if found is not None else None) == date


def test_times_since_1970_are_of_this_computers_clock() -> None:
    for name in ("mmexport{}.jpg", "FB_IMG_{}.jpg", "wx_camera_{}.jpg"):
        found = date_in_name(name.format(seconds(2023, 7, 14, 10, 11, 12) // 1_000_000))
        assert found is not None
        assert found.to_iso() == MOMENT


def test_a_pixel_writes_utc() -> None:
    utc = datetime.fromtimestamp(seconds(2023, 7, 14, 10, 11, 12) // 10**9, UTC)
    found = date_in_name(utc.strftime("PXL_%Y%m%d_%H%M%S123.MP.jpg"))
    assert found is not None
    assert found.to_iso() == MOMENT


@settings(deadline=None)
@given(
    st.datetimes(datetime(1990, 1, 1), datetime(2026, 1, 1)),
    st.sampled_from(
        [
            "IMG_%Y%m%d_%H%M%S",
            "%Y%m%d_%H%M%S",
            "VID%Y%m%d%H%M%S",
            "Screenshot_%Y-%m-%d-%H-%M-%S",
            "%Y-%m-%d %H.%M.%S",
            "signal-%Y-%m-%d-%H%M%S",
            "photo_1@%d-%m-%Y_%H-%M-%S",
            "Screen Shot %Y-%m-%d at %I.%M.%S %p",
            "x_%Y.%m.%d_%H:%M:%S",
        ]
    ),
    st.sampled_from(["", "_1", "(2)", "-edited", " copy", "_湖"]),
)
def test_every_moment_is_read_back(when: datetime, pattern: str, more: str) -> None:
    found = date_in_name(f"/photos/{when.strftime(pattern)}{more}.jpg")
    assert found is not None
    assert found.when == when.replace(microsecond=0)


@settings(deadline=None)
@given(st.text("0123456789-_.: T@年月日PXLmA", max_size=40))
def test_any_name_is_none_or_a_date(name: str) -> None:
    found = date_in_name(name)
    if found is not None:
        assert datetime.fromisoformat(found.to_iso()) <= found.when


@pytest.mark.parametrize(
    ("text", "possible"),
    [
        ("1969-12-31T16:00:00", False),
        ("1970-01-01T00:00:00", False),
        ("1970-01-01T08:00:00", False),
        ("1970-07-14T10:00:00", True),
        ("1904-01-01T00:00:00", False),
        ("1980-01-01T00:00:00", False),
        ("1980-01-01T10:00:00", True),
        ("1825-12-31T00:00:00", False),
        ("1888-01-01T00:00:00", True),
        ("0001-01-01T00:00:00", False),
        ("2026-11-29T11:59:00", True),
        ("2026-11-29T12:01:00", False),
        ("9999-01-01T00:00:00", False),
    ],
)
def test_what_a_clock_without_a_battery_shows_is_refused(text: str, possible: bool) -> None:
    assert is_possible(datetime.fromisoformat(text), NOW) is possible


def test_whose_word_comes_first() -> None:
    camera = PhotoDate("2020-02-02T02:02:02", DateSource.EXIF)
    name, mtime = "/photos/IMG_20230714_101112.jpg", seconds(2024, 5, 1)
    assert date_of_photo(camera, name, mtime, NOW) == camera
    assert date_of_photo(PhotoDate(), name, mtime, NOW) == PhotoDate(MOMENT, DateSource.NAME)
    by_file = PhotoDate("2024-05-01T00:00:00", DateSource.FILE)
    assert date_of_photo(PhotoDate(), "/photos/a.jpg", mtime, NOW) == by_file
    assert date_of_photo(PhotoDate(), "/photos/IMG_20990714_101112.jpg", mtime, NOW) == by_file


@pytest.mark.parametrize(
    "mtime", [0, -1, seconds(1979, 12, 31), seconds(1980, 1, 1), seconds(2030, 1, 1), 2**80]
)
def test_a_file_without_any_possible_date_has_none(mtime: int) -> None:
    assert date_of_photo(PhotoDate(), "/photos/a.jpg", mtime, NOW) == PhotoDate()
