"""The desk of sheets: what an answer does, which sheet comes next, and the way back.

The next sheet is shown before the library has the answer. What is on the screen changes by the
person's hand alone. It paints nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from app.core.library import LibraryReader
from app.core.records import Act
from app.core.sheets import SheetAnswer, SheetKind
from app.core.types import Change
from app.jobs.job import JobName
from app.ui.commands import ReviewCommands
from app.ui.review.sheets.marked_photos import MarkedPhotos
from app.ui.review.sheets.sheet_queue import ReadySheet, SheetQueue


@dataclass(frozen=True, slots=True)
class Step:
    """A sheet that was answered, or skipped with these marks."""

    sheet: ReadySheet
    answer: SheetAnswer
    skipped: bool = False


class SheetDesk(QObject):
    """One sheet at a time.

    Signals
    -------
    changed : ()
        Another sheet is on the screen, or the review stands elsewhere.
    name_asked : ()
        A heap has to be named before it is answered.

    Attributes
    ----------
    photos : MarkedPhotos
        The photos on the screen and their marks.
    sheet : ReadySheet or None
        What is on the screen.
    is_seen : bool
        Whether the page of sheets is on the screen at all.
    """

    changed = Signal()
    name_asked = Signal()

    def __init__(
        self,
        reader: LibraryReader,
        commands: ReviewCommands,
        queue: SheetQueue,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._reader = reader
        self._commands = commands
        self.queue = queue
        self.photos = MarkedPhotos(self)
        self.sheet: ReadySheet | None = None
        self._steps: list[Step] = []
        self._undone: list[Step] = []
        self._is_stale = True
        self.is_seen = False
        queue.changed.connect(self._on_queue_changed)

    @property
    def asks(self) -> SheetKind | None:
        """What the sheet on the screen asks; None while there is none."""
        return self.sheet.sheet.kind if self.sheet is not None else None

    @property
    def can_go_back(self) -> bool:
        """Whether a sheet was answered or skipped."""
        return bool(self._steps)

    def open(self, size: int) -> None:
        """Begin, or go on: where the library changed meanwhile, with another sheet."""
        self.queue.size = size
        if self._is_stale:
            self._is_stale = False
            self._steps, self._undone = [], []
            self.queue.reset()
            self._show(None)

    def plan_anew(self) -> None:
        """Lay the sheets that nobody has seen yet out anew, when the page is seen."""
        if self.is_seen:
            self.queue.plan()
        else:
            self._is_stale = True

    def expected_answer(self) -> SheetAnswer | None:
        """Return what an answer would say now."""
        if self.sheet is None:
            return None
        return SheetAnswer(self.sheet.sheet, tuple(self.photos.marked()), self.photos.turned)

    def answer(self) -> None:
        """Say yes to all but the marked photos (turned: no), and show the next sheet."""
        answer = self.expected_answer()
        if answer is None:
            return
        if answer.sheet.kind is SheetKind.HEAP:
            self.name_asked.emit()
        else:
            self._give(answer)

    def name_heap(self, scene: str | None) -> None:
        """Say what the photos of a heap show, less the marked; None: none of the scenes."""
        answer = self.expected_answer()
        if answer is not None and answer.sheet.kind is SheetKind.HEAP:
            self._give(SheetAnswer(answer.sheet, answer.marked, answer.turned, named=scene))

    def turn(self) -> None:
        """Mark what is it, in place of what is not, or the other way round."""
        if self.sheet is not None:
            self.photos.turn()

    def skip(self) -> None:
        """Leave the sheet for later, and show the next."""
        answer = self.expected_answer()
        if self.sheet is not None and answer is not None:
            self._steps.append(Step(self.sheet, answer, skipped=True))
            self.queue.skip(answer.sheet.photos)
            self._show(self.queue.pop())

    def back(self) -> None:
        """Go back to the last sheet; what was said to it is taken back."""
        if not self._steps:
            return
        step = self._steps[-1]
        if step.skipped:
            self._steps.pop()
            self.queue.skip(step.sheet.sheet.photos, skipped=False)
            self._show_again(step)
        elif _is_newest(step.answer, self.queue, self._reader):
            self._commands.undo()

    def take(self, change: Change) -> None:
        """Know that the library changed; what is on the screen stays."""
        if not self.is_seen:
            self._is_stale = True
        elif change.photos is None or change.model:
            self.queue.plan()

    def on_completed(self, name: str, result: object) -> None:
        """Take up that an answer was written, or that one was taken back or given again."""
        if name == JobName.SHEET:
            self.queue.written()
        elif name == JobName.UNDO and isinstance(result, Change):
            self._on_undone(result)
        elif name == JobName.REDO and isinstance(result, Change):
            self._on_redone(result)

    def on_failed(self, _sentence: str, name: str) -> None:
        """Let the photos of an answer that could not be written come again."""
        if name == JobName.SHEET and (lost := self.queue.unwritten()):
            self.queue.forget(lost[0])
            self._steps = [step for step in self._steps if step.answer is not lost[0]]
            self.queue.plan()
            self.changed.emit()

    # inside

    def _give(self, answer: SheetAnswer) -> None:
        assert self.sheet is not None
        self._commands.answer_sheet(answer)
        self._steps.append(Step(self.sheet, answer))
        self._undone.clear()
        self.queue.answer(answer)
        self._show(self.queue.pop())

    def _show(self, sheet: ReadySheet | None) -> None:
        self.sheet = sheet
        turned = sheet is not None and sheet.sheet.starts_turned
        self.photos.show_photos(sheet.rows if sheet is not None else (), turned=turned)
        self.changed.emit()

    def _show_again(self, step: Step) -> None:
        """Show a sheet with the marks that it had; what is on the screen comes next."""
        if self.sheet is not None:
            self.queue.put_back(self.sheet)
        self.sheet = step.sheet
        self.photos.show_photos(step.sheet.rows, step.answer.marked, turned=step.answer.turned)
        self.queue.show(step.sheet)
        self.changed.emit()

    def _on_undone(self, change: Change) -> None:
        answered = [n for n, step in enumerate(self._steps) if not step.skipped]
        at = answered[-1] if answered else -1
        if at < 0 or not _is_of(change, self._steps[at]):
            self.plan_anew()
            return
        step = self._steps[at]
        for skipped in self._steps[at + 1 :]:
            self.queue.skip(skipped.sheet.sheet.photos, skipped=False)
        del self._steps[at:]
        self._undone.append(step)
        self.queue.forget(step.answer)
        self._show_again(step)
        self.plan_anew()

    def _on_redone(self, change: Change) -> None:
        step = self._undone[-1] if self._undone else None
        if step is not None and _is_of(change, step):
            self._undone.pop()
            self._steps.append(step)
            if self.sheet is step.sheet:
                self._show(self.queue.pop())
        self.plan_anew()

    def _on_queue_changed(self) -> None:
        if self.sheet is None and self.queue.ready:
            self._show(self.queue.pop())
        else:
            self.changed.emit()


def _is_of(change: Change, step: Step) -> bool:
    """Tell whether a change is that of an answer."""
    return bool(change.photos) and set(change.photos or ()) <= set(step.sheet.sheet.photos)


def _is_newest(answer: SheetAnswer, queue: SheetQueue, reader: LibraryReader) -> bool:
    """Tell whether nothing was done since that undo would take back in its place."""
    done = reader.history.next_undo()
    return answer in queue.unwritten() or (done is not None and done.act is Act.SHEET)
