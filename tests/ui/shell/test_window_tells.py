"""What the window tells, where it keeps quiet, and what it does not let happen."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt, QUrl
from pytestqt.qtbot import QtBot

from app.core.records import Query, View
from app.jobs.context import JobContext
from app.ui.review.notice import Notice
from app.ui.scenes.refresh_dialog import RefreshDialog
from app.ui.shell.main_window import MainWindow

Wait = Callable[[Callable[[], bool]], None]


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
