"""The main job on real photos: scan, relabel what was rejected, refresh, see it move."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.bootstrap import DesktopProgram
from app.core.records import Query, View
from app.jobs import history
from app.jobs.context import JobContext
from app.jobs.refresh import apply_refresh, plan_refresh
from app.jobs.runner import run_now
from app.jobs.scanning.scan import scan_folders
from app.jobs.scenes import add_scene
from app.places import Places
from tests.known_encoder import know_encoder

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def ctx(tmp_path_factory: pytest.TempPathFactory) -> Iterator[JobContext]:
    tmp_path = tmp_path_factory.mktemp("album")
    know_encoder(tmp_path / "cache")
    program = DesktopProgram(Places(tmp_path, tmp_path, tmp_path / "cache", tmp_path / "logs"))
    with program.open(tmp_path / "library.albumen") as context:
        yield context


@pytest.fixture(scope="module")
def result(ctx: JobContext, photo_folder: Path) -> dict[str, Any]:
    """The first scan."""
    return run_now(scan_folders(ctx, [str(photo_folder)])).summary


def test_second_scan_of_real_photos_is_unchanged(
    ctx: JobContext, photo_folder: Path, result: dict[str, Any]
) -> None:
    assert (result["found"], result["new"]) == (10, 10)
    again = run_now(scan_folders(ctx, [str(photo_folder)])).summary
    assert again["unchanged"] == again["found"] == 10
    assert again["new"] == again["changed"] == 0


def test_scan_relabel_refresh(ctx: JobContext, photo_folder: Path, result: dict[str, Any]) -> None:
    assert result["failed"] == 1
    ends = ("accepted", "coarse", "rejected", "failed")
    assert sum(result[end] for end in ends) == result["found"]

    # Every photo that was read has features, all scores, and a thumbnail.
    for photo in ctx.library.photos.ids(Query(view=View.ALL)):
        detail = ctx.library.photos.detail(int(photo))
        assert detail is not None
        if detail.row.status != "failed":
            assert detail.row.similarity is not None
            assert len(detail.candidates) == 5
            digest = detail.row.content_hash
            assert digest is not None
            assert (ctx.thumbnails_dir / digest[:2]).is_dir()

    # Three sights of the cup become a scene; a refresh finds the others.
    names = ["cup0.jpg", "cup1.jpg", "cup2.jpg"]
    cups = list(ctx.library.photos.find([str(photo_folder / n) for n in names]).values())
    run_now(add_scene(ctx, "Coffee cup", cups))
    plan = run_now(plan_refresh(ctx))
    assert plan.samples == 3
    run_now(apply_refresh(ctx, plan))
    last = ctx.library.photos.find([str(photo_folder / "cup3.jpg")])
    (row,) = ctx.library.photos.rows(list(last.values()))
    assert row.scene == "coffee_cup"

    # What a person said is still there after undo of the refresh.
    run_now(history.undo(ctx))
    assert {r.label for r in ctx.library.photos.rows(cups)} == {"coffee_cup"}
