"""'Open with' and second starts: what is done with the paths that the window is handed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from unittest.mock import Mock, create_autospec

import pytest
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget

from app.core.records import FolderRow
from app.core.types import Change
from app.jobs.job import JobName
from app.jobs.runner import JobState
from app.ui.models.sidebar_model import SidebarModel
from app.ui.shell.first_window import FirstWindow
from app.ui.shell.main_window import MainWindow
from app.ui.shell.navigator import Navigator
from app.ui.shell.opening import Opening
from tests.ui.fake_session import FakeSession
from tests.ui.fakes import FakeReader, make_row
from tests.ui.shell.test_first_window import start_second

Wait = Callable[[Callable[[], bool]], None]


def add_photo(reader: FakeReader, photo: int, path: Path) -> str:
    """Put a file that the library knows."""
    path.parent.mkdir(exist_ok=True)
    path.touch()
    reader.by_id[photo] = replace(make_row(photo), path=str(path))
    return str(path)


@pytest.fixture
def photo(reader: FakeReader, tmp_path: Path) -> str:
    """The path of photo 3, the only one, in the only folder."""
    reader.by_id.clear()
    reader.folder_rows = [FolderRow(1, str(tmp_path / "photos"), "online", 1)]
    return add_photo(reader, 3, tmp_path / "photos" / "03.jpg")


@pytest.fixture
def navigator() -> Mock:
    return create_autospec(Navigator, instance=True)


@pytest.fixture
def sidebar(photo: str, fake: FakeSession) -> SidebarModel:
    return SidebarModel(fake.reader, fake.scenes)


@pytest.fixture
def opening(
    sidebar: SidebarModel, fake: FakeSession, navigator: Mock, keep: Callable
) -> Iterator[Opening]:
    frame = keep(QWidget())
    frame.show()
    yield Opening(fake, sidebar, navigator, frame)
    frame.close()


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    """A folder with two photos that no library knows."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    for number in (1, 2):
        (folder / f"new{number}.jpg").touch()
    return folder


def answer(opening: Opening, role: QMessageBox.ButtonRole) -> None:
    box = opening.question
    assert box is not None
    next(b for b in box.buttons() if box.buttonRole(b) is role).click()


def test_in_the_window_a_photo_is_shown_whatever_was_filtered(
    window: MainWindow, prepared: Path
) -> None:
    window.parts.toolbar.text.setText("nothing is called this")
    photo = str(prepared / "photos" / "forest" / "03.jpg")
    parts = window.parts
    Opening(parts.session, parts.sidebar_model, parts.navigator, window).open([photo])
    assert window.parts.browser.mode == "loupe"
    assert window.parts.chosen.detail.row.path == photo


def test_a_photo_of_the_library_is_shown_at_once(
    opening: Opening, fake: FakeSession, navigator: Mock, photo: str
) -> None:
    opening.open([photo])
    navigator.show_large.assert_called_once_with(3)
    assert fake.asked == [], "nothing has to be scanned"


def test_a_new_photo_in_a_known_folder_is_shown_when_it_was_read(
    opening: Opening, fake: FakeSession, reader: FakeReader, navigator: Mock, photo: str
) -> None:
    late = Path(photo).with_name("late.jpg")
    late.touch()
    opening.open([str(late)])
    assert fake.asked == [(JobName.SCAN, [str(late.parent)])]
    fake.tell(Change(photos=frozenset({3})))
    navigator.show_large.assert_not_called()
    add_photo(reader, 4, late)
    fake.tell(Change(photos=frozenset({4})))
    navigator.show_large.assert_called_once_with(4)
    assert opening.question is None


@pytest.mark.parametrize(
    "role", [QMessageBox.ButtonRole.AcceptRole, QMessageBox.ButtonRole.RejectRole]
)
def test_a_photo_from_elsewhere_brings_its_folder_along_only_when_wanted(
    opening: Opening,
    fake: FakeSession,
    navigator: Mock,
    elsewhere: Path,
    role: QMessageBox.ButtonRole,
) -> None:
    path = elsewhere / "new2.jpg"
    opening.open([str(path)])
    assert fake.asked == [], "asked first"
    answer(opening, role)
    assert opening.question is None
    accepted = role is QMessageBox.ButtonRole.AcceptRole
    assert fake.asked == ([(JobName.SCAN, [str(elsewhere)])] if accepted else [])
    add_photo(fake.reader, 9, path)
    fake.tell(Change(photos=frozenset({9})))
    assert navigator.show_large.called == accepted


def test_a_folder_is_scanned_and_shown(
    opening: Opening, fake: FakeSession, sidebar: SidebarModel, navigator: Mock, elsewhere: Path
) -> None:
    opening.open([str(elsewhere)])
    assert fake.asked == [(JobName.SCAN, [str(elsewhere)])]
    navigator.show_folder.assert_not_called()
    fake.reader.folder_rows.append(FolderRow(2, str(elsewhere), "online", 2))
    sidebar.reload()
    QApplication.processEvents()
    navigator.show_folder.assert_called_once_with(2)


def test_a_folder_that_could_not_be_scanned_is_forgotten(
    opening: Opening, fake: FakeSession, sidebar: SidebarModel, navigator: Mock, elsewhere: Path
) -> None:
    opening.open([str(elsewhere)])
    fake.bridge.ended.emit(fake.handles[-1], JobState.FAILED)
    fake.reader.folder_rows.append(FolderRow(2, str(elsewhere), "online", 2))
    sidebar.reload()
    QApplication.processEvents()
    navigator.show_folder.assert_not_called()


def test_a_library_file_is_opened_in_place_of_this_one(
    opening: Opening, reader: FakeReader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr("app.ui.shell.opening.reopen", lambda _, path: asked.append(path))
    for name in ("own", "other"):
        (tmp_path / f"{name}.albumen").touch()
    monkeypatch.setattr(reader, "path", str(tmp_path / "own.albumen"))
    opening.open([reader.path])
    assert asked == [], "it is open already"
    opening.open([str(tmp_path / "other.albumen")])
    assert asked == [str(tmp_path / "other.albumen")]


def test_a_second_start_hands_its_paths_over(
    opening: Opening, navigator: Mock, photo: str, keep: Callable, wait_until: Wait
) -> None:
    library = str(Path(photo).parent / "library.albumen")
    first = FirstWindow(library, keep(QWidget()))
    first.called.connect(opening.open)
    assert first.listen()
    second = start_second(library, photo)
    wait_until(lambda: second.poll() is not None)
    assert second.returncode == 0
    navigator.show_large.assert_called_once_with(3)
    first.close()


def test_macos_hands_paths_over_as_an_event(
    qapp: QApplication, opening: Opening, navigator: Mock, photo: str
) -> None:
    qapp.installEventFilter(opening)
    try:
        qapp.sendEvent(qapp, QFileOpenEvent(photo))
    finally:
        qapp.removeEventFilter(opening)
    navigator.show_large.assert_called_once_with(3)
