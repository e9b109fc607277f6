"""How strict all scenes are: three words, or 'at most 1 wrong in N'."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QPushButton, QVBoxLayout, QWidget

from app.core.promises import ShownPromise
from app.ui.error_wording import sentence
from app.ui.widgets.fields import make_number
from app.ui.widgets.flow_layout import FlowLayout
from app.ui.widgets.labels import make_label

STRICT, NORMAL, LOOSE = 50, 20, 8
DEFAULT_TARGET = 1 / NORMAL
_WORDS = (STRICT, NORMAL, LOOSE)
FEWEST, MOST = 2, 1000


class TargetBar(QWidget):
    """One line: a word, a number, Apply; below it what answers to checks show of the number.

    Signals
    -------
    target_chosen : (float)
        The share of wrong tags among the accepted that is allowed.
    """

    target_chosen = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._in_force = NORMAL
        self.title = make_label("muted")
        self.word = QComboBox()
        self.before = make_label("text")
        self.number = make_number(FEWEST, MOST)
        self.number.setValue(NORMAL)
        self.apply = QPushButton()
        self.apply.setAutoDefault(False)
        self.promise = make_label("muted", wrap=True)
        self.promise.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        layout = FlowLayout()
        column.addLayout(layout)
        column.addWidget(self.promise)
        for part in (self.title, self.word, self.before, self.number, self.apply):
            layout.addWidget(part)
        for label in (self.title, self.before):
            label.setMinimumHeight(self.apply.sizeHint().height())
        self.title.setBuddy(self.word)
        self.before.setBuddy(self.number)
        self.word.activated.connect(self._on_word)
        self.number.valueChanged.connect(self._on_number)
        self.apply.clicked.connect(self._on_apply)
        self.retranslate()

    def show_promise(self, shown: ShownPromise) -> None:
        """Show the target in force, and whether answers show that it holds."""
        self.show_target(shown.target)
        self.promise.setText(sentence(shown.message()))
        self.promise.show()

    def show_target(self, target: float) -> None:
        """Show the target in force."""
        self._in_force = max(FEWEST, min(MOST, round(1 / max(target, 1e-6))))
        self.number.setValue(self._in_force)
        self._on_number()

    def retranslate(self) -> None:
        """Set texts in the language in force."""
        self.title.setText(self.tr("How strict"))
        self.word.blockSignals(True)
        self.word.clear()
        self.word.addItems(
            [self.tr("Strict"), self.tr("Normal"), self.tr("Loose"), self.tr("Own number")]
        )
        self.word.blockSignals(False)
        self.word.setAccessibleName(self.tr("How strict"))
        self.before.setText(self.tr("at most 1 wrong in"))
        self.number.setAccessibleName(self.tr("At most one wrong tag in this many"))
        self.apply.setText(self.tr("Apply to all scenes"))
        tip = self.tr(
            "Every range is computed anew; ranges set by hand stay. Ctrl+Z takes it back."
        )
        self.apply.setToolTip(tip)
        self._on_number()

    def _on_word(self, at: int) -> None:
        if at < len(_WORDS):
            self.number.setValue(_WORDS[at])
        else:
            self.number.setFocus()

    def _on_number(self) -> None:
        value = self.number.value()
        self.word.setCurrentIndex(_WORDS.index(value) if value in _WORDS else len(_WORDS))
        self.apply.setEnabled(value != self._in_force)

    def _on_apply(self) -> None:
        self.target_chosen.emit(1 / self.number.value())
