"""The timeline: where months stand, how it follows the list, and how it leads it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.core.calendar import MonthCount
from app.core.records import Query, SortBy, View
from app.ui.browse.timeline.time_scale import TimeScale
from app.ui.browse.timeline.timeline import FEWEST_PHOTOS, TimedGrid
from app.ui.i18n import Language
from app.ui.models.photo_list import PhotoListModel
from app.ui.models.scene_book import SceneBook
from app.ui.models.thumbnails import ThumbnailLoader
from app.ui.widgets.grid import GridView
from app.ui.widgets.tile_delegate import TileDelegate
from tests.ui.fakes import FakeReader, make_row

months_ = st.lists(st.integers(1, 100_000), min_size=1, max_size=60).map(
    lambda counts: [MonthCount(f"{2000 + k}-01", count) for k, count in enumerate(counts)]
)


@settings(deadline=None)
@given(months_, st.floats(0, 1))
def test_places_and_rows_are_two_words_for_the_same(months: list[MonthCount], at: float) -> None:
    scale = TimeScale(months, 10, 510)
    assert scale.rows == sum(month.photos for month in months)
    row = int(at * (scale.rows - 1))
    place = scale.place(row)
    assert 10 <= place <= 510
    # Half a row further on, where rounding cannot lead to the one before.
    assert scale.row_at(scale.place(row + 0.5)) == row
    which = scale.month_of(row)
    first, last = scale.edges(which)
    assert first <= place <= last
    assert scale.first_row(which) <= row
    assert (scale.row_at(-5), scale.row_at(9999)) == (0, scale.rows - 1)


@pytest.fixture
def reader() -> FakeReader:
    """Four hundred photos of three years, forty without a date."""
    rows = []
    for photo in range(1, 401):
        year, month = 2020 + photo % 3, photo // 3 % 12 + 1
        date = f"{year}-{month:02d}-05T10:00:00" if photo > 40 else ""
        rows.append(replace(make_row(photo), date=date))
    return FakeReader(rows)


@pytest.fixture
def timed(
    reader: FakeReader,
    scenes: SceneBook,
    thumbnails: ThumbnailLoader,
    language: Language,
    qtbot: QtBot,
) -> TimedGrid:
    photos = PhotoListModel(reader, scenes)
    grid = GridView(TileDelegate(scenes, thumbnails), thumbnails)
    grid.setModel(photos)
    made = TimedGrid(grid, photos)
    made.read_from(reader)
    photos.setParent(made)
    qtbot.addWidget(made)
    made.resize(640, 480)
    made.show()
    photos.set_query(Query())
    return made


def month_at_top(timed: TimedGrid) -> str:
    row = timed._photos.photo_row(timed._grid.seen_rows()[0])
    assert row is not None
    return row.date[:7]


def test_months_are_counted_in_the_order_of_the_list(timed: TimedGrid) -> None:
    assert timed.strip.isVisible()
    shown = [month.month for month in timed.strip._months]
    assert shown == sorted(shown, reverse=True)
    assert shown[-1] == ""
    assert timed.strip.text_of(0) == "December 2022: 10 photos"
    assert timed.strip.text_of(len(shown) - 1) == "No date: 40 photos"
    timed._photos.set_query(Query(descending=False))
    timed._ask()
    assert [month.month for month in timed.strip._months] == sorted(shown)


def test_it_is_there_for_lists_by_date_alone(timed: TimedGrid, reader: FakeReader) -> None:
    for query in (
        Query(sort=SortBy.NAME),
        Query(view=View.REVIEW, sort=SortBy.DATE),
        Query(view=View.LABELLED),
    ):
        timed._photos.set_query(query)
        assert timed.strip.isHidden(), query
    timed._photos.set_query(Query())
    assert not timed.strip.isHidden()
    timed.set_wanted(False)
    assert timed.strip.isHidden()
    timed.set_wanted(True)
    assert not timed.strip.isHidden()
    for photo in list(reader.by_id)[FEWEST_PHOTOS - 1 :]:
        del reader.by_id[photo]
    timed._photos.set_query(Query())
    assert timed.strip.isHidden()


def test_scrolling_is_followed(timed: TimedGrid) -> None:
    bar = timed._grid.verticalScrollBar()
    for share in (0.0, 0.3, 0.7, 1.0):
        bar.setValue(round(share * bar.maximum()))
        shown = timed.strip._months[timed.strip.value()].month
        assert shown == month_at_top(timed)
        assert timed.strip.accessibleDescription() == timed.strip.text_of(timed.strip.value())


def test_clicks_and_drags_lead_the_list(timed: TimedGrid) -> None:
    strip = timed.strip
    for which in (0, len(strip._months) // 2, len(strip._months) - 1):
        middle = round(sum(strip._scale.edges(which)) / 2)
        QTest.mouseClick(strip, Qt.MouseButton.LeftButton, pos=QPoint(20, middle))
        first, last = timed._grid.seen_rows()
        assert first <= strip._scale.row_at(middle) <= last
    QTest.mousePress(strip, Qt.MouseButton.LeftButton, pos=QPoint(20, strip.height() - 12))
    QTest.mouseMove(strip, QPoint(20, 12))
    QTest.mouseRelease(strip, Qt.MouseButton.LeftButton, pos=QPoint(20, 12))
    assert timed._grid.seen_rows()[0] == 0


def test_keys_go_by_months_and_years(timed: TimedGrid) -> None:
    strip = timed.strip
    names = [month.month for month in strip._months]
    for which in range(1, len(names)):
        QTest.keyClick(strip, Qt.Key.Key_Down)
        assert strip.value() == which
        assert strip.accessibleDescription() == strip.text_of(which)
        first, last = timed._grid.seen_rows()
        assert first <= strip._scale.first_row(which) <= last
    for which in reversed(range(len(names) - 1)):
        QTest.keyClick(strip, Qt.Key.Key_Up)
        assert strip.value() == which
    years = []
    for _ in range(4):
        QTest.keyClick(strip, Qt.Key.Key_PageDown)
        years.append(names[strip.value()])
    assert years == ["2021-12", "2020-12", "", ""]
    for _ in range(4):
        QTest.keyClick(strip, Qt.Key.Key_PageUp)
        years.append(names[strip.value()])
    assert years[4:] == ["2020-12", "2021-12", "2022-12", "2022-12"]
    QTest.keyClick(strip, Qt.Key.Key_End)
    assert names[strip.value()] == ""
    QTest.keyClick(strip, Qt.Key.Key_Home)
    assert timed._grid.verticalScrollBar().value() == 0


def test_it_speaks_chinese(timed: TimedGrid, language: Language) -> None:
    language.set_language("zh_CN")
    timed.strip.retranslate()
    assert timed.strip.text_of(0).startswith("2022年12月")
    assert timed.strip.accessibleName() == "时间线"
