"""Tuning a copy of the last layers to scenes, on a trunk that stays frozen.

A backbone tuned on small photos gets better on small photos and worse on sharp ones. So only a copy
of its last layers is tuned, gently, several times from the same beginning, and the mean of the
weights is taken. The steps:

1. Views of all photos go through the trunk once and are kept (see ``views``).
2. The tail and a linear classifier over fine classes learn on them: label smoothing, mixed and cut
   photos (Zhang et al., mixup; Yun et al., CutMix), AdamW with a cosine schedule, batch norms with
   frozen statistics.
3. The running average of the tail's weights is what a run gives. The classifier is thrown away: the
   pack's head is trained afterwards on kept features, as the patent has it.
4. Runs differ in views, length, rate and the order of photos. The mean of their weights and of the
   published ones is as good as all of them together, at the cost of one (Wortsman et al., model
   soups and robust fine-tuning).

Every view and every epoch is kept, so that an interrupted run goes on where it stopped.
"""

from __future__ import annotations

import copy
import logging
import math
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from app.core.types import ByteArray, IdArray, Progress
from app.lab.training.views import keep_view, make_augmentation
from app.vision.backbone import FEATURES, STAGES, Backbone, count_blocks, use_channels_last

log = logging.getLogger(__name__)
WARM_UP_STEPS = 200
STATE_FILE = "tuning-{}.pt"


@dataclass(frozen=True, slots=True)
class Run:
    """One of several tunings, each of which begins with the published tail.

    Attributes
    ----------
    views : int
        It learns on that many of the recipe's views, from the first on.
    seed : int
        Is added to the recipe's.
    rate : float
        Step size of AdamW for the tail.
    mix_share : float
        Share of batches that are mixed or cut.
    """

    epochs: int
    views: int
    seed: int = 0
    rate: float = 3e-4
    mix_share: float = 0.5


@dataclass(frozen=True, slots=True)
class TuneRecipe:
    """The preset numbers of tuning.

    Attributes
    ----------
    split : int
        How many layers, from the first on, stay frozen.
    view_sizes_px : tuple of int
        Size of each view; as many views as sizes.
    runs : tuple of Run
    classifier_rate : float
        Step size of AdamW for the classifier.
    average : float
        How much of the running average is kept at each step.
    """

    split: int = 12
    view_sizes_px: tuple[int, ...] = (160, 224, 192, 224)
    runs: tuple[Run, ...] = (
        Run(epochs=3, views=2),
        Run(epochs=8, views=4),
        Run(epochs=6, views=4, seed=1),
        Run(epochs=6, views=4, seed=2, rate=4.5e-4, mix_share=0.7),
    )
    batch: int = 64
    classifier_rate: float = 2e-3
    smoothing: float = 0.1
    dropout: float = 0.2
    average: float = 0.998
    seed: int = 20


class Learner(nn.Module):
    """The tail under tuning with its classifier; the average of both lives in a second one."""

    def __init__(self, tail: nn.Module, classes: int, dropout: float) -> None:
        super().__init__()
        self.tail = copy.deepcopy(tail).requires_grad_(True)
        # Centres and scales the features; its statistics follow the data, it has no weights.
        self.scale = nn.BatchNorm1d(FEATURES, affine=False, momentum=0.02)
        self.dropout = nn.Dropout(dropout)
        self.classifier = nn.Linear(FEATURES, classes)
        nn.init.zeros_(self.classifier.weight)
        nn.init.zeros_(self.classifier.bias)

    def forward(self, x: Tensor) -> Tensor:
        """Map the trunk's output (B, C, H, W) to class scores (B, classes)."""
        pooled = self.tail(x).mean((2, 3))
        scores: Tensor = self.classifier(self.dropout(self.scale(pooled)))
        return scores

    def train(self, mode: bool = True) -> Learner:
        """Switch to training, except for the tail's batch norms, whose statistics stay."""
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
    randomness: torch.Generator
    epoch: int = 0

    def save(self, path: Path) -> None:
        """Write it, whole or not at all."""
        part = path.with_suffix(".part")
        torch.save(
            {
                "learner": self.learner.state_dict(),
                "average": self.average.state_dict(),
                "optimiser": self.optimiser.state_dict(),
                "randomness": self.randomness.get_state(),
                "torch": torch.get_rng_state(),
                "epoch": self.epoch,
            },
            part,
        )
        part.replace(path)

    def load(self, path: Path) -> None:
        """Read what :meth:`save` wrote."""
        kept: dict[str, Any] = torch.load(path, weights_only=True)
        self.learner.load_state_dict(kept["learner"])
        self.average.load_state_dict(kept["average"])
        self.optimiser.load_state_dict(kept["optimiser"])
        self.randomness.set_state(kept["randomness"])
        torch.set_rng_state(kept["torch"])
        self.epoch = kept["epoch"]


