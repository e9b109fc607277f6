"""More like this: the strip above the list, and what it asks for."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.core.likeness import SAME_SCENE, Likeness
from app.core.records import Query, SortBy, View
from app.ui.browse.browser import Browser
from app.ui.models.photo_list import PhotoListModel
from app.ui.models.query_state import QueryState
from app.ui.models.scene_book import SceneBook
from app.ui.models.thumbnails import ThumbnailLoader
from app.ui.review.chosen_photos import ChosenPhotos
from tests.ui.fakes import FakeReader


@pytest.fixture
def state() -> QueryState:
    return QueryState()


@pytest.fixture
def browser(
    *,
    reader: FakeReader,
    scenes: SceneBook,
    photos: PhotoListModel,
    thumbnails: ThumbnailLoader,
    state: QueryState,
    qtbot: QtBot,
) -> Browser:
    chosen = ChosenPhotos(reader, photos)
    made = Browser(photos, chosen.selection, scenes, thumbnails, state)
    chosen.setParent(made)
    state.setParent(made)
    state.changed.connect(photos.set_query)
    qtbot.addWidget(made)
    return made


def test_the_list_begins_with_the_photo_asked_about(
    browser: Browser, state: QueryState, photos: PhotoListModel
) -> None:
    assert browser.like.isHidden()
    state.set_like(Likeness((7,)))
    assert photos.query.sort is SortBy.LIKENESS
    assert photos.ids.tolist()[0] == 7
    assert set(photos.ids.tolist()) == set(range(1, 16))
    assert not browser.like.isHidden()
    assert browser.title.text() == "More like IMG_0007.jpg"


def test_several_photos_are_counted(browser: Browser, state: QueryState) -> None:
    state.set_like(Likeness((7, 9, 11)))
    assert browser.title.text() == "More like 3 photo(s)"
    assert browser.like.asked.accessibleName() == "More like 3 photo(s)"


def test_the_slider_says_how_alike(
    browser: Browser, state: QueryState, photos: PhotoListModel, qtbot: QtBot
) -> None:
    state.set_like(Likeness((20,)))
    assert browser.like.slider.value() == round(SAME_SCENE * 100)
    with qtbot.waitSignal(state.changed) as told:
        browser.like.slider.setValue(90)
    assert told.args[0].like == Likeness((20,), 0.9)
    assert set(photos.ids.tolist()) == {18, 19, 20, 21, 22}


def test_filters_and_order_hold_as_in_any_list(
    browser: Browser, state: QueryState, photos: PhotoListModel, reader: FakeReader
) -> None:
    state.set_like(Likeness((20,)))
    state.set_term("scene", "beach")
    state.set_order(SortBy.NAME, False)
    shown = photos.ids.tolist()
    assert shown
    assert shown == sorted(shown)
    assert all(reader.by_id[photo].scene == "beach" for photo in shown)
    state.set_like(None)
    assert state.query() == Query(text="scene:beach")


def test_another_entry_of_the_sidebar_ends_it(browser: Browser, state: QueryState) -> None:
    state.set_like(Likeness((20,)))
    state.set_base(Query(view=View.ACCEPTED))
    assert browser.like.isHidden()
    assert state.query().like is None


def test_a_waiting_slider_asks_for_nothing_afterwards(
    browser: Browser, state: QueryState, qtbot: QtBot
) -> None:
    state.set_like(Likeness((20,)))
    browser.like.slider.setValue(90)
    state.set_base(Query())
    with qtbot.assertNotEmitted(state.changed, wait=0):
        browser.like._moved.timeout.emit()


def test_it_is_closed_by_button_and_by_escape(
    browser: Browser, state: QueryState, qtbot: QtBot
) -> None:
    state.set_like(Likeness((20,)))
    with qtbot.waitSignal(browser.like.closed):
        browser.like.close_button.click()
    with qtbot.waitSignal(browser.like.closed):
        qtbot.keyClick(browser.like, Qt.Key.Key_Escape)
    for part in (browser.like.slider, browser.like.close_button):
        assert part.accessibleName()
