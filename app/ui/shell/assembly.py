"""Makes the parts of a library's window and connects them. It decides nothing.

Left the sidebar, in the middle the browser, right the Why panel; below them the bar of decisions
and the running job. Decisions go to the desk, wishes about the library to the library desk; what
jobs changed comes back from the bridge and is handed to the models (see ``reactions``).
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from app.core.records import View
from app.jobs.runner import JobHandle
from app.ui.actions import Actions
from app.ui.background import Background
from app.ui.browse.browser import Browser
from app.ui.browse.sidebar import Sidebar
from app.ui.commands import Commands
from app.ui.job_bridge import JobBridge
from app.ui.models.photo_list import PhotoListModel
from app.ui.models.query_state import QueryState
from app.ui.models.scene_book import SceneBook
from app.ui.models.sidebar_model import SidebarModel
from app.ui.models.thumbnails import ThumbnailLoader, thumbnail_path
from app.ui.review.blind_reader import BlindReader
from app.ui.review.decision_bar import DecisionBar
from app.ui.review.desk import Desk
from app.ui.review.samples import SampleFinder
from app.ui.review.why_panel import WhyPanel
from app.ui.shell.dialogs import Dialogs
from app.ui.shell.job_bar import JobBar
from app.ui.shell.library_desk import LibraryDesk
from app.ui.shell.menus import MenuBar
from app.ui.shell.reactions import Reactions
from app.ui.shell.registry import Pages
from app.ui.shell.toolbar import MainToolBar
from app.ui.shell.watching import Watching
from app.ui.shell.wiring import connect_commands
from app.ui.widgets.labels import scaled
from app.ui.widgets.scene_input import SceneInput

if TYPE_CHECKING:
    from app.jobs.context import JobContext
    from app.jobs.runner import JobRunner
    from app.ui.shell.main_window import MainWindow


def assemble(window: MainWindow, context: JobContext, runner: JobRunner) -> None:
    """Give the window the parts of a library, as it was left the last time."""
    window.reader = context.reader
    window.bridge = JobBridge(runner, window)
    window.commands = Commands(context, window.bridge)
    window.background = Background(window)
    window.scenes = SceneBook(window.reader, window.language.code, window)
    folder = Path(context.thumbnails_dir)
    window.thumbnails = ThumbnailLoader(partial(thumbnail_path, folder), window)
    queue = BlindReader(window.reader)
    window.photos = PhotoListModel(queue, window.scenes, window, window.background)
    window.sidebar_model = SidebarModel(queue, window.scenes, window)
    window.state = QueryState(window)
    window.desk = Desk(queue, window.commands, window.photos, window)
    window.samples = SampleFinder(context, window.background, window)
    window.actions_by_id = Actions(window, window.settings)
    window.library = LibraryDesk(
        window.reader,
        window.commands,
        window.bridge,
        window.scenes,
        window.thumbnails,
        window=window,
    )
    _build(window)
    window.dialogs = Dialogs(window, Pages(window, context, queue))
    window.reactions = Reactions(window)
    _wire_lists(window)
    connect_commands(window)
    _wire_jobs(window)
    window.watching = Watching(context, window.bridge, window)
    _restore(window)


def _build(window: MainWindow) -> None:
    actions = window.actions_by_id
    window.toolbar = MainToolBar(actions)
    window.sidebar = Sidebar(window.sidebar_model)
    window.browser = Browser(
        window.photos, window.desk.selection, window.scenes, window.thumbnails, window.state
    )
    window.why = WhyPanel(window.scenes, window.thumbnails)
    window.decisions = DecisionBar(actions, window.scenes)
    window.jobs = JobBar()
    window.scene_input = SceneInput(window.scenes, window)
    window.menus = MenuBar(actions, window)
    window.setMenuBar(window.menus)
    window.addToolBar(window.toolbar)
    window.splitter = QSplitter(Qt.Orientation.Horizontal)
    for part in (window.sidebar, window.browser, window.why):
        window.splitter.addWidget(part)
    window.splitter.setStretchFactor(1, 1)
    window.splitter.setChildrenCollapsible(False)
    window.splitter.setSizes([scaled(window, 256), 872, scaled(window, 308)])
    middle = QWidget()
    layout = QVBoxLayout(middle)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    layout.addWidget(window.splitter, 1)
    for part in (window.decisions, window.jobs):
        layout.addWidget(part)
    window.setCentralWidget(middle)
    window.setAcceptDrops(True)


def _wire_lists(window: MainWindow) -> None:
    browser, reactions = window.browser, window.reactions
    window.sidebar.query_chosen.connect(reactions.on_entry_chosen)
    window.sidebar.menu_requested.connect(window.dialogs.pages.show_sidebar_menu)
    window.sidebar_model.dropped.connect(window.desk.label_photos)
    window.state.changed.connect(reactions.on_query_changed)
    window.toolbar.order_chosen.connect(window.state.set_order)
    window.toolbar.text_typed.connect(window.state.set_text)
    window.toolbar.size_chosen.connect(browser.grid.set_thumbnail_px)
    browser.mode_changed.connect(reactions.on_mode_changed)
    browser.menu_requested.connect(reactions.on_menu_requested)
    browser.welcome.add_asked.connect(window.library.choose_folder)
    browser.empty.asked.connect(window.dialogs.clear_filters)
    browser.banner.asked.connect(window.library.refresh)
    window.desk.photo_changed.connect(reactions.on_photo_changed)
    window.desk.last_scene_changed.connect(window.decisions.show_last_scene)
    window.why.scene_chosen.connect(window.desk.label)
    window.why.photo_chosen.connect(window.dialogs.show_photo)
    window.samples.found.connect(window.why.show_samples)
    window.samples.effect_found.connect(window.why.show_effect)
    window.scenes.changed.connect(window.sidebar_model.reload)
    window.scenes.changed.connect(reactions.on_photo_changed)
    window.language.changed.connect(window.scenes.set_language)
    window.scene_input.chosen.connect(window.desk.label)
    window.scene_input.new_asked.connect(window.dialogs.make_scene)


def _wire_jobs(window: MainWindow) -> None:
    bridge, reactions = window.bridge, window.reactions
    bridge.changed.connect(reactions.on_changed)
    bridge.failed.connect(window.dialogs.show_error)
    window.library.refused.connect(window.dialogs.show_error)
    bridge.completed.connect(reactions.on_completed)
    bridge.started.connect(reactions.on_job_started)
    bridge.ended.connect(reactions.on_job_ended)
    bridge.progressed.connect(reactions.on_job_progressed)
    window.jobs.pause_asked.connect(bridge.toggle_pause)
    window.jobs.cancel_asked.connect(JobHandle.cancel)


def _restore(window: MainWindow) -> None:
    """Come up as the window was left."""
    get = window.settings.get
    window.toolbar.size.setValue(int(get("thumbnail_px")))
    window.actions_by_id["why_panel"].setChecked(bool(get("why_panel", True)))
    window.actions_by_id["whole"].setChecked(bool(get("whole_photos", False)))
    window.actions_by_id["grid"].setChecked(True)
    window.reactions.on_library_looked_at()
    window.sidebar.choose("view", View(get("view", View.ALL)))
    window.browser.focus_photos()
