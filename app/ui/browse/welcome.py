"""The first page: one big button, three sentences. And the page of a list without photos."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.ui.icons import ON_ACCENT, app_icon, icon, paint_icon
from app.ui.theme import tokens_for
from app.ui.widgets.labels import give_room, make_label, scaled


class _Picture(QWidget):
    """The program's icon, or a line icon in a quiet circle."""

    def __init__(self, name: str | None) -> None:
        super().__init__()
        self.name = name
        self.setFixedSize(QSize(96, 96))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.name is None:
            app_icon().paint(painter, self.rect())
            return
        tokens = tokens_for(self.palette())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.raised))
        painter.drawEllipse(QRectF(4, 4, 88, 88))
        paint_icon(painter, self.name, QRectF(28, 28, 40, 40), tokens.muted)


class WelcomePage(QWidget):
    """Shown while the library has no folder.

    Signals
    -------
    add_asked : ()
        The person wants to choose a folder.
    """

    add_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = make_label("title")
        self.sentences = [make_label("text", wrap=True) for _ in range(3)]
        self.add = QPushButton(icon("folder-add", ON_ACCENT), "")
        self.add.setProperty("primary", True)
        self.add.setIconSize(QSize(22, 22))
        self.add.setMinimumHeight(52)
        self.add.clicked.connect(self.add_asked)
        self.hint = make_label("muted")
        self._dragged = False
        column = QVBoxLayout()
        column.setSpacing(16)
        middle = Qt.AlignmentFlag.AlignHCenter
        column.addStretch(2)
        column.addWidget(_Picture(None), 0, middle)
        column.addWidget(self.title, 0, middle)
        column.addSpacing(8)
        column.addWidget(self.add, 0, middle)
        column.addWidget(self.hint, 0, middle)
        column.addSpacing(24)
        for sentence, sign in zip(self.sentences, ("photos", "keyboard", "lock"), strict=True):
            line = QHBoxLayout()
            line.setSpacing(16)
            line.addStretch(1)
            line.addWidget(_Bullet(sign), 0, Qt.AlignmentFlag.AlignTop)
            sentence.setFixedWidth(scaled(self, 440))
            line.addWidget(sentence)
            line.addStretch(1)
            column.addLayout(line)
        column.addStretch(3)
        self.setLayout(column)
        self.retranslate()

    def set_dragged_over(self, over: bool) -> None:
        """Show that a folder may be dropped here."""
        self._dragged = over
        self.update()

    def retranslate(self) -> None:
        """Set texts in the language in force."""
        self.title.setText(self.tr("Your photos, by scene"))
        self.add.setText("  " + self.tr("Add a folder of photos"))
        self.hint.setText(self.tr("or drop a folder here"))
        texts = (
            self.tr(
                "Albumen looks at every photo in the folder and tags its scene, when it is "
                "sure. Your files are only read, never changed."
            ),
            self.tr(
                "Photos it is not sure of wait in Needs review. Answer with one key each: it "
                "learns from every answer."
            ),
            self.tr(
                "Everything happens on this computer. Nothing is uploaded, and no account is "
                "needed."
            ),
        )
        for label, text in zip(self.sentences, texts, strict=True):
            label.setText(text)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the frame of a drop."""
        if not self._dragged:
            return
        tokens = tokens_for(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(QColor(tokens.accent_soft))
        painter.setPen(QPen(QColor(tokens.accent), 2, Qt.PenStyle.DashLine))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(16, 16, -16, -16), 12, 12)


class _Bullet(QWidget):
    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name
        self.setFixedSize(24, 24)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_icon(painter, self._name, QRectF(0, 0, 22, 22), tokens_for(self.palette()).accent)


class EmptyPage(QWidget):
    """A list without photos: says why, and what to do next.

    Signals
    -------
    asked : ()
        The button was pressed.
    """

    asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._picture = _Picture("photos")
        self.title = make_label("heading", wrap=True)
        self.text = make_label("muted", wrap=True)
        for label in (self.title, self.text):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.button = QPushButton()
        self.button.clicked.connect(self.asked)
        layout = QVBoxLayout(self)
        layout.setSpacing(12)
        middle = Qt.AlignmentFlag.AlignHCenter
        layout.addStretch(2)
        layout.addWidget(self._picture, 0, middle)
        layout.addWidget(self.title, 0, middle)
        layout.addWidget(self.text, 0, middle)
        layout.addSpacing(8)
        layout.addWidget(self.button, 0, middle)
        layout.addStretch(3)

    def show_texts(self, picture: str, title: str, text: str, button: str = "") -> None:
        """Show a picture, a title, what to do, and a button for it."""
        self._picture.name = picture
        self._picture.update()
        self.title.setText(title)
        self.text.setText(text)
        self.button.setText(button)
        self.button.setVisible(bool(button))
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break lines where there is no room for the usual width."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        width = max(0, min(scaled(self, 420), self.width() - 32))
        for label in (self.title, self.text):
            label.setFixedWidth(width)
            give_room(label, width)
