"""The grid of thumbnails, and the filmstrip: the same list, laid out in two ways."""

from __future__ import annotations

from PySide6.QtCore import QItemSelectionModel, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from app.ui.models.photo_list import PhotoListModel
from app.ui.models.thumbnails import ThumbnailLoader
from app.ui.views.tile_delegate import MARGIN, TileDelegate

SMALLEST_PX, LARGEST_PX = 96, 320


class PhotoView(QListView):
    """What grid and filmstrip have in common.

    Signals
    -------
    opened : ()
        The current photo was opened by Enter or a double click.
    menu_requested : (QPoint)
        A context menu is wanted at this global place.
    """

    opened = Signal()
    menu_requested = Signal(object)

    def __init__(
        self, delegate: TileDelegate, thumbnails: ThumbnailLoader, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._delegate = delegate
        self.setItemDelegate(delegate)
        self.setUniformItemSizes(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setDragEnabled(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setMouseTracking(True)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.activated.connect(self._on_activated)
        thumbnails.arrived.connect(self._on_thumbnail_arrived)

    def photos(self) -> PhotoListModel:
        """Return the model as what it is."""
        model = self.model()
        assert isinstance(model, PhotoListModel)
        return model

    def show_current(self) -> None:
        """Scroll so that the current photo is seen."""
        current = self.selectionModel().currentIndex()
        if current.isValid():
            self.scrollTo(current, QAbstractItemView.ScrollHint.EnsureVisible)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Space select or unselect the current photo; the rest is Qt's."""
        if event.key() == Qt.Key.Key_Space and not event.modifiers():
            self.selectionModel().select(
                self.currentIndex(), QItemSelectionModel.SelectionFlag.Toggle
            )
            return
        super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Typing a letter decides, it does not search."""

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for the menu of the selected photos."""
        if self.selectionModel().hasSelection():
            self.menu_requested.emit(event.globalPos())

    def _on_activated(self) -> None:
        self.opened.emit()

    def _on_thumbnail_arrived(self, content_hash: str) -> None:
        if self.isVisible():
            self.viewport().update()


class GridView(PhotoView):
    """Rows of tiles that fill the width."""

    def __init__(
        self, delegate: TileDelegate, thumbnails: ThumbnailLoader, parent: QWidget | None = None
    ) -> None:
        super().__init__(delegate, thumbnails, parent)
        self._wanted_px = delegate.thumbnail_px
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(True)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setViewportMargins(8, 8, 0, 0)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def set_thumbnail_px(self, size_px: int) -> None:
        """Set the width of thumbnails; the real width fills the row evenly."""
        self._wanted_px = max(SMALLEST_PX, min(LARGEST_PX, size_px))
        self._lay_out()

    def set_whole(self, whole: bool) -> None:
        """Show whole photos, or fill the tiles."""
        self._delegate.whole = whole
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fill the new width."""
        super().resizeEvent(event)
        self._lay_out()

    def _lay_out(self) -> None:
        width = self.viewport().width() - 2
        if width <= 0:
            return
        columns = max(1, round(width / (self._wanted_px + 2 * MARGIN)))
        self._delegate.thumbnail_px = width // columns - 2 * MARGIN
        size = self._delegate.tile_size(self.fontMetrics())
        if size != self.gridSize():
            at = self.currentIndex()
            self.setGridSize(size)
            self.verticalScrollBar().setSingleStep(size.height() // 3)
            if at.isValid():
                self.scrollTo(at)


class FilmstripView(PhotoView):
    """One row of small tiles under the loupe."""

    def __init__(
        self, delegate: TileDelegate, thumbnails: ThumbnailLoader, parent: QWidget | None = None
    ) -> None:
        super().__init__(delegate, thumbnails, parent)
        delegate.thumbnail_px = 112
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(False)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        size = delegate.tile_size(self.fontMetrics())
        self.setGridSize(size)
        self.setFixedHeight(size.height() + self.horizontalScrollBar().sizeHint().height() + 2)

    def sizeHint(self) -> QSize:
        """One row high."""
        return QSize(400, self.height())
