"""Report a problem: versions, counts and logs in one file, which the person sends or not."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.core.types import Change
from app.jobs.job import JobName
from app.ui.help.about_dialog import report_text
from app.ui.session import Session
from app.ui.widgets.labels import make_close_row, make_label, resize_scaled


class ReportDialog(QDialog):
    """Shows what a report holds, and writes it with the logs into a file."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._commands = session.commands.library
        self.setWindowTitle(self.tr("Report a problem"))
        screen = f"Screen: {QGuiApplication.platformName()}\n"
        self.text = QPlainTextEdit(report_text(session.reader) + screen)
        self.text.setReadOnly(True)
        self.text.setAccessibleName(self.tr("Report"))
        self.names = QCheckBox(self.tr("Leave names of photos and folders in the logs"))
        self.said = make_label("muted", "", wrap=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 20)
        layout.setSpacing(12)
        layout.addWidget(make_label("title", self.tr("Report a problem")))
        hint = self.tr(
            "Say what you did and what happened, and add the file that is saved here: this text "
            "and the program's logs. Nothing is sent by itself."
        )
        layout.addWidget(make_label("text", hint, wrap=True))
        layout.addWidget(self.text, 1)
        layout.addWidget(self.names)
        layout.addWidget(self.said)
        buttons = make_close_row(self, self.tr("Close"))
        save = QPushButton(self.tr("Save…"))
        save.clicked.connect(self._on_save)
        copy = QPushButton(self.tr("Copy"))
        copy.clicked.connect(self._on_copy)
        for button in (save, copy):
            buttons.addButton(button, QDialogButtonBox.ButtonRole.ActionRole)
        layout.addWidget(buttons)
        resize_scaled(self, 560, 440)
        session.bridge.completed.connect(self._on_completed)
        session.bridge.failed.connect(self._on_failed)

    def save_to(self, target: Path) -> None:
        """Write the report; a line in the dialog says what came of it."""
        with_names = self.names.isChecked()
        self._commands.report(target, self.text.toPlainText(), with_names=with_names)

    def _on_save(self) -> None:
        name = f"albumen-report-{date.today().isoformat()}.zip"
        place, _ = QFileDialog.getSaveFileName(
            self, self.tr("Save the report"), os.path.join(Path.home(), name), "*.zip"
        )
        if place:
            self.save_to(Path(place))

    def _on_completed(self, name: str, result: object) -> None:
        if name == JobName.REPORT and isinstance(result, Change):
            self.said.setText(self.tr("Saved: {file}").format(file=result.summary["file"]))

    def _on_failed(self, message: str, name: str) -> None:
        if name == JobName.REPORT:
            self.said.setText(message)

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text.toPlainText())
