"""Checks: drawn at random, answered by labels, counted a scene."""

from __future__ import annotations

import pytest

from app.core.records import Query, View
from app.core.scenes import NO_SCENE
from app.jobs import history, relabel
from app.jobs.audit import (
    CheckCount,
    answered_draws,
    count_checks,
    draw_checks,
    read_draws,
    waiting_photos,
)
from app.jobs.refresh import apply_refresh, plan_refresh
from app.jobs.runner import run_now
from app.jobs.scanning.scan import scan_folders
from tests.jobs.conftest import Bench
from tests.waiting_checks import waiting_checks


@pytest.fixture
def album(bench: Bench) -> Bench:
    for i in range(20):
        bench.photo(f"beach{i:02}.jpg", "beach", 100 - i // 4)
        bench.photo(f"none{i:02}.jpg", "none", i)
    run_now(scan_folders(bench.ctx, [str(bench.photos)]))
    return bench


def test_checks_are_a_share_of_what_needs_review(album: Bench) -> None:
    library = album.ctx.library
    run_now(draw_checks(album.ctx, 0.25, seed=1))
    first = waiting_photos(library)
    assert len(first) == 5
    # Accepted and rejected ones, all from beforehand; the same wait until they are answered.
    assert 0 < len(waiting_checks(library)) < 5
    assert set(waiting_checks(library).values()) == {"beach"}
    run_now(draw_checks(album.ctx, 0.25, seed=2))
    assert waiting_photos(library) == first
    run_now(draw_checks(album.ctx, 0.0))
    assert waiting_photos(library) == []
    assert read_draws(library) == []


def test_a_draw_holds_what_is_most_similar(album: Bench) -> None:
    library = album.ctx.library
    photos, margins = library.models.margins()
    assert sorted(photos) == sorted(library.photos.ids(Query(view=View.ALL)))
    assert ((margins >= 0).sum(), len(photos)) == (20, 40)
    tagged = {photo for photo, (_, ok) in library.models.verdicts().items() if ok}
    assert {int(p) for p, m in zip(photos, margins, strict=True) if m >= 0} == tagged
    run_now(apply_refresh(album.ctx, run_now(plan_refresh(album.ctx))))
    # Half of what a draw is taken from is accepted: here all twenty and twenty others.
    run_now(draw_checks(album.ctx, 1.0, seed=1))
    (draw,) = read_draws(library)
    assert len(draw.photos) == 20
    assert draw.line is not None


def test_a_draw_counts_once_all_of_it_is_answered(album: Bench) -> None:
    run_now(draw_checks(album.ctx, 0.5, seed=1))
    photos = waiting_photos(album.ctx.library)
    run_now(relabel.label_photos(album.ctx, photos[:5], "beach"))
    run_now(relabel.refuse_scene(album.ctx, photos[5:6]))
    run_now(relabel.label_photos(album.ctx, photos[6:-1], NO_SCENE))
    assert answered_draws(album.ctx.library) == []
    run_now(draw_checks(album.ctx, 0.5, seed=2))
    assert len(read_draws(album.ctx.library)) == 1
    run_now(relabel.label_photos(album.ctx, photos[-1:], NO_SCENE))
    assert answered_draws(album.ctx.library) == read_draws(album.ctx.library)
    run_now(draw_checks(album.ctx, 0.5, seed=2))
    assert len(read_draws(album.ctx.library)) == 2
    assert len({p for draw in read_draws(album.ctx.library) for p in draw.photos}) <= 20
    assert set(waiting_photos(album.ctx.library)).isdisjoint(photos)


def test_answers_are_counted_and_taken_back(album: Bench) -> None:
    run_now(draw_checks(album.ctx, 1.0, seed=1))
    photos = list(waiting_checks(album.ctx.library))
    run_now(relabel.label_photos(album.ctx, photos[:3], "beach"))
    run_now(relabel.refuse_scene(album.ctx, photos[3:5], "beach"))
    run_now(relabel.label_photos(album.ctx, photos[5:6], "forest"))
    assert count_checks(album.ctx.library) == {"beach": CheckCount(6, 3)}
    assert not count_checks(album.ctx.library)["beach"].is_enough
    assert set(waiting_checks(album.ctx.library)) == set(photos[6:])
    run_now(history.undo(album.ctx))
    assert count_checks(album.ctx.library) == {"beach": CheckCount(5, 3)}
    run_now(draw_checks(album.ctx, 1.0, seed=3))
    assert count_checks(album.ctx.library) == {"beach": CheckCount(5, 3)}


def test_other_labels_are_not_counted(album: Bench) -> None:
    run_now(draw_checks(album.ctx, 0.25, seed=1))
    drawn = set(waiting_checks(album.ctx.library))
    other = [
        p for p, (_, ok) in album.ctx.library.models.verdicts().items() if ok and p not in drawn
    ]
    run_now(relabel.label_photos(album.ctx, other, "forest"))
    assert count_checks(album.ctx.library) == {}
