"""An evening with sheets: the same album and the same person as at the single desk.

The sheet that follows an answer is the best that was known before it, for it is shown at once; what
the program learned from the answer orders those after it, as in the window.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.core.library import LibraryReader
from app.core.method.sheet_plan import SheetPlan
from app.core.records import Query
from app.core.scenes import NO_SCENE
from app.core.sheets import USUAL_SIZE, Sheet, SheetAnswer, SheetKind
from app.core.types import Status
from app.jobs.context import JobContext
from app.jobs.refresh import apply_refresh, plan_refresh
from app.jobs.runner import run_now
from app.jobs.sheets import answer_sheet, plan_sheets
from tests.benchmarks.sheet_person import SheetPerson

ENOUGH = 0.05
# So many sheets are answered before what was learned is applied to the tags of the program.
REFRESH_EVERY = 12
# The dialog of a refresh: two keys, and what would change is looked at.
DIALOG_S = 10.5
MOMENTS = (5, 10, 15)


def stand_by_tags(library: LibraryReader, person: SheetPerson) -> dict[str, Any]:
    """Return how many photos have a tag, whoever gave it, and how many of the tags are right."""
    rows = library.photos.rows([int(i) for i in library.photos.ids(Query())])
    given = (Status.ACCEPTED, Status.COARSE, Status.LABELLED)
    tagged = [r for r in rows if r.status in given and r.scene not in (None, NO_SCENE)]
    right = sum(person.is_right(row.id, row.scene or "") for row in tagged)
    by_person = [row for row in tagged if row.status is Status.LABELLED]
    person_right = sum(person.is_right(row.id, row.scene or "") for row in by_person)
    none = sum(row.label == NO_SCENE for row in rows)
    return {
        "settled": (len(tagged) + none) / max(len(rows), 1),
        "tagged": len(tagged),
        "none": none,
        "precision": right / max(len(tagged), 1),
        "person_precision": person_right / max(len(by_person), 1),
        "scene_share": sum(row.scene in person.scenes for row in tagged) / max(len(tagged), 1),
        "open": sum(row.status is Status.REJECTED for row in rows),
    }


@dataclass
class SheetEvening:
    """An evening at sheets.

    Attributes
    ----------
    rows : list of dict
        Where the album stood after each refresh.
    at_moments : dict of int to dict
        The same after so many minutes.
    plan_s, next_s : list of float
        Seconds of learning and laying out; until the next sheet was known.
    by_kind : dict of str to list
        Sheets, photos shown, right ones as expected, and right ones, by kind.
    """

    ctx: JobContext
    person: SheetPerson
    size: int = USUAL_SIZE
    refresh_every: int = REFRESH_EVERY
    say: Callable[[Mapping[str, Any]], None] = lambda row: None
    rows: list[dict[str, Any]] = field(default_factory=list)
    plan_s: list[float] = field(default_factory=list)
    next_s: list[float] = field(default_factory=list)
    at_moments: dict[int, dict[str, Any]] = field(default_factory=dict)
    by_kind: dict[str, list[float]] = field(default_factory=dict)

    def play(self, limit: int = 2000) -> None:
        """Answer sheets until less than 5 % of all photos are without a tag, also at the end."""
        self.measure()
        while self.person.actions < limit and self._is_worth_it() and self._some_sheets():
            self.refresh()

    def _is_worth_it(self) -> bool:
        counts = self.ctx.library.photos.counts()
        return counts.review > ENOUGH * counts.all

    def _some_sheets(self) -> bool:
        """Answer sheets up to the next refresh; return whether there was one."""
        plan = self._plan()
        sheet = plan.first()
        answered = 0
        while sheet is not None and answered < self.refresh_every and self._is_worth_it():
            answer = self.person.answer(sheet)
            self._note(sheet, answer)
            started = time.monotonic()
            sheet = plan.after(answer).first()
            self.next_s.append(time.monotonic() - started)
            self._give(answer)
            plan = self._plan()
            answered += 1
        return answered > 0

    def _plan(self) -> SheetPlan:
        started = time.monotonic()
        plan: SheetPlan = run_now(plan_sheets(self.ctx, size=self.size))
        self.plan_s.append(time.monotonic() - started)
        return plan

    def _give(self, answer: SheetAnswer) -> None:
        summary = run_now(answer_sheet(self.ctx, answer)).summary
        if answer.sheet.kind is SheetKind.HEAP and answer.named and summary["made"]:
            self.person.learn_name(answer.named.replace(" ", "_"), summary["tag"])
        for minutes in MOMENTS:
            if minutes not in self.at_moments and self.person.seconds >= 60 * minutes:
                self.at_moments[minutes] = stand_by_tags(self.ctx.library, self.person)

    def _note(self, sheet: Sheet, answer: SheetAnswer) -> None:
        counts = self.by_kind.setdefault(sheet.kind.value, [0.0] * 4)
        for n, more in enumerate((1, len(sheet.photos), sheet.expected, len(answer.yes))):
            counts[n] += more

    def refresh(self) -> None:
        """Look at what would change in tags given, and apply it."""
        run_now(apply_refresh(self.ctx, run_now(plan_refresh(self.ctx))))
        self.person.actions += 2
        self.person.seconds += DIALOG_S
        self.person.by_kind["refreshes"] += 2
        self.measure()

    def measure(self) -> dict[str, Any]:
        """Note where the album stands, and how it stands in the eyes of the program."""
        row = {"actions": self.person.actions, "minutes": self.person.seconds / 60}
        row |= stand_by_tags(self.ctx.library, self.person)
        state = run_now(plan_sheets(self.ctx, learn=False)).state
        row["thought"] = 1 - state.wrong / max(state.tagged, 1)
        self.rows.append(row)
        self.say(row)
        return row

    def result(self) -> dict[str, Any]:
        """Return what the evening took, and where the album stands at its end."""
        return {
            "actions": self.person.actions,
            "minutes": self.person.seconds / 60,
            "end": self.rows[-1],
            "at_minutes": self.at_moments,
            "by_kind": dict(self.person.by_kind),
            "sheets": self.by_kind,
            "log": self.person.log,
            "rows": self.rows,
            "plan_seconds": self.plan_s,
            "next_seconds": self.next_s,
        }
