"""The places page: what map and list choose, and which search that is."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.core.imported import Imported
from app.core.types import Change
from app.core.world.localities import Locality, LocalityCount
from app.ui.i18n import Language
from app.ui.places.places_page import PlacesPage, search_of
from app.ui.shell.main_window import MainWindow
from tests.ui.fake_session import FakeSession

QINGDAO = Locality(1, "Qingdao", "青岛", "CN", "China", "中国")
NICE = Locality(2, "Nice", "尼斯", "FR", "France", "法国")
NIGER = Locality(3, "", "", "NE", "Niger", "尼日尔")
SINGAPORE = Locality(4, "Singapore", "新加坡", "SG", "Singapore", "新加坡")
SPOTS = {1: (36.0, 120.0), 2: (36.2, 120.4), 3: (43.7, 7.25)}
PLACES = [
    LocalityCount(QINGDAO, 2, (36.0, 120.0, 36.2, 120.4)),
    LocalityCount(NICE, 1, (43.7, 7.25, 43.7, 7.25)),
]


@pytest.fixture
def page(fake: FakeSession, language: Language, qtbot: QtBot) -> PlacesPage:
    made = PlacesPage(fake)
    qtbot.addWidget(made)
    made.resize(1000, 600)
    made.show()
    answer(made, SPOTS)
    return made


def answer(page: PlacesPage, spots: dict[int, tuple[float, float]]) -> None:
    """Let the library say where photos were taken."""
    ids = np.array(list(spots), dtype=np.int64)
    at = np.array(list(spots.values()), dtype=np.float64).reshape(-1, 2)
    page._session.background.answered.emit("places", ((ids, at), PLACES if spots else []))


def dot(page: PlacesPage, north: float, east: float) -> QPoint:
    """Return the middle of the dot nearest to a spot."""
    clusters = page.map.clusters()
    boxes = clusters.boxes
    which = int(np.argmin(np.abs(boxes[:, :2] - (north, east)).sum(axis=1)))
    return QPointF(*page.map._view.place(clusters.points)[which].tolist()).toPoint()


def searched(page: PlacesPage) -> list[str]:
    found: list[str] = []
    page.searched.connect(found.append)
    return found


def test_a_click_on_a_dot_chooses_its_photos(page: PlacesPage) -> None:
    found = searched(page)
    assert page.count.text() == "3 photos"
    assert not page.show_photos.isEnabled()
    QTest.mouseClick(page.map, Qt.MouseButton.LeftButton, pos=dot(page, 36.0, 120.0))
    assert page.chosen.text() == "2 photos"
    page.show_photos.click()
    assert found == ["area:35.99999,119.99999..36.20001,120.40001"]
    QTest.keyClick(page.map, Qt.Key.Key_Return)
    assert found[1:] == found[:1]
    QTest.keyClick(page.map, Qt.Key.Key_Escape)
    assert not page.show_photos.isEnabled()
    QTest.mouseClick(page.map, Qt.MouseButton.LeftButton, pos=dot(page, 43.7, 7.25))
    assert page.chosen.text() == "1 photo"
    QTest.mouseClick(page.map, Qt.MouseButton.LeftButton, pos=QPoint(5, 5))
    assert page.map.box is None


def test_a_double_click_shows_them_at_once(page: PlacesPage) -> None:
    found = searched(page)
    at = dot(page, 43.7, 7.25)
    QTest.mouseClick(page.map, Qt.MouseButton.LeftButton, pos=at)
    QTest.mouseDClick(page.map, Qt.MouseButton.LeftButton, pos=at)
    assert found == ["area:43.69999,7.24999..43.70001,7.25001"]


def test_a_rectangle_chooses_what_lies_in_it(page: PlacesPage) -> None:
    shift, left = Qt.KeyboardModifier.ShiftModifier, Qt.MouseButton.LeftButton
    middle = dot(page, 43.7, 7.25)
    start, end = middle - QPoint(30, 30), middle + QPoint(30, 30)
    before = page.map._view
    QTest.mousePress(page.map, left, shift, start)
    QTest.mouseMove(page.map, middle)
    QTest.mouseMove(page.map, end)
    QTest.mouseRelease(page.map, left, shift, end)
    assert page.map._view == before
    assert page.chosen.text() == "1 photo"
    south, west, north, east = page.map.box or (0, 0, 0, 0)
    assert south < 43.7 < north
    assert west < 7.25 < east


def test_the_map_is_moved_and_zoomed(page: PlacesPage) -> None:
    view = page.map._view
    for key in (Qt.Key.Key_Plus, Qt.Key.Key_Plus, Qt.Key.Key_Right, Qt.Key.Key_Down):
        QTest.keyClick(page.map, key)
    after = page.map._view
    assert after.scale > 2 * view.scale
    assert after.x > view.x
    QTest.mousePress(page.map, Qt.MouseButton.LeftButton, pos=QPoint(300, 200))
    for x in (320, 340, 360):
        QTest.mouseMove(page.map, QPoint(x, 200))
    QTest.mouseRelease(page.map, Qt.MouseButton.LeftButton, pos=QPoint(360, 200))
    assert page.map._view.x < after.x
    assert page.map.box is None, "what was moved was not clicked"
    scale, at = page.map._view.scale, QPointF(100, 100)
    none = Qt.KeyboardModifier.NoModifier
    wheel = QWheelEvent(
        at, page.map.mapToGlobal(at), QPoint(), QPoint(0, 120), Qt.MouseButton.NoButton, none,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(page.map, wheel)
    assert page.map._view.scale > scale
    for button, grows in ((page.closer, True), (page.further, False)):
        scale = page.map._view.scale
        button.click()
        assert (page.map._view.scale > scale) is grows
    QTest.keyClick(page.map, Qt.Key.Key_Home)
    assert page.map._view == view


def test_the_list_leads_the_map(page: PlacesPage) -> None:
    found, tree = searched(page), page.list.tree
    names = [tree.topLevelItem(row).text(0) for row in range(tree.topLevelItemCount())]
    assert names == ["Qingdao, China", "Nice, France"]
    tree.setCurrentItem(tree.topLevelItem(0))
    assert page.chosen.text() == "Qingdao, China: 2 photos"
    middle = page.map._view.place(page.map.clusters().points)
    assert ((middle > 0) & (middle < (page.map.width(), page.map.height()))).all(axis=1).any()
    QTest.keyClick(tree, Qt.Key.Key_Return)
    page.show_photos.click()
    assert found[-1] == "place:Qingdao place:China"
    QTest.mouseClick(page.map, Qt.MouseButton.LeftButton, pos=QPoint(2, 2))
    assert tree.currentItem() is None
    page.list.filter.setText("fran")
    assert [tree.topLevelItem(r).text(0) for r in range(tree.topLevelItemCount())] == [names[1]]
    page.list.filter.setText("ice")
    assert tree.topLevelItemCount() == 0, "only beginnings of words count"


def test_it_speaks_chinese(page: PlacesPage, fake: FakeSession, language: Language) -> None:
    language.set_language("zh_CN")
    fake.scenes.set_language("zh_CN")
    page.retranslate()
    answer(page, SPOTS)
    assert page.list.tree.topLevelItem(0).text(0) == "中国 青岛"
    assert page.title.text() == "地点"
    assert page.map.accessibleName() == "照片地图"


def test_without_any_place_it_says_where_they_come_from(page: PlacesPage) -> None:
    answer(page, {})
    assert page.empty.isVisible()
    assert "GPS" in page.empty.text()
    assert page.count.text() == ""


def test_changes_are_read_a_moment_later(page: PlacesPage, fake: FakeSession) -> None:
    page.take(Change(photos=frozenset()))
    assert not page._again.isActive()
    page.take(Change(photos=frozenset({1})))
    assert page._again.isActive()
    page.stop()
    assert not page._again.isActive()


@pytest.mark.parametrize(
    ("place", "language", "text"),
    [
        (QINGDAO, "en", "place:Qingdao place:China"),
        (QINGDAO, "zh_CN", "地点:青岛 地点:中国"),
        (NIGER, "en", "place:Niger"),
        (SINGAPORE, "en", "place:Singapore"),
        (Locality(5, "New York", "", "US", "United States", "美国"), "en",
         'place:"New York" place:"United States"'),
    ],
)  # fmt: skip
def test_a_place_is_a_search(place: Locality, language: str, text: str) -> None:
    assert search_of(place, language) == text


def test_the_map_leads_to_the_list_in_the_window(
    window: MainWindow, wait_until: Callable[[Callable[[], bool]], None]
) -> None:
    parts = window.parts
    library = parts.session.context.library
    photos = parts.photos.ids[:3].tolist()
    library.photos.save_sidecars(
        {photo: ("", Imported(gps=(36.0, 120.0 + at))) for at, photo in enumerate(photos)}
    )
    library.localities.place(dict.fromkeys(photos, QINGDAO))
    parts.actions["places"].trigger()
    page = parts.places.page
    assert page is not None
    wait_until(lambda: page.count.text() == "3 photos")
    assert parts.sidebar.isHidden()
    page.list.asked.emit(LocalityCount(QINGDAO, 3, (36.0, 120.0, 36.0, 122.0)))
    wait_until(lambda: sorted(parts.photos.ids.tolist()) == sorted(photos))
    assert parts.browser.mode == "grid"
    assert parts.toolbar.text.text() == "place:Qingdao place:China"
