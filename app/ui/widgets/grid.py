"""The grid of thumbnails, and the filmstrip: the same list, laid out in two ways."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QApplication, QWidget

from app.core.records import SortBy
from app.ui.models.photo_list import PHOTOS_MIME
from app.ui.models.thumbnails import ThumbnailLoader
from app.ui.widgets.labels import scaled
from app.ui.widgets.photo_view import Index, PhotoView
from app.ui.widgets.tile_delegate import MARGIN, TileDelegate
from app.ui.widgets.tile_layout import PAD_PX

SMALLEST_PX, LARGEST_PX = 96, 320
LETTERS_PER_TILE = 8
STRIP_PX = 112


class GridView(PhotoView):
    """Rows of tiles that fill the width.

    Signals
    -------
    laid : (list, object)
        Photos of an album were dragged before another one, or to its end (None).
    """

    laid = Signal(list, object)

    def __init__(
        self, delegate: TileDelegate, thumbnails: ThumbnailLoader, parent: QWidget | None = None
    ) -> None:
        super().__init__(delegate, thumbnails, parent)
        self._wanted_px = delegate.thumbnail_px
        self.setAcceptDrops(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take photos of this list, which are laid elsewhere in it."""
        self.dragMoveEvent(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Take them where the list is an album in its own order."""
        query = self.photos().query
        is_laid = query.sort is SortBy.ALBUM and not query.descending
        if is_laid and event.source() is self and event.mimeData().hasFormat(PHOTOS_MIME):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
        else:
            event.ignore()

    def dropEvent(self, event: QDropEvent) -> None:
        """Lay the dragged photos before the photo in whose left half they were dropped."""
        ids = [int(i) for i in bytes(event.mimeData().data(PHOTOS_MIME).data()).split(b",") if i]
        place = event.position().toPoint()
        at = self._nearest(place)
        if at is not None:
            after = place.x() > self.visualRect(self.model().index(at, 0)).center().x()
            rest = [i for i in self.photos().ids.tolist()[at + after :] if i not in set(ids)]
            self.laid.emit(ids, rest[0] if rest else None)
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()

    def set_thumbnail_px(self, size_px: int) -> None:
        """Set the width of thumbnails; the real width fills the row evenly."""
        self._wanted_px = max(SMALLEST_PX, min(LARGEST_PX, size_px))
        self.lay_out()

    def set_whole(self, whole: bool) -> None:
        """Show whole photos, or fill the tiles."""
        self._delegate.whole = whole
        self.viewport().update()

    def seen_rows(self) -> tuple[int, int]:
        """Return the first and the last photo that lie in the viewport, all of them or in part."""
        count = self.model().rowCount() if self.model() is not None else 0
        part = self.viewport().rect().translated(0, self.verticalOffset())
        seen = self._layout.touched(part, count)
        return (seen.start, seen[-1]) if seen else (0, 0)

    def show_at_top(self, at: int) -> None:
        """Scroll so that a photo stands in the first row."""
        self.verticalScrollBar().setValue(self._layout.rect(at).top() - PAD_PX)

    def lay_out(self) -> None:
        """Choose the number of columns that comes nearest to the wanted width."""
        width = self.viewport().width() - 2 * PAD_PX
        if width <= 0:
            return
        # Large letters need wide tiles.
        wanted = max(self._wanted_px, LETTERS_PER_TILE * self.fontMetrics().height())
        columns = max(1, round(width / (wanted + 2 * MARGIN)))
        self._delegate.thumbnail_px = width // columns - 2 * MARGIN
        self._set_tiles(self._delegate.tile_size(self.fontMetrics()), columns)


class FilmstripView(PhotoView):
    """One row of small tiles under the loupe, the current one in the middle."""

    _clicked: QTimer | None = None

    def __init__(
        self, delegate: TileDelegate, thumbnails: ThumbnailLoader, parent: QWidget | None = None
    ) -> None:
        super().__init__(delegate, thumbnails, parent)
        delegate.thumbnail_px = scaled(self, STRIP_PX)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        # A second click shall meet the tile that the first one met.
        self._clicked = timer = QTimer(self, singleShot=True)
        timer.setInterval(QApplication.doubleClickInterval())
        timer.timeout.connect(self.show_current)
        self.lay_out()
        bar = self.horizontalScrollBar().sizeHint().height()
        self.setFixedHeight(self.tile_size().height() + 2 * PAD_PX + bar)

    def lay_out(self) -> None:
        """Put all tiles into one row."""
        self._set_tiles(self._delegate.tile_size(self.fontMetrics()), 2**31 - 1)

    def scrollTo(
        self,
        index: Index,
        hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.PositionAtCenter,
    ) -> None:
        """Scroll the tile to the middle, as far as the list goes."""
        if self._clicked is None or not self._clicked.isActive():
            super().scrollTo(index, QAbstractItemView.ScrollHint.PositionAtCenter)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose a tile where it is; it goes to the middle a little later."""
        if self._clicked is not None:
            self._clicked.start()
        super().mousePressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the current tile in the middle."""
        super().resizeEvent(event)
        self.show_current()