def tune_backbone(
    published: Backbone,
    images: ByteArray,
    classes: IdArray,
    *,
    normalisation: tuple[Sequence[float], Sequence[float]],
    work_dir: Path,
    recipe: TuneRecipe,
) -> Generator[Progress, None, Backbone]:
    """Tune copies of the last layers and return the backbone with them in place of its own.

    Parameters
    ----------
    published : Backbone
        Frozen; is not changed.
    images : uint8 (N, 128, 128, 3)
        All photos, after the 128 px step.
    classes : int (N,)
        Fine class of each photo.
    normalisation : pair of sequences
        Mean and standard deviation of the input, in units of uint8.
    work_dir : Path
        Holds views and state between runs.
    recipe : TuneRecipe

    Returns
    -------
    Backbone
        The published trunk, and the mean of the published tail and the tuned ones.
    """
    work_dir.mkdir(parents=True, exist_ok=True)
    result = copy.deepcopy(published)
    layers = list(published.layers.children())
    tail = nn.Sequential(*layers[recipe.split :])
    trunk = copy.deepcopy(nn.Sequential(*layers[: recipe.split]))
    use_channels_last(trunk.eval())
    paths = yield from _keep_views(trunk, images, normalisation, work_dir, recipe)
    views = [np.load(path, mmap_mode="r") for path in paths]
    tuned: list[nn.Module] = []
    for number in range(len(recipe.runs)):
        tuned.append((yield from _learn(tail, views, classes, work_dir, recipe, number=number)))
    new_tail = nn.Sequential(*list(result.layers.children())[recipe.split :])
    new_tail.load_state_dict(mean_weights([tail, *tuned]))
    return result.eval().requires_grad_(False)


def count_trunk_layers(variant: str, tail_stages: int = 2) -> int:
    """Return how many layers come before the last stages, which are tuned."""
    stages = range(len(STAGES) - tail_stages)
    return 1 + sum(count_blocks(variant, stage) for stage in stages)


def mean_weights(modules: Sequence[nn.Module]) -> dict[str, Tensor]:
    """Return the mean of the weights of modules of one kind, as a state."""
    states = [module.state_dict() for module in modules]
    return {
        name: torch.stack([state[name] for state in states]).mean(0)
        if value.is_floating_point()
        else value
        for name, value in states[0].items()
    }


def _keep_views(
    trunk: nn.Module,
    images: ByteArray,
    normalisation: tuple[Sequence[float], Sequence[float]],
    work_dir: Path,
    recipe: TuneRecipe,
) -> Generator[Progress, None, list[Path]]:
    mean, std = (torch.tensor(values).view(1, 3, 1, 1) for values in normalisation)

    def normalise(batch: Tensor) -> Tensor:
        return ((batch.float() - mean) / std).contiguous(memory_format=torch.channels_last)

    paths = []
    total = len(images) * len(recipe.view_sizes_px)
    for number, size_px in enumerate(recipe.view_sizes_px):
        path = work_dir / f"view-{number}-{size_px}-{recipe.split}-{recipe.seed}.npy"
        paths.append(path)
        if path.exists():
            continue
        augment = make_augmentation(size_px)
        steps = keep_view(
            images,
            path,
            trunk=trunk,
            augment=augment,
            normalise=normalise,
            seed=recipe.seed + number,
        )
        for done in steps:
            yield Progress(number * len(images) + done, total, f"view {number + 1}, {size_px} px")
        log.info("kept view %d of %d photos at %d px", number + 1, len(images), size_px)
    return paths


def _learn(
    tail: nn.Module,
    views: list[Any],
    classes: IdArray,
    work_dir: Path,
    recipe: TuneRecipe,
    *,
    number: int,
) -> Generator[Progress, None, nn.Module]:
    run = recipe.runs[number]
    torch.manual_seed(recipe.seed + run.seed)
    learner = Learner(tail, int(classes.max()) + 1, recipe.dropout)
    use_channels_last(learner)
    groups = [
        {"params": list(learner.tail.parameters()), "lr": run.rate, "weight_decay": 0.0},
        {
            "params": list(learner.classifier.parameters()),
            "lr": recipe.classifier_rate,
            "weight_decay": 0.05,
        },
    ]
    optimiser = torch.optim.AdamW(groups, betas=(0.9, 0.99))
    randomness = torch.Generator().manual_seed(recipe.seed + run.seed)
    state = State(learner, copy.deepcopy(learner).requires_grad_(False), optimiser, randomness)
    path = work_dir / STATE_FILE.format(number)
    if path.exists():
        state.load(path)
    targets = torch.from_numpy(classes.astype(np.int64))
    while state.epoch < run.epochs:
        yield from _run_epoch(state, views[: run.views], targets, recipe, number)
        state.epoch += 1
        state.save(path)
    return state.average.tail.requires_grad_(False).eval()


