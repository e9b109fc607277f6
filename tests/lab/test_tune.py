"""Tuning: the trunk and the first backbone stay, and an interrupted run ends the same."""

from collections.abc import Generator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from app.core.method.layout import BACKGROUND, Layout
from app.lab.training.augment import augment, centre_view, choose_cut
from app.lab.training.learner import Learner, Quickly
from app.lab.training.photos import TrainingMap
from app.lab.training.targets import PARENT_SHARE, make_targets, target_loss
from app.lab.training.tune import (
    Run,
    TuneRecipe,
    TuningPhotos,
    mix,
    tune_backbone,
)
from app.vision.backbone import Backbone

RECIPE = TuneRecipe(
    split=14,
    sizes_px=(48, 64),
    size_shares=(0.5, 0.5),
    runs=(Run(2), Run(2, seed=1)),
    batch=4,
    first_photos=3,
    first_px=48,
    warm_up=1,
    keep_every=1,
    drop=0.2,
)
LAYOUT = Layout(
    ("beach", "forest"),
    ("coast", "dune", "wood", "junk 1", "junk 2"),
    np.array([0, 0, 1, BACKGROUND, BACKGROUND]),
).with_parents({"beach": "outdoors", "forest": "outdoors"})
MAP = TrainingMap(
    {"coast": "beach", "dune": "beach", "shore": "beach", "wood": "forest"}, ("junk",), {"junk": 2}
)


class StoppedError(Exception):
    pass


@pytest.fixture(scope="module")
def first() -> Backbone:
    torch.manual_seed(1)
    return Backbone("lite0").eval().requires_grad_(False)


def photos() -> TuningPhotos:
    pixels = np.random.default_rng(0).integers(0, 256, (12, 60, 80, 3)).astype(np.uint8)
    kinds = ["coast", "dune", "wood", "junk"] * 3
    named = np.zeros(12, dtype=np.bool_)
    return TuningPhotos(
        list(pixels), make_targets(kinds, named, MAP, LAYOUT), np.ones(12, dtype=np.float32)
    )


def drain(steps: Generator[Any, None, Backbone], stop_after: int | None = None) -> Backbone:
    seen = 0
    try:
        while True:
            seen += next(steps).note.startswith("run")
            if seen == stop_after:
                raise StoppedError
    except StopIteration as end:
        return end.value


def tune(first: Backbone, folder: Path, stop_after: int | None = None) -> Backbone:
    steps = tune_backbone(first, photos(), work_dir=folder, recipe=RECIPE)
    return drain(steps, stop_after)


@pytest.fixture(scope="module")
def tuned(first: Backbone, tmp_path_factory: pytest.TempPathFactory) -> tuple[Backbone, Path]:
    folder = tmp_path_factory.mktemp("tuned")
    return tune(first, folder), folder


def test_only_the_last_layers_change_and_the_first_backbone_stays(
    first: Backbone, tuned: tuple[Backbone, Path]
) -> None:
    torch.manual_seed(1)
    again = Backbone("lite0").state_dict()
    for name, value in first.state_dict().items():
        assert torch.equal(value, again[name]), name
    pairs = list(zip(first.layers, tuned[0].layers, strict=True))
    for number, (old, new) in enumerate(pairs):
        parameters = zip(old.parameters(), new.parameters(), strict=True)
        same = all(torch.equal(a, b) for a, b in parameters)
        assert same == (number < RECIPE.split), number
    assert not any(p.requires_grad for p in tuned[0].parameters())


def test_an_interrupted_run_ends_like_an_uninterrupted_one(
    first: Backbone, tuned: tuple[Backbone, Path], tmp_path: Path
) -> None:
    for stop in (1, 2):
        with pytest.raises(StoppedError):
            tune(first, tmp_path, stop)
    parts = tune(first, tmp_path)
    for name, value in tuned[0].state_dict().items():
        assert torch.equal(value, parts.state_dict()[name]), name


def test_the_tuned_layers_are_the_mean_of_the_runs_and_the_first_ones(
    first: Backbone, tuned: tuple[Backbone, Path]
) -> None:
    backbone, folder = tuned
    before = torch.nn.Sequential(*list(first.layers)[RECIPE.split :]).state_dict()
    runs = [torch.load(folder / f"tuning-{n}.pt", weights_only=True)["average"] for n in (0, 1)]
    after = torch.nn.Sequential(*list(backbone.layers)[RECIPE.split :]).state_dict()
    different = 0
    for name, value in after.items():
        three = [before[name].float(), *(run[f"tail.{name}"].float() for run in runs)]
        different += not torch.equal(three[1], three[2])
        assert torch.allclose(value.float(), sum(three) / 3, atol=1e-6), name
    assert different


