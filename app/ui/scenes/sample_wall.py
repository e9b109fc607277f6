"""The sample wall: what a scene is learned from, the odd ones marked; add and remove."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import (
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QRectF,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import (
    QComboBox,
    QPushButton,
    QStackedLayout,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from app.core.library import LibraryReader
from app.core.records import Query, SortBy, View
from app.core.types import Change
from app.ui.icons import paint_icon
from app.ui.models.photo_list import PhotoListModel, PhotoRole
from app.ui.models.scene_book import SceneBook
from app.ui.models.thumbnails import ThumbnailLoader
from app.ui.theme import tokens_for
from app.ui.widgets.flow_layout import FlowLayout
from app.ui.widgets.grid import GridView
from app.ui.widgets.labels import make_label
from app.ui.widgets.plain_text import plain_tip
from app.ui.widgets.tile_delegate import MARGIN, TileDelegate
from app.ui.wording import photos as photos_text

Index = QModelIndex | QPersistentModelIndex
THUMBNAIL_PX = 136


class WallModel(PhotoListModel):
    """Photos of one scene; ``outliers`` map photos to the scene that they look like."""

    def __init__(self, reader: LibraryReader, scenes: SceneBook, parent: QWidget) -> None:
        super().__init__(reader, scenes, parent)
        self.outliers: dict[int, str] = {}

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what the list returns, and say in words which samples look odd."""
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(self.data(index, Qt.ItemDataRole.AccessibleTextRole) or "")
        value = super().data(index, role)
        if role == Qt.ItemDataRole.AccessibleTextRole and isinstance(value, str):
            like = self.outliers.get(index.data(PhotoRole.ID))
            if like is not None:
                odd = self.tr("looks more like {scene}").format(scene=self._scenes.name(like))
                return f"{value}, {odd}"
        return value


class _WallDelegate(TileDelegate):
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        super().paint(painter, option, index)
        model = index.model()
        if not isinstance(model, WallModel) or index.data(PhotoRole.ID) not in model.outliers:
            return
        tokens = tokens_for(option.palette)
        corner = option.rect.topLeft()
        badge = QRectF(corner.x() + MARGIN + 5, corner.y() + MARGIN + 5, 24, 24)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.window))
        painter.drawEllipse(badge)
        paint_icon(painter, "warning", badge.adjusted(4, 3, -4, -5), tokens.review)
        painter.restore()


