"""Undo and redo to a point of the history."""

from __future__ import annotations

import pytest

from app.jobs import history, relabel, scenes
from app.jobs.runner import run_now
from app.jobs.scanning.scan import scan_folders
from tests.jobs.conftest import Bench


@pytest.fixture
def album(bench: Bench) -> Bench:
    for i in range(4):
        bench.photo(f"beach{i}.jpg", "beach", 100 - i)
    run_now(scan_folders(bench.ctx, [str(bench.photos)]))
    return bench


def test_there_and_back(album: Bench) -> None:
    ctx = album.ctx
    photos = [album.id(str(album.photos / f"beach{i}.jpg")) for i in range(4)]
    start = ctx.library.models.verdicts()
    run_now(relabel.label_photos(ctx, photos[:1], "forest"))
    first = ctx.library.history.next_undo().id
    run_now(scenes.set_range(ctx, "beach", (2.0, 3.0)))
    run_now(relabel.refuse_scene(ctx, photos[1:2], "beach"))
    end = (ctx.library.labels.rows(), ctx.library.models.verdicts())
    last = ctx.library.history.next_undo().id

    change = run_now(history.go_to(ctx, first))
    assert (change.summary["steps"], change.photos) == (2, None)
    assert ctx.library.history.next_undo().id == first
    assert ctx.library.models.verdicts() == start
    run_now(history.go_to(ctx, last))
    assert (ctx.library.labels.rows(), ctx.library.models.verdicts()) == end
    run_now(history.go_to(ctx, 0))
    assert ctx.library.labels.rows() == []
    assert ctx.library.history.next_undo() is None


def test_undo_of_a_restored_model_judges_again(album: Bench) -> None:
    ctx = album.ctx
    first = ctx.model()[0]
    before = ctx.library.models.verdicts()
    from app.jobs.target import set_target

    run_now(set_target(ctx, 0.001))
    strict = ctx.library.models.verdicts()
    run_now(history.restore_model(ctx, first))
    assert ctx.library.models.verdicts() == before
    run_now(history.undo(ctx))
    assert ctx.library.models.verdicts() == strict
