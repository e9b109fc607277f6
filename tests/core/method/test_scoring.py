"""Scores that are computed pair by pair are those of the whole tables, computed the plain way."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from app.core.method.gate import (
    RULES,
    Scores,
    cut_further,
    cut_scenes,
    read_further,
    read_scenes,
)
from app.core.method.head import softmax
from app.core.method.layout import Layout, largest_of_runs
from app.core.method.model import Model
from app.core.method.prototypes import cosine
from app.core.method.scoring import PhotoScores
from app.core.method.tagger import judge, largest_columns, tag
from app.core.types import GateRule
from tests.tiny_pack import tiny_pack
from tests.tiny_photos import SIZE

_MODEL = tiny_pack().model
# Kinds of one scene lie apart, as they do after a merge; the last row is background.
_MERGED = replace(
    _MODEL,
    layout=Layout(("beach", "kitchen"), _MODEL.layout.kinds, np.array([0, 1, 0, -1])),
    label_prototypes=_MODEL.label_prototypes[:2],
    samples=_MODEL.samples[:2],
    all_ranges={rule: table[:2] for rule, table in _MODEL.all_ranges.items()},
)
FEATURES = hnp.arrays(
    np.float32, st.tuples(st.integers(0, 7), st.just(SIZE)), elements=st.floats(-6, 6, width=32)
)


def plain(features: np.ndarray, model: Model) -> Scores:
    """Return the whole tables, by the definitions."""
    vectors = model.head.label_vectors(features)
    shares = softmax(vectors, model.temperature)
    close = model.centred(features) @ model.kind_prototypes.T
    return Scores(
        model.layout.sum_by_scene(shares),
        model.layout.max_by_scene(vectors),
        model.layout.max_by_scene(close),
        cosine(vectors, model.label_prototypes),
        model.layout.largest_background(shares),
    )


@settings(max_examples=80, deadline=None)
@given(FEATURES, st.sampled_from([_MODEL, _MERGED]), st.randoms(use_true_random=False))
def test_pairs_are_entries_of_the_whole_table(features: np.ndarray, model: Model, random) -> None:
    table, scores = plain(features, model), PhotoScores(features, model)
    np.testing.assert_allclose(scores.confidence, table.confidence, atol=1e-6)
    pairs = [(n, k) for n in range(len(features)) for k in range(len(model.scenes))]
    random.shuffle(pairs)
    rows, scenes = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
    found, true = scores.of(rows, scenes), table.of(rows, scenes)
    far = np.linalg.norm(features - model.centre, axis=1)[rows] > 0.1
    for name in ("confidence", "strength", "closeness", "patent"):
        got, wanted = getattr(found, name)[far], getattr(true, name)[far]
        np.testing.assert_allclose(got, wanted, atol=1e-3, err_msg=name)
        of_many = getattr(scores.of_many(rows, scenes), name)[far]
        np.testing.assert_allclose(of_many, wanted, atol=1e-3, err_msg=name)
    for n in range(len(pairs)):
        single = scores.of(rows[n : n + 1], scenes[n : n + 1])
        assert single.closeness[0] == found.closeness[n]
        assert single.patent[0] == found.patent[n]


@pytest.mark.parametrize("rule", GateRule)
@pytest.mark.parametrize("seed", range(3))
def test_the_gate_says_what_it_says_of_whole_tables(rule: GateRule, seed: int) -> None:
    random = np.random.default_rng(seed)
    features = random.normal(0, 2.5, (400, SIZE)).astype(np.float32)
    model = replace(_MODEL, rule=rule)
    refused = random.random((400, len(model.scenes))) < 0.2
    decisions, table = tag(features, model, refused), plain(features, model)
    options = {"rule": rule, "quantiles": model.quantiles}
    limits = model.all_ranges[rule], model.samples
    verdict = cut_scenes(read_scenes(table, refused, **options), *limits)
    further = read_further(table, verdict.proposed, blocked=refused, **options)
    assert decisions.verdict.reasons == verdict.reasons
    assert (decisions.accepted == verdict.accepted).all()
    assert (decisions.verdict.proposed == verdict.proposed).all()
    assert decisions.further == cut_further(further, verdict.accepted, *limits)
    similarity = RULES[rule](table, model.quantiles)
    rows, best = np.arange(400), np.maximum(verdict.proposed, 0)
    wanted = np.where(verdict.proposed >= 0, similarity[rows, best], 0)
    np.testing.assert_allclose(decisions.proposed_similarity(), wanted, atol=1e-4)


@given(
    values=hnp.arrays(
        np.float32,
        st.tuples(st.integers(0, 5), st.integers(1, 8)),
        elements=st.sampled_from([0.0, 0.25, 0.5, 1.0, -np.inf, np.nan]),
    )
)
def test_largest_columns_are_those_of_a_stable_sort(values: np.ndarray) -> None:
    sorted_ = np.argsort(-values, axis=1, kind="stable")[:, :5]
    np.testing.assert_array_equal(largest_columns(values, 5), sorted_)


@given(lengths=st.lists(st.integers(1, 5), min_size=1, max_size=6), seed=st.integers(0, 9))
def test_largest_of_runs_is_the_largest_of_each(lengths: list[int], seed: int) -> None:
    starts = np.cumsum([0, *lengths])
    values = np.random.default_rng(seed).standard_normal((starts[-1], 3)).astype(np.float32)
    values[0, 0] = np.nan
    each = [values[a:b].max(axis=0) for a, b in itertools.pairwise(starts)]
    np.testing.assert_array_equal(largest_of_runs(values, starts), each)


def test_scenes_alone_are_judged_as_with_all_else() -> None:
    model = tiny_pack().model
    features = np.random.default_rng(3).normal(0, 1, (40, SIZE)).astype(np.float32)
    whole, alone = tag(features, model).verdict, judge(features, model)
    for name in ("proposed", "similarity", "accepted"):
        np.testing.assert_array_equal(getattr(alone, name), getattr(whole, name))
