"""Sheets: each open photo stands on one until it is answered, and never twice on one of a tag."""

from __future__ import annotations

import numpy as np
import pytest

from app.core.errors import UsageError
from app.core.method.sheet_plan import SheetPlan
from app.core.records import Act
from app.core.scenes import NO_SCENE
from app.core.sheets import Sheet, SheetAnswer, SheetKind
from app.jobs import history, relabel
from app.jobs.audit import draw_checks, waiting_photos
from app.jobs.runner import run_now
from app.jobs.scanning.scan import scan_folders
from app.jobs.scenes import change_scene
from app.jobs.sheets import answer_sheet, plan_sheets
from tests.tiny_album import Bench

MIXED = {"beach": 3, "kitchen": 2, "forest": 2}


@pytest.fixture
def album(bench: Bench) -> Bench:
    """Seven unsure photos of three scenes, one of none of them, and a sure one."""
    for scene, count in MIXED.items():
        for i in range(count):
            bench.photo(f"{scene}{i}.jpg", scene, 26 - i)
    bench.photo("odd.jpg", "none", 0)
    bench.photo("sure.jpg", "beach", 100)
    run_now(scan_folders(bench.ctx, [str(bench.photos)]))
    return bench


def _ids(album: Bench, *names: str) -> list[int]:
    return [album.id(str(album.photos / name)) for name in names]


def _labels(album: Bench) -> dict[int, tuple[str | None, tuple[str, ...]]]:
    return {row.photo: (row.yes, row.no) for row in album.library.labels.rows()}


def _sheet(tag: str | None, photos: list[int], kind: SheetKind = SheetKind.PROPOSED) -> Sheet:
    return Sheet(tag, kind, "scene", tuple(photos), (0.5,) * len(photos), 1.0)


def test_every_open_photo_stands_on_one_sheet(album: Bench) -> None:
    sheets = run_now(plan_sheets(album.ctx)).sheets()
    shown = sorted(photo for sheet in sheets for photo in sheet.photos)
    sure = _ids(album, "sure.jpg")[0]
    everything = set(album.library.photos.find([str(p) for p in album.photos.iterdir()]).values())
    assert shown == sorted(everything - {sure})
    beach = next(sheet for sheet in sheets if sheet.tag == "beach")
    assert set(beach.photos) == set(_ids(album, *(f"beach{i}.jpg" for i in range(3))))
    assert [s.worth for s in sheets] == sorted((s.worth for s in sheets), reverse=True)


def test_a_sheet_holds_no_more_than_the_screen(album: Bench) -> None:
    sheets = run_now(plan_sheets(album.ctx, size=2)).sheets()
    assert max(len(sheet.photos) for sheet in sheets) == 2
    assert sum(len(sheet.photos) for sheet in sheets) == 8


def test_an_answer_is_one_step_of_undo(album: Bench) -> None:
    beaches = _ids(album, "beach0.jpg", "beach1.jpg", "kitchen0.jpg")
    before = _labels(album), album.library.setting("sheet_odds")
    change = run_now(answer_sheet(album.ctx, SheetAnswer(_sheet("beach", beaches), beaches[2:])))
    assert change.summary == {"tag": "beach", "kind": "proposed", "yes": 2, "no": 1, "made": False}
    assert _labels(album) == {
        beaches[0]: ("beach", ()),
        beaches[1]: ("beach", ()),
        beaches[2]: (None, ("beach",)),
    }
    assert album.library.setting("sheet_odds")["beach"] != 0
    assert album.library.history.rows()[0].act is Act.SHEET
    run_now(history.undo(album.ctx))
    assert (_labels(album), album.library.setting("sheet_odds")) == before


def test_a_turned_sheet_says_yes_to_the_marked(album: Bench) -> None:
    photos = _ids(album, "beach0.jpg", "kitchen0.jpg", "forest0.jpg")
    run_now(answer_sheet(album.ctx, SheetAnswer(_sheet("beach", photos), photos[:1], turned=True)))
    assert _labels(album)[photos[0]] == ("beach", ())
    assert [_labels(album)[p] for p in photos[1:]] == [(None, ("beach",))] * 2


def test_what_was_labelled_meanwhile_stays(album: Bench) -> None:
    one, other = _ids(album, "beach0.jpg", "beach1.jpg")
    run_now(relabel.label_photos(album.ctx, [one], "forest"))
    run_now(relabel.label_photos(album.ctx, [other], "beach"))
    answer = SheetAnswer(_sheet("beach", [one, other]), (other,))
    assert run_now(answer_sheet(album.ctx, answer)).photos == frozenset()
    assert _labels(album) == {one: ("forest", ()), other: ("beach", ())}


