"""What the Why panel says of a yes before it is given."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from app.core.method.gate import Quantiles
from app.jobs import relabel, scenes
from app.jobs.explain import Effect, effect_of_yes, nearest_samples
from app.jobs.refresh import apply_refresh, plan_refresh
from app.jobs.runner import run_now
from tests.tiny_album import Bench


def test_a_yes_says_how_many_samples_there_are_then(album: Bench) -> None:
    beach = [album.id(str(album.photos / f"beach{i}.jpg")) for i in range(6)]
    assert effect_of_yes(album.ctx, beach[:1], "beach").samples == 1
    run_now(relabel.label_photos(album.ctx, beach[:3], "beach"))
    assert effect_of_yes(album.ctx, beach[2:5], "beach").samples == 5
    before = album.ctx.library.models.verdicts()
    effect_of_yes(album.ctx, beach[5:], "beach")
    assert album.ctx.library.models.verdicts() == before, "an estimate writes nothing"


def test_a_scene_without_a_prototype_moves_nothing(album: Bench) -> None:
    run_now(scenes.add_scene(album.ctx, "Studio", album.ids("odd", 5)))
    assert effect_of_yes(album.ctx, album.ids("odd", 6)[5:], "studio") == Effect(6, 0, 0)


def test_nobody_follows_where_nobody_is_left(album: Bench) -> None:
    odd = album.ids("odd", 12)
    beach = [album.id(str(album.photos / f"beach{i}.jpg")) for i in range(6)]
    run_now(relabel.label_photos(album.ctx, [*odd, *beach], "kitchen"))
    assert effect_of_yes(album.ctx, odd[:1], "forest") == Effect(1, 0, 0)


def test_a_prototype_that_moves_takes_photos_in_and_lets_them_go(album: Bench) -> None:
    odd = album.ids("odd", 12)
    run_now(scenes.add_scene(album.ctx, "Studio", odd[:5]))
    plan = run_now(plan_refresh(album.ctx))
    # A scale on which closeness counts: in this tiny album evidence alone is enough.
    close = np.array([0.5, 1.0], dtype=np.float32)
    scale = Quantiles(plan.model.quantiles.evidence, close)
    run_now(apply_refresh(album.ctx, replace(plan, model=replace(plan.model, quantiles=scale))))
    run_now(scenes.set_range(album.ctx, "studio", (0.9, 1.0)))
    assert {row.status for row in album.ctx.library.photos.rows(odd[5:])} == {"accepted"}
    beach = [album.id(str(album.photos / f"beach{i}.jpg")) for i in range(6)]
    # Photos of the other end of the album would carry the prototype away from its own.
    effect = effect_of_yes(album.ctx, beach, "studio")
    assert effect.samples == 11
    assert (effect.gained, effect.lost) == (0, 7)
    assert effect_of_yes(album.ctx, odd[5:6], "studio") == Effect(6, 0, 0)


def test_nearest_samples_are_the_scene_s_own(album: Bench) -> None:
    beach = [album.id(str(album.photos / f"beach{i}.jpg")) for i in range(6)]
    run_now(relabel.label_photos(album.ctx, beach[:2], "beach"))
    found = nearest_samples(album.ctx, beach[3], "beach", 3)
    assert {photo for photo, _ in found[:2]} == set(beach[:2])
    assert beach[3] not in {photo for photo, _ in found}
