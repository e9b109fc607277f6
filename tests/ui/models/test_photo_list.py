from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QItemSelectionModel, QPersistentModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester

from app.core.records import Query, SortBy, View
from app.core.types import Change, Status
from app.ui.models import photo_list
from app.ui.models.moves import plan_moves
from app.ui.models.photo_list import PHOTOS_MIME, ROWS_AT_ONCE, PhotoListModel, PhotoRole
from app.ui.models.scene_book import SceneBook
from app.ui.widgets.tile_delegate import spread_of
from tests.ui.fakes import FakeReader, make_row

QUEUE = Query(view=View.REVIEW, sort=SortBy.REVIEW, descending=False)
FATAL = QAbstractItemModelTester.FailureReportingMode.Fatal


def test_lists_ids_at_once_and_rows_in_chunks(scenes: SceneBook) -> None:
    reader = FakeReader([make_row(n) for n in range(1, 1001)])
    photos = PhotoListModel(reader, scenes)
    photos.set_query(Query(sort=SortBy.NAME, descending=False))
    assert photos.rowCount() == 1000
    assert reader.asked_rows == []
    assert photos.index(0).data(PhotoRole.ROW).id == 1
    assert photos.index(5).data() == "IMG_0006.jpg"
    assert len(reader.asked_rows) == 1
    assert photos.index(999).data() == "IMG_1000.jpg"
    assert max(map(len, reader.asked_rows)) <= ROWS_AT_ONCE


