"""Opens what is not always there: dialogs and pages, each imported when it is first asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication, QDialog, QMessageBox

from app.core.types import Change, Status
from app.ui.error_wording import error_sentence

if TYPE_CHECKING:
    from app.ui.shell.main_window import MainWindow
    from app.ui.shell.registry import Pages
    from app.ui.shell.tour import Tour

NEEDS_PROPOSAL = ("accept", "refuse")
NEEDS_PHOTO = (
    "none",
    "type_scene",
    "skip",
    "clear",
    "new_scene",
    "select_group",
    "open_group",
)
LARGE_VIEWS = ("loupe", "filmstrip")


class Dialogs(QObject):
    """What the window opens, and which commands make sense now."""

    def __init__(self, window: MainWindow, pages: Pages) -> None:
        super().__init__(window)
        self._window = window
        self.pages = pages
        self._tour: Tour | None = None
        window.bridge.completed.connect(self._on_completed)
        window.background.failed.connect(self._on_question_failed)

    def show_error(self, message: str, _job: str = "") -> None:
        """Show one sentence above the photos; over a dialog, which they are behind, too."""
        self._window.browser.errors.show_error(message)
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, QDialog) and not isinstance(dialog, QMessageBox):
            box = QMessageBox(
                QMessageBox.Icon.Warning, dialog.windowTitle(), message, parent=dialog
            )
            box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            box.open()

    def _on_question_failed(self, _kind: str, error: Exception) -> None:
        self.show_error(error_sentence(error))

    def clear_filters(self) -> None:
        """Take text and filters away."""
        self._window.toolbar.text.clear()
        self._window.browser.filters.reset()

    def enable_actions(self) -> None:
        """Enable what makes sense for the current photo and the library."""
        window = self._window
        act, detail = window.actions_by_id, window.desk.detail
        # On the scenes page the list is out of sight: no key may decide about it.
        seen = window.browser.mode != "scenes"
        for name in LARGE_VIEWS:
            act[name].setEnabled(detail is not None)
        act["select_all"].setEnabled(seen)
        detail = detail if seen else None
        readable = detail is not None and detail.row.status is not Status.FAILED
        proposal = readable and detail is not None and detail.row.scene is not None
        for name in NEEDS_PROPOSAL:
            act[name].setEnabled(proposal)
        for name in NEEDS_PHOTO:
            act[name].setEnabled(detail is not None)
        act["clear"].setEnabled(
            detail is not None and (detail.row.label is not None or bool(detail.said_no))
        )
        count = len(detail.candidates) if detail is not None else 0
        for number in range(1, 10):
            act[f"candidate_{number}"].setEnabled(number <= count)
        act["again"].setEnabled(window.desk.last_scene is not None and readable)

    def enable_history(self) -> None:
        """Enable what depends on the history and on the library as a whole."""
        window = self._window
        act = window.actions_by_id
        act["undo"].setEnabled(window.reader.history.next_undo() is not None)
        act["redo"].setEnabled(window.reader.history.next_redo() is not None)
        has_folders = bool(window.sidebar_model.folders)
        for name in ("rescan", "refresh", "suggest", "scenes_page"):
            act[name].setEnabled(has_folders)

    def take(self, change: Change) -> None:
        """Hand a change to the pages that are open."""
        self.pages.take(change)

    def show_photo(self, photo: int) -> None:
        """Go to a photo in the list shown, or in the list of all photos."""
        if not self._window.desk.go_to_photo(photo):
            self.pages.show_photo(photo)

    def zoom(self) -> None:
        """Open the loupe, or zoom in it."""
        browser = self._window.browser
        if browser.mode == "grid":
            browser.set_mode("loupe")
        else:
            browser.loupe.toggle_zoom()

    def resize_tiles(self, step: int) -> None:
        """Make thumbnails larger or smaller."""
        slider = self._window.toolbar.size
        slider.setValue(slider.value() + step)

    def make_scene(self, name: str) -> None:
        """Make a scene from the selected photos, and go on."""
        desk = self._window.desk
        photos = desk.selected()
        self._window.commands.new_scene(name, photos)
        desk.move_on(photos)

    def _on_completed(self, name: str, result: object) -> None:
        if name == "new_scene" and isinstance(result, Change) and result.photos:
            self._window.desk.remember(str(result.summary["scene"]))

    def retranslate(self) -> None:
        """Set the texts of everything that is open."""
        window = self._window
        for part in (
            window.actions_by_id,
            window.menus,
            window.toolbar,
            window.sidebar,
            window.sidebar_model,
            window.browser,
            window.browser.filters,
            window.browser.errors,
            window.browser.banner,
            window.browser.tour,
            window.browser.welcome,
            window.why,
            window.decisions,
            window.jobs,
            window.scene_input,
        ):
            part.retranslate()
        self.pages.retranslate()

    def show_keys(self) -> None:
        """Show all keys."""
        from app.ui.shell.keys_dialog import KeysDialog

        self._run(KeysDialog(self._window.actions_by_id, self._window))

    def show_report(self) -> None:
        """Show what to send when something is wrong."""
        from app.ui.shell.report_dialog import ReportDialog

        window = self._window
        self._run(ReportDialog(window.reader, window.commands, window.bridge, window))

    def show_about(self) -> None:
        """Show version and licences."""
        from app.ui.shell.about_dialog import AboutDialog

        self._run(AboutDialog(self._window.commands.context, self._window))

    def start_tour(self) -> None:
        """Show the parts of the window one after another."""
        from app.ui.shell.tour import Tour

        window = self._window
        if not window.sidebar_model.folders or self._tour is not None:
            return
        window.browser.set_mode("grid")
        window.actions_by_id["why_panel"].setChecked(True)
        self._tour = Tour(
            window,
            [
                (
                    window.sidebar,
                    self.tr("Lists, scenes, folders"),
                    self.tr(
                        "Needs review holds what the program is not sure of. Drag photos onto "
                        "a scene to label them."
                    ),
                ),
                (
                    window.browser,
                    self.tr("Your photos"),
                    self.tr(
                        "A tick is the program's word, a person is yours, a question waits for "
                        "you. Enter opens a photo, G goes back."
                    ),
                ),
                (
                    window.why,
                    self.tr("Why"),
                    self.tr(
                        "The similarity, the range of the scene, and the reason in words. "
                        "Candidates are chosen by number."
                    ),
                ),
                (
                    window.decisions,
                    self.tr("One key a photo"),
                    self.tr(
                        "P says yes, X says no, T types a scene, and Ctrl+Z always takes it "
                        "back. After some labels, refresh: similar photos follow."
                    ),
                ),
            ],
        )
        self._tour.ended.connect(self._on_tour_ended)

    def _on_tour_ended(self) -> None:
        self._tour = None
        self.decline_tour()

    def decline_tour(self) -> None:
        """Offer the tour no more; it stays in the menu."""
        self._window.settings.set("tour_seen", True)
        self.pages.show_panels()
        self._window.browser.focus_photos()

    def _run(self, dialog: QDialog) -> None:
        dialog.exec()
        dialog.deleteLater()
