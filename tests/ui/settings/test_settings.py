"""The pages of the settings: what is changed holds at once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QWidget

from app.core.settings import Settings
from app.core.types import GateRule
from app.jobs.audit import waiting_photos
from app.ui.command import WindowActions
from app.ui.i18n import Language
from app.ui.session import Session
from app.ui.settings.folder_settings import FolderSettings
from app.ui.settings.key_settings import KeySettings
from app.ui.settings.model_settings import ModelSettings
from app.ui.settings.settings_dialog import LookSettings, SettingsDialog
from app.ui.settings.storage_settings import StorageSettings
from app.ui.shell.command_table import COMMANDS
from app.ui.theme import Theme

Settle = Callable[[], None]


def test_model_settings_show_and_set_rule_target_and_checks(
    session: Session, settle: Settle, keep: Callable
) -> None:
    page = keep(ModelSettings(session))
    page.rule.setCurrentIndex(page.rule.findData(GateRule.CONFIDENCE.value))
    page.rule.activated.emit(page.rule.currentIndex())
    settle()
    assert session.reader.setting("rule") == "confidence"
    assert session.context.model()[1].rule is GateRule.CONFIDENCE
    page.checks.setValue(50)
    settle()
    assert session.settings.get("audit_share") == 0.5
    assert len(waiting_photos(session.reader)) == round(session.reader.photos.counts().review / 2)


def test_photos_made_from_photos_are_counted_where_wanted(
    session: Session, settle: Settle, keep: Callable
) -> None:
    page = keep(FolderSettings(session))
    assert not page.derived.isChecked()
    page.derived.click()
    settle()
    assert session.reader.setting("derived") is True
    page.reload()
    assert page.derived.isChecked()


def test_folders_are_watched_left_out_and_removed(
    session: Session, settle: Settle, keep: Callable
) -> None:
    page = keep(FolderSettings(session))
    page.watch.click()
    settle()
    page.exclude.setText("*.tmp; private")
    page.exclude.editingFinished.emit()
    settle()
    (folder,) = session.reader.folders.rows()
    assert (folder.watch, folder.exclude) == (True, ("*.tmp", "private"))
    labels = len(session.reader.labels.rows())
    page.remove.click()
    settle()
    page.reload()
    assert session.reader.folders.rows() == []
    assert len(session.reader.labels.rows()) == labels
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
    session: Session,
    settle: Settle,
    keep: Callable,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    page = keep(StorageSettings(session))
    chosen: list[str] = []
    page.library_chosen.connect(chosen.append)

    def answer(path: Path) -> None:
        for name in ("getSaveFileName", "getOpenFileName"):
            monkeypatch.setattr(QFileDialog, name, lambda *_: (str(path), ""))

    answer(tmp_path / "backup")
    page.copy.click()
    settle()
    assert (tmp_path / "backup.albumen").exists()
    assert "backup.albumen" in page.said.text()
    answer(tmp_path / "moved.albumen")
    page.move_to.click()
    settle()
    assert (tmp_path / "moved.albumen").exists()
    page.open.click()
    page.new.click()
    assert chosen == [str(tmp_path / "moved.albumen")] * 2
    assert "exists" in page.said.text()
    answer(tmp_path / "fresh")
    page.new.click()
    assert chosen[-1] == str(tmp_path / "fresh.albumen")


def test_cache_has_a_limit(session: Session, settle: Settle, keep: Callable) -> None:
    page = keep(StorageSettings(session))
    page.limit.setValue(300)
    settle()
    assert session.settings.get("cache_mb") == 300
    page.gentle.click()
    assert session.settings.get("gentle") is True
    page.battery.click()
    assert session.settings.get("pause_on_battery") is True


def test_settings_hold_every_page(
    session: Session, actions: WindowActions, keep: Callable, theme: Theme, language: Language
) -> None:
    dialog = keep(SettingsDialog(session, theme, language, actions))
    assert dialog.list.count() == 5
    for row in range(5):
        dialog.list.setCurrentRow(row)
        assert dialog._stack.currentIndex() == row
