"""A promise holds, is not made on too few samples, and is cut on samples that were held out."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from app.core.method.build import answer, choose_mixture
from app.core.method.calibration import (
    CUTS_TRIED,
    OFFSET_RIDGE,
    Answers,
    binomial_p_value,
    count_inside,
    counting,
    estimate_cut,
    find_cut,
    fit_offsets,
    fit_temperature,
    split_groups,
    transfer_cut,
)
from app.core.method.fitting import Recipe
from app.core.method.gate import Quantiles, evidence, make_grid
from app.core.method.held_out import KNOWN_BACKGROUND, UNKNOWN, HeldOut, Source, hold_out
from app.core.method.layout import Layout
from app.core.method.moments import measure_moments
from app.core.method.tagger import tag
from app.core.types import GateRule
from app.lab.training.build import hold_out_untuned
from tests.core.albums import LAYOUT, build, make_album, make_unknown

TARGET = 0.05


def draw_answers(count: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Similarity v is uniform, and the share of wrong answers falls from 60 % to none."""
    random = np.random.default_rng(seed)
    values = random.random(count).astype(np.float32)
    return values, random.random(count) >= 0.6 * (1 - values) ** 2


def true_risk(cut: float) -> float:
    return 0.6 * (1 - cut) ** 2 / 3


def test_promises_are_broken_no_more_often_than_allowed() -> None:
    broken = promised = naive_broken = 0
    runs = 300
    for seed in range(runs):
        values, right = draw_answers(400, seed)
        promise = find_cut(values, right, TARGET)
        promised += promise.is_kept
        broken += promise.is_kept and true_risk(promise.cut) > TARGET
        order = np.argsort(-values)
        risk = np.cumsum(~right[order]) / np.arange(1, 401)
        loosest = values[order][np.flatnonzero(risk <= TARGET).max(initial=0)]
        naive_broken += true_risk(float(loosest)) > TARGET
    assert promised > 0.7 * runs
    assert broken <= 0.1 * runs
    assert naive_broken > 0.3 * runs


@pytest.mark.filterwarnings("ignore")
def test_cuts_agree_with_mapie() -> None:
    """MAPIE tests the same cuts with a bound that is never smaller than the exact binomial."""
    control = pytest.importorskip("mapie.risk_control")
    equal = 0
    for seed in range(8):
        values, right = draw_answers(400, seed)
        promise = find_cut(values, right, 0.1)
        strictest = np.clip(2 * promise.needed / len(values), 0.05, 0.4)
        cuts = np.quantile(values, 1 - np.linspace(strictest, 1, CUTS_TRIED))
        oracle = control.BinaryClassificationController(
            lambda x: np.column_stack([1 - x[:, 0], x[:, 0]]),
            risk="precision",
            target_level=0.9,
            confidence_level=0.9,
            list_predict_params=cuts,
            fwer_method=control.FWERFixedSequenceTesting(),
        )
        oracle.calibrate(values[:, None].astype(float), right.astype(int))
        loosest = np.min(oracle.valid_predict_params)
        assert promise.is_kept
        assert promise.cut <= loosest + 1e-9
        equal += promise.cut == pytest.approx(loosest)
    assert equal >= 5


def test_too_few_samples_promise_nothing() -> None:
    values = np.linspace(0, 1, 30, dtype=np.float32)
    promise = find_cut(values, np.ones(30, np.bool_), TARGET)
    assert not promise.is_kept
    assert promise.needed == 45
    assert find_cut(values, np.ones(30, np.bool_), TARGET, risk=0.05).needed == 59


def test_enough_samples_without_error_promise_everything() -> None:
    values = np.linspace(0, 1, 200, dtype=np.float32)
    promise = find_cut(values, np.ones(200, np.bool_), TARGET)
    assert promise.is_kept
    assert promise.cut == pytest.approx(0)


def test_nothing_at_all_promises_nothing() -> None:
    none = np.zeros(0, np.float32)
    assert not find_cut(none, np.zeros(0, np.bool_), TARGET).is_kept


@pytest.mark.parametrize("levels", [1, 2, 3])
def test_answers_sorted_once_are_counted_the_same(levels: int) -> None:
    random = np.random.default_rng(levels)
    # Steps of a hundredth: many are equal.
    values = (random.integers(0, 100, (200, levels)) / 100).astype(np.float32)
    values[random.random(values.shape) < 0.1] = -np.inf
    values[random.random(values.shape) < 0.1] = np.nan
    right = random.random(values.shape) < 0.6
    if levels == 1:
        values, right = values[:, 0], right[:, 0]
    count = counting(values, right)
    for cut in np.linspace(-0.1, 1.1, 241, dtype=np.float32).tolist():
        assert count(cut) == count_inside(values, right, cut)


def test_an_estimate_without_right_answers_accepts_nothing() -> None:
    values = np.linspace(0, 1, 50, dtype=np.float32)
    assert estimate_cut(values, np.zeros(50, np.bool_), TARGET).cut > 1


