"""Opens the page of sheets: made when it is first asked for; its desk is there from the start."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from app.core.settings import Settings
from app.jobs.runner import run_now
from app.ui.command import WindowActions
from app.ui.review.sheets.sheet_desk import SheetDesk
from app.ui.review.sheets.sheet_queue import SheetQueue
from app.ui.session import Session

if TYPE_CHECKING:
    from app.core.method.sheet_plan import SheetPlan
    from app.jobs.context import JobContext
    from app.ui.review.sheets.sheet_page import SheetPage


class SheetRoom(QObject):
    """Holds the desk of sheets and its page.

    Attributes
    ----------
    desk : SheetDesk
    page : SheetPage or None
        None before it was first shown.

    Parameters
    ----------
    session : Session
    actions : WindowActions
    show_page : callable
        Puts a page into the middle of the window.
    """

    def __init__(
        self,
        session: Session,
        actions: WindowActions,
        show_page: Callable[[QWidget], None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._actions = actions
        self._show_page = show_page
        self._is_whole = False
        make_plan = partial(lay_out_sheets, session.context, session.settings)
        queue = SheetQueue(session.reader, session.background, make_plan, self)
        self.desk = SheetDesk(session.reader, session.commands.review, queue, self)
        self.page: SheetPage | None = None

    def show(self) -> SheetPage:
        """Show the page, and return it."""
        if self.page is None:
            from app.ui.review.sheets.sheet_page import SheetPage

            self.page = SheetPage(self._session, self._actions, self.desk)
            self.page.set_whole(self._is_whole)
        self._show_page(self.page)
        self.page.focus_photos()
        return self.page

    @property
    def has_photos(self) -> bool:
        """Whether any photo needs review."""
        return bool(self._session.reader.photos.counts().review)

    @property
    def is_preferred(self) -> bool:
        """Whether Needs review opens as sheets: as it was looked at last."""
        return bool(self._session.settings.get("review_sheets"))

    def prefer(self, preferred: bool) -> None:
        """Let Needs review open as sheets, or as a list."""
        self._session.settings.set("review_sheets", preferred)

    def enlarge(self) -> None:
        """Show a photo of the sheet large, or no more."""
        if self.page is not None:
            self.page.enlarge()

    def set_whole(self, whole: bool) -> None:
        """Show whole photos, or fill the tiles."""
        self._is_whole = whole
        if self.page is not None:
            self.page.set_whole(whole)

    def set_refine(self, wanted: bool) -> None:
        """Ask about coarse tags, too, or not."""
        if wanted != self._session.settings.get("sheet_refine"):
            self._session.settings.set("sheet_refine", wanted)
            self.desk.plan_anew()

    def set_hover(self, wanted: bool) -> None:
        """Enlarge what the pointer rests on, or not."""
        self._session.settings.set("sheet_hover", wanted)

    def retranslate(self) -> None:
        """Set texts in the language in force."""
        if self.page is not None:
            self.page.retranslate()


def lay_out_sheets(context: JobContext, settings: Settings, size: int) -> SheetPlan:
    """Learn from what was said, and lay the sheets out; in any thread."""
    from app.jobs.sheets import plan_sheets

    refine = bool(settings.get("sheet_refine"))
    plan: SheetPlan = run_now(plan_sheets(context, size=size, refine=refine))
    return plan
