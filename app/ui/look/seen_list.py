"""The list that is looked at, and the window's ways to look at it."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from PySide6.QtCore import QItemSelectionModel
from PySide6.QtWidgets import QWidget

from app.core.library import LibraryReader
from app.ui.models.photo_list import PhotoListModel
from app.ui.models.selected_rows import select_photos, selected_ranges
from app.ui.models.walk import Walk
from app.ui.widgets.loupe.loupe import Loupe

FULL_MODE, COMPARE_MODE = "full", "compare"


@dataclass(frozen=True, slots=True)
class SeenList:
    """A list, its selection, and the loupe over it.

    Attributes
    ----------
    photos : PhotoListModel
    selection : QItemSelectionModel
    walk : Walk
    loupe : Loupe
    set_mode : callable
        Looks at the list in another way.
    show_room : callable
        Looks at the list in the way of a page.
    zoom : callable
        Opens the loupe, or zooms in it.
    leave : callable
        Goes back to the way before.
    reader : LibraryReader
        Knows more about a photo.
    """

    photos: PhotoListModel
    selection: QItemSelectionModel
    walk: Walk
    loupe: Loupe
    set_mode: Callable[[str], None]
    show_room: Callable[[str, QWidget], None]
    zoom: Callable[[], None]
    leave: Callable[[], None]
    reader: LibraryReader

    def selected(self) -> list[int]:
        """Return the selected photos in the order of the list."""
        parts = sorted(selected_ranges(self.selection))
        return [i for first, last in parts for i in self.photos.ids[first : last + 1].tolist()]

    def select_again(self, chosen: Collection[int]) -> None:
        """Select what was selected before photos were looked at one by one."""
        if len(chosen) > 1:
            select_photos(self.selection, self.photos, chosen)
