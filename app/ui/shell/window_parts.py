"""The parts of an open window, by name: what the rows of the command table run."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtWidgets import QMainWindow, QSplitter

from app.jobs.review_queue import BlindReader
from app.ui.browse.browser import Browser
from app.ui.browse.sidebar import Sidebar
from app.ui.collecting.collecting_room import CollectingRoom
from app.ui.command import WindowActions
from app.ui.duplicates.duplicates_room import DuplicatesRoom
from app.ui.exchange.desk import ExchangeDesk
from app.ui.export.automatic import AutomaticExport
from app.ui.look.look_room import LookRoom
from app.ui.models.photo_list import PhotoListModel
from app.ui.models.query_state import QueryState
from app.ui.models.sidebar_model import SidebarModel
from app.ui.originals.files_desk import FilesDesk
from app.ui.places.places_room import PlacesRoom
from app.ui.review.chosen_photos import ChosenPhotos
from app.ui.review.decision_bar import DecisionBar
from app.ui.review.desk import Desk
from app.ui.review.notice import Notice
from app.ui.review.samples import SampleFinder
from app.ui.review.sheets.sheet_room import SheetRoom
from app.ui.review.why_panel import WhyPanel
from app.ui.scenes.scenes_room import ScenesRoom
from app.ui.session import Session
from app.ui.shell.dialogs import Dialogs
from app.ui.shell.error_teller import ErrorTeller
from app.ui.shell.job_bar import JobBar
from app.ui.shell.library_counts import LibraryCounts
from app.ui.shell.library_desk import LibraryDesk
from app.ui.shell.menus import MenuBar
from app.ui.shell.navigator import Navigator
from app.ui.shell.panels import Panels
from app.ui.shell.sidebar_menu import SidebarMenu
from app.ui.shell.toolbar import MainToolBar
from app.ui.shell.tour_guide import TourGuide
from app.ui.shell.watching import Watching
from app.ui.widgets.scene_input import SceneInput


@dataclass(frozen=True, slots=True)
class WindowParts:
    """Everything that is in a window while a library is open; made by the assembly."""

    frame: QMainWindow
    session: Session
    queue: BlindReader
    actions: WindowActions
    photos: PhotoListModel
    sidebar_model: SidebarModel
    state: QueryState
    chosen: ChosenPhotos
    desk: Desk
    collecting: CollectingRoom
    files: FilesDesk
    samples: SampleFinder
    library: LibraryDesk
    exchange: ExchangeDesk
    toolbar: MainToolBar
    sidebar: Sidebar
    browser: Browser
    why: WhyPanel
    decisions: DecisionBar
    jobs: JobBar
    scene_input: SceneInput
    menus: MenuBar
    splitter: QSplitter
    scenes: ScenesRoom
    duplicates: DuplicatesRoom
    sheets: SheetRoom
    places: PlacesRoom
    look: LookRoom
    notice: Notice
    navigator: Navigator
    dialogs: Dialogs
    sidebar_menu: SidebarMenu
    tour: TourGuide
    panels: Panels
    errors: ErrorTeller
    counts: LibraryCounts
    export: AutomaticExport
    watching: Watching

    def retranslate(self) -> None:
        """Set the texts of everything that is open."""
        for part in (
            self.actions,
            self.menus,
            self.toolbar,
            self.sidebar,
            self.sidebar_model,
            self.browser.like,
            self.browser,
            self.browser.filters,
            self.browser.errors,
            self.browser.banner,
            self.browser.tour,
            self.browser.welcome,
            self.collecting,
            self.why,
            self.decisions,
            self.jobs,
            self.scene_input,
            self.scenes,
            self.duplicates,
            self.sheets,
            self.places,
            self.look,
            self.dialogs,
        ):
            part.retranslate()

    def stop(self) -> None:
        """Stop what runs in threads, before the window goes."""
        self.scenes.stop()
        self.places.stop()
        self.look.stop()
        self.browser.loupe.shown.stop()
        self.export.stop()
        self.watching.stop()
        self.session.close()
