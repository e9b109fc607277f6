"""Makes the parts of a library's window and connects them. It decides nothing.

Left the sidebar, in the middle the browser, right the Why panel; below them the bar of decisions
and the running job. Decisions go to the desk, what concerns the library as a whole to the library
desk; what jobs changed comes back from the bridge and is handed to the models.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMainWindow, QSplitter, QVBoxLayout, QWidget

from app.core.records import View
from app.jobs.review_queue import BlindReader
from app.ui.browse.browser import Browser
from app.ui.browse.search.offers import Offers
from app.ui.browse.search.scene_names import SceneNaming
from app.ui.browse.search.search_line import SearchLine
from app.ui.browse.sidebar import Sidebar
from app.ui.collecting.collected_from import CollectedFrom
from app.ui.collecting.collecting_room import CollectingRoom
from app.ui.command import WindowActions, native_key
from app.ui.duplicates.duplicates_room import DuplicatesRoom
from app.ui.exchange.desk import ExchangeDesk
from app.ui.export.automatic import AutomaticExport
from app.ui.export.teller import ExportTeller
from app.ui.i18n import Language
from app.ui.look.look_room import LookRoom
from app.ui.look.seen_list import SeenList
from app.ui.models.photo_list import PhotoListModel
from app.ui.models.query_state import QueryState
from app.ui.models.sidebar_model import SidebarModel
from app.ui.originals.files_desk import FilesDesk
from app.ui.originals.files_teller import FilesTeller
from app.ui.places.places_room import PlacesRoom
from app.ui.review.answers import AnswerTeller
from app.ui.review.chosen_photos import ChosenPhotos
from app.ui.review.decision_bar import DecisionBar
from app.ui.review.desk import Desk
from app.ui.review.notice import Notice
from app.ui.review.samples import SampleFinder
from app.ui.review.sheets.sheet_room import SheetRoom
from app.ui.review.why_panel import WhyPanel
from app.ui.scenes.scenes_room import ScenesRoom
from app.ui.session import Session
from app.ui.shell.command_table import COMMANDS
from app.ui.shell.current_photo import CurrentPhoto
from app.ui.shell.dialogs import Dialogs
from app.ui.shell.enabling import Enabling
from app.ui.shell.error_teller import ErrorTeller
from app.ui.shell.job_bar import JobBar
from app.ui.shell.library_counts import LibraryCounts
from app.ui.shell.library_desk import LibraryDesk
from app.ui.shell.menus import MenuBar, PhotoMenu
from app.ui.shell.navigator import Navigator
from app.ui.shell.panels import Areas, Panels
from app.ui.shell.sidebar_menu import SidebarMenu
from app.ui.shell.toolbar import MainToolBar
from app.ui.shell.tour_guide import TourGuide
from app.ui.shell.watching import Watching
from app.ui.shell.window_parts import WindowParts
from app.ui.spare_memory import SpareMemory
from app.ui.theme import Theme
from app.ui.widgets.labels import scaled
from app.ui.widgets.scene_input import SceneInput


def assemble(frame: QMainWindow, session: Session, theme: Theme, language: Language) -> WindowParts:
    """Make the parts of a library's window, put them into its frame, and connect them."""
    parts = _make(frame, session, theme, language)
    _lay_out(parts)
    _connect_lists(parts)
    _connect_session(parts)
    _connect_files(parts)
    language.changed.connect(session.scenes.set_language)
    parts.actions.connect_to(parts)
    _restore(parts)
    return parts


