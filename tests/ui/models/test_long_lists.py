"""Lists of a library that is too large to be read within a frame."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QPersistentModelIndex
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from app.core.errors import KnownError
from app.core.records import Listing, Query, SortBy, View
from app.core.types import Change, Status
from app.ui.background import Background
from app.ui.models import list_reading
from app.ui.models.photo_list import PhotoListModel
from app.ui.models.scene_book import SceneBook
from tests.ui.fakes import FakePhotos, FakeReader, make_row

QUEUE = Query(view=View.REVIEW, sort=SortBy.REVIEW, descending=False)
BY_NAME = Query(sort=SortBy.NAME, descending=False)


class SlowPhotos(FakePhotos):
    """Reads whole lists only when it may, and tells how often."""

    _whole: SlowReader

    def listing(self, query: Query) -> Listing:
        slow = self._whole
        if threading.current_thread() is not threading.main_thread():
            slow.whole += 1
            assert slow.may.wait(30)
            if slow.error is not None:
                raise slow.error
        return super().listing(query)


class SlowReader(FakeReader):
    """Its whole lists take long."""

    def __init__(self, photos: int) -> None:
        super().__init__([make_row(n) for n in range(1, photos + 1)])
        self.may = threading.Event()
        self.whole = 0
        self.error: Exception | None = None
        self.photos = SlowPhotos(self)


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> SlowReader:
    monkeypatch.setattr(list_reading, "LONG_LIST_PHOTOS", 50)
    monkeypatch.setattr(list_reading, "FIRST_PAGE_PHOTOS", 10)
    return SlowReader(100)


@pytest.fixture
def background(slow: SlowReader, qapp: object) -> Iterator[Background]:
    made = Background()
    yield made
    slow.may.set()
    made.stop()


@pytest.fixture
def photos(slow: SlowReader, scenes: SceneBook, background: Background) -> PhotoListModel:
    return PhotoListModel(slow, scenes, background=background)


def wait_for_all(qtbot: QtBot, photos: PhotoListModel, count: int) -> None:
    qtbot.waitUntil(lambda: photos.is_complete and photos.rowCount() == count, timeout=30_000)


def test_the_first_page_is_there_before_the_rest(
    qtbot: QtBot, slow: SlowReader, photos: PhotoListModel
) -> None:
    tester = QAbstractItemModelTester(photos)
    photos.set_query(BY_NAME)
    assert photos.ids.tolist() == list(range(1, 11))
    assert not photos.is_complete
    kept = QPersistentModelIndex(photos.index_of(7))
    slow.may.set()
    wait_for_all(qtbot, photos, 100)
    assert photos.ids.tolist() == list(range(1, 101))
    assert kept.row() == 6
    assert tester.model() is photos


def test_a_list_without_a_first_page_begins_empty(
    qtbot: QtBot, slow: SlowReader, photos: PhotoListModel
) -> None:
    photos.set_query(replace(BY_NAME, text="img_000"))
    assert photos.rowCount() == 0
    assert not photos.is_complete
    slow.may.set()
    wait_for_all(qtbot, photos, 9)


def test_what_was_asked_before_is_not_shown(
    qtbot: QtBot, slow: SlowReader, photos: PhotoListModel
) -> None:
    photos.set_query(BY_NAME)
    photos.set_query(replace(BY_NAME, descending=True))
    slow.may.set()
    wait_for_all(qtbot, photos, 100)
    assert photos.ids.tolist() == list(range(100, 0, -1))


def test_a_decided_photo_leaves_at_once_and_comes_back_by_undo(
    qtbot: QtBot, slow: SlowReader, photos: PhotoListModel
) -> None:
    slow.may.set()
    photos.set_query(QUEUE)
    wait_for_all(qtbot, photos, 100)
    slow.may.clear()
    slow.by_id[50] = make_row(50, Status.LABELLED)
    photos.refresh(Change(photos=frozenset({50})))
    assert photos.row_of(50) is None
    assert photos.rowCount() == 99
    slow.by_id[50] = make_row(50)
    photos.refresh(Change(photos=frozenset({50})))
    assert photos.row_of(50) is None, "where it belongs is not known yet"
    slow.may.set()
    wait_for_all(qtbot, photos, 100)
    assert photos.row_of(50) == 49


def test_the_next_look_alike_leads_when_the_first_leaves(
    qtbot: QtBot, slow: SlowReader, photos: PhotoListModel
) -> None:
    for photo in (1, 2, 3):
        slow.by_id[photo] = replace(slow.by_id[photo], group=7)
    slow.may.set()
    photos.set_query(QUEUE)
    wait_for_all(qtbot, photos, 98)
    slow.may.clear()
    slow.by_id[1] = make_row(1, Status.LABELLED)
    photos.refresh(Change(photos=frozenset({1})))
    assert photos.ids[:2].tolist() == [2, 4]
    assert photos.members(2) == [2, 3]
    assert photos.total() == 99


def test_a_list_that_changes_all_the_time_is_read_one_after_the_other(
    qtbot: QtBot, slow: SlowReader, photos: PhotoListModel
) -> None:
    photos.set_query(BY_NAME)
    for photo in range(101, 111):
        slow.by_id[photo] = make_row(photo)
        photos.refresh(Change(photos=frozenset({photo})))
    slow.may.set()
    wait_for_all(qtbot, photos, 110)
    assert slow.whole <= 2


def test_what_is_shown_stays_while_the_library_cannot_be_read(
    qtbot: QtBot, slow: SlowReader, photos: PhotoListModel
) -> None:
    photos.set_query(BY_NAME)
    slow.error = KnownError("library_unreachable", path="/l")
    slow.may.set()
    qtbot.waitUntil(lambda: slow.whole == 1 and photos._reading._asked_s is None, timeout=30_000)
    assert photos.rowCount() == 10
    slow.error = None
    photos.refresh(Change(photos=frozenset({1})))
    wait_for_all(qtbot, photos, 100)


def test_places_of_photos(photos: PhotoListModel, slow: SlowReader) -> None:
    slow.may.set()
    photos.set_query(BY_NAME)
    assert photos.rows_of([3, 9, 999]) == [2, 8]
    assert photos.rows_of(list(range(2, 2000))) == list(range(1, 10))
