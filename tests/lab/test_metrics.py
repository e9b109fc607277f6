"""Measures of a gate, against scikit-learn and by hand."""

from __future__ import annotations

import numpy as np
import pytest

from app.lab.metrics import (
    aurc,
    auroc,
    bootstrap,
    coverage_at,
    fpr_at_95,
    measure_gate,
    measure_intervals,
    risk_coverage,
)


def draw(count: int = 300, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    right = random.random(count) < 0.6
    values = np.round(random.normal(right, 1), 1).astype(np.float32)
    return values, right


def test_auroc_agrees_with_scikit_learn_with_ties() -> None:
    from sklearn.metrics import roc_auc_score  # it takes a second to import

    values, right = draw()
    assert auroc(values, right) == pytest.approx(roc_auc_score(right, values))
    assert np.isnan(auroc(values, np.ones(len(values), np.bool_)))


def test_risk_and_coverage_by_hand() -> None:
    values = np.float32([4, 3, 2, 1])
    right = np.array([True, True, False, True])
    curve = risk_coverage(values, right)
    np.testing.assert_allclose(curve.coverage, [0.25, 0.5, 0.75, 1])
    np.testing.assert_allclose(curve.risk, [0, 0, 1 / 3, 1 / 4])
    assert aurc(values, right) == pytest.approx((0 + 0 + 1 / 3 + 1 / 4) / 4)
    assert coverage_at(values, right, 0.95) == 0.5
    assert coverage_at(values, right, 0.75) == 1
    assert coverage_at(values, ~right, 0.9) == 0


def test_equal_scores_enter_together() -> None:
    values = np.float32([1, 1, 1, 1])
    right = np.array([True, False, False, False])
    assert coverage_at(values, right, 0.9) == 0
    assert len(risk_coverage(values, right).coverage) == 1


def test_fpr_takes_known_photos_as_positive() -> None:
    values = np.arange(200, dtype=np.float32)
    known = values >= 100
    assert fpr_at_95(values, known) == 0
    assert fpr_at_95(-values, known) == 1
    assert np.isnan(fpr_at_95(values, np.ones(200, np.bool_)))


def test_intervals_hold_the_measure() -> None:
    values, right = draw()
    low, high = bootstrap(auroc, values, right, times=200)
    assert low < auroc(values, right) < high
    assert high - low < 0.2
    intervals = measure_intervals(values, right, 20)
    assert set(intervals) == {"auroc", "aurc", "cov_at_95", "cov_at_90", "cov_at_80"}


def test_nothing_accepted_has_no_precision() -> None:
    values, right = draw(20)
    result = measure_gate(values, right, right, np.zeros(20, np.bool_))
    assert result["accepted"] == 0
    assert np.isnan(result["precision"])


def test_precision_is_of_the_accepted() -> None:
    values, right = draw()
    accepted = values > 0.5
    result = measure_gate(values, right, right, accepted)
    assert result["precision"] == pytest.approx(right[accepted].mean())
    assert result["accepted"] == pytest.approx(accepted.mean())
