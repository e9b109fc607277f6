from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QItemSelectionModel

from app.core.records import Query, SortBy, View
from app.core.scenes import NO_SCENE
from app.core.types import Change, Status
from app.ui.models.photo_list import PhotoListModel
from app.ui.review.chosen_photos import ChosenPhotos
from app.ui.review.desk import Desk
from tests.ui.fakes import FakeReader, RecordingCommands, make_row

QUEUE = Query(view=View.REVIEW, sort=SortBy.REVIEW, descending=False)


@pytest.fixture
def commands(reader: FakeReader) -> RecordingCommands:
    return RecordingCommands(reader)


@pytest.fixture
def chosen(reader: FakeReader, photos: PhotoListModel) -> ChosenPhotos:
    made = ChosenPhotos(reader, photos)
    photos.set_query(QUEUE)
    return made


@pytest.fixture
def desk(reader: FakeReader, commands: RecordingCommands, chosen: ChosenPhotos) -> Desk:
    return Desk(reader, commands, commands, chosen)


def test_the_first_photo_is_current(chosen: ChosenPhotos) -> None:
    assert chosen.current() == 1
    assert chosen.detail is not None
    assert chosen.detail.row.id == 1


def test_accept_labels_and_goes_to_the_next_undecided(
    desk: Desk, chosen: ChosenPhotos, commands: RecordingCommands, photos: PhotoListModel
) -> None:
    desk.accept()
    assert commands.calls == [("accept", [1])]
    assert chosen.current() == 2
    shown = photos.photo_row(0)
    assert shown is not None
    assert shown.status is Status.LABELLED
    chosen.take(Change(photos=frozenset({1})))
    assert chosen.current() == 2
    assert 1 not in photos.ids.tolist()


def test_the_next_photo_is_told_once_wherever_it_comes_to_stand(
    desk: Desk, chosen: ChosenPhotos, photos: PhotoListModel
) -> None:
    told: list[int | None] = []
    chosen.photo_changed.connect(lambda: told.append(chosen.current()))
    desk.accept()
    assert told == [2]
    before = photos.row_of(2)
    chosen.take(Change(photos=frozenset({1})))
    assert photos.row_of(2) != before
    assert told == [2]
    chosen.take(Change(photos=frozenset({2})))
    assert told == [2, 2]


def test_a_tile_that_is_opened_is_told_of(
    reader: FakeReader, chosen: ChosenPhotos, photos: PhotoListModel
) -> None:
    for photo in (1, 2, 3):
        reader.by_id[photo] = replace(reader.by_id[photo], group=7)
    photos.set_query(QUEUE)
    told: list[int] = []
    chosen.photo_changed.connect(lambda: told.append(len(chosen.selected())))
    chosen.open_group()
    chosen.open_group()
    assert told == [1, 3]


def test_refuse_candidate_and_again(
    desk: Desk, chosen: ChosenPhotos, commands: RecordingCommands
) -> None:
    desk.refuse()
    desk.choose_candidate(2)
    desk.choose_candidate(9)
    desk.label_again()
    assert commands.calls == [
        ("refuse", [1], [1]),
        ("label", [2], "forest"),
        ("label", [3], "forest"),
    ]
    assert desk.last_scene == "forest"
    assert chosen.current() == 4


def test_none_of_the_scenes_for_a_whole_group(
    desk: Desk, reader: FakeReader, commands: RecordingCommands, photos: PhotoListModel
) -> None:
    for photo in (1, 2):
        reader.by_id[photo] = replace(reader.by_id[photo], group=7)
    photos.set_query(QUEUE)
    desk.last_scene = "city"
    desk.set_aside()
    desk.label_again()
    assert commands.calls == [("label", [1, 2], NO_SCENE), ("label", [3], "city")]


def test_skip_leaves_the_photo_undecided(
    desk: Desk, chosen: ChosenPhotos, commands: RecordingCommands
) -> None:
    desk.skip()
    assert chosen.current() == 2
    assert commands.calls == []


def test_the_last_photo_goes_back_to_what_was_skipped(
    desk: Desk, chosen: ChosenPhotos, photos: PhotoListModel
) -> None:
    chosen.go_to_photo(30)
    desk.accept()
    assert chosen.current() == 29


def test_many_photos_with_one_key(
    desk: Desk, chosen: ChosenPhotos, commands: RecordingCommands, photos: PhotoListModel
) -> None:
    for row in (0, 1, 5):
        chosen.selection.select(photos.index(row), QItemSelectionModel.SelectionFlag.Select)
    assert chosen.overview(0)[0] == [("beach", 3)]
    desk.label("city")
    assert commands.calls == [("label", [1, 2, 6], "city")]
    assert chosen.current() == 7


