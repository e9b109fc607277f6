"""Choose how a contact sheet looks, see its first page, and save it as PDF or print it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QRectF, QSaveFile, Qt
from PySide6.QtGui import QImage, QPagedPaintDevice, QPainter, QPdfWriter, QPixmap
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressDialog,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.core.errors import KnownError
from app.core.records import PhotoRow
from app.ui.error_wording import error_sentence
from app.ui.models.thumbnails import read_scaled, thumbnail_path
from app.ui.originals.contact_sheet import PAGES, ContactSheet, SheetStyle
from app.ui.session import Session
from app.ui.widgets.fields import add_row, make_form, make_number
from app.ui.widgets.labels import make_label, resize_scaled

PDF_DPI = 300
MOST_COLUMNS = 8
PREVIEW_PX = 300
# The shorter side of a picture: enough for a cell that is a quarter of a page wide.
PICTURE_PX = 512


class ContactSheetDialog(QDialog):
    """Options on the left, the first page on the right."""

    def __init__(
        self, session: Session, rows: Sequence[PhotoRow], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._rows = list(rows)
        self._scenes = session.scenes
        self._thumbnails = Path(session.context.thumbnails_dir)
        self.setWindowTitle(self.tr("Contact sheet"))
        self.heading = QLineEdit()
        self.heading.setPlaceholderText(self.tr("No title"))
        self.columns = make_number(2, MOST_COLUMNS)
        self.columns.setValue(4)
        self.page = QComboBox()
        self.page.addItems(["A4", "A3", self.tr("Letter")])
        self.landscape = QCheckBox(self.tr("Landscape"))
        self.name = QCheckBox(self.tr("File name"))
        self.scene = QCheckBox(self.tr("Scene"))
        self.date = QCheckBox(self.tr("Date"))
        for box in (self.name, self.scene, self.date):
            box.setChecked(True)
        self.preview = QLabel()
        self.preview.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.pages = make_label("muted")
        self.save = QPushButton(self.tr("Save as PDF…"))
        self.print = QPushButton(self.tr("Print…"))
        self._lay_out()
        self._connect()
        self._show()

    def style_chosen(self) -> SheetStyle:
        """Return the look that is chosen."""
        return SheetStyle(
            columns=self.columns.value(),
            page=PAGES[self.page.currentIndex()],
            is_landscape=self.landscape.isChecked(),
            has_name=self.name.isChecked(),
            has_scene=self.scene.isChecked(),
            has_date=self.date.isChecked(),
            title=self.heading.text().strip(),
        )

    def sheet(self) -> ContactSheet:
        """Return the sheet in the look that is chosen."""
        return ContactSheet(self._rows, self._scenes.name, self._image, self.style_chosen())

    def save_to(self, path: str) -> bool:
        """Write the sheet as PDF, as a whole or not at all; False when it was cancelled.

        Raises
        ------
        KnownError
            When the file cannot be written.
        """
        file = QSaveFile(path)
        if not file.open(QSaveFile.OpenModeFlag.WriteOnly):
            raise KnownError("not_copied", path=path, cause=file.errorString())
        writer = QPdfWriter(file)
        writer.setResolution(PDF_DPI)
        writer.setCreator("Albumen")
        writer.setTitle(self.heading.text().strip() or self.windowTitle())
        if not self._paint(writer):
            file.cancelWriting()
            return False
        del writer
        if not file.commit():
            raise KnownError("not_copied", path=path, cause=file.errorString())
        return True

    def _image(self, row: PhotoRow) -> QImage:
        if row.content_hash is None:
            return QImage()
        return read_scaled(thumbnail_path(self._thumbnails, row.content_hash), PICTURE_PX)

    def _lay_out(self) -> None:
        form = make_form()
        add_row(form, self.tr("Title"), self.heading)
        add_row(form, self.tr("Columns"), self.columns)
        add_row(form, self.tr("Paper"), self.page)
        form.addRow("", self.landscape)
        add_row(form, self.tr("Below each photo"), self.name)
        form.addRow("", self.scene)
        form.addRow("", self.date)
        buttons = QDialogButtonBox()
        self.save.setProperty("role", "primary")
        self.save.setDefault(True)
        for button in (self.save, self.print):
            buttons.addButton(button, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.addButton(QPushButton(self.tr("Close")), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.rejected.connect(self.reject)
        left = QVBoxLayout()
        left.addLayout(form)
        left.addStretch(1)
        left.addWidget(self.pages)
        columns = QHBoxLayout()
        columns.setSpacing(24)
        columns.addLayout(left)
        columns.addWidget(self.preview, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 20)
        layout.setSpacing(12)
        layout.addWidget(make_label("title", self.tr("Contact sheet")))
        layout.addLayout(columns, 1)
        layout.addWidget(buttons)
        resize_scaled(self, 680, 500)

    def _connect(self) -> None:
        self.heading.textChanged.connect(self._show)
        self.columns.valueChanged.connect(self._show)
        self.page.currentIndexChanged.connect(self._show)
        for box in (self.landscape, self.name, self.scene, self.date):
            box.toggled.connect(self._show)
        self.save.clicked.connect(self._on_save)
        self.print.clicked.connect(self._on_print)

    def _show(self) -> None:
        """Paint the first page small."""
        sheet, style = self.sheet(), self.style_chosen()
        paper = style.layout().fullRect(style.layout().units())
        inner = style.layout().paintRect(style.layout().units())
        ratio = self.devicePixelRatioF()
        scale = PREVIEW_PX / max(paper.width(), paper.height())
        size = paper.size() * scale
        picture = QPixmap((size * ratio).toSize())
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.white)
        painter = QPainter(picture)
        area = QRectF(inner.topLeft() * scale, inner.size() * scale)
        sheet.paint_page(painter, area, 0)
        painter.end()
        self.preview.setPixmap(picture)
        self.preview.setMinimumSize(PREVIEW_PX, PREVIEW_PX)
        self.pages.setText(self.tr("%Ln page(s)", "", sheet.pages))

    def _paint(self, device: QPagedPaintDevice) -> bool:
        """Paint all pages, with a progress that can be cancelled where it takes a while."""
        sheet = self.sheet()
        progress = QProgressDialog(self.windowTitle(), self.tr("Cancel"), 0, sheet.pages, self)
        progress.setWindowModality(Qt.WindowModality.WindowModal)
        try:
            for done in sheet.paint_all(device):
                progress.setValue(done)
                if progress.wasCanceled() and done < sheet.pages:
                    return False
        finally:
            progress.deleteLater()
        return True

    def _on_save(self) -> None:
        name = f"{self.heading.text().strip() or 'contact-sheet'}.pdf".replace(os.sep, "-")
        start = os.path.join(os.path.expanduser("~"), name)
        path, _ = QFileDialog.getSaveFileName(self, self.tr("Save as PDF"), start, "*.pdf")
        if not path:
            return
        try:
            is_done = self.save_to(path)
        except KnownError as error:
            self.pages.setText(error_sentence(error))
            return
        if is_done:
            self.accept()

    def _on_print(self) -> None:
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter

        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setPageLayout(self.style_chosen().layout())
        if QPrintDialog(printer, self).exec() and self._paint(printer):
            self.accept()
