"""Checks: drawn at random, answered by labels, counted a scene."""

from __future__ import annotations

import pytest

from app.jobs import history, relabel
from app.jobs.audit import Checked, count_checks, draw_checks, waiting_checks
from app.jobs.runner import run_now
from app.jobs.scan import scan_folders
from tests.jobs.conftest import Bench


@pytest.fixture
def album(bench: Bench) -> Bench:
    for i in range(20):
        bench.photo(f"beach{i:02}.jpg", "beach", 100 - i // 4)
        bench.photo(f"none{i:02}.jpg", "none", i)
    run_now(scan_folders(bench.ctx, [str(bench.photos)]))
    return bench


def test_checks_are_a_share_of_what_needs_review(album: Bench) -> None:
    run_now(draw_checks(album.ctx, 0.25, seed=1))
    first = waiting_checks(album.ctx.reader)
    assert set(first.values()) == {"beach"}
    assert len(first) == 5
    run_now(draw_checks(album.ctx, 0.25, seed=2))
    assert waiting_checks(album.ctx.reader) == first
    run_now(draw_checks(album.ctx, 0.0))
    assert waiting_checks(album.ctx.reader) == {}


def test_answers_are_counted_and_taken_back(album: Bench) -> None:
    run_now(draw_checks(album.ctx, 0.5, seed=1))
    photos = list(waiting_checks(album.ctx.reader))
    run_now(relabel.label_photos(album.ctx, photos[:6], "beach"))
    run_now(relabel.refuse_scene(album.ctx, photos[6:8], "beach"))
    run_now(relabel.label_photos(album.ctx, photos[8:9], "forest"))
    assert count_checks(album.ctx.reader) == {"beach": Checked(9, 6)}
    assert not count_checks(album.ctx.reader)["beach"].is_enough
    assert set(waiting_checks(album.ctx.reader)) == set(photos[9:])
    run_now(history.undo(album.ctx))
    assert count_checks(album.ctx.reader) == {"beach": Checked(8, 6)}
    run_now(draw_checks(album.ctx, 0.5, seed=3))
    assert count_checks(album.ctx.reader) == {"beach": Checked(8, 6)}


def test_other_labels_are_not_counted(album: Bench) -> None:
    run_now(draw_checks(album.ctx, 0.25, seed=1))
    drawn = set(waiting_checks(album.ctx.reader))
    other = [p for p, (_, ok) in album.ctx.reader.verdicts().items() if ok and p not in drawn]
    run_now(relabel.label_photos(album.ctx, other, "forest"))
    assert count_checks(album.ctx.reader) == {}
