"""Where tiles lie, how the cursor moves among them, what the mouse selects."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QItemSelectionModel, QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.core.outside.companions import Companion, CompanionRole
from app.core.records import Query, SortBy
from app.ui.models.photo_list import PhotoListModel
from app.ui.models.scene_book import SceneBook
from app.ui.models.thumbnails import ThumbnailLoader
from app.ui.widgets.drag import BESIDE, DRAG_PX, picture_of
from app.ui.widgets.grid import FilmstripView, GridView
from app.ui.widgets.tile_delegate import TileDelegate
from tests.ui.fakes import FakeReader, make_row

BY_NAME = Query(sort=SortBy.NAME, descending=False)


@pytest.fixture
def many(scenes: SceneBook) -> PhotoListModel:
    model = PhotoListModel(FakeReader([make_row(n) for n in range(1, 1001)]), scenes)
    model.set_query(BY_NAME)
    return model


@pytest.fixture
def grid(
    qapp: QApplication, many: PhotoListModel, scenes: SceneBook, thumbnails: ThumbnailLoader
) -> Iterator[GridView]:
    view = GridView(TileDelegate(scenes, thumbnails), thumbnails)
    view.setModel(many)
    view.resize(820, 600)
    view.show()
    view.set_thumbnail_px(180)
    qapp.processEvents()
    yield view
    view.close()


def chosen(view: GridView) -> list[int]:
    return sorted(index.row() for index in view.selectionModel().selectedIndexes())


def test_a_tile_is_marked_with_what_belongs_to_the_photo(
    grid: GridView, scenes: SceneBook, qapp: QApplication
) -> None:
    pair = (Companion(CompanionRole.RAW, "IMG.RAF"), Companion(CompanionRole.FILM, "IMG.mov"))
    rows = [make_row(1), replace(make_row(2), companions=pair)]
    model = PhotoListModel(FakeReader(rows), scenes)
    model.set_query(BY_NAME)
    grid.setModel(model)
    qapp.processEvents()
    plain, marked = (model.index(at, 0) for at in (0, 1))
    spoken = Qt.ItemDataRole.AccessibleTextRole
    assert "RAW" not in plain.data(spoken)
    assert "+RAW, +Film" in marked.data(spoken)
    corners = []
    for index in (plain, marked):
        rect = grid.visualRect(index)
        picture = QRect(rect.left() + 6, rect.top() + 6, 100, 180 * 3 // 4)
        corners.append(grid.grab(QRect(picture.left(), picture.top(), 100, 28)).toImage())
    assert corners[0] != corners[1]


def test_tiles_fill_the_width_without_overlap(grid: GridView) -> None:
    rects = [grid.visualRect(grid.model().index(at, 0)) for at in range(12)]
    assert not any(a.intersects(b) for n, a in enumerate(rects) for b in rects[n + 1 :])
    assert {rect.top() for rect in rects[:4]} == {rects[0].top()}
    assert rects[4].top() > rects[0].bottom()
    assert grid.viewport().width() - rects[3].right() < 24


def test_every_place_is_the_tile_that_is_painted_there(grid: GridView) -> None:
    grid.verticalScrollBar().setValue(777)
    for at in range(12, 28):
        index = grid.model().index(at, 0)
        assert grid.indexAt(grid.visualRect(index).center()) == index
    assert not grid.indexAt(QPoint(-5, 20)).isValid()


def test_scrolls_to_the_end_and_no_further(grid: GridView) -> None:
    last = grid.model().index(999, 0)
    grid.scrollTo(last)
    view = grid.viewport().rect()
    assert view.contains(grid.visualRect(last))
    bar = grid.verticalScrollBar()
    bar.setValue(bar.maximum())
    assert view.bottom() - grid.visualRect(last).bottom() <= 16


def test_arrows_page_home_and_end(grid: GridView) -> None:
    grid.setCurrentIndex(grid.model().index(0, 0))
    for key, row in (
        (Qt.Key.Key_Right, 1),
        (Qt.Key.Key_Down, 5),
        (Qt.Key.Key_Left, 4),
        (Qt.Key.Key_Up, 0),
        (Qt.Key.Key_Up, 0),
        (Qt.Key.Key_End, 999),
        (Qt.Key.Key_Down, 999),
        (Qt.Key.Key_Home, 0),
    ):
        QTest.keyClick(grid, key)
        assert grid.currentIndex().row() == row, key
    QTest.keyClick(grid, Qt.Key.Key_PageDown)
    assert grid.currentIndex().row() % 4 == 0
    assert grid.currentIndex().row() >= 8


def test_shift_extends_and_space_takes_out(grid: GridView) -> None:
    grid.setCurrentIndex(grid.model().index(1, 0))
    QTest.keyClick(grid, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert chosen(grid) == [1, 2, 3, 4, 5]
    QTest.keyClick(grid, Qt.Key.Key_Space)
    assert chosen(grid) == [1, 2, 3, 4]


def test_space_picks_photos_one_by_one(grid: GridView) -> None:
    grid.setCurrentIndex(grid.model().index(1, 0))
    for key in (Qt.Key.Key_Space, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Space):
        QTest.keyClick(grid, key)
    assert (chosen(grid), grid.currentIndex().row()) == ([1, 3], 3)
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Space, Qt.Key.Key_Up, Qt.Key.Key_Space):
        QTest.keyClick(grid, key)
    assert chosen(grid) == [1, 7]
    QTest.keyClick(grid, Qt.Key.Key_Escape)
    assert chosen(grid) == [3]
    QTest.keyClick(grid, Qt.Key.Key_Right)
    assert chosen(grid) == [4]


def test_picking_ends_with_another_selection(grid: GridView) -> None:
    grid.setCurrentIndex(grid.model().index(1, 0))
    QTest.keyClick(grid, Qt.Key.Key_Space)
    grid.setCurrentIndex(grid.model().index(8, 0))
    QTest.keyClick(grid, Qt.Key.Key_Right)
    assert chosen(grid) == [9]


def test_clicks_with_shift_and_control(grid: GridView) -> None:
    def click(row: int, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        place = grid.visualRect(grid.model().index(row, 0)).center()
        QTest.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, modifier, place)

    click(2)
    click(6, Qt.KeyboardModifier.ShiftModifier)
    assert chosen(grid) == [2, 3, 4, 5, 6]
    click(4, Qt.KeyboardModifier.ControlModifier)
    assert chosen(grid) == [2, 3, 5, 6]
    click(0)
    assert chosen(grid) == [0]


def test_dragged_photos_are_small_and_beside_the_pointer(grid: GridView) -> None:
    grid.setCurrentIndex(grid.model().index(3, 0))
    delegate = grid.itemDelegate()
    assert isinstance(delegate, TileDelegate)
    picture = picture_of(grid, delegate, 4)
    assert picture.deviceIndependentSize().width() == DRAG_PX
    assert picture.toImage().pixelColor(picture.rect().center()).alpha() > 0
    assert BESIDE.x() < 0


def test_enter_opens(grid: GridView) -> None:
    opened: list[int] = []
    grid.opened.connect(lambda: opened.append(1))
    grid.setCurrentIndex(grid.model().index(3, 0))
    QTest.keyClick(grid, Qt.Key.Key_Return)
    assert opened == [1]


def test_another_size_keeps_the_place(grid: GridView) -> None:
    grid.setCurrentIndex(grid.model().index(500, 0))
    grid.set_thumbnail_px(110)
    seen = grid.viewport().rect()
    assert seen.intersects(grid.visualRect(grid.model().index(500, 0)))
    grid.selectionModel().clear()
    first = grid.indexAt(QPoint(20, 20)).row()
    grid.set_thumbnail_px(240)
    assert abs(grid.indexAt(QPoint(20, 20)).row() - first) <= 8


def test_removed_photos_close_the_gap(grid: GridView, many: PhotoListModel) -> None:
    from app.core.types import Change

    reader = many._reader
    grid.setCurrentIndex(grid.model().index(10, 0))
    for photo in range(1, 9):
        del reader.by_id[photo]
    many.refresh(Change(photos=frozenset(range(1, 9))))
    assert grid.currentIndex().row() == 2
    assert grid.selectionModel().isSelected(many.index(2))


def test_the_strip_is_one_row(
    qapp: QApplication, many: PhotoListModel, scenes: SceneBook, thumbnails: ThumbnailLoader
) -> None:
    strip = FilmstripView(TileDelegate(scenes, thumbnails), thumbnails)
    strip.setModel(many)
    strip.resize(600, strip.height())
    strip.show()
    qapp.processEvents()
    tops = {strip.visualRect(many.index(at)).top() for at in (0, 5, 999)}
    assert len(tops) == 1
    strip.setCurrentIndex(many.index(999))
    assert strip.viewport().rect().contains(strip.visualRect(many.index(999)))
    strip.selectionModel().setCurrentIndex(
        many.index(0), QItemSelectionModel.SelectionFlag.ClearAndSelect
    )
    QTest.keyClick(strip, Qt.Key.Key_Right)
    assert strip.currentIndex().row() == 1
    assert strip._seen(QRect(0, 0, 300, 80)).start <= 1
    strip.close()


def test_what_one_looks_at_keeps_its_place_while_photos_come(
    grid: GridView, many: PhotoListModel
) -> None:
    from app.core.types import Change

    reader = many._reader

    def come(numbers: range) -> None:
        for n in numbers:
            reader.by_id[n] = make_row(n)
        many.refresh(Change(photos=frozenset(numbers)))

    for photo in range(1, 401):
        del reader.by_id[photo]
    many.refresh(Change(photos=None))
    grid.setCurrentIndex(many.index_of(410))
    top = grid.visualRect(many.index_of(410)).top()
    come(range(201, 401))
    assert grid.visualRect(many.index_of(410)).top() == top
    # With the current photo out of sight, what is seen stays: the first tile of all.
    grid.setCurrentIndex(many.index_of(990))
    grid.verticalScrollBar().setValue(2000)
    first = int(many.ids[grid.indexAt(QPoint(20, 20)).row()])
    top = grid.visualRect(many.index_of(first)).top()
    come(range(1, 101))
    assert grid.visualRect(many.index_of(first)).top() == top
    # Tiles that go are no place to keep: the next one is.
    del reader.by_id[first]
    many.refresh(Change(photos=frozenset([first])))
    assert grid.visualRect(many.index_of(first + 1)).top() == top


@pytest.fixture
def strip(
    qapp: QApplication, many: PhotoListModel, scenes: SceneBook, thumbnails: ThumbnailLoader
) -> Iterator[FilmstripView]:
    view = FilmstripView(TileDelegate(scenes, thumbnails), thumbnails)
    view.setModel(many)
    view.resize(900, view.height())
    view.show()
    qapp.processEvents()
    yield view
    view.close()


def test_the_current_photo_is_in_the_middle_of_the_strip(strip: FilmstripView) -> None:
    strip.setCurrentIndex(strip.model().index(500, 0))
    for key, row in ((None, 500), (Qt.Key.Key_Right, 501), (Qt.Key.Key_Left, 500)):
        if key is not None:
            QTest.keyClick(strip, key)
        assert strip.currentIndex().row() == row
        middle = strip.visualRect(strip.currentIndex()).center().x()
        assert abs(middle - strip.viewport().rect().center().x()) <= 1
    strip.resize(700, strip.height())
    middle = strip.visualRect(strip.currentIndex()).center().x()
    assert abs(middle - strip.viewport().rect().center().x()) <= 1
    strip.setCurrentIndex(strip.model().index(0, 0))
    assert strip.horizontalScrollBar().value() == 0


def test_a_double_click_in_the_strip_meets_one_tile(strip: FilmstripView) -> None:
    strip.setCurrentIndex(strip.model().index(500, 0))
    opened: list[int] = []
    strip.opened.connect(lambda: opened.append(strip.currentIndex().row()))
    place = strip.visualRect(strip.model().index(502, 0)).center()
    left = Qt.MouseButton.LeftButton
    QTest.mouseClick(strip.viewport(), left, Qt.KeyboardModifier.NoModifier, place)
    assert strip.indexAt(place).row() == 502
    QTest.mouseDClick(strip.viewport(), left, Qt.KeyboardModifier.NoModifier, place)
    assert opened == [502]
    assert strip._clicked is not None
    strip._clicked.stop()
    strip._clicked.timeout.emit()
    assert abs(strip.visualRect(strip.currentIndex()).center().x() - 450) <= 2


def test_a_long_strip_asks_for_what_is_seen(
    strip: FilmstripView, many: PhotoListModel, qapp: QApplication
) -> None:
    reader = many._reader
    assert isinstance(reader, FakeReader)
    many.set_query(Query(sort=SortBy.NAME, descending=True))
    reader.asked_rows.clear()
    strip.setCurrentIndex(strip.model().index(640, 0))
    qapp.processEvents()
    strip.grab()
    assert sum(map(len, reader.asked_rows)) <= 3 * 128
