"""A document of the manual as a page: headings that links lead to, pictures that fit, our colours.

Qt reads Markdown by itself, but gives headings no names, tables no room and pictures their full
size. All three are mended after a document was read, and again where the page's width or the theme
changes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, Qt, QTimer, QUrl, Signal, Slot
from PySide6.QtGui import (
    QBrush,
    QColor,
    QDesktopServices,
    QImage,
    QResizeEvent,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFrameFormat,
    QTextLength,
    QTextTable,
    QTextTableFormat,
)
from PySide6.QtWidgets import QTextBrowser, QWidget

from app.ui.resources import document_path, resource_path
from app.ui.theme import tokens_for
from app.ui.widgets.labels import scaled

# Lines that are longer are hard to read.
COLUMN_PX = 760
MARGIN_PX = 20
CELL_PX = 6
SPACE_PX = 6
# All of it would be a pixel too much where columns are rounded.
TABLE_PERCENT = 99
SETTLED_MS = 80
_NO_PART_OF_A_NAME = re.compile(r"[^\w\- ]")


@dataclass(frozen=True)
class Heading:
    """A heading of the document.

    Attributes
    ----------
    level : int
        1 for the title.
    position : int
        Of its first character in the document.
    """

    text: str
    level: int
    position: int


def anchor(heading: str) -> str:
    """Return the name by which a link finds a heading, as websites that show Markdown make it."""
    return _NO_PART_OF_A_NAME.sub("", heading.strip().lower()).replace(" ", "-")


class ManualText(QTextBrowser):
    """Shows a document of the manual.

    Signals
    -------
    document_shown : ()
        A document was read and has its form; it may have other headings.
    """

    document_shown = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setOpenLinks(False)
        self.setUndoRedoEnabled(False)
        self.setFrameShape(QTextBrowser.Shape.NoFrame)
        self.anchorClicked.connect(self.follow)
        self.sourceChanged.connect(self._on_source)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextBrowserInteraction
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        # Known to Qt's own `source` only after a document was read.
        self._address = QUrl()
        self._fitted_px = 0
        self._settled = QTimer(self)
        self._settled.setSingleShot(True)
        self._settled.setInterval(SETTLED_MS)
        self._settled.timeout.connect(self._on_settled)

    def open_document(self, name: str) -> None:
        """Show a document of the manual from its beginning."""
        self.setSource(QUrl.fromLocalFile(str(document_path(name))))

    def headings(self) -> list[Heading]:
        """Return the headings from top to bottom."""
        return [
            Heading(block.text(), block.blockFormat().headingLevel(), block.position())
            for block in self._blocks()
            if block.blockFormat().headingLevel()
        ]

    def go_to(self, position: int) -> None:
        """Put a place of the document at the top."""
        cursor = self.textCursor()
        cursor.setPosition(position)
        self.setTextCursor(cursor)
        bar = self.verticalScrollBar()
        bar.setValue(bar.value() + self.cursorRect(cursor).top() - SPACE_PX)

    def position_at_top(self) -> int:
        """Return which place of the document is seen first."""
        return self.cursorForPosition(self.viewport().rect().topLeft()).position()

    @Slot(QUrl)
    def follow(self, link: QUrl) -> None:
        """Show what a link leads to: here what comes with the program, else as the system does."""
        if link.scheme() in ("http", "https"):
            QDesktopServices.openUrl(link)
            return
        here = _in_this_installation(self.source().resolved(link))
        if Path(here.toLocalFile()).is_file():
            self.setSource(here)

    def loadResource(self, kind: int, name: QUrl | str) -> Any:
        """Read a document; a picture no larger than the column, in the pixels of the screen."""
        if kind != QTextDocument.ResourceType.ImageResource.value:
            return super().loadResource(kind, name)
        image = QImage(self._address.resolved(QUrl(name)).toLocalFile())
        ratio = self.devicePixelRatioF()
        width = round(self._column() * ratio)
        if image.width() > width:
            image = image.scaledToWidth(width, Qt.TransformationMode.SmoothTransformation)
        image.setDevicePixelRatio(ratio)
        return image

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit pictures and margins once the size stays."""
        super().resizeEvent(event)
        self._settled.start()

    def changeEvent(self, event: QEvent) -> None:
        """Take up another theme or another size of letters."""
        super().changeEvent(event)
        looks = (QEvent.Type.PaletteChange, QEvent.Type.FontChange)
        if event.type() in looks and hasattr(self, "_settled"):
            self._fitted_px = 0
            self._settled.start()

    @Slot(QUrl)
    def _on_source(self, address: QUrl) -> None:
        self._address = address
        self._settle()
        if address.hasFragment():
            self.scrollToAnchor(address.fragment(QUrl.ComponentFormattingOption.FullyDecoded))
        self.document_shown.emit()

    @Slot()
    def _on_settled(self) -> None:
        if self._fitted_px != self.viewport().width():
            top = self.position_at_top()
            self._settle()
            if top > 0:
                self.go_to(top)

    def _settle(self) -> None:
        """Give headings names, tables room and the page its margins, in the theme's colours."""
        self._fitted_px = self.viewport().width()
        document = self.document()
        edit = QTextCursor(document)
        edit.beginEditBlock()  # else each change would lay the document out anew
        frame = document.rootFrame()
        margins = QTextFrameFormat(frame.frameFormat())
        margins.setLeftMargin(MARGIN_PX)
        margins.setRightMargin(max(MARGIN_PX, self._fitted_px - self._column() - MARGIN_PX))
        frame.setFrameFormat(margins)
        for child in frame.childFrames():
            if isinstance(child, QTextTable):
                self._form_table(child)
        for block in self._blocks():
            self._form_block(block)
        edit.endEditBlock()
        for name in self._picture_names():
            kind = QTextDocument.ResourceType.ImageResource
            address = self._address.resolved(QUrl(name))
            document.addResource(kind, address, self.loadResource(kind.value, address))
        document.markContentsDirty(0, document.characterCount())

    def _form_table(self, table: QTextTable) -> None:
        tokens = tokens_for(self.palette())
        form = QTextTableFormat(table.format())
        form.setBorderCollapse(True)
        form.setBorder(1)
        form.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
        form.setBorderBrush(QBrush(QColor(tokens.border)))
        form.setCellPadding(CELL_PX)
        form.setTopMargin(SPACE_PX)
        form.setBottomMargin(2 * SPACE_PX)
        form.setWidth(QTextLength(QTextLength.Type.PercentageLength, TABLE_PERCENT))
        table.setFormat(form)

    def _form_block(self, block: QTextBlock) -> None:
        cursor = QTextCursor(block)
        level = block.blockFormat().headingLevel()
        if level:
            room = QTextBlockFormat()
            room.setTopMargin(SPACE_PX * (5 - min(level, 4)))
            room.setBottomMargin(SPACE_PX)
            cursor.mergeBlockFormat(room)
            cursor.setPosition(block.position() + block.length() - 1, _KEEP)
            named = QTextCharFormat()
            named.setAnchor(True)
            named.setAnchorNames([anchor(block.text())])
            cursor.mergeCharFormat(named)
            return
        self._colour_code(block)

    def _colour_code(self, block: QTextBlock) -> None:
        ground = QBrush(QColor(tokens_for(self.palette()).raised))
        code = QTextCharFormat()
        code.setBackground(ground)
        for start, length, form in list(_fragments(block)):
            if form.fontFixedPitch():
                cursor = QTextCursor(block)
                cursor.setPosition(start)
                cursor.setPosition(start + length, _KEEP)
                cursor.mergeCharFormat(code)

    def _picture_names(self) -> list[str]:
        return [
            form.toImageFormat().name()
            for block in self._blocks()
            for _start, _length, form in _fragments(block)
            if form.isImageFormat()
        ]

    def _blocks(self) -> Iterator[QTextBlock]:
        block = self.document().begin()
        while block.isValid():
            yield block
            block = block.next()

    def _column(self) -> int:
        """Return the width of the text, in the units of the window."""
        return min(scaled(self, COLUMN_PX), self.viewport().width() - 2 * MARGIN_PX)


_KEEP = QTextCursor.MoveMode.KeepAnchor


def _fragments(block: QTextBlock) -> Iterator[tuple[int, int, QTextCharFormat]]:
    """Yield position, length and format of the parts of a block that look alike."""
    at = block.begin()
    while not at.atEnd():
        part = at.fragment()
        yield part.position(), part.length(), part.charFormat()
        at += 1


def _in_this_installation(address: QUrl) -> QUrl:
    """Return where a file lies: an installed package has the documents within the resources."""
    folders, _, name = address.toLocalFile().rpartition("/resources/")
    if not folders or Path(address.toLocalFile()).is_file():
        return address
    return QUrl.fromLocalFile(str(resource_path(*name.split("/"))))
