"""Choose how a contact sheet looks, see its first page, and save it as PDF or print it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QRectF, QSaveFile, Qt, QTimer
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
from app.ui.originals.contact_sheet import PAGES, ContactSheet, PaintingError, SheetStyle
from app.ui.session import Session
from app.ui.widgets.fields import add_row, make_form, make_number
from app.ui.widgets.labels import make_label, resize_scaled

PDF_DPI = 300
MOST_COLUMNS = 8
PREVIEW_PX = 300
# The shorter side of a picture: enough for a cell that is a quarter of a page wide.
PICTURE_PX = 512
PREVIEW_PICTURE_PX = 160
WAIT_MS = 120
_PICTURES = "pictures of the first page"


def read_picture(folder: Path, row: PhotoRow, size_px: int) -> QImage:
    """Read the thumbnail of a photo, null where there is none."""
    if row.content_hash is None:
        return QImage()
    return read_scaled(thumbnail_path(folder, row.content_hash), size_px)


class ContactSheetDialog(QDialog):
    """Options on the left, the first page on the right."""

    def __init__(
        self, session: Session, rows: Sequence[PhotoRow], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._rows = list(rows)
        self._scenes = session.scenes
        self._background = session.background
        self._small: dict[int, QImage] = {}
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
        # A page for each letter of the title would be too much.
        self._waiting = QTimer(self, singleShot=True, interval=WAIT_MS)
        self._lay_out()
        self._connect()
        self._look_for_pictures()
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
        try:
            is_painted = self._paint(writer)
        except PaintingError:
            file.cancelWriting()
            raise KnownError("not_copied", path=path, cause=file.errorString()) from None
        if not is_painted:
            file.cancelWriting()
            return False
        del writer
        if not file.commit():
            raise KnownError("not_copied", path=path, cause=file.errorString())
        return True

    def _image(self, row: PhotoRow) -> QImage:
        return read_picture(self._thumbnails, row, PICTURE_PX)

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
        changes = [
            self.heading.textChanged,
            self.columns.valueChanged,
            self.page.currentIndexChanged,
            *(box.toggled for box in (self.landscape, self.name, self.scene, self.date)),
        ]
        for changed in changes:
            changed.connect(self._on_changed)
        self._waiting.timeout.connect(self._look_for_pictures)
        self._background.answered.connect(self._on_answered)
        self.save.clicked.connect(self._on_save)
        self.print.clicked.connect(self._on_print)

    def _on_changed(self) -> None:
        self._waiting.start()

    def _look_for_pictures(self) -> None:
        """Read the pictures of the first page that are not there yet, in a thread."""
        sheet = self.sheet()
        self.pages.setText(self.tr("%Ln page(s)", "", sheet.pages))
        rows = [row for row in sheet.first_page() if row.id not in self._small]
        folder = self._thumbnails
        self._background.ask(
            _PICTURES, lambda: {r.id: read_picture(folder, r, PREVIEW_PICTURE_PX) for r in rows}
        )

    def _on_answered(self, subject: str, answer: object) -> None:
        if subject == _PICTURES and isinstance(answer, dict):
            self._small |= answer
            self._show()

    def _show(self) -> None:
        """Paint the first page small."""
        style = self.style_chosen()
        small = self._small
        sheet = ContactSheet(
            self._rows, self._scenes.name, lambda row: small.get(row.id, QImage()), style
        )
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
            progress.reset()  # or its timer would show it later, if it is still there
            progress.deleteLater()
        return True

    def _on_save(self) -> None:
        name = f"{self.heading.text().strip() or 'contact-sheet'}.pdf".replace(os.sep, "-")
        start = os.path.join(os.path.expanduser("~"), name)
        path, _ = QFileDialog.getSaveFileName(self, self.tr("Save as PDF"), start, "*.pdf")
        if not path:
            return
        try:
            is_done = self.save_to(as_pdf(path))
        except KnownError as error:
            self.pages.setText(error_sentence(error))
            return
        if is_done:
            self.accept()

    def _on_print(self) -> None:
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter

        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setPageLayout(self.style_chosen().layout())
        if not QPrintDialog(printer, self).exec():
            return
        try:
            is_done = self._paint(printer)
        except PaintingError:
            self.pages.setText(
                self.tr(
                    "The printer takes no page: nothing was printed. Look whether it is on and has "
                    "paper, or save the sheet as PDF."
                )
            )
            return
        if is_done:
            self.accept()


def as_pdf(path: str) -> str:
    """Return a path that ends as a PDF does; one that was not chosen replaces no file."""
    if path.lower().endswith(".pdf"):
        return path
    names = (path + ".pdf", *(f"{path}-{number}.pdf" for number in range(2, 1000)))
    return next((name for name in names if not os.path.exists(name)), names[-1])
