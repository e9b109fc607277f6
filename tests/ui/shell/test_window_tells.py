"""What the window tells, where it keeps quiet, and what it does not let happen."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QMessageBox
from pytestqt.qtbot import QtBot

from app.core.errors import KnownError
from app.core.records import Query, View
from app.jobs.context import JobContext
from app.ui.review.notice import Notice
from app.ui.scenes.refresh_dialog import RefreshDialog
from app.ui.shell.main_window import MainWindow

Wait = Callable[[Callable[[], bool]], None]


def test_a_question_that_fails_is_told(
    open_window: Callable[[JobContext], MainWindow], context: JobContext, wait_until: Wait
) -> None:
    window = open_window(context)

    def fail() -> None:
        raise KnownError("library_gone", path="/disk/my.albumen")

    window.parts.session.background.ask("suggestions", fail)
    wait_until(lambda: not window.parts.browser.errors.isHidden())
    assert "/disk/my.albumen is no longer there" in window.parts.browser.errors.message.text()
    window.parts.browser.errors.dismiss.click()
    window.parts.session.background.ask("outliers", lambda: 1 / 0)
    wait_until(lambda: not window.parts.browser.errors.isHidden())
    assert "ZeroDivisionError" in window.parts.browser.errors.message.text()


def test_the_refresh_opens_its_dialog_when_its_job_has_ended(
    open_window: Callable[[JobContext], MainWindow],
    context: JobContext,
    wait_until: Wait,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    window = open_window(context)
    seen: list[tuple[bool, bool]] = []
    jobs, bridge = window.parts.jobs, window.parts.session.bridge
    monkeypatch.setattr(
        RefreshDialog,
        "exec",
        lambda self: seen.append((jobs.isHidden(), bridge.active() == [])),
    )
    window.parts.library.refresh()
    wait_until(lambda: bool(seen))
    assert seen == [(True, True)]


def test_folders_are_looked_for_beside_those_that_are_there(
    open_window: Callable[[JobContext], MainWindow],
    context: JobContext,
    prepared: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    window = open_window(context)
    asked: list[str] = []
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *a: asked.append(a[2]) or "")
    window.parts.library.choose_folder()
    assert asked == [str(prepared)]


def review_with_a_long_name(
    open_window: Callable[[JobContext], MainWindow], context: JobContext
) -> MainWindow:
    """Open the review, with a scene that '.' would give again."""
    window = open_window(context)
    window.parts.sidebar.choose("view", View.REVIEW)
    window.parts.desk.remember("beach_coast")
    return window


def test_long_names_of_scenes_are_whole_where_undo_can_be_small(
    open_window: Callable[[JobContext], MainWindow], context: JobContext, qapp: QApplication
) -> None:
    window = review_with_a_long_name(open_window, context)
    bar = window.parts.decisions
    words = (bar.accept, bar.refuse, bar.none, bar.type, bar.again, bar.skip)
    small = []
    for width in range(2000, 1280, -20):
        window.resize(width, 800)
        qapp.processEvents()
        shown = [*words, bar.left, bar.undo]
        elided = [b.label() for b in words if b.width() < b.sizeHint().width()]
        assert not elided or sum(b.sizeHint().width() + 8 for b in shown) + 32 > bar.width()
        assert not {bar.none.label(), bar.type.label(), bar.skip.label()} & set(elided)
        if not elided and bar.undo.sizeHint().width() < 100:
            small.append(width)
    assert small


def test_little_room_takes_words_and_not_meanings(
    open_window: Callable[[JobContext], MainWindow], context: JobContext, qapp: QApplication
) -> None:
    window = review_with_a_long_name(open_window, context)
    bar = window.parts.decisions
    for width, few in ((1024, True), (2000, False)):
        window.resize(width, 700)
        qapp.processEvents()
        assert (bar.none._shown(), bar.type._shown()) == (
            ("None", "Type") if few else ("None of the scenes", "Type a scene")
        )
        for button in (bar.none, bar.type):
            assert button.width() >= button.sizeHint().width()
        assert bar.none.accessibleName() == "None of the scenes"
        assert bar.none.toolTip().startswith("None of the scenes")


def test_no_key_decides_about_photos_that_are_out_of_sight(
    open_window: Callable[[JobContext], MainWindow], context: JobContext, qtbot: QtBot
) -> None:
    window = open_window(context)
    window.parts.sidebar.choose("view", View.REVIEW)
    before = context.reader.photos.counts()
    window.parts.actions["scenes_page"].trigger()
    control = Qt.KeyboardModifier.ControlModifier
    for key, modifier in (
        (Qt.Key.Key_A, control),
        (Qt.Key.Key_N, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_P, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_1, Qt.KeyboardModifier.NoModifier),
    ):
        qtbot.keyClick(window, key, modifier)
    qtbot.waitUntil(lambda: not window.parts.session.bridge._lanes)
    assert context.reader.photos.counts() == before
    window.parts.actions["grid"].trigger()
    assert window.parts.actions["accept"].isEnabled()
    assert window.parts.actions["select_all"].isEnabled()


def test_a_decision_about_many_photos_says_their_number(
    open_window: Callable[[JobContext], MainWindow], context: JobContext, wait_until: Wait
) -> None:
    window = open_window(context)
    window.parts.sidebar.choose("view", View.ALL)
    window.parts.browser.grid.selectAll()
    count = len(window.parts.chosen.selected())
    assert count >= 10
    window.parts.actions["none"].trigger()
    notice = window.parts.browser.findChild(Notice)
    wait_until(lambda: f"{count} photos" in notice.message.text())
    assert notice.message.text().endswith("Ctrl+Z takes it back.")


def test_an_empty_queue_waits_for_the_scan(
    open_window: Callable[[JobContext], MainWindow], context: JobContext
) -> None:
    window = open_window(context)
    window.parts.state.set_base(Query(view=View.UNREADABLE))
    window.parts.browser.set_waiting(5)
    window.parts.browser._show_empty_texts(View.REVIEW)
    assert window.parts.browser.empty.title.text() == "Nothing to review yet"
    window.parts.browser.set_waiting(0)
    window.parts.browser._show_empty_texts(View.REVIEW)
    assert window.parts.browser.empty.title.text() == "Nothing left to review"
    assert context.reader.photos.counts().waiting == 0


def test_errors_are_not_hidden_behind_a_dialog(
    open_window: Callable[[JobContext], MainWindow], context: JobContext, qtbot: QtBot
) -> None:
    window = open_window(context)
    dialog = QDialog(window)
    dialog.setModal(True)
    dialog.show()
    window.parts.errors.show("The disk is full.")
    box = dialog.findChild(QMessageBox)
    assert box.isVisible()
    assert box.text() == "The disk is full."
    box.accept()
    dialog.close()


def test_without_folders_nothing_is_offered_but_the_first_step(
    open_window: Callable[[JobContext], MainWindow], context: JobContext, wait_until: Wait
) -> None:
    window = open_window(context)
    ids = [int(i) for i in context.reader.photos.ids(Query())][:12]
    window.parts.session.commands.review.label(ids, "kitchen")
    wait_until(lambda: not window.parts.browser.banner.isHidden())
    for folder in context.reader.folders.rows():
        window.parts.session.commands.folders.remove(folder.id)
    wait_until(window.parts.browser.welcome.isVisible)
    assert window.parts.browser.banner.isHidden()


def test_large_views_can_be_chosen_from_the_scenes_page(
    open_window: Callable[[JobContext], MainWindow], context: JobContext
) -> None:
    window = open_window(context)
    window.parts.actions["scenes_page"].trigger()
    assert window.parts.actions["loupe"].isEnabled()
    assert not window.parts.actions["none"].isEnabled()
    window.parts.actions["loupe"].trigger()
    assert window.parts.browser.mode == "loupe"
    assert window.parts.actions["none"].isEnabled()


def test_a_picture_of_a_web_page_says_what_to_do(window: MainWindow) -> None:
    desk = window.parts.library
    told: list[str] = []
    desk.refused.connect(told.append)
    desk.add_dropped([QUrl("https://example.org/a.jpg")])
    assert "save it in a folder" in told[0]
    assert window.parts.browser.errors.isVisible()
    desk.add_dropped([])
    assert len(told) == 1
