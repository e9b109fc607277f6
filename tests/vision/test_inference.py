"""A faster way is taken only where it is faster and equal, and left for good when it fails."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from app.core.pack import BackboneSpec
from app.vision import inference
from app.vision.inference import Inference, candidates

SPEC = BackboneSpec("tiny", "lite0", 3, 8, "squash", (0.0,) * 3, (255.0,) * 3, "0" * 64)


class Mean(nn.Module):
    """Averages each channel; in bf16 it fails, or gives no numbers, after some calls."""

    def __init__(self, good_calls: int, *, raises: bool = True, shift: float = 0.0) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(3))
        self.left, self.raises, self.shift = good_calls, raises, shift

    def forward(self, x: Tensor) -> Tensor:
        out = x.mean(dim=(2, 3)) * self.weight
        if self.weight.dtype is torch.bfloat16:
            self.left -= 1
            if self.left < 0:
                if self.raises:
                    raise RuntimeError("out of memory")
                return out * float("nan")
            out = out * torch.tensor([1, 1 - 2 * self.shift, 1], dtype=out.dtype)
        return out


@pytest.fixture(autouse=True)
def bf16_is_there_and_fast(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inference, "candidates", lambda: [(torch.device("cpu"), torch.bfloat16)])
    monkeypatch.setattr(inference, "MIN_SPEED_UP", 0.0)


def images(count: int = 20) -> np.ndarray:
    return np.random.default_rng(0).integers(0, 255, (count, 8, 8, 3), dtype=np.uint8)


def reference() -> np.ndarray:
    return Inference(Mean(0), SPEC, fast=False).encode(images())


def test_what_is_faster_and_equal_is_taken() -> None:
    found = Inference(Mean(99), SPEC, fast=True)
    assert found.dtype is torch.bfloat16
    np.testing.assert_allclose(found.encode(images()), reference(), atol=0.02)


@pytest.mark.parametrize("network", [Mean(0), Mean(99, shift=1.0), Mean(1, raises=False)])
def test_what_fails_or_differs_is_not_taken(network: nn.Module) -> None:
    found = Inference(network, SPEC, fast=True)
    assert found.dtype is torch.float32
    assert (found.encode(images()) == reference()).all()


def test_what_is_not_faster_is_not_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inference, "MIN_SPEED_UP", 1e9)
    assert Inference(Mean(99), SPEC, fast=True).dtype is torch.float32


@pytest.mark.parametrize("raises", [True, False])
def test_what_fails_later_is_left_for_good(raises: bool) -> None:
    found = Inference(Mean(3, raises=raises), SPEC, fast=True)
    assert found.dtype is torch.bfloat16
    features = found.encode(images())
    assert found.dtype is torch.float32
    np.testing.assert_allclose(features, reference(), atol=0.02)
    assert (found.encode(images()) == reference()).all()


def test_a_plain_network_that_fails_says_so() -> None:
    class Broken(nn.Module):
        def forward(self, x: Tensor) -> Tensor:
            raise RuntimeError("no")

    with pytest.raises(RuntimeError, match="no"):
        Inference(Broken(), SPEC, fast=False).encode(images())


def test_a_build_without_bf16_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    class Bare:
        def __getattr__(self, name: str) -> object:
            raise AttributeError(name)

    monkeypatch.setattr(inference.torch.ops, "mkldnn", Bare(), raising=False)
    assert all(dtype is torch.float32 for _, dtype in candidates())
