"""Plans of sheets: each open photo on one, none twice on one of a tag, whatever is answered."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.method.chances import TagTable, learn_shift, refuse, shift_odds, shifts_of
from app.core.method.sheet_plan import SheetPlan
from app.core.method.tree import grow_tree
from app.core.records import NO_GROUP
from app.core.scenes import NO_SCENE
from app.core.sheets import SheetAnswer, SheetKind, SheetState

SCENES = ("beach", "lake", "forest", "kitchen")
PARENTS = {"beach": "water", "lake": "water", "water": "outdoors", "forest": "outdoors"}
TREE = grow_tree(SCENES, PARENTS)
TAGS = TagTable((*SCENES, *TREE.parents, NO_SCENE), TREE)
NOT_CHOSEN = np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.float32)
BEACH, LAKE, FOREST, KITCHEN = range(4)
WATER, OUTDOORS, NONE = TAGS.names.index("water"), TAGS.names.index("outdoors"), TAGS.none


def chances_of(*scenes: tuple[float, float, float, float]) -> np.ndarray:
    """Return a table whose parents hold what lies below them, and none what is left over."""
    given = np.array(scenes, dtype=np.float32).reshape(-1, len(SCENES))
    left = np.maximum(1 - given.sum(axis=1, keepdims=True), 0)
    return np.hstack([given, TREE.sum_below(given), left]).astype(np.float32)


def plan_of(chances: np.ndarray, *, size: int = 5, looks: np.ndarray | None = None) -> SheetPlan:
    count = len(chances)
    random = np.random.default_rng(0)
    return SheetPlan(
        photos=np.arange(10, 10 + count),
        tags=TAGS,
        table=chances,
        looks=np.full(count, NO_GROUP) if looks is None else looks,
        sketches=random.normal(size=(count, 4)).astype(np.float32),
        was_refused=np.zeros(count, dtype=np.bool_),
        bears=np.full(count, -1),
        is_check=np.zeros(count, dtype=np.bool_),
        is_tagged=np.zeros(count, dtype=np.bool_),
        size=size,
    )


def test_what_is_refused_leaves_its_chance_to_the_others() -> None:
    table = chances_of((0.4, 0.3, 0.1, 0.1))
    refuse(table, np.array([0]), BEACH, TAGS)
    assert table[0, BEACH] == 0
    assert table[0, LAKE] == pytest.approx(0.3 / 0.6)
    assert table[0, WATER] == pytest.approx(0.3 / 0.6)
    assert table[0, [LAKE, FOREST, KITCHEN, NONE]].sum() == pytest.approx(1)


def test_a_refused_parent_refuses_what_lies_in_it_and_one_left_empty() -> None:
    table = chances_of((0.4, 0.3, 0.1, 0.1))
    refuse(table, np.array([0]), WATER, TAGS)
    assert table[0, [BEACH, LAKE, WATER]].tolist() == [0, 0, 0]
    assert table[0, OUTDOORS] == pytest.approx(0.1 / 0.3, abs=1e-6)
    refuse(table, np.array([0]), FOREST, TAGS)
    assert table[0, OUTDOORS] == 0


def test_who_was_sure_and_wrong_is_not_believed_on_what_is_second() -> None:
    table = chances_of((0.97, 0.02, 0, 0))
    refuse(table, np.array([0]), BEACH, TAGS)
    assert table[0, LAKE] == pytest.approx(0.06)
    assert table[0, NONE] == pytest.approx(0.94)


def test_answers_shift_the_odds_of_their_tag_and_of_its_kind() -> None:
    assert learn_shift(0.0, 40, 36, 36.0) == pytest.approx(0)
    shift = learn_shift(0.0, 40, 10, 36.0)
    assert shift < -1
    assert learn_shift(shift, 40, 36, 10.0) > shift
    shifts = shifts_of(TAGS, {"beach": -2.0})
    assert shifts[BEACH] == -2
    assert -1 < shifts[LAKE] < 0
    assert shifts[WATER] == shifts[NONE] == 0
    shifted = shift_odds(chances_of((0.5, 0, 0, 0.5)), shifts)
    assert shifted[0, BEACH] == pytest.approx(1 / (1 + np.exp(2)), abs=1e-4)
    assert shifted[0, LAKE] == 0


def test_sure_sheets_come_first_and_a_full_one_before_one_photo() -> None:
    table = chances_of(*[(0.95, 0, 0, 0)] * 5, *[(0, 0, 0, 0.8)] * 5, (0, 0, 1, 0))
    sheets = plan_of(table).sheets()
    assert [(s.tag, len(s.photos)) for s in sheets] == [("beach", 5), ("kitchen", 5), ("forest", 1)]
    assert plan_of(table).first() == sheets[0]
    assert plan_of(table).state.sheets == 3


def test_a_parent_is_asked_for_where_its_scenes_are_unsure() -> None:
    (sheet,) = plan_of(chances_of(*[(0.5, 0.48, 0, 0)] * 4)).sheets()
    assert (sheet.tag, sheet.kind, sheet.level) == ("water", SheetKind.COARSE, "parent")
    (sheet,) = plan_of(chances_of(*[(0.9, 0.08, 0, 0)] * 4)).sheets()
    assert (sheet.tag, sheet.level) == ("beach", "scene")


def test_marked_photos_come_back_together_on_a_second_sheet() -> None:
    plan = plan_of(chances_of(*[(0.8, 0, 0, 0.2)] * 3))
    beach = next(s for s in plan.sheets() if s.tag == "beach")
    later = plan.after(SheetAnswer(beach, beach.photos[:2]))
    second = next(s for s in later.sheets() if set(beach.photos[:2]) <= set(s.photos))
    assert (second.tag, second.kind) == ("kitchen", SheetKind.SECOND)
    assert (later.state.released, later.state.returned, later.state.photos) == (1, 2, 2)


def test_look_alikes_of_no_scene_are_a_heap_to_name() -> None:
    alike = np.array([4] * 8 + [NO_GROUP] * 3)
    sheets = plan_of(chances_of(*[(0.05, 0, 0, 0)] * 11), size=9, looks=alike).sheets()
    heap = next(s for s in sheets if s.kind is SheetKind.HEAP)
    assert set(heap.photos) == set(range(10, 18))
    assert [s.kind for s in sheets if s is not heap] == [SheetKind.NONE]


def test_refined_photos_are_asked_only_about_scenes_below_their_parent() -> None:
    plan = plan_of(chances_of(*[(0.3, 0.1, 0, 0.6)] * 3))
    refined = replace(plan, bears=np.full(3, WATER), best=NOT_CHOSEN)
    (sheet,) = refined.sheets()
    assert (sheet.tag, sheet.kind) == ("beach", SheetKind.REFINE)


def test_what_bears_a_parent_is_not_asked_about_scenes_that_are_hardly_likely() -> None:
    plan = plan_of(chances_of((0.24, 0.1, 0, 0.6), (0.26, 0.1, 0, 0.6), (0.24, 0.1, 0, 0)))
    refined = replace(plan, bears=np.array([WATER, WATER, -1]), best=NOT_CHOSEN)
    assert sorted(photo for sheet in refined.sheets() for photo in sheet.photos) == [11, 12]


def test_what_bears_a_parent_stands_on_no_sheet_once_nothing_below_is_left() -> None:
    plan = plan_of(chances_of(*[(0.3, 0.0, 0, 0.7)] * 3))
    refined = replace(plan, bears=np.full(3, WATER), best=NOT_CHOSEN)
    (sheet,) = refined.sheets()
    later = refined.after(SheetAnswer(sheet, sheet.photos[1:]))
    assert (sheet.tag, later.sheets()) == ("beach", [])
    assert (later.state.sheets, later.state.photos) == (0, 0)


def test_what_settles_more_comes_first_then_what_refines_then_what_checks() -> None:
    plan = plan_of(chances_of(*[(0.9, 0, 0, 0)] * 4, *[(0, 0.9, 0, 0)] * 4, *[(0, 0, 0, 0.9)] * 4))
    bears = np.array([-1] * 4 + [WATER] * 4 + [-1] * 4)
    tagged = np.array([False] * 4 + [True] * 8)
    sheets = replace(plan, bears=bears, is_tagged=tagged, best=NOT_CHOSEN).sheets()
    kinds = [(sheet.tag, sheet.kind) for sheet in sheets]
    proposed = SheetKind.PROPOSED
    assert kinds == [("beach", proposed), ("lake", SheetKind.REFINE), ("kitchen", proposed)]
    assert sheets[0].worth > sheets[1].worth > sheets[2].worth


def test_a_check_asks_for_the_scene_until_it_was_refused() -> None:
    plan = plan_of(chances_of(*[(0.5, 0.48, 0, 0)] * 4))
    plan = replace(plan, is_check=np.ones(4, dtype=np.bool_), best=NOT_CHOSEN)
    (sheet,) = plan.sheets()
    assert (sheet.tag, sheet.kind) == ("beach", SheetKind.PROPOSED)
    later = plan.after(SheetAnswer(sheet, sheet.photos))
    assert {sheet.tag for sheet in later.sheets()} <= {"lake", "water", "outdoors"}


def test_photos_that_bore_a_tag_are_not_counted_twice() -> None:
    plan = plan_of(chances_of(*[(0.9, 0, 0, 0)] * 4))
    tagged = np.array([True, True, False, False])
    plan = replace(plan, is_tagged=tagged, base=SheetState(tagged=7, untagged=5))
    (sheet,) = plan.sheets()
    state = plan.after(SheetAnswer(sheet, (12,))).state
    assert (state.tagged, state.untagged) == (8, 4)
    assert (state.released, state.confirmed, state.returned) == (1, 2, 1)


def test_look_alikes_stand_side_by_side() -> None:
    chances = chances_of(*[(c, 0, 0, 0) for c in (0.99, 0.98, 0.97, 0.96)])
    plan = plan_of(chances)
    alike = np.array([[1, 0], [0, 1], [1, 0.01], [0, 1]], dtype=np.float32)
    (sheet,) = replace(plan, sketches=alike).sheets()
    assert sheet.photos == (10, 12, 11, 13)
    assert sheet.chances == pytest.approx((0.99, 0.97, 0.98, 0.96))


@st.composite
def tables(draw: st.DrawFn) -> np.ndarray:
    count = draw(st.integers(1, 14))
    random = np.random.default_rng(draw(st.integers(0, 999)))
    shares = random.dirichlet(np.full(5, draw(st.sampled_from([0.1, 0.5, 3.0]))), count)
    return chances_of(*map(tuple, shares[:, :4]))


def test_what_is_on_the_screen_leaves_the_next_sheet_full() -> None:
    plan = plan_of(chances_of(*[(0.99 - n / 100, 0, 0, 0) for n in range(10)]))
    first, second = plan.sheets()
    # The program learned meanwhile: other photos than those on the screen would come first.
    shown = {*first.photos[:4], second.photos[0]}
    (left,) = plan.without(shown).sheets()
    assert (left.tag, len(left.photos)) == ("beach", 5)
    assert set(left.photos) == {*first.photos, *second.photos} - shown
    assert plan.without(()).sheets() == plan.sheets()


@settings(max_examples=30, deadline=None)
@given(tables(), st.integers(1, 6), st.data())
def test_without_some_photos_the_others_stand_as_if_those_were_not_open(
    table: np.ndarray, size: int, data: st.DataObject
) -> None:
    plan = plan_of(table, size=size)
    gone = data.draw(st.sets(st.sampled_from([*plan.photos.tolist(), 7, 99])))
    left = plan.without(gone)
    kept = [n for n, photo in enumerate(plan.photos.tolist()) if photo not in gone]
    alone = replace(
        plan_of(table[kept], size=size), photos=plan.photos[kept], sketches=plan.sketches[kept]
    )
    assert left.sheets() == alone.sheets()
    assert left.state == replace(plan.base, sheets=len(alone.sheets()), photos=len(kept))
    assert plan.without(set()) is plan
    sheet = plan.first()
    assert sheet is not None
    answer = SheetAnswer(sheet, sheet.photos[:1])
    after, hidden = plan.after(answer), plan.without(gone).after(answer)
    assert hidden.sheets() == after.without(gone).sheets()


@settings(max_examples=60, deadline=None)
@given(tables(), st.integers(1, 6), st.data())
def test_an_evening_of_any_answers_keeps_each_open_photo_on_one_new_sheet(
    table: np.ndarray, size: int, data: st.DataObject
) -> None:
    plan = plan_of(table, size=size)
    open_photos = set(plan.photos.tolist())
    said_no: set[tuple[int, str | None]] = set()
    for _ in range(60):
        sheets = plan.sheets()
        shown = [photo for sheet in sheets for photo in sheet.photos]
        assert sorted(shown) == sorted(open_photos)
        assert all(1 <= len(sheet.photos) <= size for sheet in sheets)
        assert not said_no & {(p, s.tag) for s in sheets for p in s.photos if s.tag is not None}
        sheet = plan.first()
        if sheet is None:
            break
        marked = data.draw(st.sets(st.sampled_from(sheet.photos)))
        answer = SheetAnswer(sheet, tuple(marked), data.draw(st.booleans()))
        assert sorted((*answer.yes, *answer.no)) == sorted(sheet.photos)
        open_photos -= set(answer.yes)
        said_no |= {(photo, answer.tag) for photo in answer.no}
        plan = plan.after(answer)
        again = plan.after(answer)
        assert again.photos.tolist() == plan.photos.tolist()
        assert again.sheets() == plan.sheets()
