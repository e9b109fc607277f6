"""The page of sheets: the question, the wall, the keys; or why there is no sheet."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QHideEvent, QKeySequence, QShowEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.ui.command import WindowActions
from app.ui.review.sheets.sheet_desk import SheetDesk
from app.ui.review.sheets.sheet_foot import SheetFoot
from app.ui.review.sheets.sheet_head import SheetHead
from app.ui.review.sheets.sheet_loupe import HOVER_MS, SheetLoupe
from app.ui.review.sheets.sheet_pictures import SheetPictures
from app.ui.review.sheets.sheet_queue import ReadySheet
from app.ui.review.sheets.sheet_tile import SheetTile
from app.ui.review.sheets.sheet_wording import SheetTexts
from app.ui.review.sheets.wall import SheetWall
from app.ui.session import Session
from app.ui.widgets.labels import make_label
from app.ui.widgets.scene_input import SceneInput

# After the window has another size, so long until sheets are made for it.
SETTLE_MS = 400

NATIVE = QKeySequence.SequenceFormat.NativeText


class SheetPage(QWidget):
    """Shows what the desk of sheets has on the screen.

    Attributes
    ----------
    head, wall, foot, loupe
        Its parts.
    input : SceneInput
        Names a heap.
    """

    def __init__(
        self,
        session: Session,
        actions: WindowActions,
        desk: SheetDesk,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("sheet_page")
        self._scenes, self._settings = session.scenes, session.settings
        self._desk = desk
        self._answer_key = actions["sheet_answer"]
        self._texts = SheetTexts(self)
        self._pictures = SheetPictures(session.thumbnails, self)
        self.head = SheetHead()
        self._tile = SheetTile(session.scenes, self._pictures, self)
        self.wall = SheetWall(desk.photos, self._tile)
        self.setFocusProxy(self.wall)
        self.foot = SheetFoot(actions, self._texts)
        self.loupe = SheetLoupe(self.wall, self._pictures, session.pictures)
        self.input = SceneInput(session.scenes, self)
        self.message = make_label("muted", wrap=True)
        self.message.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.message.setObjectName("sheet_message")
        self._stack = QStackedWidget()
        self._stack.addWidget(self.wall)
        self._stack.addWidget(self.message)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.head)
        layout.addWidget(self._stack, 1)
        layout.addWidget(self.foot)
        self._hover = QTimer(self, singleShot=True, interval=HOVER_MS)
        self._settle = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._under = -1
        self._is_enlarging = False
        self._connect()
        self.retranslate()

    def _connect(self) -> None:
        desk, wall = self._desk, self.wall
        desk.changed.connect(self._on_changed)
        desk.name_asked.connect(lambda: self.input.ask_over(self.foot.answer))
        desk.photos.marks_changed.connect(self._on_changed)
        desk.photos.marks_changed.connect(wall.viewport().update)
        desk.photos.modelReset.connect(self._on_other_sheet)
        wall.laid_out.connect(self._on_laid_out)
        wall.pointed_at.connect(self._on_pointed_at)
        wall.moved_to.connect(self._on_moved_to)
        wall.escaped.connect(self.shrink)
        self._pictures.arrived.connect(wall.viewport().update)
        self.input.chosen.connect(desk.name_heap)
        self.input.new_asked.connect(desk.name_heap)
        self._hover.timeout.connect(lambda: self._enlarge(self._under))
        self._settle.timeout.connect(self._on_settled)

    def enlarge(self) -> None:
        """Show the photo under the pointer large, else the current one; again: no more."""
        if self.loupe.isVisible() and self._is_enlarging:
            self.shrink()
            return
        self._is_enlarging = True
        self._enlarge(self._under if self._under >= 0 else self.wall.currentIndex().row())

    def shrink(self) -> None:
        """Show the wall alone."""
        self._is_enlarging = False
        self._hover.stop()
        self.loupe.hide()

    def set_whole(self, whole: bool) -> None:
        """Show whole photos, or fill the tiles."""
        self._tile.whole = whole
        self.wall.viewport().update()

    def focus_photos(self) -> None:
        """Give the keyboard to the wall."""
        self.wall.setFocus()

    def retranslate(self) -> None:
        """Set texts in the language in force."""
        self.foot.retranslate()
        self.input.retranslate()
        self._on_changed()

    def showEvent(self, event: QShowEvent) -> None:
        """Begin, or go on, once the wall has its size."""
        super().showEvent(event)
        self._desk.is_seen = True
        QTimer.singleShot(0, self, self._open)

    def hideEvent(self, event: QHideEvent) -> None:
        """Nobody looks."""
        super().hideEvent(event)
        self.shrink()
        self._desk.is_seen = False

    def changeEvent(self, event: QEvent) -> None:
        """Follow the size of letters."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._settle.start()

    # inside

    def _open(self) -> None:
        if self.isVisible():
            # The wall itself has no size before its first sheet is shown.
            self._desk.open(self.wall.capacity(self._stack.size()))

    def _on_settled(self) -> None:
        if self.isVisible():
            self._desk.queue.resize(self.wall.capacity(self._stack.size()))

    def _on_other_sheet(self) -> None:
        self._under = -1
        self.loupe.hide()
        self._hover.stop()

    def _on_laid_out(self) -> None:
        self._read_pictures()
        self._settle.start()

    def _on_changed(self) -> None:
        """Show what there is to say; the wall follows its photos by itself."""
        desk, shown = self._desk, self._desk.sheet
        comes = shown is not None and self._stack.currentWidget() is not self.wall
        self._stack.setCurrentWidget(self.wall if shown is not None else self.message)
        if comes:  # it could not have the keyboard while it was out of sight
            self.wall.setFocus()
        if shown is not None:
            key = self._answer_key.shortcut().toString(NATIVE)
            self.head.ask(
                self._texts.title(shown.sheet, self._scenes),
                self._texts.task(shown.sheet, key, turned=desk.photos.turned),
                self._texts.note(shown.sheet),
                self._scenes.colour(shown.sheet.tag),
                turned=desk.photos.turned,
            )
            self.wall.setAccessibleName(self.head.accessibleName())
        else:
            self.head.ask(self.tr("Review by the sheet"), "", "", None)
            self.message.setText(self._why_none())
        self.foot.show_answer(desk.expected_answer())
        self.foot.show_state(desk.queue.state)
        self._read_pictures()

    def _why_none(self) -> str:
        if not self._desk.queue.is_known:
            return self.tr("Looking for photos that belong together…")
        if self._desk.queue.is_done:
            return self.tr("No sheet is left: every photo has a tag, or your word.")
        return self.tr("The next sheet is on its way…")

    def _read_pictures(self) -> None:
        """Read the thumbnails on the screen, then those of the next sheet."""
        shown, ready = self._desk.sheet, self._desk.queue.ready
        if shown is not None:
            self._pictures.show(_hashes(shown), self.wall.thumbnail_px())
        self._pictures.prepare(_hashes(ready[0]) if ready else [])

    def _on_pointed_at(self, at: int) -> None:
        self._under = at
        if self._is_enlarging and at >= 0:
            self._enlarge(at)
        elif not self._is_enlarging:
            self.loupe.hide()
            self._hover.stop()
            if at >= 0 and self._settings.get("sheet_hover"):
                self._hover.start()

    def _on_moved_to(self, at: int) -> None:
        if self._is_enlarging:
            self._enlarge(at)
        else:
            self.loupe.hide()

    def _enlarge(self, at: int) -> None:
        row = self._desk.photos.photo_row(at)
        if row is not None:
            port = self.wall.viewport()
            self.loupe.show_photo(row, self.wall.rect_of(at).translated(port.pos()))


def _hashes(sheet: ReadySheet) -> list[str]:
    return [row.content_hash for row in sheet.rows if row.content_hash is not None]
