"""What a list of photos like some others is like, how alike they must be, and the way back."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPainterPath, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSlider, QToolButton, QWidget

from app.core.likeness import LEAST_LIKENESS, MOST_LIKENESS, Likeness
from app.core.paths import file_name
from app.core.records import PhotoRow, Query
from app.ui.icons import icon
from app.ui.models.photo_list import PhotoListModel
from app.ui.models.query_state import TYPING_MS, QueryState
from app.ui.models.thumbnails import ThumbnailLoader
from app.ui.theme import tokens_for
from app.ui.widgets.labels import make_label, scaled
from app.ui.widgets.tile_delegate import cropped
from app.ui.wording import photos as photos_text

# Photos that are shown of those asked about.
SHOWN_PHOTOS = 3
EDGES_PX, GAP_PX = 24, 10
PER_CENT = 100


class _Asked(QWidget):
    """The photos asked about, small."""

    def __init__(self, thumbnails: ThumbnailLoader) -> None:
        super().__init__()
        self._thumbnails = thumbnails
        self._rows: list[PhotoRow] = []
        thumbnails.arrived.connect(self._on_arrived)

    def show_rows(self, rows: list[PhotoRow]) -> None:
        self._rows = rows
        side = self._side()
        self.setFixedSize(QSize((side + 4) * len(rows), side))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, side = QPainter(self), self._side()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        for at, row in enumerate(self._rows):
            rect = self.rect().adjusted(at * (side + 4), 0, 0, 0)
            rect.setSize(QSize(side, side))
            path = QPainterPath()
            path.addRoundedRect(rect.toRectF(), 4, 4)
            painter.setClipPath(path)
            pixmap = self._thumbnails.get(row.content_hash, int(side * self.devicePixelRatioF()))
            if pixmap is None:
                painter.fillPath(path, QColor(tokens_for(self.palette()).tile))
            else:
                painter.drawPixmap(rect, pixmap, cropped(pixmap, rect))

    def _side(self) -> int:
        return scaled(self, 32)

    def _on_arrived(self, content_hash: str) -> None:
        if any(row.content_hash == content_hash for row in self._rows):
            self.update()


class LikeBar(QFrame):
    """Stands above a list of photos that are like some others; hidden above any other.

    Signals
    -------
    closed : ()
        The list from before is wanted.
    """

    closed = Signal()

    def __init__(
        self,
        state: QueryState,
        photos: PhotoListModel,
        thumbnails: ThumbnailLoader,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "notice")
        self._state = state
        self._photos = photos
        self._like: Likeness | None = None
        self._names: list[str] = []
        self.asked = _Asked(thumbnails)
        self.title = make_label("text")
        self.loose, self.strict = make_label("muted"), make_label("muted")
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(round(LEAST_LIKENESS * PER_CENT), round(MOST_LIKENESS * PER_CENT))
        self.slider.setMinimumWidth(72)
        self.slider.setMaximumWidth(scaled(self, 180))
        self.slider.setPageStep(5)
        self.close_button = QToolButton()
        self.close_button.setProperty("flat", True)
        self.close_button.setIcon(icon("close"))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(EDGES_PX - 8, 6, 8, 6)
        layout.setSpacing(GAP_PX)
        for part in (self.asked, self.title, self.loose):
            layout.addWidget(part)
        layout.addWidget(self.slider, 1)
        layout.addWidget(self.strict)
        layout.addStretch()
        layout.addWidget(self.close_button)
        self._moved = QTimer(self, singleShot=True, interval=TYPING_MS)
        self._moved.timeout.connect(self._tell)
        self.slider.valueChanged.connect(self._moved.start)
        self.close_button.clicked.connect(self.closed)
        state.changed.connect(self.show_query)
        self.hide()

    def show_query(self, query: Query) -> None:
        """Stand above the list of a query, where it asks for photos like some others."""
        like = self._like = query.like
        self.setVisible(like is not None)
        if like is None:
            self._moved.stop()
            return
        rows = self._photos.records(like.photos[:SHOWN_PHOTOS])
        self._names = [file_name(row.path) for row in rows]
        self.asked.show_rows(rows)
        self.slider.blockSignals(True)
        self.slider.setValue(round(like.at_least * PER_CENT))
        self.slider.blockSignals(False)
        self.retranslate()

    def words(self) -> str:
        """Return what the list is like, in the language in force."""
        count = len(self._like.photos) if self._like is not None else 0
        name = self._names[0] if count == 1 and self._names else photos_text(count)
        return self.tr("More like {name}").format(name=name)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close with Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    def minimumSizeHint(self) -> QSize:
        """Ask for the room of photos, slider and cross: words are left out where there is none."""
        parts = (
            self.asked.width(),
            self.slider.minimumWidth(),
            self.close_button.sizeHint().width(),
        )
        return QSize(sum(parts) + 2 * GAP_PX + EDGES_PX, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave words out where there is no room: those beside the slider, then what is above."""
        super().resizeEvent(event)
        room = self.width() - self.minimumSizeHint().width()
        title = self.title.sizeHint().width() + GAP_PX
        beside = sum(part.sizeHint().width() + GAP_PX for part in (self.loose, self.strict))
        self.title.setVisible(room >= title)
        for part in (self.loose, self.strict):
            part.setVisible(room >= title + beside + self.slider.minimumWidth())

    def retranslate(self) -> None:
        """Set texts in the language in force."""
        self.title.setText(self.tr("How alike"))
        self.loose.setText(self.tr("a little"))
        self.strict.setText(self.tr("very"))
        self.slider.setAccessibleName(self.tr("How alike"))
        self.slider.setToolTip(self.tr("How alike the photos of this list must be"))
        for set_text in (self.close_button.setToolTip, self.close_button.setAccessibleName):
            set_text(self.tr("Back to the list before"))
        self.asked.setAccessibleName(self.words())

    def _tell(self) -> None:
        if self._like is not None:
            self._state.set_like(Likeness(self._like.photos, self.slider.value() / PER_CENT))
