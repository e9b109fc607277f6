"""The photos of the sheet on the screen, and which of them are marked."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from enum import IntEnum
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from app.core.paths import file_name
from app.core.records import PhotoRow

Index = QModelIndex | QPersistentModelIndex


class SheetRole(IntEnum):
    """What a tile of a sheet asks for: the whole record, whether it is marked, what a mark says."""

    ROW = Qt.ItemDataRole.UserRole + 1
    MARKED = Qt.ItemDataRole.UserRole + 2
    TURNED = Qt.ItemDataRole.UserRole + 3


class MarkedPhotos(QAbstractListModel):
    """One sheet's photos in the order shown. It changes by the person's hand alone.

    Signals
    -------
    marks_changed : ()
        Others are marked than before, or a mark says something else.

    Attributes
    ----------
    turned : bool
        A mark says what the photo is, and not what it is not.
    """

    marks_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[PhotoRow] = []
        self._marked: frozenset[int] = frozenset()
        self.turned = False

    def show_photos(
        self, rows: Sequence[PhotoRow], marked: Iterable[int] = (), *, turned: bool = False
    ) -> None:
        """Show another sheet, with the photos that are marked already."""
        self.beginResetModel()
        self._rows = list(rows)
        at_of = {row.id: at for at, row in enumerate(rows)}
        self._marked = frozenset(at_of[photo] for photo in marked if photo in at_of)
        self.turned = turned
        self.endResetModel()
        self.marks_changed.emit()

    def turn(self) -> None:
        """Let a mark say the opposite: nothing is marked any more."""
        self.turned = not self.turned
        self._marked = frozenset()
        self._tell(range(len(self._rows)))

    def photos(self) -> list[int]:
        """Return all photos of the sheet."""
        return [row.id for row in self._rows]

    def marked(self) -> list[int]:
        """Return the photos that are marked, in the order of the sheet."""
        return [row.id for at, row in enumerate(self._rows) if at in self._marked]

    def marks(self) -> frozenset[int]:
        """Return the places that are marked."""
        return self._marked

    def is_marked(self, at: int) -> bool:
        """Tell whether the photo at a place is marked."""
        return at in self._marked

    def set_marks(self, places: Collection[int]) -> None:
        """Mark the photos at these places and no others."""
        marks = frozenset(at for at in places if 0 <= at < len(self._rows))
        changed = marks ^ self._marked
        if changed:
            self._marked = marks
            self._tell(changed)

    def mark(self, places: Iterable[int], *, marked: bool) -> None:
        """Mark the photos at these places, or take their marks away; others stay as they are."""
        these = frozenset(places)
        self.set_marks(self._marked | these if marked else self._marked - these)

    def photo_row(self, at: int) -> PhotoRow | None:
        """Return the record at a place, None past the end."""
        return self._rows[at] if 0 <= at < len(self._rows) else None

    # Qt's questions

    def rowCount(self, parent: Index | None = None) -> int:
        """Return the number of photos."""
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the record, the mark, or what a screen reader says."""
        row = self.photo_row(index.row()) if index.isValid() else None
        if row is None:
            return None
        marked = index.row() in self._marked
        answers: dict[int, Any] = {
            SheetRole.ROW: row,
            SheetRole.MARKED: marked,
            SheetRole.TURNED: self.turned,
            Qt.ItemDataRole.CheckStateRole: (
                Qt.CheckState.Checked if marked else Qt.CheckState.Unchecked
            ),
        }
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._spoken(row, marked=marked)
        return answers.get(role)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Say that every photo can be marked."""
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsUserCheckable

    def _spoken(self, row: PhotoRow, *, marked: bool) -> str:
        name = file_name(row.path)
        if not marked:
            return name
        text = self.tr("{photo}, marked: is it") if self.turned else self.tr("{photo}, marked: not")
        return text.format(photo=name)

    def _tell(self, places: Collection[int]) -> None:
        if places:
            first, last = self.index(min(places)), self.index(max(places))
            self.dataChanged.emit(first, last)
        self.marks_changed.emit()