def _make(frame: QMainWindow, session: Session, theme: Theme, language: Language) -> WindowParts:
    queue, scenes = BlindReader(session.reader), session.scenes
    actions = WindowActions(frame, session.settings, COMMANDS)
    photos = PhotoListModel(queue, scenes, frame, session.background)
    sidebar_model, state = SidebarModel(queue, scenes, frame), QueryState(frame)
    chosen, naming = ChosenPhotos(queue, photos, frame), SceneNaming(scenes, session.reader, frame)
    toolbar = MainToolBar(actions, _make_line(session, state, naming))
    browser = _make_browser(session, photos, chosen, state, naming)
    areas = _make_areas(session, actions, Sidebar(sidebar_model, session.thumbnails), browser)
    sheets = SheetRoom(session, actions, partial(browser.show_room, "sheets"), frame)
    navigator = Navigator(areas, toolbar, state, chosen, sheets, parent=frame)
    return WindowParts(
        frame=frame,
        session=session,
        queue=queue,
        actions=actions,
        photos=photos,
        sidebar_model=sidebar_model,
        state=state,
        chosen=chosen,
        desk=Desk(queue, session.commands.review, session.commands.scenes, chosen, frame),
        collecting=_make_collecting(session, actions, photos, chosen, areas),
        files=FilesDesk(session, chosen.selected, frame),
        samples=SampleFinder(session.context, session.background, frame),
        library=LibraryDesk(session, frame),
        exchange=ExchangeDesk(session, frame),
        toolbar=toolbar,
        sidebar=areas.sidebar,
        browser=browser,
        why=areas.why,
        decisions=areas.decisions,
        jobs=JobBar(session.bridge),
        scene_input=SceneInput(scenes, frame),
        menus=MenuBar(actions, frame),
        splitter=QSplitter(Qt.Orientation.Horizontal),
        scenes=ScenesRoom(session, partial(browser.show_room, "scenes"), frame),
        places=PlacesRoom(session, partial(browser.show_room, "places"), frame),
        sheets=sheets,
        duplicates=DuplicatesRoom(session, partial(browser.show_room, "duplicates"), frame),
        look=LookRoom(session, _seen_list(queue, photos, chosen, browser), frame),
        notice=Notice(browser),
        navigator=navigator,
        dialogs=Dialogs(session, actions, theme, language, frame),
        sidebar_menu=SidebarMenu(session, frame),
        tour=TourGuide(session.settings, actions["why_panel"], areas, navigator, frame),
        panels=Panels(session.settings, actions["why_panel"], areas, toolbar, frame),
        errors=ErrorTeller(browser.errors, frame),
        counts=LibraryCounts(scenes, sidebar_model, frame),
        export=AutomaticExport(session, frame),
        watching=Watching(session.context, session.bridge, frame),
    )


def _make_collecting(
    session: Session,
    actions: WindowActions,
    photos: PhotoListModel,
    chosen: ChosenPhotos,
    areas: Areas,
) -> CollectingRoom:
    seen = CollectedFrom(photos, chosen.selected, areas.sidebar.current_entry)
    return CollectingRoom(session, actions, seen, areas.browser)


def _seen_list(
    reader: BlindReader, photos: PhotoListModel, chosen: ChosenPhotos, browser: Browser
) -> SeenList:
    return SeenList(
        photos=photos,
        selection=chosen.selection,
        walk=browser.walk,
        loupe=browser.loupe,
        set_mode=browser.set_mode,
        show_room=browser.show_room,
        zoom=browser.zoom,
        reader=reader,
        leave=browser.open_or_leave,
    )


def _make_browser(
    session: Session,
    photos: PhotoListModel,
    chosen: ChosenPhotos,
    state: QueryState,
    naming: SceneNaming,
) -> Browser:
    shared = (session.scenes, session.thumbnails, state)
    pictures = session.pictures
    return Browser(photos, chosen.selection, *shared, pictures=pictures, naming=naming)


def _make_line(session: Session, state: QueryState, naming: SceneNaming) -> SearchLine:
    offers = Offers(session.reader, session.scenes, naming, session.bridge, naming)
    return SearchLine(state, offers)


def _make_areas(
    session: Session, actions: WindowActions, sidebar: Sidebar, browser: Browser
) -> Areas:
    """Add the panel and the bar to sidebar and browser."""
    scenes = session.scenes
    why = WhyPanel(scenes, session.thumbnails, lambda n: native_key(actions[f"candidate_{n}"]))
    return Areas(sidebar, browser, why, DecisionBar(actions, scenes))


def _lay_out(parts: WindowParts) -> None:
    """Put the parts into the frame."""
    frame, splitter = parts.frame, parts.splitter
    frame.setMenuBar(parts.menus)
    parts.look.full.set_around((parts.menus, parts.toolbar), (parts.jobs,))
    frame.addToolBar(parts.toolbar)
    for column in (parts.sidebar, parts.browser, parts.why):
        splitter.addWidget(column)
    splitter.setStretchFactor(1, 1)
    splitter.setChildrenCollapsible(False)
    splitter.setSizes([scaled(frame, 256), 872, scaled(frame, 308)])
    middle = QWidget()
    layout = QVBoxLayout(middle)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    layout.addWidget(splitter, 1)
    layout.addWidget(parts.decisions)
    layout.addWidget(parts.jobs)
    frame.setCentralWidget(middle)
    frame.setAcceptDrops(True)


