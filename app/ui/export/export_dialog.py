"""Export tags: choices on the left, on the right what they would do to which file.

The list is a dry run of the same job, made in the background after each choice; nothing is written
before the button is pressed. The end report stands in its place.
"""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.core.types import Progress
from app.jobs.export.report import Exported
from app.jobs.job import JobName
from app.jobs.runner import JobHandle, JobState
from app.ui.error_wording import sentence
from app.ui.export.dry_run import DryRun, DryRunResult, Request
from app.ui.export.export_form import ExportForm, Offered
from app.ui.export.outcome_panel import OutcomePanel
from app.ui.session import Session
from app.ui.widgets.labels import make_label, make_line, resize_scaled

# A choice may be one of several: the dry run waits for the last.
SETTLE_MS = 250


class ExportDialog(QDialog):
    """Choices, preview, progress and report of one export."""

    def __init__(self, session: Session, offered: Offered, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._commands = session.commands.export
        self._previewed: DryRunResult | None = None
        self._handle: JobHandle | None = None
        self._preview = DryRun(session.context, session.background, self)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SETTLE_MS)
        self.form = ExportForm(session.reader, offered)
        self.outcome = OutcomePanel()
        self.write = QPushButton(self.tr("Export"))
        self.cancel = QPushButton(self.tr("Cancel"))
        self.setWindowTitle(self.tr("Export tags"))
        resize_scaled(self, 1020, 640)
        self._lay_out()
        self._timer.timeout.connect(self._ask)
        self._preview.progressed.connect(self.outcome.show_progress)
        self._preview.ready.connect(self._on_ready)
        self.form.changed.connect(self._on_chosen)
        self.outcome.changed.connect(self._on_chosen)
        self.write.clicked.connect(self._on_write)
        bridge = session.bridge
        bridge.progressed.connect(self._on_progressed)
        bridge.completed.connect(self._on_completed)
        bridge.failed.connect(self._on_failed)
        bridge.ended.connect(self._on_ended)
        self._on_chosen()

    def reject(self) -> None:
        """Close; what is being written goes on, and is told in the window."""
        self._timer.stop()
        self._preview.stop()
        super().reject()

    def _lay_out(self) -> None:
        columns = QHBoxLayout()
        columns.setSpacing(24)
        columns.addWidget(self.form)
        columns.addWidget(self.outcome, 1)
        buttons = QDialogButtonBox()
        self.write.setDefault(True)
        buttons.addButton(self.cancel, QDialogButtonBox.ButtonRole.RejectRole)
        buttons.addButton(self.write, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.rejected.connect(self._on_cancel)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 20)
        layout.setSpacing(12)
        layout.addWidget(make_label("title", self.tr("Export tags")))
        layout.addLayout(columns, 1)
        layout.addWidget(make_line())
        layout.addWidget(buttons)

    def _on_chosen(self) -> None:
        """Let what is shown go, and look anew in a moment."""
        self._preview.stop()
        self._previewed = None
        self.write.setEnabled(False)
        if self.form.copies() == "":
            self.outcome.say(self.tr("Choose a folder for the copies."))
            return
        self.outcome.wait(self.tr("Looking at what would change…"))
        self._timer.start()

    def _ask(self) -> None:
        form, again = self.form, self.outcome.wants_again()
        self._preview.ask(Request(form.photos(), form.choices(), form.copies(), again))

    def _on_ready(self, previewed: DryRunResult) -> None:
        self._previewed = previewed
        report = previewed.report
        if report is None:
            assert previewed.error is not None
            self.outcome.say(sentence(previewed.error.message))
            return
        self.outcome.show_preview(report)
        self.write.setEnabled(not report.is_nothing)

    def _on_write(self) -> None:
        previewed = self._previewed
        if previewed is None or previewed.report is None:
            return
        choices = self.form.choices()
        if self.form.remember.isChecked():
            self._commands.remember(choices)
        self._handle = self._commands.write(
            previewed.photos,
            choices,
            copies=self.form.copies(),
            again=self.outcome.wants_again(),
        )
        for widget in (self.form, self.outcome.again, self.write):
            widget.setEnabled(False)
        self.outcome.wait(self.tr("Writing tags…"))

    def _on_cancel(self) -> None:
        if self._handle is not None:
            self._handle.cancel()
        else:
            self.reject()

    def _on_progressed(self, handle: JobHandle, progress: Progress) -> None:
        if handle is self._handle:
            self.outcome.show_progress(progress)

    def _on_completed(self, name: str, result: object) -> None:
        if name == JobName.EXPORT and self._handle is not None and isinstance(result, Exported):
            self.outcome.show_end(result.report)
            self._close_up()

    def _on_failed(self, message: str, name: str) -> None:
        if name == JobName.EXPORT and self._handle is not None:
            self.outcome.say(message)
            self._close_up()

    def _on_ended(self, handle: JobHandle, state: JobState) -> None:
        if handle is self._handle and state is JobState.CANCELLED:
            self.outcome.say(self.tr("Stopped. What was written stays; the next export goes on."))
            self._close_up()

    def _close_up(self) -> None:
        self._handle = None
        self.write.hide()
        self.cancel.setText(self.tr("Close"))
        self.cancel.setDefault(True)
        self.cancel.setFocus()
