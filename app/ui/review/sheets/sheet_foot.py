"""Below the wall: the answer and the other keys, what is left, and how good the album is by now."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.core.sheets import SheetAnswer, SheetKind, SheetState
from app.ui.command import WindowActions
from app.ui.review.key_button import KeyButton
from app.ui.review.sheets.sheet_wording import SheetTexts
from app.ui.widgets.flow_layout import FlowLayout
from app.ui.widgets.labels import is_large, make_label

# Its parts are found by these names, after ``sheet_``.
PARTS = (
    "answer", "turn", "none", "skip", "back", "zoom", "changes", "stop", "left", "stands",
)  # fmt: skip


class SheetFoot(QFrame):
    """Two rows. They grow and never shrink, so that the wall stays under the person's hands."""

    def __init__(
        self, actions: WindowActions, texts: SheetTexts, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "bar")
        self.setObjectName("sheet_foot")
        self._texts = texts
        self.answer = KeyButton(actions["sheet_answer"], "yes", primary=True)
        self.turn = KeyButton(actions["sheet_turn"], "turn")
        self.none = KeyButton(actions["sheet_none"], "none")
        self.skip = KeyButton(actions["sheet_skip"], "skip")
        self.back = KeyButton(actions["sheet_back"], "undo")
        self.zoom = KeyButton(actions["sheet_zoom"], "zoom")
        self.changes = KeyButton(actions["refresh"], "sparkle")
        self.stop = KeyButton(actions["sheet_stop"], "stop")
        self.left = make_label("heading")
        self.stands = make_label("muted", wrap=True)
        # Large letters leave no room for words whose signs and keys say enough.
        for button in (self.turn, self.skip, self.back, self.zoom, self.changes, self.stop):
            button.set_compact(is_large(self))
        for name in PARTS:
            getattr(self, name).setObjectName(f"sheet_{name}")
        keys = QWidget()
        row = FlowLayout(keys)
        row.setContentsMargins(0, 0, 0, 0)
        for part in (self.answer, self.turn, self.none, self.skip, self.back, self.zoom):
            row.addWidget(part)
        self._ends = QWidget()
        ends = FlowLayout(self._ends)
        ends.setContentsMargins(0, 0, 0, 0)
        ends.addWidget(self.changes)
        ends.addWidget(self.stop)
        below = QHBoxLayout()
        below.setSpacing(12)
        below.addWidget(self.left)
        below.addWidget(self.stands, 1)
        below.addWidget(self._ends)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 8, 16, 8)
        layout.setSpacing(6)
        layout.addWidget(keys)
        layout.addLayout(below)

    def show_answer(self, answer: SheetAnswer | None) -> None:
        """Say what the keys would do now."""
        kind = answer.sheet.kind if answer is not None else None
        self.answer.set_label(self._texts.answer(answer) if answer is not None else "")
        self.turn.set_label(self._texts.turn(turned=answer is not None and answer.turned))
        self.none.setVisible(kind is SheetKind.HEAP)

    def show_state(self, state: SheetState | None) -> None:
        """Say where the review stands."""
        left = stands = ""
        if state is not None:
            left = self._texts.left(state)
            stands = " ".join(
                part for part in (self._texts.released(state), self._texts.stands(state)) if part
            )
        self.left.setText(left)
        self.stands.setText(stands)
        self._keep_height()

    def retranslate(self) -> None:
        """Set texts in the language in force."""
        self.changes.set_label(self.tr("See what would change"))
        self.stop.set_label(self.tr("I stop here"))
        self.skip.set_label(self.tr("Skip"))
        self.back.set_label(self.tr("Back"))
        self.zoom.set_label(self.tr("Enlarge"))
        self.none.set_label(self.tr("None of the scenes"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give up what the height was where the width is another."""
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self.setMinimumHeight(0)
            both = self.changes.sizeHint().width() + self.stop.sizeHint().width() + 8
            self._ends.setMinimumWidth(both if self.width() > 2.2 * both else 0)
            self._keep_height()

    def _keep_height(self) -> None:
        layout = self.layout()
        assert layout is not None
        needed = layout.totalHeightForWidth(self.width())
        self.setMinimumHeight(max(self.minimumHeight(), needed))
