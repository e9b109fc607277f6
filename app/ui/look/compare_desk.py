"""Which photos are compared, and which of them is the current photo of the list.

Only one that is on the screen is ever current: what decides, decides about what is seen. When the
list goes on to another photo, that one takes the place of the active one.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from app.core.records import PhotoRow
from app.core.types import Change
from app.ui.models.photo_list import PhotoListModel
from app.ui.models.walk import Walk

FEWEST, MOST = 2, 4


class CompareDesk(QObject):
    """Two to four photos of the list.

    Attributes
    ----------
    rows : list of PhotoRow
    active : int
        Which of them is current.

    Signals
    -------
    changed : ()
        Others are compared, or another is active.
    ended : ()
        Fewer than two are left.
    """

    changed = Signal()
    ended = Signal()

    def __init__(self, photos: PhotoListModel, walk: Walk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._photos = photos
        self._walk = walk
        self.rows: list[PhotoRow] = []
        self.active = 0

    @property
    def is_on(self) -> bool:
        """Whether photos are compared now."""
        return bool(self.rows)

    def begin(self, chosen: Sequence[int]) -> bool:
        """Compare these photos, or the current one and the next; False where there is no other."""
        photos = list(chosen[:MOST]) if len(chosen) >= FEWEST else self._pair()
        rows = self._photos.records(photos)
        if len(rows) < FEWEST:
            return False
        current = self._walk.photo()
        self.rows = rows
        self.active = next((at for at, row in enumerate(rows) if row.id == current), 0)
        self._walk.go_to_photo(self.rows[self.active].id)
        self.changed.emit()
        return True

    def end(self) -> None:
        """Compare no more."""
        self.rows = []

    def activate(self, at: int) -> None:
        """Make one of them the current photo, if the list still has it."""
        if at != self.active and 0 <= at < len(self.rows):
            # What follows comes back by show_current, as every move in the list does.
            self._walk.go_to_photo(self.rows[at].id)

    def turn(self, step: int) -> None:
        """Go to the next one, or the one before, round and round."""
        if self.rows:
            self.activate((self.active + step) % len(self.rows))

    def replace(self, step: int) -> None:
        """Put the next photo of the list, or the one before, in the place of the active one."""
        at = self._walk.current()
        shown = {row.id for row in self.rows}
        while at is not None:
            at += step
            photo = self._photos.id_at(at)
            if photo is None:
                return
            if photo not in shown:
                self._walk.go_to_photo(photo)
                return

    def show_current(self, row: PhotoRow | None) -> None:
        """Know the current photo of the list, and what is said of it now."""
        if not self.is_on or row is None:
            return
        at = next((n for n, other in enumerate(self.rows) if other.id == row.id), None)
        if at is None:
            self.rows[self.active] = row
        else:
            self.rows[at] = row
            self.active = at
        self.changed.emit()

    def take(self, change: Change) -> None:
        """Read again what changed; what left the list is compared no more."""
        ids = [row.id for row in self.rows]
        if not ids or (change.photos is not None and change.photos.isdisjoint(ids)):
            return
        active = ids[self.active]
        self.rows = self._photos.records(self._filled(ids))
        if len(self.rows) < FEWEST:
            self.rows = []
            self.ended.emit()
            return
        places = {row.id: at for at, row in enumerate(self.rows)}
        self.active = places.get(active, 0)
        if active not in places:
            self._walk.go_to_photo(self.rows[0].id)
        self.changed.emit()

    def _filled(self, ids: Sequence[int]) -> list[int]:
        """Return those that the list still has, two at the least if it has two."""
        left = [photo for photo in ids if self._photos.row_of(photo) is not None]
        at = self._walk.current()
        for other in () if at is None else (at, at + 1, at - 1):
            photo = self._photos.id_at(other)
            if len(left) < FEWEST and photo is not None and photo not in left:
                left.append(photo)
        return left

    def _pair(self) -> list[int]:
        at = self._walk.current()
        if at is None:
            return []
        other = at + 1 if self._photos.id_at(at + 1) is not None else at - 1
        return [photo for n in sorted((at, other)) if (photo := self._photos.id_at(n)) is not None]
