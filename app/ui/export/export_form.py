"""The choices of an export: of which photos, where to, and how tags are written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.core.library import LibraryReader
from app.core.records import Query
from app.jobs.export.choices import Choices, Place, read_choices
from app.jobs.export.inside import has_exiftool
from app.ui.i18n import number
from app.ui.widgets.fields import add_row, make_form
from app.ui.widgets.labels import make_label, scaled
from app.ui.widgets.tag_fields import TagFields

FORM_PX = 430


class Target(StrEnum):
    """Where tags go."""

    SIDECARS = "sidecars"
    PHOTOS = "photos"
    COPIES = "copies"


@dataclass(frozen=True, slots=True)
class Offered:
    """The photos to choose from.

    ``selected`` are those selected; ``listed`` is the list on the screen and ``listed_count`` how
    many photos it has, None where it is the list of all photos.
    """

    selected: Sequence[int] = ()
    listed: Query | None = None
    listed_count: int = 0


class ExportForm(QWidget):
    """The left side of the dialog.

    Signals
    -------
    changed : ()
        The person chose something else.
    """

    changed = Signal()

    def __init__(
        self, reader: LibraryReader, offered: Offered, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._reader = reader
        self._offered = offered
        self.setFixedWidth(scaled(self, FORM_PX))
        self.scope = self._make_scope()
        self.target = QComboBox()
        self.target.addItem(self.tr("Sidecars beside the photos"), Target.SIDECARS)
        if has_exiftool():
            self.target.addItem(self.tr("The photos themselves (ExifTool)"), Target.PHOTOS)
        self.target.addItem(self.tr("Copies with tags inside"), Target.COPIES)
        self.folder = QLineEdit()
        self.folder.setReadOnly(True)
        self.folder.setPlaceholderText(self.tr("no folder yet"))
        self.folder.setAccessibleName(self.tr("Folder of the copies"))
        self.browse = QPushButton(self.tr("Choose…"))
        self.browse.setAutoDefault(False)
        self.explained = make_label("muted", wrap=True)
        self.remember = QCheckBox(self.tr("Use these choices from now on"))
        choices = read_choices(reader)
        self._lay_out(choices)
        self.target.setCurrentIndex(max(0, self.target.findData(choices.place)))
        self.scope.activated.connect(self.changed)
        self.target.activated.connect(self._on_target)
        self.fields.changed.connect(self.changed)
        self.browse.clicked.connect(self._on_browse)
        self._show_target()

    def choices(self) -> Choices:
        """Return how tags are to be written."""
        is_inside = self.target.currentData() == Target.PHOTOS
        place = Place.PHOTOS if is_inside else Place.SIDECARS
        return replace(self.fields.choices(), place=place)

    def copies(self) -> str | None:
        """Return the folder for copies: None where none are to be made, empty while not chosen."""
        is_copies = self.target.currentData() == Target.COPIES
        return self.folder.text() if is_copies else None

    def photos(self) -> Callable[[], Sequence[int] | None]:
        """Return what reads the chosen photos, None for all, in any thread: it asks no widget."""
        scope, offered, reader = self.scope.currentData(), self._offered, self._reader
        if scope == "selected":
            return lambda: offered.selected
        if scope == "listed" and (listed := offered.listed) is not None:
            return lambda: reader.photos.ids(listed).tolist()
        return lambda: None

    def _make_scope(self) -> QComboBox:
        scope, offered = QComboBox(), self._offered
        if offered.selected:
            count = len(offered.selected)
            scope.addItem(self.tr("%Ln selected photo(s)", "", count), "selected")
        if offered.listed is not None:
            text = self.tr("The photos of this list ({n})")
            scope.addItem(text.format(n=number(offered.listed_count)), "listed")
        total = self._reader.photos.counts().all
        scope.addItem(self.tr("All photos ({n})").format(n=number(total)), "all")
        # A single photo is always current: that says nothing of what is to be written.
        scope.setCurrentIndex(int(len(offered.selected) == 1))
        return scope

    def _lay_out(self, choices: Choices) -> None:
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self.folder, 1)
        line.addWidget(self.browse)
        form = make_form()
        add_row(form, self.tr("Photos"), self.scope)
        add_row(form, self.tr("Into"), self.target)
        self._folder_row = form.rowCount()
        add_row(form, self.tr("Folder"), line)
        self.fields = TagFields(form, choices, self)
        self._form = form
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(12)
        rows.addLayout(form)
        rows.addWidget(self.explained)
        rows.addWidget(self.remember)
        rows.addStretch(1)

    def _on_target(self) -> None:
        self._show_target()
        if self.copies() == "":
            self._on_browse()
        self.changed.emit()

    def _on_browse(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, self.tr("A folder for the copies"))
        if folder:
            self.folder.setText(folder)
            self.changed.emit()

    def _show_target(self) -> None:
        target = Target(self.target.currentData())
        is_copies = target is Target.COPIES
        self._form.setRowVisible(self._folder_row, is_copies)
        self.fields.system.setVisible(not is_copies)
        self.explained.setText(
            {
                Target.SIDECARS: self.tr(
                    "The photos stay as they are. Sidecars of other programs are merged: what is "
                    "not ours stays in them."
                ),
                Target.PHOTOS: self.tr(
                    "ExifTool writes the tags into your photos. Each is decoded before it takes "
                    "its place, and a copy of the photo is kept until the next start."
                ),
                Target.COPIES: self.tr(
                    "Each copy has the same picture and your tags inside. The photos and their "
                    "sidecars stay as they are."
                ),
            }[target]
        )
