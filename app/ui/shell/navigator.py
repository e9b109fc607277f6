"""Goes to a list, a folder or a photo, wherever the person is now."""

from __future__ import annotations

from PySide6.QtCore import QObject

from app.core.records import Query
from app.ui.models.query_state import QueryState
from app.ui.review.chosen_photos import ChosenPhotos
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
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._sidebar = areas.sidebar
        self._browser = areas.browser
        self._toolbar = toolbar
        self._state = state
        self._chosen = chosen

    def show_list(self, query: Query) -> None:
        """Show the list of an entry of the sidebar."""
        if self._browser.mode == "scenes":
            self._browser.set_mode("grid")
        self._state.set_base(query)

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

    def clear_filters(self) -> None:
        """Take text and filters away."""
        self._toolbar.text.clear()
        self._browser.filters.reset()