def _run_epoch(
    state: State, views: list[Any], targets: Tensor, recipe: TuneRecipe, number: int
) -> Generator[Progress, None, None]:
    run = recipe.runs[number]
    before = sum(earlier.epochs for earlier in recipe.runs[:number])
    total = sum(each.epochs for each in recipe.runs)
    name = f"run {number + 1}, epoch {state.epoch + 1}"
    state.learner.train()
    steps = len(targets) // recipe.batch
    order = torch.randperm(len(targets), generator=state.randomness)
    losses = []
    for step in range(steps):
        done = state.epoch * steps + step
        _set_rates(state.optimiser, done, run.epochs * steps, (run.rate, recipe.classifier_rate))
        index = order[step * recipe.batch : (step + 1) * recipe.batch].sort().values
        view = views[int(torch.randint(len(views), (1,), generator=state.randomness))]
        x = torch.from_numpy(view[index.numpy()]).float()
        x = x.contiguous(memory_format=torch.channels_last)
        losses.append(_step(state, x, targets[index], recipe, run.mix_share))
        _follow(state, min(recipe.average, (1 + done) / (10 + done)))
        yield Progress(before * steps + done + 1, total * steps, name)
        if (step + 1) % 100 == 0 or step + 1 == steps:
            recent = sum(losses[-100:]) / len(losses[-100:])
            log.info("%s, step %d of %d, loss %.3f", name, step + 1, steps, recent)


def _step(state: State, x: Tensor, truth: Tensor, recipe: TuneRecipe, mix_share: float) -> float:
    """Adjust the learner on one batch; return its loss."""
    other, share = truth, 1.0
    if float(torch.rand(1, generator=state.randomness)) < mix_share:
        x, order, share = mix(x, state.randomness)
        other = truth[order]
    scores = state.learner(x)
    loss = share * functional.cross_entropy(scores, truth, label_smoothing=recipe.smoothing)
    loss += (1 - share) * functional.cross_entropy(scores, other, label_smoothing=recipe.smoothing)
    state.optimiser.zero_grad()
    loss.backward()  # type: ignore[no-untyped-call]
    nn.utils.clip_grad_norm_(state.learner.tail.parameters(), 5.0)
    state.optimiser.step()
    return float(loss.detach())


def mix(x: Tensor, randomness: torch.Generator) -> tuple[Tensor, Tensor, float]:
    """Blend each of (B, C, H, W) with another one, or paste a square of the other one into it.

    Returns the mixed batch, the order of the others, and the share of the first ones.
    """
    order = torch.randperm(len(x), generator=randomness)
    draw, row, column, coin = torch.rand(4, generator=randomness).tolist()
    if coin < 0.5:
        # Beta(0.4, 0.4) by its inverse would need scipy; the arcsine law is its near relative.
        share = math.sin(math.pi / 2 * draw) ** 2
        return share * x + (1 - share) * x[order], order, share
    side = x.shape[-1]
    half = round(side * math.sqrt(draw)) / 2
    top, bottom = (min(max(round(row * side + s * half), 0), side) for s in (-1, 1))
    left, right = (min(max(round(column * side + s * half), 0), side) for s in (-1, 1))
    mixed = x.clone()
    mixed[:, :, top:bottom, left:right] = x[order][:, :, top:bottom, left:right]
    return mixed, order, 1 - (bottom - top) * (right - left) / side**2


def _set_rates(
    optimiser: torch.optim.Optimizer, done: int, total: int, rates: tuple[float, float]
) -> None:
    """Warm up, then follow half a cosine down to zero."""
    factor = min(1.0, done / WARM_UP_STEPS) * 0.5 * (1 + math.cos(math.pi * done / total))
    for group, rate in zip(optimiser.param_groups, rates, strict=True):
        group["lr"] = rate * factor


@torch.no_grad()
def _follow(state: State, keep: float) -> None:
    """Move the average a little towards the learner."""
    pairs = zip(state.average.tail.parameters(), state.learner.tail.parameters(), strict=True)
    for mean, current in pairs:
        mean.lerp_(current, 1 - keep)
