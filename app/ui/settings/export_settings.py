"""Tags elsewhere: how they are written for other programs, and whether by themselves."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QCheckBox, QComboBox, QVBoxLayout, QWidget

from app.jobs.export.choices import Choices, Place, read_choices
from app.jobs.export.inside import has_exiftool
from app.ui.session import Session
from app.ui.widgets.fields import add_row, make_form
from app.ui.widgets.labels import make_label, make_line
from app.ui.widgets.tag_fields import TagFields


class ExportSettings(QWidget):
    """What exports of this library begin with, and what is written after each label."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._commands = session.commands.export
        self._choices = read_choices(session.reader)
        form = make_form()
        self.place = QComboBox()
        self.place.addItem(self.tr("Sidecars beside the photos"), Place.SIDECARS)
        if has_exiftool():
            self.place.addItem(self.tr("The photos themselves (ExifTool)"), Place.PHOTOS)
        self.place.setCurrentIndex(max(0, self.place.findData(self._choices.place)))
        add_row(form, self.tr("Into"), self.place)
        self.fields = TagFields(form, self._choices, self)
        self.automatic = QCheckBox(self.tr("Write by itself, some seconds after each label"))
        self.automatic.setChecked(self._choices.automatic)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        hint = self.tr(
            "Other programs find your tags in sidecars beside the photos. The photos stay as they "
            "are, and what other programs wrote stays in their sidecars. Only where ExifTool is "
            "installed and chosen here are tags written into the photos themselves."
        )
        layout.addWidget(make_label("muted", hint, wrap=True))
        layout.addLayout(form)
        layout.addWidget(make_line())
        layout.addWidget(make_label("heading", self.tr("Automatic export")))
        layout.addWidget(self.automatic)
        more = self.tr(
            "A label that you take back is taken out again. Keywords that another program took "
            "out stay out; Export tags… writes them again."
        )
        layout.addWidget(make_label("muted", more, wrap=True))
        layout.addStretch(1)
        self.place.activated.connect(self._on_changed)
        self.fields.changed.connect(self._on_changed)
        self.automatic.clicked.connect(self._on_changed)

    def choices(self) -> Choices:
        """Return what is chosen."""
        return replace(
            self.fields.choices(),
            place=Place(self.place.currentData()),
            automatic=self.automatic.isChecked(),
        )

    def _on_changed(self) -> None:
        was_automatic, self._choices = self._choices.automatic, self.choices()
        self._commands.remember(self._choices)
        if self._choices.automatic and not was_automatic:
            self._commands.write_automatically(None)
