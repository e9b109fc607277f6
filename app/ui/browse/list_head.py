"""What is said above the photos: as high as it needs, and scrolled where that is too much."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget


class ListHead(QScrollArea):
    """Strips below each other. None is cut: what the room does not hold is scrolled to.

    Parameters
    ----------
    *strips : QWidget
        From top to bottom; those that are hidden take no room.
    """

    def __init__(self, *strips: QWidget) -> None:
        super().__init__()
        self._room = 0
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inside = self._inside = QWidget()
        self._layout = QVBoxLayout(inside)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)
        for strip in strips:
            self._layout.addWidget(strip)
        self.setWidget(inside)
        inside.installEventFilter(self)

    def set_room(self, height: int) -> None:
        """Take no more than this height, in pixels."""
        self._room = height
        self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow what is inside."""
        if event.type() is QEvent.Type.LayoutRequest:
            self._fit()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Follow the width: sentences wrap."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        needed = self._layout.totalMinimumSize().height()
        if self._layout.hasHeightForWidth():
            needed = max(needed, self._layout.totalHeightForWidth(self.viewport().width()))
        else:
            needed = max(needed, self._layout.totalSizeHint().height())
        self._inside.setMinimumHeight(needed)
        self.setFixedHeight(min(needed, max(self._room, 0)))
