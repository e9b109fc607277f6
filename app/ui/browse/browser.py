"""The middle of the window: a heading, and the list as grid, filmstrip, loupe or words."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QItemSelectionModel, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from app.core.records import Counts, FolderRow, View
from app.ui.browse.filter_bar import FilterBar
from app.ui.browse.like_bar import LikeBar
from app.ui.browse.list_head import ListHead
from app.ui.browse.list_title import ListTitle
from app.ui.browse.notices import ErrorStrip, RefreshBanner, TourOffer
from app.ui.browse.search.chips import ChipStrip
from app.ui.browse.search.scene_names import SceneNaming
from app.ui.browse.timeline.timeline import TimedGrid
from app.ui.browse.welcome import EmptyPage, WelcomePage
from app.ui.models.large_pictures import LargePictures
from app.ui.models.photo_list import PhotoListModel
from app.ui.models.query_state import QUEUES, QueryState
from app.ui.models.scene_book import SceneBook
from app.ui.models.thumbnails import ThumbnailLoader
from app.ui.models.walk import Walk
from app.ui.widgets.grid import FilmstripView, GridView
from app.ui.widgets.labels import scaled
from app.ui.widgets.loupe.loupe import Loupe
from app.ui.widgets.tile_delegate import TileDelegate
from app.ui.wording import photos as photos_text
from app.ui.wording import view_title

# Pages of other rooms that take the place of the list.
ROOMS = ("scenes", "sheets", "duplicates", "places")
# Ways to look at one photo of the list.
FULL_MODE, COMPARE_MODE = "full", "compare"
# From these one comes back to the way before.
PASSING_MODES = (FULL_MODE, COMPARE_MODE)
LARGE_MODES = ("filmstrip", "loupe", *PASSING_MODES)
MODES = ("grid", *LARGE_MODES, *ROOMS)
# From so many new labels on a refresh is offered.
WORTH_A_REFRESH = 10


class Pages(QStackedWidget):
    """The list, what stands in its place, and the pages of other rooms.

    Signals
    -------
    left : ()
        Escape asked for the photos on the page of a room that has no other use for it.
    """

    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._rooms: list[QWidget] = []

    def add_room(self, page: QWidget) -> None:
        """Add the page of a room."""
        self._rooms.append(page)
        self.addWidget(page)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape leads out of a room."""
        if event.key() == Qt.Key.Key_Escape and self.currentWidget() in self._rooms:
            self.left.emit()
        else:
            super().keyPressEvent(event)


