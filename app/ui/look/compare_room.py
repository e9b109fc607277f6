"""Comparing photos: the desk that knows which, and the page that shows them."""

from __future__ import annotations

from PySide6.QtCore import QObject

from app.ui.look.compare_desk import CompareDesk
from app.ui.look.compare_page import ComparePage
from app.ui.look.seen_list import COMPARE_MODE, SeenList
from app.ui.session import Session
from app.ui.widgets.loupe.loupe import Loupe


class CompareRoom(QObject):
    """Begins and ends comparing.

    Attributes
    ----------
    desk : CompareDesk
    page : ComparePage or None
        Made when photos are first compared.
    """

    def __init__(self, session: Session, seen: SeenList, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._seen = seen
        self._selected: list[int] = []
        self._is_linked = True
        self._is_informed = False
        self.desk = CompareDesk(seen.photos, seen.walk, self)
        self.desk.ended.connect(seen.leave)
        self.page: ComparePage | None = None

    def toggle(self) -> None:
        """Compare the selected photos, or the current one and the next; or leave that."""
        if self.desk.is_on:
            self._seen.leave()
        else:
            self._begin(single=False)

    def switch(self) -> None:
        """Show the other of two photos in its place: before and after."""
        if self.page is not None and self.desk.is_on:
            self.page.switch()
        else:
            self._begin(single=True)

    def link(self, linked: bool) -> None:
        """Zoom and move compared photos together, or each alone."""
        self._is_linked = linked
        if self.page is not None:
            self.page.set_linked(linked)

    def loupe(self) -> Loupe | None:
        """Return the loupe of the active photo while photos are compared."""
        is_seen = self.page is not None and self.page.isVisible() and self.desk.is_on
        return self.page.loupe() if self.page is not None and is_seen else None

    def set_informed(self, informed: bool) -> None:
        """Write what is known over each photo, or do not."""
        self._is_informed = informed
        if self.page is not None:
            self.page.set_informed(informed)

    def end(self) -> None:
        """Compare no more; what was selected before is selected again."""
        if self.page is None or not self.desk.is_on:
            return
        self.desk.end()
        self.page.clear()
        chosen, self._selected = self._selected, []
        self._seen.select_again(chosen)

    def retranslate(self) -> None:
        """Set texts in the language in force."""
        if self.page is not None:
            self.page.retranslate()

    def stop(self) -> None:
        """Expect no more pictures."""
        if self.page is not None:
            self.page.stop()

    def _begin(self, *, single: bool) -> None:
        chosen = self._seen.selected()
        if self.page is None:
            self.page = ComparePage(self._session, self._seen.reader, self.desk)
            self.page.closed.connect(self._seen.leave)
            self.page.set_linked(self._is_linked)
        if not self.desk.begin(chosen):
            return
        self._selected = chosen
        self.page.set_informed(self._is_informed)
        self.page.set_single(single)
        self._seen.show_room(COMPARE_MODE, self.page)
