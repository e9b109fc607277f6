"""Settings of files: the library (open, new, back up, move) and the cache of thumbnails."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.core.paths import LIBRARY_ENDING
from app.jobs.job import JobName
from app.ui.i18n import file_size, number
from app.ui.session import Session
from app.ui.widgets.fields import add_row, make_form, make_number
from app.ui.widgets.flow_layout import FlowLayout
from app.ui.widgets.labels import make_label, make_line

LARGEST_MB = 1_000_000


class StorageSettings(QWidget):
    """Where the library and the thumbnails are.

    Signals
    -------
    library_chosen : (str)
        Close this library and open that one.
    """

    library_chosen = Signal(str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._moving_to: str | None = None
        self.file = QLineEdit(session.reader.path)
        self.file.setReadOnly(True)
        self.file.setAccessibleName(self.tr("Library file"))
        self.open = QPushButton(self.tr("Open another…"))
        self.new = QPushButton(self.tr("New…"))
        self.copy = QPushButton(self.tr("Back up…"))
        self.move_to = QPushButton(self.tr("Move…"))
        self.said = make_label("muted", wrap=True)
        self.cache = QLineEdit(str(session.context.thumbnails_dir))
        self.cache.setReadOnly(True)
        self.cache.setAccessibleName(self.tr("Folder of thumbnails"))
        self.place = QPushButton(self.tr("Change…"))
        self.limit = make_number(50, LARGEST_MB, step=256, suffix=" MB")
        self.limit.setValue(int(session.settings.get("cache_mb")))
        self.limit.setAccessibleName(self.tr("Largest size of the cache"))
        self.used = make_label("muted", wrap=True)
        self.gentle = QCheckBox(self.tr("Scan gently: fewer cores, lower priority"))
        self.gentle.setChecked(bool(session.settings.get("gentle")))
        self.battery = QCheckBox(self.tr("Wait for mains power while on battery"))
        self.battery.setChecked(bool(session.settings.get("pause_on_battery")))
        self._build()
        self.open.clicked.connect(self._on_open)
        self.new.clicked.connect(self._on_new)
        self.copy.clicked.connect(self._on_copy)
        self.move_to.clicked.connect(self._on_move)
        self.place.clicked.connect(self._on_place)
        self.limit.valueChanged.connect(self._on_limit)
        self.gentle.clicked.connect(self._on_gentle)
        self.battery.clicked.connect(self._on_battery)
        session.bridge.completed.connect(self._on_completed)
        session.background.answered.connect(self._on_answered)
        self._measure()

    def _build(self) -> None:
        buttons = FlowLayout()
        for button in (self.open, self.new, self.copy, self.move_to):
            button.setAutoDefault(False)
            buttons.addWidget(button)
        self.place.setAutoDefault(False)
        cache = QHBoxLayout()
        cache.setSpacing(8)
        cache.addWidget(self.cache, 1)
        cache.addWidget(self.place)
        form = make_form()
        add_row(form, self.tr("Folder"), cache)
        limit = QHBoxLayout()
        limit.addWidget(self.limit)
        limit.addStretch(1)
        add_row(form, self.tr("At most"), limit)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addWidget(make_label("heading", self.tr("Library file")))
        layout.addWidget(self.file)
        layout.addLayout(buttons)
        text = self.tr(
            "The library holds labels, scenes, models and history; your photos stay where they "
            "are. A copy is kept beside it every day."
        )
        layout.addWidget(make_label("muted", text, wrap=True))
        layout.addWidget(self.said)
        layout.addWidget(make_line())
        layout.addWidget(make_label("heading", self.tr("Thumbnails")))
        layout.addLayout(form)
        layout.addWidget(self.used)
        layout.addWidget(make_line())
        layout.addWidget(make_label("heading", self.tr("Scanning")))
        layout.addWidget(self.gentle)
        layout.addWidget(self.battery)
        layout.addStretch(1)

    def _filter(self) -> str:
        return self.tr("Libraries (*.albumen)")

    def _beside(self, name: str) -> str:
        return str(Path(self._session.reader.path).with_name(name))

    def _on_open(self) -> None:
        start = str(Path(self._session.reader.path).parent)
        path, _ = QFileDialog.getOpenFileName(
            self, self.tr("Open a library"), start, self._filter()
        )
        if path:
            self.library_chosen.emit(path)

    def _on_new(self) -> None:
        path, _ = QFileDialog.getSaveFileName(
            self, self.tr("New library"), self._beside("new" + LIBRARY_ENDING), self._filter()
        )
        if not path:
            return
        if Path(path).exists():
            self.said.setText(self.tr("That file exists: open it, or choose another name."))
            return
        self.library_chosen.emit(_with_ending(path))

    def _on_copy(self) -> None:
        stem = Path(self._session.reader.path).stem
        name = self._beside(f"{stem}-{date.today().isoformat()}{LIBRARY_ENDING}")
        path, _ = QFileDialog.getSaveFileName(
            self, self.tr("Back up the library"), name, self._filter()
        )
        if path:
            self._session.commands.library.back_up(_with_ending(path))

    def _on_move(self) -> None:
        path, _ = QFileDialog.getSaveFileName(
            self, self.tr("Move the library"), self._session.reader.path, self._filter()
        )
        if path and Path(path) != Path(self._session.reader.path):
            self._moving_to = _with_ending(path)
            self._session.commands.library.back_up(self._moving_to)

    def _on_completed(self, name: str, result: object) -> None:
        if name == JobName.PRUNE:
            self._measure()
        if name != JobName.BACKUP:
            return
        target, self._moving_to = self._moving_to, None
        if target is not None:
            # The old file stays: it is the person's to delete, once the new one has proved itself.
            self.library_chosen.emit(target)
        else:
            path = getattr(result, "summary", {}).get("copy", "")
            self.said.setText(self.tr("Copied to {path}.").format(path=path))

    def _on_place(self) -> None:
        path = QFileDialog.getExistingDirectory(self, self.tr("Folder of thumbnails"))
        if path:
            self._session.settings.set("cache_dir", path)
            self.cache.setText(path)
            self.used.setText(self.tr("Used from the next start on; thumbnails are made anew."))

    def _on_limit(self, limit_mb: int) -> None:
        self._session.settings.set("cache_mb", limit_mb)
        self._session.commands.library.prune_cache(limit_mb)

    def _on_gentle(self, gentle: bool) -> None:
        self._session.settings.set("gentle", gentle)

    def _on_battery(self, wait: bool) -> None:
        self._session.settings.set("pause_on_battery", wait)

    def _measure(self) -> None:
        from app.jobs.storage import cache_size

        self._session.background.ask("cache", lambda: cache_size(self._session.context))

    def _on_answered(self, subject: str, answer: object) -> None:
        if subject == "cache":
            text = self.tr("{files} thumbnails, {size}")
            files, size = getattr(answer, "files", 0), getattr(answer, "bytes", 0)
            self.used.setText(text.format(files=number(files), size=file_size(size)))


def _with_ending(path: str) -> str:
    return path if Path(path).suffix else path + LIBRARY_ENDING
