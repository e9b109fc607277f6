"""Settings, history, model versions, and checks in the queue."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QWidget

from app.core.records import NO_GROUP, Query, SortBy, View
from app.core.settings import Settings
from app.core.types import GateRule, Status
from app.jobs import relabel
from app.jobs.audit import draw_checks, waiting_checks, waiting_photos
from app.jobs.review_queue import BlindReader
from app.jobs.runner import run_now
from app.ui.command import WindowActions
from app.ui.i18n import Language
from app.ui.review.history_panel import HistoryPanel
from app.ui.review.notice import Notice
from app.ui.scenes.models_page import ModelsPage
from app.ui.session import Session
from app.ui.settings.folder_settings import FolderSettings
from app.ui.settings.key_settings import KeySettings
from app.ui.settings.model_settings import ModelSettings
from app.ui.settings.settings_dialog import LookSettings, SettingsDialog
from app.ui.settings.storage_settings import StorageSettings
from app.ui.shell.command_table import COMMANDS
from app.ui.theme import Theme

Settle = Callable[[], None]
QUEUE = Query(view=View.REVIEW, sort=SortBy.REVIEW, descending=False)


@pytest.fixture
def keep(qtbot: object) -> Callable[[QWidget], QWidget]:
    def add(widget: QWidget) -> QWidget:
        qtbot.addWidget(widget)  # type: ignore[attr-defined]
        return widget

    return add


# history


def label_some(session: Session, count: int) -> list[int]:
    ids = [int(i) for i in session.reader.photos.ids(QUEUE)][:count]
    for photo in ids:
        run_now(relabel.label_photos(session.context, [photo], "forest"))
    return ids


def test_history_goes_back_to_a_point_and_forward(
    session: Session, settle: Settle, keep: Callable, language: Language
) -> None:
    ids = label_some(session, 3)
    panel = keep(HistoryPanel(session))
    assert panel.list.item(0).text().startswith("Labelled 1 photo as Forest")
    assert not panel.here.isEnabled(), "the newest action is where we are"
    panel.list.setCurrentRow(2)
    panel.here.click()
    settle()
    assert set(session.reader.labels.of(ids)) == {ids[0]}
    assert "undone" in panel.list.item(0).text()
    assert panel.list.item(0).font().strikeOut()
    panel.list.setCurrentRow(0)
    assert panel.here.text() == "Redo up to here"
    panel.here.click()
    settle()
    assert set(session.reader.labels.of(ids)) == set(ids)
    panel.undo.click()
    settle()
    panel.redo.click()
    settle()
    assert set(session.reader.labels.of(ids)) == set(ids)


def test_history_has_room_for_two_lines_of_chinese(
    session: Session, settle: Settle, keep: Callable, language: Language
) -> None:
    label_some(session, 1)
    language.set_language("zh_CN")
    session.scenes.set_language("zh_CN")
    panel = keep(HistoryPanel(session))
    item = panel.list.item(0)
    assert "\n" in item.text()
    needed = panel.list.fontMetrics().size(0, item.text()).height() + 12
    assert item.sizeHint().height() >= needed


# model versions


def test_versions_are_listed_and_restored(session: Session, settle: Settle, keep: Callable) -> None:
    session.commands.scenes.set_target(0.02, GateRule.DEFAULT)
    settle()
    page = keep(ModelsPage(session))
    assert page.list.topLevelItemCount() == 2
    assert "in use" in page.list.topLevelItem(0).text(0)
    assert page.list.topLevelItem(0).text(2) == "another target"
    assert not page.restore.isEnabled()
    page.list.setCurrentItem(page.list.topLevelItem(1))
    page.restore.click()
    settle()
    assert "in use" in page.list.topLevelItem(1).text(0)


# settings


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


# checks in the queue


def test_checks_look_like_any_other_photo_of_the_queue(session: Session) -> None:
    run_now(draw_checks(session.context, 1.0, seed=3))
    waiting = waiting_checks(session.reader)
    assert waiting
    queue = BlindReader(session.reader)
    ids = [int(i) for i in queue.photos.ids(QUEUE)]
    assert set(ids) == {int(i) for i in session.reader.photos.ids(QUEUE)} | set(waiting)
    assert [int(i) for i in queue.photos.ids(QUEUE)] == ids, "checks stay at their places"
    for row in queue.photos.rows(list(waiting)):
        assert (row.status, row.low, row.high, row.similarity) == (
            Status.REJECTED, None, None, None,
        )  # fmt: skip
        assert row.scene == waiting[row.id]
    photo = next(iter(waiting))
    detail = queue.photos.detail(photo)
    assert (detail.row.status, detail.proposed) == (Status.REJECTED, waiting[photo])
    # What was answered is shown as it is, and leaves the queue.
    run_now(relabel.label_photos(session.context, [photo], "forest"))
    assert queue.photos.rows([photo])[0].status is Status.LABELLED
    assert photo not in queue.photos.ids(QUEUE)
    # Other lists show accepted photos as accepted.
    other = queue.photos.ids(Query(view=View.ACCEPTED))
    assert {row.status for row in queue.photos.rows([int(i) for i in other])} == {Status.ACCEPTED}


def test_checks_come_first_accepted_and_rejected_ones_mixed(session: Session) -> None:
    run_now(draw_checks(session.context, 1.0, seed=3))
    queue = BlindReader(session.reader)
    ids = [int(i) for i in queue.photos.ids(QUEUE)]
    first = ids[: len(queue.photos.drawn)]
    assert set(first) == queue.photos.drawn > set(queue.photos.shown)
    assert first != sorted(first)
    # None is part of a group, and nothing tells one kind from the other.
    assert set(queue.photos.listing(QUEUE).groups[: len(first)].tolist()) == {NO_GROUP}
    assert (
        len({(r.status, r.low, r.high, r.similarity, r.reason) for r in queue.photos.rows(first)})
        == 1
    )
    assert queue.photos.counts().review == len(ids)
    # Where someone looks for something, there are none.
    narrow = replace(QUEUE, scene="forest")
    assert list(queue.photos.ids(narrow)) == list(session.reader.photos.ids(narrow))
    assert not queue.photos.drawn


def test_notice_goes_away_by_itself(keep: Callable, theme: Theme) -> None:
    over = keep(QWidget())
    over.resize(400, 300)
    over.show()
    notice = Notice(over)
    notice.say("A check.")
    assert notice.isVisible()
    assert notice.accessibleName() == "A check."
    over.resize(300, 200)
    assert notice.geometry().bottom() < 200
    notice._timer.timeout.emit()
    assert not notice.isVisible()
    over.hide()
