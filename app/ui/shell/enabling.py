"""Enables the commands that make sense now, and ticks the view in force."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject

from app.core.library import LibraryReader
from app.ui.browse.browser import FULL_MODE, LARGE_MODES, MODES, ROOMS, Browser
from app.ui.command import Situation, WindowActions
from app.ui.look.slideshow import Slideshow
from app.ui.models.photo_list import PhotoListModel
from app.ui.models.query_state import QUEUES
from app.ui.models.sidebar_model import SidebarModel
from app.ui.review.chosen_photos import ChosenPhotos
from app.ui.review.desk import Desk
from app.ui.review.sheets.sheet_desk import SheetDesk

# Modes that are not named as the command that leads to them.
_ACTIONS = {"scenes": "scenes_page", FULL_MODE: "full_screen"}


class Enabling(QObject):
    """Puts the situation together that the rows of the command table are asked about."""

    def __init__(
        self,
        actions: WindowActions,
        *,
        reader: LibraryReader,
        sidebar_model: SidebarModel,
        browser: Browser,
        photos: PhotoListModel,
        entry: Callable[[], tuple[str, object]],
        chosen: ChosenPhotos,
        desk: Desk,
        sheets: SheetDesk,
        show: Slideshow,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._actions = actions
        self._reader = reader
        self._sidebar_model = sidebar_model
        self._browser = browser
        self._photos = photos
        self._entry = entry
        self._chosen = chosen
        self._desk = desk
        self._sheets = sheets
        self._show = show
        self._now = Situation()

    def on_photo_changed(self) -> None:
        """Take up what concerns the current photo, or the sheet on the screen."""
        self._enable(self._now)

    def on_mode_changed(self, mode: str) -> None:
        """Tick the view in force; what is out of sight is not decided about."""
        for each in MODES:
            self._actions[_ACTIONS.get(each, each)].setChecked(each == mode)
        self._enable(self._now)

    def on_counted(self) -> None:
        """Take up what concerns the history and the library as a whole."""
        self._enable(
            replace(
                self._now,
                has_folders=bool(self._sidebar_model.folders),
                can_undo=self._reader.history.next_undo() is not None,
                can_redo=self._reader.history.next_redo() is not None,
            )
        )

    def _enable(self, library: Situation) -> None:
        query = self._photos.query
        self._now = replace(
            library,
            detail=self._chosen.detail,
            is_list_seen=self._browser.mode not in ROOMS,
            is_large=self._browser.mode in LARGE_MODES and self._browser.has_photos,
            is_slideshow=self._show.is_on,
            is_queue=query.view in QUEUES,
            is_album=query.album is not None,
            is_search=bool(query.text),
            has_collection=self._entry()[0] in ("album", "search"),
            last_scene=self._desk.last_scene,
            is_sheet_seen=self._browser.mode == "sheets",
            sheet=self._sheets.asks,
            can_go_back=self._sheets.can_go_back,
        )
        self._actions.enable(self._now)
