"""Photos that a backbone is tuned on train the head, but calibrate nothing."""

import numpy as np
import pytest

from app.core.build import build_model
from app.core.fitting import Recipe
from app.core.layout import BACKGROUND, Layout
from app.core.types import GateRule
from app.jobs.train_pack import choose_tuned
from tests.tiny_pack import tiny_samples

LAYOUT = Layout(
    ("beach", "kitchen", "forest"),
    ("beach", "kitchen", "forest", "corridor"),
    np.array([0, 1, 2, BACKGROUND]),
)


def test_every_fourth_photo_of_a_kind_is_kept_from_tuning() -> None:
    kinds = ["a"] * 4 + ["b"] * 3 + ["a"] * 4
    chosen = choose_tuned(kinds)
    assert [n for n, use in enumerate(chosen) if not use] == [3, 10]


def build(tuned: np.ndarray | None, features: np.ndarray, rows: np.ndarray):
    return build_model(
        features,
        rows,
        np.arange(len(rows)),
        backbone_id="tiny",
        layout=LAYOUT,
        target=0.1,
        recipe=Recipe(),
        tuned=tuned,
    )


def test_only_the_others_calibrate() -> None:
    features, rows = tiny_samples()
    tuned = choose_tuned([str(row) for row in rows])
    _, moments, answers = build(tuned, features, rows)
    assert moments.counts.sum() == len(rows)
    known = answers[GateRule.DEFAULT].right.sum()
    assert 0 < known <= (~tuned).sum()
    _, _, of_all = build(None, features, rows)
    assert of_all[GateRule.DEFAULT].right.sum() > known


def test_a_backbone_tuned_on_everything_cannot_be_calibrated() -> None:
    features, rows = tiny_samples()
    with pytest.raises(ValueError, match="tuned on all"):
        build(np.ones(len(rows), dtype=np.bool_), features, rows)
