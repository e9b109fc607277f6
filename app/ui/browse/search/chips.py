"""What the search asks for, a chip each: how it was understood, and a click takes it out."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QToolButton, QWidget

from app.core.search.nodes import FieldTerm, SearchNode, Without, Wording, top_parts
from app.ui.browse.search.scene_names import SceneNaming
from app.ui.icons import icon
from app.ui.models.query_state import QueryState
from app.ui.search_wording import part_words
from app.ui.widgets.flow_layout import FlowLayout
from app.ui.widgets.plain_text import plain_tip
from app.ui.widgets.scene_input import colour_icon

# In letters.
LONGEST_CHIP = 48
TAKES_OUT = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace, Qt.Key.Key_Return, Qt.Key.Key_Enter)


class Chip(QToolButton):
    """A part of the search; Delete takes it out, as a click does."""

    removed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("chip", True)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._words = ""
        self.clicked.connect(self.removed)

    def say(self, words: str, room_px: int) -> None:
        """Show words, shortened where there is no room for them."""
        self._words = words
        self.fit(room_px)

    def fit(self, room_px: int) -> None:
        """Shorten the words to a width."""
        around = self.sizeHint().width() - self.fontMetrics().horizontalAdvance(self.text())
        room = min(room_px - around, self.fontMetrics().averageCharWidth() * LONGEST_CHIP)
        cross = "  ✕"
        room -= self.fontMetrics().horizontalAdvance(cross)
        elided = self.fontMetrics().elidedText(self._words, Qt.TextElideMode.ElideRight, room)
        self.setText(elided.replace("&", "&&") + cross)

    def minimumSizeHint(self) -> QSize:
        """Hold no window open: what does not fit is shortened."""
        return QSize(0, self.sizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take it out by the keys that delete and decide."""
        if event.key() in TAKES_OUT:
            self.removed.emit()
            return
        super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Keep the keys that take it out from the window's commands."""
        is_override = event.type() is QEvent.Type.ShortcutOverride
        if is_override and isinstance(event, QKeyEvent) and event.key() in TAKES_OUT:
            event.accept()
            return True
        return super().event(event)


class ChipStrip(QFrame):
    """The chips of the search in force; hidden while there is none."""

    def __init__(
        self, state: QueryState, naming: SceneNaming, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._state = state
        self._naming = naming
        self.chips: list[Chip] = []
        self._layout = FlowLayout(self)
        self._layout.setContentsMargins(16, 2, 16, 6)
        state.searched.connect(self.retranslate)
        naming.changed.connect(self.retranslate)
        self.retranslate()

    def retranslate(self) -> None:
        """Show what the search asks for, in the language in force."""
        parts = top_parts(self._state.search)
        had_focus = self._focused()
        while len(self.chips) > len(parts):
            chip = self.chips.pop()
            self._layout.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        while len(self.chips) < len(parts):
            chip = Chip(self)
            chip.removed.connect(partial(self._remove, len(self.chips)))
            self.chips.append(chip)
            self._layout.addWidget(chip)
        for chip, part in zip(self.chips, parts, strict=True):
            self._fill(chip, part)
            chip.show()
        self.setVisible(bool(parts))
        if had_focus is not None and self.chips:
            self.chips[min(had_focus, len(self.chips) - 1)].setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Shorten what does not fit."""
        super().resizeEvent(event)
        for chip in self.chips:
            chip.fit(self._room())

    def _room(self) -> int:
        margins = self._layout.contentsMargins()
        return self.width() - margins.left() - margins.right()

    def _focused(self) -> int | None:
        return next((at for at, chip in enumerate(self.chips) if chip.hasFocus()), None)

    def _fill(self, chip: Chip, part: SearchNode) -> None:
        words = part_words(part, self._naming.name)
        colour = self._naming.colour(_scene_text(part))
        chip.setIcon(colour_icon(colour) if colour else icon(_icon_name(part)))
        chip.say(words, self._room())
        chip.setToolTip(plain_tip(self.tr("Take out: {what}").format(what=words)))
        chip.setAccessibleName(self.tr("Take out: {what}").format(what=words))

    def _remove(self, number: int) -> None:
        self._state.remove_part(number)


def _scene_text(part: SearchNode) -> str | None:
    if isinstance(part, Without):
        return _scene_text(part.part)
    if isinstance(part, Wording):
        return part.text
    is_scene = isinstance(part, FieldTerm) and part.name in ("scene", "proposed")
    return str(part.value) if is_scene and isinstance(part, FieldTerm) else None


def _icon_name(part: SearchNode) -> str:
    return "search" if isinstance(part, Wording) else "filter"
