"""What the window does when something changed: the list, the photo, the library, a job."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, QTimer

from app.core.records import Query
from app.core.types import Change
from app.jobs.runner import JobHandle, JobState
from app.ui.review.why_panel import SELECTED_SHOWN
from app.ui.shell.library_desk import WORTH_A_REFRESH
from app.ui.shell.menus import photo_menu

if TYPE_CHECKING:
    from app.ui.shell.main_window import MainWindow


class Reactions(QObject):
    """The slots of the window's signals.

    Parameters
    ----------
    window : MainWindow
        Whose parts are all made.
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._scenes_due = False
        self.counts_timer = QTimer(self, singleShot=True, interval=0)
        self.counts_timer.timeout.connect(self.on_counts_due)

    def on_entry_chosen(self, query: Query) -> None:
        """Show the list of an entry of the sidebar."""
        if self._window.browser.mode == "scenes":
            self._window.browser.set_mode("grid")
        self._window.state.set_base(query)

    def on_query_changed(self, query: Query) -> None:
        """Read another list."""
        self._window.toolbar.show_query(query)
        self._window.photos.set_query(query)

    def on_photo_changed(self) -> None:
        """Show what is known of the current photo."""
        detail, selected = self._window.desk.detail, self._window.desk.selected()
        self._window.why.show_photo(
            detail, len(selected), *self._window.desk.overview(SELECTED_SHOWN)
        )
        self._window.decisions.show_photo(detail, len(selected))
        self._window.browser.loupe.set_photo(detail.row if detail is not None else None)
        self._window.samples.look_at(detail if self._window.why.isVisible() else None, selected)
        self._window.dialogs.enable_actions()

    def on_changed(self, change: Change) -> None:
        """Take up what a job changed."""
        self._window.desk.take(change)
        self._window.dialogs.take(change)
        # Photos first; counts in the next turn of the event loop, so that neither is waited for.
        self._scenes_due |= change.scenes
        self.counts_timer.start()

    def on_counts_due(self) -> None:
        """Count anew."""
        due, self._scenes_due = self._scenes_due, False
        if due:
            self._window.scenes.reload()
        else:
            self._window.sidebar_model.reload()
        self.on_library_looked_at()

    def on_library_looked_at(self) -> None:
        """Show the counts wherever they stand."""
        counts = self._window.sidebar_model.counts
        self._window.decisions.show_left(counts.review)
        self._window.browser.set_waiting(counts.waiting)
        self._window.browser.set_folders(self._window.sidebar_model.folders)
        new = counts.unlearned if self._window.sidebar_model.folders else 0
        self._window.browser.banner.show_labels(new, WORTH_A_REFRESH)
        self._window.dialogs.pages.show_panels()
        self._window.dialogs.enable_history()

    def on_mode_changed(self, mode: str) -> None:
        """Tick the view in force."""
        self._window.actions_by_id["scenes_page" if mode == "scenes" else mode].setChecked(True)
        self._window.dialogs.enable_actions()

    def on_completed(self, name: str, result: object) -> None:
        """Go to the photo that undo or redo changed."""
        if name in ("undo", "redo") and isinstance(result, Change):
            self._window.desk.after_undo(result)

    def on_menu_requested(self, place: QPoint) -> None:
        """Open the menu of the selected photos."""
        menu = photo_menu(
            self._window.actions_by_id,
            self._window.desk,
            self._window.scenes,
            self._window.desk.detail,
            self._window,
        )
        menu.exec(place)
        menu.deleteLater()

    def on_job_started(self, handle: JobHandle) -> None:
        """Show a job when it is the only one."""
        if len(self._window.bridge.active()) == 1:
            self._window.jobs.show_job(handle)

    def on_job_progressed(self, handle: JobHandle, progress: object) -> None:
        """Show how far the running job is."""
        if self._window.bridge.active()[:1] == [handle]:
            self._window.jobs.show_progress(progress)

    def on_job_ended(self, handle: JobHandle, state: JobState) -> None:
        """Show the next job, or none."""
        self._window.jobs.show_job(next(iter(self._window.bridge.active()), None))
