"""Stars and flags of the current photo, to be seen and clicked, beside the heading of a list.

It is there only where keys rate photos. Where it is not, in the queues of the review, P, X and
numbers speak of scenes, and the bar of decisions says so.
"""

from __future__ import annotations

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QAction, QColor, QKeySequence, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QWidget

from app.core.collecting.ratings import MOST_STARS, Flag
from app.core.records import PhotoRow
from app.ui.command import WindowActions
from app.ui.icons import paint_icon
from app.ui.theme import tokens_for
from app.ui.widgets.plain_text import plain_tip
from app.ui.widgets.rating_marks import star

SIDE_PX = 24
FLAGS = {"pick_photo": Flag.PICK, "reject_photo": Flag.REJECT}


class _RatingButton(QAbstractButton):
    """One star or flag; filled where the photo has it. It does what its command does.

    Attributes
    ----------
    is_on : bool
    """

    def __init__(self, action: QAction, icon: str | None) -> None:
        super().__init__()
        self._action = action
        self._icon = icon
        self.is_on = False
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.clicked.connect(action.trigger)
        action.changed.connect(self._on_action_changed)
        action.enabledChanged.connect(self.setEnabled)
        self._on_action_changed()

    def sizeHint(self) -> QSize:
        """Return a small square."""
        return QSize(SIDE_PX, SIDE_PX)

    def set_on(self, on: bool) -> None:
        """Show whether the photo has it."""
        if on != self.is_on:
            self.is_on = on
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the sign, full or faint."""
        tokens = tokens_for(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        color = QColor(tokens.text if self.is_on else tokens.muted)
        if self._icon == "flag-reject" and self.is_on:
            color = QColor(tokens.danger)
        if not self.isEnabled():
            painter.setOpacity(0.5)
        if self.underMouse() and self.isEnabled():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.hover))
            painter.drawRoundedRect(self.rect(), 6, 6)
        if self._icon is not None:
            painter.setOpacity(painter.opacity() * (1.0 if self.is_on else 0.55))
            paint_icon(painter, self._icon, self.rect().adjusted(3, 3, -3, -3), color)
        else:
            painter.setPen(QPen(color, 1.2))
            painter.setBrush(color if self.is_on else Qt.BrushStyle.NoBrush)
            painter.drawPolygon(star(QPointF(self.rect().center()) + QPointF(0.5, 1), 8))
        if self.hasFocus():
            painter.setPen(QPen(QColor(tokens.accent), 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), 6, 6)

    def _on_action_changed(self) -> None:
        name = self._action.text()
        key = self._action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        self.setEnabled(self._action.isEnabled())
        self.setAccessibleName(name)
        self.setToolTip(plain_tip(f"{name}  ({key})" if key else name))


class RatingStrip(QWidget):
    """Two flags and five stars.

    Attributes
    ----------
    flags : dict of Flag to button
    stars : list of button
        From the first star to the last one.
    """

    def __init__(self, actions: WindowActions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.flags = {
            flag: _RatingButton(actions[name], "flag" if flag is Flag.PICK else "flag-reject")
            for name, flag in FLAGS.items()
        }
        self.stars = [_RatingButton(actions[f"stars_{n}"], None) for n in range(1, MOST_STARS + 1)]
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for flag in self.flags.values():
            layout.addWidget(flag)
        layout.addSpacing(6)
        for mark in self.stars:
            layout.addWidget(mark)
        self.retranslate()

    def show_photo(self, row: PhotoRow | None) -> None:
        """Show the rating of a photo."""
        for flag, button in self.flags.items():
            button.set_on(row is not None and row.flag is flag)
        for number, button in enumerate(self.stars, start=1):
            button.set_on(row is not None and row.stars >= number)

    def retranslate(self) -> None:
        """Set texts in the language in force."""
        self.setAccessibleName(self.tr("Rating of the photo"))
