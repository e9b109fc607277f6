"""How tags are written for other programs: which, in which words, and how sidecars are named."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QFormLayout, QLineEdit, QWidget

from app.jobs.export.choices import Choices, Names, SidecarLayout, What
from app.ui.widgets.fields import add_row

NAMES_OF_LANGUAGES = {Names.ENGLISH: "English", Names.CHINESE: "中文"}


class TagFields(QWidget):
    """The fields of a form that others may go on with.

    Signals
    -------
    changed : ()
        The person chose something else.
    """

    changed = Signal()

    def __init__(self, form: QFormLayout, choices: Choices, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._choices = choices
        self.what = QComboBox()
        self.what.addItem(self.tr("My labels"), What.LABELS)
        self.what.addItem(self.tr("My labels and accepted tags"), What.ALL)
        self.layout_ = QComboBox()
        self.layout_.addItem("IMG.jpg.xmp (darktable, digiKam, Immich)", SidecarLayout.EXT)
        self.layout_.addItem("IMG.xmp (Lightroom, Capture One)", SidecarLayout.BARE)
        self.layout_.setToolTip(self.tr("A sidecar that is there keeps its name."))
        self.names = QComboBox()
        for value, text in NAMES_OF_LANGUAGES.items():
            self.names.addItem(text, value)
        self.names.addItem(self.tr("Both languages"), Names.BOTH)
        self.root = QLineEdit()
        self.root.setPlaceholderText(self.tr("none"))
        self.root.setToolTip(
            self.tr("A keyword above all of ours, such as Albumen or Places|Scenes")
        )
        add_row(form, self.tr("Which tags"), self.what)
        add_row(form, self.tr("Names"), self.names)
        add_row(form, self.tr("Under the keyword"), self.root)
        add_row(form, self.tr("Sidecars"), self.layout_)
        self.albums = QCheckBox(self.tr("Albums as keywords, too"))
        self.albums.setToolTip(self.tr("Such as Albums|Italy 2023."))
        form.addRow("", self.albums)
        self.albums.clicked.connect(self.changed)
        self.system = QCheckBox(self.tr("As tags of the system, too"))
        self.system.setToolTip(
            self.tr("Shown by file managers: user.xdg.tags on Linux, Finder tags on macOS.")
        )
        form.addRow("", self.system)
        self.system.clicked.connect(self.changed)
        for box in (self.what, self.layout_, self.names):
            box.setSizeAdjustPolicy(
                QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            )
            box.setMinimumContentsLength(12)
            box.activated.connect(self.changed)
        self.root.editingFinished.connect(self._on_root)
        self.show_choices(choices)

    def choices(self) -> Choices:
        """Return what is chosen; what has no field here is as it was."""
        return replace(
            self._choices,
            what=What(self.what.currentData()),
            layout=SidecarLayout(self.layout_.currentData()),
            names=Names(self.names.currentData()),
            root=self.root.text().strip(),
            system=self.system.isChecked(),
            albums=self.albums.isChecked(),
        )

    def show_choices(self, choices: Choices) -> None:
        """Show other choices."""
        self._choices = choices
        boxes = ((self.what, choices.what), (self.layout_, choices.layout))
        for box, value in (*boxes, (self.names, choices.names)):
            box.setCurrentIndex(box.findData(value))
        self.root.setText(choices.root)
        self.system.setChecked(choices.system)
        self.albums.setChecked(choices.albums)

    def _on_root(self) -> None:
        if self.root.text().strip() != self._choices.root:
            self._choices = self.choices()
            self.changed.emit()