def _connect_lists(parts: WindowParts) -> None:
    """Connect what the person does with lists and photos."""
    browser, chosen, desk, scenes = parts.browser, parts.chosen, parts.desk, parts.session.scenes
    navigator = parts.navigator
    parts.sidebar.query_chosen.connect(navigator.show_list)
    parts.sidebar.menu_requested.connect(parts.sidebar_menu.show)
    parts.sidebar_menu.scene_asked.connect(parts.scenes.show_scene)
    parts.sidebar_menu.settings_asked.connect(parts.dialogs.show_settings)
    parts.sidebar_model.dropped.connect(desk.label_photos)
    parts.state.changed.connect(parts.toolbar.show_query)
    parts.state.changed.connect(parts.photos.set_query)
    parts.toolbar.order_chosen.connect(parts.state.set_order)
    parts.toolbar.text.help_asked.connect(parts.dialogs.show_search_help)
    parts.toolbar.text.left.connect(browser.focus_photos)
    parts.toolbar.size_chosen.connect(browser.grid.set_thumbnail_px)
    _connect_collecting(parts)
    _connect_places(parts)
    photo_menu = PhotoMenu(parts.actions, desk, chosen, scenes, parts.frame)
    browser.menu_requested.connect(photo_menu.show)
    browser.welcome.add_asked.connect(parts.library.choose_folder)
    browser.empty.asked.connect(navigator.clear_filters)
    browser.banner.asked.connect(parts.library.refresh)
    browser.tour.asked.connect(parts.tour.start)
    browser.tour.declined.connect(parts.tour.decline)
    parts.tour.ended.connect(parts.panels.show)
    parts.actions["whole"].toggled.connect(parts.sheets.set_whole)
    desk.last_scene_changed.connect(parts.decisions.show_last_scene)
    parts.why.scene_chosen.connect(desk.label)
    parts.why.photo_chosen.connect(navigator.show_photo)
    parts.scene_input.chosen.connect(desk.label)
    parts.scene_input.new_asked.connect(desk.make_scene)
    parts.scenes.told.connect(parts.notice.say)
    parts.places.searched.connect(navigator.show_search)
    browser.timed.read_from(parts.queue, parts.session.background)
    parts.duplicates.told.connect(parts.notice.say)
    parts.duplicates.photo_opened.connect(navigator.show_large)
    parts.scenes.photo_chosen.connect(navigator.show_among_all)
    parts.samples.found.connect(parts.why.show_samples)
    parts.samples.effect_found.connect(parts.why.show_effect)


def _connect_collecting(parts: WindowParts) -> None:
    """Connect what concerns ratings, albums and kept searches."""
    room, browser = parts.collecting, parts.browser
    browser.heading.add(room.strip)
    browser.show_album_names(room.book.album_name)
    room.told.connect(parts.notice.say)
    room.book.changed.connect(browser.retranslate)
    parts.sidebar_model.set_book(room.book)
    parts.sidebar_model.dropped_on_album.connect(room.albums.drop)
    parts.sidebar_menu.rename_asked.connect(room.albums.rename)
    parts.sidebar_menu.delete_asked.connect(room.albums.delete)
    parts.counts.counted.connect(room.book.reload)
    browser.grid.laid.connect(room.albums.lay)


def _connect_places(parts: WindowParts) -> None:
    """Let the sidebar and the filters know where photos were taken."""
    book, filters, scenes = parts.places.book, parts.browser.filters, parts.session.scenes

    def offer() -> None:
        filters.show_places(book.names(scenes.language))

    book.changed.connect(offer)
    scenes.renamed.connect(offer)
    parts.sidebar_model.set_places(book)
    parts.counts.counted.connect(book.reload)
    offer()


