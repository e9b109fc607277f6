"""Where months stand on the strip: each has room by its photos, and none too little to be met."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from app.core.calendar import MonthCount


class TimeScale:
    """Places on the strip, in pixels from its top, and rows of the list, which is by date.

    The height of a month goes by the square root of its photos: one month of ten thousand leaves
    room for the others.

    Parameters
    ----------
    months : sequence of MonthCount
        In the order of the list.
    top_px, bottom_px : float
        Where the first one begins, and the last one ends.
    """

    def __init__(self, months: Sequence[MonthCount], top_px: float, bottom_px: float) -> None:
        self.months = tuple(months)
        counts = np.array([month.photos for month in months], dtype=np.float64)
        weights = np.sqrt(counts)
        total = max(float(weights.sum()), 1.0)
        self._rows = np.concatenate([[0.0], np.cumsum(counts)])
        shares = np.concatenate([[0.0], np.cumsum(weights)]) / total
        self._places_px = top_px + shares * max(0.0, bottom_px - top_px)

    @property
    def rows(self) -> int:
        """How many photos there are."""
        return int(self._rows[-1])

    def first_row(self, which: int) -> int:
        """Return the first row of a month."""
        return int(self._rows[which])

    def edges(self, which: int) -> tuple[float, float]:
        """Return where a month begins and ends."""
        return float(self._places_px[which]), float(self._places_px[which + 1])

    def place(self, row: float) -> float:
        """Return where a row is."""
        return float(np.interp(row, self._rows, self._places_px))

    def row_at(self, place_px: float) -> int:
        """Return the row at a place; the nearest one beyond the ends."""
        row = int(np.interp(place_px, self._places_px, self._rows))
        return max(0, min(self.rows - 1, row))

    def month_of(self, row: float) -> int:
        """Return the month of a row."""
        found = int(np.searchsorted(self._rows, row, side="right")) - 1
        return max(0, min(len(self.months) - 1, found))
