"""The list of photos that grid, filmstrip and loupe share.

A query gives an array of ids at once; rows are read in chunks when a tile is painted. A change
reads again only the rows that it names, and moves only the tiles that moved, so that selection
and scroll position stay.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from enum import IntEnum
from typing import Any

import numpy as np
from PySide6.QtCore import (
    QAbstractListModel,
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from app.core.protocols import LibraryReader
from app.core.records import PhotoRow, Query
from app.core.types import Change, IdArray, Reason, Status
from app.ui.models.folding import Folding
from app.ui.models.moves import Moves, plan_moves
from app.ui.models.scene_book import SceneBook
from app.ui.wording import tile_text

CHUNK = 128
SPREADS = 32
ROWS_KEPT = 8192
PHOTOS_MIME = "application/x-albumen-photos"

Index = QModelIndex | QPersistentModelIndex


class PhotoRole(IntEnum):
    """Roles beside Qt's own."""

    ROW = Qt.ItemDataRole.UserRole + 1
    ID = Qt.ItemDataRole.UserRole + 2
    FOLDED = Qt.ItemDataRole.UserRole + 3
    SPREAD = Qt.ItemDataRole.UserRole + 4


_ROLES_OF_ROW = frozenset(
    {
        int(PhotoRole.ROW),
        int(Qt.ItemDataRole.DisplayRole),
        int(Qt.ItemDataRole.ToolTipRole),
        int(Qt.ItemDataRole.AccessibleTextRole),
    }
)


