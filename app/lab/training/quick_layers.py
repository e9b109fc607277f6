"""The backbone's layers for tuning: the same sums, channels last, norms folded, bf16 if there is.

Statistics of the norms stay while a backbone is tuned, so that a norm is only a factor and a shift
of its convolution. Folding them at each step leaves both to learn and saves a third of the passes
over the pictures; a 1x1 convolution is then a matrix product.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional

from app.lab.training.depthwise import Kernels, depthwise
from app.vision.backbone import Block, ConvNorm, same_padding


def quick_type() -> torch.dtype:
    """Return bf16 where the processor has it: its error is far below that of random views."""
    has_bf16 = torch.ops.mkldnn._is_mkldnn_bf16_supported()
    return torch.bfloat16 if has_bf16 else torch.float32


def run_layers(
    layers: Iterable[nn.Module],
    x: Tensor,
    kernels: Kernels | None = None,
    drops: Sequence[float] = (),
) -> Tensor:
    """Map pictures (N, H, W, C) through layers of a backbone, in the type that they have.

    Parameters
    ----------
    layers : iterable of ConvNorm and Block
    x : Tensor
        bfloat16 or float32; depthwise convolutions in bf16 use the kernels where there are any.
    kernels : Kernels, optional
    drops : sequence of float, optional
        How often each layer leaves out what it adds to a picture (Huang et al., stochastic depth).
    """
    for number, layer in enumerate(layers):
        if isinstance(layer, ConvNorm):
            x = _convolve(layer, x, kernels)
        elif isinstance(layer, Block):
            y = run_layers(layer.steps, x, kernels)
            if layer.has_skip and drops:
                y = _leave_out(y, drops[number])
            x = x + y if layer.has_skip else y
        else:
            raise TypeError(type(layer).__name__)
    return x


def _leave_out(y: Tensor, drop: float) -> Tensor:
    """Set some pictures to zero, and make the others larger, so that the mean stays."""
    kept = (torch.rand(len(y), 1, 1, 1) >= drop) / (1 - drop)
    return y * kept.to(y.dtype)


def _convolve(layer: ConvNorm, x: Tensor, kernels: Kernels | None) -> Tensor:
    weight, bias = _fold(layer)
    conv = layer.conv
    side, stride = conv.kernel_size[0], conv.stride[0]
    if side == 1:
        y = functional.linear(x, weight.flatten(1).to(x.dtype), bias.to(x.dtype))
    elif conv.groups > 1 and not layer.linear and kernels is not None and kernels.can(x, weight):
        return depthwise(x, weight, bias, stride, kernels)
    else:
        y = _convolve_plainly(conv, x, weight, bias)
    return y if layer.linear else functional.hardtanh(y, 0.0, 6.0, inplace=True)


def _fold(layer: ConvNorm) -> tuple[Tensor, Tensor]:
    """Return the convolution's weights and bias with the norm in them, float32."""
    norm = layer.norm
    if not isinstance(norm, nn.BatchNorm2d):
        raise TypeError(type(norm).__name__)
    assert norm.running_mean is not None
    assert norm.running_var is not None
    factor = norm.weight / torch.sqrt(norm.running_var + norm.eps)
    return layer.conv.weight * factor.view(-1, 1, 1, 1), norm.bias - norm.running_mean * factor


def _convolve_plainly(conv: nn.Conv2d, x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    """Let torch convolve; depthwise in float32, whose backward pass is four times as fast."""
    kind = x.dtype if conv.groups == 1 else torch.float32
    picture = x.permute(0, 3, 1, 2).to(kind)
    side, stride = conv.kernel_size[0], conv.stride[0]
    picture = functional.pad(picture, same_padding(picture.shape[-2:], side, stride))
    y = functional.conv2d(picture, weight.to(kind), bias.to(kind), conv.stride, groups=conv.groups)
    return y.permute(0, 2, 3, 1).to(x.dtype)
