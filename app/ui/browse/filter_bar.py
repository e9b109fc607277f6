"""Filters of a list: reason, scene, folder, place, stars, days, similarity: search fields."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QDate, QLocale, QSignalBlocker, QStringListModel, Qt
from PySide6.QtWidgets import (
    QComboBox,
    QCompleter,
    QDateEdit,
    QDoubleSpinBox,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QWidget,
)

from app.core.collecting.ratings import MOST_STARS, Flag
from app.core.records import FolderRow
from app.core.search.nodes import Bounds
from app.core.types import Reason
from app.ui.browse.search.scene_names import SceneNaming
from app.ui.models.query_state import QueryState
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
    """A row of filters that act at once; hidden until it is asked for.

    What they show is what the search asks of their fields, and only a filter that is changed
    changes the search.
    """

    def __init__(
        self,
        state: QueryState,
        scenes: SceneBook,
        naming: SceneNaming,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._state = state
        self._naming = naming
        self._scenes = scenes
        self._filling = False
        self.reason = QComboBox()
        self.scene = QComboBox()
        self.folder = QComboBox()
        self.stars = QComboBox()
        self.flag = QComboBox()
        self.place = QLineEdit()
        self._known_places = QStringListModel(self)
        self._folders: list[tuple[int, str]] = []
        self.low, self.high = _score_box(), _score_box()
        self.start, self.end = _day_box(), _day_box()
        self.clear = QPushButton()
        self._score_title = make_label("muted")
        self._day_title = make_label("muted")
        self._lay_out()
        self._connect()
        self.retranslate()
        self.hide()

    def _lay_out(self) -> None:
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
        layout.addWidget(self.place)
        layout.addWidget(self.stars)
        layout.addWidget(self.flag)
        for together in parts:
            layout.addWidget(_in_a_row(together))
        layout.addWidget(self.clear)
        for combo in (self.reason, self.scene, self.folder, self.stars, self.flag):
            combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
            combo.setMaximumWidth(200)
        self.place.setMaximumWidth(160)
        self.place.setClearButtonEnabled(True)
        self.place.setVisible(False)
        completer = QCompleter(self._known_places, self.place)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.place.setCompleter(completer)

    def _connect(self) -> None:
        self.reason.currentIndexChanged.connect(partial(self._on_edited, "reason"))
        self.scene.currentIndexChanged.connect(partial(self._on_edited, "scene"))
        self.folder.currentIndexChanged.connect(partial(self._on_edited, "folder"))
        self.stars.currentIndexChanged.connect(partial(self._on_edited, "rating"))
        self.flag.currentIndexChanged.connect(partial(self._on_edited, "flag"))
        self.place.editingFinished.connect(self._on_place_edited)
        self.place.textChanged.connect(self._on_place_changed)
        # Comes before the text itself is written.
        chosen = self.place.completer().activated
        chosen.connect(self._on_place_edited, Qt.ConnectionType.QueuedConnection)
        for box, other in ((self.low, self.high), (self.high, self.low)):
            box.valueChanged.connect(partial(self._on_score_edited, box, other))
        for edit, last in ((self.start, self.end), (self.end, self.start)):
            edit.dateChanged.connect(partial(self._on_day_edited, edit, last))
        self.clear.clicked.connect(self.reset)
        self._state.searched.connect(self.show_search)
        self._scenes.renamed.connect(self._on_scenes_changed)

    def reset(self) -> None:
        """Take all filters away; what else the search asks for stays."""
        for name in FILTERED:
            self._state.set_term(name, None)

    def show_search(self) -> None:
        """Show what the search asks of the fields here."""
        self._filling = True
        for combo, data in (
            (self.reason, self._asked("reason")),
            (self.scene, self._naming.meant(self._asked("scene"))),
            (self.folder, self._folder_asked()),
            (self.flag, self._asked("flag")),
            (self.stars, stars_of(self._bounds("rating"))),
        ):
            combo.setCurrentIndex(0 if data is None else max(0, combo.findData(data)))
        self.place.setText(self._asked("place") or "")
        scores, days = self._bounds("similarity"), self._bounds("date")
        for box, score in ((self.low, scores.low), (self.high, scores.high)):
            box.setValue(box.minimum() if score is None else float(score))
        for edit, day in ((self.start, first_day(days)), (self.end, last_day(days))):
            edit.setDate(FIRST_DAY if day is None or not day.isValid() else day)
        self._filling = False

    def _asked(self, name: str) -> str | None:
        term = self._state.term(name)
        return term.value if term is not None and isinstance(term.value, str) else None

    def _bounds(self, name: str) -> Bounds:
        term = self._state.term(name)
        return term.value if term is not None and isinstance(term.value, Bounds) else Bounds()

    def _folder_asked(self) -> int | None:
        asked = (self._asked("folder") or "").casefold().rstrip("/\\")
        return next((id_ for id_, path in self._folders if path.casefold() == asked), None)

    def show_folders(self, folders: Sequence[FolderRow]) -> None:
        """Offer these folders, where there is more than one to choose from."""
        known = [(folder.id, folder.path) for folder in folders]
        if known != self._folders:
            self._folders = known
            self.retranslate()

    def show_places(self, names: Sequence[str]) -> None:
        """Offer these towns and countries; without any there is nothing to type."""
        self._known_places.setStringList(list(names))
        self.place.setVisible(bool(names))

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
        self.place.setPlaceholderText(self.tr("Any place"))
        self.place.setAccessibleName(self.tr("Town or country"))
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
            edit.setLocale(QLocale())
            edit.setDisplayFormat(_day_format())
        self._filling = False
        self.show_search()

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

    def _on_score_edited(self, box: QDoubleSpinBox, other: QDoubleSpinBox, _: float) -> None:
        """Take the other end along where it would lie on the wrong side."""
        low, high = _score_of(self.low), _score_of(self.high)
        if low is not None and high is not None and low > high and not self._filling:
            with QSignalBlocker(other):
                other.setValue(box.value())
        self._on_edited("similarity")

    def _on_day_edited(self, edit: QDateEdit, other: QDateEdit, _: QDate) -> None:
        """Take the other end along where it would lie on the wrong side."""
        first, last = _day_of(self.start), _day_of(self.end)
        if first is not None and last is not None and first > last and not self._filling:
            with QSignalBlocker(other):
                other.setDate(edit.date())
        self._on_edited("date")

    def _on_place_changed(self, text: str) -> None:
        """Ask for no place any more once the cross has emptied the field."""
        if not text:
            self._on_place_edited()

    def _on_place_edited(self, _: object = None) -> None:
        if (self.place.text().strip() or None) != self._asked("place"):
            self._on_edited("place")

    def _on_edited(self, name: str, _: object = None) -> None:
        if self._filling:
            return
        scene = self.scene.currentData()
        value: str | Bounds | None = {
            "reason": self.reason.currentData(),
            "scene": None if scene is None else self._naming.text_of(scene),
            "folder": dict(self._folders).get(self.folder.currentData()),
            "place": self.place.text().strip() or None,
            "flag": self.flag.currentData(),
            "rating": _bounds_of(self.stars.currentData(), None),
            "similarity": _bounds_of(_score_of(self.low), _score_of(self.high)),
            "date": _bounds_of(_day_of(self.start), _day_of(self.end)),
        }[name]
        is_chinese = self._scenes.language.startswith("zh")
        self._state.set_term(name, value, chinese=is_chinese)


FILTERED = ("reason", "scene", "folder", "place", "rating", "flag", "similarity", "date")


def stars_of(bounds: Bounds) -> int | None:
    """Return the stars that bounds begin with, None where 'so many or more' is not all they say."""
    low = bounds.low
    plain = isinstance(low, float | int) and bounds.high in (None, MOST_STARS) and not bounds.above
    return int(low) if plain and low is not None and float(low).is_integer() else None


def first_day(days: Bounds) -> QDate | None:
    """Return the first day that bounds hold, None where they are open."""
    if days.low is None:
        return None
    return _last_of(str(days.low)).addDays(1) if days.above else _first_of(str(days.low))


def last_day(days: Bounds) -> QDate | None:
    """Return the last day that bounds hold, None where they are open."""
    if days.high is None:
        return None
    return _first_of(str(days.high)).addDays(-1) if days.below else _last_of(str(days.high))


def _first_of(day: str) -> QDate:
    year, month, number = (*map(int, day.split("-")), 1, 1)[:3]
    return QDate(year, month, number)


def _last_of(day: str) -> QDate:
    parts = [int(part) for part in day.split("-")]
    year, month = parts[0], parts[1] if len(parts) > 1 else 12
    return QDate(year, month, parts[2] if len(parts) > 2 else monthrange(year, month)[1])


def _bounds_of(low: float | str | None, high: float | str | None) -> Bounds | None:
    return None if low is None and high is None else Bounds(low, high)


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
    box.setKeyboardTracking(False)  # 0.45 is no 0.4 on its way
    box.setValue(-0.01)
    box.setMinimumWidth(80)
    return box


def _score_of(box: QDoubleSpinBox) -> float | None:
    return None if box.value() <= box.minimum() else box.value()


def _day_format() -> str:
    """Return the short form of days in the language in force, with all digits of the year."""
    form = QLocale().dateFormat(QLocale.FormatType.ShortFormat)
    return form if "yyyy" in form else form.replace("yy", "yyyy")


class _DayBox(QDateEdit):
    def focusNextPrevChild(self, forward: bool) -> bool:
        """Let Tab leave the field: Qt's own never does while 'from' stands in it."""
        return QWidget.focusNextPrevChild(self, forward)


def _day_box() -> QDateEdit:
    edit = _DayBox()
    edit.setCalendarPopup(True)
    edit.setKeyboardTracking(False)
    edit.setMinimumDate(FIRST_DAY)
    edit.setDate(FIRST_DAY)
    edit.setMinimumWidth(104)
    return edit


def _day_of(edit: QDateEdit) -> str | None:
    date = edit.date()
    return None if date <= FIRST_DAY else date.toString(Qt.DateFormat.ISODate)
