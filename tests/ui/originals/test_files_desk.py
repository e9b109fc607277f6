"""The commands on files: who is handed out, what is told, and what is asked first."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, cast
from unittest.mock import create_autospec

import pytest
from PySide6.QtCore import QItemSelectionModel, QObject, Signal
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QApplication, QComboBox, QDialog, QMessageBox, QWidget

from app.core.records import Act, FolderRow, HistoryRow, Query, SortBy, View
from app.core.types import AskedPicture, Change
from app.jobs.job import JobName
from app.jobs.runner import JobRunner, Lane
from app.ui.commands import make_commands
from app.ui.job_bridge import JobBridge
from app.ui.models.photo_list import PHOTOS_MIME, PhotoListModel
from app.ui.models.scene_book import SceneBook
from app.ui.originals import programs
from app.ui.originals.desktop_entries import OtherProgram
from app.ui.originals.files_desk import FilesDesk
from app.ui.originals.files_teller import FilesTeller
from app.ui.originals.handing_out import GNOME_FILES, KDE_CUT, files_data
from app.ui.originals.programs_dialog import ProgramsDialog
from app.ui.originals.result_dialog import ResultDialog, lines_of
from app.ui.originals.transfer_dialog import RECENT, TransferDialog
from app.ui.review.chosen_photos import ChosenPhotos
from app.ui.widgets.drag import dragged_data
from tests.ui.fake_session import FakeSession, HeldBackground, fake_session
from tests.ui.fakes import FakeReader, make_row


class Pictures(QObject):
    """Stands for the decoder processes of the loupe."""

    arrived = Signal(object, QImage, int, int)

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[AskedPicture] = []
        self.looking: set[int] = set()

    def ask(self, view: AskedPicture, who: int = 0) -> None:
        self.asked.append(view)
        self.looking.add(who)

    def rest(self, who: int = 0) -> None:
        self.looking.discard(who)


class PromptBackground(HeldBackground):
    """Answers at once, unless the test lets it wait."""

    def __init__(self) -> None:
        super().__init__()
        self.waits = False
        self.calls: dict[str, Callable[[], Any]] = {}

    def ask(self, subject: str, call: Callable[[], Any]) -> None:
        super().ask(subject, call)
        self.calls[subject] = call
        if not self.waits:
            self.answer(subject)

    def forget(self, subject: str) -> None:
        self.calls.pop(subject, None)

    def answer(self, subject: str) -> None:
        if subject in self.calls:
            self.answered.emit(subject, self.calls.pop(subject)())


@dataclass
class Bench:
    """A files desk over four photos in a folder; the last one is gone."""

    session: FakeSession
    desk: FilesDesk
    teller: FilesTeller
    pictures: Pictures
    paths: list[str]
    chosen: list[int]
    told: list[str]
    refused: list[str]
    frame: QWidget


@pytest.fixture
def bench(qapp: QApplication, tmp_path: Path) -> Iterator[Bench]:
    home = tmp_path / "photos"
    home.mkdir()
    rows = []
    for number in range(1, 5):
        path = home / f"-IMG_{number}.jpg"
        if number < 4:
            path.write_text(str(number))
        rows.append(replace(make_row(number), path=str(path)))
    (home / "-IMG_1.raf").write_text("raw")
    reader, pictures = FakeReader(rows), Pictures()
    reader.folder_rows = [FolderRow(1, str(home), "online", 4)]
    made = fake_session(reader, tmp_path)
    session = replace(made, pictures=cast(Any, pictures), background=PromptBackground())
    frame, chosen = QWidget(), [1, 2]
    desk = FilesDesk(session, lambda: chosen, frame)
    teller = FilesTeller(session, lambda: "Ctrl+Z", frame)
    told: list[str] = []
    refused: list[str] = []
    for signal, kept in ((desk.told, told), (teller.told, told), (desk.refused, refused)):
        signal.connect(kept.append)
    paths = [row.path for row in rows]
    yield Bench(session, desk, teller, pictures, paths, chosen, told, refused, frame)
    replace(session, pictures=None).close()
    frame.deleteLater()


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    found: list[list[str]] = []
    monkeypatch.setattr(programs, "open_files", lambda paths, _: bool(found.append(paths)) or True)
    return found


def test_open_hands_out_those_that_are_there_and_names_the_others(
    bench: Bench, opened: list[list[str]]
) -> None:
    bench.chosen[:] = [3, 4, 1]
    bench.desk.open()
    assert opened == [[bench.paths[2], bench.paths[0]]]
    assert "-IMG_4.jpg" in bench.told[0]
    bench.chosen[:] = [4]
    bench.desk.open()
    assert len(opened) == 1
    assert "-IMG_4.jpg" in bench.refused[0]


def test_too_many_are_not_opened_at_once(
    bench: Bench, opened: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.ui.originals.files_desk.MOST_OPENED", 1)
    bench.desk.open()
    assert opened == []
    assert bench.refused == ["At most 1 photos can be opened at once."]


def test_no_program_is_told(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(programs, "open_files", lambda *_: False)
    monkeypatch.setattr(programs, "programs_of", lambda *_: [])
    bench.desk.open()
    bench.desk.open_with()
    assert len(bench.refused) == 2


def test_open_with_lets_choose(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    some = [OtherProgram(str(n), f"Program {n}", "", ("p",)) for n in range(3)]
    started: list[tuple[str, list[str]]] = []

    def start(program: OtherProgram, paths: list[str]) -> bool:
        started.append((program.name, paths))
        return False

    def choose(dialog: ProgramsDialog) -> int:
        assert dialog.list.item(0).text() == "Program 0"
        dialog.list.setCurrentRow(2)
        return QDialog.DialogCode.Accepted

    monkeypatch.setattr(programs, "programs_of", lambda *_: some)
    monkeypatch.setattr(programs, "start_program", start)
    monkeypatch.setattr(ProgramsDialog, "exec", choose)
    bench.desk.open_with()
    assert started == [("Program 2", bench.paths[:2])]
    assert bench.refused == ["Program 2 could not be started."]
    monkeypatch.setattr(ProgramsDialog, "exec", lambda _: QDialog.DialogCode.Rejected)
    bench.desk.open_with()
    assert len(started) == 1


def test_the_file_manager_shows_few_folders(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Sequence[str]] = []
    opened: list[Sequence[str]] = []
    monkeypatch.setattr(programs, "ask_file_manager", lambda paths: bool(asked.append(paths)))
    monkeypatch.setattr(programs, "open_folder", lambda paths, _: bool(opened.append(paths)))
    bench.desk.show_in_folder()
    assert asked == opened == [bench.paths[:2]]
    assert len(bench.refused) == 1
    monkeypatch.setattr(programs, "ask_file_manager", lambda _: True)
    bench.desk.show_in_folder()
    assert len(opened) == 1


def test_slow_disks_are_looked_at_in_a_thread(
    bench: Bench, opened: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is read, looked for or asked over the bus before the question is answered."""
    background = cast(PromptBackground, bench.session.background)
    reader = cast(FakeReader, bench.session.reader)
    background.waits = True
    monkeypatch.setattr(programs, "ask_file_manager", lambda _: True)
    for command in (bench.desk.open, bench.desk.throw_away, bench.desk.make_sheet):
        command()
    assert reader.asked_rows == []
    assert len(set(background.asked)) == 2
    bench.desk.show_in_folder()
    background.answer("files of the selected photos")
    assert opened == [], "the newest command alone goes on"
    assert "whether the file manager showed the files" in background.calls
    dialog = TransferDialog(bench.session, bench.paths[:1], is_move=True)
    dialog.folder.setCurrentText(os.path.dirname(bench.paths[0]))
    assert not dialog.go.isEnabled(), "not known yet"
    dialog.accept()
    assert dialog.result() != QDialog.DialogCode.Accepted
    background.answer("what a folder is")
    assert dialog.go.isEnabled()
    assert dialog.hint.text()
    dialog.deleteLater()


