"""The projection of both tails: main directions, centred, kept through a file."""

from pathlib import Path

import numpy as np
import torch

from app.core.pack import BACKBONE_FILE
from app.lab.training.projection import enlarge, project_backbone, spread_choice
from app.lab.training.weights import write_backbone
from app.vision.backbone import Backbone
from app.vision.weights import load_backbone


def photos(count: int = 12) -> np.ndarray:
    return np.random.default_rng(3).integers(0, 256, (count, 32, 32, 3)).astype(np.uint8)


def test_the_first_tail_stays_and_distances_are_kept(tmp_path: Path) -> None:
    torch.manual_seed(0)
    both = Backbone("lite0", 14, 2).eval().requires_grad_(False)
    steps = project_backbone(both, photos(), "lite0", 14, 11)
    try:
        while True:
            next(steps)
    except StopIteration as end:
        projected = end.value
    x = torch.from_numpy(photos()).permute(0, 3, 1, 2).float().sub(127).div(128)
    with torch.inference_mode():
        pooled, features = both(x), projected(x)
    assert features.shape == (12, 1291)
    torch.testing.assert_close(features[:, :1280], pooled[:, :1280])
    assert features[:, 1280:].mean(0).abs().max() < 2e-2
    # Twelve points span eleven directions: nothing is lost.
    torch.testing.assert_close(
        torch.cdist(features, features), torch.cdist(pooled, pooled), rtol=3e-2, atol=3e-3
    )
    spec = write_backbone(
        projected,
        tmp_path,
        name="both",
        variant="lite0",
        input_px=32,
        resize_mode="crop",
        split=14,
    )
    assert (spec.tails, spec.projected, spec.feature_size) == (2, 1291, 1291)
    again = load_backbone(tmp_path / BACKBONE_FILE, spec)
    with torch.inference_mode():
        torch.testing.assert_close(again(x), features, rtol=5e-2, atol=5e-2)


def test_choice_is_spread_and_never_twice() -> None:
    assert spread_choice(10, 3) == [0, 4, 9]
    assert spread_choice(3, 10) == [0, 1, 2]


def test_enlarging_keeps_a_plain_colour() -> None:
    plain = np.full((2, 8, 8, 3), 77, dtype=np.uint8)
    assert np.array_equal(enlarge(plain, 20), np.full((2, 20, 20, 3), 77, dtype=np.uint8))
