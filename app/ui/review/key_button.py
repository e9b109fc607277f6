"""A button with its key printed on it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import (
    QAction,
    QColor,
    QFont,
    QFontMetrics,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from app.ui.icons import paint_icon
from app.ui.theme import Tokens, dot_colour, tokens_for
from app.ui.widgets.plain_text import plain_tip

HEIGHT_PX = 36
PAD_PX = 12
ICON_PX = 16


class KeyButton(QAbstractButton):
    """Follows an action: its text, its key, whether it is enabled.

    Attributes
    ----------
    dot : str or None
        Colour of a scene's dot before the text.
    primary : bool
        Filled with the accent: the one button that is most likely meant.
    """

    def __init__(
        self,
        action: QAction,
        icon: str | None = None,
        *,
        primary: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._action = action
        self._icon = icon
        self._label = ""
        self._short = ""
        self.dot: str | None = None
        self.primary = primary
        self._compact = False
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        action.changed.connect(self._on_action_changed)
        action.enabledChanged.connect(self.setEnabled)
        self.clicked.connect(action.trigger)
        self.setEnabled(action.isEnabled())
        self._on_action_changed()

    def set_label(self, text: str, dot: str | None = None) -> None:
        """Show another text than the action's, such as a scene's name; empty for the action's."""
        self._label = text
        self.dot = dot
        self._on_action_changed()

    def label(self) -> str:
        """Return the text shown."""
        return self._label or self._action.text().replace("&", "")

    def set_short(self, text: str) -> None:
        """Paint fewer words, where there is little room; empty for all of them.

        The accessible name and the tooltip keep the whole label.
        """
        if text != self._short:
            self._short = text
            self.updateGeometry()
            self.update()

    def set_compact(self, compact: bool) -> None:
        """Show icon and key alone, where there is little room."""
        if compact != self._compact:
            self._compact = compact
            self.updateGeometry()
            self.update()

    def key(self) -> str:
        """Return the key printed on the button."""
        return self._action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)

    def sizeHint(self) -> QSize:
        """Room for icon, text and key."""
        width = 2 * PAD_PX + self._text_width()
        if self._icon or self.dot:
            width += ICON_PX + (0 if self._compact else 6)
        if self.key():
            width += self._key_width() + 8
        return QSize(width, max(HEIGHT_PX, self.fontMetrics().height() + 16))

    def minimumSizeHint(self) -> QSize:
        """Return the size at which the text is elided, but icon and key are whole."""
        whole = self.sizeHint()
        return QSize(whole.width() - max(0, self._text_width() - 40), whole.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the button."""
        tokens = tokens_for(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not self.isEnabled():
            painter.setOpacity(0.5)
        ink = self._paint_frame(painter, tokens)
        left = float(PAD_PX)
        middle = self.height() / 2
        if self.dot:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(dot_colour(self.dot, tokens)))
            painter.drawEllipse(QRectF(left + 2, middle - 5, 10, 10))
            left += ICON_PX + 4
        elif self._icon:
            icon = QRectF(left, middle - ICON_PX / 2, ICON_PX, ICON_PX)
            paint_icon(painter, self._icon, icon, ink)
            left += ICON_PX + 6
        right = self.width() - PAD_PX
        if self.key():
            right -= self._paint_key(painter, right, ink, tokens) + 8
        room = int(right - left)
        if self._compact:
            return
        text = self.fontMetrics().elidedText(self._shown(), Qt.TextElideMode.ElideRight, room + 1)
        painter.setPen(QColor(ink))
        painter.drawText(
            QRectF(left, 0, room + 1, self.height()), Qt.AlignmentFlag.AlignVCenter, text
        )

    def _paint_frame(self, painter: QPainter, tokens: Tokens) -> str:
        """Paint ground and border; return the colour of what is written on it."""
        rect = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        ground, border, ink = tokens.surface, tokens.border, tokens.text
        if self.primary and self.isEnabled():
            ground, border, ink = tokens.accent, tokens.accent, tokens.on_accent
        elif self.isDown():
            ground = tokens.raised
        elif self.underMouse() and self.isEnabled():
            ground = tokens.hover
        painter.setPen(QPen(QColor(border), 1))
        painter.setBrush(QColor(ground))
        painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 7, 7)
        if self.hasFocus():
            painter.setPen(QPen(QColor(tokens.text if self.primary else tokens.accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(rect, 7, 7)
        return ink

    def _text_width(self) -> int:
        return 0 if self._compact else self.fontMetrics().horizontalAdvance(self._shown())

    def _shown(self) -> str:
        return self._short or self.label()

    def _key_font(self) -> QFont:
        font = QFont(self.font())
        font.setPointSizeF(font.pointSizeF() * 0.85)
        return font

    def _key_width(self) -> int:
        return max(20, QFontMetrics(self._key_font()).horizontalAdvance(self.key()) + 10)

    def _paint_key(self, painter: QPainter, right: float, ink: str, tokens: Tokens) -> int:
        width = self._key_width()
        cap = QRectF(right - width, self.height() / 2 - 10, width, 20)
        color = QColor(ink)
        color.setAlpha(150)
        painter.setPen(QPen(color, 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(cap.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        painter.setPen(QColor(ink))
        painter.setFont(self._key_font())
        painter.drawText(cap, Qt.AlignmentFlag.AlignCenter, self.key())
        painter.setFont(self.font())
        return width

    def _on_action_changed(self) -> None:
        name = self.label()
        self.setAccessibleName(name)
        self.setToolTip(plain_tip(f"{name}  ({self.key()})" if self.key() else name))
        self.updateGeometry()
        self.update()
