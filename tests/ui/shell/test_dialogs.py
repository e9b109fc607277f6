"""Pages opened from the window: by command, by menu, and told what changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtWidgets import QApplication, QDialog

from app.core.records import View
from app.core.types import Change
from app.jobs.audit import draw_checks
from app.jobs.context import JobContext
from app.jobs.runner import JobRunner, run_now
from app.ui.export.export_dialog import ExportDialog
from app.ui.help.manual_window import ManualWindow
from app.ui.i18n import Language
from app.ui.reopening import REOPEN
from app.ui.review.history_panel import HistoryPanel
from app.ui.scenes.models_page import ModelsPage
from app.ui.settings.settings_dialog import SettingsDialog
from app.ui.shell.main_window import MainWindow
from app.ui.theme import Theme
from tests.ui.conftest import single_desk
from tests.waiting_checks import waiting_checks

Wait = Callable[[Callable[[], bool]], None]


@pytest.fixture
def window(
    qapp: QApplication, library: JobContext, theme: Theme, language: Language
) -> Iterator[MainWindow]:
    runner = JobRunner()
    settings = single_desk()
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
    window.parts.actions["scenes_page"].trigger()
    assert window.parts.browser.mode == "scenes"
    assert not window.parts.why.isVisible()
    assert not window.parts.decisions.isVisible()
    window.parts.actions["grid"].trigger()
    assert window.parts.why.isVisible()
    assert window.parts.decisions.isVisible()


def test_tags_of_the_selection_or_of_the_list_are_exported(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[ExportDialog] = []

    def note(dialog: ExportDialog) -> None:
        opened.append(dialog)

    monkeypatch.setattr(ExportDialog, "exec", note)
    monkeypatch.setattr(ExportDialog, "deleteLater", lambda dialog: None)
    parts = window.parts
    parts.actions["export"].trigger()
    parts.sidebar.choose("view", View.LABELLED)
    parts.browser.grid.selectAll()
    parts.actions["export"].trigger()
    offered = [
        [dialog.form.scope.itemData(at) for at in range(dialog.form.scope.count())]
        for dialog in opened
    ]
    assert [scopes[-1] for scopes in offered] == ["all", "all"]
    assert ["listed" in scopes for scopes in offered] == [False, True]
    assert list(opened[1].form.photos()() or ()) == parts.chosen.selected()
    for dialog in opened:
        dialog.reject()
        dialog.setParent(None)


def test_history_and_versions_stay_beside_the_window(window: MainWindow) -> None:
    window.parts.actions["history"].trigger()
    window.parts.actions["versions"].trigger()
    window.parts.actions["history"].trigger()
    assert len(window.findChildren(HistoryPanel)) == 1
    assert window.findChild(ModelsPage).isVisible()
    window._language.set_language("zh_CN")
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
            window._language.set_language("zh_CN")
        else:
            assert dialog.list.currentRow() == 3
        return QDialog.DialogCode.Accepted

    monkeypatch.setattr(SettingsDialog, "exec", run)
    window.parts.actions["settings"].trigger()
    assert len(set(titles)) == 2


def test_another_library_is_asked_for(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    codes: list[int] = []
    monkeypatch.setattr(QApplication, "exit", codes.append)
    window.parts.dialogs._on_library_chosen("/elsewhere/library.albumen")
    assert codes == [REOPEN]
    assert window.parts.session.settings.get("library") == "/elsewhere/library.albumen"


def test_a_check_is_told_after_the_answer(window: MainWindow, wait_until: Wait) -> None:
    window.parts.session.bridge.completed.emit("refresh", Change())
    wait_until(lambda: bool(waiting_checks(window.parts.session.reader)))
    wait_until(lambda: not window.parts.session.bridge.is_running("follow_up"))
    window.parts.sidebar.choose("view", View.REVIEW)
    photo, scene = next(iter(window.parts.queue.photos.shown.items()))
    assert window.parts.chosen.go_to_photo(photo)
    assert window.parts.chosen.detail.row.status.value == "rejected"
    window.parts.actions["accept"].trigger()
    wait_until(window.parts.notice.isVisible)
    assert "you agree" in window.parts.notice.message.text()
    assert window.parts.session.reader.labels.of([photo])[photo][0] == scene
    other, _ = next(iter(window.parts.queue.photos.shown.items()))
    window.parts.chosen.go_to_photo(other)
    window.parts.actions["refuse"].trigger()
    wait_until(lambda: "do not agree" in window.parts.notice.message.text())


def test_menus_of_the_sidebar(window: MainWindow, wait_until: Wait) -> None:
    menu = window.parts.sidebar_menu.make
    (folder,) = window.parts.session.reader.folders.rows()
    assert len(menu("folder", str(folder.id)).actions()) == 6
    assert menu("view", "all").isEmpty()
    scene = menu("scene", "kitchen")
    scene.actions()[1].trigger()
    wait_until(lambda: not window.parts.session.scenes.get("kitchen").enabled)


def test_a_photo_beside_the_line_is_shown_in_the_grid(window: MainWindow) -> None:
    window.parts.scenes.show_scene("kitchen")
    photo = int(window.parts.session.reader.photos.ids(window.parts.photos.query)[3])
    window.parts.navigator.show_among_all(photo)
    assert window.parts.browser.mode == "grid"
    assert window.parts.chosen.current() == photo


def test_filters_belong_to_lists_and_not_to_the_scenes_page(window: MainWindow) -> None:
    window.parts.actions["filters"].setChecked(True)
    assert window.parts.browser.filters.isVisible()
    window.parts.actions["scenes_page"].trigger()
    assert not window.parts.browser.filters.isVisible()
    window.parts.actions["grid"].trigger()
    assert window.parts.browser.filters.isVisible()


def test_checks_are_counted_where_they_are_listed(window: MainWindow) -> None:
    run_now(draw_checks(window.parts.session.context, 1.0, seed=1))
    window.parts.sidebar.choose("view", View.REVIEW)
    window.parts.counts.count()
    assert window.parts.photos.total() > window.parts.session.reader.photos.counts().review
    assert window.parts.sidebar_model.counts.review == window.parts.photos.total()


def test_the_manual_stands_beside_the_window_once(window: MainWindow, qapp: QApplication) -> None:
    for _ in range(2):
        window.parts.actions["manual"].trigger()
    manual, *others = window.findChildren(ManualWindow)
    assert manual.isVisible()
    assert not others
    assert not manual.isModal()
    assert [manual.headings.item(row).text() for row in (0, 1)] == [
        "Albumen: the manual",
        "What it is",
    ]
    manual.close()
    qapp.processEvents()
