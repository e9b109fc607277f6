"""Filters of a list: reason, scene, folder, rating, days, similarity."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QDate, Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDateEdit,
    QDoubleSpinBox,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QWidget,
)

from app.core.collecting.ratings import MOST_STARS, Flag
from app.core.records import FolderRow
from app.core.types import Reason
from app.ui.models.query_state import Filters, QueryState
from app.ui.models.scene_book import SceneBook
from app.ui.widgets.flow_layout import FlowLayout
from app.ui.widgets.labels import INDENT_PX, is_large, make_label
from app.ui.widgets.plain_text import plain_tip
from app.ui.widgets.scene_input import colour_icon
from app.ui.wording import flag_word, reason_word

FIRST_DAY = QDate(1900, 1, 1)
REASONS = (
    Reason.UNLIKE_PROTOTYPE,
    Reason.SECOND_SCENE,
    Reason.NO_SCENE,
    Reason.ABOVE_RANGE,
    Reason.TOO_FEW_SAMPLES,
    Reason.PERSON_SAID_NO,
    Reason.LEFT_OUT,
)


class FilterBar(QFrame):
    """A row of filters that act at once; hidden until it is asked for."""

    def __init__(self, state: QueryState, scenes: SceneBook, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self._scenes = scenes
        self._filling = False
        self.reason = QComboBox()
        self.scene = QComboBox()
        self.folder = QComboBox()
        self.stars = QComboBox()
        self.flag = QComboBox()
        self._folders: list[tuple[int, str]] = []
        self.low, self.high = _score_box(), _score_box()
        self.start, self.end = _day_box(), _day_box()
        self.clear = QPushButton()
        self._score_title = make_label("muted")
        self._day_title = make_label("muted")
        layout = FlowLayout(self)
        layout.setContentsMargins(16, 4, 16, 8)
        parts: tuple[tuple[QWidget, ...], ...] = (
            (self._score_title, self.low, self.high),
            (self._day_title, self.start, self.end),
        )
        if is_large(self):
            # A pair of boxes is too wide for a narrow window then.
            parts = tuple(half for both in parts for half in (both[:2], both[2:]))
        layout.addWidget(self.reason)
        layout.addWidget(self.scene)
        layout.addWidget(self.folder)
        layout.addWidget(self.stars)
        layout.addWidget(self.flag)
        for together in parts:
            layout.addWidget(_in_a_row(together))
        layout.addWidget(self.clear)
        for combo in (self.reason, self.scene, self.folder, self.stars, self.flag):
            combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
            combo.setMaximumWidth(200)
            combo.currentIndexChanged.connect(self._on_edited)
        for box in (self.low, self.high):
            box.valueChanged.connect(self._on_edited)
        for edit in (self.start, self.end):
            edit.dateChanged.connect(self._on_edited)
        self.clear.clicked.connect(self.reset)
        scenes.changed.connect(self._on_scenes_changed)
        self.retranslate()
        self.hide()

    def reset(self) -> None:
        """Take all filters away."""
        self._filling = True
        self.reason.setCurrentIndex(0)
        self.scene.setCurrentIndex(0)
        self.folder.setCurrentIndex(0)
        self.stars.setCurrentIndex(0)
        self.flag.setCurrentIndex(0)
        for box in (self.low, self.high):
            box.setValue(box.minimum())
        for edit in (self.start, self.end):
            edit.setDate(FIRST_DAY)
        self._filling = False
        self._on_edited()

    def show_folders(self, folders: Sequence[FolderRow]) -> None:
        """Offer these folders, where there is more than one to choose from."""
        known = [(folder.id, folder.path) for folder in folders]
        if known != self._folders:
            self._folders = known
            self.retranslate()
            self._on_edited()

    def retranslate(self) -> None:
        """Set texts in the language in force; what is chosen stays."""
        self._filling = True
        names = short_names([path for _, path in self._folders])
        entries = [(name, key) for name, (key, _) in zip(names, self._folders, strict=True)]
        _fill(self.folder, [(self.tr("Any folder"), None), *entries])
        for at, (_, path) in enumerate(self._folders):
            self.folder.setItemData(at + 1, plain_tip(path), Qt.ItemDataRole.ToolTipRole)
        self.folder.setVisible(len(self._folders) > 1)
        self.folder.setAccessibleName(self.tr("Folder"))
        _fill(
            self.reason,
            [(self.tr("Any reason"), None), *((reason_word(r), r.value) for r in REASONS)],
        )
        scenes = [(s.name(self._scenes.language), s.id) for s in self._scenes.enabled()]
        _fill(self.scene, [(self.tr("Any scene"), None), *scenes])
        for at, row in enumerate(self._scenes.enabled()):
            self.scene.setItemIcon(at + 1, colour_icon(row.colour))
        stars = [(self._from_stars(n), n) for n in range(1, MOST_STARS + 1)]
        _fill(self.stars, [(self.tr("Any rating"), None), *stars])
        _fill(self.flag, [(self.tr("Any flag"), None), *((flag_word(f), f.value) for f in Flag)])
        self.stars.setAccessibleName(self.tr("Rating"))
        self.flag.setAccessibleName(self.tr("Flag"))
        self._score_title.setText(self.tr("Similarity"))
        self._day_title.setText(self.tr("Taken"))
        self.clear.setText(self.tr("Clear"))
        self.reason.setAccessibleName(self.tr("Reason"))
        self.scene.setAccessibleName(self.tr("Scene"))
        self.low.setAccessibleName(self.tr("Similarity from"))
        self.high.setAccessibleName(self.tr("Similarity to"))
        self.start.setAccessibleName(self.tr("Taken from"))
        self.end.setAccessibleName(self.tr("Taken to"))
        for box, text in ((self.low, self.tr("from")), (self.high, self.tr("to"))):
            box.setSpecialValueText(text)
        for edit, text in ((self.start, self.tr("from")), (self.end, self.tr("to"))):
            edit.setSpecialValueText(text)
        self._filling = False

    def _from_stars(self, stars: int) -> str:
        if stars == MOST_STARS:
            return "★" * stars
        return self.tr("{stars} or more").format(stars="★" * stars)

    def _on_scenes_changed(self) -> None:
        """Fill in the scenes again, unless only their counts changed."""
        names = [(row.id, row.name(self._scenes.language)) for row in self._scenes.enabled()]
        if names != [(data, text) for text, data in self._entries()]:
            self.retranslate()

    def _entries(self) -> list[tuple[str, str]]:
        combo = self.scene
        return [(combo.itemText(at), combo.itemData(at)) for at in range(1, combo.count())]

    def _on_edited(self) -> None:
        if self._filling:
            return
        reason, flag = self.reason.currentData(), self.flag.currentData()
        self._state.set_filters(
            Filters(
                reason=Reason(reason) if reason else None,
                scene=self.scene.currentData(),
                folder=self.folder.currentData(),
                similarity_from=_score_of(self.low),
                similarity_to=_score_of(self.high),
                date_from=_day_of(self.start),
                date_to=_day_of(self.end),
                stars_from=self.stars.currentData(),
                flag=Flag(flag) if flag else None,
            )
        )


def short_names(paths: Sequence[str]) -> list[str]:
    """Return the last part of each path, with as many before it as it takes to differ."""
    parts = [path.replace("\\", "/").rstrip("/").split("/") for path in paths]
    length = 1
    while length < max(map(len, parts), default=0):
        names = ["/".join(part[-length:]) for part in parts]
        if len(set(names)) == len(names):
            break
        length += 1
    return ["/".join(part[-length:]) for part in parts]


def _fill(combo: QComboBox, entries: Sequence[tuple[str, str | int | None]]) -> None:
    chosen = combo.currentData()
    combo.clear()
    for text, data in entries:
        combo.addItem(text, data)
    combo.setCurrentIndex(max(0, combo.findData(chosen)))


def _in_a_row(parts: tuple[QWidget, ...]) -> QWidget:
    box = QWidget()
    row = QHBoxLayout(box)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(6)
    for part in parts:
        row.addWidget(part)
    return box


def _score_box() -> QDoubleSpinBox:
    box = QDoubleSpinBox()
    box.lineEdit().setTextMargins(INDENT_PX, 0, 0, 0)
    box.setRange(-0.01, 1.0)
    box.setSingleStep(0.05)
    box.setDecimals(2)
    box.setValue(-0.01)
    box.setMinimumWidth(80)
    return box


def _score_of(box: QDoubleSpinBox) -> float | None:
    return None if box.value() <= box.minimum() else box.value()


class _DayBox(QDateEdit):
    def focusNextPrevChild(self, forward: bool) -> bool:
        """Let Tab leave the field: Qt's own never does while 'from' stands in it."""
        return QWidget.focusNextPrevChild(self, forward)


def _day_box() -> QDateEdit:
    edit = _DayBox()
    edit.setCalendarPopup(True)
    edit.setMinimumDate(FIRST_DAY)
    edit.setDate(FIRST_DAY)
    edit.setMinimumWidth(104)
    return edit


def _day_of(edit: QDateEdit) -> str | None:
    date = edit.date()
    return None if date <= FIRST_DAY else date.toString(Qt.DateFormat.ISODate)
