"""The gate: what is in range is accepted, everything else is rejected with a reason."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from app.core.method.gate import (
    RULES,
    Quantiles,
    Scores,
    cut_further,
    cut_scenes,
    evidence,
    make_grid,
    propose,
    read_further,
    read_scenes,
    to_quantile,
)
from app.core.types import GateRule, Reason

K = 4
SHARES = arrays.arrays(
    np.float32,
    st.tuples(st.integers(1, 12), st.just(K)),
    elements=st.floats(0, 1, width=32) | st.just(np.float32("nan")),
)


def scores(confidence: object, background: float = 0.0) -> Scores:
    table = np.asarray(confidence, dtype=np.float32)
    return Scores(table, table, table, table, np.full(len(table), background, np.float32))


def verdict_of(confidence: object, **changes: object):
    given_scores = scores(confidence, float(changes.pop("background", 0.0)))
    count = given_scores.confidence.shape
    parts = {
        "rule": GateRule.CONFIDENCE,
        "quantiles": Quantiles(make_grid(np.zeros(0, np.float32))),
        "ranges": np.tile(np.float32([0.5, 1.0]), (count[1], 1)),
        "samples": np.full(count[1], 10, np.float32),
        "refused": np.zeros(count, np.bool_),
    } | changes
    ranges, samples = parts.pop("ranges"), parts.pop("samples")
    return cut_scenes(read_scenes(given_scores, parts.pop("refused"), **parts), ranges, samples)


@settings(max_examples=80, deadline=None)
@given(SHARES, st.floats(0, 1), st.floats(0, 1))
def test_only_photos_in_range_are_accepted(table: np.ndarray, low: float, high: float) -> None:
    ranges = np.tile(np.float32([low, high]), (K, 1))
    verdict = verdict_of(table, ranges=ranges)
    for row in np.flatnonzero(verdict.accepted):
        value = table[row, verdict.proposed[row]]
        assert np.float32(low) <= value <= np.float32(high)
        assert value == np.nanmax(table[row])
        assert verdict.reasons[row] is Reason.NONE
    for row in np.flatnonzero(~verdict.accepted):
        assert verdict.reasons[row] is not Reason.NONE


@settings(max_examples=80, deadline=None)
@given(SHARES, st.floats(0, 1, width=32), st.floats(0, 1, width=32))
def test_a_higher_cut_never_accepts_more(table: np.ndarray, a: float, b: float) -> None:
    loose, strict = sorted([a, b])
    wide = verdict_of(table, ranges=np.tile(np.float32([loose, 1]), (K, 1)))
    narrow = verdict_of(table, ranges=np.tile(np.float32([strict, 1]), (K, 1)))
    assert not (narrow.accepted & ~wide.accepted).any()


@settings(max_examples=80, deadline=None)
@given(SHARES, st.data())
def test_refused_scenes_are_never_proposed(table: np.ndarray, data: st.DataObject) -> None:
    refused = data.draw(arrays.arrays(np.bool_, table.shape))
    verdict = verdict_of(table, refused=refused)
    for row, scene in enumerate(verdict.proposed):
        assert scene == -1 or not refused[row, scene]
        if refused[row].all():
            assert scene == -1
            assert not verdict.accepted[row]


def test_numbers_that_are_none_are_rejected() -> None:
    verdict = verdict_of([[np.nan, 0.9, 0, 0], [np.nan] * 4])
    assert not verdict.accepted.any()
    assert verdict.reasons == [Reason.NOT_A_NUMBER] * 2
    assert (verdict.proposed == -1).all()


def test_ties_are_rejected() -> None:
    verdict = verdict_of([[0.6, 0.6, 0, 0]])
    assert not verdict.accepted[0]
    assert verdict.reasons[0] is Reason.SECOND_SCENE


@pytest.mark.parametrize(("samples", "accepted"), [(0, False), (2, False), (3, True)])
def test_scenes_need_three_samples(samples: int, accepted: bool) -> None:
    verdict = verdict_of([[0.9, 0.1, 0, 0]], samples=np.array([samples, 9, 9, 9], np.float32))
    assert verdict.accepted[0] == accepted
    assert verdict.reasons[0] is (Reason.NONE if accepted else Reason.TOO_FEW_SAMPLES)


def test_a_range_of_nothing_accepts_nothing() -> None:
    ranges = np.full((K, 2), np.nan, np.float32)
    assert not verdict_of([[0.9, 0.1, 0, 0]], ranges=ranges).accepted.any()


def test_reasons_tell_what_is_wrong() -> None:
    table = [[0.45, 0.1, 0.1, 0.1], [0.4, 0.3, 0.1, 0.1]]
    verdict = verdict_of(table)
    assert verdict.reasons == [Reason.UNLIKE_PROTOTYPE, Reason.SECOND_SCENE]
    assert verdict_of(table[:1], background=0.5).reasons == [Reason.NO_SCENE]
    above = verdict_of([[0.9, 0.1, 0, 0]], ranges=np.tile(np.float32([0, 0.8]), (K, 1)))
    assert above.reasons == [Reason.ABOVE_RANGE]
    refused = np.array([[True, False, False, False]])
    assert verdict_of([[0.45, 0.4, 0, 0]], refused=refused).reasons == [Reason.PERSON_SAID_NO]


def test_a_no_lets_the_next_scene_be_proposed() -> None:
    refused = np.array([[True, False, False, False]])
    verdict = verdict_of([[0.6, 0.55, 0, 0]], refused=refused)
    assert verdict.proposed[0] == 1
    assert verdict.accepted[0]


def test_no_scenes_at_all() -> None:
    verdict = verdict_of(np.zeros((2, 0)))
    assert verdict.reasons == [Reason.NO_SCENE] * 2


def test_the_second_scene_is_the_runner_up() -> None:
    first, second = propose(np.float32([[0.2, 0.5, 0.3]]), np.zeros((1, 3), np.bool_))
    assert (first[0], second[0]) == (1, 2)


def test_every_rule_is_a_function_of_scores() -> None:
    table = scores([[0.2, 0.7, 0.05, 0.05]])
    quantiles = Quantiles(make_grid(np.linspace(-5, 5, 100, dtype=np.float32)))
    assert set(RULES) == set(GateRule)
    for rule in GateRule:
        value = RULES[rule](table, quantiles)
        assert value.shape == (1, K)
        assert value[0].argmax() == 1


def test_evidence_alone_does_not_make_up_for_a_strange_photo() -> None:
    table = scores([[0.9]])
    grid = make_grid(np.linspace(-5, 0, 100, dtype=np.float32))
    value = [
        RULES[GateRule.DEFAULT](
            Scores(table.confidence, table.strength, np.float32([[close]]), *rest(table)),
            Quantiles(grid, make_grid(np.linspace(0, 1, 101, dtype=np.float32))),
        )[0, 0]
        for close in (0.0, 0.15, 0.3, 0.9)
    ]
    np.testing.assert_allclose(value, [0, 0.5, 1, 1], atol=1e-2)


def rest(table: Scores) -> tuple[np.ndarray, np.ndarray]:
    return table.patent, table.background


def test_evidence_grows_with_each_of_its_parts() -> None:
    base = scores([[0.5]])
    more = [
        Scores(base.confidence + 0.1, base.strength, base.closeness, base.patent, base.background),
        Scores(base.confidence, base.strength + 1, base.closeness, base.patent, base.background),
        Scores(base.confidence, base.strength, base.closeness + 0.1, base.patent, base.background),
    ]
    for part in more:
        assert evidence(part)[0, 0] > evidence(base)[0, 0]


@settings(max_examples=40, deadline=None)
@given(arrays.arrays(np.float32, 50, elements=st.floats(-100, 100, width=32)))
def test_quantiles_keep_the_order(values: np.ndarray) -> None:
    grid = make_grid(values)
    found = to_quantile(np.sort(values), grid)
    assert (np.diff(found) >= 0).all()
    assert found.min() >= 0
    assert found.max() <= 1


def test_a_second_scene_in_the_same_photo_is_found() -> None:
    table = scores([[0.65, 0.3, 0.02, 0.03], [0.97, 0.01, 0.01, 0.01], [0.4, 0.3, 0.2, 0.1]])
    ranges = np.tile(np.float32([0.6, 1.0]), (K, 1))
    none = np.zeros((3, K), np.bool_)
    options = {
        "rule": GateRule.CONFIDENCE,
        "quantiles": Quantiles(make_grid(np.zeros(0, np.float32))),
    }
    many = np.full(K, 9, np.float32)
    verdict = cut_scenes(read_scenes(table, none, **options), ranges, many)
    further = read_further(table, verdict.proposed, blocked=none, **options)
    assert cut_further(further, verdict.accepted, ranges, many) == [(1,), (), ()]
    assert cut_further(further, verdict.accepted, ranges, many * 0) == [(), (), ()]
    assert cut_further(further, ~verdict.accepted, ranges, many)[0] == ()
    blocked = none.copy()
    blocked[0, 1] = True
    further = read_further(table, verdict.proposed, blocked=blocked, **options)
    assert cut_further(further, verdict.accepted, ranges, many) == [(), (), ()]
