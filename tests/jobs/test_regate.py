"""A range looks only at photos that it can move, and comes to what a look at all would say."""

from __future__ import annotations

import numpy as np
import pytest

from app.core.records import Query
from app.jobs.history import redo, undo
from app.jobs.regate import regate, tag_features
from app.jobs.relabel import refuse_scene
from app.jobs.runner import run_now
from app.jobs.scanning.scan import scan_folders
from app.jobs.scenes import change_scene, set_range
from tests.core.families import corners, make_pack
from tests.tiny_album import Bench
from tests.tiny_photos import SCENES, SIZE


class Spread:
    """Features all over the space, so that photos stand near several scenes."""

    def __init__(self, bench: Bench, seed: int) -> None:
        random = np.random.default_rng(seed)
        for i in range(60):
            bench.photo(f"{i:02}.jpg", "beach", 100)
        run_now(scan_folders(bench.ctx, [str(bench.photos)]))
        backbone = bench.ctx.model()[1].backbone_id
        vectors = random.normal(0, 2.5, (60, SIZE)).astype(np.float32)
        bench.ctx.library.models.save_features(
            backbone, dict(zip(range(1, 61), vectors, strict=True))
        )
        run_now(regate(bench.ctx))


def _words(bench: Bench) -> list[object]:
    library = bench.ctx.library
    details = library.photos.details(sorted(library.photos.ids(Query()).tolist()))
    return [
        (
            d.row.id,
            d.row.status,
            d.row.scene,
            d.row.reason,
            d.row.low,
            d.row.high,
            d.further,
            d.proposed,
        )
        for d in details
    ]


@pytest.mark.parametrize("seed", range(4))
def test_range_says_what_a_look_at_all_would_say(bench: Bench, seed: int) -> None:
    Spread(bench, seed)
    random = np.random.default_rng(seed)
    for _ in range(12):
        scene = SCENES[random.integers(len(SCENES))]
        low, high = sorted(random.random(2).tolist())
        run_now(set_range(bench.ctx, scene, (low, high) if random.random() < 0.8 else None))
        if random.random() < 0.3:
            photos = random.integers(1, 61, 4).tolist()
            run_now(refuse_scene(bench.ctx, list(dict.fromkeys(photos)), scene))
        if random.random() < 0.3:
            run_now(undo(bench.ctx))
        if random.random() < 0.2 and bench.ctx.library.history.next_redo():
            run_now(redo(bench.ctx))
        if random.random() < 0.2:
            run_now(change_scene(bench.ctx, scene, enabled=bool(random.random() < 0.7)))
        said = _words(bench)
        run_now(regate(bench.ctx))
        assert _words(bench) == said


def test_range_writes_only_what_it_moves(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    Spread(bench, 1)
    run_now(set_range(bench.ctx, "beach", (0.3, 1.0)))
    written: list[int] = []
    save = bench.ctx.library.models.save_verdicts

    def watch(*args: object) -> list[int]:
        changed: list[int] = save(*args)  # type: ignore[arg-type]
        written.extend(changed)
        return changed

    monkeypatch.setattr(bench.ctx.library.models, "save_verdicts", watch)
    run_now(set_range(bench.ctx, "beach", (0.3, 1.0)))
    assert written == []
    run_now(set_range(bench.ctx, "beach", (0.31, 1.0)))
    proposed = {
        d.row.id for d in bench.ctx.library.photos.details(written) if d.proposed == "beach"
    }
    assert 0 < len(written) < 60
    assert proposed


def test_a_refused_parent_refuses_everything_below_it() -> None:
    model = make_pack().model
    place = corners()[:3].mean(axis=0, keepdims=True)
    told = tag_features(model, place, [("water",)]).decision(0)
    assert told.scene not in ("beach", "lake", "river")
    assert told.parent != "water"
    assert tag_features(model, place, [("kitchen",)]).decision(0).scene in (
        "beach",
        "lake",
        "river",
    )