class SampleWall(QWidget):
    """Photos of one scene as tiles, in three lists.

    Signals
    -------
    removed : (list)
        These photos shall be samples no more.
    added : (list)
        These accepted photos shall be samples.
    split_asked : (list)
        Make another scene of these photos; empty for a proposal.
    """

    removed = Signal(list)
    added = Signal(list)
    split_asked = Signal(list)

    def __init__(
        self,
        reader: LibraryReader,
        scenes: SceneBook,
        thumbnails: ThumbnailLoader,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._scene = ""
        self.model = WallModel(reader, scenes, self)
        delegate = _WallDelegate(scenes, thumbnails, self)
        delegate.thumbnail_px = THUMBNAIL_PX
        self.grid = GridView(delegate, thumbnails)
        self.grid.setModel(self.model)
        self.grid.setDragEnabled(False)
        self.which = QComboBox()
        self.count = make_label("muted")
        self.odd = QPushButton()
        self.split = QPushButton()
        self.change = QPushButton()
        self.empty = make_label("muted", wrap=True)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        line = FlowLayout()
        for part in (self.which, self.change, self.odd, self.split, self.count):
            line.addWidget(part)
        self.count.setMinimumHeight(self.change.sizeHint().height())
        self._stack = QStackedLayout()
        self._stack.addWidget(self.grid)
        self._stack.addWidget(self.empty)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(line)
        layout.addLayout(self._stack, 1)
        self.which.currentIndexChanged.connect(self._list)
        self.grid.selectionModel().selectionChanged.connect(self._enable)
        self.model.relisted.connect(self._show_count)
        self.odd.clicked.connect(self._on_odd)
        self.split.clicked.connect(self._on_split)
        self.change.clicked.connect(self._on_change)
        self.retranslate()

    def show_scene(self, scene: str) -> None:
        """Show the samples of a scene, or what was accepted for it when it has none yet."""
        self._scene = scene
        self.model.outliers = {}
        self.which.setCurrentIndex(0)
        self._list()
        if not len(self.model.ids):
            self.which.setCurrentIndex(1)

    def show_outliers(self, outliers: dict[int, str]) -> None:
        """Mark samples that look like another scene."""
        self.model.outliers = outliers
        self.grid.viewport().update()
        self._enable()

    def take(self, change: Change) -> None:
        """Look again after a change."""
        if self._scene:
            self.model.refresh(change)
            self._show_count()

    def selected(self) -> list[int]:
        """Return the ids of the selected photos."""
        indexes = self.grid.selectionModel().selectedIndexes()
        return [int(self.model.ids[i.row()]) for i in sorted(indexes, key=lambda i: i.row())]

    def retranslate(self) -> None:
        """Set texts in the language in force."""
        at = max(0, self.which.currentIndex())
        self.which.blockSignals(True)
        self.which.clear()
        self.which.addItems(
            [
                self.tr("My samples"),
                self.tr("Accepted, most typical first"),
                self.tr("Accepted, least typical first"),
            ]
        )
        self.which.setCurrentIndex(at)
        self.which.blockSignals(False)
        self.which.setAccessibleName(self.tr("Which photos"))
        self.grid.setAccessibleName(self.tr("Photos of this scene"))
        self.odd.setText(self.tr("Select odd ones"))
        self.odd.setToolTip(self.tr("Select the samples that look more like another scene"))
        self.split.setToolTip(
            self.tr(
                "Make another scene of the selected photos; with none selected, one is proposed"
            )
        )
        self._show_count()

    def _list(self) -> None:
        mine = self._shows_samples()
        query = Query(
            view=View.LABELLED if mine else View.ACCEPTED,
            scene=self._scene,
            sort=SortBy.DATE if mine else SortBy.SIMILARITY,
            descending=self.which.currentIndex() != 2,
        )
        self.model.set_query(query)

    def _shows_samples(self) -> bool:
        return self.which.currentIndex() <= 0

    def _show_count(self) -> None:
        count = len(self.model.ids)
        self.count.setText(photos_text(count))
        self._stack.setCurrentIndex(0 if count else 1)
        self.empty.setText(
            self.tr(
                "You have not labelled a photo with this scene yet. Choose 'Accepted, most "
                "typical first' and make some of them samples."
            )
            if self._shows_samples()
            else self.tr("The program has not accepted a photo for this scene yet.")
        )
        self._enable()

    def _enable(self) -> None:
        mine = self._shows_samples()
        count = len(self.grid.selectionModel().selectedIndexes())
        if mine:
            some = self.tr("Remove %Ln sample(s)", "", count)
            self.change.setText(some if count else self.tr("Remove"))
        else:
            some = self.tr("Make %Ln sample(s)", "", count)
            self.change.setText(some if count else self.tr("Make samples"))
        split = self.tr("Split off %Ln sample(s)…", "", count)
        self.split.setText(split if count else self.tr("Split off…"))
        self.change.setEnabled(count > 0)
        self.odd.setVisible(mine)
        self.split.setVisible(mine)
        self.odd.setEnabled(bool(self.model.outliers))
        self.split.setEnabled(len(self.model.ids) > 0)

    def select_photos(self, photos: list[int]) -> None:
        """Select these photos, and show the first of them."""
        selection = self.grid.selectionModel()
        selection.clearSelection()
        rows = self.model.rows_of(photos)
        for row in rows:
            selection.select(self.model.index(row), QItemSelectionModel.SelectionFlag.Select)
        if rows:
            self.grid.scrollTo(self.model.index(rows[0]))

    def _on_odd(self) -> None:
        self.select_photos(sorted(self.model.outliers))

    def _on_split(self) -> None:
        self.split_asked.emit(self.selected())

    def _on_change(self) -> None:
        photos = self.selected()
        if photos:
            (self.removed if self._shows_samples() else self.added).emit(photos)
