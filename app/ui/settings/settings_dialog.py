"""The settings: a list of pages on the left; what is changed holds at once."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QFrame,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.core.settings import Settings
from app.core.types import Change
from app.ui.command import WindowActions
from app.ui.i18n import LANGUAGES, Language
from app.ui.session import Session
from app.ui.settings.export_settings import ExportSettings
from app.ui.settings.folder_settings import FolderSettings
from app.ui.settings.key_settings import KeySettings
from app.ui.settings.model_settings import ModelSettings
from app.ui.settings.storage_settings import StorageSettings
from app.ui.theme import MODES, Theme
from app.ui.widgets.fields import add_row, make_form
from app.ui.widgets.labels import make_close_row, make_label, resize_scaled


class LookSettings(QWidget):
    """Language, theme, motion."""

    def __init__(
        self, settings: Settings, theme: Theme, language: Language, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._settings, self._theme, self._language = settings, theme, language
        self.language = QComboBox()
        self.language.addItem(self.tr("As the system"), "system")
        for code, name in LANGUAGES.items():
            self.language.addItem(name, code)
        self.language.setCurrentIndex(max(0, self.language.findData(settings.get("language"))))
        self.theme = QComboBox()
        names = {
            "system": self.tr("As the system"),
            "light": self.tr("Light"),
            "dark": self.tr("Dark"),
        }
        for mode in MODES:
            self.theme.addItem(names[mode], mode)
        self.theme.setCurrentIndex(max(0, self.theme.findData(theme.mode)))
        self.motion = QCheckBox(self.tr("Reduce motion"))
        self.motion.setChecked(bool(settings.get("reduced_motion")))
        form = make_form()
        self.setLayout(form)
        add_row(form, self.tr("Language"), self.language)
        add_row(form, self.tr("Theme"), self.theme)
        form.addRow("", self.motion)
        self.language.activated.connect(self._on_language)
        self.theme.activated.connect(self._on_theme)
        self.motion.clicked.connect(self._on_motion)

    def _on_language(self) -> None:
        code = self.language.currentData()
        self._settings.set("language", code)
        self._language.set_language(code)

    def _on_theme(self) -> None:
        mode = self.theme.currentData()
        self._settings.set("theme", mode)
        self._theme.set_mode(mode)

    def _on_motion(self, reduced: bool) -> None:
        self._settings.set("reduced_motion", reduced)
        self._theme.set_reduced_motion(reduced)


class SettingsDialog(QDialog):
    """All settings.

    Signals
    -------
    library_chosen : (str)
        Close this library and open that one.
    versions_asked : ()
        Show the model versions.
    pack_taken : ()
        Open this library anew, with its other scene pack.
    """

    library_chosen = Signal(str)
    versions_asked = Signal()
    pack_taken = Signal()

    def __init__(
        self,
        session: Session,
        theme: Theme,
        language: Language,
        actions: WindowActions,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Settings"))
        resize_scaled(self, 880, 640)
        self.folders = FolderSettings(session)
        self.model = ModelSettings(session)
        self.export = ExportSettings(session)
        self.keys = KeySettings(actions)
        self.look = LookSettings(session.settings, theme, language)
        self.storage = StorageSettings(session)
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("Pages of settings"))
        self._stack = QStackedWidget()
        pages: list[tuple[str, QWidget]] = [
            (self.tr("Folders"), self.folders),
            (self.tr("Model and review"), self.model),
            (self.tr("Tags elsewhere"), self.export),
            (self.tr("Keys"), self.keys),
            (self.tr("Language and look"), self.look),
            (self.tr("Library and storage"), self.storage),
        ]
        for name, page in pages:
            item = QListWidgetItem(name)
            item.setSizeHint(QSize(0, self.fontMetrics().height() + 16))
            self.list.addItem(item)
            self._stack.addWidget(self._framed(name, page))
        longest = max(self.fontMetrics().horizontalAdvance(name) for name, _ in pages)
        self.list.setFixedWidth(longest + 32)
        self.list.currentRowChanged.connect(self._stack.setCurrentIndex)
        self.list.setCurrentRow(0)
        middle = QHBoxLayout()
        middle.setSpacing(24)
        middle.addWidget(self.list)
        middle.addWidget(self._stack, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 24, 16)
        layout.setSpacing(12)
        layout.addLayout(middle, 1)
        layout.addWidget(make_close_row(self, self.tr("Close")))
        self.storage.library_chosen.connect(self.library_chosen)
        self.model.versions_asked.connect(self.versions_asked)
        self.model.pack.taken.connect(self.pack_taken)
        session.bridge.changed.connect(self._on_changed)

    @staticmethod
    def _framed(name: str, page: QWidget) -> QWidget:
        """Put a title over a page, and let it scroll where it is too tall."""
        frame = QWidget()
        column = QVBoxLayout(frame)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        column.addWidget(make_label("title", name))
        if isinstance(page, (KeySettings, FolderSettings)):
            column.addWidget(page, 1)
            return frame
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inside = QWidget()
        room = QVBoxLayout(inside)
        room.setContentsMargins(2, 0, 12, 0)
        room.addWidget(page)
        room.addStretch(1)
        scroll.setWidget(inside)
        column.addWidget(scroll, 1)
        return frame

    def _on_changed(self, change: Change) -> None:
        if change.folders or change.photos is None:
            self.folders.reload()
        if change.model or change.scenes:
            self.model.reload()
