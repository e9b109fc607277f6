"""The page of duplicates: sets on the left, the photos of one side by side, what happens below."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QListView,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.core.duplicates.sets import DuplicateSet, Sameness
from app.ui.duplicates.choices import SetChoices
from app.ui.duplicates.set_list import PICTURE_PX, SetListModel
from app.ui.duplicates.set_view import SetView
from app.ui.duplicates.words import DuplicateCounts, sameness_word
from app.ui.i18n import file_size, number
from app.ui.session import Session
from app.ui.widgets.labels import make_label, scaled

FILTERS: tuple[Sameness | None, ...] = (None, *Sameness)


class DuplicatesPage(QWidget):
    """Shows sets and takes choices; what is done with them is asked for by signals.

    Signals
    -------
    search_asked : ()
        Copies are to be looked for.
    removal_asked : ()
        What was chosen is to be done.
    photo_opened : (int)
        A photo is to be seen large.
    """

    search_asked = Signal()
    removal_asked = Signal()
    photo_opened = Signal(int)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.choices = SetChoices()
        self._is_searching = False
        self._failed: int | None = None
        self._counts = DuplicateCounts(self)
        self.title, self.count = make_label("heading"), make_label("muted")
        self.filter = QComboBox()
        self.filter.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.again = QPushButton()
        self.model = SetListModel(self.choices, session.thumbnails, self)
        self.list = QListView()
        self.list.setModel(self.model)
        self.list.setProperty("role", "sets")
        self.list.setIconSize(QSize(PICTURE_PX, PICTURE_PX))
        self.list.setUniformItemSizes(True)
        self.list.setSpacing(2)
        self.list.setMinimumWidth(scaled(self, 220))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view = SetView(self.choices, session.scenes, session.thumbnails)
        self.state, self.more = make_label("heading", wrap=True), make_label("muted", wrap=True)
        self.keep_all, self.propose = QPushButton(), QPushButton()
        self.sum, self.remove = make_label("text", wrap=True), QPushButton()
        self.remove.setProperty("primary", True)
        self._build()
        self._wire()
        self.retranslate()

    def _build(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(16, 12, 16, 8)
        head.setSpacing(10)
        head.addWidget(self.title)
        head.addWidget(self.count, 1)
        head.addWidget(self.filter)
        head.addWidget(self.again)
        said = QWidget()
        middle = QVBoxLayout(said)
        middle.addStretch(2)
        for label in (self.state, self.more):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            middle.addWidget(label)
        middle.addStretch(3)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.addWidget(self.list)
        splitter.addWidget(self.view)
        splitter.setStretchFactor(1, 1)
        splitter.setChildrenCollapsible(False)
        splitter.setSizes([scaled(self, 320), 760])
        self._pages = QStackedWidget()
        self._pages.addWidget(said)
        self._pages.addWidget(splitter)
        foot = QHBoxLayout()
        foot.setContentsMargins(16, 8, 16, 8)
        foot.setSpacing(10)
        foot.addWidget(self.keep_all)
        foot.addWidget(self.propose)
        foot.addWidget(self.sum, 1)
        foot.addWidget(self.remove)
        self._foot = QFrame()
        self._foot.setProperty("role", "bar")
        self._foot.setLayout(foot)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addWidget(self._pages, 1)
        layout.addWidget(self._foot)

    def _wire(self) -> None:
        self.list.selectionModel().currentChanged.connect(self._on_set_changed)
        self.list.activated.connect(self.view.focus_card)
        self.filter.currentIndexChanged.connect(self._on_filter)
        self.again.clicked.connect(self.search_asked)
        self.remove.clicked.connect(self.removal_asked)
        self.keep_all.clicked.connect(self._on_keep_all)
        self.propose.clicked.connect(self._on_propose)
        self.view.chosen.connect(self._on_chosen)
        self.view.photo_opened.connect(self.photo_opened)

    def show_searching(self) -> None:
        """Say that copies are being looked for."""
        self._is_searching = True
        self.retranslate()

    def show_given_up(self) -> None:
        """Say that the search came to no end; what was found before stays."""
        self._is_searching = False
        self.retranslate()

    def show_found(self, sets: Sequence[DuplicateSet], failed: int) -> None:
        """Show what a search found."""
        self._is_searching, self._failed = False, failed
        self.model.begin()
        self.choices.take(sets)
        self.model.end()
        self._show_set(0)
        self.retranslate()
        self.focus_sets()

    def forget(self, photos: frozenset[int]) -> None:
        """Take photos that are in the trash out of the sets."""
        at = max(0, self.list.currentIndex().row())
        self.model.begin()
        self.choices.forget(photos)
        self.model.end()
        self._show_set(min(at, len(self.choices.sets) - 1))
        self.retranslate()

    def focus_sets(self) -> None:
        """Give the keys to the list of sets, where there are any."""
        target = self.list if self.choices.sets else self.again
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete does what was chosen; Escape leads from photos to sets, and from there out."""
        key = event.key()
        if key == Qt.Key.Key_Delete and self.remove.isEnabled():
            self.removal_asked.emit()
        elif key == Qt.Key.Key_Escape and not (self.list.hasFocus() or self.again.hasFocus()):
            self.focus_sets()
        elif key == Qt.Key.Key_A:
            self._on_keep_all()
        elif key == Qt.Key.Key_R:
            self._on_propose()
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._step(-1 if key == Qt.Key.Key_Up else 1)
        else:
            super().keyPressEvent(event)

    def retranslate(self) -> None:
        """Set texts in the language in force."""
        self.title.setText(self.tr("Duplicates"))
        self.filter.blockSignals(True)
        at = max(0, self.filter.currentIndex())
        self.filter.clear()
        for wanted in FILTERS:
            self.filter.addItem(f"{sameness_word(wanted)} ({number(self.choices.count(wanted))})")
        self.filter.setCurrentIndex(at)
        self.filter.blockSignals(False)
        self.filter.setAccessibleName(self.tr("Which sets are shown"))
        self.list.setAccessibleName(self.tr("Sets of duplicates"))
        self.again.setText(self.tr("Look again") if self._failed is not None else self.tr("Look"))
        self.again.setEnabled(not self._is_searching)
        self.keep_all.setText(self.tr("Keep all"))
        self.keep_all.setToolTip(self.tr("Keep all photos of this set (A)"))
        self.propose.setText(self.tr("As proposed"))
        self.propose.setToolTip(self.tr("Choose for this set what is proposed (R)"))
        self.remove.setText(self.tr("Move to the trash…"))
        self._show_state()
        self.view.retranslate()
        self._show_sum()

    def _show_state(self) -> None:
        has_sets = bool(self.choices.sets) and not self._is_searching
        self._pages.setCurrentIndex(int(has_sets))
        self._foot.setVisible(has_sets)
        self.count.setText(self._counts.sets(len(self.choices.sets)) if has_sets else "")
        self.filter.setVisible(bool(self.choices.count(None)) and not self._is_searching)
        if self._is_searching:
            self.state.setText(self.tr("Looking for duplicates…"))
            self.more.setText(self.tr("You can go on meanwhile. Nothing is changed."))
        elif self._failed is None:
            self.state.setText(self.tr("Find copies of photos"))
            self.more.setText(
                self.tr(
                    "Identical files, the same picture in other sizes and formats, and bursts. "
                    "Nothing goes to the trash before you say so."
                )
            )
        else:
            self.state.setText(self.tr("No duplicates here"))
            self.more.setText(self._counts.failed(self._failed) if self._failed else "")

    def _show_sum(self) -> None:
        count, size = self.choices.totals()
        self.sum.setText(
            self._counts.gone(count).format(size=file_size(size))
            if count
            else self.tr("Space lets a photo go or stay, K keeps it alone, Delete goes on.")
        )
        self.remove.setEnabled(bool(count))

    def _show_set(self, at: int) -> None:
        index = self.model.index(at) if 0 <= at < len(self.choices.sets) else QModelIndex()
        self.list.setCurrentIndex(index)
        self.view.show_set(at, self.choices.sets[at] if index.isValid() else None)

    def _step(self, step: int) -> None:
        at = self.list.currentIndex().row() + step
        if 0 <= at < len(self.choices.sets):
            self.list.setCurrentIndex(self.model.index(at))
            self.view.focus_card()

    def _on_set_changed(self, index: QModelIndex) -> None:
        if index.isValid():
            self.view.show_set(index.row(), self.choices.sets[index.row()])

    def _on_filter(self, at: int) -> None:
        self.model.begin()
        self.choices.show_only(FILTERS[at])
        self.model.end()
        self._show_set(0)
        self.retranslate()

    def _on_keep_all(self) -> None:
        self._choose(self.choices.keep_all)

    def _on_propose(self) -> None:
        self._choose(self.choices.propose)

    def _choose(self, choose: Callable[[int], None]) -> None:
        at = self.list.currentIndex().row()
        if at >= 0:
            choose(at)
            self.view.retranslate()
            self._on_chosen(at)

    def _on_chosen(self, at: int) -> None:
        self.model.tell(at)
        self._show_sum()
