"""The line that a search is typed into: it completes, and marks what is wrong."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QColor,
    QFocusEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QLineEdit, QWidget

from app.core.search.completion import Completion, complete
from app.core.search.errors import SearchError
from app.core.search.remarks import Remark
from app.ui.browse.search.offer_list import OfferList
from app.ui.browse.search.offers import Offers
from app.ui.browse.search.wrong_note import WrongNote
from app.ui.error_wording import error_sentence
from app.ui.icons import icon
from app.ui.models.query_state import QueryState
from app.ui.theme import tokens_for
from app.ui.widgets.labels import scaled

# Nobody is corrected in the middle of a word.
PAUSE_MS = 900
_KEYS_OF_OFFERS = (
    Qt.Key.Key_Down,
    Qt.Key.Key_Up,
    Qt.Key.Key_Return,
    Qt.Key.Key_Enter,
    Qt.Key.Key_Escape,
)


class SearchLine(QLineEdit):
    """One line for words, scenes and fields.

    Signals
    -------
    help_asked : ()
        How a search is written.
    left : ()
        Escape asked for the photos.
    """

    help_asked = Signal()
    left = Signal()

    def __init__(self, state: QueryState, offers: Offers, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self._offers = offers
        self._error: SearchError | None = None
        self._remark: Remark | None = None
        self._is_typed = False
        self._note = WrongNote(self)
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self.tell_error)
        self.setClearButtonEnabled(True)
        self.addAction(icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        self.help = self.addAction(icon("help"), QLineEdit.ActionPosition.TrailingPosition)
        self.help.triggered.connect(self.help_asked)
        self.popup = OfferList(self)
        self.popup.chosen.connect(self._on_chosen)
        self.textEdited.connect(self._on_edited)
        self.textChanged.connect(self._on_changed)
        state.searched.connect(self._on_searched)
        state.refused.connect(self._on_refused)
        self.retranslate()

    def retranslate(self) -> None:
        """Set texts in the language in force."""
        self.setPlaceholderText(self.tr("Search: beach -people date:2023"))
        self.setAccessibleName(self.tr("Search photos"))
        self.help.setText(self.tr("How to search"))
        self.help.setToolTip(self.tr("How to search"))
        self.popup.retranslate()
        if self._note.isVisible():
            self.tell_error()

    def tell_error(self) -> None:
        """Say what is wrong, or worth a remark, and mark it."""
        self._pause.stop()
        if self._error is None:
            self._remark = next(iter(self._offers.remarks(self._state.text)), None)
        told = self._told
        if told is None:
            return
        sentence = error_sentence(told)
        self._note.say(sentence, is_hint=self._is_hint)
        self.setAccessibleDescription(sentence)
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))
        self.update()

    @property
    def _told(self) -> SearchError | None:
        """What is wrong with the text, else what is to be said of it."""
        if self._error is None and self._remark is not None:
            return self._remark.error
        return self._error

    @property
    def _is_hint(self) -> bool:
        """Whether what is said names nothing wrong."""
        return self._error is None and self._remark is not None and not self._remark.is_slip

    @property
    def error_text(self) -> str:
        """What is said of the text now; empty while nothing is wrong, or nobody was told yet."""
        return self._note.text() if self._note.isVisible() else ""

    def offer(self, *, unasked: bool = True) -> None:
        """Show what may stand at the cursor."""
        found = complete(
            self.text(),
            self.cursorPosition(),
            self._offers.values,
            chinese=self._offers.language.startswith("zh"),
            unasked=unasked,
        )
        self.popup.offer(found)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Down, or Control and Space, asks what may be typed; Enter tells what is wrong."""
        key, is_offered = event.key(), self.popup.isVisible()
        asks = key == Qt.Key.Key_Space and event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if is_offered and key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.popup.step(1 if key == Qt.Key.Key_Down else -1)
        elif asks or key == Qt.Key.Key_Down:
            self.offer(unasked=False)
        elif is_offered and key == Qt.Key.Key_Escape:
            self.popup.hide()
        elif key == Qt.Key.Key_Escape:
            self._leave()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not (is_offered and self.popup.take()):
                self.popup.hide()
                self.tell_error()
                super().keyPressEvent(event)
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Keep the keys of the offers from the window's commands while there are some."""
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            is_theirs = self.popup.isVisible() and event.key() in _KEYS_OF_OFFERS
            if is_theirs:
                event.accept()
                return True
        return super().event(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Tell what is wrong to whoever goes away; what was only a hint stands in nobody's way."""
        super().focusOutEvent(event)
        self.popup.hide()
        if event.reason() is Qt.FocusReason.PopupFocusReason:
            return
        if self._error is not None:
            self.tell_error()
        elif self._is_hint:
            self._forget_error()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Underline what is wrong, once it was told."""
        super().paintEvent(event)
        told = self._told
        if told is None or not self._note.isVisible():
            return
        metrics, at = self.fontMetrics(), told.at
        text = self.text()
        origin = self.cursorRect().center().x() - metrics.horizontalAdvance(
            text[: self.cursorPosition()]
        )
        left = origin + metrics.horizontalAdvance(text[: at.start])
        width = max(metrics.horizontalAdvance(text[at.start : at.end]), metrics.averageCharWidth())
        below = (self.height() + metrics.height()) // 2
        painter = QPainter(self)
        tokens = tokens_for(self.palette())
        colour = tokens.accent if self._is_hint else tokens.danger
        painter.setPen(QPen(QColor(colour), 2, Qt.PenStyle.DotLine))
        inside = self.rect().adjusted(scaled(self, 28), 0, -scaled(self, 28), 0)
        painter.setClipRect(inside)
        painter.drawLine(left, below, left + width, below)

    def _on_edited(self) -> None:  # comes before the change itself is told
        self._is_typed = True

    def _on_changed(self, text: str) -> None:
        self._forget_error()
        if self._is_typed:
            self.offer()
        else:
            self.popup.hide()
        self._is_typed = False
        self._state.set_text(text)

    def _on_refused(self, error: SearchError) -> None:
        self._error = error
        self._pause.start()

    def _on_searched(self) -> None:
        self._forget_error()
        if self._state.text:
            self._pause.start()
        if self.text().strip() != self._state.text:
            self.blockSignals(True)
            self.setText(self._state.text)
            self.blockSignals(False)

    def _forget_error(self) -> None:
        self._pause.stop()
        self._error = self._remark = None
        self._note.hide()
        self.setAccessibleDescription("")
        self.update()

    def _leave(self) -> None:
        """Write the search in force where what is typed is none, and go to the photos."""
        if self._error is not None:
            self._on_searched()
        self.left.emit()

    def _on_chosen(self, completion: Completion) -> None:
        at, is_field = completion.at, completion.text.endswith((":", "："))
        rest = self.text()[at.end :]
        written = completion.text if is_field or rest.startswith(" ") else completion.text + " "
        self.setText(self.text()[: at.start] + written + rest)
        self.setCursorPosition(at.start + len(written))
        if is_field:
            QTimer.singleShot(0, self.offer)
