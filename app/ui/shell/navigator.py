"""Goes to a list, a folder or a photo, wherever the person is now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction

from app.core.likeness import Likeness
from app.core.records import Query, View
from app.jobs.review_queue import QUEUE
from app.ui.browse.browser import FULL_MODE, LARGE_MODES, ROOMS
from app.ui.look.look_room import LookRoom
from app.ui.models.query_state import QueryState
from app.ui.review.chosen_photos import ChosenPhotos
from app.ui.review.sheets.sheet_room import SheetRoom
from app.ui.shell.panels import Areas
from app.ui.shell.toolbar import MainToolBar


class Navigator(QObject):
    """Shows what was asked for."""

    def __init__(
        self,
        areas: Areas,
        toolbar: MainToolBar,
        state: QueryState,
        chosen: ChosenPhotos,
        sheets: SheetRoom,
        *,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._sidebar = areas.sidebar
        self._browser = areas.browser
        self._toolbar = toolbar
        self._state = state
        self._chosen = chosen
        self._sheets = sheets
        self._before: tuple[str, object] = ("view", View.ALL)
        self._searched = ""
        self._asked: tuple[int, ...] = ()
        self._kept = ""
        self._browser.like.closed.connect(self.leave_like)

    def show_list(self, query: Query) -> None:
        """Show the list of an entry of the sidebar."""
        by_sheets = query == QUEUE and self._sheets.is_preferred
        if self._browser.mode in ROOMS:
            self._browser.set_mode("grid")
        self._show_text(query)
        self._state.set_base(replace(query, text=None))
        if by_sheets and self._browser.has_photos:
            self._sheets.show()

    def _show_text(self, query: Query) -> None:
        """Write a kept search into the line; take it away again with its entry."""
        if query.text:
            self._kept = query.text
            self._state.set_text(query.text)
        elif self._kept and self._state.text == self._kept:
            self._kept = ""
            self._state.set_text("")

    def look(self, mode: str) -> None:
        """Look at the list in another way; Needs review opens in the way it was looked at last."""
        if mode == self._browser.mode == FULL_MODE:
            self._browser.open_or_leave()
            return
        if mode == self._browser.mode == "sheets":
            mode = "grid"  # the key that brought one here leads back
        if "sheets" in (mode, self._browser.mode):
            self._sheets.prefer(mode == "sheets")
        if mode != "sheets":
            self._browser.set_mode(mode)
            return
        self.show_sheets()

    def show_info(self, panel: QAction, room: LookRoom) -> None:
        """Say what is known of the photo: over it where it is large, in the panel beside the grid.

        ``panel`` shows and hides the panel.
        """
        if self._browser.mode in LARGE_MODES:
            room.toggle_overlay()
        else:
            panel.toggle()

    @property
    def has_sheets(self) -> bool:
        """Whether there are photos to make sheets of."""
        return self._sheets.has_photos

    def show_sheets(self) -> None:
        """Show what needs review by the sheet, however it opens otherwise."""
        self._sidebar.choose("view", View.REVIEW)
        self._sheets.show()

    def stop_review(self) -> None:
        """Leave the sheets for the photos as they are tagged by now."""
        self._sidebar.choose("view", View.ALL)
        self._browser.set_mode("grid")
        self._browser.focus_photos()

    def show_folder(self, folder: int) -> None:
        """Show the photos of a folder."""
        self._browser.set_mode("grid")
        self._sidebar.choose("folder", folder)

    def show_photo(self, photo: int) -> None:
        """Go to a photo in the list shown, or in the list of all photos."""
        if not self._chosen.go_to_photo(photo):
            self.show_among_all(photo)

    def show_among_all(self, photo: int) -> None:
        """Show a photo in the list of all photos."""
        self._sidebar.choose("view", "all")
        self._browser.set_mode("grid")
        self._chosen.go_to_photo(photo)

    def show_large(self, photo: int) -> None:
        """Show a photo large, among all photos."""
        self.clear_filters()
        self.show_among_all(photo)
        self._browser.set_mode("loupe")

    def show_like(self, photos: Sequence[int]) -> None:
        """Show all photos that are like these, the most alike first, whatever was searched for.

        What is searched for then, is searched for among them.
        """
        if not photos:
            return
        if self._state.like is None:
            self._before, self._searched = self._sidebar.current_entry(), self._state.text
        self._asked = tuple(photos)
        self.clear_filters()
        self._sidebar.choose("view", View.ALL)
        self._browser.set_mode("grid")
        self._state.set_like(Likeness(self._asked))
        self._chosen.go_to_photo(self._asked[0])
        self._browser.focus_photos()

    def leave_like(self) -> None:
        """Show the list from before, its search too, and the photos that were asked about in it."""
        self._state.set_like(None)
        self._sidebar.choose(*self._before)
        self._state.search_for(self._searched)
        self._chosen.go_to_photo(self._asked[0])
        self._browser.focus_photos()

    def show_search(self, text: str) -> None:
        """Show what a search finds among all photos, newest first."""
        self._sidebar.choose("view", View.ALL)
        self._browser.set_mode("grid")
        self._toolbar.text.setText(text)
        self._state.set_text(text)
        self._browser.focus_photos()

    def find(self) -> None:
        """Go to the search line, from a page that cannot be searched by way of the photos."""
        if self._browser.mode in ROOMS:
            self._browser.set_mode("grid")
        self._toolbar.text.setFocus()
        self._toolbar.text.selectAll()

    def clear_filters(self) -> None:
        """Take the search away, and what is typed and is none."""
        self._state.clear()
        self._toolbar.text.clear()