@pytest.mark.parametrize(("wrong", "accepted"), [(0, 45), (3, 100), (9, 60)])
def test_the_test_is_the_exact_binomial(wrong: int, accepted: int) -> None:
    from scipy.stats import binom  # it takes a second to import

    expected = binom.cdf(wrong, accepted, TARGET)
    assert binomial_p_value(wrong, accepted, TARGET) == pytest.approx(expected)


def test_look_alikes_share_their_fold() -> None:
    groups = np.repeat(np.arange(40), np.random.default_rng(0).integers(1, 9, 40))
    folds = split_groups(groups, 5)
    for group in np.unique(groups):
        assert len(np.unique(folds[groups == group])) == 1
    sizes = np.bincount(folds, minlength=5)
    assert sizes.max() - sizes.min() <= 8


def held_out_album() -> tuple[HeldOut, Source]:
    features, rows = make_album(50, spread=1.4)
    moments = measure_moments(features, rows, len(LAYOUT.kinds))
    folds = split_groups(np.arange(len(rows)), 5)
    source = Source(features, rows, folds, moments)
    return hold_out(source, layout=LAYOUT, recipe=Recipe()), source


def test_whole_scenes_are_left_out_in_turn() -> None:
    held, source = held_out_album()
    unknown = held.truth == UNKNOWN
    assert {int(r) for r in source.rows[unknown]} == set(range(len(LAYOUT.kinds)))
    assert (source.rows[held.truth == KNOWN_BACKGROUND] == 5).all()
    scene = LAYOUT.scene_of[source.rows]
    known = held.truth >= 0
    np.testing.assert_array_equal(held.truth[known], scene[known])
    proposed = held.scores(1.0).confidence.argmax(axis=1)
    assert (proposed[unknown & (scene >= 0)] != scene[unknown & (scene >= 0)]).all()


def test_held_out_scores_do_not_see_their_own_labels() -> None:
    random = np.random.default_rng(0)
    features = random.normal(0, 1, (120, 16)).astype(np.float32)
    rows = np.arange(120) % 4
    layout = Layout(tuple("abcd"), tuple("abcd"), np.arange(4))
    moments = measure_moments(features, rows, 4)
    source = Source(features, rows, split_groups(np.arange(120), 5), moments)
    held = hold_out(source, layout=layout, recipe=Recipe(loss_range=(0, 0.5)))
    known = held.truth >= 0
    right = held.scores(1.0).confidence.argmax(axis=1)[known] == held.truth[known]
    # Labels are noise: better than chance would mean that a sample helped to judge itself.
    assert right.mean() < 0.45


def test_temperature_undoes_a_scale() -> None:
    held, _ = held_out_album()

    def scaled(factor: float) -> HeldOut:
        return replace(held, label_vectors=held.label_vectors * np.float32(factor))

    expected = 3 * fit_temperature(scaled(5))
    assert fit_temperature(scaled(15)) == pytest.approx(expected, rel=0.02)


def test_mixture_has_the_share_of_unknowns_that_was_asked_for() -> None:
    held, _ = held_out_album()
    chosen = choose_mixture(held, Recipe(unknown_share=0.1))
    truth = held.truth[chosen]
    assert (truth < 0).mean() == pytest.approx(0.1, abs=0.01)
    assert set(truth[truth < 0].tolist()) == {UNKNOWN, KNOWN_BACKGROUND}


def test_an_exact_share_leaves_known_photos_out() -> None:
    held, _ = held_out_album()
    few = held.take(np.flatnonzero((held.truth >= 0) | (np.arange(len(held.truth)) % 9 == 0)))
    loose, exact = (
        (few.truth[choose_mixture(few, Recipe(unknown_share=0.3, is_share_exact=is_exact))] < 0)
        for is_exact in (False, True)
    )
    assert loose.mean() < 0.2
    assert exact.mean() == pytest.approx(0.3, abs=0.01)
    assert exact.sum() == loose.sum()


def test_scenes_that_are_often_wrong_need_more_similarity() -> None:
    random = np.random.default_rng(0)
    values = random.random(3000).astype(np.float32)
    scenes = random.integers(0, 3, 3000)
    harm = np.array([0.0, 0.25, 0.0])[scenes]
    right = random.random(3000) < 1 / (1 + np.exp(-8 * (values - 0.4 - harm)))
    offsets = fit_offsets(values, right, scenes, 4)
    assert offsets[1] - offsets[0] == pytest.approx(0.25, abs=0.08)
    assert offsets[3] == pytest.approx(0, abs=1e-6)


def test_offsets_leave_no_slope() -> None:
    values, right = draw_answers(800, 4)
    scenes = np.random.default_rng(4).integers(0, 6, 800)
    offsets = fit_offsets(values, right, scenes, 8)

    def steepest(shifted: np.ndarray) -> float:
        """Return the least loss with one line for all, over lines."""
        from scipy.optimize import minimize  # it takes a second to import

        def loss(line: np.ndarray) -> float:
            odds = line[0] + line[1] * shifted
            kept = (line[1] * offsets[:6]) ** 2 * OFFSET_RIDGE / 2
            return float(np.logaddexp(0, np.where(right, -odds, odds)).sum() + kept.sum())

        return float(minimize(loss, [0.0, 5.0]).fun)

    best = steepest(values - offsets[scenes])
    for scene in range(6):
        for move in (-0.02, 0.02):
            offsets[scene] += np.float32(move)
            assert steepest(values - offsets[scenes]) > best
            offsets[scene] -= np.float32(move)
    np.testing.assert_allclose(offsets[6:], 0, atol=1e-6)


