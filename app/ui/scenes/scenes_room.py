"""Opens the scenes page: it is made when it is first asked for, and told what changed from then."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.core.types import Change
from app.ui.session import Session

if TYPE_CHECKING:
    from app.ui.scenes.scenes_page import ScenesPage


class ScenesRoom(QObject):
    """Holds the scenes page.

    Signals
    -------
    told : (str)
        What cannot be done, or what was found: one sentence.
    photo_chosen : (int)
        Show this photo among all photos.

    Attributes
    ----------
    page : ScenesPage or None
        None before it was first shown.

    Parameters
    ----------
    session : Session
    show_page : callable
        Puts a page into the middle of the window.
    """

    told = Signal(str)
    photo_chosen = Signal(int)

    def __init__(
        self,
        session: Session,
        show_page: Callable[[QWidget], None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._show_page = show_page
        self.page: ScenesPage | None = None

    def show(self) -> ScenesPage:
        """Show the page, and return it."""
        if self.page is None:
            from app.ui.scenes.scenes_page import ScenesPage

            self.page = ScenesPage(self._session)
            self.page.told.connect(self.told)
            self.page.photo_chosen.connect(self.photo_chosen)
        self._show_page(self.page)
        return self.page

    def show_scene(self, scene: str) -> None:
        """Show one scene on the page."""
        self.show().show_scene(scene)

    def suggest(self) -> None:
        """Look for photos that have no scene yet, and offer them on the page."""
        self.show().look_for_suggestions(say_nothing_found=True)

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
