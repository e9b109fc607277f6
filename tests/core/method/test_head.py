"""The head: discriminant analysis, and the loop that adjusts it until the loss is in range."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from app.core.method import head as head_module
from app.core.method.head import (
    Head,
    balance,
    fit_lda,
    follow,
    gradient,
    loss_and_residual,
    softmax,
    train_head,
)
from app.core.method.moments import measure_moments

SIZE, ROWS = 12, 4


def clouds(count: int = 80, seed: int = 0, spread: float = 1.2) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    centres = random.normal(0, 1, (ROWS, SIZE))
    rows = np.repeat(np.arange(ROWS), count)
    features = centres[rows] + random.normal(0, spread, (len(rows), SIZE))
    return features.astype(np.float32), rows


def test_discriminant_agrees_with_scikit_learn() -> None:
    # It takes a second to import.
    from sklearn.discriminant_analysis import LinearDiscriminantAnalysis

    features, rows = clouds()
    head = fit_lda(measure_moments(features, rows, ROWS), shrinkage=0.1).head
    oracle = LinearDiscriminantAnalysis(solver="lsqr", priors=[1 / ROWS] * ROWS, shrinkage=0.1)
    oracle.fit(features, rows)
    fresh, _ = clouds(seed=0, count=200)
    # scikit-learn scales features before it shrinks: the answers agree, the weights nearly.
    agreement = (head.label_vectors(fresh).argmax(axis=1) == oracle.predict(fresh)).mean()
    assert agreement > 0.97


def test_a_mean_of_few_samples_is_drawn_in_and_gets_its_excess_back() -> None:
    features, rows = clouds()
    moments = measure_moments(features, rows, ROWS)
    few = replace(moments, effective=np.array([3, 80, 80, 80], dtype=np.float32))
    plain, corrected = fit_lda(moments).head, fit_lda(few).head
    assert corrected.bias[0] > plain.bias[0] + 0.1
    np.testing.assert_allclose(corrected.bias[1:], plain.bias[1:], atol=5e-3)
    ratio = np.linalg.norm(corrected.weight, axis=1) / np.linalg.norm(plain.weight, axis=1)
    assert ratio[0] < 0.97
    np.testing.assert_allclose(ratio[1:], 1, atol=5e-3)


def test_a_row_without_samples_never_wins() -> None:
    features, rows = clouds()
    head = fit_lda(measure_moments(features, rows, ROWS + 1)).head
    assert (head.label_vectors(features).argmax(axis=1) < ROWS).all()


def test_the_gradient_is_the_slope_of_the_loss() -> None:
    features, rows = clouds(20)
    head = fit_lda(measure_moments(features, rows, ROWS)).head
    weights = balance(rows, ROWS)
    _, residual = loss_and_residual(head, features, rows, weights)
    slope = gradient(residual, features)
    step = np.float32(1e-2)
    moved = head.weight.copy()
    moved[2, 5] += step
    above, _ = loss_and_residual(Head(moved, head.bias), features, rows, weights)
    moved[2, 5] -= 2 * step
    below, _ = loss_and_residual(Head(moved, head.bias), features, rows, weights)
    assert slope.weight[2, 5] == pytest.approx((above - below) / (2 * step), rel=0.02)


def start(features: np.ndarray, rows: np.ndarray) -> tuple[Head, tuple]:
    found = fit_lda(measure_moments(features, rows, ROWS))
    return found.head, found.factor


def test_training_stops_as_soon_as_the_loss_is_in_range() -> None:
    features, rows = clouds()
    head, factor = start(features, rows)
    first, _ = loss_and_residual(head, features, rows, balance(rows, ROWS))
    result = train_head(head, factor, features, rows, loss_range=(0, 0.8 * first), step_limit=500)
    assert result.stopped_by == "loss_range"
    assert result.loss <= 0.8 * first < result.first_loss
    assert 0 < result.steps < 500
    loss, _ = loss_and_residual(result.head, features, rows, balance(rows, ROWS))
    assert loss == pytest.approx(result.loss)


def test_no_gradient_is_made_for_a_step_that_is_not_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    features, rows = clouds(spread=4)
    given, factor = start(features, rows)
    made: list[int] = []

    def count(residual: np.ndarray, features: np.ndarray) -> Head:
        made.append(len(residual))
        return gradient(residual, features)

    monkeypatch.setattr(head_module, "gradient", count)
    told = train_head(given, factor, features, rows, loss_range=(0, 1e-6), step_limit=7, rate=64.0)
    assert told.steps == 7
    assert 0 < len(made) < 7, "steps that missed are halved, and go the same way"


def test_a_loss_in_range_leaves_the_head_alone() -> None:
    features, rows = clouds()
    head, factor = start(features, rows)
    result = train_head(head, factor, features, rows, loss_range=(0, 10), step_limit=50)
    assert (result.steps, result.stopped_by) == (0, "loss_range")
    assert result.head is head


def test_training_says_that_it_hit_the_step_limit() -> None:
    features, rows = clouds(spread=4)
    head, factor = start(features, rows)
    result = train_head(head, factor, features, rows, loss_range=(0, 1e-6), step_limit=7)
    assert (result.steps, result.stopped_by) == (7, "step_limit")


def test_below_the_range_the_loop_walks_back_up() -> None:
    features, rows = clouds()
    head, factor = start(features, rows)
    first, _ = loss_and_residual(head, features, rows, balance(rows, ROWS))
    wanted = (1.02 * first, 2 * first)
    result = train_head(head, factor, features, rows, loss_range=wanted, step_limit=200)
    assert result.stopped_by == "loss_range"
    assert result.loss > first


@pytest.mark.parametrize(("loss_range", "rate"), [((0, 1e-6), 64.0), ((5, 6), 1.0)])
def test_steps_that_are_followed_lead_to_the_same_head(
    loss_range: tuple[float, float], rate: float
) -> None:
    features, rows = clouds(spread=4)
    given, factor = start(features, rows)
    told = train_head(given, factor, features, rows, loss_range=loss_range, step_limit=7, rate=rate)
    assert 0 < len(told.rates) <= told.steps
    again = follow(given, factor, features, rows, told.rates)
    np.testing.assert_array_equal(again.weight, told.head.weight)
    np.testing.assert_array_equal(again.bias, told.head.bias)


def test_features_are_only_read() -> None:
    features, rows = clouds()
    features.flags.writeable = False
    head, factor = start(features, rows)
    train_head(head, factor, features, rows, loss_range=(0, 0.01), step_limit=5)


def test_training_needs_samples_and_an_ordered_range() -> None:
    features, rows = clouds()
    head, factor = start(features, rows)
    with pytest.raises(ValueError, match="samples"):
        train_head(head, factor, features[:0], rows[:0], loss_range=(0, 1), step_limit=5)
    with pytest.raises(ValueError, match="order"):
        train_head(head, factor, features, rows, loss_range=(1, 0), step_limit=5)


def test_every_row_has_the_same_say() -> None:
    rows = np.array([0, 0, 0, 2])
    weights = balance(rows, 3)
    assert weights.sum() == pytest.approx(1)
    assert weights[:3].sum() == pytest.approx(weights[3])


def test_softmax_survives_large_numbers() -> None:
    shares = softmax(np.array([[1e4, 0, -1e4], [0, 0, 0]], dtype=np.float32))
    np.testing.assert_allclose(shares.sum(axis=1), 1, rtol=1e-6)
    assert shares[0, 0] == pytest.approx(1)