def _connect_session(parts: WindowParts) -> None:
    """Connect what the library and its jobs tell."""
    frame, session, chosen = parts.frame, parts.session, parts.chosen
    browser, bridge, counts = parts.browser, session.bridge, parts.counts
    answers = AnswerTeller(session, parts.queue, parts.notice, parts.actions.undo_keys, frame)
    current = CurrentPhoto(
        chosen=chosen,
        why=parts.why,
        decisions=parts.decisions,
        rating=parts.collecting.strip,
        loupe=browser.loupe,
        walk=browser.walk,
        look=parts.look,
        samples=parts.samples,
        parent=frame,
    )
    enabling = _make_enabling(parts)
    for changed in (chosen.photo_changed, session.scenes.renamed):
        # First what keys mean here, for it is shown with the photo.
        changed.connect(enabling.on_photo_changed)
        changed.connect(current.show)
    _connect_sheets(parts, enabling)
    browser.mode_changed.connect(enabling.on_mode_changed)
    browser.mode_changed.connect(parts.panels.show)
    browser.mode_changed.connect(parts.look.on_mode_changed)
    parts.look.changed.connect(enabling.on_photo_changed)
    parts.photos.relisted.connect(parts.panels.show)
    spare = SpareMemory(frame, session.reader.rest)
    for noted in (parts.photos.relisted, session.background.answered, session.thumbnails.arrived):
        noted.connect(spare.note)
    parts.photos.relisted.connect(enabling.on_photo_changed)
    # The photo may be the same in another list, where its keys are others.
    parts.actions.keys_changed.connect(parts.why.retranslate)
    session.scenes.changed.connect(parts.sidebar_model.reload)
    # Photos first; counts follow in the next round of the event loop: neither is waited for.
    for take in (chosen.take, parts.look.take, parts.scenes.take, answers.tell_checks, counts.take):
        bridge.changed.connect(take)
    for on_completed in (parts.desk.on_completed, answers.on_completed):
        bridge.completed.connect(on_completed)
    ExportTeller(bridge, parts.notice.say, frame)
    parts.exchange.told.connect(parts.notice.say)
    bridge.failed.connect(parts.errors.show)
    parts.library.refused.connect(parts.errors.show)
    session.background.failed.connect(parts.errors.on_question_failed)
    for show in (parts.decisions.show_counts, browser.show_counts, parts.panels.show):
        counts.counted.connect(show)
    counts.counted.connect(enabling.on_counted)


def _make_enabling(parts: WindowParts) -> Enabling:
    return Enabling(
        parts.actions,
        reader=parts.session.reader,
        sidebar_model=parts.sidebar_model,
        browser=parts.browser,
        photos=parts.photos,
        entry=parts.sidebar.current_entry,
        chosen=parts.chosen,
        desk=parts.desk,
        sheets=parts.sheets.desk,
        show=parts.look.show,
        parent=parts.frame,
    )


def _connect_files(parts: WindowParts) -> None:
    """Connect what is done with the photos' own files."""
    session, files = parts.session, parts.files
    teller = FilesTeller(session, parts.actions.undo_keys, parts.frame)
    session.bridge.completed.connect(teller.on_completed)
    for told in (files.told, teller.told):
        told.connect(parts.notice.say)
    files.refused.connect(parts.errors.show)


def _connect_sheets(parts: WindowParts, enabling: Enabling) -> None:
    """Connect what concerns review by the sheet."""
    desk, bridge = parts.sheets.desk, parts.session.bridge
    desk.changed.connect(enabling.on_photo_changed)
    bridge.changed.connect(desk.take)
    bridge.completed.connect(desk.on_completed)
    bridge.failed.connect(desk.on_failed)


def _restore(parts: WindowParts) -> None:
    """Come up as the window was left."""
    get = parts.session.settings.get
    parts.toolbar.tile_size.setValue(int(get("thumbnail_px")))
    parts.actions["why_panel"].setChecked(bool(get("why_panel", True)))
    parts.actions["whole"].setChecked(bool(get("whole_photos", False)))
    shuffled = parts.actions["slideshow_shuffled"]
    parts.look.bar.shuffle_chosen.connect(shuffled.setChecked)
    for switch in ("sheet_refine", "sheet_hover", "slideshow_shuffled", "timeline"):
        parts.actions[switch].setChecked(bool(get(switch)))
    parts.counts.tell()
    parts.sidebar.choose("view", View(get("view", View.ALL)))
    parts.browser.focus_photos()
