"""Albums and kept searches in the window: sidebar, commands, dialogs, order by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QMessageBox, QWidget

from app.core.records import Query, SortBy
from app.core.types import Change
from app.jobs.job import JobName
from app.ui.collecting.album_desk import AlbumDesk
from app.ui.collecting.collected_from import CollectedFrom
from app.ui.collecting.name_dialog import NameDialog
from app.ui.i18n import Language
from app.ui.models.collection_book import CollectionBook
from app.ui.models.photo_list import PHOTOS_MIME, PhotoListModel
from app.ui.models.sidebar_model import SidebarModel
from app.ui.models.sidebar_tree import SidebarRole
from app.ui.shell.main_window import MainWindow
from tests.ui.fake_session import FakeSession
from tests.ui.fakes import FakeReader

Wait = Callable[[Callable[[], bool]], None]


class Answers:
    """Stands for the person in front of the dialogs."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.name = ""
        self.agrees = True
        self.asked: list[str] = []
        monkeypatch.setattr(AlbumDesk, "_ask", lambda *_, **more: self._ask(more))
        monkeypatch.setattr(AlbumDesk, "_agrees", lambda _, text: self._agree(text))

    def _ask(self, more: dict[str, Any]) -> str:
        self.asked.append(more.get("name", ""))
        return self.name

    def _agree(self, text: str) -> bool:
        self.asked.append(text)
        return self.agrees


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> Answers:
    return Answers(monkeypatch)


def test_names_are_told_when_they_are_others(reader: FakeReader, qapp: object) -> None:
    reader.albums.held = {"Italy": [3, 1]}
    book = CollectionBook(reader)
    told: list[int] = []
    book.changed.connect(lambda: told.append(len(book.albums)))
    book.reload()
    assert told == []
    reader.albums.held = {"Italy": [3, 1], "Sea": [2]}
    book.reload()
    assert set(told) == {2}
    told.clear()
    reader.albums.held = {"Italy": [3, 1, 2], "Sea": [2]}
    book.reload()  # the counts alone
    assert told == [2]


@pytest.fixture
def desk(
    fake: FakeSession, reader: FakeReader, photos: PhotoListModel, qapp: object
) -> Iterator[AlbumDesk]:
    reader.albums.held = {"Italy": [3, 1, 2]}
    reader.albums.kept = {"Sea": "beach"}
    frame = QWidget()
    photos.set_query(Query())
    entry = ["view", "all"]
    seen = CollectedFrom(photos, photos.ids[:2].tolist, lambda: (entry[0], entry[1]))
    made = AlbumDesk(
        fake.commands.collecting, CollectionBook(reader), seen, lambda: "Ctrl+Z", frame
    )
    made.entry = entry  # type: ignore[attr-defined]
    yield made
    frame.deleteLater()


def test_an_album_is_made_or_filled_by_its_name(
    desk: AlbumDesk, fake: FakeSession, photos: PhotoListModel, answers: Answers
) -> None:
    two = photos.ids[:2].tolist()
    desk.make()
    assert fake.asked == [], "no name, no album"
    answers.name = "Spain"
    desk.make()
    desk.add()
    answers.name = "italy"
    desk.add()
    desk.drop([7], 1)
    assert fake.asked == [
        (JobName.ALBUM, "Spain", two),
        (JobName.ALBUM, "Spain", two),
        (JobName.ALBUM, 1, two),
        (JobName.ALBUM, 1, [7]),
    ]


def test_what_the_sidebar_shows_is_renamed_and_deleted_after_asking(
    desk: AlbumDesk, fake: FakeSession, answers: Answers
) -> None:
    answers.name = "New"
    desk.rename()
    desk.delete()
    assert fake.asked == [], "a list of the library is neither"
    desk.entry[:] = ["album", 1]  # type: ignore[attr-defined]
    desk.rename()
    answers.agrees = False
    desk.delete()
    answers.agrees = True
    desk.delete(("search", 1))
    desk.rename(("search", 1))
    assert fake.asked == [
        (JobName.ALBUM, 1, "New"),
        (JobName.ALBUM, 1),
        (JobName.ALBUM, 1, {"name": "New"}),
    ]
    assert answers.asked[1:3] == [
        "Delete the album Italy? Its photos stay where they are.",
        "Forget the search Sea? No photo is touched.",
    ]


def test_a_search_is_kept_as_it_was_typed(
    desk: AlbumDesk, fake: FakeSession, photos: PhotoListModel, answers: Answers
) -> None:
    answers.name = "Walks"
    desk.keep_search()
    photos.set_query(Query(text="IMG"))
    desk.keep_search()
    assert fake.asked == [(JobName.ALBUM, "Walks", "IMG")]
    assert answers.asked == ["IMG"]


def test_it_is_said_what_was_put_into_an_album(desk: AlbumDesk, language: Language) -> None:
    said: list[str] = []
    desk.told.connect(said.append)
    done = {"album": 1, "name": "Italy", "photos": 2}
    put = {**done, "act": "album_add"}
    for summary in (done, {**put, "photos": 0}, put):
        desk.on_completed(JobName.ALBUM, Change(summary=summary))
    assert said == ["Put 2 photos into the album Italy. Ctrl+Z takes it back."]


