"""Quiet strips above the photos: an error with what to do, and the offer to refresh."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QToolButton, QWidget

from app.ui.icons import icon, paint_icon
from app.ui.theme import tokens_for
from app.ui.views.labels import make_label


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
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 8, 16, 8)
        layout.setSpacing(12)
        layout.addWidget(_Sign(sign, "accent"))
        layout.addWidget(self.message, 1)
        layout.addWidget(self.look)
        layout.addWidget(self.later)
        self.hide()


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
        self.message.setText(self.tr("New here? Four notes show what is where."))
        self.look.setText(self.tr("Show me"))
        self.later.setText(self.tr("No, thanks"))


class RefreshBanner(_Offer):
    """Offers to learn from new labels."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("sparkle", parent)
        self._labels = 0
        self._put_off = 0
        self.look.setProperty("primary", True)
        self.later.clicked.connect(self._on_later)
        self.retranslate()

    def show_labels(self, count: int, worth_it: int) -> None:
        """Offer a refresh from ``worth_it`` new labels on; again after as many more."""
        self._labels = count
        if count < self._put_off:
            self._put_off = 0
        self.setVisible(count >= self._put_off + worth_it)
        self.retranslate()

    def retranslate(self) -> None:
        """Set texts in the language in force."""
        self.message.setText(self.tr("%Ln new label(s): refresh scenes?", "", self._labels))
        self.look.setText(self.tr("See what changes"))
        self.later.setText(self.tr("Not now"))

    def _on_later(self) -> None:
        self._put_off = self._labels
        self.hide()
