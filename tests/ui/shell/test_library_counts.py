"""Counts follow in a turn of their own."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from app.core.types import Change
from app.ui.models.scene_book import SceneBook
from app.ui.models.sidebar_model import SidebarModel
from app.ui.shell.library_counts import LibraryCounts
from tests.ui.fakes import FakeReader


def test_photos_are_painted_before_anything_is_counted(
    reader: FakeReader, scenes: SceneBook, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    model, done = SidebarModel(reader, scenes), []
    counts = LibraryCounts(scenes, model)
    reload = model.reload
    monkeypatch.setattr(model, "reload", lambda: (done.append("counted"), reload()))
    counts.take(Change())
    counts.take(Change())
    QTimer.singleShot(0, lambda: done.append("turn"))  # began later, and is done first
    assert counts.is_due
    with qtbot.waitSignal(counts.counted):
        pass
    assert done == ["turn", "counted"]
    assert not counts.is_due
