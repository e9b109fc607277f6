"""Settings of folders: add, watch, leave out by name, tell where one is now, remove."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.core.records import FolderRow
from app.jobs.scanning.folders import DERIVED
from app.ui.i18n import number
from app.ui.icons import icon
from app.ui.session import Session
from app.ui.widgets.folder_choice import choose_folder
from app.ui.widgets.labels import make_label
from app.ui.widgets.plain_text import plain_tip

_ID = Qt.ItemDataRole.UserRole


class FolderSettings(QWidget):
    """The folders of the library, and what can be set for the current one."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._rows: dict[int, FolderRow] = {}
        self.list = QTreeWidget()
        self.list.setRootIsDecorated(False)
        self.list.setUniformRowHeights(True)
        self.list.setColumnCount(3)
        header = self.list.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column in (1, 2):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        self.add = QPushButton(icon("folder-add"), self.tr("Add…"))
        self.relocate = QPushButton(self.tr("It moved…"))
        self.relocate.setToolTip(self.tr("Tell where the folder is now; labels and tags stay"))
        self.remove = QPushButton(icon("trash"), self.tr("Remove"))
        self.watch = QCheckBox(self.tr("Tag new photos in this folder as they come"))
        self.exclude = QLineEdit()
        self.exclude.setPlaceholderText("*.tmp; thumbs*; private")
        self.exclude.setAccessibleName(self.tr("Leave out files and folders by name"))
        self.derived = QCheckBox(
            self.tr("Previews in photo libraries and folders marked .nomedia, too")
        )
        self.derived.setToolTip(
            self.tr("Counts as photos what macOS and Android made from photos, or for themselves")
        )
        self.note = make_label(
            "muted",
            self.tr("Removing a folder deletes nothing: labels come back when it is added again."),
            wrap=True,
        )
        self.list.setHeaderLabels([self.tr("Folder"), self.tr("Photos"), self.tr("State")])
        self.list.setAccessibleName(self.tr("Folders"))
        self._build()
        self.list.currentItemChanged.connect(self._show_current)
        self.add.clicked.connect(self._on_add)
        self.relocate.clicked.connect(self._on_relocate)
        self.remove.clicked.connect(self._on_remove)
        self.watch.clicked.connect(self._on_watch)
        self.exclude.editingFinished.connect(self._on_exclude)
        self.derived.clicked.connect(self._on_derived)
        self.reload()

    def _build(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        for button in (self.add, self.relocate, self.remove):
            button.setAutoDefault(False)
            buttons.addWidget(button)
        buttons.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addWidget(self.list, 1)
        layout.addLayout(buttons)
        layout.addWidget(self.watch)
        label = make_label("text", self.tr("Leave out names like these, with ; between them"))
        label.setWordWrap(True)
        label.setBuddy(self.exclude)
        layout.addWidget(label)
        layout.addWidget(self.exclude)
        layout.addWidget(self.derived)
        layout.addWidget(self.note)

    def reload(self) -> None:
        """Show the folders as they are now; the current one stays current."""
        current = self._current()
        self._rows = {row.id: row for row in self._session.reader.folders.rows()}
        with QSignalBlocker(self.list):
            self.list.clear()
            for row in self._rows.values():
                state = self.tr("offline") if row.state == "offline" else self.tr("online")
                if row.watch:
                    state = self.tr("{state}, watching").format(state=state)
                item = QTreeWidgetItem([row.path, number(row.photos), state])
                item.setToolTip(0, plain_tip(row.path))
                item.setData(0, _ID, row.id)
                item.setTextAlignment(
                    1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
                )
                self.list.addTopLevelItem(item)
                if current is not None and row.id == current.id:
                    self.list.setCurrentItem(item)
            first = self.list.topLevelItem(0)
            if self.list.currentItem() is None and first is not None:
                self.list.setCurrentItem(first)
        self.derived.setChecked(bool(self._session.reader.setting(DERIVED)))
        self._show_current()

    def _current(self) -> FolderRow | None:
        item = self.list.currentItem()
        return self._rows.get(item.data(0, _ID)) if item is not None else None

    def _show_current(self) -> None:
        row = self._current()
        for part in (self.relocate, self.remove, self.watch, self.exclude):
            part.setEnabled(row is not None)
        if row is None:
            self.exclude.clear()
        else:
            self.watch.setChecked(row.watch)
            if not self.exclude.hasFocus():
                self.exclude.setText("; ".join(row.exclude))

    def _on_add(self) -> None:
        path = choose_folder(self, self.tr("Add a folder of photos"), self._session.reader)
        if path:
            self._session.commands.folders.scan([path])

    def _on_relocate(self) -> None:
        row = self._current()
        if row is None:
            return
        path = choose_folder(self, self.tr("Where is this folder now?"), self._session.reader)
        if path:
            self._session.commands.folders.relocate(row.id, path)

    def _on_remove(self) -> None:
        row = self._current()
        if row is not None:
            self._session.commands.folders.remove(row.id)

    def _on_watch(self, watch: bool) -> None:
        row = self._current()
        if row is not None:
            self._session.commands.folders.watch(row.id, watch)

    def _on_derived(self, derived: bool) -> None:
        self._session.commands.folders.show_derived(derived)

    def _on_exclude(self) -> None:
        row = self._current()
        patterns = [p.strip() for p in self.exclude.text().split(";") if p.strip()]
        if row is not None and tuple(patterns) != row.exclude:
            self._session.commands.folders.exclude(row.id, patterns)
