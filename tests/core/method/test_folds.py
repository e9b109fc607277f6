"""Folds: who learns in each, and which steps its head takes."""

from __future__ import annotations

import numpy as np
import pytest

from app.core.method import held_out
from app.core.method.calibration import split_groups
from app.core.method.fitting import Kept, Recipe, follow_present, train_present
from app.core.method.head import Discriminant, Head, Training
from app.core.method.held_out import FoldTerms, HeldOut, Source, hold_out
from app.core.method.moments import measure_moments
from app.core.types import BoolArray
from tests.core.albums import LAYOUT, make_album

STRAIGHT = Recipe(loss_range=(0, 10))


def album() -> Source:
    features, rows = make_album(50, spread=1.4)
    moments = measure_moments(features, rows, len(LAYOUT.kinds))
    return Source(features, rows, split_groups(np.arange(len(rows)), 5), moments)


def held(terms: FoldTerms, recipe: Recipe = STRAIGHT) -> HeldOut:
    return hold_out(album(), layout=LAYOUT, recipe=recipe, terms=terms)


def test_what_stays_in_every_fold_has_none_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    source = album()
    learned: list[int] = []

    def note(start: Discriminant, present: BoolArray, kept: Kept, recipe: Recipe) -> Training:
        learned.append(len(kept.rows))
        return train_present(start, present, kept, recipe)

    monkeypatch.setattr(held_out, "train_present", note)
    terms = FoldTerms(always=Kept(source.features, source.rows))
    hold_out(source, layout=LAYOUT, recipe=STRAIGHT, terms=terms, leave_out_scenes=False)
    count = len(source.rows)
    assert sorted(learned) == sorted(2 * count - (source.folds == f).sum() for f in range(5))


def test_a_fold_takes_the_steps_that_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    taken: list[tuple[float, ...]] = []

    def note(start: Discriminant, present: BoolArray, kept: Kept, rates: list[float]) -> Head:
        taken.append(tuple(rates))
        return follow_present(start, present, kept, rates)

    monkeypatch.setattr(held_out, "follow_present", note)
    plain, told = held(FoldTerms()), held(FoldTerms(rates=lambda: [-1.0, -0.5]))
    assert taken == [(-1.0, -0.5)] * 5
    assert np.abs(plain.label_vectors - told.label_vectors).max() > 1e-3


def test_where_no_step_is_taken_the_others_are_not_looked_at(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    plain = held(FoldTerms())
    monkeypatch.delattr(held_out, "_staying")
    told = held(FoldTerms(rates=list))
    np.testing.assert_array_equal(told.label_vectors, plain.label_vectors)


def test_steps_that_are_told_see_no_sample_that_is_held_out() -> None:
    random = np.random.default_rng(0)
    features = random.normal(0, 1, (250, 16)).astype(np.float32)
    rows = random.integers(0, len(LAYOUT.kinds), 250)
    moments = measure_moments(features, rows, len(LAYOUT.kinds))
    source = Source(features, rows, split_groups(np.arange(250), 5), moments)
    terms = FoldTerms(rates=lambda: [-1.0] * 5)
    found = hold_out(source, layout=LAYOUT, recipe=STRAIGHT, terms=terms)
    known = found.truth >= 0
    right = found.is_right(found.scores(1.0).confidence.argmax(axis=1))[known]
    # Labels are noise: better than chance would mean that a sample helped to judge itself.
    assert right.mean() < 0.4
