"""What could not be done to some files, each with its reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QDialog, QPlainTextEdit, QVBoxLayout, QWidget

from app.core.messages import MESSAGES, Message
from app.ui.error_wording import sentence
from app.ui.widgets.labels import make_close_row, make_label, resize_scaled


class ResultDialog(QDialog):
    """Lists sentences below a title."""

    def __init__(
        self, title: str, text: str, lines: Sequence[str], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.list = QPlainTextEdit("\n".join(lines))
        self.list.setReadOnly(True)
        self.list.setAccessibleName(title)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 20)
        layout.setSpacing(12)
        layout.addWidget(make_label("title", title))
        layout.addWidget(make_label("text", text, wrap=True))
        layout.addWidget(self.list, 1)
        layout.addWidget(make_close_row(self, self.tr("Close")))
        resize_scaled(self, 600, 340)


def lines_of(summary: Mapping[str, Any]) -> list[str]:
    """Return what a job's summary names of files, in the language in force."""
    away = QCoreApplication.translate("Words", "{path} is offline or gone.")
    return [
        *(_sentence(failure) for failure in summary.get("failures", ())),
        *(away.format(path=path) for path in summary.get("missing", ())),
    ]


def _sentence(failure: Mapping[str, Any]) -> str:
    code = failure.get("code")
    if code not in MESSAGES:
        return str(failure["message"])
    return sentence(Message(str(code), failure["values"]))
