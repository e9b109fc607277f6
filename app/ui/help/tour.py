"""A short tour: notes beside the parts they are about. It can be left at any time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.ui.theme import tokens_for
from app.ui.widgets.labels import make_label, scaled

GAP_PX = 16
NOTE_PX = 320


@dataclass(frozen=True, slots=True)
class Stop:
    """A part of the window and what is said of it; ``arrive`` brings it into sight."""

    part: QWidget
    title: str
    text: str
    arrive: Callable[[], object] | None = None


class Tour(QWidget):
    """Lies over the window, darkens it, and leaves one part after another bright.

    What is bright is only looked at: neither the mouse nor a key reaches it.

    Signals
    -------
    ended : ()
        The tour was finished or skipped.
    """

    ended = Signal()

    def __init__(self, window: QWidget, stops: Sequence[Stop]) -> None:
        super().__init__(window)
        self._window = window
        self._stops = stops
        self._at = 0
        self.note = QFrame(self)
        self.note.setProperty("role", "card")
        self.note.setFixedWidth(scaled(window, NOTE_PX))
        self.title = make_label("heading", wrap=True)
        self.text = make_label("text", wrap=True)
        self.place = make_label("muted")
        self.skip = QPushButton(self.tr("Skip"))
        self.next = QPushButton(self.tr("Next"))
        self.next.setProperty("primary", True)
        self.skip.clicked.connect(self._end)
        self.next.clicked.connect(self._on_next)
        line = QHBoxLayout()
        line.addWidget(self.place, 1)
        line.addWidget(self.skip)
        line.addWidget(self.next)
        layout = self._layout = QVBoxLayout(self.note)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.setSpacing(8)
        layout.addWidget(self.title)
        layout.addWidget(self.text)
        layout.addSpacing(8)
        layout.addLayout(line)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        window.installEventFilter(self)
        QApplication.instance().focusChanged.connect(self._keep_keyboard)  # type: ignore[union-attr]
        self._arrive()
        self.show()
        self.next.setFocus()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Darken everything but the part that is spoken of."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        veil = QPainterPath()
        veil.addRect(QRectF(self.rect()))
        hole = QPainterPath()
        hole.addRoundedRect(QRectF(self._spot()), 8, 8)
        color = QColor(tokens_for(self.palette()).shadow)
        color.setAlpha(140)
        painter.fillPath(veil.subtracted(hole), color)

    def event(self, event: QEvent) -> bool:
        """Let no key be that of a command: it would decide about photos under the veil."""
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave the tour with Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self._end()
        else:
            super().keyPressEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Stay with Tab between the two buttons: what lies under the veil is out of reach."""
        other = self.skip if self.next.hasFocus() else self.next
        other.setFocus(Qt.FocusReason.TabFocusReason)
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay as large as the window, and beside the part."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Move):
            self._show()
        return False

    def _keep_keyboard(self, _old: QWidget | None, new: QWidget | None) -> None:
        """Take the keyboard back from a part that comes into sight and asks for it."""
        if new is None or new is self or self.isAncestorOf(new):
            return
        if new.window() is self._window:
            self.next.setFocus()

    def _arrive(self) -> None:
        stop = self._stops[self._at]
        if stop.arrive is not None:
            stop.arrive()
        stop.part.installEventFilter(self)
        self._show()

    def _spot(self) -> QRect:
        widget = self._stops[self._at].part
        return QRect(widget.mapTo(self._window, QPoint(0, 0)), widget.size())

    def _show(self) -> None:
        self.setGeometry(self._window.rect())
        stop = self._stops[self._at]
        self.title.setText(stop.title)
        self.text.setText(stop.text)
        self.place.setText(f"{self._at + 1} / {len(self._stops)}")
        last = self._at == len(self._stops) - 1
        self.next.setText(self.tr("Done") if last else self.tr("Next"))
        self.note.setAccessibleName(f"{stop.title} {stop.text}")
        self._layout.activate()
        self.note.resize(self.note.width(), self.note.heightForWidth(self.note.width()))
        self.note.move(self._note_place())
        self.raise_()
        self.update()

    def _note_place(self) -> QPoint:
        """Return the first side of the spot that has room for the note; else within, at its end."""
        spot, note = self._spot(), self.note.rect()
        room = self.rect().adjusted(GAP_PX, GAP_PX, -GAP_PX, -GAP_PX)
        top = max(room.top(), min(spot.top() + 48, room.bottom() - note.height()))
        left = max(room.left(), min(spot.left() + 48, room.right() - note.width()))
        for place in (
            QPoint(spot.right() + GAP_PX, top),
            QPoint(spot.left() - GAP_PX - note.width(), top),
            QPoint(left, spot.top() - GAP_PX - note.height()),
            QPoint(left, spot.bottom() + GAP_PX),
        ):
            if room.contains(QRect(place, note.size())):
                return place
        inside = spot.intersected(room).adjusted(0, 0, -GAP_PX, 0)
        return QPoint(inside.right() - note.width(), inside.center().y() - note.height() // 2)

    def _on_next(self) -> None:
        if self._at + 1 < len(self._stops):
            self._stops[self._at].part.removeEventFilter(self)
            self._at += 1
            self._arrive()
        else:
            self._end()

    def _end(self) -> None:
        self._window.removeEventFilter(self)
        self._stops[self._at].part.removeEventFilter(self)
        QApplication.instance().focusChanged.disconnect(self._keep_keyboard)  # type: ignore[union-attr]
        self.hide()
        self.ended.emit()
        self.deleteLater()
