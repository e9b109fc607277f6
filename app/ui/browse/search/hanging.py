"""What hangs in the window below a line, without taking the keyboard from it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QSize
from PySide6.QtWidgets import QWidget

GAP_PX = 4
EDGE_PX = 8


class Hanging(QObject):
    """Keeps a widget below the one that it is about, inside the window.

    Parameters
    ----------
    widget : QWidget
        A child of ``about``; it becomes one of the window when it is first shown.
    about : QWidget
    """

    def __init__(self, widget: QWidget, about: QWidget) -> None:
        super().__init__(about)
        self._widget = widget
        self._about = about
        self._wanted = QSize()
        widget.hide()
        about.installEventFilter(self)

    def show(self, wanted: QSize) -> None:
        """Show it in this size, or as much of it as the window has room for."""
        if self._about.isVisible() and self._about.isEnabled():
            self._wanted = wanted
            self._place()
            self._widget.show()
            self._widget.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Go where the widget goes."""
        if event.type() in (QEvent.Type.Hide, QEvent.Type.EnabledChange):
            self._widget.hide()
        elif event.type() in (QEvent.Type.Resize, QEvent.Type.Move) and self._widget.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        window = self._about.window()
        if self._widget.parentWidget() is not window:
            self._widget.setParent(window)
        below = self._about.mapTo(window, QPoint(0, self._about.height() + GAP_PX))
        width = min(self._wanted.width(), window.width() - 2 * EDGE_PX)
        height = min(self._wanted.height(), window.height() - below.y() - EDGE_PX)
        left = max(EDGE_PX, min(below.x(), window.width() - width - EDGE_PX))
        self._widget.setGeometry(left, below.y(), width, height)
