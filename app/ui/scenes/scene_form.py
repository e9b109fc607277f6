"""Small dialogs about a scene: its names, colour and parent; and what it is merged into."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QButtonGroup,
    QColorDialog,
    QComboBox,
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.core.records import SceneRow
from app.jobs.scenes import COLOURS
from app.ui.models.scene_book import SceneBook
from app.ui.widgets.fields import add_row, make_form
from app.ui.widgets.labels import make_answer_row, make_label, scaled
from app.ui.widgets.scene_input import colour_icon


class ColourRow(QWidget):
    """Some colours that are told apart well, and any other.

    Signals
    -------
    chosen : (str)
        A colour, ``#rrggbb``.
    """

    chosen = Signal(str)

    def __init__(self, colour: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.colour = colour
        self._group = QButtonGroup(self)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        for at, shown in enumerate(dict.fromkeys((colour, *COLOURS))):
            button = QToolButton()
            button.setProperty("flat", True)
            button.setCheckable(True)
            button.setIcon(colour_icon(shown))
            button.setIconSize(QSize(22, 22))
            button.setToolTip(shown)
            button.setAccessibleName(self.tr("Colour {name}").format(name=shown))
            button.setChecked(at == 0)
            button.setProperty("colour", shown)
            self._group.addButton(button)
            layout.addWidget(button)
        self.other = QPushButton(self.tr("Other…"))
        self.other.setAutoDefault(False)
        self.other.clicked.connect(self._on_other)
        layout.addWidget(self.other)
        layout.addStretch(1)
        self._group.buttonClicked.connect(self._on_clicked)

    def _on_clicked(self, button: QToolButton) -> None:
        self.colour = button.property("colour")
        self.chosen.emit(self.colour)

    def _on_other(self) -> None:
        color = QColorDialog.getColor(QColor(self.colour), self)
        if color.isValid():
            first = self._group.buttons()[0]
            first.setProperty("colour", color.name())
            first.setIcon(colour_icon(color.name()))
            first.setChecked(True)
            self.colour = color.name()
            self.chosen.emit(self.colour)


class SceneForm(QDialog):
    """Names, colour and parent of a scene; ``row`` None for a new one."""

    def __init__(
        self, scenes: SceneBook, row: SceneRow | None, note: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._row = row
        self.setWindowTitle(self.tr("New scene") if row is None else self.tr("Edit scene"))
        self.setMinimumWidth(scaled(self, 420))
        self.name_en, self.name_zh = QLineEdit(), QLineEdit()
        self.parent_box = QComboBox()
        self.colours = ColourRow(row.colour if row is not None else COLOURS[0])
        form = make_form()
        if row is None:
            add_row(form, self.tr("Name"), self.name_en)
        else:
            add_row(form, self.tr("Name in English"), self.name_en)
            add_row(form, self.tr("Name in Chinese"), self.name_zh)
            self.name_en.setText(row.name_en)
            self.name_zh.setText(row.name_zh)
        add_row(form, self.tr("Lies under"), self.parent_box)
        add_row(form, self.tr("Colour"), self.colours)
        self._fill_parents(scenes)
        self.save = QPushButton(self.tr("Make scene") if row is None else self.tr("Save"))
        self.buttons = make_answer_row(self, self.save, self.tr("Cancel"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 20)
        layout.setSpacing(16)
        if note:
            layout.addWidget(make_label("text", note, wrap=True))
        layout.addLayout(form)
        layout.addWidget(self.buttons)
        self.name_en.textChanged.connect(self._on_text_changed)
        self._on_text_changed()

    def fields(self) -> dict[str, str | None]:
        """Return what differs from the scene as it is; for a new scene everything."""
        name = " ".join(self.name_en.text().split())
        wanted: dict[str, str | None] = {
            "name_en": name,
            "name_zh": " ".join(self.name_zh.text().split()) or name,
            "parent": self.parent_box.currentData(),
            "colour": self.colours.colour,
        }
        if self._row is None:
            return wanted
        return {key: value for key, value in wanted.items() if getattr(self._row, key) != value}

    def _fill_parents(self, scenes: SceneBook) -> None:
        self.parent_box.addItem(self.tr("no other scene"), None)
        above = self._row.parent if self._row is not None else None
        below = _below(scenes, self._row.id) if self._row is not None else set()
        for row in scenes.all():
            if row.id not in below:
                name = row.name(scenes.language)
                self.parent_box.addItem(colour_icon(row.colour), name, row.id)
        self.parent_box.setCurrentIndex(max(0, self.parent_box.findData(above)))

    def _on_text_changed(self) -> None:
        self.save.setEnabled(bool(self.name_en.text().strip()))


class MergeForm(QDialog):
    """Which scene another becomes a part of."""

    def __init__(
        self, scenes: SceneBook, row: SceneRow, labels: int, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        name = row.name(scenes.language)
        self.setWindowTitle(self.tr("Merge scenes"))
        self.setMinimumWidth(scaled(self, 420))
        self.into = QComboBox()
        above = {other.parent for other in scenes.all()}
        beside: list[str] = []
        for other in scenes.enabled():
            is_group = other.id in above and not other.accepted + other.labelled + other.review
            if other.id != row.id and not is_group:
                other_name = other.name(scenes.language)
                self.into.addItem(colour_icon(other.colour), other_name, other.id)
                beside += [other.id] * (other.parent == row.parent)
        # One under the same parent is most likely meant.
        self.into.setCurrentIndex(max(0, self.into.findData(beside[0] if beside else None)))
        what = self.tr(
            "What looks like {scene} will be proposed as the scene chosen here, and {scene} is "
            "switched off. Ctrl+Z takes it back."
        )
        moved = self.tr("%Ln label(s) move with it.", "", labels)
        form = make_form()
        add_row(form, self.tr("{scene} becomes part of").format(scene=name), self.into)
        self.merge = QPushButton(self.tr("Merge"))
        self.merge.setEnabled(self.into.count() > 0)
        self.buttons = make_answer_row(self, self.merge, self.tr("Cancel"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 20)
        layout.setSpacing(16)
        layout.addLayout(form)
        layout.addWidget(make_label("text", what.format(scene=name), wrap=True))
        layout.addWidget(make_label("muted", moved, wrap=True))
        layout.addWidget(self.buttons)

    def chosen(self) -> str:
        """Return the id of the scene chosen."""
        return str(self.into.currentData())


def _below(scenes: SceneBook, scene: str) -> set[str]:
    """Return a scene and everything that lies under it."""
    found = {scene}
    rows = scenes.all()
    while True:
        more = {row.id for row in rows if row.parent in found} - found
        if not more:
            return found
        found |= more
