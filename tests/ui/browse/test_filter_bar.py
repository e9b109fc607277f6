"""Filters by folder, told apart by as little as it takes."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from app.core.records import FolderRow, Query, View
from app.ui.browse.filter_bar import FilterBar, short_names
from app.ui.models.query_state import QueryState
from app.ui.models.scene_book import SceneBook


def test_a_folder_filters_any_list(scenes: SceneBook, qtbot: QtBot) -> None:
    state = QueryState()
    state.set_base(Query(view=View.REVIEW))
    bar = FilterBar(state, scenes)
    qtbot.addWidget(bar)
    bar.show()
    bar.show_folders([FolderRow(3, "/photos/2024", "online", 5)])
    assert bar.folder.isHidden(), "there is nothing to choose"
    rows = [FolderRow(3, "/photos/2024", "online", 5), FolderRow(4, "/nas/2024", "online", 9)]
    bar.show_folders(rows)
    assert bar.folder.isVisible()
    bar.folder.setCurrentIndex(2)
    assert (state.query().folder, state.query().view) == (4, View.REVIEW)
    bar.show_folders(rows[:1])
    assert state.query().folder is None, "a folder that is gone restricts no more"


def test_folders_are_told_apart_by_as_little_as_it_takes() -> None:
    assert short_names(["/a/b/c", "/a/d"]) == ["c", "d"]
    assert short_names(["/nas/2024", "C:\\photos\\2024"]) == ["nas/2024", "photos/2024"]
    assert short_names([]) == []
