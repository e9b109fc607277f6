"""The photos of one set, side by side, in as many rows as they need."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QWidget

from app.core.duplicates.sets import Copy, DuplicateSet
from app.ui.duplicates.choices import SetChoices
from app.ui.duplicates.copy_card import CARD_PX, CopyCard
from app.ui.models.scene_book import SceneBook
from app.ui.models.thumbnails import ThumbnailLoader
from app.ui.widgets.labels import scaled

MARGIN_PX = 16


class SetView(QScrollArea):
    """Cards in rows; more than fit are scrolled to.

    Signals
    -------
    chosen : (int)
        Something was chosen for the set at this place.
    photo_opened : (int)
        A photo is to be seen large.
    """

    chosen = Signal(int)
    photo_opened = Signal(int)

    def __init__(self, choices: SetChoices, scenes: SceneBook, thumbnails: ThumbnailLoader) -> None:
        super().__init__()
        self._choices = choices
        self._scenes = scenes
        self._thumbnails = thumbnails
        self._at = -1
        self.cards: list[CopyCard] = []
        self.setWidgetResizable(True)
        # A card, and the bar beside it.
        self.setMinimumWidth(scaled(self, CARD_PX) + 2 * MARGIN_PX + 16)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._row = QWidget()
        self.setWidget(self._row)
        self._layout = QGridLayout(self._row)
        self._layout.setContentsMargins(MARGIN_PX, 8, MARGIN_PX, 8)
        self._layout.setSpacing(12)

    def show_set(self, at: int, found: DuplicateSet | None) -> None:
        """Show the set at a place of the list, or none."""
        for card in self.cards:
            card.removeEventFilter(self)
            card.hide()
            card.deleteLater()
        self._at, self.cards = at, []
        if found is not None:
            self.cards = [self._make(copy, found) for copy in found.copies]
        self._lay_out()
        self.retranslate()

    def _make(self, copy: Copy, found: DuplicateSet) -> CopyCard:
        card = CopyCard(copy, found, self._scenes, self._thumbnails)
        card.toggled.connect(partial(self._on_toggled, card))
        card.kept_alone.connect(partial(self._on_kept_alone, card))
        card.opened.connect(partial(self.photo_opened.emit, copy.photo))
        card.stepped.connect(partial(self._on_stepped, card))
        card.installEventFilter(self)
        return card

    def retranslate(self) -> None:
        """Show what is chosen, in the language in force."""
        self.setAccessibleName(self.tr("Photos of the set"))
        for card in self.cards:
            card.show_choice(goes=self._choices.goes(self._at, card.copy))

    def focus_card(self) -> None:
        """Give the keys to the first card."""
        if self.cards:
            self.cards[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put as many cards into a row as fit."""
        super().resizeEvent(event)
        self._lay_out()

    def _lay_out(self) -> None:
        while self._layout.count():
            self._layout.takeAt(0)
        if not self.cards:
            return
        gap, least = self._layout.spacing(), self.cards[0].minimumWidth()
        room = self.viewport().width() - 2 * MARGIN_PX
        columns = max(1, (room + gap) // (least + gap))
        width = min((room + gap) // columns - gap, self.cards[0].maximumWidth())
        for at, card in enumerate(self.cards):
            card.fit(width)
            self._layout.addWidget(card, at // columns, at % columns)
        # At once, and not with the next round of the event loop: nothing is cut meanwhile.
        heights = [card.minimumHeight() for card in self.cards]
        rows = [max(heights[at : at + columns]) for at in range(0, len(heights), columns)]
        self._row.setMinimumHeight(sum(rows) + gap * (len(rows) - 1) + MARGIN_PX)
        height = max(self.viewport().height(), self._row.minimumHeight())
        self._row.resize(self.viewport().width(), height)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave keys to the page: they lead to other sets, and do not scroll."""
        event.ignore()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Bring the card that has the keys into sight."""
        if event.type() is QEvent.Type.FocusIn and isinstance(watched, CopyCard):
            self.ensureWidgetVisible(watched)
        return super().eventFilter(watched, event)

    def _on_toggled(self, card: CopyCard) -> None:
        self._choices.toggle(self._at, card.copy)
        self._tell()

    def _on_kept_alone(self, card: CopyCard) -> None:
        self._choices.keep_only(self._at, card.copy)
        self._tell()

    def _on_stepped(self, card: CopyCard, step: int) -> None:
        at = self.cards.index(card) + step
        if 0 <= at < len(self.cards):
            self.cards[at].setFocus(Qt.FocusReason.TabFocusReason)

    def _tell(self) -> None:
        self.retranslate()
        self.chosen.emit(self._at)
