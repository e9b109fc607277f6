"""The list of photos that grid, filmstrip and loupe share.

A query gives an array of ids (of a large library a first page, then the rest); rows are read in
chunks when a tile is painted. A change reads again only the rows that it names, and moves only the
tiles that moved, so that selection and scroll position stay.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable, Sequence
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

from app.core.library import LibraryReader
from app.core.paths import file_name
from app.core.records import Listing, PhotoRow, Query, SortBy
from app.core.types import Change, IdArray
from app.ui.background import Background
from app.ui.models.folding import Folded, fold
from app.ui.models.list_reading import ListReading
from app.ui.models.moves import Moves, plan_moves
from app.ui.models.query_state import QUEUES
from app.ui.models.scene_book import SceneBook
from app.ui.widgets.plain_text import plain_tip
from app.ui.wording import tile_text

ROWS_AT_ONCE = 64
SPREADS_KEPT = 32
# So many photos are looked for one by one.
SEARCHED_ONE_BY_ONE = 32
# More than ten screenfuls; a kilobyte each.
ROWS_KEPT = 2048
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
        self,
        reader: LibraryReader,
        scenes: SceneBook,
        parent: QObject | None = None,
        background: Background | None = None,
    ) -> None:
        super().__init__(parent)
        self._reader = reader
        self._scenes = scenes
        self._query = Query()
        self._listing = Listing(np.zeros(0, dtype=np.int64))
        self._folded = fold(self._listing, ())
        self._ids: IdArray = self._listing.ids
        self._is_folding = True
        self._opened: set[int] = set()
        self._rows: OrderedDict[int, PhotoRow | None] = OrderedDict()
        self._spreads: dict[int, tuple[float, float] | None] = {}
        self._reading = ListReading(reader, background, self)
        self._reading.answered.connect(self._on_read)

    @property
    def query(self) -> Query:
        """The query shown."""
        return self._query

    @property
    def ids(self) -> IdArray:
        """All ids of the list, in its order; of folded look-alikes the first alone."""
        return self._ids

    @property
    def is_complete(self) -> bool:
        """False while the rest of a long list is being read."""
        return self._listing.complete

    def total(self) -> int:
        """Return the number of photos, those under folded tiles counted."""
        return self._folded.total

    def members(self, photo: int) -> list[int]:
        """Return the photos that a tile stands for: itself, and what is folded under it."""
        return self._folded.members(photo)

    def set_folded(self, folded: bool) -> None:
        """Show look-alikes in the review queue as one tile, or each."""
        self._is_folding = folded
        self._become(self._listing)

    def toggle_group(self, group: int) -> None:
        """Open one group of look-alikes, or close it again."""
        self._opened ^= {group}
        self._become(self._listing)

    def set_query(self, query: Query) -> None:
        """Show another list, from its beginning."""
        self.beginResetModel()
        self._query = query
        self._rows.clear()
        self._spreads.clear()
        self._opened = set()
        self._take(self._reading.begin(query))
        self.endResetModel()
        self.relisted.emit()

    def refresh(self, change: Change) -> None:
        """Read again what a change names; tiles that stay keep selection and place."""
        known = self._rows if change.photos is None else change.photos
        stale = [i for i in known if i in self._rows]
        for photo in stale:
            del self._rows[photo]
        self._spreads.clear()
        listing = self._reading.renew(self._listing, change.photos)
        self._become(listing, always=change.photos is None)
        if change.photos is None:
            self._tell_changed(0, len(self._ids) - 1)
        else:
            self._tell_rows_changed(stale)

    def show_at_once(self, photos: Iterable[int], **values: Any) -> None:
        """Show fields of rows before the library has them; the change that follows confirms it."""
        known = {photo: row for photo in photos if (row := self._rows.get(photo)) is not None}
        for photo, row in known.items():
            self._rows[photo] = replace(row, **values)
        self._tell_rows_changed(known)

    def row_of(self, photo: int) -> int | None:
        """Return the place of a photo in the list."""
        # One look at all of a million ids takes half a millisecond, and needs no table of them.
        found = np.flatnonzero(self._ids == photo)
        return int(found[0]) if len(found) else None

    def rows_of(self, photos: Collection[int]) -> list[int]:
        """Return the places of those photos that the list holds, rising."""
        if len(photos) < SEARCHED_ONE_BY_ONE:
            return sorted(row for photo in photos if (row := self.row_of(photo)) is not None)
        wanted = np.fromiter(photos, dtype=np.int64, count=len(photos))
        return np.flatnonzero(np.isin(self._ids, wanted)).tolist()

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
        if missing:
            known.update((row.id, row) for row in self._reader.photos.rows(missing))
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
            return file_name(row.path)
        text = tile_text(row, self._scenes)
        return plain_tip(text) if role == Qt.ItemDataRole.ToolTipRole else text

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

    def _on_read(self, listing: Listing) -> None:
        self._become(listing, always=not self.is_complete)

    def _become(self, listing: Listing, *, always: bool = False) -> None:
        """Bring the list to another state; tell it if tiles moved, or ``always``."""
        before, folded = self._ids, self._fold(listing)
        self._listing, self._folded = listing, folded
        moves = plan_moves(before, folded.ids)
        if moves is None:
            self._lay_out_again(folded.ids)
        elif moves:
            self._move(moves, folded.ids)
        if moves is None or moves or always:
            self.relisted.emit()

    def _fold(self, listing: Listing) -> Folded:
        """Fold look-alikes, in the queues of the review in their own order alone."""
        query = self._query
        queue = query.view in QUEUES and query.sort is SortBy.REVIEW
        if not self._is_folding or not queue:
            listing = replace(listing, groups=None)
        return fold(listing, self._opened)

    def _size(self, photo: int) -> int:
        return self._folded.size(photo)

    def _spread(self, photo: int) -> tuple[float, float] | None:
        """Return the lowest and the highest similarity under a folded tile."""
        if self._folded.size(photo) < 2:
            return None
        if photo not in self._spreads:
            # One question for a screenful: each costs far more than its rows.
            at = self.row_of(photo) or 0
            tiles = {
                photo,
                *(int(i) for i in self._ids[at : at + SPREADS_KEPT]),
            } - self._spreads.keys()
            under = {i: self.members(i) for i in tiles if self._folded.size(i) > 1}
            every = [member for members in under.values() for member in members]
            rows = {row.id: row.similarity for row in self.records(every)}
            for tile, members in under.items():
                known = [s for i in members if (s := rows.get(i)) is not None]
                self._spreads[tile] = (min(known), max(known)) if known else None
        return self._spreads[photo]

    def _take(self, listing: Listing) -> None:
        self._listing, self._folded = listing, self._fold(listing)
        self._ids = self._folded.ids

    def _load(self, at: int) -> None:
        start = at // ROWS_AT_ONCE * ROWS_AT_ONCE
        wanted = [int(i) for i in self._ids[start : start + ROWS_AT_ONCE]]
        missing = [i for i in wanted if i not in self._rows]
        # A photo may have vanished since the list was read: it is remembered as None.
        self._rows.update(dict.fromkeys(missing))
        self._rows.update((row.id, row) for row in self._reader.photos.rows(missing))
        while len(self._rows) > ROWS_KEPT:
            self._rows.popitem(last=False)

    def _tell_changed(self, first: int, last: int) -> None:
        if first <= last:
            self.dataChanged.emit(self.index(first), self.index(last))

    def _tell_rows_changed(self, photos: Collection[int]) -> None:
        rows = np.array(self.rows_of(photos), dtype=np.int64)
        for run in np.split(rows, np.flatnonzero(np.diff(rows) > 1) + 1):
            if len(run):
                self._tell_changed(int(run[0]), int(run[-1]))

    def _move(self, moves: Moves, ids: IdArray) -> None:
        for first, last in reversed(moves.removed):
            self.beginRemoveRows(QModelIndex(), first, last)
            self._ids = np.delete(self._ids, np.s_[first : last + 1])
            self.endRemoveRows()
        for first, last in moves.inserted:
            self.beginInsertRows(QModelIndex(), first, last)
            self._ids = np.insert(self._ids, first, ids[first : last + 1])
            self.endInsertRows()

    def _lay_out_again(self, ids: IdArray) -> None:
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        photos = self._ids[[index.row() for index in before]]
        self._ids = ids
        order = np.argsort(ids)
        places = order[np.minimum(np.searchsorted(ids, photos, sorter=order), len(ids) - 1)]
        after = [
            self.index(int(place)) if ids[place] == photo else QModelIndex()
            for place, photo in zip(places, photos, strict=True)
        ]
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()


# What a tile says without its record.
_OF_TILES: dict[int, Callable[[PhotoListModel, int], Any]] = {
    PhotoRole.ID: lambda _, photo: photo,
    PhotoRole.FOLDED: PhotoListModel._size,
    PhotoRole.SPREAD: PhotoListModel._spread,
}
