"""What this is: version, build, model, licences."""

from __future__ import annotations

import platform
from pathlib import Path
from typing import TYPE_CHECKING

import PySide6
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QPlainTextEdit,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from app import __version__
from app.core.library import LibraryReader
from app.ui.icons import app_icon
from app.ui.resources import build_info, resource_path
from app.ui.widgets.labels import make_close_row, make_label, resize_scaled, scaled

if TYPE_CHECKING:
    from app.jobs.context import JobContext

INDEX = "THIRD_PARTY.md"


class AboutDialog(QDialog):
    """Version, build, model, promise, licence."""

    def __init__(self, context: JobContext, parent: QWidget | None = None) -> None:
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
        self.facts = make_label("muted", "\n".join(self._facts(context)), wrap=True)
        self.facts.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        words.addWidget(self.facts)
        licence = self.tr("Apache License 2.0. The licences of all parts are shipped with it.")
        words.addWidget(make_label("muted", licence, wrap=True))
        places = self.tr("Places: GeoNames (CC BY 4.0) and Natural Earth, without any network.")
        words.addWidget(make_label("muted", places, wrap=True))
        head.addLayout(words, 1)
        layout.addLayout(head)
        layout.addSpacing(16)
        buttons = make_close_row(self, self.tr("Close"))
        self.licences = QPushButton(self.tr("Licences"))
        self.licences.setAutoDefault(False)
        self.licences.clicked.connect(self._on_licences)
        buttons.addButton(self.licences, QDialogButtonBox.ButtonRole.ActionRole)
        layout.addWidget(buttons)
        width = scaled(self, 520)
        self.setFixedSize(width, self.heightForWidth(width))

    def _facts(self, context: JobContext) -> list[str]:
        build = build_info()
        if build:
            made = self.tr("Build {commit} of {date}, Qt {qt}, PyTorch {torch}")
            made = made.format(
                commit=build["commit"][:12],
                date=build["built"],
                qt=build["qt"],
                torch=build["torch"],
            )
        else:
            made = self.tr("From source, Qt {qt}").format(qt=PySide6.__version__)
        pack = context.pack
        model = self.tr("Model: {name}, {backbone}").format(
            name=pack.name, backbone=f"{pack.backbone.name} {pack.backbone.sha256[:12]}"
        )
        current = current_version(context.reader)
        facts = [made, model, self.tr("Model version of this library: {n}").format(n=current)]
        if way := context.inference_way():
            facts.append(self.tr("Features are computed by: {way}").format(way=way))
        return facts

    def _on_licences(self) -> None:
        dialog = LicencesDialog(self)
        dialog.exec()
        dialog.deleteLater()


class LicencesDialog(QDialog):
    """The licences of all parts, each by its name; first the list of them all."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Licences"))
        self._folder = resource_path("licences")
        files = sorted(p.name for p in self._folder.iterdir() if p.suffix in (".md", ".txt"))
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("Licences"))
        self.list.addItems(sorted(files, key=lambda name: (name != INDEX, name)))
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setAccessibleName(self.tr("Text of the licence"))
        self.text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.list.currentTextChanged.connect(self._on_chosen)
        parts = QSplitter(Qt.Orientation.Horizontal)
        parts.addWidget(self.list)
        parts.addWidget(self.text)
        parts.setStretchFactor(1, 1)
        parts.setSizes([200, 620])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 20)
        layout.setSpacing(12)
        layout.addWidget(make_label("title", self.tr("Licences")))
        layout.addWidget(parts, 1)
        layout.addWidget(make_close_row(self, self.tr("Close")))
        self.list.setCurrentRow(0)
        resize_scaled(self, 880, 560)

    def _on_chosen(self, name: str) -> None:
        self.text.setPlainText(Path(self._folder, name).read_text("utf-8", errors="replace"))


def current_version(reader: LibraryReader) -> str:
    """Return number and origin of the model version in force."""
    found = next((v for v in reader.models.versions() if v.current), None)
    return f"{found.id} ({found.source}, {found.samples})" if found is not None else "-"


def report_text(reader: LibraryReader) -> str:
    """Return versions and counts, nothing personal."""
    counts = reader.photos.counts()
    build = build_info()
    lines = [
        f"Albumen {__version__}, build {build.get('commit', 'from source')[:12]}",
        f"{platform.system()} {platform.release()} {platform.machine()}",
        f"Python {platform.python_version()}, PySide {PySide6.__version__}, "
        f"torch {build.get('torch', 'of the environment')}",
        f"Photos: {counts.all}, review {counts.review}, accepted {counts.accepted}, "
        f"labelled {counts.labelled}, unreadable {counts.failed}, offline {counts.offline}",
        f"Scenes: {len(reader.scenes.rows())}, folders: {len(reader.folders.rows())}",
        f"Model version {current_version(reader)}",
    ]
    return "\n".join(lines) + "\n"