def test_rows_that_were_left_long_ago_are_read_again(
    scenes: SceneBook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(photo_list, "ROWS_KEPT", 2 * ROWS_AT_ONCE)
    reader = FakeReader([make_row(n) for n in range(1, 1001)])
    photos = PhotoListModel(reader, scenes)
    photos.set_query(Query(sort=SortBy.NAME, descending=False))
    for at in (0, 200, 0, 400, 600, 800, 0):
        assert photos.index(at).data(PhotoRole.ROW).id == at + 1
    assert len(reader.asked_rows) == 6
    assert len(photos._rows) <= 2 * ROWS_AT_ONCE


def test_is_a_proper_model(photos: PhotoListModel) -> None:
    tester = QAbstractItemModelTester(photos, FATAL)
    for view in View:
        photos.set_query(Query(view=view))
    assert tester.model() is photos


def test_decided_photos_leave_and_the_rest_stays_in_place(
    reader: FakeReader, photos: PhotoListModel
) -> None:
    tester = QAbstractItemModelTester(photos, FATAL)
    photos.set_query(QUEUE)
    selection = QItemSelectionModel(photos)
    kept = QPersistentModelIndex(photos.index_of(10))
    selection.select(photos.index_of(10), QItemSelectionModel.SelectionFlag.ClearAndSelect)
    for photo in (3, 4, 9):
        reader.by_id[photo] = make_row(photo, Status.LABELLED)
    resets: list[int] = []
    photos.modelReset.connect(lambda: resets.append(1))
    photos.refresh(Change(photos=frozenset({3, 4, 9})))
    assert 3 not in photos.ids.tolist()
    assert photos.rowCount() == 27
    assert kept.row() == 6
    assert [photos.id_at(i) for i in selection.selectedIndexes()] == [10]
    assert not resets
    assert tester.model() is photos


def test_another_order_keeps_the_selection(reader: FakeReader, photos: PhotoListModel) -> None:
    tester = QAbstractItemModelTester(photos, FATAL)
    photos.set_query(Query(sort=SortBy.SIMILARITY))
    kept = QPersistentModelIndex(photos.index_of(5))
    reader.by_id[1] = replace(reader.by_id[1], similarity=0.999)
    reader.by_id[30] = replace(reader.by_id[30], similarity=0.01)
    photos.refresh(Change(photos=None))
    assert photos.id_at(QPersistentModelIndex(kept)) == 5
    assert photos.id_at(0) == 1
    assert tester.model() is photos


def test_shows_a_label_before_the_library_has_it(photos: PhotoListModel) -> None:
    photos.set_query(QUEUE)
    photos.photo_row(0)
    photos.show_at_once([1], status=Status.LABELLED, scene="forest", label="forest")
    row = photos.photo_row(0)
    assert row is not None
    assert (row.status, row.scene, row.label) == (Status.LABELLED, "forest", "forest")


def test_a_photo_that_vanished_shows_nothing(reader: FakeReader, photos: PhotoListModel) -> None:
    photos.set_query(QUEUE)
    del reader.by_id[1]
    assert photos.index(0).data(PhotoRole.ROW) is None
    assert photos.index(0).data(Qt.ItemDataRole.AccessibleTextRole) is None


def test_dragged_photos_travel_by_id(photos: PhotoListModel) -> None:
    photos.set_query(QUEUE)
    data = photos.mimeData([photos.index(1), photos.index(0)])
    assert bytes(data.data(PHOTOS_MIME).data()) == b"1,2"


def test_a_folded_tile_drags_all_that_it_stands_for(
    photos: PhotoListModel, reader: FakeReader
) -> None:
    for photo in (1, 2, 3):
        reader.by_id[photo] = replace(reader.by_id[photo], group=7)
    photos.set_query(QUEUE)
    data = photos.mimeData([photos.index_of(1), photos.index_of(5)])
    assert bytes(data.data(PHOTOS_MIME).data()) == b"1,2,3,5"


def test_a_folded_tile_tells_the_spread_of_its_similarities(
    photos: PhotoListModel, reader: FakeReader
) -> None:
    for photo, similarity in ((1, 0.4), (2, 0.6), (3, 0.2)):
        row = reader.by_id[photo]
        reader.by_id[photo] = replace(row, group=7, similarity=similarity)
    photos.set_query(QUEUE)
    assert photos.index_of(1).data(PhotoRole.SPREAD) == (0.2, 0.6)
    assert photos.index_of(5).data(PhotoRole.SPREAD) is None
    reader.by_id[3] = replace(reader.by_id[3], status=Status.LABELLED, label="beach")
    photos.refresh(Change(photos=frozenset({3})))
    assert photos.index_of(1).data(PhotoRole.SPREAD) == (0.4, 0.6)
    assert spread_of((0.4, 0.6)) == "0.40–0.60"
    assert spread_of((0.4, 0.401)) == "0.40"


def test_spoken_text_names_scene_and_status(photos: PhotoListModel) -> None:
    photos.set_query(Query(sort=SortBy.NAME, descending=False))
    text = photos.index(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert text == "IMG_0001.jpg, Needs review, Beach, 0.51"
    labelled = photos.index_of(37).data(Qt.ItemDataRole.AccessibleTextRole)
    assert labelled == "IMG_0037.jpg, Labelled by me, Kitchen"


@pytest.fixture
def grouped(reader: FakeReader, scenes: SceneBook) -> PhotoListModel:
    for photo in (1, 2, 3):
        reader.by_id[photo] = replace(reader.by_id[photo], group=7)
    model = PhotoListModel(reader, scenes)
    model.set_query(QUEUE)
    return model


def test_look_alikes_are_one_tile(grouped: PhotoListModel) -> None:
    tester = QAbstractItemModelTester(grouped, FATAL)
    assert grouped.ids[:2].tolist() == [1, 4]
    assert grouped.members(1) == [1, 2, 3]
    assert grouped.index(0).data(PhotoRole.FOLDED) == 3
    assert grouped.total() == 30
    grouped.toggle_group(7)
    assert grouped.ids[:4].tolist() == [1, 2, 3, 4]
    grouped.toggle_group(7)
    grouped.set_folded(False)
    assert grouped.rowCount() == 30
    assert tester.model() is grouped


def test_only_the_queue_is_folded(grouped: PhotoListModel) -> None:
    grouped.set_query(Query())
    assert grouped.rowCount() == 40


@given(
    st.lists(st.integers(0, 60), unique=True, max_size=40),
    st.lists(st.integers(0, 60), unique=True, max_size=40),
)
def test_moves_turn_one_list_into_the_other(before: list[int], after: list[int]) -> None:
    old, new = np.array(before, dtype=np.int64), np.array(after, dtype=np.int64)
    moves = plan_moves(old, new)
    if moves is None:
        common = set(before) & set(after)
        assert [i for i in before if i in common] != [i for i in after if i in common]
        return
    ids = list(before)
    for first, last in reversed(moves.removed):
        del ids[first : last + 1]
    for first, last in moves.inserted:
        ids[first:first] = after[first : last + 1]
    assert ids == after
