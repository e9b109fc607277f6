"""The photos that the next decision is about: which are selected, which one is current.

It reads what is known of the current photo, finds the next undecided one, and keeps the place when
the list changes. It decides and paints nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QObject,
    Signal,
)

from app.core.library import LibraryReader
from app.core.records import PhotoDetail, PhotoRow
from app.core.types import UNDECIDED, Change, Reason, Status
from app.ui.models.photo_list import PhotoListModel
from app.ui.models.selected_rows import selected_ranges

# So many photos of a list are looked at for one key press.
MOST_LOOKED_AT = 2000


class ChosenPhotos(QObject):
    """The selection over a list of photos.

    Signals
    -------
    photo_changed : ()
        Another photo is current, or something about it changed.

    Attributes
    ----------
    selection : QItemSelectionModel
        What the views of the list share.
    detail : PhotoDetail or None
        What is known of the current photo.
    """

    photo_changed = Signal()

    def __init__(
        self, reader: LibraryReader, photos: PhotoListModel, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._reader = reader
        self._photos = photos
        self.selection = QItemSelectionModel(photos, self)
        self.detail: PhotoDetail | None = None
        self._decided: set[int] = set()
        self._sought: frozenset[int] = frozenset()
        self._seen: tuple[object, ...] = ()
        self._is_moving = False
        self.selection.currentChanged.connect(self._on_moved)
        self.selection.selectionChanged.connect(self._on_moved)
        photos.relisted.connect(self._on_relisted)

    def current(self) -> int | None:
        """Return the id of the current photo."""
        index = self.selection.currentIndex()
        return self._photos.id_at(index) if index.isValid() else None

    def selected(self) -> list[int]:
        """Return the selected photos in the order of the list, else the current one."""
        parts = sorted(selected_ranges(self.selection))
        ids = [i for first, last in parts for i in self._photos.ids[first : last + 1].tolist()]
        current = self.current()
        shown = ids or ([current] if current is not None else [])
        return [member for photo in shown for member in self._photos.members(photo)]

    def overview(self, count: int) -> tuple[list[tuple[str, int]], list[PhotoRow]]:
        """Return the tally and the first ``count`` records of several selected photos."""
        photos = self.selected()
        if len(photos) < 2:
            return [], []
        rows = self._photos.records(photos[:MOST_LOOKED_AT])
        tally = Counter(row.scene for row in rows if row.scene).most_common()
        return tally, self._photos.records(photos[:count])

    def with_a_scene(self) -> list[int]:
        """Return those selected photos that show a scene."""
        return [row.id for row in self._photos.records(self.selected()) if row.scene is not None]

    def asked_about(self) -> list[int]:
        """Return those selected photos that are shown without a tag, whatever they bear."""
        records = self._photos.records(self.selected())
        return [row.id for row in records if row.status is Status.REJECTED]

    def show_at_once(self, photos: Sequence[int], scene: str) -> None:
        """Show a label before the library has it."""
        said = {"status": Status.LABELLED, "scene": scene, "label": scene, "reason": Reason.NONE}
        self._photos.show_at_once(photos, **said)

    # moving

    def go_to_photo(self, photo: int) -> bool:
        """Make a photo of the list current; False when the list does not hold it."""
        row = self._photos.row_of(photo)
        if row is None:
            return False
        self._go_to(row)
        return True

    def move_on(self, photos: Sequence[int]) -> None:
        """Go to the next undecided photo, if these were undecided."""
        was_open = self.detail is not None and self.detail.row.status in UNDECIDED
        self._decided.update(photos)
        if was_open:
            self.skip(photos)

    def skip(self, photos: Sequence[int]) -> None:
        """Go to the next undecided photo."""
        known = self._decided.union(photos)
        self._go_to(_next_undecided(self._photos, self._photos.rows_of(photos), known))

    def select_group(self) -> None:
        """Select all look-alikes of the current photo in this list."""
        row = self._current_row()
        if row is None or row.group is None:
            return
        chosen = QItemSelection()
        for at in range(min(len(self._photos.ids), MOST_LOOKED_AT)):
            other = self._photos.photo_row(at)
            if other is not None and other.group == row.group:
                chosen.select(self._photos.index(at), self._photos.index(at))
        self.selection.select(chosen, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def open_group(self) -> None:
        """Open the look-alikes under the current tile, or fold them again."""
        row = self._current_row()
        if row is not None and row.group is not None:
            self._photos.toggle_group(row.group)

    # what changed

    def take(self, change: Change) -> None:
        """Look again at the current photo after a change."""
        if change.photos is None:
            self._decided.clear()
        else:
            self._decided -= change.photos
        with _at_its_end(self):
            self._photos.refresh(change)
        self._look(again=_is_about(change, self))

    def go_to_changed(self, change: Change) -> None:
        """Go to what an undo or redo brought back, as soon as the list holds it."""
        self._sought = change.photos or frozenset()
        self._seek()

    # inside

    def _current_row(self) -> PhotoRow | None:
        index = self.selection.currentIndex()
        return self._photos.photo_row(index) if index.isValid() else None

    def _go_to(self, at: int | None) -> None:
        if at is None:
            self._look()
            return
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect
        with _at_its_end(self):
            self.selection.setCurrentIndex(self._photos.index(at), flags)
        self._look()

    def _on_moved(self) -> None:
        self._look()

    def _seek(self) -> None:
        rows = self._photos.rows_of(self._sought)
        if rows:
            self._sought = frozenset()
            self._go_to(rows[0])

    def _on_relisted(self) -> None:
        if self._sought:
            self._seek()
        if not self.selection.currentIndex().isValid() and len(self._photos.ids):
            self._go_to(0)
        else:
            self._look()

    def _look(self, *, again: bool = False) -> None:
        """Read the current photo, unless it is the one that was read last, and tell of it."""
        if self._is_moving:
            return
        current = self.current()
        seen = (current, _told_apart(self._photos, self.selection))
        if seen == self._seen and not again:
            return
        known = self.detail.row.id if self.detail is not None else None
        if again or current != known:
            self.detail = self._reader.photos.detail(current) if current is not None else None
        self._seen = seen
        self.photo_changed.emit()


def _told_apart(photos: PhotoListModel, selection: QItemSelectionModel) -> tuple[object, ...]:
    """Return what tells the selected photos from others, wherever in the list they stand."""
    parts = sorted(selected_ranges(selection))
    ids = [photos.ids[first : last + 1] for first, last in parts]
    under = photos.members(int(ids[0][0])) if len(ids) == 1 and len(ids[0]) == 1 else []
    return (*(part.tobytes() for part in ids), tuple(under))


def _is_about(change: Change, chosen: ChosenPhotos) -> bool:
    """Tell whether a change may be one of the chosen photos."""
    if change.photos is None or change.folders or change.model:
        return True
    return chosen.current() in change.photos or not change.photos.isdisjoint(chosen.selected())


@contextmanager
def _at_its_end(chosen: ChosenPhotos) -> Iterator[None]:
    """Look at nothing on the way of a move: the selection tells of it several times."""
    before, chosen._is_moving = chosen._is_moving, True
    try:
        yield
    finally:
        chosen._is_moving = before


def _next_undecided(photos: PhotoListModel, rows: Sequence[int], known: set[int]) -> int | None:
    """Return the row of the next photo that needs review: after these rows, else before them.

    ``known`` are photos that were decided already, whatever the list still shows.
    """
    if not rows:
        return None
    after = range(max(rows) + 1, min(len(photos.ids), max(rows) + 1 + MOST_LOOKED_AT))
    before = range(min(rows) - 1, max(-1, min(rows) - 1 - MOST_LOOKED_AT), -1)
    at: int
    for at in (*after, *before):
        if photos.id_at(at) in known:
            continue
        row = photos.photo_row(at)
        if row is not None and row.status in UNDECIDED:
            return at
    return None
