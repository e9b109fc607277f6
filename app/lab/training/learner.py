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
from app.lab.training.depthwise import Kernels
from app.lab.training.quick_layers import run_layers
from app.vision.backbone import FEATURES

SOFTEST_BIAS = -20.0
PARTS = ("learner", "average", "optimiser")


@dataclass(frozen=True, slots=True)
class Quickly:
    """How a learner runs: with which kernels, and how often it leaves out what.

    ``dropout`` is of features, ``drops`` of each of the tail's layers (see ``run_layers``).
    """

    dropout: float = 0.0
    drops: tuple[float, ...] = ()
    kernels: Kernels | None = None


class Learner(nn.Module):
    """The tail under tuning with its classifier; the average of both lives in a second one."""

    def __init__(self, tail: nn.Module, kinds: int, quickly: Quickly) -> None:
        super().__init__()
        self.tail = copy.deepcopy(tail).requires_grad_(True)
        self.quickly = quickly
        self.middle = nn.Buffer(torch.zeros(FEATURES))
        self.spread = nn.Buffer(torch.ones(FEATURES))
        self.dropout = nn.Dropout(quickly.dropout)
        self.classifier = nn.Linear(FEATURES, kinds)

    def forward(self, x: Tensor) -> Tensor:
        """Map the trunk's output (B, H, W, C) to class scores (B, kinds)."""
        features = self.dropout((self.describe(x) - self.middle) / self.spread)
        scores: Tensor = self.classifier(features)
        return scores

    def describe(self, x: Tensor) -> Tensor:
        """Map the trunk's output to features, float32 (B, 1280)."""
        drops = self.quickly.drops if self.training else ()
        found = run_layers(self.tail.children(), x, self.quickly.kernels, drops)
        return found.float().mean((1, 2))

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
