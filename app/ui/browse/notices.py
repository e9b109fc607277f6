"""Quiet strips above the photos: an error with what to do, and the offer to refresh."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QToolButton,
    QWidget,
)

from app.ui.icons import icon, paint_icon
from app.ui.theme import tokens_for
from app.ui.widgets.flow_layout import FlowLayout
from app.ui.widgets.labels import give_room, make_label, scaled

# The least room for a sentence beside its buttons.
LEAST_PX = 200


class _Sign(QWidget):
    def __init__(self, name: str, token: str) -> None:
        super().__init__()
        self._name = name
        self._token = token
        self.setFixedSize(QSize(20, 20))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        color = getattr(tokens_for(self.palette()), self._token)
        paint_icon(painter, self._name, QRectF(0, 0, 20, 20), color)


class ErrorStrip(QFrame):
    """Says what happened, to which file, and what to do; never in the way."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "error")
        self.message = make_label("text", wrap=True)
        self.dismiss = QToolButton()
        self.dismiss.setProperty("flat", True)
        self.dismiss.setIcon(icon("close"))
        self.dismiss.clicked.connect(self.hide)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 8, 8, 8)
        layout.setSpacing(12)
        layout.addWidget(_Sign("warning", "danger"))
        layout.addWidget(self.message, 1)
        layout.addWidget(self.dismiss)
        self.retranslate()
        self.hide()

    def show_error(self, message: str) -> None:
        """Show one sentence."""
        self.message.setText(message)
        self.setAccessibleName(message)
        self.show()
        give_room(self.message, self.message.width())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Have room for all lines, however narrow it is."""
        super().resizeEvent(event)
        give_room(self.message, self.message.width())

    def retranslate(self) -> None:
        """Set texts in the language in force."""
        self.dismiss.setToolTip(self.tr("Close"))
        self.dismiss.setAccessibleName(self.tr("Close"))


class _Offer(QFrame):
    """A sentence, a button that takes what is offered, and one that does not.

    Signals
    -------
    asked : ()
        It is taken.
    """

    asked = Signal()

    def __init__(self, sign: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "notice")
        self.message = make_label("text", wrap=True)
        self.look = QPushButton()
        self.later = QPushButton()
        self.look.clicked.connect(self.asked)
        words = QHBoxLayout()
        words.setSpacing(12)
        self._buttons = QWidget()
        buttons = FlowLayout(self._buttons)
        buttons.setContentsMargins(0, 0, 0, 0)
        words.addWidget(_Sign(sign, "accent"))
        words.addWidget(self.message, 1)
        buttons.addWidget(self.look)
        buttons.addWidget(self.later)
        self._both = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._both.setContentsMargins(16, 8, 16, 8)
        self._both.setSpacing(8)
        self._both.addLayout(words, 1)
        self._both.addWidget(self._buttons)
        self.hide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the buttons below the sentence where both do not fit side by side."""
        super().resizeEvent(event)
        buttons = self.look.sizeHint().width() + self.later.sizeHint().width() + 8
        narrow = self.width() < buttons + 92 + scaled(self, LEAST_PX)
        self._buttons.setMinimumWidth(0 if narrow else buttons)
        self._buttons.setMinimumHeight(
            self._buttons.heightForWidth(self.width() - 32 if narrow else buttons)
        )
        way = QBoxLayout.Direction
        self._both.setDirection(way.TopToBottom if narrow else way.LeftToRight)
        give_room(self.message, self.width() - 68 if narrow else self.width() - 92 - buttons)


class TourOffer(_Offer):
    """Offers the tour until it was seen or declined.

    Signals
    -------
    declined : ()
        The person wants no tour.
    """

    declined = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("help", parent)
        self.later.clicked.connect(self.declined)
        self.retranslate()

    def retranslate(self) -> None:
        """Set texts in the language in force."""
        self.message.setText(self.tr("New here? A few notes show what is where."))
        self.look.setText(self.tr("Show me"))
        self.later.setText(self.tr("No, thanks"))


class RefreshBanner(_Offer):
    """Offers to learn from new labels."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("sparkle", parent)
        self._labels = 0
        self._put_off = 0
        self._worth_it = 1
        self._is_quiet = False
        self.look.setProperty("primary", True)
        self.later.clicked.connect(self._on_later)
        self.retranslate()

    def show_labels(self, count: int, worth_it: int) -> None:
        """Offer a refresh from ``worth_it`` new labels on; again after as many more."""
        self._labels, self._worth_it = count, worth_it
        if count < self._put_off:
            self._put_off = 0
        self._offer()
        self.retranslate()

    def set_quiet(self, *, quiet: bool) -> None:
        """Offer nothing for now, or what there is."""
        self._is_quiet = quiet
        self._offer()

    def retranslate(self) -> None:
        """Set texts in the language in force."""
        self.message.setText(self.tr("%Ln new label(s): refresh scenes?", "", self._labels))
        self.look.setText(self.tr("See what changes"))
        self.later.setText(self.tr("Not now"))

    def _offer(self) -> None:
        is_worth_it = self._labels >= self._put_off + self._worth_it
        self.setVisible(is_worth_it and not self._is_quiet)

    def _on_later(self) -> None:
        self._put_off = self._labels
        self.hide()
