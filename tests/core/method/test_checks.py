"""The gate moves by answers to photos drawn at random, and by nothing else."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from app.core.method.checks import (
    Draw,
    count_above,
    cut_in_force,
    draw_p_value,
    find_checked_cut,
    move_cut,
    offsets_in_force,
)
from app.core.types import GateRule
from tests.tiny_pack import tiny_pack

TARGET = 0.05
NONE = np.zeros(0, dtype=np.float32)


def a_draw(values: np.ndarray, right: np.ndarray, others: np.ndarray = NONE, ok: bool = True):
    return Draw(0.0, values, right, others, np.full(len(others), ok))


def test_no_answers_no_move() -> None:
    rest = np.linspace(0, 1, 500)
    assert find_checked_cut(0.7, [], rest, TARGET).cut == 0.7
    few = a_draw(np.linspace(0.4, 1, 30), np.ones(30, np.bool_))
    found = find_checked_cut(0.7, [few], rest, TARGET)
    assert (found.cut, found.is_kept) == (0.7, False)


def test_right_answers_loosen_it_down_to_their_line() -> None:
    rest = np.linspace(0, 1, 500)
    values = np.linspace(0.4, 1, 200)
    draw = replace(a_draw(values, np.ones(200, np.bool_)), line=0.4)
    found = find_checked_cut(0.7, [draw], rest, TARGET)
    assert found.is_kept
    assert 0.4 <= found.cut < 0.5
    # Below the line nobody was asked.
    assert count_above(0.39, [draw], rest, TARGET).answered == 0
    half = a_draw(values, values > 0.55)
    found = find_checked_cut(0.7, [half], rest, TARGET)
    assert found.is_kept
    assert 0.5 < found.cut < 0.6


def test_wrong_answers_tighten_it() -> None:
    values, rest = np.linspace(0.4, 1, 400), np.linspace(0, 1, 2000)
    found = find_checked_cut(0.7, [a_draw(values, values > 0.8)], rest, TARGET)
    assert found.is_kept
    assert 0.79 < found.cut <= 0.85
    few = a_draw(values[::8], values[::8] > 0.8)
    found = find_checked_cut(0.7, [few], rest, TARGET)
    assert not found.is_kept
    assert 0.78 < found.cut <= 0.82
    hopeless = find_checked_cut(0.7, [a_draw(values, values < 0)], np.linspace(0, 1, 500), TARGET)
    assert hopeless.cut > 1


def test_p_value_is_that_of_drawing_without_putting_back() -> None:
    scipy_stats = pytest.importorskip("scipy.stats")
    for size, bad, count, wrong in ((200, 11, 60, 1), (5000, 251, 45, 0), (80, 5, 70, 4)):
        expected = scipy_stats.hypergeom.cdf(wrong, size, bad, count)
        assert draw_p_value([(size, bad, count)], wrong) == pytest.approx(expected, rel=1e-6)
    both = draw_p_value([(200, 11, 60), (5000, 251, 45)], 2)
    a, b = (scipy_stats.hypergeom(*p).pmf([0, 1, 2]) for p in ((200, 11, 60), (5000, 251, 45)))
    assert both == pytest.approx(np.convolve(a, b)[:3].sum(), rel=1e-6)
    # Of an album that is nearly all drawn, everything is known.
    assert draw_p_value([(101, 1, 100)], 0) < 0.011
    assert draw_p_value([], 0) == 1


def test_what_was_taken_out_is_paid_for() -> None:
    """Ten of a hundred were wrong; the person confirmed eighty right ones: half the rest is."""
    values, right = np.full(60, 0.9), np.ones(60, np.bool_)
    right[:2] = False
    untouched = count_above(0.5, [a_draw(values, right)], np.full(940, 0.9), 0.1)
    assert untouched.p_value < 0.1
    depleted = count_above(0.5, [a_draw(values, right, np.full(800, 0.9))], np.full(140, 0.9), 0.1)
    assert depleted.allowed < untouched.allowed / 5
    assert depleted.p_value > 0.5
    # Had the person taken out the wrong ones, the rest would be better than it was.
    corrected = a_draw(values, right, np.full(100, 0.9), ok=False)
    assert count_above(0.5, [corrected], np.full(840, 0.9), 0.1).allowed > untouched.allowed


@pytest.mark.parametrize("taken", [0.0, 0.6])
def test_the_promise_holds(taken: float) -> None:
    """Albums whose share of right answers rises with similarity; most right ones get labelled."""
    random = np.random.default_rng(4)
    broken = promised = 0
    for _ in range(300):
        values = random.random(1500)
        right = random.random(1500) < 1 - 0.4 * (1 - values) ** 2
        drawn = random.choice(np.flatnonzero(values > 0.3), 450, replace=False)
        label = (random.random(1500) < taken) & right & (values < 0.8)
        label[drawn] = False
        rest = ~label
        rest[drawn] = False
        draw = Draw(0.3, values[drawn], right[drawn], values[label], right[label])
        found = find_checked_cut(0.8, [draw], values[rest], TARGET)
        inside = rest & (values >= found.cut)
        promised += found.is_kept
        broken += found.is_kept and bool((~right[inside]).mean() > TARGET)
    assert promised > (30 if not taken else 0)
    assert broken <= 0.1 * 300


def test_all_ranges_move_together_but_closed_ones() -> None:
    model = tiny_pack().model
    rule = model.rule
    ranges = np.array([[0.5, 1], [0.7, 1], [1.0000001, 1]], dtype=np.float32)
    ranges = np.resize(ranges, (len(model.scenes), 2))
    facts = {"cuts": {str(rule): 0.6}}
    model = replace(model, all_ranges=model.all_ranges | {rule: ranges}, facts=facts)
    assert cut_in_force(model) == 0.6
    assert offsets_in_force(model)[:2].tolist() == pytest.approx([-0.1, 0.1], abs=1e-6)
    moved = move_cut(model, 0.4)
    low = moved.all_ranges[rule][:3, 0].tolist()
    assert low == pytest.approx([0.3, 0.5, 1.0000001], abs=1e-6)
    assert cut_in_force(moved) == 0.4
    assert offsets_in_force(moved)[0] == pytest.approx(-0.1, abs=1e-6)
    assert move_cut(moved, 0.4) is moved
    other = GateRule.PATENT
    assert np.array_equal(moved.all_ranges[other], model.all_ranges[other])
