"""Tuning: the trunk and the published tail stay, and an interrupted run ends the same."""

from collections.abc import Generator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from app.core.errors import KnownError
from app.lab.training.tune import Run, TuneRecipe, count_trunk_layers, mix, tune_backbone
from app.vision.backbone import Backbone
from app.vision.optional import import_optional

RECIPE = TuneRecipe(
    view_sizes_px=(64, 48), runs=(Run(epochs=2, views=1), Run(1, 2, seed=1)), batch=8, split=14
)
NORMALISATION = ((127.0,) * 3, (128.0,) * 3)


try:
    import_optional("torchvision.transforms.v2")
except KnownError:
    pytest.skip("needs the packages of albumen[train]", allow_module_level=True)


class StoppedError(Exception):
    pass


@pytest.fixture(scope="module")
def published() -> Backbone:
    torch.manual_seed(1)
    return Backbone("lite0").eval().requires_grad_(False)


def photos() -> tuple[np.ndarray, np.ndarray]:
    images = np.random.default_rng(0).integers(0, 256, (16, 128, 128, 3)).astype(np.uint8)
    return images, np.arange(16) % 2


def drain(steps: Generator[Any, None, Backbone], stop_at: str | None = None) -> Backbone:
    try:
        while True:
            if next(steps).note == stop_at:
                raise StoppedError
    except StopIteration as end:
        return end.value


def tune(published: Backbone, folder: Path, stop_at: str | None = None) -> Backbone:
    steps = tune_backbone(
        published, *photos(), normalisation=NORMALISATION, work_dir=folder, recipe=RECIPE
    )
    return drain(steps, stop_at)


def test_only_the_tail_changes_and_the_published_backbone_stays(
    published: Backbone, tmp_path: Path
) -> None:
    before = {name: value.clone() for name, value in published.state_dict().items()}
    tuned = tune(published, tmp_path)
    for name, value in published.state_dict().items():
        assert torch.equal(value, before[name]), name
    pairs = list(zip(published.layers, tuned.layers, strict=True))
    for number, (old, new) in enumerate(pairs):
        parameters = zip(old.parameters(), new.parameters(), strict=True)
        same = all(torch.equal(a, b) for a, b in parameters)
        assert same == (number < RECIPE.split), number
    assert not any(p.requires_grad for p in tuned.parameters())


@pytest.mark.parametrize(("variant", "layers"), [("lite0", 12), ("lite1", 16), ("lite2", 16)])
def test_the_last_two_stages_are_tuned(variant: str, layers: int) -> None:
    assert count_trunk_layers(variant) == layers
    x = torch.zeros(1, 3, 64, 64)
    with torch.inference_mode():
        trunk = Backbone(variant).eval().layers[: count_trunk_layers(variant)](x)
    # Stage six is where the picture shrinks for the last time.
    assert trunk.shape[-1] == 4


def test_an_interrupted_run_ends_like_an_uninterrupted_one(
    published: Backbone, tmp_path: Path
) -> None:
    whole = tune(published, tmp_path / "whole")
    with pytest.raises(StoppedError):
        tune(published, tmp_path / "parts", "run 1, epoch 2")
    assert [path.suffix for path in (tmp_path / "parts").glob("view*")] == [".npy", ".npy"]
    with pytest.raises(StoppedError):
        tune(published, tmp_path / "parts", "run 2, epoch 1")
    parts = tune(published, tmp_path / "parts")
    for name, value in whole.state_dict().items():
        assert torch.equal(value, parts.state_dict()[name]), name


def test_the_tuned_tail_is_the_mean_of_its_runs_and_the_published_one(
    published: Backbone, tmp_path: Path
) -> None:
    tuned = tune(published, tmp_path)
    runs = [torch.load(tmp_path / f"tuning-{n}.pt", weights_only=True)["average"] for n in (0, 1)]
    before, after = (
        torch.nn.Sequential(*list(b.layers)[RECIPE.split :]).state_dict()
        for b in (published, tuned)
    )
    different = 0
    for name, value in after.items():
        all_three = [before[name].float(), *(run[f"tail.{name}"].float() for run in runs)]
        different += not torch.equal(all_three[1], all_three[2])
        assert torch.allclose(value.float(), sum(all_three) / 3, atol=1e-6), name
    assert different


def test_mixing_keeps_the_share_it_names() -> None:
    x = torch.arange(4.0).view(4, 1, 1, 1).expand(4, 1, 10, 10)
    for seed in range(20):
        mixed, order, share = mix(x, torch.Generator().manual_seed(seed))
        expected = share * x.mean((1, 2, 3)) + (1 - share) * x[order].mean((1, 2, 3))
        assert torch.allclose(mixed.mean((1, 2, 3)), expected, atol=1e-5)
