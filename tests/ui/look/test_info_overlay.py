"""What is written over a photo: facts and tags, no more than a check may show, and all of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication, QWidget

from app.core.dates import DateSource
from app.core.records import PhotoDetail
from app.core.types import Status
from app.ui.i18n import Language
from app.ui.look.info_overlay import InfoOverlay
from app.ui.look.photo_facts import exposure, photo_facts
from app.ui.models.scene_book import SceneBook
from tests.ui.fakes import FakeReader, make_row

FACTS = {
    "lens": "XF23mmF2", "exposure_s": 0.004, "f_number": 2.8, "iso": 200.0, "focal_mm": 23.0,
    "focal_35_mm": 35.0,
}  # fmt: skip


@pytest.fixture
def detail(reader: FakeReader) -> PhotoDetail:
    found = reader.photos.detail(3)
    assert found is not None
    row = replace(found.row, date_source=DateSource.FILE)
    return replace(found, row=row, facts=FACTS, further=("forest",))


def test_every_fact_has_its_line(
    detail: PhotoDetail, scenes: SceneBook, language: Language
) -> None:
    name, taken, camera, settings, size, tags = photo_facts(detail, scenes)
    assert name == "IMG_0003.jpg"
    assert "24" in taken
    assert "file's time" in taken
    assert camera == "Example X100  ·  XF23mmF2"
    assert settings == "1/250 s  ·  f/2.8  ·  ISO 200  ·  23 mm  ·  as 35 mm"
    assert size == "4,000 × 3,000  ·  4.1 MB  ·  JPEG"
    assert tags == "Beach? 0.53  ·  Forest 0.56"


def test_what_is_not_known_has_no_line(
    detail: PhotoDetail, scenes: SceneBook, language: Language
) -> None:
    row = replace(make_row(40, Status.FAILED), date_source=DateSource.NONE)
    bare = replace(detail, facts={}, camera=None, further=(), row=row)
    assert len(photo_facts(bare, scenes)) == 2
    assert exposure({"exposure_s": 2.0, "focal_mm": 50.0, "focal_35_mm": 50.0}) == ["2 s", "50 mm"]


@pytest.mark.parametrize(
    ("says", "text"),
    [
        ((Status.ACCEPTED, 0.91), "Beach 0.91  ·  Forest 0.56"),
        ((Status.LABELLED, 0.91), "Beach (yours)  ·  Forest 0.56"),
        # A check must not tell what the gate saw.
        ((Status.REJECTED, None), "Beach?  ·  Forest"),
    ],
)
def test_tags_say_who_and_how_sure(
    detail: PhotoDetail,
    scenes: SceneBook,
    language: Language,
    says: tuple[Status, float | None],
    text: str,
) -> None:
    row = replace(detail.row, status=says[0], similarity=says[1])
    assert photo_facts(replace(detail, row=row), scenes)[-1] == text


@pytest.fixture
def over(qapp: QApplication) -> Iterator[QWidget]:
    made = QWidget()
    made.resize(600, 500)
    made.show()
    yield made
    made.close()
    made.deleteLater()


def test_it_is_there_when_it_is_wanted_and_is_read_aloud(
    over: QWidget, detail: PhotoDetail, scenes: SceneBook, language: Language
) -> None:
    overlay = InfoOverlay(over, scenes)
    overlay.show_photo(detail)
    assert not overlay.isVisible()
    overlay.set_wanted(True)
    assert overlay.isVisible()
    assert overlay.accessibleName().splitlines() == photo_facts(detail, scenes)
    language.set_language("zh_CN")
    scenes.set_language("zh_CN")
    overlay.retranslate()
    assert "海滩" in overlay.accessibleName()
    scenes.set_language("en")
    overlay.show_photo(None)
    assert not overlay.isVisible()


@pytest.mark.parametrize("letters", [1.0, 2.0])
def test_long_lines_are_broken_and_none_is_cut(
    over: QWidget, detail: PhotoDetail, scenes: SceneBook, letters: float
) -> None:
    font = QFont(over.font())
    font.setPointSizeF(font.pointSizeF() * letters)
    over.setFont(font)
    overlay = InfoOverlay(over, scenes)
    overlay.set_wanted(True)
    path = "/photos/" + "a very long name of a photo " * 8 + ".jpg"
    overlay.show_photo(replace(detail, row=replace(detail.row, path=path)))
    assert over.rect().contains(overlay.geometry())
    assert overlay.sizeHint() == overlay.size()
    over.resize(QSize(300, 500))
    QApplication.processEvents()
    assert overlay.geometry().right() < 300
