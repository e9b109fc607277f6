"""Stars and flags in the window: keys, the strip beside the heading, tiles, words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from app.core.collecting.ratings import Flag, Rating
from app.core.records import Act, HistoryRow, PhotoRow, Query, View
from app.core.types import Change
from app.jobs.job import JobName
from app.ui.collecting.rating_desk import RatingDesk
from app.ui.collecting.rating_strip import RatingStrip
from app.ui.command import WindowActions
from app.ui.i18n import Language
from app.ui.models.photo_list import PhotoListModel
from app.ui.models.scene_book import SceneBook
from app.ui.shell.main_window import MainWindow
from app.ui.theme import LIGHT
from app.ui.widgets.rating_marks import paint_rating
from app.ui.wording import history_sentence, rating_text, tile_text
from tests.ui.fake_session import FakeSession
from tests.ui.fakes import make_row

Wait = Callable[[Callable[[], bool]], None]


@pytest.fixture
def desk(fake: FakeSession, photos: PhotoListModel) -> RatingDesk:
    photos.set_query(Query())
    photos.photo_row(0)
    chosen = photos.ids[:2].tolist()
    return RatingDesk(fake.commands.collecting, photos, lambda: chosen, lambda: "Ctrl+Z")


def test_ratings_are_shown_at_once_and_asked_for(
    desk: RatingDesk, photos: PhotoListModel, fake: FakeSession
) -> None:
    first, second = photos.ids[:2].tolist()
    desk.give_stars(4)
    desk.set_flag(Flag.PICK)
    assert fake.asked == [
        (JobName.RATE, [first, second], Rating(stars=4)),
        (JobName.RATE, [first, second], Rating(flag=Flag.PICK)),
    ]
    rows = [photos.photo_row(at) for at in (0, 1, 2)]
    shown = [(row.stars, row.flag) for row in rows if row is not None]
    assert shown == [(4, Flag.PICK), (4, Flag.PICK), (0, Flag.NONE)]


def test_a_rejected_photo_is_told_apart_from_a_refused_scene(
    desk: RatingDesk, language: Language
) -> None:
    said: list[str] = []
    desk.told.connect(said.append)
    desk.on_completed(JobName.RATE, Change(summary={"rated": 2, "stars": 3}))
    desk.on_completed(JobName.REFUSE, Change(summary={"rated": 2, "flag": "reject"}))
    assert said == []
    desk.on_completed(JobName.RATE, Change(summary={"rated": 2, "flag": "reject"}))
    assert said == ["Rejected: 2 photos. Scenes stay as they are; Ctrl+Z takes it back."]


def test_the_strip_shows_the_rating_and_gives_it(
    actions: WindowActions, keep: Callable[[QWidget], QWidget]
) -> None:
    asked: list[str] = []
    for name in ("stars_3", "reject_photo"):
        actions[name].triggered.connect(lambda _, name=name: asked.append(name))
    strip = RatingStrip(actions)
    keep(strip)
    strip.show_photo(replace(make_row(1), stars=2, flag=Flag.REJECT))
    assert [mark.is_on for mark in strip.stars] == [True, True, False, False, False]
    assert {flag: mark.is_on for flag, mark in strip.flags.items()} == {
        Flag.PICK: False,
        Flag.REJECT: True,
    }
    strip.stars[2].click()
    strip.flags[Flag.REJECT].click()
    assert asked == ["stars_3", "reject_photo"]
    assert strip.stars[2].accessibleName() == "Stars: 3"
    strip.show_photo(None)
    assert not any(mark.is_on for mark in (*strip.stars, *strip.flags.values()))


def test_every_rating_is_painted_otherwise(qapp: object) -> None:
    pictures = set()
    for row in (
        replace(make_row(1), stars=stars, flag=flag) for stars in (0, 1, 5) for flag in Flag
    ):
        image = QImage(100, 24, QImage.Format.Format_RGB32)
        image.fill(0x808080)
        painter = QPainter(image)
        paint_rating(painter, row, QPointF(2, 22), LIGHT)
        painter.end()
        pictures.add(bytes(image.constBits()))
    assert len(pictures) == 9


def test_words_for_screen_readers_and_the_history(scenes: SceneBook, language: Language) -> None:
    row: PhotoRow = replace(make_row(1), stars=3, flag=Flag.PICK)
    assert rating_text(row) == "★★★☆☆, Picked photo"
    assert "★★★, Picked photo" in tile_text(row, scenes)
    assert rating_text(make_row(1)) == ""

    def sentence(**said: object) -> str:
        return history_sentence(HistoryRow(1, "", Act.RATE, dict(said), 2, False), scenes)

    assert sentence(stars=2) == "Rated 2 photos: ★★☆☆☆"
    assert sentence(flag="pick") == "Picked 2 photos"
    assert sentence(flag="reject") == "Rejected 2 photos, whatever they show"
    assert sentence(flag="none") == "Took the flag of 2 photos away"


def test_keys_rate_where_one_looks_and_decide_where_one_reviews(
    window: MainWindow, wait_until: Wait
) -> None:
    parts = window.parts
    reader = parts.session.reader

    def press(key: Qt.Key) -> None:
        QTest.keyClick(parts.browser.grid, key)

    photo = parts.chosen.current()
    assert photo is not None
    before = reader.labels.of([photo])
    for key in (Qt.Key.Key_4, Qt.Key.Key_X):
        press(key)
    wait_until(lambda: reader.photos.rows([photo])[0].flag is Flag.REJECT)
    assert reader.photos.rows([photo])[0].stars == 4
    assert reader.labels.of([photo]) == before, "no scene was refused"
    assert parts.collecting.strip.isVisible()
    assert not parts.why.rows[0].accessibleName().startswith("1"), "1 is a star here"
    wait_until(lambda: parts.collecting.strip.flags[Flag.REJECT].is_on)
    assert parts.chosen.current() == photo, "rating does not move on"
    parts.actions["undo"].trigger()
    wait_until(lambda: reader.photos.rows([photo])[0].flag is Flag.NONE)

    parts.sidebar.choose("view", View.REVIEW)
    assert not parts.collecting.strip.isVisible()
    assert parts.why.rows[0].accessibleName().startswith("1: ")
    photo = parts.chosen.current()
    assert photo is not None
    press(Qt.Key.Key_X)
    wait_until(lambda: photo in reader.labels.refused())
    assert reader.ratings.given() != [], "the stars are still there"
    # It may be the same photo in both lists.
    assert reader.photos.rows([photo])[0].flag is Flag.NONE, "no photo was rejected"
