"""The layers that tuning runs are those of the backbone, forward and backward, and so are ours."""

from __future__ import annotations

import logging
import stat
from pathlib import Path

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional

from app.lab.training import depthwise as ours
from app.lab.training.depthwise import Kernels, compile_kernels, depthwise
from app.lab.training.quick_layers import run_layers
from app.vision.backbone import Backbone, same_padding


@pytest.fixture(scope="module")
def kernels(tmp_path_factory: pytest.TempPathFactory) -> Kernels:
    found = compile_kernels(tmp_path_factory.mktemp("kernels"))
    if found is None:
        pytest.skip("no C compiler here")
    return found


@pytest.fixture(scope="module")
def layers() -> nn.Sequential:
    """All layers of the smallest backbone, with norms that do something."""
    torch.manual_seed(3)
    found = Backbone("lite0").eval().layers
    for module in found.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.running_mean.normal_(0, 0.2)
            module.running_var.uniform_(0.5, 2)
            nn.init.uniform_(module.weight, 0.5, 1.5)
            nn.init.normal_(module.bias, 0, 0.2)
    return found


def slopes(layers: nn.Sequential, value: Tensor) -> list[Tensor]:
    layers.zero_grad()
    (value * torch.arange(value.numel()).view_as(value).sin()).sum().backward()
    return [p.grad.clone() for p in layers.parameters() if p.grad is not None]


def test_layers_and_slopes_are_those_of_the_backbone(layers: nn.Sequential) -> None:
    x = torch.randn(2, 3, 45, 64)
    plain = layers(x).mean((2, 3))
    quick = run_layers(layers, x.permute(0, 2, 3, 1)).mean((1, 2))
    torch.testing.assert_close(quick, plain, rtol=1e-3, atol=1e-4)
    expected, found = slopes(layers, plain), slopes(layers, quick)
    assert len(found) == len(list(layers.parameters()))
    for mine, theirs in zip(found, expected, strict=True):
        torch.testing.assert_close(mine, theirs, rtol=1e-2, atol=1e-3 * float(theirs.abs().max()))


@pytest.mark.parametrize(("kernel", "stride"), [(3, 1), (3, 2), (5, 1), (5, 2)])
@pytest.mark.parametrize("size", [(7, 10), (6, 3)])
def test_kernels_convolve_as_torch_does(
    kernels: Kernels, kernel: int, stride: int, size: tuple[int, int]
) -> None:
    torch.manual_seed(0)
    channels = 48
    x = torch.randn(3, *size, channels).bfloat16().float().requires_grad_(True)
    weight = torch.randn(channels, 1, kernel, kernel, requires_grad=True)
    bias = (3 * torch.rand(channels)).requires_grad_(True)
    padded = functional.pad(x.permute(0, 3, 1, 2), same_padding(torch.Size(size), kernel, stride))
    plain = functional.conv2d(padded, weight, bias, stride, groups=channels).permute(0, 2, 3, 1)
    expected = plain.clamp(0, 6)
    mine = [v.detach().clone().requires_grad_(True) for v in (x.bfloat16(), weight, bias)]
    found = depthwise(*mine, stride, kernels)
    torch.testing.assert_close(found.float(), expected, rtol=5e-3, atol=5e-3)
    assert (expected == 0).any()
    assert (expected == 6).any()
    by = torch.randn_like(expected).bfloat16()
    # Where rounding moves a value on to the cap, its slope is gone: such places count for neither.
    by = by * ((found > 0) & (found < 6) & (expected > 0) & (expected < 6))
    expected.backward(by.float())
    found.backward(by)
    for value, other in zip(mine, (x, weight, bias), strict=True):
        assert value.grad is not None
        assert other.grad is not None
        torch.testing.assert_close(value.grad.float(), other.grad, rtol=5e-3, atol=2e-2)


def test_threads_share_the_channels_and_change_nothing(kernels: Kernels) -> None:
    torch.manual_seed(1)
    weight, bias = torch.randn(80, 1, 5, 5, requires_grad=True), torch.randn(80)
    x = torch.randn(2, 9, 9, 80).bfloat16()
    found = []
    before = torch.get_num_threads()
    try:
        for threads in (1, 3):
            torch.set_num_threads(threads)
            weight.grad = None
            out = depthwise(x, weight, bias, 1, kernels)
            out.float().sum().backward()
            assert weight.grad is not None
            found.append((out.detach(), weight.grad.clone()))
    finally:
        torch.set_num_threads(before)
    assert torch.equal(found[0][0], found[1][0])
    assert torch.equal(found[0][1], found[1][1])
    assert found[0][1].abs().sum(dim=(1, 2, 3)).min() > 0


def test_all_layers_in_bf16_are_near_those_in_float32(
    kernels: Kernels, layers: nn.Sequential
) -> None:
    x = torch.randn(4, 64, 64, 3)
    exact = slopes(layers, run_layers(layers, x).mean((1, 2)))
    quick = slopes(layers, run_layers(layers, x.bfloat16(), kernels).float().mean((1, 2)))
    likeness = [
        float(functional.cosine_similarity(a.flatten(), b.flatten(), dim=0))
        for a, b in zip(exact, quick, strict=True)
    ]
    assert min(likeness) > 0.9


def test_what_is_left_out_is_made_up_for_by_the_others() -> None:
    torch.manual_seed(0)
    block = Backbone("lite0").eval().layers[5]
    assert block.has_skip
    x = torch.rand(400, 4, 4, 40)
    added = block(x.permute(0, 3, 1, 2)).permute(0, 2, 3, 1) - x
    dropped = run_layers([block], x, None, [0.25]) - x
    share = (dropped.abs().amax((1, 2, 3)) == 0).float().mean()
    assert 0.18 < float(share) < 0.32
    stayed = dropped.abs().amax((1, 2, 3)) > 0
    torch.testing.assert_close(dropped[stayed], added[stayed] / 0.75, rtol=1e-3, atol=1e-4)


def test_kernels_are_compiled_once(kernels: Kernels, tmp_path: Path) -> None:
    assert compile_kernels(tmp_path) is not None
    (compiled,) = tmp_path.iterdir()
    stamp = compiled.stat().st_mtime_ns
    assert compile_kernels(tmp_path) is not None
    assert compiled.stat().st_mtime_ns == stamp


def test_without_a_compiler_torch_does_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    caplog.set_level(logging.INFO, ours.log.name)
    assert compile_kernels(tmp_path / "none") is None
    assert "no C compiler" in caplog.text
    broken = tmp_path / "cc"
    broken.write_text("#!/bin/sh\nexit 3\n")
    broken.chmod(broken.stat().st_mode | stat.S_IXUSR)
    assert compile_kernels(tmp_path) is None
    assert "cannot be used" in caplog.text
