"""What the window asks of the library as a whole."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.core.records import FolderRow
from app.ui.shell import library_desk
from app.ui.shell.library_desk import LibraryDesk
from tests.ui.fake_session import FakeSession


@pytest.mark.parametrize("folders", [[], [FolderRow(1, "/photos", "online", 40)]])
def test_what_reads_photos_starts_before_a_folder_is_chosen(
    folders: list[FolderRow], fake: FakeSession, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepared: list[str] = []
    context = replace(fake.context, prepare_scan=lambda: prepared.append("encoder"))
    monkeypatch.setattr(fake.reader.folders, "rows", lambda: folders)
    monkeypatch.setattr(library_desk, "PREPARE_MS", 0)

    def choose(*_: object) -> str:
        prepared.append("dialog")
        return ""

    monkeypatch.setattr(library_desk, "choose_folder", choose)
    frame = QWidget()
    qtbot.addWidget(frame)
    desk = LibraryDesk(replace(fake, context=context), frame)
    qtbot.wait(1)
    assert prepared == ([] if folders else ["encoder"])
    desk.choose_folder()
    assert prepared[-2:] == ["encoder", "dialog"]
