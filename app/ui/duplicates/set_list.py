"""The sets that were found, as a list: a small picture, a name, what they have in common."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
)
from PySide6.QtGui import QPixmap

from app.ui.duplicates.choices import SetChoices
from app.ui.duplicates.words import set_lines
from app.ui.models.thumbnails import ThumbnailLoader
from app.ui.widgets.plain_text import plain_tip
from app.ui.widgets.tile_delegate import cropped

PICTURE_PX = 48
Index = QModelIndex | QPersistentModelIndex


class SetListModel(QAbstractListModel):
    """One row a set."""

    def __init__(
        self, choices: SetChoices, thumbnails: ThumbnailLoader, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._choices = choices
        self._thumbnails = thumbnails
        self._rows: dict[str, list[int]] = {}
        thumbnails.arrived.connect(self._on_arrived)

    def begin(self) -> None:
        """Say that the sets are about to be others."""
        self.beginResetModel()

    def end(self) -> None:
        """Say that they are."""
        self._rows = {}
        for at, found in enumerate(self._choices.sets):
            self._rows.setdefault(found.kept.content_hash, []).append(at)
        self.endResetModel()

    def tell(self, at: int) -> None:
        """Say that something was chosen for a set."""
        self.dataChanged.emit(self.index(at), self.index(at))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Return the number of sets."""
        return 0 if parent.isValid() else len(self._choices.sets)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return words and picture."""
        if not index.isValid():
            return None
        found = self._choices.sets[index.row()]
        if role == Qt.ItemDataRole.DecorationRole:
            return self._picture(found.kept.content_hash)
        name, line = set_lines(found, self._choices.removed(index.row()))
        if role == Qt.ItemDataRole.DisplayRole:
            return f"{name}\n{line}"
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{name}, {line}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(found.kept.path)
        return None

    def _picture(self, content_hash: str) -> QPixmap:
        pixmap = self._thumbnails.get(content_hash, PICTURE_PX)
        if pixmap is None:
            empty = QPixmap(QSize(PICTURE_PX, PICTURE_PX))
            empty.fill(Qt.GlobalColor.transparent)
            return empty
        square = cropped(pixmap, QRect(0, 0, PICTURE_PX, PICTURE_PX))
        return pixmap.copy(square).scaled(
            PICTURE_PX,
            PICTURE_PX,
            Qt.AspectRatioMode.IgnoreAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )

    def _on_arrived(self, content_hash: str) -> None:
        for at in self._rows.get(content_hash, ()):
            self.tell(at)
