"""Which panels are shown: what there are no photos for is out of the way."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction

from app.core.settings import Settings
from app.ui.browse.browser import COMPARE_MODE, FULL_MODE, ROOMS, Browser
from app.ui.browse.sidebar import Sidebar
from app.ui.review.decision_bar import DecisionBar
from app.ui.review.why_panel import WhyPanel
from app.ui.shell.toolbar import MainToolBar


@dataclass(frozen=True, slots=True)
class Areas:
    """The four areas of the window: left, middle, right and below."""

    sidebar: Sidebar
    browser: Browser
    why: WhyPanel
    decisions: DecisionBar


class Panels(QObject):
    """Shows and hides sidebar, Why panel, decisions, and the offer of the tour."""

    def __init__(
        self,
        settings: Settings,
        why_wanted: QAction,
        areas: Areas,
        toolbar: MainToolBar,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._settings = settings
        self._why_wanted = why_wanted
        self._areas = areas
        self._toolbar = toolbar

    def show(self) -> None:
        """Show the Why panel and the decisions where there are photos to decide about."""
        browser, why = self._areas.browser, self._areas.why
        has_folders, has_photos = browser.has_folders, browser.has_photos
        lists = browser.mode not in (*ROOMS, FULL_MODE) and has_folders
        # The scenes page has a list of its own; a sheet, and the first page, have all the room.
        self._areas.sidebar.setVisible(lists and browser.mode != COMPARE_MODE)
        self._areas.decisions.setVisible(lists)
        why.setVisible(lists and self._why_wanted.isChecked() and has_photos)
        # In the loupe the photo is there already.
        why.preview.setVisible(browser.mode == "grid")
        self._toolbar.show_mode(browser.mode if has_folders else "")
        is_new = not self._settings.get("tour_seen")
        # One strip at a time: what was learned goes first, and who asked for something has a way.
        is_free = browser.banner.isHidden() and browser.like.isHidden()
        browser.tour.setVisible(lists and is_new and is_free and has_photos)