def test_files_on_the_clipboard_are_copied_never_cut(bench: Bench) -> None:
    bench.desk.copy_files()
    data = QGuiApplication.clipboard().mimeData()
    assert [url.toLocalFile() for url in data.urls()] == bench.paths[:2]
    lines = bytes(data.data(GNOME_FILES).data()).split(b"\n")
    assert lines[0] == b"copy"
    assert lines[1].startswith(b"file:///")
    assert bytes(data.data(KDE_CUT).data()) == b"0"
    assert data.text() == "\n".join(bench.paths[:2])
    assert bench.pictures.asked == []
    bench.desk.copy_paths()
    assert QGuiApplication.clipboard().text() == "\n".join(bench.paths[:2])


def test_a_single_photo_brings_its_picture(bench: Bench) -> None:
    bench.chosen[:] = [2]
    bench.desk.copy_files()
    (asked,) = bench.pictures.asked
    image = QImage(8, 6, QImage.Format.Format_RGB32)
    other = replace(asked, generation=3)
    bench.pictures.arrived.emit(other, image, 8, 6)
    assert not QGuiApplication.clipboard().mimeData().hasImage()
    assert bench.pictures.looking
    bench.pictures.arrived.emit(asked, image, 8, 6)
    assert not bench.pictures.looking, "its process may end"
    data = QGuiApplication.clipboard().mimeData()
    assert data.hasImage()
    assert [url.toLocalFile() for url in data.urls()] == [bench.paths[1]]
    QGuiApplication.clipboard().setText("something else")
    bench.pictures.arrived.emit(asked, image, 8, 6)
    assert QGuiApplication.clipboard().text() == "something else"


