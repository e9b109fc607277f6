"""Which rows of a list are selected, as ranges."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
from PySide6.QtCore import QItemSelection, QItemSelectionModel, QItemSelectionRange

from app.ui.models.photo_list import PhotoListModel


def selected_ranges(selection: QItemSelectionModel) -> list[tuple[int, int]]:
    """Return first and last row of each selected range, in the order of selecting."""
    chosen = selection.selection()
    parts: list[QItemSelectionRange] = [chosen.at(n) for n in range(chosen.count())]
    return [(part.top(), part.bottom()) for part in parts]


def select_photos(
    selection: QItemSelectionModel, photos: PhotoListModel, chosen: Collection[int]
) -> None:
    """Select those of some photos that the list holds; the current one stays current."""
    ranges = QItemSelection()
    rows = np.array(photos.rows_of(chosen), dtype=np.int64)
    for run in np.split(rows, np.flatnonzero(np.diff(rows) > 1) + 1):
        if len(run):
            ranges.select(photos.index(int(run[0])), photos.index(int(run[-1])))
    selection.select(ranges, QItemSelectionModel.SelectionFlag.ClearAndSelect)
