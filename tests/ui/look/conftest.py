"""A list, a loupe over it, and decoders that answer at once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QItemSelectionModel, QSize
from PySide6.QtWidgets import QApplication

from app.core.records import Query, SortBy
from app.core.settings import Settings
from app.core.types import AskedPicture
from app.ui.models.large_pictures import LargePictures
from app.ui.models.photo_list import PhotoListModel
from app.ui.models.walk import Walk
from app.ui.widgets.loupe.shown_photo import ShownPhoto


class HeldPictures(LargePictures):
    """Keeps what is asked; the test answers by the signals."""

    def __init__(self) -> None:
        super().__init__(lambda: None)  # type: ignore[arg-type, return-value]
        self.asked: list[AskedPicture] = []
        self.expected: list[AskedPicture] = []

    def ask(self, view: AskedPicture, who: int = 0) -> None:
        self.asked.append(view)

    def expect(self, views: object) -> None:
        self.expected = list(views)  # type: ignore[call-overload]


@pytest.fixture
def pictures(qapp: QApplication) -> Iterator[HeldPictures]:
    made = HeldPictures()
    yield made
    made.close()
    made.deleteLater()
    qapp.processEvents()


@pytest.fixture
def walk(photos: PhotoListModel) -> Walk:
    photos.set_query(Query(sort=SortBy.NAME, descending=False))
    return Walk(photos, QItemSelectionModel(photos))


@pytest.fixture
def shown(pictures: HeldPictures) -> Iterator[ShownPhoto]:
    made = ShownPhoto(pictures)
    made.zoom.area.setSize(QSize(400, 300))
    made.appear(1.0)
    yield made
    made.stop()
    made.deleteLater()


@pytest.fixture
def settings() -> Settings:
    made = Settings()
    made.set("slideshow_s", 7)
    return made
