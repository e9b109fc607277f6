"""Keywords, tables and checksums from the window: asked for, done by jobs, and told."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from app.core.imported import Imported
from app.core.settings import Settings
from app.jobs.runner import JobRunner, run_now
from app.jobs.scanning.scan import scan_folders
from app.store.library import open_library
from app.ui.exchange.desk import ExchangeDesk
from app.ui.exchange.keywords_dialog import KeywordsDialog
from app.ui.exchange.verified_dialog import VerifiedDialog
from app.ui.i18n import Language
from app.ui.session import open_session
from tests.tiny_album import Bench

Wait = Callable[[Callable[[], bool]], None]


class Room:
    """A desk over two photos, and what it told."""

    def __init__(self, bench: Bench, desk: ExchangeDesk) -> None:
        self.bench, self.desk = bench, desk
        self.paths = [bench.photo(f"{k}.jpg", "beach", 100 - k) for k in range(2)]
        run_now(scan_folders(bench.ctx, [str(bench.photos)]))
        self.told: list[str] = []
        self.failed: list[str] = []
        desk.told.connect(self.told.append)
        desk._session.bridge.failed.connect(lambda text, _: self.failed.append(text))

    def labels(self) -> list[str | None]:
        ids = [self.bench.id(path) for path in self.paths]
        return [row.label for row in self.bench.library.photos.rows(ids)]


@pytest.fixture
def room(qapp: QApplication, language: Language, tmp_path: Path) -> Iterator[Room]:
    runner = JobRunner()
    with open_library(tmp_path / "library.albumen") as library:
        bench = Bench(library, tmp_path)
        session = open_session(bench.ctx, runner, Settings(), "en")
        frame = QWidget()
        yield Room(bench, ExchangeDesk(session, frame))
        runner.close()
        session.close()
        frame.deleteLater()


def test_keywords_become_labels_after_the_dialog(
    room: Room, wait_until: Wait, monkeypatch: pytest.MonkeyPatch
) -> None:
    room.desk.import_keywords()
    wait_until(lambda: bool(room.told))
    assert room.told == ["No photo has keywords of other programs, in its file or in a sidecar."]
    photo = room.bench.id(room.paths[0])
    room.bench.library.photos.save_sidecars({photo: ("state", Imported(("Rex",)))})

    def say_kitchen(dialog: KeywordsDialog) -> QDialog.DialogCode:
        dialog.own["rex"] = "kitchen"
        return QDialog.DialogCode.Accepted

    monkeypatch.setattr(KeywordsDialog, "exec", say_kitchen)
    room.desk.import_keywords()
    wait_until(lambda: len(room.told) == 2)
    assert room.told[-1] == "1 photo labelled by their keywords."
    assert room.labels() == ["kitchen", None]
    monkeypatch.setattr(KeywordsDialog, "exec", lambda _: QDialog.DialogCode.Rejected)


def test_tables_get_the_ending_of_their_kind(room: Room, wait_until: Wait, tmp_path: Path) -> None:
    for kind, name, written in (
        ("csv", "a.csv", "a.csv"),
        ("json", "a.csv", "a.json"),
        ("excel", "b", "b.csv"),
        ("csv", "a.txt", "a.txt"),
        # The dialog asked about a.csv, never about the file that would be replaced.
        ("json", "a.csv", "a-2.json"),
    ):
        room.told.clear()
        room.desk.write(str(tmp_path / name), kind)
        wait_until(lambda: bool(room.told))
        assert room.told == [f"2 photos written to {tmp_path / written}."]
    assert (tmp_path / "b.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert (tmp_path / "a.csv").read_bytes().startswith(b"format,")
    assert len(json.loads((tmp_path / "a.json").read_bytes())["photos"]) == 2


def test_what_is_chosen_in_the_dialog_of_the_system_is_written(
    room: Room, wait_until: Wait, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = [
        ("", ""),
        (str(tmp_path / "a.csv"), "Checksums, as sha256sum verifies them (*.sha256)"),
    ]
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: answers.pop(0))
    room.desk.export_table()
    room.desk.export_table()
    wait_until(lambda: bool(room.told))
    report = tmp_path / "a.sha256"
    assert room.told == [f"Checksums of 2 photos written to {report}."]
    shown: list[str] = []

    def look(dialog: VerifiedDialog) -> int:
        shown.extend((dialog.summary.text(), dialog.list.toPlainText()))
        return 0

    monkeypatch.setattr(VerifiedDialog, "exec", look)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(report), ""))
    room.desk.verify()
    wait_until(lambda: len(room.told) == 2)
    assert room.told[-1] == "All 2 files are what they were."
    Path(room.paths[0]).write_text("rotten")
    Path(room.paths[1]).unlink()
    room.desk.verify()
    wait_until(lambda: bool(shown))
    assert shown[0] == "Of 2 files, 0 are what they were."
    assert shown[1].splitlines() == [
        "Changed: other bytes than in the report (1)",
        f"    {room.paths[0]}",
        "",
        "Missing (1)",
        f"    {room.paths[1]}",
    ]
    room.desk._commands.export_fixity(str(report))
    wait_until(lambda: len(room.told) == 3)
    assert "2 files are other than at the last scan" in room.told[-1]


def test_a_photo_is_not_written_over(room: Room, wait_until: Wait, qtbot: QtBot) -> None:
    room.desk._commands.export_fixity(room.paths[0])
    wait_until(lambda: bool(room.failed))
    assert "choose another name" in room.failed[0]
    assert Path(room.paths[0]).read_text().startswith("beach")
