"""A person who reviews by the sheet in the window: clicks, drags and keys, and what they took."""

from __future__ import annotations

import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtTest import QTest

from app.core.sheets import Sheet, SheetAnswer, SheetKind
from app.jobs.context import JobContext
from app.ui.review.sheets.sheet_page import SheetPage
from tests.benchmarks.evening import find_person, print_stand
from tests.benchmarks.evening_player import BEHIND, CONTROL, SHIFT, Player
from tests.benchmarks.evening_sheets import ENOUGH, MOMENTS, REFRESH_EVERY, stand_by_tags
from tests.benchmarks.hands import NOTHING
from tests.benchmarks.sheet_person import SheetPerson, runs_of

SCAN_S = 3600
SHEET_S = 20
LEFT = Qt.MouseButton.LeftButton
Key = Qt.Key


class WallPaints(QObject):
    """Knows when the wall of photos was last painted."""

    def __init__(self, page: SheetPage) -> None:
        super().__init__(page)
        self.at = 0.0
        page.wall.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Note the time of a paint, which comes right after."""
        if event.type() == QEvent.Type.Paint:
            self.at = time.perf_counter()
        return False


@dataclass
class SheetPlayer(Player):
    """A person at the page of sheets.

    Attributes
    ----------
    also : dict of str to set of str
        Further scenes that photos show, by ``folder/name``.
    hurries : bool
        Answers as quickly as the window lets, and not at a person's pace.
    next_s : list of float
        For each sheet the seconds from its answer until the next one was painted.
    """

    also: Mapping[str, Collection[str]] = field(default_factory=dict)
    hurries: bool = False
    next_s: list[float] = field(default_factory=list)
    at_moments: dict[int, dict[str, Any]] = field(default_factory=dict)
    person: SheetPerson = field(init=False)

    @property
    def page(self) -> SheetPage:
        """The page of sheets."""
        page = self.window.parts.sheets.page
        assert page is not None
        return page

    @property
    def context(self) -> JobContext:
        """The library that is played in."""
        return self.window.parts.session.context

    def sheet(self) -> Sheet | None:
        """Return the sheet on the screen."""
        shown = self.window.parts.sheets.desk.sheet
        return shown.sheet if shown is not None else None

    def step(self) -> bool:
        """Answer the sheet on the screen; return whether there was one."""
        if not self.until(lambda: self.sheet() is not None, SHEET_S):
            return False
        sheet = self.sheet()
        assert sheet is not None
        first = self.by_kind[sheet.kind.value] == 0
        before = self.person.seconds
        answer = self.person.answer(sheet)
        self.by_kind[sheet.kind.value] += 1
        self._mark(answer)
        if first:
            self.shoot(f"sheet-{sheet.kind.value}")
        self._look(self.person.seconds - before)
        self._press_answer(sheet, answer)
        return True

    def _look(self, seconds: float) -> None:
        """Look and mark for as long as a person does, or until the program has learned meanwhile.

        The seconds are counted anyway; in a hurry that nobody is in, sheets would be answered of
        which the program does not know yet what the three before them taught it.
        """
        queue = self.window.parts.sheets.desk.queue
        start = time.perf_counter()
        if not self.hurries:
            self.until(lambda: not queue._is_planning, seconds)
        self.person.log[-1] |= {
            "size": queue.size,
            "unlearned": len(queue._answers),
            "looked_s": round(time.perf_counter() - start, 2),
        }

    def _mark(self, answer: SheetAnswer) -> None:
        """Turn the sheet if it has to be, and mark: one click, or one drag over neighbours."""
        photos = self.window.parts.sheets.desk.photos
        if photos.turned != answer.turned:
            self.press(Key.Key_I)
        places = {photo: at for at, photo in enumerate(photos.photos())}
        wanted = sorted(places[photo] for photo in answer.marked)
        runs = runs_of(wanted)
        rows = [part for run in runs for part in self._by_row(run)]
        # On the screen a run goes on in the next row with another drag.
        self.person.actions += len(rows) - len(runs)
        self.person.log[-1]["actions"] += len(rows) - len(runs)
        for run in rows:
            if len(run) == 1:
                self._click_tile(run[0])
            else:
                self._drag(run)
        if sorted(photos.marks()) != wanted:
            self.troubles.append(f"marked {sorted(photos.marks())} in place of {wanted}")

    def _by_row(self, run: list[int]) -> list[list[int]]:
        """Cut a run of neighbours where the wall begins another row."""
        rect = self.page.wall.rect_of
        return [list(part) for _, part in groupby(run, key=lambda at: rect(at).top())]

    def _place(self, at: int) -> QPoint:
        wall = self.page.wall
        return wall.viewport().mapTo(self.window, wall.rect_of(at).center())

    def _click_tile(self, at: int) -> None:
        QTest.mouseClick(self.window.windowHandle(), LEFT, NOTHING, self._place(at))
        self.clicks += 1

    def _drag(self, run: list[int]) -> None:
        """Press on the first photo, move over the others, let go on the last."""
        window = self.window.windowHandle()
        QTest.mousePress(window, LEFT, NOTHING, self._place(run[0]))
        for at in run[1:]:
            QTest.mouseMove(window, self._place(at))
        QTest.mouseRelease(window, LEFT, NOTHING, self._place(run[-1]))
        self.clicks += 1

    def _press_answer(self, sheet: Sheet, answer: SheetAnswer) -> None:
        """Press the key of the answer, and wait until the next sheet is painted."""
        paints = WallPaints(self.page)
        start = time.perf_counter()
        self.press(Key.Key_Return)
        if sheet.kind is SheetKind.HEAP:
            start = self._name(answer)
        if not self.until(lambda: self.sheet() is not sheet and paints.at >= start, SHEET_S):
            self.troubles.append(f"no other sheet came after {sheet.tag}")
        if self.sheet() is not None:
            self.next_s.append(max(paints.at - start, 0.0))
        self.machine_s += time.perf_counter() - start
        paints.deleteLater()
        # Nobody waits for the library, but what is looked up here must be in it.
        self.wait()
        said = self.window.parts.session.reader.labels.of(sheet.photos)
        if len(said) < len(sheet.photos):
            self.troubles.append(f"{len(sheet.photos) - len(said)} photos have no answer")
        self._note_moment()

    def _name(self, answer: SheetAnswer) -> float:
        """Name a heap, or say that it shows none of the scenes; return when the last key came."""
        if answer.named is None:
            self.press(Key.Key_Escape)
            start = time.perf_counter()
            self.press(Key.Key_N)
            return start
        known = answer.named in self.person.scenes
        name = self.window.parts.session.scenes.name(answer.named) if known else answer.named
        self.write(name)
        before = {row.id for row in self.context.library.scenes.names()}
        start = time.perf_counter()
        self.press(Key.Key_Return, NOTHING if known else SHIFT)
        self.wait()
        for made in {row.id for row in self.context.library.scenes.names()} - before:
            self.person.learn_name(answer.named.replace(" ", "_"), made)
        return start

    def _note_moment(self) -> None:
        for minutes in MOMENTS:
            if minutes not in self.at_moments and self.minutes >= minutes:
                self.at_moments[minutes] = self._stand()

    @property
    def minutes(self) -> float:
        """The person's time and the window's, in minutes."""
        return (self.person.seconds + self.think_s + self.machine_s) / 60

    def _stand(self) -> dict[str, Any]:
        return stand_by_tags(self.context.library, self.person)

    def measure(self) -> dict[str, Any]:
        """Note where the album stands."""
        state = self.window.parts.sheets.desk.queue.state
        wrong = state.wrong / max(state.tagged, 1) if state is not None else float("nan")
        row = {"actions": self.person.actions + 2 * len(self.refresh_s), "minutes": self.minutes}
        row |= self._stand() | {"thought": 1 - wrong}
        self.rows.append(row)
        print_stand(row)
        return row

    def play(self, every: int, limit: int) -> None:
        """Wait for the scan, then answer sheets until less than 5 % is left without a tag."""
        window = self.window
        window.activateWindow()
        self.wait(SCAN_S)
        self._look_for_all()
        self.person = find_person(self.context, self.mapping, self.also)
        self.unwaited = BEHIND
        self.press(Key.Key_1, CONTROL)
        self.wait()
        self.until(lambda: window.parts.sheets.page is not None, SHEET_S)
        self.measure()
        counts = window.parts.session.reader.photos.counts
        while self.person.actions < limit and counts().review > ENOUGH * counts().all:
            answered = 0
            while answered < REFRESH_EVERY and counts().review > ENOUGH * counts().all:
                if not self.step():
                    break
                answered += 1
            if not answered:
                break
            self.refresh()
            self.measure()
        QTest.qWait(500)
        self.shoot("sheets-end")

    def summary(self) -> dict[str, Any]:
        """Return what the evening took, and where the album stands at its end."""
        return {
            "actions": self.rows[-1]["actions"],
            "minutes": self.minutes,
            "end": self.rows[-1],
            "at_minutes": self.at_moments,
            "sheets_by_kind": dict(self.by_kind),
            "actions_by_kind": dict(self.person.by_kind),
            "keys": self.keys,
            "clicks": self.clicks,
            "machine_minutes": self.machine_s / 60,
            "log": self.person.log,
            "next_ms": [1000 * seconds for seconds in self.next_s],
            "refresh_s": self.refresh_s,
            "rows": self.rows,
            "troubles": self.troubles,
        }
