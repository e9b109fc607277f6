"""EfficientNet-Lite, the frozen backbone (the patent's first transport layer), in torch alone.

Lite0, Lite1 and Lite2 of Tan and Le's EfficientNet family: inverted residual blocks with ReLU6,
without squeeze-and-excitation, so that they fold and run well on ordinary processors. Padding
follows TensorFlow's 'same' rule, because the published weights were trained with it.
"""

from __future__ import annotations

import copy
import math
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

BN_EPSILON = 1e-3
STEM_CHANNELS = 32
FEATURES = 1280
# repeats, kernel, stride, expansion, channels of each stage, before scaling
STAGES = (
    (1, 3, 1, 1, 16),
    (2, 3, 2, 6, 24),
    (2, 5, 2, 6, 40),
    (3, 3, 2, 6, 80),
    (3, 5, 1, 6, 112),
    (4, 5, 2, 6, 192),
    (1, 3, 1, 6, 320),
)


@dataclass(frozen=True, slots=True)
class Variant:
    """Width and depth factors, and the input size that the weights were trained at, in pixels."""

    width: float
    depth: float
    input_px: int


VARIANTS = {
    "lite0": Variant(1.0, 1.0, 224),
    "lite1": Variant(1.0, 1.1, 240),
    "lite2": Variant(1.1, 1.2, 260),
}


class ConvNorm(nn.Sequential):
    """Convolution with TensorFlow's 'same' padding, batch norm, and ReLU6 unless ``linear``."""

    conv: nn.Conv2d
    norm: nn.BatchNorm2d | nn.Identity

    def __init__(
        self,
        inputs: int,
        outputs: int,
        kernel: int,
        stride: int,
        *,
        groups: int = 1,
        linear: bool = False,
    ) -> None:
        # With stride 1 'same' padding is symmetric, so that the convolution can do it itself.
        padding = kernel // 2 if stride == 1 else 0
        super().__init__(
            OrderedDict(
                conv=nn.Conv2d(inputs, outputs, kernel, stride, padding, groups=groups, bias=False),
                norm=nn.BatchNorm2d(outputs, eps=BN_EPSILON),
            )
        )
        self.linear = linear

    def forward(self, x: Tensor) -> Tensor:
        """Map (N, inputs, H, W) to (N, outputs, ceil(H / stride), ceil(W / stride))."""
        conv = self.conv
        if conv.stride[0] > 1:
            x = functional.pad(x, same_padding(x.shape[-2:], conv.kernel_size[0], conv.stride[0]))
        x = self.norm(conv(x))
        return x if self.linear else functional.relu6(x, inplace=not self.training)


def same_padding(size: Sequence[int], kernel: int, stride: int) -> list[int]:
    """Return (left, right, top, bottom); the odd pixel goes to the right and to the bottom."""
    padding: list[int] = []
    for length in reversed(size):
        total = max((math.ceil(length / stride) - 1) * stride + kernel - length, 0)
        padding += [total // 2, total - total // 2]
    return padding


class Block(nn.Module):
    """Inverted residual: expand (unless the factor is 1), depthwise convolution, project."""

    def __init__(self, inputs: int, outputs: int, kernel: int, stride: int, expansion: int) -> None:
        super().__init__()
        inner = inputs * expansion
        steps: list[nn.Module] = []
        if expansion != 1:
            steps.append(ConvNorm(inputs, inner, 1, 1))
        steps.append(ConvNorm(inner, inner, kernel, stride, groups=inner))
        steps.append(ConvNorm(inner, outputs, 1, 1, linear=True))
        self.steps = nn.Sequential(*steps)
        self.has_skip = stride == 1 and inputs == outputs

    def forward(self, x: Tensor) -> Tensor:
        """Map (N, inputs, H, W) to (N, outputs, H', W')."""
        y: Tensor = self.steps(x)
        return x + y if self.has_skip else y


def build_layers(variant: str) -> list[nn.Module]:
    """Return stem, blocks and the last 1x1 convolution, in the order of the published weights."""
    scale = VARIANTS[variant]
    layers: list[nn.Module] = [ConvNorm(3, STEM_CHANNELS, 3, 2)]
    channels = STEM_CHANNELS
    for number, (_, kernel, stride, expansion, base) in enumerate(STAGES):
        outputs = max(8, int(base * scale.width + 4) // 8 * 8)
        outputs += 8 if outputs < 0.9 * base * scale.width else 0
        for repeat in range(count_blocks(variant, number)):
            layers.append(Block(channels, outputs, kernel, stride if repeat == 0 else 1, expansion))
            channels = outputs
    return [*layers, ConvNorm(channels, FEATURES, 1, 1)]


def count_blocks(variant: str, stage: int) -> int:
    """Return how many blocks a stage has; Lite models keep the depth of the first and the last."""
    repeats = STAGES[stage][0]
    is_scaled = 0 < stage < len(STAGES) - 1
    return math.ceil(repeats * VARIANTS[variant].depth) if is_scaled else repeats


class Backbone(nn.Module):
    """All layers one after the other, and the mean of what the last one says over the picture.

    Parameters
    ----------
    variant : str
        A key of ``VARIANTS``.
    root : bool
        Whether features are the roots of these means. Means of what is cut off below zero are
        mostly small, and a few are large; roots lie more evenly, as discriminant analysis would
        have it (right on held-out origins: .832 instead of .822).
    """

    def __init__(self, variant: str = "lite0", *, root: bool = False) -> None:
        super().__init__()
        self.layers = nn.Sequential(*build_layers(variant))
        self.root = root

    def forward(self, x: Tensor) -> Tensor:
        """Map normalised images (N, 3, H, W) to features (N, 1280)."""
        # Means in float32: roots of small ones show what bf16 rounds away.
        pooled: Tensor = self.layers(x).float().mean((2, 3))
        return pooled.clamp_min(0).sqrt() if self.root else pooled


def fold_norms(backbone: Backbone) -> Backbone:
    """Return a copy for inference whose batch norms are part of the convolutions."""
    folded = copy.deepcopy(backbone).eval()
    for module in folded.modules():
        if isinstance(module, ConvNorm) and isinstance(module.norm, nn.BatchNorm2d):
            module.conv = nn.utils.fuse_conv_bn_eval(module.conv, module.norm)
            module.norm = nn.Identity()
    return folded


def use_channels_last(module: nn.Module) -> None:
    """Lay a module's weights out with channels last, which is faster on processors."""
    module.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