def test_a_folded_group_is_decided_as_a_whole(
    desk: Desk,
    chosen: ChosenPhotos,
    reader: FakeReader,
    commands: RecordingCommands,
    photos: PhotoListModel,
) -> None:
    for photo in (1, 2, 3):
        reader.by_id[photo] = replace(reader.by_id[photo], group=7)
    photos.set_query(QUEUE)
    assert chosen.selected() == [1, 2, 3]
    desk.label("forest")
    assert commands.calls == [("label", [1, 2, 3], "forest")]
    assert chosen.current() == 4


def test_a_label_outside_the_queue_stays_where_it_is(
    desk: Desk, chosen: ChosenPhotos, commands: RecordingCommands, photos: PhotoListModel
) -> None:
    photos.set_query(Query(view=View.ACCEPTED))
    before = chosen.current()
    desk.label("city")
    assert chosen.current() == before


def test_a_click_counts_what_it_selects_and_not_what_was(
    chosen: ChosenPhotos, reader: FakeReader, photos: PhotoListModel
) -> None:
    for photo in (1, 2, 3):
        reader.by_id[photo] = replace(reader.by_id[photo], group=7)
    photos.set_query(QUEUE)
    told: list[int] = []
    chosen.photo_changed.connect(lambda: told.append(len(chosen.selected())))
    chosen.go_to_photo(1)
    # A view makes the photo under the mouse current first, and selects it afterwards.
    flag = QItemSelectionModel.SelectionFlag
    chosen.selection.setCurrentIndex(photos.index_of(5), flag.NoUpdate)
    chosen.selection.select(photos.index_of(5), flag.ClearAndSelect)
    assert told[-1] == 1


def test_undo_goes_to_what_came_back(desk: Desk, chosen: ChosenPhotos, reader: FakeReader) -> None:
    desk.accept()
    chosen.take(Change(photos=frozenset({1})))
    reader.by_id[1] = replace(reader.by_id[1], status=Status.REJECTED, label=None)
    change = Change(photos=frozenset({1}))
    chosen.take(change)
    desk.on_completed("undo", change)
    assert chosen.current() == 1


def test_select_group(chosen: ChosenPhotos, reader: FakeReader, photos: PhotoListModel) -> None:
    for photo in (2, 8):
        reader.by_id[photo] = replace(reader.by_id[photo], group=3)
    photos.set_query(replace(QUEUE, sort=SortBy.NAME))
    chosen.go_to_photo(2)
    chosen.select_group()
    assert chosen.selected() == [2, 8]


def test_an_empty_list_has_no_photo(
    desk: Desk, chosen: ChosenPhotos, reader: FakeReader, photos: PhotoListModel
) -> None:
    reader.by_id.clear()
    photos.set_query(QUEUE)
    desk.accept()
    desk.skip()
    assert chosen.current() is None
    assert chosen.detail is None


def test_refining_goes_from_one_coarse_tag_to_the_next(
    reader: FakeReader, photos: PhotoListModel, commands: RecordingCommands
) -> None:
    reader.by_id = {n: make_row(n, Status.COARSE, "indoors") for n in (1, 2, 3)}
    chosen = ChosenPhotos(reader, photos)
    photos.set_query(Query(view=View.REFINE, sort=SortBy.REVIEW, descending=False))
    desk = Desk(reader, commands, commands, chosen)
    desk.label("kitchen")
    assert chosen.current() == 2
    desk.refuse()
    assert commands.calls[-1] == ("refuse", [2], []), "the parent is what is refused"


def test_a_move_is_told_once_and_read_once(chosen: ChosenPhotos, reader: FakeReader) -> None:
    told: list[int | None] = []
    chosen.photo_changed.connect(lambda: told.append(chosen.current()))
    read = _count_details(reader)
    chosen.skip([1])
    assert told == read == [2]


def test_what_others_get_is_not_read_of_the_current_photo(
    chosen: ChosenPhotos, reader: FakeReader
) -> None:
    read = _count_details(reader)
    told: list[int | None] = []
    chosen.photo_changed.connect(lambda: told.append(chosen.current()))
    for about_others in (Change(photos=frozenset({7, 39}), scenes=True), Change(frozenset())):
        chosen.take(about_others)
    assert told == read == []
    for about_it in (Change(frozenset({1})), Change(None), Change(frozenset({7}), model=True)):
        chosen.take(about_it)
        assert (told.pop(), read.pop()) == (1, 1)
        assert not told
        assert not read


def test_a_change_of_any_chosen_photo_is_told(chosen: ChosenPhotos, photos: PhotoListModel) -> None:
    flags = QItemSelectionModel.SelectionFlag.Select
    chosen.selection.select(photos.index(4), flags)
    told: list[int | None] = []
    chosen.photo_changed.connect(lambda: told.append(chosen.current()))
    chosen.take(Change(frozenset({5})))
    assert told == [1]


def _count_details(reader: FakeReader) -> list[int]:
    read: list[int] = []
    whole = reader.photos.detail
    reader.photos.detail = lambda photo: (read.append(photo), whole(photo))[1]  # type: ignore[method-assign]
    return read
