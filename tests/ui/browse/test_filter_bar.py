"""Filters by folder, told apart by as little as it takes."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.core.records import FolderRow, Query, View
from app.ui.browse.filter_bar import FilterBar, short_names
from app.ui.browse.search.scene_names import SceneNaming
from app.ui.i18n import Language
from app.ui.models.query_state import QueryState
from app.ui.models.scene_book import SceneBook


@pytest.fixture
def state(qapp: QApplication) -> QueryState:
    return QueryState()


@pytest.fixture
def bar(state: QueryState, scenes: SceneBook, qtbot: QtBot) -> FilterBar:
    made = FilterBar(state, scenes, SceneNaming(scenes, None))
    qtbot.addWidget(made)
    made.show()
    return made


def test_a_folder_filters_any_list(bar: FilterBar, state: QueryState) -> None:
    state.set_base(Query(view=View.REVIEW))
    bar.show_folders([FolderRow(3, "/photos/2024", "online", 5)])
    assert bar.folder.isHidden(), "there is nothing to choose"
    rows = [FolderRow(3, "/photos/2024", "online", 5), FolderRow(4, "/nas/2024", "online", 9)]
    bar.show_folders(rows)
    assert bar.folder.isVisible()
    bar.folder.setCurrentIndex(2)
    assert (state.query().text, state.query().view) == ("folder:/nas/2024", View.REVIEW)
    state.set_text("x folder:/PHOTOS/2024/")
    assert bar.folder.currentIndex() == 1


def test_a_filter_changes_its_part_of_the_search_alone(bar: FilterBar, state: QueryState) -> None:
    state.set_text("beach  日期:2023  OR x")
    bar.reason.setCurrentIndex(bar.reason.findData("second_scene"))
    assert state.text == "(beach  日期:2023  OR x) reason:second_scene"
    state.set_text("beach  日期:2023")
    bar.low.setValue(0.5)
    assert state.text == "beach  日期:2023 similarity:>=0.5"
    bar.end.setDate(QDate(2024, 5, 1))
    assert state.text == "beach date:2023-01-01..2024-05-01 similarity:>=0.5"
    bar.scene.setCurrentIndex(bar.scene.findData("kitchen"))
    assert state.text.endswith("similarity:>=0.5 scene:Kitchen")
    bar.clear.click()
    assert state.text == "beach"


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("date:2023", "2023-01-01", "2023-12-31"),
        ("date:2024-02", "2024-02-01", "2024-02-29"),
        ("date:>2023-04", "2023-05-01", "1900-01-01"),
        ("date:<2023-04", "1900-01-01", "2023-03-31"),
        ("date:>2020 date:<2022", "1900-01-01", "1900-01-01"),
        ("-date:2023", "1900-01-01", "1900-01-01"),
        ("x", "1900-01-01", "1900-01-01"),
    ],
)
def test_days_are_shown_as_the_search_says(
    bar: FilterBar, state: QueryState, text: str, first: str, last: str
) -> None:
    state.set_text("date:2001")
    state.set_text(text)
    shown = [edit.date().toString(Qt.DateFormat.ISODate) for edit in (bar.start, bar.end)]
    assert shown == [first, last]
    assert state.text == text


def test_what_is_typed_is_shown_by_the_filters(
    bar: FilterBar, state: QueryState, scenes: SceneBook
) -> None:
    state.set_text("场景:厨房 reason:second similarity:0.2..0.75")
    assert bar.scene.currentData() == "kitchen"
    assert bar.reason.currentData() == "second_scene"
    assert (bar.low.value(), bar.high.value()) == (0.2, 0.75)
    scenes.set_language("zh_CN")
    assert bar.scene.currentText() == "厨房"
    state.set_text("scene:nowhere")
    assert (bar.scene.currentData(), bar.reason.currentData()) == (None, None)
    assert (bar.low.value(), bar.high.value()) == (bar.low.minimum(), bar.high.minimum())


def test_what_is_chosen_is_written_in_the_language_of_the_window(
    bar: FilterBar, state: QueryState, scenes: SceneBook
) -> None:
    scenes.set_language("zh_CN")
    bar.scene.setCurrentIndex(bar.scene.findData("kitchen"))
    bar.reason.setCurrentIndex(bar.reason.findData("no_scene"))
    assert state.text == "场景:厨房 原因:没有场景"
    state.set_text("beach OR date:2023")
    bar.stars.setCurrentIndex(bar.stars.findData(3))
    assert state.text == "(beach OR date:2023) 星级:>=3"


def test_a_place_is_a_filter_that_completes(bar: FilterBar, state: QueryState) -> None:
    assert bar.place.isHidden(), "no photo has a place"
    bar.show_places(["Qingdao", "Rome", "China"])
    assert bar.place.isVisible()
    QTest.keyClicks(bar.place, "ing")
    completer = bar.place.completer()
    assert [completer.popup().model().index(0, 0).data()] == ["Qingdao"]
    assert state.text == "", "not before it is chosen"
    completer.popup().hide()
    bar.place.setText("Qingdao")
    QTest.keyClick(bar.place, Qt.Key.Key_Return)
    assert state.text == "place:Qingdao"
    state.set_text("beach 地点:Rome")
    assert bar.place.text() == "Rome"
    QTest.keyClick(bar.place, Qt.Key.Key_Return)
    assert state.text == "beach 地点:Rome", "what did not change is not written anew"
    bar.place.clear()
    assert state.text == "beach"


def test_days_are_written_as_the_language_does_with_whole_years(
    bar: FilterBar, state: QueryState, language: Language
) -> None:
    state.set_text("date:2021-02-03")
    for code, written in (("en", "2/3/2021"), ("zh_CN", "2021/2/3")):
        language.set_language(code)
        bar.retranslate()
        assert bar.start.text() == written


def test_one_end_takes_the_other_one_along(bar: FilterBar, state: QueryState) -> None:
    state.set_text("similarity:0.2..0.5 date:2023-01-01..2023-02-01")
    bar.low.setValue(0.7)
    assert bar.high.value() == 0.7
    bar.end.setDate(QDate(2022, 5, 1))
    assert bar.start.date() == QDate(2022, 5, 1)
    assert state.text == "similarity:0.7 date:2022-05-01"


def test_folders_are_told_apart_by_as_little_as_it_takes() -> None:
    assert short_names(["/a/b/c", "/a/d"]) == ["c", "d"]
    assert short_names(["/nas/2024", "C:\\photos\\2024"]) == ["nas/2024", "photos/2024"]
    assert short_names([]) == []
