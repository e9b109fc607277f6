"""What this is, and what to send when something is wrong."""

from __future__ import annotations

import platform

import PySide6
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app import __version__
from app.core.protocols import LibraryReader
from app.ui.icons import app_icon
from app.ui.resources import resource_path
from app.ui.views.labels import make_close_row, make_label


class AboutDialog(QDialog):
    """Version, promise, licence."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("About Albumen"))
        picture = QLabel()
        picture.setPixmap(app_icon().pixmap(72, 72))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(32, 28, 32, 20)
        layout.setSpacing(8)
        head = QHBoxLayout()
        head.setSpacing(20)
        head.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(6)
        words.addWidget(make_label("title", "Albumen"))
        version = self.tr("Version {version}").format(version=__version__)
        words.addWidget(make_label("muted", version))
        promise = self.tr(
            "A photo album that tags photos by scene, and says no when it is not sure. Photos stay "
            "on this computer."
        )
        words.addWidget(make_label("text", promise, wrap=True))
        licence = self.tr("Apache License 2.0. The licences of all parts are shipped with it.")
        words.addWidget(make_label("muted", licence, wrap=True))
        head.addLayout(words, 1)
        layout.addLayout(head)
        layout.addSpacing(16)
        buttons = make_close_row(self, self.tr("Close"))
        licences = QPushButton(self.tr("Licences"))
        licences.clicked.connect(_open_licences)
        buttons.addButton(licences, QDialogButtonBox.ButtonRole.ActionRole)
        layout.addWidget(buttons)
        self.setFixedWidth(480)


def _open_licences() -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(resource_path("licences"))))


class ReportDialog(QDialog):
    """A text about this installation that can be copied; it names no photo."""

    def __init__(self, reader: LibraryReader, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Report a problem"))
        self.text = QPlainTextEdit(report_text(reader))
        self.text.setReadOnly(True)
        self.text.setAccessibleName(self.tr("Report"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 20)
        layout.setSpacing(12)
        layout.addWidget(make_label("title", self.tr("Report a problem")))
        hint = self.tr(
            "Say what you did and what happened, and add this text. It holds no names of photos "
            "or folders. Nothing is sent by itself."
        )
        layout.addWidget(make_label("text", hint, wrap=True))
        layout.addWidget(self.text, 1)
        buttons = make_close_row(self, self.tr("Close"))
        copy = QPushButton(self.tr("Copy"))
        copy.clicked.connect(self._on_copy)
        buttons.addButton(copy, QDialogButtonBox.ButtonRole.ActionRole)
        layout.addWidget(buttons)
        self.resize(560, 440)

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text.toPlainText())


def report_text(reader: LibraryReader) -> str:
    """Return versions and counts, nothing personal."""
    counts = reader.counts()
    versions = reader.model_versions()
    current = next((v for v in versions if v.current), None)
    lines = [
        f"Albumen {__version__}",
        f"{platform.system()} {platform.release()} {platform.machine()}",
        f"Python {platform.python_version()}, PySide {PySide6.__version__}",
        f"Screen: {QGuiApplication.platformName()}",
        f"Photos: {counts.all}, review {counts.review}, accepted {counts.accepted}, "
        f"labelled {counts.labelled}, unreadable {counts.failed}, offline {counts.offline}",
        f"Scenes: {len(reader.scenes())}, folders: {len(reader.folders())}",
    ]
    if current is not None:
        lines.append(f"Model version {current.id} ({current.source}, {current.samples} samples)")
    return "\n".join(lines) + "\n"