class Browser(QWidget):
    """One list of photos, looked at in three ways; or the scenes page; or what to do first.

    Signals
    -------
    mode_changed : (str)
        One of :data:`MODES`.
    menu_requested : (QPoint)
        A context menu for the selected photos.
    """

    mode_changed = Signal(str)
    menu_requested = Signal(object)

    def __init__(
        self,
        photos: PhotoListModel,
        selection: QItemSelectionModel,
        scenes: SceneBook,
        thumbnails: ThumbnailLoader,
        state: QueryState,
        *,
        pictures: LargePictures | None = None,
        naming: SceneNaming | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._photos = photos
        self._scenes = scenes
        self._state = state
        self._has_folders = True
        self._filters_wanted = False
        self._waiting = 0
        self._album_name: Callable[[int | None], str] = lambda _: ""
        self.mode = "grid"
        self._behind: dict[str, str] = {}
        self.heading = ListTitle()
        self.title, self.count = self.heading.title, self.heading.count
        self.errors = ErrorStrip()
        self.banner = RefreshBanner()
        self.tour = TourOffer()
        naming = naming or SceneNaming(scenes, None, self)
        self.filters = FilterBar(state, scenes, naming)
        self.chips = ChipStrip(state, naming)
        self.like = LikeBar(state, photos, thumbnails)
        self.grid = GridView(TileDelegate(scenes, thumbnails, self), thumbnails)
        self.timed = TimedGrid(self.grid, photos)
        self.strip = FilmstripView(TileDelegate(scenes, thumbnails, self), thumbnails)
        self.loupe = Loupe(thumbnails, pictures)
        self.welcome = WelcomePage()
        self.empty = EmptyPage()
        # With large letters, too, it stands between sidebar and Why panel in 1024 pixels.
        self.setMinimumWidth(min(356, scaled(self, 240)))
        self.walk = Walk(photos, selection)
        self._stack = Pages()
        # Less than its largest page would like: most of the room goes to what is said above it.
        self._stack.setMinimumHeight(scaled(self, 96))
        self._large = QWidget()
        self._rooms: dict[str, QWidget] = {}
        self._build(selection)
        photos.relisted.connect(self.show_page)
        scenes.renamed.connect(self.retranslate)

    def _build(self, selection: QItemSelectionModel) -> None:
        for view in (self.grid, self.strip):
            view.setModel(self._photos)
            view.setSelectionModel(selection)
            view.menu_requested.connect(self.menu_requested)
            view.opened.connect(self.open_or_leave)
        self.loupe.closed.connect(self.open_or_leave)
        self._stack.left.connect(self.open_or_leave)
        self._stack.left.connect(self.focus_photos)
        self.loupe.stepped.connect(self.walk.step)
        large = QVBoxLayout(self._large)
        large.setContentsMargins(0, 0, 0, 0)
        large.setSpacing(0)
        large.addWidget(self.loupe, 1)
        large.addWidget(self.strip)
        for page in (self.timed, self._large, self.welcome, self.empty):
            self._stack.addWidget(page)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        self._head = ListHead(
            self.errors,
            self.banner,
            self.tour,
            self.heading,
            self.like,
            self.chips,
            self.filters,
        )
        layout.addWidget(self._head)
        layout.addWidget(self._stack, 1)
        self.retranslate()

    def show_room(self, name: str, page: QWidget) -> None:
        """Show the page of a room of :data:`ROOMS`, which is made when it is first asked for."""
        if name not in self._rooms:
            self._rooms[name] = page
            self._stack.add_room(page)
        self.set_mode(name)

    def show_album_names(self, name_of: Callable[[int | None], str]) -> None:
        """Know how to name an album in the heading."""
        self._album_name = name_of
        self.retranslate()

    @property
    def has_folders(self) -> bool:
        """Whether the library has a folder; without one only the first step is offered."""
        return self._has_folders

    @property
    def has_photos(self) -> bool:
        """Whether the list shown holds any photo."""
        return bool(len(self._photos.ids))

    def show_counts(self, counts: Counts, folders: Sequence[FolderRow]) -> None:
        """Know what there is: folders to filter by, photos that wait, labels to learn from."""
        self.set_waiting(counts.waiting)
        self.set_folders(folders)
        self.banner.show_labels(counts.unlearned if folders else 0, WORTH_A_REFRESH)

    def set_folders(self, folders: Sequence[FolderRow]) -> None:
        """Offer folders to filter by; show the welcome page while there is none."""
        self.filters.show_folders(folders)
        has_folders = bool(folders)
        if has_folders != self._has_folders:
            self._has_folders = has_folders
            self.show_page()

    def set_waiting(self, count: int) -> None:
        """Know how many photos were not looked at yet: an empty list means less then."""
        if bool(count) != bool(self._waiting):
            self._waiting = count
            self.retranslate()
        self._waiting = count

    def set_filters(self, wanted: bool) -> None:
        """Show the filters over every list, or hide them."""
        self._filters_wanted = wanted
        self.show_page()

    def set_mode(self, mode: str) -> None:
        """Look at the list in another way; selection and place stay."""
        if mode != self.mode:
            if mode in PASSING_MODES and self._behind.get(self.mode) != mode:
                self._behind[mode] = self.mode
            self.mode = mode
            # A sheet keeps its place: what is offered may wait until it is left.
            self.banner.set_quiet(quiet=mode == "sheets")
            self.mode_changed.emit(mode)
        self.show_page()
        for view in (self.grid, self.strip):
            if view.isVisible():
                view.show_current()
        if mode in LARGE_MODES:
            self.focus_photos()

    def zoom(self) -> None:
        """Open the loupe, or zoom in it."""
        if self.mode == "grid":
            self.set_mode("loupe")
        else:
            self.loupe.toggle_zoom()

    def show_page(self) -> None:
        """Show the page that fits: welcome, empty, or the list in its mode."""
        self.retranslate()
        room = self._rooms.get(self.mode)
        photos = bool(len(self._photos.ids)) or not self._photos.is_complete
        lists = self._has_folders and room is None
        self.heading.setVisible(lists)
        self.filters.setVisible(lists and self._filters_wanted)
        self.chips.setVisible(lists and bool(self.chips.chips))
        self.like.setVisible(lists and self._photos.query.like is not None)
        if not self._has_folders:
            page: QWidget = self.welcome
        elif room is not None:
            page = room
        elif not photos:
            page = self.empty
        elif self.mode in LARGE_MODES:
            page = self._large
        else:
            page = self.timed
        self._head.setVisible(self.mode != FULL_MODE)
        self.strip.setVisible(self.mode == "filmstrip")
        before = self._stack.currentWidget()
        if before is not page:
            had_focus = before is not None and before.isAncestorOf(self.focusWidget() or self)
            # Whoever types a search goes on typing, whatever it finds meanwhile.
            is_typing = isinstance(QApplication.focusWidget(), QLineEdit)
            self._stack.setCurrentWidget(page)
            if (had_focus or self.mode != "grid") and not is_typing:
                self._focus_page(page)

    def focus_photos(self) -> None:
        """Give the keyboard to the photos."""
        page = self._stack.currentWidget()
        if page is not None:
            self._focus_page(page)

    def retranslate(self) -> None:
        """Set texts in the language in force."""
        query = self._photos.query
        name = self._scenes.name(query.scene) if query.scene else view_title(query.view)
        name = self._album_name(query.album) or name
        name = name if query.like is None else self.like.words()
        is_complete = self._photos.is_complete
        count = photos_text(self._photos.total()) if is_complete else "…"
        # Beside it photos are rated, where they are looked through and not decided about.
        with_more = self.has_photos and query.view not in QUEUES
        self.heading.show_name(name, count, with_more=with_more)
        self.timed.strip.retranslate()
        self.grid.setAccessibleName(self.tr("Photos"))
        self.strip.setAccessibleName(self.tr("Filmstrip"))
        self._show_empty_texts(query.view)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave room for the photos below what is said above them."""
        super().resizeEvent(event)
        self._head.set_room(self.height() - self._stack.minimumHeight())

    def _show_empty_texts(self, view: View) -> None:
        if self._state.is_restricted:
            self.empty.show_texts(
                "search",
                self.tr("Nothing is found"),
                self.tr("No photo of this list is what the search asks for."),
                self.tr("Clear the search"),
            )
        elif view is View.REVIEW and self._waiting:
            self.empty.show_texts(
                "photos",
                self.tr("Nothing to review yet"),
                self.tr(
                    "Photos are still being looked at. What the program is not sure of "
                    "appears here."
                ),
            )
        else:
            self.empty.show_texts(*self._texts_of(view))

    def _texts_of(self, view: View) -> tuple[str, str, str]:
        """Return the picture, the title and the sentence of a list that holds nothing."""
        texts = {
            View.REVIEW: (
                "accepted",
                self.tr("Nothing left to review"),
                self.tr(
                    "Every photo has a scene. New photos that the program is not sure of "
                    "appear here."
                ),
            ),
            View.REFINE: (
                "accepted",
                self.tr("Nothing to refine"),
                self.tr(
                    "Photos of which the program knows what they show, but not which scene of it, "
                    "appear here: water, but beach or lake?"
                ),
            ),
            View.UNREADABLE: (
                "accepted",
                self.tr("Every file could be read"),
                self.tr(
                    "Files that are damaged, or in a format that is not known, appear here "
                    "with the reason."
                ),
            ),
            View.LABELLED: (
                "person",
                self.tr("You have not labelled a photo yet"),
                self.tr(
                    "In Needs review P accepts what is proposed, a number chooses a candidate, "
                    "and T types a scene. Your word always wins."
                ),
            ),
        }
        nothing = self.tr("Photos appear here as soon as a scan has found and tagged them.")
        return texts.get(view, ("photos", self.tr("No photos here yet"), nothing))

    def _focus_page(self, page: QWidget) -> None:
        target: QWidget = page
        if page is self._large:
            target = self.strip if self.mode == "filmstrip" else self.loupe
        target.setFocus()

    def open_or_leave(self) -> None:
        """Open the current photo, or go back to how the list was looked at before."""
        self.set_mode("loupe" if self.mode == "grid" else self._behind.get(self.mode, "grid"))
