"""Walks through the list of photos, one at a time, for whoever shows one large."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QItemSelectionModel
from PySide6.QtWidgets import QAbstractItemView

from app.core.records import PhotoRow
from app.ui.models.photo_list import PhotoListModel

_Move = QAbstractItemView.CursorAction
BACK_KEYS = (_Move.MoveLeft, _Move.MoveUp, _Move.MovePageUp, _Move.MovePrevious)
ON_KEYS = (_Move.MoveRight, _Move.MoveDown, _Move.MovePageDown, _Move.MoveNext)


class Walk:
    """Makes another photo of the list the current one, and the only selected one.

    Parameters
    ----------
    photos : PhotoListModel
    selection : QItemSelectionModel
        What the views of the list share.

    Attributes
    ----------
    steer : callable, optional
        Takes a step in an order of its own, and says whether it did.
    """

    def __init__(self, photos: PhotoListModel, selection: QItemSelectionModel) -> None:
        self._photos = photos
        self._selection = selection
        self._is_backwards = False
        self.steer: Callable[[QAbstractItemView.CursorAction], bool] | None = None

    def current(self) -> int | None:
        """Return the place of the current photo."""
        index = self._selection.currentIndex()
        return index.row() if index.isValid() else None

    def photo(self) -> int | None:
        """Return the current photo."""
        at = self.current()
        return None if at is None else self._photos.id_at(at)

    def row_of(self, photo: int | None) -> PhotoRow | None:
        """Return the record of a photo of the list."""
        at = None if photo is None else self._photos.row_of(photo)
        return None if at is None else self._photos.photo_row(at)

    def step(self, action: QAbstractItemView.CursorAction) -> None:
        """Go where an arrow, Page, Home or End key leads; the list's ends are its ends."""
        count, at = len(self._photos.ids), self.current()
        if not count or (self.steer is not None and self.steer(action)):
            return
        self._is_backwards = action in BACK_KEYS or action is _Move.MoveEnd
        if action is _Move.MoveHome or at is None:
            self.go_to(0)
        elif action is _Move.MoveEnd:
            self.go_to(count - 1)
        elif action in BACK_KEYS + ON_KEYS:
            self.go_to(max(0, min(count - 1, at + (-1 if action in BACK_KEYS else 1))))

    def go_to(self, at: int) -> None:
        """Go to a place of the list; nothing else is selected any more."""
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect
        self._selection.setCurrentIndex(self._photos.index(at), flags)

    def go_to_photo(self, photo: int) -> bool:
        """Go to a photo; False when the list does not hold it."""
        at = self._photos.row_of(photo)
        if at is not None:
            self.go_to(at)
        return at is not None

    def neighbours(self) -> list[PhotoRow]:
        """Return the photos beside the current one, the one that is likely to be next first."""
        at = self.current()
        if at is None:
            return []
        steps = (-1, 1) if self._is_backwards else (1, -1)
        rows = [self._photos.photo_row(at + step) for step in steps]
        return [row for row in rows if row is not None]
