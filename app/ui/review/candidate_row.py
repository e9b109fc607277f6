"""One candidate of the Why panel: key, colour, name, a small bar, its similarity."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from app.ui.theme import Tokens, dot_colour, tokens_for
from app.ui.widgets.plain_text import plain_tip
from app.ui.wording import SMALLEST_SCORE, score

NAME_PX = 52
KEY_PX = 30
BAR_PX = 40


class CandidateRow(QAbstractButton):
    """A scene that can be chosen by click, or by the key printed before it.

    Signals
    -------
    chosen : (str)
        The scene's id.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scene = ""
        self._name = ""
        self._colour = ""
        self._key = ""
        self._similarity: float | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.clicked.connect(self._on_clicked)

    def show_candidate(
        self, scene: str, name: str, colour: str | None, key: str, similarity: float | None
    ) -> None:
        """Show a candidate; None for a similarity that is not told, no key where none holds."""
        self._scene, self._name, self._colour = scene, name, colour or "#888888"
        self._key, self._similarity = key, similarity
        said = f"{name}, {score(similarity)}"
        self.setAccessibleName(f"{key}: {said}" if key else said)
        self.setToolTip(plain_tip(name))
        self.update()

    def sizeHint(self) -> QSize:
        """One line."""
        return QSize(200, max(30, self.fontMetrics().height() + 12))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the row."""
        tokens = tokens_for(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect())
        if self.underMouse() or self.isDown():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.hover))
            painter.drawRoundedRect(rect, 6, 6)
        if self.hasFocus():
            painter.setPen(QPen(QColor(tokens.accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), 6, 6)
        middle = rect.center().y()
        left = NAME_PX if self._key else NAME_PX - KEY_PX
        if self._key:
            self._paint_key(painter, tokens)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(dot_colour(self._colour, tokens)))
        painter.drawEllipse(QRectF(left - 18, middle - 5, 10, 10))
        end = rect.right() - 4
        if self._similarity is None or self._similarity >= SMALLEST_SCORE:
            end = self._paint_number(painter, tokens) - 12
        room = int(end - left)
        name = self.fontMetrics().elidedText(self._name, Qt.TextElideMode.ElideRight, room)
        painter.setPen(QColor(tokens.text))
        painter.drawText(QRectF(left, 0, room, rect.height()), Qt.AlignmentFlag.AlignVCenter, name)

    def _paint_key(self, painter: QPainter, tokens: Tokens) -> None:
        cap = QRectF(4, QRectF(self.rect()).center().y() - 10, 20, 20)
        painter.setPen(QPen(QColor(tokens.muted), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(cap.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        painter.setPen(QColor(tokens.text))
        painter.drawText(cap, Qt.AlignmentFlag.AlignCenter, self._key)

    def _paint_number(self, painter: QPainter, tokens: Tokens) -> float:
        """Paint bar and number at the right edge; return where they begin."""
        rect = QRectF(self.rect())
        width = self.fontMetrics().horizontalAdvance("0.00") + 4
        bar = QRectF(rect.right() - width - BAR_PX - 8, rect.center().y() - 2, BAR_PX, 4)
        painter.setPen(Qt.PenStyle.NoPen)
        if self._similarity is not None:
            painter.setBrush(QColor(tokens.raised))
            painter.drawRoundedRect(bar, 2, 2)
            share = max(0.0, min(1.0, self._similarity))
            painter.setBrush(QColor(tokens.muted))
            painter.drawRoundedRect(QRectF(bar.left(), bar.top(), bar.width() * share, 4), 2, 2)
        painter.setPen(QColor(tokens.muted))
        painter.drawText(
            QRectF(rect.right() - width, 0, width, rect.height()),
            Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight,
            score(self._similarity),
        )
        return bar.left()

    def _on_clicked(self) -> None:
        self.chosen.emit(self._scene)
