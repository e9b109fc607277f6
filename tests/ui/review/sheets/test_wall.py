"""The wall of a sheet: what clicks, drags and keys mark, and how photos fill the room."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QRubberBand

from app.ui.models.scene_book import SceneBook
from app.ui.models.thumbnails import ThumbnailLoader
from app.ui.review.sheets.marked_photos import MarkedPhotos
from app.ui.review.sheets.sheet_tile import GAP_PX, SheetTile
from app.ui.review.sheets.wall import LARGEST_PX, LEAST_PX, SheetWall, largest_tiles
from app.ui.theme import Theme
from tests.ui.fakes import make_row

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def photos(qapp: QApplication) -> MarkedPhotos:
    made = MarkedPhotos()
    made.show_photos([make_row(n) for n in range(1, 25)])
    return made


@pytest.fixture
def wall(
    photos: MarkedPhotos, scenes: SceneBook, thumbnails: ThumbnailLoader, theme: Theme
) -> Iterator[SheetWall]:
    """Twenty-four photos in four rows of six."""
    made = SheetWall(photos, SheetTile(scenes, thumbnails))
    made.resize(1000, 520)
    made.show()
    QApplication.processEvents()
    assert made.rect_of(6).top() > made.rect_of(5).top() == made.rect_of(0).top()
    yield made
    made.close()
    made.deleteLater()


def middle(wall: SheetWall, at: int) -> QPoint:
    return wall.rect_of(at).center()


def click(wall: SheetWall, at: int, held: Qt.KeyboardModifier = NONE) -> None:
    QTest.mouseClick(wall.viewport(), LEFT, held, middle(wall, at))


def drag(wall: SheetWall, *points: QPoint) -> None:
    QTest.mousePress(wall.viewport(), LEFT, NONE, points[0])
    for point in points[1:]:
        QTest.mouseMove(wall.viewport(), point)
    QTest.mouseRelease(wall.viewport(), LEFT, NONE, points[-1])


def marks(wall: SheetWall) -> list[int]:
    return sorted(wall._photos.marks())


def test_all_photos_are_seen_and_fill_the_room(wall: SheetWall) -> None:
    rects = [wall.rect_of(at) for at in range(24)]
    assert all(wall.viewport().rect().contains(rect) for rect in rects)
    assert not any(a.intersects(b) for n, a in enumerate(rects) for b in rects[n + 1 :])
    covered = sum(rect.width() * rect.height() for rect in rects)
    assert covered > 0.85 * wall.width() * wall.height()


@pytest.mark.parametrize("count", [1, 2, 7, 48, 63])
@pytest.mark.parametrize("size", [(1400, 640), (1000, 430), (600, 900)])
def test_photos_are_as_large_as_all_of_them_can_be(count: int, size: tuple[int, int]) -> None:
    def fit(side: int, columns: int) -> bool:
        rows = -(-count // columns)
        wide = columns * (side + 2 * GAP_PX) <= size[0]
        return wide and rows * (side * 3 // 4 + 2 * GAP_PX) <= size[1]

    side, columns = largest_tiles(count, *size)
    assert fit(side, columns)
    assert side == LARGEST_PX or not any(fit(side + 3, n) for n in range(1, count + 1))


def test_too_many_photos_scroll_and_stay_large_enough(
    wall: SheetWall, photos: MarkedPhotos
) -> None:
    photos.show_photos([make_row(n) for n in range(1, 301)])
    QApplication.processEvents()
    assert wall.rect_of(0).width() >= LEAST_PX
    assert wall.verticalScrollBar().maximum() > 0
    QTest.keyClick(wall, Qt.Key.Key_End)
    assert wall.viewport().rect().contains(wall.rect_of(299))


def test_a_sheet_is_made_for_what_the_wall_holds(wall: SheetWall) -> None:
    photos = wall._photos
    photos.show_photos([make_row(n) for n in range(1, wall.capacity(wall.size()) + 1)])
    QApplication.processEvents()
    assert wall.viewport().rect().contains(wall.rect_of(wall.capacity(wall.size()) - 1))
    assert 12 <= wall.capacity(wall.size()) <= 40


def test_a_click_marks_and_another_takes_the_mark_away(wall: SheetWall) -> None:
    click(wall, 3)
    click(wall, 8)
    assert marks(wall) == [3, 8]
    click(wall, 3)
    assert marks(wall) == [8]


def test_two_quick_clicks_are_two_clicks(wall: SheetWall) -> None:
    click(wall, 3)
    place = QPointF(middle(wall, 3))
    where = wall.viewport().mapToGlobal(place)
    quick = QMouseEvent(QEvent.Type.MouseButtonDblClick, place, where, LEFT, LEFT, NONE)
    QApplication.sendEvent(wall.viewport(), quick)
    assert marks(wall) == []


def test_a_drag_marks_all_it_passes_however_fast(wall: SheetWall) -> None:
    drag(wall, middle(wall, 1), middle(wall, 5))
    assert marks(wall) == [1, 2, 3, 4, 5]


def test_a_drag_from_a_marked_photo_takes_marks_away(wall: SheetWall) -> None:
    drag(wall, middle(wall, 0), middle(wall, 5))
    drag(wall, middle(wall, 2), middle(wall, 4))
    assert marks(wall) == [0, 1, 5]


def test_a_drag_that_comes_back_keeps_what_it_passed(wall: SheetWall) -> None:
    drag(wall, middle(wall, 0), middle(wall, 3), middle(wall, 1))
    assert marks(wall) == [0, 1, 2, 3]


def test_a_frame_that_begins_beside_the_photos_marks_what_it_touches(wall: SheetWall) -> None:
    click(wall, 23)
    gap = wall.rect_of(0).bottomRight()
    assert wall.place_at(gap) == -1
    drag(wall, gap, middle(wall, 14))
    assert marks(wall) == [0, 1, 2, 6, 7, 8, 12, 13, 14, 23]
    assert not [frame for frame in wall.findChildren(QRubberBand) if frame.isVisible()]


def test_a_frame_that_shrinks_lets_go(wall: SheetWall) -> None:
    gap = wall.rect_of(0).bottomRight()
    drag(wall, gap, middle(wall, 14), middle(wall, 7))
    assert marks(wall) == [0, 1, 6, 7]


def test_shift_and_a_click_mark_the_range(wall: SheetWall) -> None:
    click(wall, 4)
    click(wall, 9, SHIFT)
    assert marks(wall) == [4, 5, 6, 7, 8, 9]
    click(wall, 6, SHIFT)
    assert marks(wall) == [4, 5, 6]


def test_arrows_walk_and_space_marks(wall: SheetWall) -> None:
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Space, Qt.Key.Key_Left):
        QTest.keyClick(wall, key)
    assert (wall.currentIndex().row(), marks(wall)) == (6, [7])
    QTest.keyClick(wall, Qt.Key.Key_Up)
    QTest.keyClick(wall, Qt.Key.Key_Up)
    assert wall.currentIndex().row() == 0


def test_down_leads_to_the_end_of_a_short_last_row(wall: SheetWall, photos: MarkedPhotos) -> None:
    photos.show_photos([make_row(n) for n in range(1, 23)])
    QApplication.processEvents()
    wall.move_to(17)
    QTest.keyClick(wall, Qt.Key.Key_Down)
    assert wall.currentIndex().row() == 21


def test_shift_and_arrows_grow_and_shrink_a_range(wall: SheetWall) -> None:
    click(wall, 20)
    wall.move_to(2)
    wall._marking.begin_at(2)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Left):
        QTest.keyClick(wall, key, SHIFT)
    assert marks(wall) == [2, 3, 20]


def test_all_and_none(wall: SheetWall) -> None:
    told: list[int] = []
    wall.escaped.connect(lambda: told.append(1))
    QTest.keyClick(wall, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert len(marks(wall)) == 24
    QTest.keyClick(wall, Qt.Key.Key_Escape)
    assert (marks(wall), told) == ([], [])
    QTest.keyClick(wall, Qt.Key.Key_Escape)
    assert told == [1]


def test_another_sheet_begins_without_marks_and_at_its_first_photo(
    wall: SheetWall, photos: MarkedPhotos
) -> None:
    click(wall, 9)
    photos.show_photos([make_row(n) for n in range(50, 60)])
    assert (marks(wall), wall.currentIndex().row()) == ([], 0)


def test_a_sheet_that_comes_back_has_its_marks(photos: MarkedPhotos) -> None:
    photos.show_photos([make_row(n) for n in (5, 6, 7)], [7, 99], turned=True)
    assert (photos.marked(), photos.turned) == ([7], True)


def test_turning_the_sheet_takes_marks_away(wall: SheetWall, photos: MarkedPhotos) -> None:
    click(wall, 1)
    photos.turn()
    assert (photos.marked(), photos.turned) == ([], True)


def test_a_screen_reader_hears_which_photos_are_marked(
    wall: SheetWall, photos: MarkedPhotos
) -> None:
    click(wall, 1)
    interface = QAccessible.queryAccessibleInterface(wall)
    plain, marked = (interface.child(at) for at in (0, 1))
    assert plain.text(QAccessible.Text.Name) == "IMG_0001.jpg"
    assert marked.text(QAccessible.Text.Name) == "IMG_0002.jpg, marked: not"
    assert (plain.state().checked, marked.state().checked) == (0, 1)
    photos.turn()
    click(wall, 1)
    assert interface.child(1).text(QAccessible.Text.Name) == "IMG_0002.jpg, marked: is it"


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("turned", [False, True])
def test_a_mark_is_seen_without_colour(
    wall: SheetWall, photos: MarkedPhotos, theme: Theme, mode: str, *, turned: bool
) -> None:
    """The same tile in greys: with a mark a good part of it has another light."""
    theme.set_mode(mode)
    if turned:
        photos.turn()
    wall.clearFocus()

    def light(at: int) -> list[int]:
        image = wall.viewport().grab(wall.rect_of(at)).toImage()
        return [
            image.pixelColor(x, y).lightness()
            for x in range(0, image.width(), 4)
            for y in range(0, image.height(), 4)
        ]

    before = light(8)
    photos.mark([8], marked=True)
    after = light(8)
    differ = sum(abs(a - b) > 40 for a, b in zip(before, after, strict=True))
    assert differ > 0.03 * len(before)
