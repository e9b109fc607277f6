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
from app.jobs.runner import JobHandle, JobRunner, JobState
from app.media.formats import photo_file
from app.ui.i18n import Language
from app.ui.shell.main_window import MainWindow
from app.ui.spare_memory import SpareMemory
from app.ui.theme import Theme
from tests.jobs.duplicates.pictures import HereLooker
from tests.ui.demo_library import demo_context

Wait = Callable[[Callable[[], bool]], None]


def press(window: MainWindow, name: str) -> None:
    """Press the key of a command; it must be enabled."""
    action = window.parts.actions[name]
    assert action.isEnabled(), name
    action.trigger()


def test_comes_up_with_all_photos(window: MainWindow) -> None:
    assert window.parts.photos.rowCount() == 49
    assert window.parts.browser.title.text() == "All photos"
    assert window.parts.browser.grid.hasFocus()
    assert window.parts.chosen.detail is not None


def test_a_key_decides_and_undo_takes_it_back(window: MainWindow, wait_until: Wait) -> None:
    window.parts.sidebar.choose("view", View.REVIEW)
    before = window.parts.sidebar_model.counts
    photo = window.parts.chosen.current()
    decided = len(window.parts.chosen.selected())
    press(window, "accept")
    wait_until(lambda: window.parts.sidebar_model.counts.labelled == before.labelled + decided)
    assert window.parts.sidebar_model.counts.review == before.review - decided
    assert window.parts.chosen.current() != photo
    assert photo not in window.parts.photos.ids.tolist()
    press(window, "undo")
    wait_until(lambda: window.parts.sidebar_model.counts == before)
    assert window.parts.chosen.current() == photo
    press(window, "redo")
    wait_until(lambda: window.parts.sidebar_model.counts.labelled == before.labelled + decided)


def test_real_keys_reach_the_commands(window: MainWindow, wait_until: Wait, qtbot: object) -> None:
    window.parts.sidebar.choose("view", View.REVIEW)
    window.parts.browser.focus_photos()
    before = window.parts.sidebar_model.counts.labelled
    qtbot.keyClick(window.parts.browser.grid, Qt.Key.Key_2)  # type: ignore[attr-defined]
    wait_until(lambda: window.parts.sidebar_model.counts.labelled > before)
    assert window.parts.desk.last_scene is not None
    qtbot.keyClick(window.parts.browser.grid, Qt.Key.Key_E)  # type: ignore[attr-defined]
    assert window.parts.browser.mode == "loupe"
    qtbot.keyClick(window.parts.browser.loupe, Qt.Key.Key_G)  # type: ignore[attr-defined]
    assert window.parts.browser.mode == "grid"


def test_typing_a_scene(window: MainWindow, wait_until: Wait, qtbot: object) -> None:
    window.parts.sidebar.choose("view", View.REVIEW)
    photo = window.parts.chosen.selected()[0]
    press(window, "type_scene")
    assert window.parts.scene_input.isVisible()
    qtbot.keyClicks(window.parts.scene_input.edit, "pet")  # type: ignore[attr-defined]
    qtbot.keyClick(window.parts.scene_input.edit, Qt.Key.Key_Return)  # type: ignore[attr-defined]
    wait_until(lambda: window.parts.session.reader.photos.rows([photo])[0].label == "pets")
    assert window.parts.desk.last_scene == "pets"


def test_a_new_scene_from_the_selection(
    window: MainWindow, wait_until: Wait, qtbot: object
) -> None:
    window.parts.sidebar.choose("view", View.REVIEW)
    press(window, "select_all")
    press(window, "type_scene")
    qtbot.keyClicks(window.parts.scene_input.edit, "Garage")  # type: ignore[attr-defined]
    shift = Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(window.parts.scene_input.edit, Qt.Key.Key_Return, shift)  # type: ignore[attr-defined]
    wait_until(lambda: window.parts.session.scenes.get("garage") is not None)
    # '.' gives it to the next photo, too.
    wait_until(lambda: window.parts.desk.last_scene == "garage")
    assert window.parts.sidebar_model.index_of("scene", "garage").isValid()


def test_an_error_is_one_sentence_that_stays_out_of_the_way(
    window: MainWindow, wait_until: Wait
) -> None:
    window.parts.session.commands.scenes.add("Kitchen", window.parts.chosen.selected()[:1])
    wait_until(window.parts.browser.errors.isVisible)
    assert "exists already" in window.parts.browser.errors.message.text()
    window.parts.browser.errors.dismiss.click()
    assert not window.parts.browser.errors.isVisible()


def test_language_changes_without_losing_the_place(
    window: MainWindow, language: Language, qapp: QApplication
) -> None:
    window.parts.sidebar.choose("view", View.REVIEW)
    window.parts.chosen.go_to_photo(int(window.parts.photos.ids[5]))
    photo = window.parts.chosen.current()
    language.set_language("zh_CN")
    qapp.processEvents()
    assert window.parts.chosen.current() == photo
    assert window.parts.browser.title.text() == "待确认"
    assert window.parts.session.scenes.name("kitchen") == "厨房"
    assert window.parts.actions["undo"].text() == "撤销"
    language.set_language("en")
    qapp.processEvents()
    assert window.parts.browser.title.text() == "Needs review"


