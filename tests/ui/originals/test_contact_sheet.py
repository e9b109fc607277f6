"""A contact sheet: pages, captions, a PDF in which the words are words, Chinese ones too."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QRectF, QSize, QTimer
from PySide6.QtGui import QColor, QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QApplication, QFileDialog, QProgressDialog

from app.core.errors import KnownError
from app.core.records import PhotoRow
from app.jobs.context import JobContext
from app.ui.models.scene_book import SceneBook
from app.ui.originals.contact_sheet import ContactSheet, SheetStyle
from app.ui.originals.contact_sheet_dialog import ContactSheetDialog, as_pdf
from app.ui.session import Session
from tests.ui.fakes import make_row

Wait = Callable[[Callable[[], bool]], None]
RED = QColor("#c03030")


def picture(row: PhotoRow) -> QImage:
    image = QImage(60, 40, QImage.Format.Format_RGB32)
    image.fill(RED)
    return image if row.id != 2 else QImage()


def painted(sheet: ContactSheet, page: int = 0) -> QImage:
    image = QImage(
        QSize(600, int(600 * sheet.height_pt / sheet.width_pt)), QImage.Format.Format_RGB32
    )
    image.fill(QColor("white"))
    painter = QPainter(image)
    sheet.paint_page(painter, QRectF(image.rect()), page)
    painter.end()
    return image


def test_pages_hold_whole_rows(scenes: SceneBook) -> None:
    rows = [make_row(n) for n in range(1, 60)]
    for columns in (2, 4, 8):
        sheet = ContactSheet(rows, scenes.name, picture, SheetStyle(columns=columns))
        assert sheet.photos_a_page % columns == 0
        assert sheet.pages == -(-59 // sheet.photos_a_page)
    tall = ContactSheet(rows, scenes.name, picture, SheetStyle())
    wide = ContactSheet(rows, scenes.name, picture, SheetStyle(is_landscape=True))
    bare = SheetStyle(has_name=False, has_scene=False, has_date=False)
    assert wide.width_pt > tall.width_pt
    assert tall.rows_a_page > wide.rows_a_page
    assert ContactSheet(rows, scenes.name, picture, bare).rows_a_page >= tall.rows_a_page
    assert ContactSheet([], scenes.name, picture, SheetStyle()).pages == 1


def test_pictures_keep_their_shape_and_a_missing_one_leaves_a_place(scenes: SceneBook) -> None:
    sheet = ContactSheet([make_row(1), make_row(2)], scenes.name, picture, SheetStyle(columns=2))
    image = painted(sheet)
    red = [
        (x, y)
        for y in range(0, image.height(), 4)
        for x in range(0, image.width(), 4)
        if image.pixelColor(x, y) == RED
    ]
    width = max(x for x, _ in red) - min(x for x, _ in red)
    height = max(y for _, y in red) - min(y for _, y in red)
    assert width / height == pytest.approx(1.5, rel=0.05)
    assert max(x for x, _ in red) < 300
    assert image.pixelColor(450, 100) == QColor("#e8e8ea")


def test_captions_are_what_was_chosen(scenes: SceneBook) -> None:
    row = make_row(1)
    texts: list[str] = []

    class Noted(ContactSheet):
        @staticmethod
        def _write(painter: QPainter, box: QRectF, text: str, **_: object) -> None:
            texts.append(text)

    painted(Noted([row], scenes.name, picture, SheetStyle(title="Holiday")))
    assert texts[0] == "Holiday"
    assert texts[1] == "IMG_0001.jpg"
    assert texts[2].startswith("Beach  ·  ")
    assert texts[3] == "1 / 1"
    texts.clear()
    scenes.set_language("zh_CN")
    painted(Noted([row], scenes.name, picture, SheetStyle(has_name=False, has_date=False)))
    assert texts == ["海滩", "1 / 1"]


@pytest.fixture
def dialog(session: Session, library: JobContext) -> Iterator[ContactSheetDialog]:
    ids = [int(photo) for photo in session.reader.photos.known().values() for photo in [photo.id]]
    rows = [replace(row, path=f"/p/海滩 {row.id}.jpg") for row in session.reader.photos.rows(ids)]
    made = ContactSheetDialog(session, rows)
    yield made
    made.deleteLater()


def test_the_dialog_saves_a_pdf_as_a_whole(
    wait_until: Wait,
    dialog: ContactSheetDialog,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    dialog.heading.setText("My photos 我的照片")
    dialog.columns.setValue(3)
    dialog.page.setCurrentIndex(2)
    assert dialog.style_chosen().page is QPageSize.PageSizeId.Letter
    assert dialog.pages.text()
    wait_until(lambda: not dialog.preview.pixmap().isNull() and bool(dialog._small))
    target = tmp_path / "sheet.pdf"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    dialog.save.click()
    data = target.read_bytes()
    assert data.startswith(b"%PDF")
    pages = dialog.sheet().pages
    assert data.count(b"/Type /Page\n") == pages > 1
    assert b"/FontFile2" in data or b"/FontFile3" in data, "letters are in the file"
    assert b"612.0" in data or b"612" in data, "Letter is 612 points wide"
    with pytest.raises(KnownError, match=r"nowhere"):
        dialog.save_to(str(tmp_path / "nowhere" / "sheet.pdf"))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "no" / "x"), ""))
    dialog.save.click()
    assert "could not be read, written or removed" in dialog.pages.text()
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: ("", ""))
    dialog.save.click()
    assert sorted(path.name for path in tmp_path.glob("*.pdf*")) == ["sheet.pdf"]


@pytest.mark.parametrize("wait", [False, True])
def test_the_preview_waits_for_the_end_of_a_word(
    dialog: ContactSheetDialog, monkeypatch: pytest.MonkeyPatch, wait_until: Wait, wait: bool
) -> None:
    wait_until(lambda: bool(dialog._small))
    read: list[int] = []
    painted: list[str] = []
    monkeypatch.setattr(dialog, "_show", lambda: painted.append(dialog.heading.text()))
    monkeypatch.setattr(
        "app.ui.originals.contact_sheet_dialog.read_picture", lambda *_: read.append(1) or QImage()
    )
    for letter in "Alps":
        dialog.heading.insert(letter)
    assert painted == []
    if wait:
        wait_until(lambda: painted == ["Alps"])
        assert read == [], "the pictures are there"
    dialog._waiting.stop()


@pytest.mark.parametrize(
    ("chosen", "there", "path"),
    [
        ("a.pdf", [], "a.pdf"),
        ("a.PDF", ["a.PDF"], "a.PDF"),
        ("a", [], "a.pdf"),
        ("a", ["a.pdf", "a-2.pdf"], "a-3.pdf"),
        ("a.b", [], "a.b.pdf"),
    ],
)
def test_a_pdf_ends_as_one_and_replaces_none_that_was_not_chosen(
    tmp_path: Path, chosen: str, there: list[str], path: str
) -> None:
    for name in there:
        (tmp_path / name).touch()
    assert as_pdf(str(tmp_path / chosen)) == str(tmp_path / path)


def test_what_takes_no_page_is_no_success(
    dialog: ContactSheetDialog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QPainter, "begin", lambda *_: False)
    with pytest.raises(KnownError):
        dialog.save_to(str(tmp_path / "a.pdf"))
    assert list(tmp_path.glob("*.pdf*")) == []
    (progress,) = dialog.findChildren(QProgressDialog)
    assert not any(timer.isActive() for timer in progress.findChildren(QTimer)), "shown later"
    monkeypatch.setattr(QPrintDialog, "exec", lambda _: 1)
    dialog.print.click()
    assert "nothing was printed" in dialog.pages.text()
    assert dialog.result() != ContactSheetDialog.DialogCode.Accepted


def test_the_dialog_prints_what_it_shows(
    qapp: QApplication,
    dialog: ContactSheetDialog,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    target = tmp_path / "printed.pdf"

    def choose(asked: QPrintDialog) -> int:
        printer = asked.printer()
        assert printer.pageLayout().orientation() is QPageLayout.Orientation.Landscape
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(target))
        return 1

    dialog.landscape.setChecked(True)
    monkeypatch.setattr(QPrintDialog, "exec", lambda _: 0)
    dialog.print.click()
    assert not target.exists()
    monkeypatch.setattr(QPrintDialog, "exec", choose)
    dialog.print.click()
    assert target.read_bytes().count(b"/Type /Page\n") == dialog.sheet().pages
    assert dialog.result() == ContactSheetDialog.DialogCode.Accepted
