"""The tree on the left, and how its entries are painted."""

from __future__ import annotations

from PySide6.QtCore import (
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QContextMenuEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeView,
    QWidget,
)

from app.core.records import Query
from app.ui.i18n import number
from app.ui.icons import paint_icon
from app.ui.models.place_entries import COUNTRY
from app.ui.models.sidebar_model import SidebarModel
from app.ui.models.sidebar_tree import SidebarRole
from app.ui.models.thumbnails import Pixmaps, ThumbnailLoader
from app.ui.theme import Tokens, dot_colour, tokens_for
from app.ui.widgets.labels import scaled
from app.ui.widgets.tile_delegate import cropped

ROW_PX = 30
SECTION_PX = 40
COVER_PX = 22


class SidebarDelegate(QStyledItemDelegate):
    """Icon, colour dot or an album's cover; name, count at the right edge."""

    def __init__(self, parent: QWidget | None = None, thumbnails: Pixmaps | None = None) -> None:
        super().__init__(parent)
        self._thumbnails = thumbnails

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """Return the height of an entry or a heading."""
        heading = index.data(SidebarRole.NOUN) == "section"
        text = option.fontMetrics.height()
        return QSize(120, max(SECTION_PX if heading else ROW_PX, text + 12))

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Paint an entry."""
        tokens = tokens_for(option.palette)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = option.rect
        if index.data(SidebarRole.NOUN) == "section":
            font = option.font
            font.setBold(True)
            painter.setFont(font)
            painter.setPen(QColor(tokens.muted))
            text = QRect(rect.left() + 8, rect.top() + 8, rect.width() - 8, rect.height() - 8)
            painter.drawText(text, Qt.AlignmentFlag.AlignVCenter, index.data())
            painter.restore()
            return
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        pill = QRectF(rect).adjusted(0, 1, -6, -1)
        if selected or option.state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.accent_soft if selected else tokens.hover))
            painter.drawRoundedRect(pill, 6, 6)
        if option.state & QStyle.StateFlag.State_HasFocus and selected:
            painter.setPen(QPen(QColor(tokens.accent), 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(pill.adjusted(1, 1, -1, -1), 5, 5)
        self._paint_sign(painter, rect, index, tokens, selected=selected)
        self._paint_words(painter, option, index, tokens, selected=selected)
        painter.restore()

    @staticmethod
    def _paint_words(
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
        tokens: Tokens,
        *,
        selected: bool,
    ) -> None:
        """Paint the name, and the count or the note at the right edge."""
        rect = option.rect
        heading = not index.flags() & Qt.ItemFlag.ItemIsSelectable
        faint = heading or (
            index.data(SidebarRole.NOUN) == "scene" and not index.data(SidebarRole.COUNT)
        )
        count = index.data(SidebarRole.COUNT) or 0
        note = index.data(SidebarRole.NOTE)
        end = note or (number(count) if count else "")
        metrics = option.fontMetrics
        width = metrics.horizontalAdvance(end)
        right = rect.right() - 18
        painter.setPen(QColor(tokens.muted))
        painter.drawText(
            QRect(right - width, rect.top(), width + 2, rect.height()),
            Qt.AlignmentFlag.AlignVCenter,
            end,
        )
        left = rect.left() + (10 if heading else 32)
        font = option.font
        font.setBold(selected)
        painter.setFont(font)
        painter.setPen(QColor(tokens.muted if faint else tokens.text))
        room = right - width - 8 - left
        name = painter.fontMetrics().elidedText(index.data(), Qt.TextElideMode.ElideRight, room)
        painter.drawText(
            QRect(left, rect.top(), room, rect.height()), Qt.AlignmentFlag.AlignVCenter, name
        )

    def _paint_sign(
        self,
        painter: QPainter,
        rect: QRect,
        index: QModelIndex | QPersistentModelIndex,
        tokens: Tokens,
        *,
        selected: bool,
    ) -> None:
        color = tokens.text if selected else tokens.muted
        colour, icon = index.data(SidebarRole.COLOUR), index.data(SidebarRole.ICON)
        middle = QPoint(rect.left() + 16, rect.center().y() + 1)
        if colour:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(dot_colour(colour, tokens)))
            painter.drawEllipse(middle, 5, 5)
        elif not self._paint_cover(painter, index.data(SidebarRole.COVER), middle) and icon:
            paint_icon(painter, icon, QRect(middle.x() - 9, middle.y() - 9, 18, 18), color)

    def _paint_cover(self, painter: QPainter, cover: str | None, middle: QPoint) -> bool:
        """Paint the photo that stands for an album, if it is at hand."""
        rect = QRect(middle.x() - COVER_PX // 2, middle.y() - COVER_PX // 2, COVER_PX, COVER_PX)
        side = int(COVER_PX * painter.device().devicePixelRatio())
        pixmap = self._thumbnails.get(cover, side) if self._thumbnails and cover else None
        if pixmap is None:
            return False
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawPixmap(rect, pixmap, cropped(pixmap, rect))
        return True


class Sidebar(QTreeView):
    """Lists, scenes and folders.

    Signals
    -------
    query_chosen : (Query)
        An entry was chosen.
    menu_requested : (str, object, QPoint)
        A context menu is wanted for an entry: noun, key, global place.
    """

    query_chosen = Signal(object)
    menu_requested = Signal(str, object, object)

    def __init__(
        self,
        model: SidebarModel,
        thumbnails: ThumbnailLoader | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setMinimumWidth(min(290, scaled(self, 176)))
        self._sidebar = model
        self.setModel(model)
        self.setItemDelegate(SidebarDelegate(self, thumbnails))
        if thumbnails is not None:
            thumbnails.arrived.connect(self._on_thumbnail_arrived)
        self.setHeaderHidden(True)
        self.setIndentation(14)
        self.setRootIsDecorated(False)
        self.setExpandsOnDoubleClick(False)
        self.setMouseTracking(True)
        self.setAcceptDrops(True)
        self.setDropIndicatorShown(False)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DropOnly)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setViewportMargins(8, 0, 0, 8)
        model.rowsInserted.connect(self._on_rows_inserted)
        self.selectionModel().currentChanged.connect(self._on_current_changed)
        self.expandAll()
        self.retranslate()

    def retranslate(self) -> None:
        """Set texts in the language in force."""
        self.setAccessibleName(self.tr("Library, albums, scenes and folders"))

    def choose(self, noun: str, key: object) -> None:
        """Choose an entry as if it was clicked."""
        index = self._sidebar.index_of(noun, key)
        if index.isValid():
            self.setCurrentIndex(index)

    def current_entry(self) -> tuple[str, object]:
        """Return noun and key of the entry chosen."""
        index = self.currentIndex()
        return index.data(SidebarRole.NOUN) or "", index.data(SidebarRole.KEY)

    def keyboardSearch(self, search: str) -> None:
        """Typing a letter decides about photos, it does not search here."""

    def drawBranches(
        self, painter: QPainter, rect: QRect, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """No lines: the indentation says it."""

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for the menu of an entry."""
        index = self.indexAt(event.pos())
        noun = index.data(SidebarRole.NOUN)
        if noun is not None:
            self.menu_requested.emit(noun, index.data(SidebarRole.KEY), event.globalPos())

    def _on_thumbnail_arrived(self, _content_hash: str) -> None:
        self.viewport().update()

    def _on_rows_inserted(self, parent: QModelIndex, first: int, last: int) -> None:
        if parent.data(SidebarRole.NOUN) != COUNTRY:
            self.expand(parent)

    def _unfold_country(self, current: QModelIndex) -> None:
        """Show the towns of the country that is chosen, or of which a town is."""
        noun = current.data(SidebarRole.NOUN)
        if noun == COUNTRY and self.model().hasChildren(current):
            self.expand(current)
            last = self.model().index(self.model().rowCount(current) - 1, 0, current)
            self.scrollTo(last)
            self.scrollTo(current)
            for row in range(self.model().rowCount(current.parent())):
                other = current.siblingAtRow(row)
                if other != current:
                    self.collapse(other)

    def _on_current_changed(self, current: QModelIndex) -> None:
        self._unfold_country(current)
        query: Query | None = self._sidebar.query(current)
        if query is not None:
            self.query_chosen.emit(query)
