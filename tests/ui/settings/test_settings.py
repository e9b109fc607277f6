"""The pages of the settings: what is changed holds at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLabel, QWidget

from app.core.records import ModelVersionRow
from app.core.settings import Settings
from app.core.types import Change, GateRule
from app.jobs.job import JobName
from app.jobs.scanning.folders import DERIVED
from app.media.thumbnails import CacheSize
from app.ui.command import WindowActions
from app.ui.i18n import Language
from app.ui.settings.folder_settings import FolderSettings
from app.ui.settings.key_settings import KeySettings
from app.ui.settings.model_settings import ModelSettings
from app.ui.settings.settings_dialog import LookSettings, SettingsDialog
from app.ui.settings.storage_settings import StorageSettings
from app.ui.shell.command_table import COMMANDS
from app.ui.theme import Theme
from app.ui.widgets.target_bar import DEFAULT_TARGET
from tests.ui.fake_session import FakeSession
from tests.ui.fakes import FakeReader


def test_model_settings_show_and_set_rule_target_and_checks(
    fake: FakeSession, keep: Callable
) -> None:
    page = keep(ModelSettings(fake))
    page.rule.setCurrentIndex(page.rule.findData(GateRule.CONFIDENCE.value))
    page.rule.activated.emit(page.rule.currentIndex())
    assert fake.asked == [(JobName.TARGET, DEFAULT_TARGET, GateRule.CONFIDENCE)]
    page.target.target_chosen.emit(0.02)
    assert fake.asked[1:] == [(JobName.TARGET, 0.02, GateRule.CONFIDENCE)]
    page.checks.setValue(50)
    assert fake.settings.get("audit_share") == 0.5
    assert fake.asked[2:] == [(JobName.CHECKS, 0.5)]


def test_the_model_in_force_is_told(fake: FakeSession, reader: FakeReader, keep: Callable) -> None:
    reader.settings["rule"] = GateRule.CONFIDENCE.value
    reader.versions = [ModelVersionRow(7, "2026-01-02T10:00:00+00:00", "refresh", 12, {}, True)]
    page = keep(ModelSettings(fake))
    assert page.rule.currentData() == GateRule.CONFIDENCE.value
    told = [label.text() for label in page.card.findChildren(QLabel)]
    assert "tiny" in told
    assert told[-1] == "12"
    assert any(text.startswith("7  ·") for text in told)


def test_photos_made_from_photos_are_counted_where_wanted(
    fake: FakeSession, reader: FakeReader, keep: Callable
) -> None:
    page = keep(FolderSettings(fake))
    assert not page.derived.isChecked()
    page.derived.click()
    assert fake.asked == [(JobName.SCAN, True)]
    reader.settings[DERIVED] = True
    page.reload()
    assert page.derived.isChecked()


def test_folders_are_watched_left_out_and_removed(
    fake: FakeSession, reader: FakeReader, keep: Callable
) -> None:
    page = keep(FolderSettings(fake))
    page.watch.click()
    page.exclude.setText("*.tmp; private")
    page.exclude.editingFinished.emit()
    page.remove.click()
    assert fake.asked == [
        (JobName.FOLDER, 1, True),
        (JobName.FOLDER, 1, ["*.tmp", "private"]),
        (JobName.FOLDER, 1),
    ]
    (row,) = reader.folder_rows
    reader.folder_rows = [replace(row, watch=True, exclude=("*.tmp", "private"))]
    page.reload()
    assert page.watch.isChecked()
    assert "watching" in page.list.topLevelItem(0).text(2)
    assert page.exclude.text() == "*.tmp; private"
    reader.folder_rows = []
    page.reload()
    assert not page.remove.isEnabled()


def test_keys_are_changed_clash_and_are_reset(keep: Callable, theme: Theme) -> None:
    settings = Settings()
    window = keep(QWidget())
    actions = WindowActions(window, settings, COMMANDS)
    page = keep(KeySettings(actions))
    assert next(iter(page.edits)) == "accept", "what is pressed most comes first"
    assert page.clashes() == {}
    edit = page.edits["accept"]
    edit.setKeySequence(QKeySequence("X"))
    edit.editingFinished.emit()
    assert page.clashes() == {"X": ["accept", "refuse"]}
    assert "X" in page.clash.text()
    assert actions["accept"].shortcut() == QKeySequence("X")
    redo = page.edits["redo"]
    redo.setKeySequence(QKeySequence("Ctrl+R"))
    redo.editingFinished.emit()
    assert settings.get("keys")["redo"] == ["Ctrl+R", "Ctrl+Y"]
    page.reset.click()
    assert (page.clashes(), settings.get("keys"), page.clash.text()) == ({}, {}, "")
    defaults = {c.id: c.keys[0] for c in COMMANDS if c.keys}
    assert actions["accept"].shortcut() == QKeySequence(defaults["accept"])


def test_a_key_of_a_sheet_clashes_with_none_of_a_list(keep: Callable, theme: Theme) -> None:
    """``I`` turns a sheet round and says what is known of a photo: never both at once."""
    window = keep(QWidget())
    page = keep(KeySettings(WindowActions(window, Settings(), COMMANDS)))
    shared = {"sheet_turn": "info", "sheet_skip": "skip", "sheet_zoom": "zoom"}
    for sheet, other in shared.items():
        edits = (page.edits[sheet], page.edits[other])
        assert edits[0].keySequence() == edits[1].keySequence()
    for key, clashing in (("P", []), ("V", ["sheet_turn", "sheets"])):
        edit = page.edits["sheet_turn"]
        edit.setKeySequence(QKeySequence(key))
        edit.editingFinished.emit()
        assert sorted(page.clashes().get(key, [])) == clashing


def test_keys_are_typed_and_tab_moves_on(keep: Callable, theme: Theme) -> None:
    settings = Settings()
    window = keep(QWidget())
    page = keep(KeySettings(WindowActions(window, settings, COMMANDS)))
    page.show()
    edit = page.edits["accept"]
    QTest.keyClick(edit, Qt.Key.Key_Q)
    edit.editingFinished.emit()
    assert settings.get("keys") == {"accept": ["Q"]}
    QTest.keyClick(edit, Qt.Key.Key_Tab)
    assert edit.keySequence() == QKeySequence("Q")
    page.hide()


def test_language_and_theme_hold_at_once(keep: Callable, theme: Theme, language: Language) -> None:
    settings = Settings()
    page = keep(LookSettings(settings, theme, language))
    page.language.setCurrentIndex(page.language.findData("zh_CN"))
    page.language.activated.emit(page.language.currentIndex())
    page.theme.setCurrentIndex(page.theme.findData("dark"))
    page.theme.activated.emit(page.theme.currentIndex())
    assert (language.code, theme.mode) == ("zh_CN", "dark")
    assert (settings.get("language"), settings.get("theme")) == ("zh_CN", "dark")


def test_library_is_copied_moved_and_another_is_opened(
    fake: FakeSession, keep: Callable, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = keep(StorageSettings(fake))
    chosen: list[str] = []
    page.library_chosen.connect(chosen.append)

    def answer(path: Path) -> None:
        for name in ("getSaveFileName", "getOpenFileName"):
            monkeypatch.setattr(QFileDialog, name, lambda *_: (str(path), ""))

    def end_backup(path: Path) -> None:
        done = Change(photos=frozenset(), summary={"copy": str(path)})
        fake.bridge.completed.emit(JobName.BACKUP, done)

    copy, moved = tmp_path / "backup.albumen", tmp_path / "moved.albumen"
    answer(tmp_path / "backup")
    page.copy.click()
    assert fake.asked == [(JobName.BACKUP, str(copy))]
    end_backup(copy)
    assert "backup.albumen" in page.said.text()
    answer(moved)
    page.move_to.click()
    assert fake.asked[1:] == [(JobName.BACKUP, str(moved))]
    assert chosen == [], "not before the copy is whole"
    end_backup(moved)
    page.open.click()
    moved.touch()
    page.new.click()
    assert chosen == [str(moved)] * 2
    assert "exists" in page.said.text()
    answer(tmp_path / "fresh")
    page.new.click()
    assert chosen[-1] == str(tmp_path / "fresh.albumen")


def test_cache_has_a_limit(fake: FakeSession, keep: Callable, language: Language) -> None:
    page = keep(StorageSettings(fake))
    assert fake.background.asked == ["cache"]
    fake.background.answered.emit("cache", CacheSize(1200, 5_000_000))
    assert page.used.text().startswith("1,200 thumbnails")
    page.limit.setValue(300)
    assert fake.settings.get("cache_mb") == 300
    assert fake.asked == [(JobName.PRUNE, 300)]
    fake.bridge.completed.emit(JobName.PRUNE, None)
    assert fake.background.asked == ["cache", "cache"], "measured again"
    page.gentle.click()
    assert fake.settings.get("gentle") is True
    page.battery.click()
    assert fake.settings.get("pause_on_battery") is True


def test_settings_hold_every_page(
    fake: FakeSession, actions: WindowActions, keep: Callable, theme: Theme, language: Language
) -> None:
    dialog = keep(SettingsDialog(fake, theme, language, actions))
    assert dialog.list.count() == dialog._stack.count() == 6
    for row in range(6):
        dialog.list.setCurrentRow(row)
        assert dialog._stack.currentIndex() == row
