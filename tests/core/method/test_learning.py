"""Refreshing: own samples move the model, new scenes work at once, and figures are honest."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.core.method import held_out, moments, training_data
from app.core.method.fitting import Recipe
from app.core.method.held_out import FoldTerms, HeldOut, Source
from app.core.method.learning import Refusals, refresh_model
from app.core.method.model import Model
from app.core.method.tagger import tag
from app.core.method.training_data import Samples
from app.core.pack import BackboneSpec, Pack, Statistics
from app.core.types import GateRule
from tests.core.albums import LAYOUT, SIZE, build, make_album, make_unknown

NONE = Refusals(np.zeros((0, SIZE), np.float32), [])


@cache
def make_pack() -> Pack:
    features, rows = make_album(120, spread=1.3)
    built = build(features, rows)
    keep = np.arange(0, len(rows), 6)
    kept = features[keep].astype(np.float16)
    spec = BackboneSpec("x", "lite0", SIZE, 8, "crop", (0,) * 3, (1,) * 3, "0" * 64)
    statistics = Statistics(built.moments, kept, rows[keep], built.answers, built.levels)
    return Pack(Path("x"), "x", [], built.model, lambda: statistics, spec)


def samples(features: np.ndarray, scenes: list[str]) -> Samples:
    return Samples(features, scenes, np.arange(len(features)))


def refresh(
    own: Samples,
    *,
    refusals: Refusals = NONE,
    scenes: tuple[str, ...] = LAYOUT.scenes,
    previous: Model | None = None,
    target: float = 0.1,
) -> tuple[Model, dict]:
    pack = make_pack()
    return refresh_model(
        pack,
        own,
        refusals,
        scenes=scenes,
        target=target,
        rule=GateRule.DEFAULT,
        previous=previous or pack.model,
    )


def shifted_album(count: int, seed: int = 3) -> tuple[np.ndarray, list[str]]:
    """An album in another style: everything lies some way off in one direction."""
    features, rows = make_album(count, seed=seed, spread=1.3)
    use = LAYOUT.scene_of[rows] >= 0
    scenes = [LAYOUT.scenes[LAYOUT.scene_of[r]] for r in rows[use]]
    return features[use] + np.float32(1.2), scenes


def right(model: Model, features: np.ndarray, scenes: list[str]) -> np.ndarray:
    proposed = tag(features, model).verdict.proposed
    return np.array(model.scenes)[proposed] == np.array(scenes)


def test_without_labels_the_pack_stays() -> None:
    model, figures = refresh(samples(np.zeros((0, SIZE), np.float32), []))
    fresh, _ = make_album(30, seed=8)
    old = tag(fresh, make_pack().model).verdict.proposed
    assert (tag(fresh, model).verdict.proposed == old).mean() > 0.99
    assert (figures["samples"], figures["precision_before"]) == (0, None)


def test_own_samples_of_another_style_make_it_better() -> None:
    own, names = shifted_album(40)
    fresh, truth = shifted_album(60, seed=4)
    model, figures = refresh(samples(own, names))
    assert right(model, fresh, truth).mean() > right(make_pack().model, fresh, truth).mean() + 0.03
    assert figures["samples"] == figures["new"] == len(own)


def test_a_new_scene_works_from_three_photos() -> None:
    unknown = make_unknown(1)[0]
    random = np.random.default_rng(0)
    cloud = (unknown + random.normal(0, 1, (60, SIZE))).astype(np.float32)
    own = samples(cloud[:3], ["people"] * 3)
    model, _ = refresh(own, scenes=(*LAYOUT.scenes, "people"))
    assert model.scenes[-1] == "people"
    assert model.samples[-1] == 3
    proposed = tag(cloud[3:], model).verdict.proposed
    assert (proposed == len(LAYOUT.scenes)).mean() > 0.8
    fresh, rows = make_album(30, seed=8)
    known = tag(fresh[LAYOUT.scene_of[rows] >= 0], model).verdict.proposed
    assert (known == len(LAYOUT.scenes)).mean() < 0.1


def test_two_photos_make_no_scene_that_accepts() -> None:
    unknown = make_unknown(2)
    model, _ = refresh(samples(unknown, ["people"] * 2), scenes=(*LAYOUT.scenes, "people"))
    decisions = tag(unknown, model)
    people = decisions.verdict.proposed == len(LAYOUT.scenes)
    assert not decisions.accepted[people].any()


def test_scenes_switched_off_become_background() -> None:
    own = samples(np.zeros((0, SIZE), np.float32), [])
    model, _ = refresh(own, scenes=("beach", "forest"))
    assert model.scenes == ("beach", "forest")
    fresh, rows = make_album(40, seed=8)
    kitchens = tag(fresh[LAYOUT.scene_of[rows] == 3], model)
    assert kitchens.accepted.mean() < 0.3


def test_refusals_make_the_gate_stricter() -> None:
    own, names = shifted_album(30)
    loose, _ = refresh(samples(own, names))
    unknown = make_unknown(300)
    decisions = tag(unknown, loose)
    proposed = [loose.scenes[k] for k in decisions.verdict.proposed]
    strict, _ = refresh(samples(own, names), refusals=Refusals(unknown, proposed))
    assert tag(unknown, strict).accepted.sum() < decisions.accepted.sum()


def test_only_labels_that_are_new_count_as_before() -> None:
    own, names = shifted_album(20)
    model, first = refresh(samples(own, names))
    again, second = refresh(samples(own, names), previous=model)
    assert (first["new"], second["new"]) == (len(own), 0)
    assert second["measured"] == 0
    assert second["precision_before"] is None
    more, more_names = shifted_album(5, seed=7)
    _, third = refresh(samples(np.concatenate([own, more]), names + more_names), previous=again)
    assert third["new"] == len(more)


@pytest.mark.parametrize("are_wrong", [False, True])
def test_a_model_that_gets_worse_says_so(are_wrong: bool) -> None:
    own, names = shifted_album(40)
    previous, _ = refresh(samples(own, names))
    # Every beach is called a forest afterwards; what is compared are labels that came later.
    taught = ["forest" if are_wrong and name == "beach" else name for name in names]
    later, later_names = shifted_album(20, seed=5)
    both = samples(np.concatenate([own, later]), taught + later_names)
    _, figures = refresh(both, previous=previous)
    assert figures["new"] == len(later)
    fewer = figures["accepted_after"] < figures["accepted_before"]
    assert (fewer or figures["precision_after"] < figures["precision_before"]) is are_wrong


def test_a_refreshed_model_survives_storage() -> None:
    own, names = shifted_album(10)
    model, _ = refresh(samples(own, names))
    again = Model.from_bytes(model.to_bytes())
    assert again.to_bytes() == model.to_bytes()
    fresh, _ = make_album(10, seed=8)
    old, new = tag(fresh, model), tag(fresh, again)
    assert [old.decision(n) for n in range(len(old))] == [new.decision(n) for n in range(len(new))]


def test_the_same_labels_make_the_same_model() -> None:
    own, names = shifted_album(10)
    assert refresh(samples(own, names))[0].to_bytes() == refresh(samples(own, names))[0].to_bytes()


def test_a_model_is_the_same_however_many_folds_run_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    own, names = shifted_album(10)
    both = refresh(samples(own, names))[0].to_bytes()
    monkeypatch.setattr(held_out, "FOLDS_AT_ONCE", 1)
    monkeypatch.setattr(moments, "PARTS_AT_ONCE", 1)
    assert refresh(samples(own, names))[0].to_bytes() == both


def test_folds_take_the_steps_of_the_model_that_all_samples_made(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    own, names = shifted_album(10)
    told: list[list[float]] = []
    hold_out = training_data.hold_out

    def note(source: Source, *, terms: FoldTerms, **options: Any) -> HeldOut:
        assert terms.rates is not None
        told.append(list(terms.rates()))
        return hold_out(source, terms=terms, **options)

    monkeypatch.setattr(training_data, "hold_out", note)
    plain, _ = refresh(samples(own, names))
    assert plain.facts["rates"] == [], "the loss is in range at once"
    pack = make_pack()
    recipe = Recipe(loss_range=(0.0, 0.01), step_limit=2)
    own_model, figures = refresh_model(
        pack,
        samples(own, names),
        NONE,
        scenes=LAYOUT.scenes,
        target=0.1,
        rule=GateRule.DEFAULT,
        previous=pack.model,
        recipe=recipe,
    )
    assert figures["training"]["steps"] == 2
    assert told == [[], own_model.facts["rates"]] != [[], []]
