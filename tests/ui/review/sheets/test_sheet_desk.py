"""What an answer to a sheet does, which sheet comes next, and the way back."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

import pytest
from PySide6.QtWidgets import QApplication

from app.core.records import Act, HistoryRow
from app.core.sheets import Sheet, SheetAnswer, SheetKind, SheetState
from app.core.types import Change
from app.jobs.job import JobName
from app.ui.review.sheets.sheet_desk import SheetDesk
from app.ui.review.sheets.sheet_queue import AHEAD, PLAN, SheetQueue
from tests.ui.fakes import FakeReader
from tests.ui.sheet_fakes import FakePlan, ToldBackground, make_sheet

FIRST, SECOND, THIRD = make_sheet([1, 2, 3, 4]), make_sheet([5, 6], "forest"), make_sheet([7, 8])


class SheetCommands:
    """Notes what the desk asks for."""

    def __init__(self) -> None:
        self.answers: list[SheetAnswer] = []
        self.undone = 0

    def answer_sheet(self, answer: SheetAnswer) -> None:
        self.answers.append(answer)

    def undo(self) -> None:
        self.undone += 1


@dataclass
class Bench:
    """A desk over three sheets; jobs and questions end when the test says so."""

    desk: SheetDesk
    commands: SheetCommands
    background: ToldBackground
    reader: FakeReader
    plans: list[FakePlan]
    sizes: list[int]

    def shown(self) -> tuple[int, ...]:
        return () if self.desk.sheet is None else self.desk.sheet.sheet.photos

    def write(self) -> Change:
        """Let the oldest answer be written."""
        answer = self.commands.answers[-1]
        change = Change(photos=frozenset(answer.sheet.photos), history=True)
        self.reader.actions.insert(0, HistoryRow(1, "", Act.SHEET, {}, 4, False))
        self.desk.take(change)
        self.desk.on_completed(JobName.SHEET, change)
        return change


def make_bench(reader: FakeReader, *sheets: Sheet) -> Bench:
    commands, background = SheetCommands(), ToldBackground()
    plans, sizes = [FakePlan(tuple(sheets))], list[int]()

    def make_plan(size: int) -> FakePlan:
        sizes.append(size)
        return plans[-1]

    queue = SheetQueue(reader, background, make_plan)  # type: ignore[arg-type]
    desk = SheetDesk(reader, commands, queue)  # type: ignore[arg-type]
    desk.is_seen = True
    desk.open(48)
    return Bench(desk, commands, background, reader, plans, sizes)


@pytest.fixture
def bench(qapp: QApplication, reader: FakeReader) -> Bench:
    made = make_bench(reader, FIRST, SECOND, THIRD)
    made.background.answer_all()
    return made


def test_the_first_sheet_comes_when_it_is_laid_out(qapp: QApplication, reader: FakeReader) -> None:
    bench = make_bench(reader, FIRST)
    assert (bench.shown(), bench.desk.asks) == ((), None)
    bench.background.answer(PLAN)
    bench.background.answer(AHEAD)
    assert (bench.shown(), bench.desk.asks) == ((1, 2, 3, 4), SheetKind.PROPOSED)
    assert bench.sizes == [48]


def test_an_answer_says_yes_to_the_rest_and_the_next_sheet_is_there_at_once(bench: Bench) -> None:
    bench.desk.photos.mark([1, 2], marked=True)
    asked = bench.background.count
    bench.desk.answer()
    assert bench.commands.answers == [SheetAnswer(FIRST, (2, 3))]
    assert bench.commands.answers[0].yes == (1, 4)
    assert bench.shown() == (5, 6), "without any question being answered"
    assert bench.background.count > asked
    assert bench.desk.photos.marked() == []


def test_marked_photos_come_back_on_another_sheet(bench: Bench) -> None:
    bench.desk.photos.mark([0], marked=True)
    for _ in range(3):
        bench.desk.answer()
        bench.background.answer_all()
    assert (bench.shown(), bench.desk.asks) == ((1,), SheetKind.SECOND)
    bench.desk.answer()
    bench.background.answer_all()
    assert (bench.shown(), bench.desk.queue.is_done) == ((), True)


def test_a_quick_hand_answers_three_sheets_before_the_program_says_anything(bench: Bench) -> None:
    bench.desk.answer()
    bench.desk.answer()
    bench.desk.answer()
    assert [a.sheet for a in bench.commands.answers] == [FIRST, SECOND, THIRD]
    assert bench.shown() == ()
    bench.background.answer_all()
    assert bench.shown() == ()


def test_what_was_learned_changes_no_sheet_on_the_screen(bench: Bench) -> None:
    bench.desk.answer()
    bench.desk.photos.mark([0], marked=True)
    bench.plans.append(FakePlan((make_sheet([5, 7, 9]), make_sheet([6, 8, 10]))))
    bench.write()
    bench.background.answer_all()
    assert (bench.shown(), bench.desk.photos.marked()) == ((5, 6), [5])
    bench.desk.answer()
    assert bench.shown() == (7, 9), "the better sheet, less what was answered"


class OnePile(FakePlan):
    """All photos of one proposal, on sheets of four."""

    @property
    def pile(self) -> list[int]:
        return [photo for sheet in self.left for photo in sheet.photos]

    def sheets(self, limit: int | None = None) -> list[Sheet]:
        full = [make_sheet(self.pile[n : n + 4]) for n in range(0, len(self.pile), 4)]
        return full[:limit]

    def without(self, photos: Collection[int]) -> OnePile:
        return OnePile((make_sheet([p for p in self.pile if p not in photos]),))


def test_the_sheet_after_the_one_on_the_screen_is_a_full_one(
    qapp: QApplication, reader: FakeReader
) -> None:
    bench = make_bench(reader)
    bench.plans.append(OnePile((make_sheet(range(1, 13)),)))
    bench.desk.plan_anew()
    bench.background.answer_all()
    assert bench.shown() == (1, 2, 3, 4)
    # What was learned puts others before those on the screen.
    bench.plans.append(OnePile((make_sheet([9, 1, 2, 10, 3, 4, 11, 5, 6, 12, 7, 8]),)))
    bench.desk.plan_anew()
    bench.background.answer_all()
    bench.desk.answer()
    assert bench.shown() == (9, 10, 11, 5)


def test_an_answer_given_while_the_program_learns_still_holds(bench: Bench) -> None:
    bench.desk.answer()
    bench.plans.append(FakePlan((SECOND, THIRD)))
    bench.write()
    bench.desk.answer()  # not written when the plan is made
    bench.background.answer(PLAN)
    bench.background.answer_all()
    assert bench.shown() == (7, 8)
    bench.desk.answer()
    bench.background.answer_all()
    assert bench.shown() == ()


def test_it_learns_once_at_a_time_and_then_again(bench: Bench) -> None:
    bench.desk.answer()
    bench.write()
    bench.desk.answer()
    bench.write()
    assert bench.sizes == [48]
    bench.background.answer(PLAN)
    assert PLAN in bench.background.asked, "what was written meanwhile"
    bench.background.answer_all()
    assert bench.sizes == [48, 48, 48]


def test_a_turned_sheet_says_yes_to_what_is_marked(bench: Bench) -> None:
    bench.desk.turn()
    bench.desk.photos.mark([3], marked=True)
    bench.desk.answer()
    assert bench.commands.answers[0].yes == (4,)
    assert bench.commands.answers[0].no == (1, 2, 3)
    assert not bench.desk.photos.turned, "the next one is as it comes"


def test_a_sheet_of_mostly_wrong_ones_comes_turned(qapp: QApplication, reader: FakeReader) -> None:
    bench = make_bench(reader, make_sheet([1, 2, 3], chance=0.2))
    bench.background.answer_all()
    assert bench.desk.photos.turned


def test_a_skipped_sheet_comes_again_when_nothing_else_is_left(bench: Bench) -> None:
    bench.desk.skip()
    assert bench.shown() == (5, 6)
    bench.desk.answer()
    bench.desk.answer()
    bench.background.answer_all()
    assert (bench.shown(), bench.commands.answers[-1].sheet) == ((1, 2, 3, 4), THIRD)


def test_back_from_a_skip_undoes_nothing_and_finds_the_marks(bench: Bench) -> None:
    bench.desk.photos.mark([2], marked=True)
    bench.desk.skip()
    bench.desk.back()
    assert (bench.shown(), bench.desk.photos.marked()) == ((1, 2, 3, 4), [3])
    assert (bench.commands.undone, bench.desk.can_go_back) == (0, False)
    bench.background.answer_all()
    bench.desk.answer()
    assert bench.shown() == (5, 6), "what was on the screen comes next"


def test_back_takes_the_answer_back_and_shows_the_sheet_with_its_marks(bench: Bench) -> None:
    bench.desk.photos.mark([2], marked=True)
    bench.desk.answer()
    change = bench.write()
    bench.background.answer_all()
    bench.desk.back()
    assert (bench.commands.undone, bench.shown()) == (1, (5, 6)), "once it is undone"
    bench.desk.on_completed(JobName.UNDO, change)
    assert (bench.shown(), bench.desk.photos.marked()) == ((1, 2, 3, 4), [3])
    bench.background.answer_all()
    assert bench.desk.queue.state is not None
    assert bench.desk.queue.state.released == 0
    bench.desk.answer()
    assert bench.commands.answers[-1] == SheetAnswer(FIRST, (3,))
    assert bench.shown() == (5, 6)


def test_what_an_answer_brought_is_said_until_the_next(bench: Bench) -> None:
    said = SheetState(released=2, confirmed=3, returned=1)
    assert bench.desk.queue._with_last(said) == said
    assert bench.desk.queue._with_last(SheetState(tagged=9)) == replace(said, tagged=9)


def test_undo_shows_the_sheet_again_though_others_were_skipped_since(bench: Bench) -> None:
    bench.desk.answer()
    change = bench.write()
    bench.desk.skip()
    bench.desk.on_completed(JobName.UNDO, change)
    assert (bench.shown(), bench.desk.can_go_back) == ((1, 2, 3, 4), False)


def test_redo_goes_on_to_the_next_sheet(bench: Bench) -> None:
    bench.desk.answer()
    change = bench.write()
    bench.background.answer_all()
    bench.desk.on_completed(JobName.UNDO, change)
    bench.background.answer_all()
    bench.desk.on_completed(JobName.REDO, change)
    assert (bench.shown(), bench.desk.can_go_back) == ((5, 6), True)


def test_undo_of_something_else_leaves_the_sheet(bench: Bench) -> None:
    bench.desk.answer()
    bench.write()
    bench.background.answer_all()
    bench.desk.on_completed(JobName.UNDO, Change(photos=frozenset({30})))
    assert bench.shown() == (5, 6)


def test_back_undoes_nothing_that_was_done_elsewhere(bench: Bench) -> None:
    bench.desk.answer()
    bench.write()
    bench.reader.actions.insert(0, HistoryRow(2, "", Act.LABEL, {}, 1, False))
    bench.desk.back()
    assert bench.commands.undone == 0


def test_a_heap_is_named_before_it_is_answered(qapp: QApplication, reader: FakeReader) -> None:
    heap = make_sheet([1, 2, 3], None, SheetKind.HEAP)
    bench = make_bench(reader, heap, SECOND)
    bench.background.answer_all()
    asked: list[int] = []
    bench.desk.name_asked.connect(lambda: asked.append(1))
    bench.desk.photos.mark([1], marked=True)
    bench.desk.answer()
    assert (asked, bench.commands.answers) == ([1], [])
    bench.desk.name_heap("Garage")
    assert bench.commands.answers == [SheetAnswer(heap, (2,), named="Garage")]
    assert bench.shown() == (5, 6)


def test_only_a_heap_takes_a_name(bench: Bench) -> None:
    bench.desk.name_heap("Garage")
    assert bench.commands.answers == []


def test_an_answer_that_could_not_be_written_comes_again(bench: Bench) -> None:
    bench.desk.answer()
    bench.desk.on_failed("The disk is full.", JobName.SHEET)
    assert not bench.desk.can_go_back
    bench.background.answer_all()
    bench.desk.answer()
    assert bench.shown() == (1, 2, 3, 4)


def test_a_library_that_changed_out_of_sight_is_laid_out_anew(bench: Bench) -> None:
    bench.desk.is_seen = False
    bench.desk.open(48)
    assert bench.shown() == (1, 2, 3, 4), "as it was left"
    bench.desk.take(Change(photos=frozenset({1})))
    bench.plans.append(FakePlan((THIRD,)))
    bench.desk.is_seen = True
    bench.desk.open(48)
    assert bench.shown() == ()
    bench.background.answer_all()
    assert bench.shown() == (7, 8)


def test_undo_out_of_sight_lays_nothing_out(bench: Bench) -> None:
    bench.desk.is_seen = False
    before = list(bench.sizes)
    for name in (JobName.UNDO, JobName.REDO):
        bench.desk.on_completed(name, Change(photos=frozenset({99})))
    bench.background.answer_all()
    assert bench.sizes == before, "whoever never opens sheets does not wait for them"


def test_what_was_asked_while_a_plan_failed_is_laid_out_after_it(bench: Bench) -> None:
    bench.desk.queue.plan()
    bench.desk.queue.plan()
    bench.background.forget(PLAN)
    bench.background.failed.emit(PLAN, RuntimeError())
    assert PLAN in bench.background.asked


def test_another_size_of_the_window_is_for_sheets_that_nobody_saw(bench: Bench) -> None:
    bench.desk.queue.resize(48)
    assert PLAN not in bench.background.asked
    bench.desk.queue.resize(20)
    bench.background.answer_all()
    assert (bench.sizes, bench.shown()) == ([48, 20], (1, 2, 3, 4))


def test_photos_that_left_the_library_stand_on_no_sheet(
    qapp: QApplication, reader: FakeReader
) -> None:
    bench = make_bench(reader, make_sheet([1, 900, 2]))
    bench.background.answer_all()
    assert bench.shown() == (1, 2)