class PhotoListModel(QAbstractListModel):
    """Ids of a query, and rows when they are needed.

    Signals
    -------
    relisted : ()
        The ids were read anew (another query, or a change that moved tiles).
    """

    relisted = Signal()

    def __init__(
        self, reader: LibraryReader, scenes: SceneBook, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._reader = reader
        self._scenes = scenes
        self._query = Query()
        self._ids: IdArray = np.zeros(0, dtype=np.int64)
        self._position: dict[int, int] | None = None
        self._folding = Folding(reader)
        self._rows: OrderedDict[int, PhotoRow | None] = OrderedDict()
        self._spreads: dict[int, tuple[float, float] | None] = {}

    @property
    def query(self) -> Query:
        """The query shown."""
        return self._query

    @property
    def ids(self) -> IdArray:
        """All ids of the list, in its order; of folded look-alikes the first alone."""
        return self._ids

    def total(self) -> int:
        """Return the number of photos, those under folded tiles counted."""
        return self._folding.total

    def members(self, photo: int) -> list[int]:
        """Return the photos that a tile stands for: itself, and what is folded under it."""
        return self._folding.members(photo)

    def set_folded(self, folded: bool) -> None:
        """Show look-alikes in the review queue as one tile, or each."""
        self._folding.enabled = folded
        self.refresh(Change())

    def toggle_group(self, group: int) -> None:
        """Open one group of look-alikes, or close it again."""
        self._folding.toggle(group)
        self.refresh(Change())

    def set_query(self, query: Query) -> None:
        """Show another list, from its beginning."""
        self.beginResetModel()
        self._query = query
        self._rows.clear()
        self._spreads.clear()
        self._folding.forget_opened()
        self._folding.forget_groups(None)
        self._take(self._folding.fold(query, self._reader.ids(query)))
        self.endResetModel()
        self.relisted.emit()

    def refresh(self, change: Change) -> None:
        """Read again what a change names; tiles that stay keep selection and place."""
        known = self._rows if change.photos is None else change.photos
        stale = [i for i in known if i in self._rows]
        for photo in stale:
            del self._rows[photo]
        self._spreads.clear()
        self._folding.forget_groups(change.photos)
        ids = self._folding.fold(self._query, self._reader.ids(self._query))
        moves = plan_moves(self._ids, ids)
        if moves is None:
            self._lay_out_again(ids)
        elif moves:
            self._move(moves, ids)
        if change.photos is None:
            self._tell_changed(0, len(self._ids) - 1)
        else:
            for row in sorted(r for r in map(self.row_of, stale) if r is not None):
                self._tell_changed(row, row)
        if moves is None or moves:
            self.relisted.emit()

    def show_at_once(self, photos: Iterable[int], scene: str) -> None:
        """Show a label before the library has it; the change that follows confirms it."""
        for photo in photos:
            row = self._rows.get(photo)
            at = self.row_of(photo)
            if row is None or at is None:
                continue
            self._rows[photo] = replace(
                row, status=Status.LABELLED, scene=scene, label=scene, reason=Reason.NONE
            )
            self._tell_changed(at, at)

    def row_of(self, photo: int) -> int | None:
        """Return the place of a photo in the list."""
        if self._position is None:
            self._position = {int(p): n for n, p in enumerate(self._ids)}
        return self._position.get(photo)

    def index_of(self, photo: int | None) -> QModelIndex:
        """Return the index of a photo, invalid when it is not in the list."""
        row = None if photo is None else self.row_of(photo)
        return QModelIndex() if row is None else self.index(row)

    def photo_row(self, index: Index | int) -> PhotoRow | None:
        """Return the record at a place; None when it has vanished meanwhile."""
        at = index if isinstance(index, int) else index.row()
        if not 0 <= at < len(self._ids):
            return None
        photo = int(self._ids[at])
        if photo not in self._rows:
            self._load(at)
        return self._rows.get(photo)

    def records(self, photos: Sequence[int]) -> list[PhotoRow]:
        """Return the records of photos, shown or folded away; what has vanished is left out."""
        known = {p: self._rows[p] for p in photos if p in self._rows}
        missing = [p for p in photos if p not in known]
        known.update((row.id, row) for row in self._reader.rows(missing))
        return [row for p in photos if (row := known.get(p)) is not None]

    def id_at(self, index: Index | int) -> int | None:
        """Return the id at a place."""
        at = index if isinstance(index, int) else index.row()
        return int(self._ids[at]) if 0 <= at < len(self._ids) else None

    # Qt's interface

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Return the number of photos."""
        return 0 if parent.isValid() else len(self._ids)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the record, the id, or texts for tool tips and screen readers."""
        if not index.isValid():
            return None
        photo = int(self._ids[index.row()])
        if role in _OF_TILES:
            return _OF_TILES[role](self, photo)
        row = self.photo_row(index) if role in _ROLES_OF_ROW else None
        if role == PhotoRole.ROW or row is None:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return row.path.replace("\\", "/").rsplit("/", 1)[-1]
        return tile_text(row, self._scenes)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Every photo can be selected and dragged onto a scene."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        return (
            Qt.ItemFlag.ItemIsEnabled
            | Qt.ItemFlag.ItemIsSelectable
            | Qt.ItemFlag.ItemIsDragEnabled
            | Qt.ItemFlag.ItemNeverHasChildren
        )

    def mimeTypes(self) -> list[str]:
        """Photos are dragged as a list of ids."""
        return [PHOTOS_MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        """Pack the ids of the dragged photos, of folded ones all that they stand for."""
        data = QMimeData()
        shown = sorted({int(self._ids[i.row()]) for i in indexes})
        ids = [member for photo in shown for member in self.members(photo)]
        data.setData(PHOTOS_MIME, ",".join(map(str, ids)).encode())
        return data

    # inside

    def _size(self, photo: int) -> int:
        return self._folding.size(photo)

    def _spread(self, photo: int) -> tuple[float, float] | None:
        """Return the lowest and the highest similarity under a folded tile."""
        if self._folding.size(photo) < 2:
            return None
        if photo not in self._spreads:
            # One question for a screenful: each costs far more than its rows.
            at = self.row_of(photo) or 0
            tiles = {photo, *(int(i) for i in self._ids[at : at + SPREADS])} - self._spreads.keys()
            under = {i: self.members(i) for i in tiles if self._folding.size(i) > 1}
            every = [member for members in under.values() for member in members]
            rows = {row.id: row.similarity for row in self.records(every)}
            for tile, members in under.items():
                known = [s for i in members if (s := rows.get(i)) is not None]
                self._spreads[tile] = (min(known), max(known)) if known else None
        return self._spreads[photo]

    def _take(self, ids: IdArray) -> None:
        self._ids = np.asarray(ids, dtype=np.int64)
        self._position = None

    def _load(self, at: int) -> None:
        start = at // CHUNK * CHUNK
        wanted = [int(i) for i in self._ids[start : start + CHUNK]]
        missing = [i for i in wanted if i not in self._rows]
        # A photo may have vanished since the list was read: it is remembered as None.
        self._rows.update(dict.fromkeys(missing))
        self._rows.update((row.id, row) for row in self._reader.rows(missing))
        while len(self._rows) > ROWS_KEPT:
            self._rows.popitem(last=False)

    def _tell_changed(self, first: int, last: int) -> None:
        if first <= last:
            self.dataChanged.emit(self.index(first), self.index(last))

    def _move(self, moves: Moves, ids: IdArray) -> None:
        for first, last in reversed(moves.removed):
            self.beginRemoveRows(QModelIndex(), first, last)
            self._take(np.delete(self._ids, np.s_[first : last + 1]))
            self.endRemoveRows()
        for first, last in moves.inserted:
            self.beginInsertRows(QModelIndex(), first, last)
            self._take(np.insert(self._ids, first, ids[first : last + 1]))
            self.endInsertRows()

    def _lay_out_again(self, ids: IdArray) -> None:
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        photos = [int(self._ids[i.row()]) for i in before]
        self._take(ids)
        after = [self.index_of(photo) for photo in photos]
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()


# What a tile says without its record.
_OF_TILES: dict[int, Callable[[PhotoListModel, int], Any]] = {
    PhotoRole.ID: lambda _, photo: photo,
    PhotoRole.FOLDED: PhotoListModel._size,
    PhotoRole.SPREAD: PhotoListModel._spread,
}
