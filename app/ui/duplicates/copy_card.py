"""One copy of a set: its picture, what it is, what it bears, and whether it goes."""

from __future__ import annotations

import os

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from app.core.duplicates.sets import Copy, DuplicateSet
from app.ui.duplicates.words import borne_by, choice_text, facts_of
from app.ui.icons import icon
from app.ui.models.scene_book import SceneBook
from app.ui.models.thumbnails import ThumbnailLoader
from app.ui.theme import tokens_for
from app.ui.widgets.area import paint_area
from app.ui.widgets.fact_grid import FactGrid
from app.ui.widgets.labels import make_label, scaled
from app.ui.widgets.plain_text import plain_tip
from app.ui.widgets.tile_delegate import fitted

CARD_PX = 232
PICTURE_PX = 150


class _CopyPicture(QWidget):
    """The whole photo, as large as fits; paler where it goes."""

    def __init__(self, copy: Copy, thumbnails: ThumbnailLoader) -> None:
        super().__init__()
        self._copy = copy
        self._thumbnails = thumbnails
        self._goes = False
        self.setMinimumHeight(PICTURE_PX)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        thumbnails.arrived.connect(self._on_arrived)

    def sizeHint(self) -> QSize:
        return QSize(CARD_PX, PICTURE_PX + 40)

    def show_going(self, goes: bool) -> None:
        self._goes = goes
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = tokens_for(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        paint_area(painter, self.rect(), tokens.tile)
        side = int(max(self.width(), self.height()) * self.devicePixelRatioF())
        pixmap = self._thumbnails.get(self._copy.content_hash, side)
        if pixmap is not None:
            painter.setOpacity(0.35 if self._goes else 1.0)
            rect: QRect = fitted(pixmap, self.rect())
            painter.drawPixmap(rect, pixmap)

    def _on_arrived(self, content_hash: str) -> None:
        if content_hash == self._copy.content_hash:
            self.update()


class CopyCard(QFrame):
    """A card that is reached by keys; Space lets its photo go or stay.

    Signals
    -------
    toggled : ()
        The photo is to go, or to stay.
    kept_alone : ()
        This photo is to stay, and all others of the set are to go.
    opened : ()
        The photo is to be seen large.
    stepped : (int)
        The card before (-1) or after (1) is wanted.
    """

    toggled = Signal()
    kept_alone = Signal()
    opened = Signal()
    stepped = Signal(int)

    def __init__(
        self, copy: Copy, found: DuplicateSet, scenes: SceneBook, thumbnails: ThumbnailLoader
    ) -> None:
        super().__init__()
        self.copy = copy
        self._found = found
        self._scenes = scenes
        self.setProperty("role", "card")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        width = scaled(self, CARD_PX)
        self.setMinimumWidth(width)
        self.setMaximumWidth(2 * width)
        self.picture = _CopyPicture(copy, thumbnails)
        self.name = make_label("text")
        self.facts = FactGrid()
        self.borne = make_label("text", wrap=True)
        self.choice = QPushButton()
        self.choice.setCheckable(True)
        self.choice.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 10, 10, 10)
        layout.setSpacing(8)
        layout.addWidget(self.picture, 1)
        layout.addWidget(self.name)
        layout.addLayout(self.facts)
        layout.addWidget(self.borne)
        layout.addWidget(self.choice)
        self.choice.clicked.connect(self.toggled)
        self.show_choice(goes=False)

    def show_choice(self, *, goes: bool) -> None:
        """Show whether the photo goes, in the language in force."""
        name = os.path.basename(self.copy.path)
        room = self.minimumWidth() - 24
        elide = Qt.TextElideMode.ElideMiddle
        self.name.setText(self.name.fontMetrics().elidedText(name, elide, room))
        self.setToolTip(plain_tip(self.copy.path))
        facts = facts_of(self.copy, self._found)
        self.facts.show_facts(facts)
        borne = borne_by(self.copy, self._scenes)
        self.borne.setText(borne)
        self.borne.setVisible(bool(borne))
        words = choice_text(self.copy, self._found, goes=goes)
        self.choice.setText(words)
        self.choice.setIcon(icon("trash" if goes else "yes"))
        self.choice.setChecked(goes)
        self.picture.show_going(goes)
        told = [name, words, *(f"{title} {text}" for title, text in facts if text), borne]
        self.setAccessibleName(", ".join(part for part in told if part))
        self.choice.setAccessibleName(f"{name}: {words}")

    def fit(self, width: int) -> None:
        """Be as high as all lines need at this width."""
        layout = self.layout()
        assert layout is not None
        self.setMinimumHeight(layout.totalHeightForWidth(width))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let go or stay, keep alone, look at it, go to the next card."""
        key = Qt.Key(event.key())
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        signals = {
            Qt.Key.Key_Space: self.toggled,
            Qt.Key.Key_K: self.kept_alone,
            Qt.Key.Key_Return: self.opened,
            Qt.Key.Key_Enter: self.opened,
        }
        if key in steps:
            self.stepped.emit(steps[key])
        elif key in signals:
            signals[key].emit()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Let the photo go or stay."""
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self.toggled.emit()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Show the photo large, and take back what the first click chose."""
        self.toggled.emit()
        self.opened.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the card, with a frame where the keys are."""
        super().paintEvent(event)
        if self.hasFocus():
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(tokens_for(self.palette()).accent), 2))
            painter.drawRoundedRect(self.rect().toRectF().adjusted(1, 1, -1, -1), 7, 7)
