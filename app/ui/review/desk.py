"""The review desk: what a decision does to the selection, and where it goes next.

It knows the photos that are selected, submits the job of a decision, shows the answer before the
library has it, and moves on to the next undecided photo. It paints nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QObject, Signal

from app.core.library import LibraryReader
from app.core.records import PhotoDetail, PhotoRow
from app.core.scenes import NO_SCENE
from app.core.types import Change, Status
from app.ui.commands import Commands
from app.ui.models.photo_list import PhotoListModel

LOOK_AHEAD = 2000


class Desk(QObject):
    """Decisions on the selected photos.

    Signals
    -------
    photo_changed : ()
        Another photo is current, or something about it changed.
    last_scene_changed : (str)
        The scene that '.' gives again.
    """

    photo_changed = Signal()
    last_scene_changed = Signal(str)

    def __init__(
        self,
        reader: LibraryReader,
        commands: Commands,
        photos: PhotoListModel,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._reader = reader
        self._commands = commands
        self._photos = photos
        self.selection = QItemSelectionModel(photos, self)
        self.last_scene: str | None = None
        self.detail: PhotoDetail | None = None
        self._decided: set[int] = set()
        self._sought: frozenset[int] = frozenset()
        self._seen: tuple[object, ...] = ()
        self.selection.currentChanged.connect(self._on_moved)
        self.selection.selectionChanged.connect(self._on_moved)
        photos.relisted.connect(self._on_relisted)

    def current(self) -> int | None:
        """Return the id of the current photo."""
        index = self.selection.currentIndex()
        return self._photos.id_at(index) if index.isValid() else None

    def selected(self) -> list[int]:
        """Return the selected photos in the order of the list, else the current one."""
        parts = sorted((part.top(), part.bottom()) for part in self.selection.selection())
        ids = [i for first, last in parts for i in self._photos.ids[first : last + 1].tolist()]
        current = self.current()
        shown = ids or ([current] if current is not None else [])
        return [member for photo in shown for member in self._photos.members(photo)]

    def overview(self, count: int) -> tuple[list[tuple[str, int]], list[PhotoRow]]:
        """Return the tally and the first ``count`` records of several selected photos."""
        photos = self.selected()
        if len(photos) < 2:
            return [], []
        return self.tally(), self._photos.records(photos[:count])

    def tally(self) -> list[tuple[str, int]]:
        """Count the scenes of the selected photos, most first."""
        rows = self._photos.records(self.selected()[:LOOK_AHEAD])
        return Counter(row.scene for row in rows if row.scene).most_common()

    # decisions

    def accept(self) -> None:
        """Accept the proposed scene of each selected photo."""
        proposed = self._reader.models.proposals(self.selected())
        photos = list(proposed)
        if photos:
            for photo, scene in proposed.items():
                self._photos.show_at_once([photo], scene)
            self._commands.accept(photos)
            self.move_on(photos)

    def refuse(self) -> None:
        """Say no to the scene that each selected photo shows."""
        photos = list(self._proposals())
        if photos:
            self._commands.refuse(photos)
            self.move_on(photos)

    def set_aside(self) -> None:
        """Say that the selected photos show none of the scenes; '.' keeps the scene it had."""
        photos = self.selected()
        if photos:
            self._photos.show_at_once(photos, NO_SCENE)
            self._commands.label(photos, NO_SCENE)
            self.move_on(photos)

    def choose_candidate(self, number: int) -> None:
        """Label with candidate ``number`` (from 1) of the current photo."""
        candidates = self.detail.candidates if self.detail is not None else ()
        if 1 <= number <= len(candidates):
            self.label(candidates[number - 1].scene)

    def label(self, scene: str) -> None:
        """Label the selected photos."""
        photos = self.selected()
        if photos:
            self.label_photos(photos, scene)
            self.move_on(photos)

    def label_photos(self, photos: Sequence[int], scene: str) -> None:
        """Label any photos, for example dropped ones; the selection stays."""
        self.remember(scene)
        self._photos.show_at_once(photos, scene)
        self._commands.label(photos, scene)

    def remember(self, scene: str) -> None:
        """Let '.' give this scene."""
        self.last_scene = scene
        self.last_scene_changed.emit(scene)

    def label_again(self) -> None:
        """Give the last scene again."""
        if self.last_scene is not None:
            self.label(self.last_scene)

    def clear(self) -> None:
        """Forget what was said about the selected photos."""
        photos = self.selected()
        if photos:
            self._commands.clear(photos)

    def skip(self) -> None:
        """Leave the selected photos undecided and go on."""
        photos = self.selected()
        if photos:
            self._go_to(self._next_undecided(photos))

    # moving

    def go_to_photo(self, photo: int) -> bool:
        """Make a photo of the list current; False when the list does not hold it."""
        row = self._photos.row_of(photo)
        if row is None:
            return False
        self._go_to(row)
        return True

    def select_group(self) -> None:
        """Select all look-alikes of the current photo in this list."""
        index = self.selection.currentIndex()
        row = self._photos.photo_row(index) if index.isValid() else None
        if row is None or row.group is None:
            return
        chosen = QItemSelection()
        for at in range(min(len(self._photos.ids), LOOK_AHEAD)):
            other = self._photos.photo_row(at)
            if other is not None and other.group == row.group:
                chosen.select(self._photos.index(at), self._photos.index(at))
        self.selection.select(chosen, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def take(self, change: Change) -> None:
        """Look again at the current photo after a change."""
        if change.photos is None:
            self._decided.clear()
        else:
            self._decided -= change.photos
        self._photos.refresh(change)
        self._look(again=True)

    def after_undo(self, change: Change) -> None:
        """Go to what an undo or redo brought back."""
        self._sought = change.photos or frozenset()
        self._seek()

    def open_group(self) -> None:
        """Open the look-alikes under the current tile, or fold them again."""
        index = self.selection.currentIndex()
        row = self._photos.photo_row(index) if index.isValid() else None
        if row is not None and row.group is not None:
            self._photos.toggle_group(row.group)

    def _proposals(self) -> dict[int, str]:
        """Map the selected photos to the scene that each shows, where it shows one."""
        rows = self._photos.records(self.selected())
        return {row.id: row.scene for row in rows if row.scene is not None}

    def move_on(self, photos: Sequence[int]) -> None:
        """Go to the next undecided photo, if these were undecided."""
        was_open = self.detail is not None and self.detail.row.status is Status.REJECTED
        self._decided.update(photos)
        if was_open:
            self._go_to(self._next_undecided(photos))

    def _next_undecided(self, photos: Sequence[int]) -> int | None:
        rows = self._photos.rows_of(photos)
        if not rows:
            return None
        skip = set(photos)
        after = range(max(rows) + 1, min(len(self._photos.ids), max(rows) + 1 + LOOK_AHEAD))
        before = range(min(rows) - 1, max(-1, min(rows) - 1 - LOOK_AHEAD), -1)
        for at in (*after, *before):
            photo = self._photos.id_at(at)
            if photo is None or photo in self._decided or photo in skip:
                continue
            row = self._photos.photo_row(at)
            if row is not None and row.status is Status.REJECTED:
                return at
        return None

    def _go_to(self, at: int | None) -> None:
        if at is None:
            self._look()
            return
        index = self._photos.index(at)
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect
        self.selection.setCurrentIndex(index, flags)

    def _on_moved(self) -> None:
        self._look()

    def _seek(self) -> None:
        """Go to what was brought back, as soon as the list holds it."""
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
        current = self.current()
        ranges = tuple((part.top(), part.bottom()) for part in self.selection.selection())
        seen = (current, ranges)
        if seen == self._seen and not again:
            return
        known = self.detail.row.id if self.detail is not None else None
        if again or current != known:
            self.detail = self._reader.photos.detail(current) if current is not None else None
        self._seen = seen
        self.photo_changed.emit()
