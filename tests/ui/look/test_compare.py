"""Comparing: which photos, which one is current, zoomed together, switched without a flicker."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QItemSelectionModel, QRect, QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.core.records import Query, SortBy
from app.core.types import Change
from app.ui.i18n import Language
from app.ui.look.compare_desk import CompareDesk
from app.ui.look.compare_page import ComparePage, cells_of
from app.ui.models.photo_list import PhotoListModel
from app.ui.models.walk import Walk
from tests.ui.fake_session import FakeSession
from tests.ui.fakes import FakeReader

SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def photos(fake: FakeSession) -> PhotoListModel:
    made = PhotoListModel(fake.reader, fake.scenes)
    made.set_query(Query(sort=SortBy.NAME, descending=False))
    return made


@pytest.fixture
def walk(photos: PhotoListModel) -> Walk:
    made = Walk(photos, QItemSelectionModel(photos))
    made.go_to(4)
    return made


@pytest.fixture
def desk(photos: PhotoListModel, walk: Walk) -> Iterator[CompareDesk]:
    made = CompareDesk(photos, walk)

    def on_moved() -> None:
        made.show_current(walk.row_of(walk.photo()))

    walk._selection.currentChanged.connect(on_moved)
    yield made
    walk._selection.currentChanged.disconnect(on_moved)
    made.deleteLater()


def compared(desk: CompareDesk) -> tuple[list[int], int]:
    return [row.id for row in desk.rows], desk.active


@pytest.mark.parametrize(
    ("chosen", "found"),
    [
        ([5], [5, 6]),
        ([], [5, 6]),
        ([9, 5, 2], [9, 5, 2]),
        ([1, 2, 3, 4, 5, 6], [1, 2, 3, 4]),
    ],
)
def test_two_to_four_photos(desk: CompareDesk, walk: Walk, chosen: list[int], found: list[int]):
    assert desk.begin(chosen)
    assert [row.id for row in desk.rows] == found
    assert walk.photo() == desk.rows[desk.active].id, "the active one is the current one"


def test_the_last_photo_is_compared_with_the_one_before(desk: CompareDesk, walk: Walk) -> None:
    walk.go_to(39)
    assert desk.begin([])
    assert compared(desk) == ([39, 40], 1)


def test_one_photo_alone_is_not_compared(
    desk: CompareDesk, photos: PhotoListModel, fake: FakeSession
) -> None:
    photos.set_query(Query(text="0005"))
    assert not desk.begin([5])
    assert not desk.is_on


def test_keys_choose_and_replace(desk: CompareDesk, walk: Walk) -> None:
    desk.begin([5, 6, 8])
    desk.turn(1)
    assert (compared(desk), walk.photo()) == (([5, 6, 8], 1), 6)
    desk.replace(1)
    assert compared(desk) == ([5, 7, 8], 1)
    desk.replace(1)
    assert compared(desk) == ([5, 9, 8], 1), "what is compared already is passed over"
    desk.turn(-1)
    desk.replace(-1)
    assert compared(desk) == ([4, 9, 8], 0)
    desk.turn(-1)
    assert desk.active == 2


def test_where_the_list_goes_on_that_photo_is_seen(desk: CompareDesk, walk: Walk) -> None:
    """As after a decision: no key decides about what is out of sight."""
    desk.begin([5, 6])
    walk.go_to_photo(20)
    assert compared(desk) == ([20, 6], 0)
    walk.go_to_photo(6)
    assert compared(desk) == ([20, 6], 1)


def test_photos_that_go_are_compared_no_more(
    desk: CompareDesk, walk: Walk, photos: PhotoListModel, fake: FakeSession
) -> None:
    reader: FakeReader = fake.reader  # type: ignore[assignment]
    ended: list[int] = []
    desk.ended.connect(lambda: ended.append(1))
    desk.begin([5, 6, 8])
    desk.activate(1)

    def lose(*gone: int) -> None:
        for photo in gone:
            del reader.by_id[photo]
        change = Change(photos=frozenset(gone))
        photos.refresh(change)
        desk.take(change)

    lose(6)
    assert [row.id for row in desk.rows] == [5, 8]
    assert walk.photo() in (5, 8)
    lose(8)
    assert len(desk.rows) == 2, "the current one and its neighbour"
    assert not ended
    lose(*[photo for photo in reader.by_id if photo != 5])
    assert ended
    assert not desk.is_on


@pytest.fixture
def page(fake: FakeSession, desk: CompareDesk, qapp: QApplication) -> Iterator[ComparePage]:
    made = ComparePage(fake, fake.reader, desk)
    made.resize(1200, 800)
    made.show()
    made.activateWindow()
    QTest.qWaitForWindowActive(made)
    yield made
    made.stop()
    made.close()
    made.deleteLater()
    qapp.processEvents()


def places(page: ComparePage, count: int) -> list[tuple[float, float, float]]:
    return [pane.loupe.shown.zoom.place() for pane in page.panes[:count]]


def test_all_zoom_and_move_with_one_until_they_are_let_go(
    page: ComparePage, desk: CompareDesk
) -> None:
    desk.begin([5, 6, 8])
    first = page.loupe()
    first.toggle_zoom(first.shown.zoom.area.center())
    QTest.keyClick(first, Qt.Key.Key_Right, SHIFT)
    one, two, three = places(page, 3)
    assert one[0] > 0
    assert two == pytest.approx(one, abs=0.01)
    assert three == pytest.approx(one, abs=0.01)
    # A photo that takes the place of another is looked at in the same place.
    desk.replace(1)
    assert places(page, 3)[0] == pytest.approx(one, abs=0.01)
    page.set_linked(False)
    QTest.keyClick(page.loupe(), Qt.Key.Key_Down, SHIFT)
    moved, two, three = places(page, 3)
    assert moved != pytest.approx(two, abs=0.01)
    page.set_linked(True)
    assert places(page, 3)[2] == pytest.approx(moved, abs=0.01)


def test_switching_shows_the_same_place_without_another_layout(
    page: ComparePage, desk: CompareDesk
) -> None:
    desk.begin([5, 6])
    page.set_linked(False)
    page.switch()
    assert [pane.geometry() for pane in page.panes[:2]] == [page.rect()] * 2
    assert all(pane.isVisible() for pane in page.panes[:2]), "both are decoded"
    loupe = page.loupe()
    loupe.toggle_zoom(loupe.shown.zoom.area.center())
    QTest.keyClick(loupe, Qt.Key.Key_Left, SHIFT)
    before = loupe.shown.zoom.place()
    page.switch()
    assert desk.active == 1
    assert page.childAt(page.rect().center()) is page.panes[1].loupe
    assert page.loupe().shown.zoom.place() == pytest.approx(before, abs=0.01)
    assert page.loupe().hasFocus()
    page.switch()
    assert desk.active == 0
    closed: list[int] = []
    page.closed.connect(lambda: closed.append(1))
    QTest.keyClick(page.loupe(), Qt.Key.Key_Escape)
    assert not page.is_single
    assert not closed
    QTest.keyClick(page.loupe(), Qt.Key.Key_Escape)
    assert closed


def test_keys_and_clicks_choose_a_photo(page: ComparePage, desk: CompareDesk) -> None:
    desk.begin([1, 2, 3, 4])
    for key, at in (
        (Qt.Key.Key_Right, 1), (Qt.Key.Key_End, 3), (Qt.Key.Key_Right, 0), (Qt.Key.Key_Left, 3),
        (Qt.Key.Key_Home, 0),
    ):  # fmt: skip
        QTest.keyClick(page.loupe(), key)
        assert desk.active == at, key
    QTest.mouseClick(page.panes[2].loupe, Qt.MouseButton.LeftButton)
    assert desk.active == 2
    QTest.keyClick(page.loupe(), Qt.Key.Key_PageDown)
    assert [row.id for row in desk.rows] == [1, 2, 5, 4]
    QTest.keyClick(page.loupe(), Qt.Key.Key_Tab)
    assert desk.active == 3
    QTest.keyClick(page.loupe(), Qt.Key.Key_Backtab)
    assert desk.active == 2


def test_names_say_what_is_where(page: ComparePage, desk: CompareDesk, language: Language) -> None:
    desk.begin([5, 6])
    pane = page.panes[1]
    assert pane.loupe.accessibleName() == "IMG_0006.jpg, 2 of 2"
    assert pane.caption.text() == "2  ·  IMG_0006.jpg  ·  4,000 × 3,000  ·  Beach?"
    assert "▸" in page.panes[0].caption.text()
    assert "▸" not in pane.caption.text()
    page.set_informed(True)
    for pane in page.panes[:2]:
        assert pane.overlay.isVisible()
    assert "IMG_0006.jpg" in page.panes[1].overlay.accessibleName()
    page.clear()
    assert not page.panes[0].overlay.isVisible()


@pytest.mark.parametrize(
    ("count", "size", "last"),
    [
        (2, (1206, 800), QRect(606, 0, 600, 800)),
        (3, (1212, 800), QRect(812, 0, 400, 800)),
        (4, (1206, 806), QRect(606, 406, 600, 400)),
        (2, (600, 1006), QRect(0, 506, 600, 500)),
    ],
)
def test_photos_share_the_room(count: int, size: tuple[int, int], last: QRect) -> None:
    cells = cells_of(count, QSize(*size))
    assert len(cells) == count
    assert cells[-1] == last
    assert not any(a.intersects(b) for n, a in enumerate(cells) for b in cells[n + 1 :])
