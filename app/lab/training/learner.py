"""What learns while a backbone is tuned, and what is kept of it between runs."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from app.core.method.head import Head, fit_lda
from app.core.method.moments import measure_moments
from app.core.types import FloatArray, IdArray
from app.vision.backbone import FEATURES, ConvNorm

SOFTEST_BIAS = -20.0
PARTS = ("learner", "average", "optimiser")


class Learner(nn.Module):
    """The tail under tuning with its classifier; the average of both lives in a second one."""

    def __init__(self, tail: nn.Module, kinds: int, dropout: float) -> None:
        super().__init__()
        self.tail = copy.deepcopy(tail).requires_grad_(True)
        keep_depthwise_exact(self.tail)
        self.middle = nn.Buffer(torch.zeros(FEATURES))
        self.spread = nn.Buffer(torch.ones(FEATURES))
        self.dropout = nn.Dropout(dropout)
        self.classifier = nn.Linear(FEATURES, kinds)

    def forward(self, x: Tensor) -> Tensor:
        """Map the trunk's output (B, C, H, W) to class scores (B, kinds)."""
        with fast_arithmetic():
            pooled = self.tail(x).float().mean((2, 3))
        scores: Tensor = self.classifier(self.dropout((pooled - self.middle) / self.spread))
        return scores

    def begin(self, features: FloatArray, rows: IdArray) -> None:
        """Let the classifier be discriminant analysis of a few photos."""
        kinds = self.classifier.out_features
        head: Head = fit_lda(measure_moments(features, rows, kinds)).head
        self.middle.copy_(torch.from_numpy(features.mean(axis=0)))
        self.spread.copy_(torch.from_numpy(features.std(axis=0) + 1e-3))
        weight = torch.from_numpy(head.weight)
        bias = torch.from_numpy(head.bias).clamp_min(SOFTEST_BIAS)
        with torch.no_grad():
            self.classifier.weight.copy_(weight * self.spread)
            self.classifier.bias.copy_(bias + weight @ self.middle)

    def train(self, mode: bool = True) -> Learner:
        """Switch to training, except for the batch norms, whose statistics stay."""
        super().train(mode)
        for module in self.tail.modules():
            if isinstance(module, nn.BatchNorm2d):
                module.eval()
        return self


@dataclass
class State:
    """Everything that an interrupted run needs, and nothing else."""

    learner: Learner
    average: Learner
    optimiser: torch.optim.Optimizer
    step: int = 0

    def save(self, path: Path) -> None:
        """Write it, whole or not at all."""
        part = path.with_suffix(".part")
        parts = {name: getattr(self, name).state_dict() for name in PARTS}
        torch.save({**parts, "step": self.step}, part)
        part.replace(path)

    def load(self, path: Path) -> None:
        """Read what :meth:`save` wrote."""
        kept: dict[str, Any] = torch.load(path, weights_only=True)
        for name in PARTS:
            getattr(self, name).load_state_dict(kept[name])
        self.step = kept["step"]


def keep_depthwise_exact(module: nn.Module) -> None:
    """Let depthwise convolutions run in float32: backward, bf16 takes four times as long there."""
    for part in module.modules():
        if isinstance(part, ConvNorm) and _is_depthwise(part):
            part.register_forward_pre_hook(_leave_autocast)
            part.register_forward_hook(_enter_autocast, always_call=True)


def _is_depthwise(layer: ConvNorm) -> bool:
    return isinstance(layer.conv, nn.Conv2d) and layer.conv.groups > 1


def _leave_autocast(_: nn.Module, inputs: tuple[Tensor]) -> tuple[Tensor]:
    torch.set_autocast_enabled("cpu", False)
    return (inputs[0].float(),)


def _enter_autocast(_: nn.Module, inputs: tuple[Tensor], output: Tensor) -> None:
    torch.set_autocast_enabled("cpu", _has_bf16())


def fast_arithmetic() -> Any:
    """Return a context of bf16 where the processor has it: its error is far below that of views."""
    return torch.autocast("cpu", dtype=torch.bfloat16, enabled=_has_bf16())


def _has_bf16() -> bool:
    return bool(torch.ops.mkldnn._is_mkldnn_bf16_supported())
