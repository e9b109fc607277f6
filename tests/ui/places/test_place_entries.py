"""The sidebar has countries, and towns below them: views of a search for a place."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt
from pytestqt.qtbot import QtBot

from app.core.world.localities import Locality, LocalityCount
from app.ui.browse.sidebar import Sidebar
from app.ui.models.place_book import PlaceBook
from app.ui.models.scene_book import SceneBook
from app.ui.models.sidebar_model import SidebarModel
from app.ui.models.sidebar_tree import SidebarRole
from tests.ui.fakes import FakeReader

QINGDAO = Locality(1, "Qingdao", "青岛", "CN", "China", "中国")
BEIJING = Locality(2, "Beijing", "北京", "CN", "China", "中国")
PARIS = Locality(3, "Paris", "巴黎", "FR", "France", "法国")
TEXAS = Locality(4, "Paris", "帕里斯", "US", "United States", "美国")
SEA = Locality(5, "", "", "FR", "France", "法国")


def count(place: Locality, photos: int) -> LocalityCount:
    return LocalityCount(place, photos, (0.0, 0.0, 1.0, 1.0))


def places(model: SidebarModel) -> dict[str, list[str]]:
    """Return the section as it reads: countries with counts, and their towns."""
    found = {}
    for row in range(model.rowCount()):
        section = model.index(row, 0)
        if section.data(SidebarRole.KEY) == "places":
            for at in range(model.rowCount(section)):
                country = model.index(at, 0, section)
                below = [model.index(n, 0, country) for n in range(model.rowCount(country))]
                found[said(country)] = [said(town) for town in below]
    return found


def said(index: QModelIndex) -> str:
    return f"{index.data(Qt.ItemDataRole.DisplayRole)} {index.data(SidebarRole.COUNT)}"


def test_countries_and_towns_are_searches(
    reader: FakeReader, scenes: SceneBook, qtbot: QtBot
) -> None:
    model, book = SidebarModel(reader, scenes), PlaceBook(reader)
    sidebar = Sidebar(model)
    qtbot.addWidget(sidebar)
    model.set_places(book)
    assert places(model) == {}, "no section for nothing"
    reader.localities.found = [count(QINGDAO, 5), count(PARIS, 4), count(SEA, 3)]
    book.reload()
    assert places(model) == {"France 7": ["Paris 4"], "China 5": ["Qingdao 5"]}
    china = model.index_of("country", "CN")
    assert not sidebar.isExpanded(china)
    asked = []
    sidebar.query_chosen.connect(asked.append)
    sidebar.choose("country", "CN")
    assert sidebar.isExpanded(china)
    sidebar.choose("town", 3)
    sidebar.choose("country", "FR")
    assert not sidebar.isExpanded(china)
    assert [query.text for query in asked] == ["place:China", "place:Paris", "place:France"]

    # What is chosen stays so while others come and go.
    reader.localities.found = [count(PARIS, 9), count(TEXAS, 6), count(BEIJING, 2)]
    book.reload()
    assert places(model) == {
        "France 9": ["Paris 9"],
        "United States 6": ["Paris 6"],
        "China 2": ["Beijing 2"],
    }
    assert sidebar.current_entry() == ("country", "FR")
    query = model.query(model.index_of("town", 4))
    assert query is not None
    assert query.text == 'place:Paris place:"United States"', "two towns of one name"
    scenes.set_language("zh_CN")
    model.retranslate()
    assert list(places(model)) == ["法国 9", "美国 6", "中国 2"]
    query = model.query(model.index_of("town", 2))
    assert query is not None
    assert query.text == "地点:北京"
    reader.localities.found = []
    book.reload()
    assert places(model) == {}
    assert not model.index_of("town", 2).isValid()
