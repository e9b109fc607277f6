"""The window: builds the parts and wires them. It decides nothing.

Left the sidebar, in the middle the browser, right the Why panel; below them the bar of decisions
and the running job. Decisions go to the desk, wishes about the library to the library desk; what
jobs changed comes back from the bridge and is handed to the models.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QEvent, QPoint, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QMainWindow, QSplitter, QVBoxLayout, QWidget

from app.core.records import Query, View
from app.core.settings import Settings
from app.core.types import Change
from app.jobs.runner import JobHandle, JobState
from app.ui.actions import Actions
from app.ui.background import Background
from app.ui.commands import Commands
from app.ui.desk import Desk
from app.ui.dialogs import Dialogs
from app.ui.i18n import Language
from app.ui.icons import app_icon
from app.ui.job_bridge import JobBridge
from app.ui.library_desk import WORTH_A_REFRESH, LibraryDesk
from app.ui.menus import MenuBar, photo_menu
from app.ui.models.photo_list import PhotoListModel
from app.ui.models.scene_book import SceneBook
from app.ui.models.sidebar_model import SidebarModel
from app.ui.models.thumbnails import ThumbnailLoader, thumbnail_path
from app.ui.pages.blind_reader import BlindReader
from app.ui.pages.registry import Pages
from app.ui.query_state import QueryState
from app.ui.samples import SampleFinder
from app.ui.theme import Theme
from app.ui.views.browser import Browser
from app.ui.views.decision_bar import DecisionBar
from app.ui.views.job_bar import JobBar
from app.ui.views.labels import scaled
from app.ui.views.scene_input import SceneInput
from app.ui.views.sidebar import Sidebar
from app.ui.views.toolbar import MainToolBar
from app.ui.views.why_panel import SELECTED_SHOWN, WhyPanel
from app.ui.watching import Watching
from app.ui.wiring import connect_commands

if TYPE_CHECKING:
    from app.jobs.context import JobContext
    from app.jobs.runner import JobRunner


class MainWindow(QMainWindow):
    """The window of one library."""

    def __init__(
        self,
        context: JobContext,
        runner: JobRunner,
        settings: Settings,
        theme: Theme,
        language: Language,
    ) -> None:
        super().__init__()
        self.setWindowIcon(app_icon())
        self.settings, self.theme, self.language = settings, theme, language
        self.reader = context.reader
        self.bridge = JobBridge(runner, self)
        self.commands = Commands(context, self.bridge)
        self.background = Background(self)
        self.scenes = SceneBook(self.reader, language.code, self)
        folder = Path(context.thumbnails_dir)
        self.thumbnails = ThumbnailLoader(partial(thumbnail_path, folder), self)
        queue = BlindReader(self.reader)
        self.photos = PhotoListModel(queue, self.scenes, self)
        self.sidebar_model = SidebarModel(queue, self.scenes, self)
        self.state = QueryState(self)
        self.desk = Desk(queue, self.commands, self.photos, self)
        self.samples = SampleFinder(context, self.background, self)
        self.actions_by_id = Actions(self, settings)
        self.library = LibraryDesk(
            self.reader, self.commands, self.bridge, self.scenes, self.thumbnails, window=self
        )
        self._build()
        self.dialogs = Dialogs(self, Pages(self, context, queue))
        self._wire_lists()
        connect_commands(self)
        self._wire_jobs()
        self._scenes_due = False
        self._counts_timer = QTimer(self, singleShot=True, interval=0)
        self._counts_timer.timeout.connect(self._on_counts_due)
        self.watching = Watching(context, self.bridge, self)
        self._restore()

    def _build(self) -> None:
        actions = self.actions_by_id
        self.toolbar = MainToolBar(actions)
        self.sidebar = Sidebar(self.sidebar_model)
        self.browser = Browser(
            self.photos, self.desk.selection, self.scenes, self.thumbnails, self.state
        )
        self.why = WhyPanel(self.scenes, self.thumbnails)
        self.decisions = DecisionBar(actions, self.scenes)
        self.jobs = JobBar()
        self.scene_input = SceneInput(self.scenes, self)
        self.menus = MenuBar(actions, self)
        self.setMenuBar(self.menus)
        self.addToolBar(self.toolbar)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        for part in (self.sidebar, self.browser, self.why):
            self.splitter.addWidget(part)
        self.splitter.setStretchFactor(1, 1)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setSizes([scaled(self, 256), 872, scaled(self, 308)])
        self.sidebar.setMinimumWidth(min(320, scaled(self, 176)))
        self.why.setMinimumWidth(min(400, scaled(self, 264)))
        middle = QWidget()
        layout = QVBoxLayout(middle)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.splitter, 1)
        for part in (self.decisions, self.jobs):
            layout.addWidget(part)
        self.setCentralWidget(middle)
        self.setAcceptDrops(True)
        self.setMinimumSize(880, 600)

    def _wire_lists(self) -> None:
        browser = self.browser
        self.sidebar.query_chosen.connect(self._on_entry_chosen)
        self.sidebar.menu_requested.connect(self.dialogs.pages.show_sidebar_menu)
        self.sidebar_model.dropped.connect(self.desk.label_photos)
        self.state.changed.connect(self._on_query_changed)
        self.toolbar.order_chosen.connect(self.state.set_order)
        self.toolbar.text_typed.connect(self.state.set_text)
        self.toolbar.size_chosen.connect(browser.grid.set_thumbnail_px)
        browser.mode_changed.connect(self._on_mode_changed)
        browser.menu_requested.connect(self._on_menu_requested)
        browser.welcome.add_asked.connect(self.library.choose_folder)
        browser.empty.asked.connect(self.dialogs.clear_filters)
        browser.banner.asked.connect(self.library.refresh)
        self.desk.photo_changed.connect(self._on_photo_changed)
        self.desk.last_scene_changed.connect(self.decisions.show_last_scene)
        self.why.scene_chosen.connect(self.desk.label)
        self.why.photo_chosen.connect(self.dialogs.show_photo)
        self.samples.found.connect(self.why.show_samples)
        self.samples.effect_found.connect(self.why.show_effect)
        self.scenes.changed.connect(self.sidebar_model.reload)
        self.scenes.changed.connect(self._on_photo_changed)
        self.language.changed.connect(self.scenes.set_language)
        self.scene_input.chosen.connect(self.desk.label)
        self.scene_input.new_asked.connect(self.dialogs.make_scene)

    def _wire_jobs(self) -> None:
        bridge = self.bridge
        bridge.changed.connect(self._on_changed)
        bridge.failed.connect(self.dialogs.show_error)
        self.library.refused.connect(self.dialogs.show_error)
        bridge.completed.connect(self._on_completed)
        bridge.started.connect(self._on_job_started)
        bridge.ended.connect(self._on_job_ended)
        bridge.progressed.connect(self._on_job_progressed)
        self.jobs.pause_asked.connect(bridge.toggle_pause)
        self.jobs.cancel_asked.connect(JobHandle.cancel)

    def _restore(self) -> None:
        """Come up as the window was left."""
        get = self.settings.get
        self.resize(1280, 800)
        for key, restore in (
            ("window_geometry", self.restoreGeometry),
            ("splitter", self.splitter.restoreState),
        ):
            if get(key):
                restore(QByteArray.fromBase64(str(get(key)).encode()))
        self.toolbar.size.setValue(int(get("thumbnail_px")))
        self.actions_by_id["why_panel"].setChecked(bool(get("why_panel", True)))
        self.actions_by_id["whole"].setChecked(bool(get("whole_photos", False)))
        self.actions_by_id["grid"].setChecked(True)
        self._on_library_looked_at()
        self.sidebar.choose("view", View(get("view", View.ALL)))
        self.browser.focus_photos()

    def _save(self) -> None:
        put = self.settings.set
        put("window_geometry", bytes(self.saveGeometry().toBase64().data()).decode())
        put("splitter", bytes(self.splitter.saveState().toBase64().data()).decode())
        put("thumbnail_px", self.toolbar.size.value())
        put("why_panel", self.actions_by_id["why_panel"].isChecked())
        put("whole_photos", self.actions_by_id["whole"].isChecked())
        kind, key = self.sidebar.current_entry()
        put("view", key if kind == "view" else View.ALL.value)

    # what was changed

    def _on_entry_chosen(self, query: Query) -> None:
        if self.browser.mode == "scenes":
            self.browser.set_mode("grid")
        self.state.set_base(query)

    def _on_query_changed(self, query: Query) -> None:
        self.toolbar.show_query(query)
        self.photos.set_query(query)

    def _on_photo_changed(self) -> None:
        detail, selected = self.desk.detail, self.desk.selected()
        self.why.show_photo(detail, len(selected), *self.desk.overview(SELECTED_SHOWN))
        self.decisions.show_photo(detail, len(selected))
        self.browser.loupe.set_photo(detail.row if detail is not None else None)
        self.samples.look_at(detail if self.why.isVisible() else None, selected)
        self.dialogs.enable_actions()

    def _on_changed(self, change: Change) -> None:
        self.desk.take(change)
        self.dialogs.take(change)
        # Photos first; counts in the next turn of the event loop, so that neither is waited for.
        self._scenes_due |= change.scenes
        self._counts_timer.start()

    def _on_counts_due(self) -> None:
        due, self._scenes_due = self._scenes_due, False
        if due:
            self.scenes.reload()
        else:
            self.sidebar_model.reload()
        self._on_library_looked_at()

    def _on_library_looked_at(self) -> None:
        counts = self.sidebar_model.counts
        self.decisions.show_left(counts.review)
        self.browser.set_folders(self.sidebar_model.folders)
        self.browser.banner.show_labels(counts.unlearned, WORTH_A_REFRESH)
        self.dialogs.pages.show_panels()
        self.dialogs.enable_history()

    def _on_mode_changed(self, mode: str) -> None:
        self.actions_by_id["scenes_page" if mode == "scenes" else mode].setChecked(True)
        self.dialogs.enable_actions()

    def _on_completed(self, name: str, result: object) -> None:
        if name in ("undo", "redo") and isinstance(result, Change):
            self.desk.after_undo(result)

    def _on_menu_requested(self, place: QPoint) -> None:
        menu = photo_menu(self.actions_by_id, self.desk, self.scenes, self.desk.detail, self)
        menu.exec(place)
        menu.deleteLater()

    def ask_scene(self) -> None:
        """Open the input for a scene over its button."""
        self.scene_input.ask(self.decisions.type.mapToGlobal(QPoint(0, -8)))

    def _on_job_started(self, handle: JobHandle) -> None:
        if len(self.bridge.active()) == 1:
            self.jobs.show_job(handle)

    def _on_job_progressed(self, handle: JobHandle, progress: object) -> None:
        if self.bridge.active()[:1] == [handle]:
            self.jobs.show_progress(progress)

    def _on_job_ended(self, handle: JobHandle, state: JobState) -> None:
        self.jobs.show_job(next(iter(self.bridge.active()), None))

    # Qt's events

    def changeEvent(self, event: QEvent) -> None:
        """Set all texts again when the language changed; nothing else moves."""
        if event.type() == QEvent.Type.LanguageChange:
            self.dialogs.retranslate()
        super().changeEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take folders and files from the file manager."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()
            self.browser.welcome.set_dragged_over(True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Forget a drop that went elsewhere."""
        self.browser.welcome.set_dragged_over(False)

    def dropEvent(self, event: QDropEvent) -> None:
        """Add what was dropped."""
        self.browser.welcome.set_dragged_over(False)
        self.library.add_folders([u.toLocalFile() for u in event.mimeData().urls()])

    def closeEvent(self, event: QCloseEvent) -> None:
        """Remember how the window was left, and stop its threads."""
        self._save()
        self.dialogs.pages.stop()
        self.browser.loupe.stop()
        self.background.stop()
        self.watching.stop()
        self.thumbnails.close()
        super().closeEvent(event)
