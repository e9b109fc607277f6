"""The sheets that come next: laid out, cut and read in a thread, so that none is waited for.

A plan is what the program knew when it was made. Each answer leads to the next plan at once, and
the program learns from it in the background; what it learned takes the place of the sheets that
nobody has seen yet. The sheet on the screen is none of the queue's: it stays as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Protocol

from PySide6.QtCore import QObject, Signal

from app.core.library import LibraryReader
from app.core.records import PhotoRow
from app.core.sheets import Sheet, SheetAnswer, SheetState
from app.ui.background import Background

PLAN, AHEAD = "sheet_plan", "sheets_ahead"
# Sheets kept ready: a quick hand answers two before the next are there.
READY = 3


class Sheets(Protocol):
    """All sheets, as far as the program knew when it was made."""

    @property
    def state(self) -> SheetState:
        """Where the review stands."""

    def sheets(self, limit: int | None = None) -> list[Sheet]:
        """Return the sheets, best first; with ``limit`` only so many."""

    def after(self, answer: SheetAnswer) -> Sheets:
        """Return the plan after an answer."""

    def without(self, photos: Collection[int]) -> Sheets:
        """Return the plan of all other photos."""


@dataclass(frozen=True, slots=True)
class ReadySheet:
    """A sheet with the records of its photos."""

    sheet: Sheet
    rows: tuple[PhotoRow, ...]


@dataclass(frozen=True, slots=True)
class Ahead:
    """Where the review stands, and its next sheets.

    ``all_skipped`` says that nothing is left but what was skipped, which therefore comes again.
    """

    state: SheetState
    sheets: tuple[ReadySheet, ...]
    all_skipped: bool


class SheetQueue(QObject):
    """Sheets by what they bring, less the one on the screen and those that were skipped.

    Signals
    -------
    changed : ()
        Other sheets come next, or the review stands elsewhere.

    Parameters
    ----------
    reader : LibraryReader
    background : Background
    make_plan : callable
        Makes a plan for sheets of at most so many photos, in any thread.
    """

    changed = Signal()

    def __init__(
        self,
        reader: LibraryReader,
        background: Background,
        make_plan: Callable[[int], Sheets],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._reader = reader
        self._background = background
        self._make_plan = make_plan
        self.size = 1
        self.state: SheetState | None = None
        self.ready: list[ReadySheet] = []
        self._plan: Sheets | None = None
        self._answers: list[SheetAnswer] = []  # given since the plan at hand was read
        self._written = 0  # of these, so many are in the library
        self._shown: frozenset[int] = frozenset()
        self._skipped: frozenset[int] = frozenset()
        self._is_planning = self._is_stale = False
        self._last = (0, 0, 0)  # what the last answer brought
        self._known = 0  # answers that were in the library when the plan was asked for
        background.answered.connect(self._on_answered)
        background.failed.connect(self._on_failed)

    @property
    def is_known(self) -> bool:
        """Whether the sheets were ever laid out."""
        return self._plan is not None

    @property
    def is_done(self) -> bool:
        """Whether no sheet is left."""
        return self.state is not None and not self.state.sheets

    def plan(self) -> None:
        """Lay all sheets out anew, with what the program has learned; once at a time."""
        if self._is_planning:
            self._is_stale = True
            return
        self._is_planning, self._is_stale = True, False
        self._known = self._written
        self._background.ask(PLAN, partial(self._make_plan, self.size))

    def resize(self, size: int) -> None:
        """Lay the sheets that nobody has seen yet out for another number of photos."""
        if size != self.size:
            self.size = size
            if self.is_known:
                self.plan()

    def reset(self) -> None:
        """Forget all sheets, and lay them out for a library that changed."""
        self._plan, self.ready = None, []
        self._skipped = frozenset()
        self._background.forget(AHEAD)
        self.plan()

    def unwritten(self) -> list[SheetAnswer]:
        """Return the answers that the library does not have yet, oldest first."""
        return self._answers[self._written :]

    def pop(self) -> ReadySheet | None:
        """Take the next sheet, which is on the screen from now on."""
        following = self.ready.pop(0) if self.ready else None
        self.show(following)
        return following

    def show(self, shown: ReadySheet | None) -> None:
        """Know what is on the screen: it comes on no other sheet."""
        self._shown = frozenset(shown.sheet.photos) if shown is not None else frozenset()
        self._look_ahead()

    def put_back(self, sheet: ReadySheet) -> None:
        """Let a sheet come next that was on the screen."""
        self.ready.insert(0, sheet)

    def answer(self, answer: SheetAnswer) -> None:
        """Know of an answer, which may not be in the library yet."""
        self._answers.append(answer)

    def written(self) -> None:
        """Know that the oldest answer that was not in the library is there now; learn from it."""
        self._written = min(self._written + 1, len(self._answers))
        self.plan()

    def forget(self, answer: SheetAnswer) -> None:
        """Know that an answer does not hold: it was taken back, or could not be written."""
        self._last = (0, 0, 0)
        if answer in self._answers:
            at = self._answers.index(answer)
            self._written -= at < self._written
            self._known -= at < self._known
            del self._answers[at]

    def skip(self, photos: Iterable[int], *, skipped: bool = True) -> None:
        """Let photos come last, or in their turn again."""
        these = frozenset(photos)
        self._skipped = self._skipped | these if skipped else self._skipped - these

    def _look_ahead(self) -> None:
        if self._plan is not None:
            call = partial(
                look_ahead, self._reader, self._plan, tuple(self._answers), self._shown,
                self._skipped,
            )  # fmt: skip
            self._background.ask(AHEAD, call)

    def _on_answered(self, kind: str, answer: object) -> None:
        if kind == PLAN:
            self._is_planning = False
            self._plan = answer  # type: ignore[assignment]
            del self._answers[: self._known]
            self._written -= self._known
            self._look_ahead()
            if self._is_stale:
                self.plan()
        elif kind == AHEAD and isinstance(answer, Ahead):
            self.state = self._with_last(answer.state)
            self.ready = list(answer.sheets)
            if answer.all_skipped:
                self._skipped = frozenset()
            self.changed.emit()

    def _with_last(self, state: SheetState) -> SheetState:
        """Keep what the last answer brought when a plan that knows it already takes over."""
        brought = (state.released, state.confirmed, state.returned)
        if any(brought):
            self._last = brought
        released, confirmed, returned = self._last
        return replace(state, released=released, confirmed=confirmed, returned=returned)

    def _on_failed(self, kind: str, _error: object) -> None:
        if kind == PLAN:
            self._is_planning = False
            if self._is_stale:
                self.plan()


def look_ahead(
    reader: LibraryReader,
    plan: Sheets,
    answers: Sequence[SheetAnswer],
    shown: Collection[int],
    skipped: Collection[int],
) -> Ahead:
    """Put answers on a plan, and read its next sheets, in any thread."""
    for answer in answers:
        plan = plan.after(answer)
    # Laid out without them, and not cut: what is left of a sheet would be a small one.
    found = plan.without({*shown, *skipped}).sheets(READY)
    all_skipped = not found and bool(skipped)
    if all_skipped:
        found = plan.without(shown).sheets(READY)
    ready = [_with_rows(reader, sheet) for sheet in found]
    return Ahead(plan.state, tuple(r for r in ready if r.rows), all_skipped)


def _cut(sheet: Sheet, without: Collection[int]) -> Sheet:
    """Return a sheet less these photos."""
    pairs = zip(sheet.photos, sheet.chances, strict=True)
    kept = [(photo, chance) for photo, chance in pairs if photo not in without]
    if len(kept) == len(sheet.photos):
        return sheet
    photos, chances = tuple(p for p, _ in kept), tuple(c for _, c in kept)
    return replace(sheet, photos=photos, chances=chances)


def _with_rows(reader: LibraryReader, sheet: Sheet) -> ReadySheet:
    """Read the records of a sheet's photos; those that are gone from the library are left out."""
    rows = tuple(reader.photos.rows(sheet.photos))
    there = {row.id for row in rows}
    return ReadySheet(_cut(sheet, set(sheet.photos) - there), rows)