def test_a_marked_photo_comes_back_on_another_sheet_and_after_a_restart(album: Bench) -> None:
    plan = run_now(plan_sheets(album.ctx))
    beach = next(sheet for sheet in plan.sheets() if sheet.tag == "beach")
    marked = beach.photos[0]
    answer = SheetAnswer(beach, (marked,))
    at_once = plan.after(answer)
    run_now(answer_sheet(album.ctx, answer))
    learned = run_now(plan_sheets(album.ctx))
    for later in (at_once, learned, learned.after(answer)):
        homes = [s for s in later.sheets() if marked in s.photos]
        assert [s.tag == "beach" for s in homes] == [False]
        assert not set(beach.photos[1:]) & {p for s in later.sheets() for p in s.photos}
    assert (at_once.state.released, at_once.state.returned) == (2, 1)


def test_a_photo_of_no_scene_ends_in_a_heap_and_gets_a_name(album: Bench) -> None:
    odd = _ids(album, "odd.jpg")
    for tag in ("beach", "kitchen", "forest", NO_SCENE):
        run_now(answer_sheet(album.ctx, SheetAnswer(_sheet(tag, odd), tuple(odd))))
    assert _labels(album)[odd[0]] == (None, ("beach", "forest", "kitchen", NO_SCENE))
    (heap,) = (s for s in run_now(plan_sheets(album.ctx)).sheets() if odd[0] in s.photos)
    assert (heap.tag, heap.kind) == (None, SheetKind.HEAP)
    change = run_now(answer_sheet(album.ctx, SheetAnswer(heap, named="Lighthouse")))
    assert (change.summary["tag"], change.summary["made"]) == ("lighthouse", True)
    assert _labels(album)[odd[0]][0] == "lighthouse"
    run_now(history.undo(album.ctx))
    assert "lighthouse" not in {s.id for s in album.library.scenes.names()}
    run_now(answer_sheet(album.ctx, SheetAnswer(heap)))
    assert _labels(album)[odd[0]][0] == NO_SCENE


def test_an_answer_that_does_not_fit_its_sheet_is_refused(album: Bench) -> None:
    one, other = _ids(album, "beach0.jpg", "beach1.jpg")
    with pytest.raises(UsageError, match="not on the sheet"):
        run_now(answer_sheet(album.ctx, SheetAnswer(_sheet("beach", [one]), (other,))))
    with pytest.raises(UsageError, match="no scene 'castle'"):
        run_now(answer_sheet(album.ctx, SheetAnswer(_sheet("castle", [one]))))
    assert _labels(album) == {}


def test_what_was_learned_orders_sheets_and_tags_nothing(album: Bench) -> None:
    odd, *kitchens = _ids(album, "odd.jpg", "kitchen0.jpg", "kitchen1.jpg")
    plain = run_now(plan_sheets(album.ctx))
    run_now(relabel.label_photos(album.ctx, [*kitchens, *_ids(album, "sure.jpg")], "forest"))
    version, stand = album.ctx.model()[0], album.status(str(album.photos / "odd.jpg"))
    learned = run_now(plan_sheets(album.ctx))
    unlearned = run_now(plan_sheets(album.ctx, learn=False))

    def chance(plan: SheetPlan, photo: int) -> list[float]:
        return plan.chances(np.flatnonzero(plan.photos == photo))[0].tolist()

    assert chance(unlearned, odd) == chance(plain, odd)
    forest = plain.tags.names.index("forest")
    assert chance(learned, odd)[forest] > chance(plain, odd)[forest] + 0.01
    assert album.ctx.model()[0] == version
    assert album.status(str(album.photos / "odd.jpg")) == stand


def test_checks_stand_on_sheets_among_the_others(album: Bench) -> None:
    sure = _ids(album, "sure.jpg")[0]
    assert sure not in run_now(plan_sheets(album.ctx)).photos
    run_now(draw_checks(album.ctx, 1.0, seed=1))
    assert sure in waiting_photos(album.library)
    sheets = run_now(plan_sheets(album.ctx)).sheets()
    assert [s.tag for s in sheets if sure in s.photos] == ["beach"]
    assert len(next(s for s in sheets if s.tag == "beach").photos) == 4


def test_the_state_tells_how_many_tags_are_wrong_and_how_many_are_missing(album: Bench) -> None:
    state = run_now(plan_sheets(album.ctx)).state
    assert (state.tagged, state.untagged, state.photos) == (1, 8, 8)
    assert 0 < state.wrong < 0.5
    run_now(relabel.label_photos(album.ctx, _ids(album, "beach0.jpg", "beach1.jpg"), "beach"))
    run_now(relabel.label_photos(album.ctx, _ids(album, "odd.jpg"), NO_SCENE))
    later = run_now(plan_sheets(album.ctx, learn=False)).state
    assert (later.tagged, later.untagged) == (3, 5)
    assert state.wrong < later.wrong < state.wrong + 0.1


def test_a_scene_that_is_switched_off_is_asked_about_on_no_sheet(album: Bench) -> None:
    run_now(change_scene(album.ctx, "beach", enabled=False))
    for learn in (False, True):
        run_now(relabel.label_photos(album.ctx, _ids(album, "forest0.jpg"), "forest"))
        plan = run_now(plan_sheets(album.ctx, learn=learn))
        assert "beach" not in {sheet.tag for sheet in plan.sheets()}
        assert set(_ids(album, "beach0.jpg")) <= set(plan.photos.tolist())
