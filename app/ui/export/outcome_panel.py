"""What an export would do, does, or did: sentences, progress, and a line for each file."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QProgressBar,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from app.core.types import Progress
from app.jobs.export.report import Report
from app.ui.export.outcome import OutcomeModel, OutcomeTexts
from app.ui.widgets.labels import make_label, scaled

FILE_PX = 190


class OutcomePanel(QWidget):
    """The right side of the dialog.

    Signals
    -------
    changed : ()
        The person chose what becomes of keywords that were removed elsewhere.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = OutcomeTexts(self)
        self.model = OutcomeModel(self)
        self.heading = make_label("heading", self.tr("What would change"))
        self.summary = make_label("text", wrap=True)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(self.tr("Progress"))
        self.list = QTreeView()
        self.list.setModel(self.model)
        self.list.setProperty("role", "lines")
        self.list.setRootIsDecorated(False)
        self.list.setUniformRowHeights(True)
        self.list.setAllColumnsShowFocus(True)
        self.list.setAccessibleName(self.tr("Files, and what happens to each"))
        header = self.list.header()
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Interactive)
        header.resizeSection(0, scaled(self, FILE_PX))
        self.kept = make_label("text", wrap=True)
        self.again = QComboBox()
        self.again.addItem(self.tr("Keep them out"), False)
        self.again.addItem(self.tr("Write them again"), True)
        self.again.setAccessibleName(self.tr("Keywords that other programs took out"))
        self.again.activated.connect(self.changed)
        line = QHBoxLayout()
        line.setSpacing(12)
        line.addWidget(self.kept, 1)
        line.addWidget(self.again, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for widget in (self.heading, self.summary, self.bar):
            column.addWidget(widget)
        column.addWidget(self.list, 1)
        column.addLayout(line)
        self._show_kept(0)

    def wants_again(self) -> bool:
        """Tell whether what was removed elsewhere is to be written again."""
        return bool(self.again.currentData())

    def say(self, text: str) -> None:
        """Say one sentence; there is nothing to list."""
        self.bar.hide()
        self.summary.setText(text)
        self.model.show_lines([])

    def wait(self, text: str) -> None:
        """Say what is under way."""
        self.summary.setText(text)
        self.show_progress(Progress(done=0))
        self.bar.show()

    def show_progress(self, progress: Progress) -> None:
        """Show how far it is."""
        self.bar.setRange(0, progress.total or 0)
        self.bar.setValue(progress.done)

    def show_preview(self, report: Report) -> None:
        """Show what would be done."""
        self._show(report, is_preview=True)
        self._show_kept(report.kept_out or int(self.wants_again()))

    def show_end(self, report: Report) -> None:
        """Show what was done."""
        self.heading.setText(self.tr("What was done"))
        self._show(report, is_preview=False)
        self._show_kept(0)

    def _show(self, report: Report, *, is_preview: bool) -> None:
        self.say(self._words.sentences(report, is_preview=is_preview))
        self.model.show_lines(self._words.lines(report))

    def _show_kept(self, files: int) -> None:
        text = self.tr("In %Ln file(s) other programs took keywords of ours out.", "", files)
        self.kept.setText(text)
        self.kept.setVisible(files > 0)
        self.again.setVisible(files > 0)
