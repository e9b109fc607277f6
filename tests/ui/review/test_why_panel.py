"""The Why panel says what a yes would do and shows what is selected."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from app.core.dates import DateSource
from app.core.imported import Imported
from app.core.types import Candidate, Status
from app.core.world.localities import Locality
from app.jobs.explain import Effect
from app.ui.i18n import Language
from app.ui.models.scene_book import SceneBook
from app.ui.models.thumbnails import ThumbnailLoader
from app.ui.review.why_panel import WhyPanel
from tests.ui.fakes import FakeReader, make_row


@pytest.fixture
def why(
    scenes: SceneBook, thumbnails: ThumbnailLoader, language: Language, qtbot: QtBot
) -> WhyPanel:
    made = WhyPanel(scenes, thumbnails)
    qtbot.addWidget(made)
    made.resize(300, 900)
    made.show()
    return made


def test_what_a_yes_would_change_is_said(why: WhyPanel, reader: FakeReader) -> None:
    why.show_photo(reader.photos.detail(1), 1, [])
    assert why.effect.isHidden()
    why.show_effect(Effect(samples=1, gained=0, lost=0))
    assert why.effect.text() == (
        "With a yes Beach has 1 sample of yours. No other photo follows by that alone."
    )
    why.show_effect(Effect(samples=12, gained=3, lost=1))
    assert "has 12 samples" in why.effect.text()
    assert "About +3 accepted, −1." in why.effect.text()
    why.show_photo(reader.photos.detail(2), 1, [])
    assert why.effect.isHidden(), "the word on another photo stays"


def test_selected_photos_are_shown_before_they_are_decided(
    why: WhyPanel, reader: FakeReader
) -> None:
    rows = reader.photos.rows([1, 2, 3])
    why.show_photo(reader.photos.detail(1), 5, [("beach", 5)], rows)
    assert why.chosen.isVisible()
    assert why._titles["chosen"].text() == "Selected, and 2 more"
    why.show_photo(reader.photos.detail(1), 1, [], [])
    assert why.chosen.isHidden()


def test_samples_of_both_scenes_lie_side_by_side(why: WhyPanel, reader: FakeReader) -> None:
    why.show_photo(reader.photos.detail(1), 1, [])
    first, second = (
        [(row, 0.5) for row in reader.photos.rows(ids)] for ids in ([31, 32], [37, 38])
    )
    why.show_samples(first, second)
    why.widget().layout().activate()
    assert why.first.geometry().top() == why.second.geometry().top()
    assert why.first.geometry().right() < why.second.geometry().left()
    why.show_samples(first, [])
    assert why.second.isHidden()


def test_a_coarse_tag_says_what_is_known_and_what_is_not(why: WhyPanel, reader: FakeReader) -> None:
    detail = replace(
        reader.photos.detail(1),
        row=make_row(1, Status.COARSE, "indoors"),
        proposed="kitchen",
        candidates=(Candidate("kitchen", 0.41, 0.4), Candidate("bedroom", 0.3, 0.3)),
    )
    why.show_photo(detail, 1, [])
    assert why.status.scene.text() == "Indoors, not sure which"
    assert why.bar.isVisible()
    assert "within the range of Indoors" in why.reason.text()
    assert "most likely Kitchen (0.41)" in why.reason.text()


def test_what_others_wrote_is_shown_apart(why: WhyPanel, reader: FakeReader) -> None:
    detail = reader.photos.detail(1)
    why.show_photo(detail, 1, [])
    assert why._titles["imported"].isHidden()
    said = Imported(
        ("Sea", "France"), ("Places|France",), 4, "Red", "Pier", city="Nice", gps=(43.7, 7.25)
    )
    why.show_photo(replace(detail, imported=said), 1, [])
    assert why._titles["imported"].text() == "Imported"
    texts = [(title.text(), text.text()) for title, text in why.imported._labels]
    assert texts == [
        ("Keywords", "Places › France, Sea"),
        ("Rating", "★★★★☆"),
        ("Colour label", "Red"),
        ("Title", "Pier"),
        ("Place", "Nice"),
        ("Coordinates", "43.70000, 7.25000"),
    ]
    why.show_photo(replace(detail, imported=Imported(rating=-1)), 1, [])
    shown = [text.text() for _, text in why.imported._labels if not text.isHidden()]
    assert shown == ["Rejected there"]


def test_the_place_is_named_in_the_language_in_force(why: WhyPanel, reader: FakeReader) -> None:
    detail = reader.photos.detail(1)
    town = Locality(1, "Qingdao", "青岛", "CN", "China", "中国")
    placed = replace(detail, facts={"latitude": 36.06, "longitude": 120.33}, locality=town)
    why.show_photo(placed, 1, [])
    shown = {title.text(): value.text() for title, value in why._facts._labels}
    assert (shown["Place"], shown["Coordinates"]) == ("Qingdao, China", "36.06000, 120.33000")
    why._scenes.set_language("zh_CN")
    why.show_photo(placed, 1, [])
    assert "中国 青岛" in [value.text() for _, value in why._facts._labels]


@pytest.mark.parametrize(
    ("date", "source", "zone", "text"),
    [
        ("2023-07-14T10:11:12", "exif", "", "7/14/23 10:11 AM"),
        ("2023-07-14T10:11:12", "exif", "+02:00", "7/14/23 10:11 AM UTC+02:00"),
        ("2023-07-14T10:11:12", "gps", "", "7/14/23 10:11 AM (by GPS)"),
        ("2023-07-14", "name", "", "7/14/23 (by the file's name)"),
        ("2023-07-14T10:11:12", "file", "", "7/14/23 10:11 AM (by the file's time)"),
        ("", "none", "", "unknown"),
    ],
)
def test_a_date_says_whose_it_is(
    why: WhyPanel, date: str, source: str, zone: str, text: str
) -> None:
    detail = FakeReader([make_row(1)]).photos.detail(1)
    assert detail is not None
    row = replace(detail.row, date=date, date_source=DateSource(source))
    why.show_photo(replace(detail, row=row, facts={"utc_offset": zone}), 1, [])
    shown = {title.text(): value.text() for title, value in why._facts._labels}
    plain = shown["Taken"].replace("\u202f", " ").replace("\u200b", "").replace(",", "")
    assert plain == text