def test_the_classifier_begins_as_discriminant_analysis() -> None:
    learner = Learner(torch.nn.Sequential(), 3, Quickly()).eval()
    chance = np.random.default_rng(0)
    rows = np.repeat(np.arange(2), 30)
    features = chance.normal(size=(60, 1280)).astype(np.float32)
    features[:, 0] += 8 * rows
    learner.begin(features, rows)
    scores = learner.classifier((torch.from_numpy(features) - learner.middle) / learner.spread)
    assert (scores.argmax(1).numpy() == rows).mean() > 0.95
    assert scores[:, 2].max() < scores[:, :2].amax(1).min(), "a kind without photos is not said"


def test_mixing_keeps_the_share_it_names() -> None:
    x = torch.arange(4.0).view(4, 1, 1, 1).expand(4, 1, 10, 10)
    for seed in range(20):
        mixed, order, share = mix(x, np.random.default_rng(seed))
        expected = share * x.mean((1, 2, 3)) + (1 - share) * x[order].mean((1, 2, 3))
        assert torch.allclose(mixed.mean((1, 2, 3)), expected, atol=1e-5)


def test_a_photo_labelled_by_its_scene_may_be_any_kind_of_it() -> None:
    kinds = ["coast", "dune", "shore", "wood", "wood", "junk"]
    named = np.array([False, False, True, False, True, True])
    may_be = make_targets(kinds, named, MAP, LAYOUT).may_be
    names = [[LAYOUT.kinds[n] for n in np.flatnonzero(row)] for row in may_be.numpy()]
    assert names == [
        ["coast"],
        ["dune"],
        ["coast", "dune"],
        ["wood"],
        ["wood"],
        ["junk 1", "junk 2"],
    ]


def test_the_loss_asks_for_the_sum_of_what_a_photo_may_be_and_for_its_parents() -> None:
    shares = torch.tensor([[0.1, 0.2, 0.3, 0.2, 0.2]]).log()
    targets = make_targets(["coast", "dune", "shore"], np.array([False, False, True]), MAP, LAYOUT)
    loss = target_loss(shares, targets.may_be[2:], targets.below)
    assert float(loss) == pytest.approx(-np.log(0.3) - PARENT_SHARE * np.log(0.6), rel=1e-5)
    junk = make_targets(["junk"], np.array([True]), MAP, LAYOUT)
    loss = target_loss(shares, junk.may_be, junk.below)
    assert float(loss) == pytest.approx(-np.log(0.4), rel=1e-5)


@pytest.mark.parametrize("size", [(60, 200), (200, 60), (128, 128), (240, 360)])
def test_squares_are_cut_from_all_of_a_photo(size: tuple[int, int]) -> None:
    chance = np.random.default_rng(0)
    boxes = np.array([choose_cut(size, chance) for _ in range(200)])
    assert boxes[:, :2].min() >= 0
    assert (boxes[:, 2:] <= np.array(size) + 1e-6).all()
    ratio = (boxes[:, 2] - boxes[:, 0]) / (boxes[:, 3] - boxes[:, 1])
    assert 0.74 < ratio.min() < ratio.max() < 1.34
    reach = boxes[:, 2:].max(axis=0) - boxes[:, :2].min(axis=0)
    assert (reach > 0.9 * np.array(size)).all()


def test_views_have_the_size_asked_for_and_differ() -> None:
    pixels = np.random.default_rng(1).integers(0, 256, (200, 300, 3)).astype(np.uint8)
    views = [augment(pixels, 64, np.random.default_rng(n)) for n in range(30)]
    assert {view.shape for view in views} == {(64, 64, 3)}
    assert min(v.min() for v in views) >= 0
    assert max(v.max() for v in views) <= 255
    assert len({view.tobytes() for view in views}) == 30
    again = augment(pixels, 64, np.random.default_rng(3))
    np.testing.assert_array_equal(again, views[3])
    assert centre_view(pixels, 50).shape == (50, 50, 3)
