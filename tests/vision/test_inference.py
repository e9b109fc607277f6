"""A faster way is taken only where it is faster and equal, and left for good when it fails."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from app.core.pack import BackboneSpec
from app.vision import inference, remembered
from app.vision.inference import Inference, candidates
from app.vision.ways import PLAIN, Way

BF16 = Way("cpu", "bfloat16")
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
    monkeypatch.setattr(inference, "candidates", lambda: [BF16])
    monkeypatch.setattr(inference, "MIN_SPEED_UP", 0.0)


def images(count: int = 20) -> np.ndarray:
    return np.random.default_rng(0).integers(0, 255, (count, 8, 8, 3), dtype=np.uint8)


def reference() -> np.ndarray:
    return Inference(Mean(0), SPEC, fast=False).encode(images())


class Beside(nn.Module):
    """Lets the number of photos show in each of them, as sums in another order do."""

    def forward(self, x: Tensor) -> Tensor:
        return x.mean(dim=(2, 3)) * (1 + len(x) / 100)


@pytest.mark.parametrize("count", [1, 3, 8, 9, 20])
def test_features_do_not_depend_on_how_many_photos_there_are(count: int) -> None:
    found = Inference(Beside(), SPEC, fast=False)
    every = images(20)
    assert (found.encode(every[:count]) == found.encode(every)[:count]).all()


def test_what_is_faster_and_equal_is_taken() -> None:
    found = Inference(Mean(99), SPEC, fast=True)
    assert found.way == BF16
    np.testing.assert_allclose(found.encode(images()), reference(), atol=0.02)


@pytest.mark.parametrize("network", [Mean(0), Mean(99, shift=1.0), Mean(1, raises=False)])
def test_what_fails_or_differs_is_not_taken(network: nn.Module) -> None:
    found = Inference(network, SPEC, fast=True)
    assert found.way == PLAIN
    assert (found.encode(images()) == reference()).all()


def test_what_is_not_faster_is_not_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inference, "MIN_SPEED_UP", 1e9)
    assert Inference(Mean(99), SPEC, fast=True).way == PLAIN


@pytest.mark.parametrize("raises", [True, False])
def test_what_fails_later_is_left_for_good(raises: bool) -> None:
    found = Inference(Mean(3, raises=raises), SPEC, fast=True)
    assert found.way == BF16
    features = found.encode(images())
    assert found.way == PLAIN
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
    assert all(way.dtype == PLAIN.dtype for way in candidates())


class Counted(Mean):
    """Counts how often it runs, in whatever precision."""

    calls = 0

    def forward(self, x: Tensor) -> Tensor:
        type(self).calls += 1
        return super().forward(x)


def test_what_was_found_is_not_tried_again(tmp_path: Path) -> None:
    file = tmp_path / "cache" / "encoder.json"
    Inference(Mean(99), SPEC, fast=True, remembered=file)
    Counted.calls = 0
    found = Inference(Counted(99), SPEC, fast=True, remembered=file)
    assert (found.way, Counted.calls) == (BF16, 0)
    np.testing.assert_allclose(found.encode(images()), reference(), atol=0.02)


@pytest.mark.parametrize("broken", ["", "[]", "{}", json.dumps({SPEC.id: {"at": "x"}})])
def test_a_memory_that_cannot_be_read_is_none(broken: str, tmp_path: Path) -> None:
    file = tmp_path / "encoder.json"
    file.write_text(broken, "utf-8")
    assert remembered.recall(file, SPEC.id) is None
    assert Inference(Mean(99), SPEC, fast=True, remembered=file).way == BF16
    assert remembered.recall(file, SPEC.id) == BF16


def test_another_machine_an_old_memory_or_another_backbone_is_asked_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "encoder.json"
    remembered.remember(file, SPEC.id, BF16)
    assert remembered.recall(file, "other") is None
    monkeypatch.setattr(remembered, "HELD_S", -1)
    assert remembered.recall(file, SPEC.id) is None
    monkeypatch.undo()
    monkeypatch.setattr(remembered, "machine", lambda: ["another"])
    assert remembered.recall(file, SPEC.id) is None


def test_a_processor_without_it_does_not_take_what_is_remembered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "encoder.json"
    remembered.remember(file, SPEC.id, BF16)
    monkeypatch.setattr(inference, "candidates", list)
    assert Inference(Mean(99), SPEC, fast=True, remembered=file).way == PLAIN


def test_that_nothing_is_faster_is_not_tried_again_for_a_day(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "encoder.json"
    with monkeypatch.context() as slow:
        slow.setattr(inference, "MIN_SPEED_UP", 1e9)
        Inference(Mean(99), SPEC, fast=True, remembered=file)
    assert remembered.chosen(file) == "torch, cpu, float32"
    assert Inference(Mean(99), SPEC, fast=True, remembered=file).way == PLAIN
    monkeypatch.setattr(remembered, "DAY_S", -1)
    assert Inference(Mean(99), SPEC, fast=True, remembered=file).way == BF16


def test_what_fails_later_is_forgotten(tmp_path: Path) -> None:
    file = tmp_path / "encoder.json"
    Inference(Mean(3), SPEC, fast=True, remembered=file).encode(images(40))
    assert remembered.recall(file, SPEC.id) is None


def test_a_place_that_cannot_be_written_costs_a_check_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    found = Inference(Mean(99), SPEC, fast=True, remembered=tmp_path / "file" / "encoder.json")
    assert found.way == BF16
