"""Answers to drawn photos move the gate; the same labels given to others do not."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.core.method import training_data
from app.core.method.checks import cut_in_force
from app.core.scenes import NO_SCENE
from app.jobs import relabel
from app.jobs.audit import draw_checks, waiting_photos
from app.jobs.promise import promise_in_force
from app.jobs.refresh import apply_refresh, plan_refresh
from app.jobs.runner import run_now
from app.jobs.scanning.scan import scan_folders
from app.store.library import open_library
from tests.tiny_album import Bench


@pytest.fixture(scope="module")
def learned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """300 beaches, clear ones and faint ones; each test begins with a copy of the library."""
    place = tmp_path_factory.mktemp("learned")
    with open_library(place / "library.albumen") as library:
        bench = Bench(library, place)
        for i in range(300):
            bench.photo(f"beach{i:03}.jpg", "beach", 10 + i % 30)
        run_now(scan_folders(bench.ctx, [str(bench.photos)]))
        run_now(apply_refresh(bench.ctx, run_now(plan_refresh(bench.ctx))))
    return place / "library.albumen"


@pytest.fixture
def album(learned: Path, tmp_path: Path) -> Iterator[Bench]:
    copy = shutil.copy(learned, tmp_path / "library.albumen")
    with open_library(copy) as library:
        yield Bench(library, tmp_path)


def test_right_answers_to_checks_let_more_in(album: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    # The gate alone: with what is learned of them besides, faint beaches are beaches.
    monkeypatch.setattr(training_data, "blend_moments", lambda pack, own, limit: pack)
    before = album.ctx.library.photos.counts()
    assert min(before.accepted, before.review) > 50
    run_now(draw_checks(album.ctx, 0.9, seed=1))
    run_now(relabel.label_photos(album.ctx, waiting_photos(album.ctx.library), "beach"))
    plan = run_now(plan_refresh(album.ctx))
    checks = plan.figures["checks"]
    assert (checks["kept"], checks["wrong"]) == (True, 0)
    assert plan.figures["promise"]["kept"]
    assert plan.figures["promise"]["answered"] >= plan.figures["promise"]["needed"]
    assert not promise_in_force(album.ctx.library).is_kept, "nothing is applied yet"
    assert checks["cut"] < checks["from"] - 0.1
    assert cut_in_force(plan.model) == checks["cut"]
    assert plan.newly_accepted > 0
    summary = run_now(apply_refresh(album.ctx, plan)).summary
    assert summary["promise"] == plan.figures["promise"]
    assert promise_in_force(album.ctx.library).is_kept
    assert album.ctx.model()[1].facts["cuts"] == plan.model.facts["cuts"]


def test_half_an_answered_draw_moves_nothing(album: Bench) -> None:
    run_now(draw_checks(album.ctx, 0.9, seed=1))
    drawn = waiting_photos(album.ctx.library)
    run_now(relabel.label_photos(album.ctx, drawn[1:], "beach"))
    figures = run_now(plan_refresh(album.ctx)).figures
    assert "checks" not in figures
    assert (figures["promise"]["kept"], figures["promise"]["answered"]) == (False, 0)


def test_the_same_labels_without_a_draw_let_nothing_in(album: Bench) -> None:
    cut = cut_in_force(album.ctx.model()[1])
    run_now(draw_checks(album.ctx, 0.9, seed=1))
    drawn = waiting_photos(album.ctx.library)
    run_now(draw_checks(album.ctx, 0.0))
    run_now(relabel.label_photos(album.ctx, drawn, "beach"))
    plan = run_now(plan_refresh(album.ctx))
    assert "checks" not in plan.figures
    assert cut_in_force(plan.model) >= cut - 1e-6


def test_wrong_answers_to_checks_shut_the_gate(album: Bench) -> None:
    run_now(draw_checks(album.ctx, 0.9, seed=1))
    drawn = waiting_photos(album.ctx.library)
    run_now(relabel.refuse_scene(album.ctx, drawn[::2]))
    run_now(relabel.label_photos(album.ctx, drawn[1::2], NO_SCENE))
    plan = run_now(plan_refresh(album.ctx))
    checks = plan.figures["checks"]
    assert not checks["kept"]
    assert not plan.figures["promise"]["kept"]
    assert checks["cut"] >= checks["from"]
    run_now(apply_refresh(album.ctx, plan))
    counts = album.ctx.library.photos.counts()
    assert counts.accepted == 0