def test_filters_and_text(window: MainWindow, wait_until: Wait) -> None:
    window.parts.toolbar.text.setText("kitchen")
    wait_until(lambda: window.parts.photos.rowCount() == 12)
    window.parts.toolbar.text.setText("nothing like it")
    wait_until(lambda: window.parts.photos.rowCount() == 0)
    assert window.parts.browser.empty.isVisible()
    window.parts.browser.empty.button.click()
    wait_until(lambda: window.parts.photos.rowCount() == 49)


def test_refresh_shows_a_plan_and_applies_it(
    window: MainWindow, slow_wait: Wait, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[QDialog] = []

    def accept(dialog: QDialog) -> QDialog.DialogCode:
        shown.append(dialog)
        return QDialog.DialogCode.Accepted

    monkeypatch.setattr(QDialog, "exec", accept)
    versions = len(window.parts.session.reader.models.versions())
    press(window, "refresh")
    slow_wait(lambda: len(window.parts.session.reader.models.versions()) == versions + 1)
    assert len(shown) == 1
    slow_wait(lambda: not window.parts.session.bridge.active())


def test_the_selected_files_are_looked_at_again(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[list[int]] = []
    folders = window.parts.session.commands.folders
    monkeypatch.setattr(folders, "look_again", asked.append)
    press(window, "look_again")
    assert asked == [window.parts.chosen.selected()]


def test_a_folder_by_another_way_is_said_to_be_the_same(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = window.parts.session.reader.folders.rows()[0].path
    (tmp_path / "link").symlink_to(folder)
    scanned: list[object] = []
    told: list[str] = []
    monkeypatch.setattr(window.parts.session.commands.folders, "scan", scanned.append)
    window.parts.library.refused.connect(told.append)
    window.parts.library.add_folders([str(tmp_path / "link")])
    assert scanned == [[str(tmp_path / "link")]]
    (sentence,) = told
    assert folder in sentence


def test_progress_has_pause_and_cancel_apart(window: MainWindow) -> None:
    handle = JobHandle("scan", iter(()), None)
    handle.state = JobState.RUNNING
    window.parts.jobs.show_job(handle)
    window.parts.jobs.show_progress(Progress(done=30, total=120, failed=2))
    assert window.parts.jobs.isVisible()
    assert window.parts.jobs.bar.value() == 30
    assert "30 of 120" in window.parts.jobs.numbers.text()
    assert "2 failed" in window.parts.jobs.numbers.text()
    window.parts.jobs.pause.click()
    assert window.parts.jobs.pause.text() == "Resume"
    assert handle.state is JobState.PAUSED
    window.parts.jobs.pause.click()
    assert handle.state is JobState.RUNNING
    window.parts.jobs.cancel.click()
    assert handle._cancelled.is_set()
    window.parts.jobs.show_job(None)
    assert not window.parts.jobs.isVisible()


def test_welcome_takes_dropped_folders(
    open_window: Callable[[JobContext], MainWindow],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with demo_context(tmp_path, None) as context:
        window = open_window(context)
        assert window.parts.browser.welcome.isVisible()
        scanned: list[list[str]] = []
        monkeypatch.setattr(window.parts.session.commands.folders, "scan", scanned.append)
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(tmp_path))])
        none = Qt.KeyboardModifier.NoModifier
        left = Qt.MouseButton.LeftButton
        drop = QDropEvent(QPoint(9, 9), Qt.DropAction.CopyAction, data, left, none)
        window.dropEvent(drop)
        assert scanned == [[str(tmp_path)]]
        window.close()


def test_the_window_comes_back_as_it_was(
    open_window: Callable[[JobContext], MainWindow],
    context: JobContext,
    theme: Theme,
    language: Language,
) -> None:
    first = open_window(context)
    first.parts.sidebar.choose("view", View.REVIEW)
    first.parts.toolbar.tile_size.setValue(240)
    first.close()
    settings = first.parts.session.settings
    runner = JobRunner()
    second = MainWindow(settings, theme, language).open(context, runner)
    assert second.parts.photos.query.view is View.REVIEW
    assert second.parts.toolbar.tile_size.value() == 240
    second.close()
    runner.close()


def test_the_tour_is_offered_until_it_is_declined(window: MainWindow, qapp: QApplication) -> None:
    offer = window.parts.browser.tour
    assert offer.isVisible()
    offer.look.click()
    from app.ui.help.tour import Tour

    tour = window.findChild(Tour)
    assert tour is not None
    assert {tour.next, tour.skip} >= {qapp.focusWidget()}
    tour.skip.click()
    assert not offer.isVisible()
    window.parts.session.settings.set("tour_seen", False)
    window.parts.panels.show()
    window.parts.browser.banner.show()
    window.parts.panels.show()
    assert not offer.isVisible(), "one offer at a time"
    window.parts.browser.banner.hide()
    window.parts.panels.show()
    offer.later.click()
    assert not offer.isVisible()
    assert window.parts.session.settings.get("tour_seen") is True


def test_a_list_without_photos_has_no_panels_but_says_what_to_do(
    window: MainWindow, qtbot: object
) -> None:
    window.parts.toolbar.text.setText("no such name")
    qtbot.waitUntil(lambda: not window.parts.why.isVisible())  # type: ignore[attr-defined]
    assert window.parts.browser.empty.button.text() == "Clear the search"
    window.parts.browser.empty.button.click()
    qtbot.waitUntil(window.parts.why.isVisible)  # type: ignore[attr-defined]


def test_each_page_shows_only_what_means_something_there(
    window: MainWindow, qapp: QApplication
) -> None:
    toolbar = window.parts.toolbar
    window.parts.browser.set_mode("loupe")
    assert not window.parts.why.preview.isVisibleTo(window.parts.why)
    assert not toolbar.tile_size.isEnabled()
    press(window, "scenes_page")
    assert not window.parts.sidebar.isVisible()
    assert not toolbar.sort.isEnabled()
    press(window, "grid")
    assert window.parts.sidebar.isVisible()
    assert toolbar.sort.isEnabled()
    assert toolbar.tile_size.isEnabled()


def test_the_tour_can_be_skipped(window: MainWindow, qapp: QApplication) -> None:
    press(window, "tour")
    from app.ui.help.tour import Tour

    tour = window.findChild(Tour)
    assert tour is not None
    tour.next.click()
    tour.skip.click()
    qapp.processEvents()
    assert window.parts.session.settings.get("tour_seen") is True


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
    box = window.parts.toolbar.sort
    texts = [box.itemText(at) for at in range(box.count())]
    assert box.width() >= max(map(box.fontMetrics().horizontalAdvance, texts)) + 32


def test_the_search_line_is_there_however_the_window_changed(
    window: MainWindow, qapp: QApplication
) -> None:
    bar = window.parts.toolbar
    for width in (1200, 1024):
        window.resize(1440, 700)
        qapp.processEvents()
        window.resize(width, 700)
        qapp.processEvents()
        shown = [action for action in bar.actions() if action.isVisible()]
        off = [bar.widgetForAction(action) for action in shown]
        assert [part for part in off if part is None or not part.isVisible()] == []
    window.parts.places.show()
    assert not bar.text.isEnabled()
    window.parts.actions["find"].trigger()
    assert bar.text.hasFocus(), "what is typed next are not the keys that decide"


def test_more_like_this_and_back(window: MainWindow) -> None:
    parts = window.parts
    parts.sidebar.choose("view", View.ACCEPTED)
    listed, asked = parts.photos.ids.tolist(), parts.photos.id_at(3)
    parts.chosen.go_to_photo(asked)
    press(window, "similar")
    assert parts.photos.ids.tolist()[0] == asked
    assert parts.chosen.current() == asked
    assert parts.toolbar.sort.currentText() == "How alike"
    assert parts.browser.title.text().startswith("More like ")
    assert any(photo not in listed for photo in parts.photos.ids.tolist())
    parts.browser.like.close_button.click()
    assert parts.photos.ids.tolist() == listed
    assert parts.chosen.current() == asked
    assert parts.sidebar.current_entry() == ("view", View.ACCEPTED)
    assert parts.toolbar.sort.findText("How alike") < 0


def test_duplicates_are_found_and_seen_large(
    window: MainWindow, context: JobContext, wait_until: Wait
) -> None:
    parts = window.parts
    context.viewers = HereLooker
    one, other = context.library.photos.rows(parts.photos.ids[:2].tolist())
    file = photo_file(other.path, Path(other.path).stat())
    context.library.identity.retag({other.id: (file, one.content_hash or "")})
    press(window, "duplicates")
    page = parts.duplicates.page
    assert page is not None
    assert parts.browser.mode == "duplicates"
    assert parts.actions["duplicates"].isChecked()
    assert not parts.actions["trash"].isEnabled()
    wait_until(page.again.isEnabled)
    assert page.model.rowCount() == 1
    page.view.cards[0].opened.emit()
    assert parts.browser.mode == "loupe"
    assert not parts.actions["duplicates"].isChecked()


def test_memory_is_let_go_after_lists_answers_and_pictures(window: MainWindow) -> None:
    spare = window.findChild(SpareMemory)
    session = window.parts.session
    for happens in (
        window.parts.photos.relisted.emit,
        lambda: session.background.answered.emit("sheets", None),
        lambda: session.thumbnails.arrived.emit("0"),
    ):
        spare.timer.stop()
        happens()
        assert spare.timer.isActive()
    spare._on_quiet()
    assert window.parts.photos.rowCount() == 49
    window.parts.sidebar.choose("view", View.REVIEW)
    assert window.parts.photos.rowCount()
