"""Folders are looked for beside those that are there."""

from __future__ import annotations

from pathlib import Path

from app.core.records import FolderRow
from app.ui.widgets.folder_choice import start_folder
from tests.ui.fakes import FakeReader


def test_folders_are_looked_for_beside_those_that_are_there(tmp_path: Path) -> None:
    reader = FakeReader()
    (tmp_path / "new").mkdir()
    reader.folder_rows = [
        FolderRow(1, str(tmp_path / "gone" / "2023"), "offline", 3),
        FolderRow(2, str(tmp_path / "new" / "2024"), "online", 3),
        FolderRow(3, "/nowhere/2025", "offline", 3),
    ]
    assert start_folder(reader) == str(tmp_path / "new"), "the newest whose place is there"
    reader.folder_rows = []
    assert Path(start_folder(reader)).is_dir()
