"""The whole window over a real library, driven by keys and clicks."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication, QDialog

from app.core.records import View
from app.core.types import Progress
from app.jobs.context import JobContext
from app.jobs.runner import JobHandle, JobRunner
from app.ui.i18n import Language
from app.ui.shell.main_window import MainWindow
from app.ui.theme import Theme
from tests.ui.demo_library import demo_context

Wait = Callable[[Callable[[], bool]], None]


def press(window: MainWindow, name: str) -> None:
    """Press the key of a command; it must be enabled."""
    action = window.actions_by_id[name]
    assert action.isEnabled(), name
    action.trigger()


def test_comes_up_with_all_photos(window: MainWindow) -> None:
    assert window.photos.rowCount() == 49
    assert window.browser.title.text() == "All photos"
    assert window.browser.grid.hasFocus()
    assert window.desk.detail is not None


def test_a_key_decides_and_undo_takes_it_back(window: MainWindow, wait_until: Wait) -> None:
    window.sidebar.choose("view", View.REVIEW)
    before = window.sidebar_model.counts
    photo = window.desk.current()
    decided = len(window.desk.selected())
    press(window, "accept")
    wait_until(lambda: window.sidebar_model.counts.labelled == before.labelled + decided)
    assert window.sidebar_model.counts.review == before.review - decided
    assert window.desk.current() != photo
    assert photo not in window.photos.ids.tolist()
    press(window, "undo")
    wait_until(lambda: window.sidebar_model.counts == before)
    assert window.desk.current() == photo
    press(window, "redo")
    wait_until(lambda: window.sidebar_model.counts.labelled == before.labelled + decided)


def test_real_keys_reach_the_commands(window: MainWindow, wait_until: Wait, qtbot: object) -> None:
    window.sidebar.choose("view", View.REVIEW)
    window.browser.focus_photos()
    before = window.sidebar_model.counts.labelled
    qtbot.keyClick(window.browser.grid, Qt.Key.Key_2)  # type: ignore[attr-defined]
    wait_until(lambda: window.sidebar_model.counts.labelled > before)
    assert window.desk.last_scene is not None
    qtbot.keyClick(window.browser.grid, Qt.Key.Key_E)  # type: ignore[attr-defined]
    assert window.browser.mode == "loupe"
    qtbot.keyClick(window.browser.loupe, Qt.Key.Key_G)  # type: ignore[attr-defined]
    assert window.browser.mode == "grid"


def test_typing_a_scene(window: MainWindow, wait_until: Wait, qtbot: object) -> None:
    window.sidebar.choose("view", View.REVIEW)
    photo = window.desk.selected()[0]
    press(window, "type_scene")
    assert window.scene_input.isVisible()
    qtbot.keyClicks(window.scene_input.edit, "pet")  # type: ignore[attr-defined]
    qtbot.keyClick(window.scene_input.edit, Qt.Key.Key_Return)  # type: ignore[attr-defined]
    wait_until(lambda: window.reader.photos.rows([photo])[0].label == "pets")
    assert window.desk.last_scene == "pets"


def test_a_new_scene_from_the_selection(
    window: MainWindow, wait_until: Wait, qtbot: object
) -> None:
    window.sidebar.choose("view", View.REVIEW)
    press(window, "select_all")
    press(window, "type_scene")
    qtbot.keyClicks(window.scene_input.edit, "Garage")  # type: ignore[attr-defined]
    shift = Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(window.scene_input.edit, Qt.Key.Key_Return, shift)  # type: ignore[attr-defined]
    wait_until(lambda: window.scenes.get("garage") is not None)
    # '.' gives it to the next photo, too.
    wait_until(lambda: window.desk.last_scene == "garage")
    assert window.sidebar_model.index_of("scene", "garage").isValid()


def test_an_error_is_one_sentence_that_stays_out_of_the_way(
    window: MainWindow, wait_until: Wait
) -> None:
    window.commands.new_scene("Kitchen", window.desk.selected()[:1])
    wait_until(window.browser.errors.isVisible)
    assert "exists already" in window.browser.errors.message.text()
    window.browser.errors.dismiss.click()
    assert not window.browser.errors.isVisible()


def test_language_changes_without_losing_the_place(
    window: MainWindow, language: Language, qapp: QApplication
) -> None:
    window.sidebar.choose("view", View.REVIEW)
    window.desk.go_to_photo(int(window.photos.ids[5]))
    photo = window.desk.current()
    language.set_language("zh_CN")
    qapp.processEvents()
    assert window.desk.current() == photo
    assert window.browser.title.text() == "待确认"
    assert window.scenes.name("kitchen") == "厨房"
    assert window.actions_by_id["undo"].text() == "撤销"
    language.set_language("en")
    qapp.processEvents()
    assert window.browser.title.text() == "Needs review"


def test_filters_and_text(window: MainWindow, wait_until: Wait) -> None:
    window.toolbar.text.setText("kitchen")
    wait_until(lambda: window.photos.rowCount() == 12)
    window.toolbar.text.setText("nothing like it")
    wait_until(lambda: window.photos.rowCount() == 0)
    assert window.browser.empty.isVisible()
    window.browser.empty.button.click()
    wait_until(lambda: window.photos.rowCount() == 49)


def test_refresh_shows_a_plan_and_applies_it(
    window: MainWindow, slow_wait: Wait, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[QDialog] = []

    def accept(dialog: QDialog) -> QDialog.DialogCode:
        shown.append(dialog)
        return QDialog.DialogCode.Accepted

    monkeypatch.setattr(QDialog, "exec", accept)
    versions = len(window.reader.models.versions())
    press(window, "refresh")
    slow_wait(lambda: len(window.reader.models.versions()) == versions + 1)
    assert len(shown) == 1
    slow_wait(lambda: not window.bridge.active())


def test_progress_has_pause_and_cancel_apart(window: MainWindow) -> None:
    handle = JobHandle("scan", iter(()), None)
    paused: list[object] = []
    cancelled: list[object] = []
    window.jobs.pause_asked.connect(paused.append)
    window.jobs.cancel_asked.disconnect()
    window.jobs.cancel_asked.connect(cancelled.append)
    window.jobs.show_job(handle)
    window.jobs.show_progress(Progress(done=30, total=120, failed=2))
    assert window.jobs.isVisible()
    assert window.jobs.bar.value() == 30
    assert "30 of 120" in window.jobs.numbers.text()
    assert "2 failed" in window.jobs.numbers.text()
    window.jobs.pause.click()
    assert window.jobs.pause.text() == "Resume"
    window.jobs.pause.click()
    window.jobs.cancel.click()
    assert (paused, cancelled) == ([handle, handle], [handle])
    window.jobs.show_job(None)
    assert not window.jobs.isVisible()


def test_welcome_takes_dropped_folders(
    open_window: Callable[[JobContext], MainWindow],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with demo_context(tmp_path, None) as context:
        window = open_window(context)
        assert window.browser.welcome.isVisible()
        scanned: list[list[str]] = []
        monkeypatch.setattr(window.commands, "scan", scanned.append)
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(tmp_path))])
        none = Qt.KeyboardModifier.NoModifier
        left = Qt.MouseButton.LeftButton
        drop = QDropEvent(QPoint(9, 9), Qt.DropAction.CopyAction, data, left, none)
        window.dropEvent(drop)
        assert scanned == [[str(tmp_path)]]
        window.close()


def test_the_window_comes_back_as_it_was(
    open_window: Callable[[JobContext], MainWindow], context: JobContext, theme: Theme
) -> None:
    first = open_window(context)
    first.sidebar.choose("view", View.REVIEW)
    first.toolbar.size.setValue(240)
    first.close()
    settings = first.settings
    runner = JobRunner()
    second = MainWindow(settings, theme, first.language).open(context, runner)
    assert second.photos.query.view is View.REVIEW
    assert second.toolbar.size.value() == 240
    second.close()
    runner.close()


def test_the_tour_is_offered_until_it_is_declined(window: MainWindow, qapp: QApplication) -> None:
    offer = window.browser.tour
    assert offer.isVisible()
    offer.look.click()
    from app.ui.shell.tour import Tour

    tour = window.findChild(Tour)
    assert tour is not None
    assert {tour.next, tour.skip} >= {qapp.focusWidget()}
    tour.skip.click()
    assert not offer.isVisible()
    window.settings.set("tour_seen", False)
    window.dialogs.pages.show_panels()
    window.browser.banner.show()
    window.dialogs.pages.show_panels()
    assert not offer.isVisible(), "one offer at a time"
    window.browser.banner.hide()
    window.dialogs.pages.show_panels()
    offer.later.click()
    assert not offer.isVisible()
    assert window.settings.get("tour_seen") is True


def test_a_list_without_photos_has_no_panels_but_says_what_to_do(
    window: MainWindow, qtbot: object
) -> None:
    window.toolbar.text.setText("no such name")
    qtbot.waitUntil(lambda: not window.why.isVisible())  # type: ignore[attr-defined]
    assert window.browser.empty.button.text() == "Clear filters"
    window.browser.empty.button.click()
    qtbot.waitUntil(window.why.isVisible)  # type: ignore[attr-defined]


def test_each_page_shows_only_what_means_something_there(
    window: MainWindow, qapp: QApplication
) -> None:
    toolbar = window.toolbar
    window.browser.set_mode("loupe")
    assert not window.why.preview.isVisibleTo(window.why)
    assert not toolbar.size.isEnabled()
    press(window, "scenes_page")
    assert not window.sidebar.isVisible()
    assert not toolbar.sort.isEnabled()
    press(window, "grid")
    assert window.sidebar.isVisible()
    assert toolbar.sort.isEnabled()
    assert toolbar.size.isEnabled()


def test_the_tour_can_be_skipped(window: MainWindow, qapp: QApplication) -> None:
    press(window, "tour")
    from app.ui.shell.tour import Tour

    tour = window.findChild(Tour)
    assert tour is not None
    tour.next.click()
    tour.skip.click()
    qapp.processEvents()
    assert window.settings.get("tour_seen") is True


def test_the_main_window_stays_small(root: Path) -> None:
    lines = (root / "app/ui/shell/main_window.py").read_text("utf-8").count("\n")
    assert lines < 300


def test_the_order_has_room_for_its_name_in_every_language(
    open_window: Callable[[JobContext], MainWindow],
    context: JobContext,
    language: Language,
    qapp: QApplication,
) -> None:
    language.set_language("zh_CN")
    window = open_window(context)
    window.resize(1024, 700)
    language.set_language("en")
    qapp.processEvents()
    box = window.toolbar.sort
    texts = [box.itemText(at) for at in range(box.count())]
    assert box.width() >= max(map(box.fontMetrics().horizontalAdvance, texts)) + 32
