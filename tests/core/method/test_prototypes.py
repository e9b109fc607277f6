"""Prototypes are the means of the adjusted head's label vectors."""

from __future__ import annotations

import numpy as np

from app.core.method.fitting import Recipe, fit_model
from app.core.method.head import fit_lda
from app.core.method.layout import Layout
from app.core.method.moments import measure_moments, row_means
from app.core.method.prototypes import (
    cosine,
    feature_prototypes,
    label_prototypes,
)
from app.lab.training.build import build_model
from tests.core.albums import LAYOUT, make_album


def test_prototypes_are_means_of_label_vectors_of_the_adjusted_head() -> None:
    features, rows = make_album(60)
    moments = measure_moments(features, rows, len(LAYOUT.kinds))
    recipe = Recipe(loss_range=(0, 0.1), step_limit=30)
    fit, training = fit_model(moments, features, rows, layout=LAYOUT, recipe=recipe)
    assert training.steps > 0
    scene = LAYOUT.scene_of[rows]
    expected = [
        fit.head.label_vectors(features[scene == k]).mean(axis=0) for k in range(len(LAYOUT.scenes))
    ]
    np.testing.assert_allclose(fit.label_prototypes, expected, atol=1e-4)
    before = label_prototypes(fit_lda(moments).head, LAYOUT.scene_means(moments))
    assert np.abs(before - fit.label_prototypes).max() > 0.01


def test_linear_shortcut_equals_passing_all_samples_once_more() -> None:
    features, rows = make_album(40)
    layout = Layout(LAYOUT.kinds, LAYOUT.kinds, np.arange(len(LAYOUT.kinds)))
    moments = measure_moments(features, rows, len(layout.kinds))
    head = fit_lda(moments).head
    _, passed = row_means(head.label_vectors(features), rows, len(layout.kinds))
    np.testing.assert_allclose(label_prototypes(head, moments.means), passed, atol=1e-4)


def test_feature_prototypes_point_from_the_centre_to_the_means() -> None:
    means = np.array([[3, 0], [0, 5]], dtype=np.float32)
    found = feature_prototypes(means, np.array([0, 0], dtype=np.float32))
    np.testing.assert_allclose(found, np.eye(2), atol=1e-6)


def test_the_cosine_of_nothing_is_zero() -> None:
    zero = np.zeros((1, 3), dtype=np.float32)
    assert cosine(zero, np.ones((1, 3), dtype=np.float32))[0, 0] == 0


def test_a_model_keeps_prototypes_of_its_own_head() -> None:
    features, rows = make_album(60)
    groups = np.arange(len(rows))
    built = build_model(
        features, rows, groups, backbone_id="x", layout=LAYOUT, target=0.1, recipe=Recipe()
    )
    expected = label_prototypes(built.model.head, LAYOUT.scene_means(built.moments))
    np.testing.assert_allclose(built.model.label_prototypes, expected, atol=1e-5)
