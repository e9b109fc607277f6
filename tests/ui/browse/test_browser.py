"""The middle of the window says why a list is empty."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.core.records import Counts, FolderRow, Query, View
from app.ui.browse.browser import WORTH_A_REFRESH, Browser
from app.ui.models.photo_list import PhotoListModel
from app.ui.models.query_state import QueryState
from app.ui.models.scene_book import SceneBook
from app.ui.models.thumbnails import ThumbnailLoader
from app.ui.review.chosen_photos import ChosenPhotos
from tests.ui.fakes import FakeReader

FOLDER = FolderRow(1, "/photos", "online", 40)


@pytest.fixture
def browser(
    reader: FakeReader,
    scenes: SceneBook,
    photos: PhotoListModel,
    thumbnails: ThumbnailLoader,
    qtbot: QtBot,
) -> Browser:
    chosen = ChosenPhotos(reader, photos)
    made = Browser(photos, chosen.selection, scenes, thumbnails, QueryState())
    chosen.setParent(made)
    qtbot.addWidget(made)
    return made


def test_an_empty_queue_waits_for_the_scan(
    browser: Browser, reader: FakeReader, photos: PhotoListModel
) -> None:
    reader.by_id.clear()
    photos.set_query(Query(view=View.REVIEW))
    browser.show_counts(Counts(all=5), [FOLDER])
    assert browser.empty.title.text() == "Nothing to review yet"
    browser.show_counts(Counts(), [FOLDER])
    assert browser.empty.title.text() == "Nothing left to review"


def test_a_refresh_is_offered_from_enough_new_labels_on(browser: Browser) -> None:
    browser.show_counts(Counts(all=40, unlearned=WORTH_A_REFRESH - 1), [FOLDER])
    assert browser.banner.isHidden()
    browser.show_counts(Counts(all=40, unlearned=WORTH_A_REFRESH), [FOLDER])
    assert not browser.banner.isHidden()
    browser.show_counts(Counts(all=40, unlearned=WORTH_A_REFRESH), [])
    assert browser.banner.isHidden()


def test_zoom_opens_the_loupe_first(
    browser: Browser, photos: PhotoListModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    zoomed: list[str] = []
    monkeypatch.setattr(browser.loupe, "toggle_zoom", lambda: zoomed.append(browser.mode))
    photos.set_query(Query())
    browser.zoom()
    assert (browser.mode, zoomed) == ("loupe", [])
    browser.zoom()
    assert zoomed == ["loupe"]


def test_escape_leads_from_the_page_of_another_room_to_the_photos(
    browser: Browser, photos: PhotoListModel, qtbot: QtBot
) -> None:
    photos.set_query(Query())
    browser.show()
    qtbot.waitExposed(browser)
    page = QWidget()
    browser.show_room("places", page)
    qtbot.keyClick(page, Qt.Key.Key_Escape)
    assert browser.mode == "grid"
    assert browser.grid.isVisible()
