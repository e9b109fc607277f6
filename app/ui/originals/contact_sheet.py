"""A contact sheet: small pictures in rows on pages, each with what is known of it.

All sizes are in points and scaled to the device, so that the preview, the PDF and the printer show
the same page. The pictures are the thumbnails: no file of the person's is decoded here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QMarginsF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QGuiApplication,
    QImage,
    QPagedPaintDevice,
    QPageLayout,
    QPageSize,
    QPainter,
)

from app.core.dates import DateSource
from app.core.paths import file_name
from app.core.records import PhotoRow
from app.ui.i18n import day, number
from app.ui.widgets.area import paint_area

MARGIN_MM = 12.0
PAGES = (QPageSize.PageSizeId.A4, QPageSize.PageSizeId.A3, QPageSize.PageSizeId.Letter)
_TEXT_PT = 7.5
_TITLE_PT = 12.0
_GAP_PT = 8.0
_LINE = 1.35
_SHAPE = 0.75
_INK, _QUIET, _EMPTY = QColor("#1c1c1e"), QColor("#5b5b60"), QColor("#e8e8ea")


@dataclass(frozen=True, slots=True)
class SheetStyle:
    """How a contact sheet looks: columns, paper, and what stands below each picture."""

    columns: int = 4
    page: QPageSize.PageSizeId = QPageSize.PageSizeId.A4
    is_landscape: bool = False
    has_name: bool = True
    has_scene: bool = True
    has_date: bool = True
    title: str = ""

    @property
    def lines(self) -> int:
        """How many lines stand below a picture."""
        return self.has_name + (self.has_scene or self.has_date)

    def layout(self) -> QPageLayout:
        """Return paper and margins."""
        landscape, portrait = QPageLayout.Orientation.Landscape, QPageLayout.Orientation.Portrait
        return QPageLayout(
            QPageSize(self.page),
            landscape if self.is_landscape else portrait,
            QMarginsF(MARGIN_MM, MARGIN_MM, MARGIN_MM, MARGIN_MM),
            QPageLayout.Unit.Millimeter,
        )


class PaintingError(Exception):
    """A printer, or a file, takes no page."""


class ContactSheet:
    """The pages of one sheet.

    Parameters
    ----------
    rows : sequence of PhotoRow
    scene_name : callable
        Names a scene in the language in force.
    image_of : callable
        Returns the picture of a photo, null where there is none.
    style : SheetStyle
    """

    def __init__(
        self,
        rows: Sequence[PhotoRow],
        scene_name: Callable[[str | None], str],
        image_of: Callable[[PhotoRow], QImage],
        style: SheetStyle,
    ) -> None:
        self._rows = list(rows)
        self._scene_name = scene_name
        self._image_of = image_of
        self._style = style
        area = style.layout().paintRect(QPageLayout.Unit.Point)
        self.width_pt, self.height_pt = area.width(), area.height()
        self._cell = (self.width_pt + _GAP_PT) / style.columns - _GAP_PT
        self._caption = style.lines * _TEXT_PT * _LINE + (2 if style.lines else 0)
        self._head = _TITLE_PT * 2 if style.title else 0.0
        room = self.height_pt - self._head - _TEXT_PT * 2 + _GAP_PT
        self._height = self._cell * _SHAPE + self._caption
        self.rows_a_page = max(1, int(room / (self._height + _GAP_PT)))

    def first_page(self) -> list[PhotoRow]:
        """Return the photos of the first page."""
        return self._rows[: self.photos_a_page]

    @property
    def photos_a_page(self) -> int:
        """How many pictures a page holds."""
        return self.rows_a_page * self._style.columns

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return max(1, -(-len(self._rows) // self.photos_a_page))

    def paint_all(self, device: QPagedPaintDevice) -> Iterator[int]:
        """Paint all pages; yields after each how many are done.

        Raises
        ------
        PaintingError
            When the device cannot begin, or take another page.
        """
        device.setPageLayout(self._style.layout())
        painter = QPainter()
        if not painter.begin(device):
            raise PaintingError
        try:
            area = QRectF(0, 0, painter.viewport().width(), painter.viewport().height())
            for page in range(self.pages):
                if page and not device.newPage():
                    raise PaintingError
                self.paint_page(painter, area, page)
                yield page + 1
        finally:
            painter.end()

    def paint_page(self, painter: QPainter, area: QRectF, page: int) -> None:
        """Paint one page into an area of any device that has the page's shape."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.translate(area.topLeft())
        painter.scale(area.width() / self.width_pt, area.width() / self.width_pt)
        if self._style.title:
            box = QRectF(0, 0, self.width_pt, _TITLE_PT * _LINE)
            self._write(painter, box, self._style.title, size_pt=_TITLE_PT, color=_INK)
        first = page * self.photos_a_page
        for at, row in enumerate(self._rows[first : first + self.photos_a_page]):
            left = (at % self._style.columns) * (self._cell + _GAP_PT)
            top = self._head + (at // self._style.columns) * (self._height + _GAP_PT)
            self._paint_photo(painter, row, left, top)
        foot = QRectF(0, self.height_pt - _TEXT_PT * _LINE, self.width_pt, _TEXT_PT * _LINE)
        text = f"{number(page + 1)} / {number(self.pages)}"
        self._write(painter, foot, text, align=Qt.AlignmentFlag.AlignRight)
        painter.restore()

    def _paint_photo(self, painter: QPainter, row: PhotoRow, left: float, top: float) -> None:
        place = QRectF(left, top, self._cell, self._cell * _SHAPE)
        image = self._image_of(row)
        if image.isNull():
            paint_area(painter, place, _EMPTY)
        else:
            size = image.size().scaled(
                place.size().toSize() * 64, Qt.AspectRatioMode.KeepAspectRatio
            )
            shown = QRectF(0, 0, size.width() / 64, size.height() / 64)
            shown.moveCenter(place.center())
            shown.moveBottom(place.bottom())
            painter.drawImage(shown, image)
        line = QRectF(left, place.bottom() + 2, self._cell, _TEXT_PT * _LINE)
        if self._style.has_name:
            name = file_name(row.path)
            self._write(painter, line, name, color=_INK)
            line.translate(0, _TEXT_PT * _LINE)
        scene = self._scene_name(row.scene) if self._style.has_scene and row.scene else ""
        is_known = row.date_source is not DateSource.FILE
        date = day(row.date) if self._style.has_date and is_known else ""
        self._write(painter, line, "  ·  ".join(filter(None, (scene, date))))

    @staticmethod
    def _write(
        painter: QPainter,
        box: QRectF,
        text: str,
        *,
        size_pt: float = _TEXT_PT,
        color: QColor = _QUIET,
        align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
    ) -> None:
        """Write one line, cut in the middle where it is too long."""
        font = QFont(QGuiApplication.font())
        # Letters are measured as large as this and scaled down: small ones would be rounded.
        font.setPixelSize(round(size_pt * 16))
        painter.save()
        painter.setFont(font)
        painter.setPen(color)
        painter.translate(box.topLeft())
        painter.scale(1 / 16, 1 / 16)
        large = QRectF(0, 0, box.width() * 16, box.height() * 16)
        metrics = painter.fontMetrics()
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideMiddle, int(large.width()))
        painter.drawText(large, align | Qt.AlignmentFlag.AlignVCenter, shown)
        painter.restore()
