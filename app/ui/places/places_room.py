"""Opens the places page: it is made when it is first asked for, and told what changed from then."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.core.types import Change
from app.ui.models.place_book import PlaceBook
from app.ui.session import Session

if TYPE_CHECKING:
    from app.ui.places.places_page import PlacesPage


class PlacesRoom(QObject):
    """Holds the places page.

    Signals
    -------
    searched : (str)
        The photos that this search finds are to be shown.

    Attributes
    ----------
    page : PlacesPage or None
        None before it was first shown.
    book : PlaceBook
        What the sidebar and the filters know of places.
    """

    searched = Signal(str)

    def __init__(
        self,
        session: Session,
        show_page: Callable[[QWidget], None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._show_page = show_page
        self.page: PlacesPage | None = None
        self.book = PlaceBook(session.reader, session.background, self)

    def show(self) -> PlacesPage:
        """Show the page, and return it."""
        if self.page is None:
            from app.ui.places.places_page import PlacesPage

            self.page = PlacesPage(self._session)
            self.page.searched.connect(self.searched)
        self._show_page(self.page)
        return self.page

    def take(self, change: Change) -> None:
        """Hand a change to the page."""
        if self.page is not None:
            self.page.take(change)

    def retranslate(self) -> None:
        """Set texts in the language in force."""
        if self.page is not None:
            self.page.retranslate()

    def stop(self) -> None:
        """Take the page apart before the window goes."""
        if self.page is not None:
            self.page.stop()