def test_bytes_that_are_no_text_do_not_stop_a_copy(qapp: QApplication) -> None:
    assert "�" in files_data([os.fsdecode(b"/a\xff.jpg")]).text()


def test_the_trash_is_asked_about_once_with_all_that_goes(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[QMessageBox] = []
    answer = "Cancel"

    def ask(box: QMessageBox) -> int:
        asked.append(box)
        assert "2" in box.text()
        assert "-IMG_1.raf" in box.informativeText()
        next(button for button in box.buttons() if button.text() == answer).click()
        return 0

    monkeypatch.setattr(QMessageBox, "exec", ask)
    bench.chosen.append(4)
    bench.desk.throw_away()
    assert bench.session.asked == []
    answer = "Move to the trash"
    bench.desk.throw_away()
    assert bench.session.asked == [("trash", [1, 2])]
    assert len(asked) == 2


@pytest.mark.parametrize("is_move", [False, True])
def test_copy_and_move_ask_for_a_folder(
    bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_move: bool
) -> None:
    target = str(tmp_path / "new folder")

    def fill(dialog: TransferDialog) -> int:
        assert not dialog.go.isEnabled()
        dialog.folder.setCurrentText(f" {target}/ ")
        assert dialog.go.isDefault(), "Enter does it"
        dialog.accept()
        return dialog.result()

    monkeypatch.setattr(TransferDialog, "exec", fill)
    (bench.desk.move_to_folder if is_move else bench.desk.copy_to_folder)()
    assert bench.session.asked == [("move" if is_move else "copy", [1, 2], target)]
    assert bench.session.settings.get(RECENT) == [target]


def test_the_dialog_says_what_it_means(bench: Bench, tmp_path: Path) -> None:
    dialog = TransferDialog(bench.session, bench.paths[:3], is_move=True)
    assert "RAW" in dialog.count.text()
    assert "1" in dialog.count.text()
    for folder, words in (
        (str(tmp_path), "is not in the library"),
        (os.path.dirname(bench.paths[0]), "history go along"),
        (f"{tmp_path}/new", "The folder is made."),
    ):
        dialog.folder.setCurrentText(folder)
        assert words in dialog.hint.text()
        assert dialog.go.isEnabled()
    for wrong in (bench.paths[0], "relative/path", ""):
        dialog.folder.setCurrentText(wrong)
        assert not dialog.go.isEnabled()
    dialog.accept()
    assert dialog.result() != QDialog.DialogCode.Accepted
    copying = TransferDialog(bench.session, bench.paths[:1], is_move=False)
    for folder, words in (
        (str(tmp_path), "Only the copies are made"),
        (os.path.dirname(bench.paths[0]), "photos of their own, without label"),
    ):
        copying.folder.setCurrentText(folder)
        assert words in copying.hint.text()
    for one in (dialog, copying):
        one.deleteLater()


def test_recent_folders_are_few_and_each_once(bench: Bench) -> None:
    bench.session.settings.set(RECENT, [f"/{n}" for n in range(8)])
    dialog = TransferDialog(bench.session, [], is_move=False)
    assert isinstance(dialog.folder, QComboBox)
    dialog.folder.setCurrentText("/3")
    dialog.accept()
    assert bench.session.settings.get(RECENT) == ["/3", "/0", "/1", "/2", "/4", "/5", "/6", "/7"]
    bench.session.settings.set(RECENT, "no list")
    assert TransferDialog(bench.session, [], is_move=False).folder.count() == 0
    dialog.deleteLater()


def result(**more: Any) -> Change:
    made = {"copied": 0, "moved": 0, "renamed": 0, "skipped": 0, "failed": 0, "missing": []}
    return Change(summary={**made, "folder": "/out", "in_library": False, "failures": [], **more})


def test_what_was_done_is_told_and_how_it_is_taken_back(bench: Bench) -> None:
    tell = bench.teller.on_completed
    tell(JobName.COPY, result(copied=3, renamed=1))
    tell(JobName.MOVE, result(moved=2, skipped=1))
    tell(JobName.TRASH, result(trashed=2))
    assert bench.told[0].startswith("3 photo(s) copied to out, ")
    assert bench.told[0].endswith("Ctrl+Z takes it back.")
    assert "skipped" in bench.told[1]
    assert "trash" in bench.told[2]
    assert "Ctrl+Z" not in bench.told[2]
    assert bench.session.asked == []
    tell(JobName.COPY, result(copied=3, in_library=True))
    assert bench.session.asked == [("scan", ["/out"])]
    tell(JobName.SCAN, Change())
    tell(JobName.PLAN_REFRESH, object())
    assert len(bench.told) == 4


def test_what_went_wrong_is_listed(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    listed: list[ResultDialog] = []

    def note(dialog: ResultDialog) -> None:
        listed.append(dialog)

    monkeypatch.setattr(ResultDialog, "open", note)
    failure = {"path": "/a", "message": "m", "code": "kept_changed", "values": {"path": "/a"}}
    bench.teller.on_completed(JobName.MOVE, result(moved=1, failed=1, failures=[failure]))
    bench.teller.on_completed(JobName.UNDO, Change(summary={"failures": [failure]}))
    bench.teller.on_completed(JobName.UNDO, Change(summary={"undone": "label"}))
    assert len(listed) == 2
    assert "so it is kept" in listed[0].list.toPlainText()
    for dialog in listed:
        dialog.deleteLater()


def test_lines_name_what_is_away_and_what_no_table_knows() -> None:
    summary = {"failures": [{"message": "of a later version", "code": "?"}], "missing": ["/b"]}
    assert lines_of(summary) == ["of a later version", "/b is offline or gone."]


def test_folded_tiles_are_dragged_out_with_all_that_they_stand_for(
    qapp: QApplication, scenes: SceneBook
) -> None:
    rows = [replace(make_row(n), group=7, missing=n == 3) for n in range(1, 4)]
    reader = FakeReader([*rows, make_row(4)])
    photos = PhotoListModel(cast(Any, reader), scenes)
    photos.set_query(Query(view=View.REVIEW, sort=SortBy.REVIEW, descending=False))
    chosen = ChosenPhotos(cast(Any, reader), photos)
    select = QItemSelectionModel.SelectionFlag.ClearAndSelect
    chosen.selection.setCurrentIndex(photos.index(0), select)
    assert chosen.selected() == [1, 2, 3]
    data = dragged_data(photos, [photos.index(0)])
    assert bytes(data.data(PHOTOS_MIME).data()) == b"1,2,3"
    assert [url.toLocalFile() for url in data.urls()] == [rows[0].path, rows[1].path]


@pytest.mark.parametrize(
    ("act", "lane"), [(Act.COPY, Lane.LONG), (Act.MOVE, Lane.LONG), (Act.LABEL, Lane.SHORT)]
)
def test_files_that_come_home_show_their_progress(bench: Bench, act: Act, lane: Lane) -> None:
    reader = cast(FakeReader, bench.session.reader)
    reader.actions = [HistoryRow(1, "", act, {}, 1, undone=False)]
    runner = create_autospec(JobRunner, instance=True)
    bridge = JobBridge(runner)
    commands = make_commands(bench.session.context, bridge)
    commands.review.undo()
    assert runner.submit.call_args.args[2] is lane
    # A scan that is under way is not waited for.
    commands.folders.scan()
    commands.review.undo()
    assert runner.submit.call_args.args[2] is Lane.SHORT
    reader.actions = [HistoryRow(1, "", act, {}, 1, undone=True)]
    commands.review.redo()
    assert [call.args[0] for call in runner.submit.call_args_list] == [
        "undo",
        "scan",
        "undo",
        "redo",
    ]
    bridge.deleteLater()