def test_names_in_the_question_are_text(
    desk: AlbumDesk, fake: FakeSession, reader: FakeReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(QMessageBox, "exec", lambda box: asked.append(box.text()))
    reader.albums.held = {"<b>x</b>": []}
    desk._book.reload()
    desk.delete(("album", 1))
    assert "&lt;b&gt;" in asked[0]
    assert fake.asked == [], "nobody agreed"


def test_the_dialog_takes_no_empty_name(keep: Callable[[QWidget], QWidget]) -> None:
    dialog = NameDialog("New", "Name:", name="", names=["a", "b"])
    keep(dialog)
    ok = dialog.buttons.button(dialog.buttons.StandardButton.Ok)
    assert not ok.isEnabled()
    dialog.edit.setEditText("  two   words ")
    assert ok.isEnabled()
    assert dialog.name() == "two words"
    assert dialog.edit.accessibleName() == "Name:"


def test_albums_and_searches_come_and_go_in_the_sidebar(
    fake: FakeSession, reader: FakeReader
) -> None:
    model = SidebarModel(reader, fake.scenes)
    book = CollectionBook(reader)
    model.set_book(book)
    before = model.rowCount()
    assert not model.index_of("album", 1).isValid()
    reader.albums.held = {"Italy": [1, 2], "Spain": []}
    reader.albums.kept = {"Sea": "beach"}
    book.reload()
    assert model.rowCount() == before + 2
    index = model.index_of("album", 1)
    assert (index.data(), index.data(SidebarRole.COUNT)) == ("Italy", 2)
    assert index.data(Qt.ItemDataRole.AccessibleTextRole).startswith("Italy, 2 photo")
    assert model.query(index) == Query(album=1, sort=SortBy.ALBUM, descending=False)
    assert model.query(model.index_of("search", 1)) == Query(text="beach")
    dropped: list[tuple[list[int], int]] = []
    model.dropped_on_album.connect(lambda ids, album: dropped.append((ids, album)))
    data = QMimeData()
    data.setData(PHOTOS_MIME, b"4,5")
    model.dropMimeData(data, Qt.DropAction.CopyAction, -1, -1, index)
    assert dropped == [([4, 5], 1)]
    reader.albums.held, reader.albums.kept = {}, {}
    book.reload()
    assert model.rowCount() == before


def test_an_album_from_the_first_photo_to_undo(
    window: MainWindow, wait_until: Wait, answers: Answers
) -> None:
    parts = window.parts
    reader, actions = parts.session.reader, parts.actions
    answers.name = "Italy"
    first = parts.photos.ids[:3].tolist()
    parts.browser.grid.selectAll()
    assert not actions["take_from_album"].isEnabled()
    actions["new_album"].trigger()
    wait_until(lambda: parts.sidebar_model.index_of("album", 1).isValid())
    every = reader.albums.photos(1)
    assert len(every) == parts.photos.rowCount()

    parts.sidebar.choose("album", 1)
    assert parts.browser.title.text() == "Italy"
    assert parts.photos.ids.tolist() == every
    assert parts.toolbar.sort.currentText() == "Album order"
    parts.chosen.go_to_photo(first[2])
    actions["album_earlier"].trigger()
    swapped = [first[0], first[2], first[1]]
    wait_until(lambda: parts.photos.ids[:3].tolist() == swapped)

    data = QMimeData()
    data.setData(PHOTOS_MIME, str(every[5]).encode())
    place = QPointF(parts.browser.grid.visualRect(parts.photos.index(0)).topLeft()) + QPointF(9, 9)
    drop = QDropEvent(
        place, Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    parts.browser.grid.dropEvent(drop)
    wait_until(lambda: parts.photos.ids[:2].tolist() == [every[5], first[0]])

    parts.chosen.go_to_photo(first[0])
    actions["take_from_album"].trigger()
    wait_until(lambda: first[0] not in parts.photos.ids.tolist())
    actions["undo"].trigger()
    wait_until(lambda: parts.photos.ids[:2].tolist() == [every[5], first[0]])

    actions["delete_collection"].trigger()
    wait_until(lambda: not parts.sidebar_model.index_of("album", 1).isValid())
    actions["undo"].trigger()
    wait_until(lambda: parts.sidebar_model.index_of("album", 1).isValid())


def test_a_kept_search_fills_the_line_and_takes_it_away(
    window: MainWindow, wait_until: Wait, answers: Answers
) -> None:
    parts = window.parts
    name = parts.photos.records(parts.photos.ids[:1].tolist())[0].path.rpartition("/")[2]
    every = parts.photos.rowCount()
    parts.toolbar.text.setText(f'name:"{name}"')
    wait_until(lambda: 0 < parts.photos.rowCount() < every)
    found = parts.photos.rowCount()
    answers.name = "One"
    parts.actions["keep_search"].trigger()
    wait_until(lambda: parts.sidebar_model.index_of("search", 1).isValid())
    wait_until(lambda: parts.sidebar_model.index_of("search", 1).data(SidebarRole.COUNT) == found)
    parts.toolbar.text.clear()
    wait_until(lambda: parts.photos.rowCount() == every)
    parts.sidebar.choose("search", 1)
    wait_until(lambda: parts.photos.rowCount() == found)
    assert parts.toolbar.text.text() == f'name:"{name}"'
    parts.sidebar.choose("view", "all")
    wait_until(lambda: parts.photos.rowCount() == every)
    assert parts.toolbar.text.text() == ""