def test_promised_precision_holds_on_an_album_with_unknowns() -> None:
    """Small version of the simulation: fit on one half, accept on the other and on unknowns."""
    features, rows = make_album(150, spread=1.3)
    built = build(features, rows, unknown_share=0.2)
    fresh, fresh_rows = make_album(150, seed=1, spread=1.3)
    unknown = make_unknown(150)
    decisions = tag(np.concatenate([fresh, unknown]), built.model)
    truth = np.concatenate([LAYOUT.scene_of[fresh_rows], np.full(150, -1)])
    accepted = decisions.accepted
    assert accepted.mean() > 0.2
    assert (decisions.verdict.proposed == truth)[accepted].mean() > 0.85
    assert set(built.answers) == set(GateRule)


def test_unknown_samples_are_never_right() -> None:
    held, _ = held_out_album()
    scores = held.scores(1.0)
    quantiles = Quantiles(make_grid(evidence(scores).ravel()))
    for rule in GateRule:
        assert not answer(held, 1.0, quantiles, rule).right[held.truth < 0].any()


def _answers(count: int, shift: float, seed: int, low: float = 0.0, high: float = 1.0) -> Answers:
    """Return answers whose log-odds of being right are ``10 v - 5 + shift``."""
    random = np.random.default_rng(seed)
    values = random.uniform(low, high, count).astype(np.float32)
    right = random.random(count) < 1 / (1 + np.exp(-(10 * values - 5 + shift)))
    return Answers(values, right, np.zeros(count, dtype=np.int64))


def test_a_further_scene_that_a_photo_shows_is_right() -> None:
    features, rows = make_album(30, spread=6.0)
    moments = measure_moments(features, rows, len(LAYOUT.kinds))
    groups = np.arange(len(rows))
    recipe = Recipe(step_limit=2)
    plain = hold_out_untuned(features, rows, groups, moments, layout=LAYOUT, recipe=recipe)
    proposed = plain.label_vectors.argmax(axis=1) % len(LAYOUT.scenes)
    wrong = int(np.flatnonzero(~plain.is_right(proposed))[0])
    also = np.zeros((len(rows), len(LAYOUT.scenes)), dtype=np.bool_)
    also[wrong, proposed[wrong]] = True
    held = hold_out_untuned(
        features, rows, groups, moments, layout=LAYOUT, recipe=recipe, also=also
    )
    now, before = held.is_right(proposed), plain.is_right(proposed)
    assert np.flatnonzero(now != before).tolist() == [wrong]
    tuned = np.zeros(len(rows), dtype=np.bool_)
    tuned[:wrong] = True
    part = hold_out_untuned(
        features, rows, groups, moments, layout=LAYOUT, recipe=recipe, tuned=tuned, also=also
    )
    assert part.is_right(proposed[wrong:])[0]


def test_unknowns_are_things_and_left_out_scenes_in_equal_parts() -> None:
    features, rows = make_album(30, spread=6.0)
    moments = measure_moments(features, rows, len(LAYOUT.kinds))
    groups = np.arange(len(rows))
    also = np.zeros((len(rows), len(LAYOUT.scenes)), dtype=np.bool_)
    also[:, 0] = True

    def hold(recipe: Recipe) -> HeldOut:
        return hold_out_untuned(
            features, rows, groups, moments, layout=LAYOUT, recipe=recipe, also=also
        )

    plain = hold(Recipe(step_limit=2, folds=4))
    held = hold(Recipe(step_limit=2, folds=4, is_share_exact=True))
    things, left_out = (int((held.truth == which).sum()) for which in (KNOWN_BACKGROUND, UNKNOWN))
    assert things == left_out > (plain.truth == UNKNOWN).sum()
    assert (held.truth >= 0).sum() == (plain.truth >= 0).sum()
    # What is known of a photo goes along.
    assert held.also is not None
    assert held.also[:, 0].all()


def test_labels_from_the_rejected_end_do_not_tighten_the_cut() -> None:
    base = _answers(5000, 0.0, 1)
    # The same album, but only what lies low was labelled: nearly all of it is wrong.
    own = _answers(300, 0.0, 2, high=0.4)
    assert own.right.mean() < 0.2
    assert abs(transfer_cut(base, own, 0.05)) < 0.06


def test_cut_moves_with_the_album() -> None:
    base = _answers(5000, 0.0, 1)
    easier = transfer_cut(base, _answers(300, 2.0, 3, high=0.5), 0.05)
    harder = transfer_cut(base, _answers(300, -2.0, 4), 0.05)
    assert easier < -0.08
    assert harder > 0.05
    assert transfer_cut(base, _answers(0, 0.0, 5), 0.05) == 0.0
