"""Pages opened from the window: by command, by menu, and told what changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtWidgets import QApplication, QDialog

from app.core.records import View
from app.core.settings import Settings
from app.core.types import Change
from app.jobs.audit import draw_checks, waiting_checks
from app.jobs.context import JobContext
from app.jobs.runner import JobRunner, run_now
from app.ui.i18n import Language
from app.ui.scenes.models_page import ModelsPage
from app.ui.settings.settings_dialog import SettingsDialog
from app.ui.shell.history_panel import HistoryPanel
from app.ui.shell.main_window import MainWindow
from app.ui.shell.registry import REOPEN
from app.ui.theme import Theme

Wait = Callable[[Callable[[], bool]], None]


@pytest.fixture
def window(
    qapp: QApplication, library: JobContext, theme: Theme, language: Language
) -> Iterator[MainWindow]:
    runner = JobRunner()
    settings = Settings()
    settings.set("audit_share", 0.5)
    library.settings = settings
    made = MainWindow(settings, theme, language).open(library, runner)
    made.resize(1280, 800)
    made.show()
    qapp.processEvents()
    yield made
    made.close()
    runner.close()
    qapp.processEvents()


def test_scenes_page_takes_the_room_of_the_other_panels(window: MainWindow) -> None:
    window.actions_by_id["scenes_page"].trigger()
    assert window.browser.mode == "scenes"
    assert not window.why.isVisible()
    assert not window.decisions.isVisible()
    window.actions_by_id["grid"].trigger()
    assert window.why.isVisible()
    assert window.decisions.isVisible()


def test_history_and_versions_stay_beside_the_window(window: MainWindow) -> None:
    window.actions_by_id["history"].trigger()
    window.actions_by_id["versions"].trigger()
    window.actions_by_id["history"].trigger()
    assert len(window.findChildren(HistoryPanel)) == 1
    assert window.findChild(ModelsPage).isVisible()
    window.language.set_language("zh_CN")
    QApplication.processEvents()
    assert not any(p.isVisible() for p in window.findChildren(HistoryPanel))


def test_settings_come_up_again_in_another_language(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    titles: list[str] = []

    def run(dialog: SettingsDialog) -> int:
        titles.append(dialog.windowTitle())
        if len(titles) == 1:
            dialog.list.setCurrentRow(3)
            window.language.set_language("zh_CN")
        else:
            assert dialog.list.currentRow() == 3
        return QDialog.DialogCode.Accepted

    monkeypatch.setattr(SettingsDialog, "exec", run)
    window.actions_by_id["settings"].trigger()
    assert len(set(titles)) == 2


def test_another_library_is_asked_for(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    codes: list[int] = []
    monkeypatch.setattr(QApplication, "exit", codes.append)
    window.dialogs.pages.reopen("/elsewhere/library.albumen")
    assert codes == [REOPEN]
    assert window.settings.get("library") == "/elsewhere/library.albumen"


def test_a_check_is_told_after_the_answer(window: MainWindow, wait_until: Wait) -> None:
    pages = window.dialogs.pages
    window.bridge.completed.emit("refresh", Change())
    wait_until(lambda: bool(waiting_checks(window.reader)))
    wait_until(lambda: not window.bridge.is_running("follow_up"))
    window.sidebar.choose("view", View.REVIEW)
    photo, scene = next(iter(pages._queue.photos.shown.items()))
    assert window.desk.go_to_photo(photo)
    assert window.desk.detail.row.status.value == "rejected"
    window.actions_by_id["accept"].trigger()
    wait_until(pages._notice.isVisible)
    assert "you agree" in pages._notice.message.text()
    assert window.reader.labels.of([photo])[photo][0] == scene
    other, _ = next(iter(pages._queue.photos.shown.items()))
    window.desk.go_to_photo(other)
    window.actions_by_id["refuse"].trigger()
    wait_until(lambda: "do not agree" in pages._notice.message.text())


def test_menus_of_the_sidebar(window: MainWindow, wait_until: Wait) -> None:
    menu = window.dialogs.pages.sidebar_menu
    (folder,) = window.reader.folders.rows()
    assert len(menu("folder", str(folder.id)).actions()) == 6
    assert menu("view", "all").isEmpty()
    scene = menu("scene", "kitchen")
    scene.actions()[1].trigger()
    wait_until(lambda: not window.scenes.get("kitchen").enabled)


def test_a_photo_beside_the_line_is_shown_in_the_grid(window: MainWindow) -> None:
    pages = window.dialogs.pages
    pages.show_scene("kitchen")
    photo = int(window.reader.photos.ids(window.photos.query)[3])
    pages.show_photo(photo)
    assert window.browser.mode == "grid"
    assert window.desk.current() == photo


def test_filters_belong_to_lists_and_not_to_the_scenes_page(window: MainWindow) -> None:
    window.actions_by_id["filters"].setChecked(True)
    assert window.browser.filters.isVisible()
    window.actions_by_id["scenes_page"].trigger()
    assert not window.browser.filters.isVisible()
    window.actions_by_id["grid"].trigger()
    assert window.browser.filters.isVisible()


def test_checks_are_counted_where_they_are_listed(window: MainWindow) -> None:
    run_now(draw_checks(window.commands.context, 1.0, seed=1))
    window.sidebar.choose("view", View.REVIEW)
    window.reactions.on_counts_due()
    assert window.photos.total() > window.reader.photos.counts().review
    assert window.sidebar_model.counts.review == window.photos.total()
