"""A slideshow waits for the next photo, passes over what fails, and lives with a changing list."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QAbstractItemView, QApplication

from app.core.records import Query, SortBy
from app.core.settings import Settings
from app.core.types import AskedPicture, Change
from app.ui.look.slideshow import FAILURES_AT_ONCE, Slideshow
from app.ui.models.photo_list import PhotoListModel
from app.ui.models.walk import Walk
from app.ui.widgets.loupe.shown_photo import ShownPhoto
from tests.ui.fakes import FakeReader
from tests.ui.look.conftest import HeldPictures

Move = QAbstractItemView.CursorAction


class Reasons:
    """In place of the system: what the screen was kept on for."""

    def __init__(self) -> None:
        self.held = False

    def hold(self, _reason: str) -> None:
        self.held = True

    def release(self) -> None:
        self.held = False


@pytest.fixture
def show(
    photos: PhotoListModel, walk: Walk, shown: ShownPhoto, settings: Settings
) -> Iterator[Slideshow]:
    made = Slideshow(photos, walk, shown, settings, random=Random(3))
    made.awake = Reasons()  # type: ignore[assignment]

    def on_moved() -> None:
        shown.show(walk.row_of(walk.photo()))
        made.show_photo()

    walk._selection.currentChanged.connect(on_moved)
    walk.go_to(0)
    yield made
    made.stop()
    walk._selection.currentChanged.disconnect(on_moved)
    made.deleteLater()


def answer(pictures: HeldPictures, view: AskedPicture) -> None:
    image = QImage(view.width_px, view.height_px, QImage.Format.Format_RGB32)
    image.fill(view.photo)
    pictures.arrived.emit(view, image, 4000, 3000)


def test_the_next_photo_is_asked_for_and_waited_for(
    show: Slideshow, pictures: HeldPictures, walk: Walk
) -> None:
    show.start()
    answer(pictures, pictures.asked[0])
    assert [view.photo for view in pictures.expected] == [2]
    assert show._turn.remainingTime() > 6000
    show._turn.timeout.emit()
    assert walk.photo() == 1, "not before it is there"
    assert show.is_running
    answer(pictures, pictures.expected[0])
    assert walk.photo() == 2
    assert [view.photo for view in pictures.expected] == [3]
    # One that takes too long is shown as it comes.
    show._turn.timeout.emit()
    show._waiting.timeout.emit()
    assert walk.photo() == 3


def test_what_fails_is_passed_over(
    show: Slideshow, pictures: HeldPictures, walk: Walk, qapp: QApplication
) -> None:
    show.start()
    answer(pictures, pictures.asked[0])
    pictures.failed.emit(pictures.expected[0], "damaged")
    show._turn.timeout.emit()
    assert [view.photo for view in pictures.expected] == [3]
    answer(pictures, pictures.expected[0])
    assert walk.photo() == 3
    # One that fails only when it is shown is left at once.
    show._turn.timeout.emit()
    show._waiting.timeout.emit()
    assert walk.photo() == 4
    pictures.failed.emit(pictures.asked[-1], "gone")
    qapp.processEvents()
    answer(pictures, pictures.expected[0])
    assert walk.photo() == 5


def test_a_disk_that_is_away_is_not_raced_through(
    show: Slideshow, pictures: HeldPictures, walk: Walk, qapp: QApplication
) -> None:
    show.start()
    for _ in range(3 * FAILURES_AT_ONCE):
        pictures.failed.emit(pictures.asked[-1], "gone")
        qapp.processEvents()
        if show._waiting.isActive():
            show._waiting.timeout.emit()
    assert walk.photo() == FAILURES_AT_ONCE
    assert show._turn.isActive(), "the next is tried a turn later"


def test_unreadable_and_missing_photos_are_not_tried(
    show: Slideshow, walk: Walk, reader: FakeReader, photos: PhotoListModel
) -> None:
    walk.go_to(38)
    show.start()
    assert photos.id_at(39) == 40, "it could not be read"
    assert show._next == 1


def test_the_list_may_change_meanwhile(
    show: Slideshow, walk: Walk, reader: FakeReader, photos: PhotoListModel
) -> None:
    walk.go_to(3)
    show.start()
    for photo in (4, 5):
        del reader.by_id[photo]
    photos.refresh(Change(photos=frozenset({4, 5})))
    show._turn.timeout.emit()
    assert show._next in (6, 7)
    reader.by_id.clear()
    photos.set_query(Query(sort=SortBy.NAME))
    show._turn.timeout.emit()
    assert show._next is None
    assert show.is_running, "photos may come back"


def test_pausing_stays_and_lets_the_screen_go_dark(
    show: Slideshow, walk: Walk, pictures: HeldPictures
) -> None:
    told: list[tuple[bool, bool]] = []
    show.changed.connect(lambda: told.append((show.is_on, show.is_running)))
    show.start()
    assert show.awake.held
    show.pause_or_go_on()
    assert not show.awake.held
    assert not show._turn.isActive()
    walk.step(Move.MoveRight)
    assert not show._turn.isActive(), "a key does not start it"
    show.pause_or_go_on()
    show.stop()
    assert not show.awake.held
    assert told == [(True, True), (True, False), (True, True), (False, False)]
    show.pause_or_go_on()
    assert not show.is_running


def test_keys_go_the_way_of_the_show(
    show: Slideshow, walk: Walk, settings: Settings, pictures: HeldPictures
) -> None:
    show.set_shuffled(True)
    show.start()
    way = [walk.photo()]
    for _ in range(4):
        walk.step(Move.MoveRight)
        way.append(walk.photo())
    assert len(set(way)) == 5
    assert way != [1, 2, 3, 4, 5]
    walk.step(Move.MoveLeft)
    walk.step(Move.MoveLeft)
    assert walk.photo() == way[2]
    show.stop()
    at = walk.current()
    walk.step(Move.MoveRight)
    assert walk.current() == at + 1


def test_seconds_hold_from_the_next_photo_on(
    show: Slideshow, settings: Settings, pictures: HeldPictures, walk: Walk
) -> None:
    show.start()
    show.set_seconds(999)
    assert settings.get("slideshow_s") == 120
    walk.step(Move.MoveRight)
    assert show._turn.remainingTime() > 100_000
