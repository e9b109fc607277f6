"""Which files are other than a report of checksums says."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QDialog, QPlainTextEdit, QVBoxLayout, QWidget

from app.ui.i18n import number
from app.ui.widgets.labels import make_close_row, make_label, resize_scaled

FILES_SHOWN = 2000


class VerifiedDialog(QDialog):
    """Counts on top, then the files, a heading over each kind.

    Parameters
    ----------
    found : dict
        The summary of :func:`app.jobs.tables.fixity.verify_fixity`.
    """

    def __init__(self, found: dict[str, Any], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Verify checksums"))
        text = self.tr("Of {files} files, {same} are what they were.")
        self.summary = make_label(
            "text",
            text.format(files=number(found["files"]), same=number(found["unchanged"])),
            wrap=True,
        )
        self.list = QPlainTextEdit("\n".join(self._lines(found)))
        self.list.setReadOnly(True)
        self.list.setAccessibleName(self.tr("Files that differ"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 20)
        layout.setSpacing(12)
        layout.addWidget(make_label("title", self.tr("Some files differ")))
        layout.addWidget(self.summary)
        layout.addWidget(self.list, 1)
        layout.addWidget(make_close_row(self, self.tr("Close")))
        resize_scaled(self, 640, 460)

    def _lines(self, found: dict[str, Any]) -> list[str]:
        unread = [f"{one['path']} ({one['message']})" for one in found["unread"]]
        lines: list[str] = []
        for title, files in (
            (self.tr("Changed: other bytes than in the report"), found["changed"]),
            (self.tr("Missing"), found["missing"]),
            (self.tr("Cannot be read"), unread),
            (self.tr("Added: photos that the report does not name"), found["added"]),
        ):
            if files:
                lines += (
                    ["", f"{title} ({number(len(files))})"]
                    if lines
                    else [f"{title} ({number(len(files))})"]
                )
                lines += [f"    {file}" for file in files[:FILES_SHOWN]]
                if len(files) > FILES_SHOWN:
                    lines.append("    …")
        return lines
