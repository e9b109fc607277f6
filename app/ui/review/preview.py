"""The current photo in small, whole; and the line that says where it stands."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.core.records import PhotoRow
from app.core.types import Status
from app.ui.icons import paint_icon
from app.ui.models.thumbnails import ThumbnailLoader
from app.ui.theme import tokens_for
from app.ui.widgets.labels import make_label
from app.ui.widgets.marks import paint_mark
from app.ui.widgets.tile_delegate import fitted
from app.ui.wording import status_word


class Preview(QWidget):
    """The whole photo at the width of the panel."""

    def __init__(self, thumbnails: ThumbnailLoader, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._thumbnails = thumbnails
        self._row: PhotoRow | None = None
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setSizePolicy(policy)
        self.setFixedHeight(184)
        thumbnails.arrived.connect(self._on_thumbnail_arrived)

    def show_photo(self, row: PhotoRow | None) -> None:
        """Show a photo."""
        self._row = row
        self.setAccessibleName(row.path.rsplit("/", 1)[-1] if row else "")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the photo, or the sign of an unreadable file."""
        tokens = tokens_for(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        path = QPainterPath()
        path.addRoundedRect(QRectF(self.rect()), 8, 8)
        painter.fillPath(path, QColor(tokens.tile))
        if self._row is None:
            return
        side = int(max(self.width(), self.height()) * self.devicePixelRatioF())
        pixmap = self._thumbnails.get(self._row.content_hash, side)
        if pixmap is None:
            icon = QRectF(0, 0, 32, 32)
            icon.moveCenter(QRectF(self.rect()).center())
            name = "warning" if self._row.status is Status.FAILED else "loupe"
            paint_icon(painter, name, icon, tokens.muted)
            return
        painter.setClipPath(path)
        painter.drawPixmap(fitted(pixmap, QRect(self.rect())), pixmap)

    def _on_thumbnail_arrived(self, content_hash: str) -> None:
        if self._row is not None and self._row.content_hash == content_hash:
            self.update()


class _Mark(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.status = Status.REJECTED
        self.setFixedSize(QSize(20, 20))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_mark(painter, self.status, QRectF(1, 1, 18, 18), tokens_for(self.palette()))


class StatusLine(QWidget):
    """Mark, scene, who said so; with several photos selected, what they are."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.mark = _Mark()
        self.scene = make_label("heading", wrap=True)
        self.who = make_label("muted", wrap=True)
        self.selection = make_label("text", wrap=True)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self.mark, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(self.scene, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 4, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.selection)
        layout.addLayout(line)
        layout.addWidget(self.who)

    def show_status(self, status: Status, scene: str, selection: str) -> None:
        """Show where a photo stands."""
        self.mark.status = status
        self.mark.setAccessibleName(status_word(status))
        self.mark.update()
        if status is Status.REJECTED and scene:
            scene = self.tr("{scene}?").format(scene=scene)
        if status is Status.COARSE:
            scene = self.tr("{scene}, not sure which").format(scene=scene)
        self.scene.setText(scene or status_word(status))
        self.who.setText(status_word(status) if scene else "")
        self.who.setVisible(bool(scene))
        self.selection.setText(selection)
        self.selection.setVisible(bool(selection))
