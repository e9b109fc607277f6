"""Where tiles of one size lie: a division away, whether there are a hundred photos or a million.

No layout is computed or kept. Places are in pixels from the top left corner of all tiles.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtWidgets import QAbstractItemView

PAD_PX = 8
_Move = QAbstractItemView.CursorAction


@dataclass(frozen=True)
class TileLayout:
    """Tiles of one size in columns, from the top to the bottom.

    Attributes
    ----------
    tile : QSize
        The size of every tile.
    columns : int
        As many as there are photos, or more, is one row.
    """

    tile: QSize = field(default_factory=lambda: QSize(100, 100))
    columns: int = 1

    def rect(self, at: int) -> QRect:
        """Return where a tile lies."""
        row, column = divmod(at, self.columns)
        width, height = self.tile.width(), self.tile.height()
        return QRect(QPoint(PAD_PX + column * width, PAD_PX + row * height), self.tile)

    def extent(self, count: int) -> QSize:
        """Return the room that all tiles take."""
        rows = -(-count // self.columns)
        width = min(self.columns, count) * self.tile.width()
        return QSize(width + 2 * PAD_PX, rows * self.tile.height() + 2 * PAD_PX)

    def tile_at(self, place: QPoint, count: int) -> int | None:
        """Return the tile at a place."""
        inside = place - QPoint(PAD_PX, PAD_PX)
        column, row = inside.x() // self.tile.width(), inside.y() // self.tile.height()
        at = row * self.columns + column
        if inside.x() < 0 or inside.y() < 0 or column >= self.columns or at >= count:
            return None
        return at

    def nearest(self, place: QPoint, count: int) -> int | None:
        """Return the tile at or nearest to a place; None where there is no tile at all."""
        inside = place - QPoint(PAD_PX, PAD_PX)
        column = max(0, min(self.columns - 1, inside.x() // self.tile.width()))
        row = max(0, inside.y() // self.tile.height())
        return min(row * self.columns + column, count - 1) if count else None

    def touched(self, part: QRect, count: int) -> range:
        """Return the tiles that a part touches."""
        if self.columns >= count:  # one row: only some of its columns are touched
            first = (part.left() - PAD_PX) // self.tile.width()
            last = (part.right() - PAD_PX) // self.tile.width()
        else:
            first = (part.top() - PAD_PX) // self.tile.height() * self.columns
            last = ((part.bottom() - PAD_PX) // self.tile.height() + 1) * self.columns - 1
        return range(max(0, first), min(count - 1, last) + 1)

    def moved(
        self, at: int, action: QAbstractItemView.CursorAction, count: int, seen_px: int
    ) -> int:
        """Return the tile that an arrow, Page, Home or End key leads to; -1 where there is none.

        ``seen_px`` is the height of what is seen, which Page keys go by.
        """
        if not count or at < 0:
            return min(0, count - 1)
        page = max(1, seen_px // self.tile.height()) * self.columns
        step = {
            _Move.MoveLeft: -1,
            _Move.MovePrevious: -1,
            _Move.MoveRight: 1,
            _Move.MoveNext: 1,
            _Move.MoveUp: -self.columns,
            _Move.MoveDown: self.columns,
            _Move.MovePageUp: -page,
            _Move.MovePageDown: page,
            _Move.MoveHome: -count,
            _Move.MoveEnd: count,
        }[action]
        if action in (_Move.MoveUp, _Move.MoveDown) and not 0 <= at + step < count:
            return at
        return max(0, min(count - 1, at + step))
