"""Tuning the last layers to scenes, on a trunk that stays frozen.

A backbone tuned on small photos gets better on small photos and worse on sharp ones, and one that
is tuned to rooms forgets animals. So photos of many origins are drawn, none of which dominates, and
the mean of several runs is taken. The steps:

1. A linear classifier over the kinds begins as discriminant analysis of features of a few photos
   of each, so that it does not pull the layers about before it is any good.
2. Layers and classifier learn on random views (see ``augment``) at several sizes, of photos drawn
   by their weights: label smoothing, mixed photos (Zhang et al., mixup) behind the trunk, parents
   as well as kinds (see ``targets``), AdamW with a cosine schedule, norms with frozen statistics.
3. The running average of the layers' weights is what a run gives. The classifier is thrown away:
   the pack's head is trained afterwards on kept features, as the patent has it.
4. Each run draws other photos. The mean of their weights and of the first backbone's costs at run
   time what one does (Wortsman et al., model soups and robust fine-tuning).

The state is kept every few steps, and each step draws from a seed of its own, so that an
interrupted run goes on where it stopped and ends the same.
"""

from __future__ import annotations

import copy
import logging
import math
from collections.abc import Generator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from app.core.types import ByteArray, FloatArray, Progress
from app.lab.training.augment import augment, centre_view
from app.lab.training.depthwise import Kernels, compile_kernels
from app.lab.training.learner import Learner, Quickly, State
from app.lab.training.quick_layers import quick_type, run_layers
from app.lab.training.small_photos import SmallPhotos
from app.lab.training.targets import Targets, target_loss
from app.lab.training.weights import MEAN, STD
from app.vision.backbone import Backbone

log = logging.getLogger(__name__)
STATE_FILE = "tuning-{}.pt"
# Layers before this one learn at a slower rate.
SLOW_LAYERS = 16
SLOWER = 0.6


@dataclass(frozen=True, slots=True)
class Run:
    """One of several tunings.

    ``seed`` is added to the recipe's; ``rate`` is the step size of AdamW for the last layers.
    """

    steps: int
    seed: int = 0
    rate: float = 2.5e-4


@dataclass(frozen=True, slots=True)
class TuneRecipe:
    """The preset numbers of tuning.

    Attributes
    ----------
    split : int
        How many layers, from the first on, stay frozen.
    sizes_px, size_shares : tuple
        Sizes of the views, and how often each is drawn.
    runs : tuple of Run
    first_photos : int
        Photos of each kind that the classifier begins with.
    classifier_factor : float
        How much faster the classifier learns.
    drop : float
        How often the last layer would leave out what it adds; earlier ones less, in proportion.
    average : float
        How much of the running average is kept at each step.
    """

    split: int = 8
    sizes_px: tuple[int, ...] = (144, 160, 176, 192, 224)
    size_shares: tuple[float, ...] = (0.2, 0.3, 0.25, 0.15, 0.1)
    runs: tuple[Run, ...] = (Run(steps=3200, seed=31, rate=3e-4),)
    batch: int = 64
    first_photos: int = 36
    first_px: int = 176
    classifier_factor: float = 3.0
    smoothing: float = 0.08
    mix_share: float = 0.3
    dropout: float = 0.2
    drop: float = 0.0
    average: float = 0.997
    warm_up: int = 60
    keep_every: int = 50
    seed: int = 20

    def with_steps(self, steps: int | None) -> TuneRecipe:
        """Return the recipe with runs as long as that, or as it is."""
        if steps is None:
            return self
        return replace(self, runs=tuple(replace(run, steps=steps) for run in self.runs))


@dataclass(frozen=True, slots=True)
class TuningPhotos:
    """Photos to tune on: their pixels, what each may be, and how often it is drawn (N,)."""

    pixels: SmallPhotos | Sequence[ByteArray]
    targets: Targets
    weights: FloatArray


def tune_backbone(
    first: Backbone,
    photos: TuningPhotos,
    *,
    work_dir: Path,
    recipe: TuneRecipe,
) -> Generator[Progress, None, Backbone]:
    """Tune the last layers and return the backbone with them in place of its own.

    Parameters
    ----------
    first : Backbone
        Where runs begin; is not changed.
    photos : TuningPhotos
    work_dir : Path
        Keeps the state between runs.
    recipe : TuneRecipe

    Returns
    -------
    Backbone
        Its last layers are the mean of its own and of those of all runs.
    """
    work_dir.mkdir(parents=True, exist_ok=True)
    tuned = []
    for number in range(len(recipe.runs)):
        tuned.append((yield from _run(first, photos, work_dir, recipe, number)))
    result = copy.deepcopy(first)
    tail = nn.Sequential(*list(result.layers)[recipe.split :])
    tail.load_state_dict(mean_weights([tail, *tuned]))
    return result.eval().requires_grad_(False)


def mean_weights(modules: Sequence[nn.Module]) -> dict[str, Tensor]:
    """Return the mean of the weights of modules of one kind, as a state."""
    states = [module.state_dict() for module in modules]
    return {
        name: torch.stack([state[name] for state in states]).mean(0)
        if value.is_floating_point()
        else value
        for name, value in states[0].items()
    }


def _run(
    start: Backbone, photos: TuningPhotos, work_dir: Path, recipe: TuneRecipe, number: int
) -> Generator[Progress, None, nn.Module]:
    run = recipe.runs[number]
    kernels = compile_kernels(work_dir) if quick_type() == torch.bfloat16 else None
    layers = list(copy.deepcopy(start).layers)
    trunk = Trunk(layers[: recipe.split], kernels)
    drops = tuple(recipe.drop * n / len(layers) for n in range(recipe.split, len(layers)))
    quickly = Quickly(recipe.dropout, drops, kernels)
    kinds = photos.targets.may_be.shape[1]
    learner = Learner(nn.Sequential(*layers[recipe.split :]), kinds, quickly)
    learner.eval()
    path = work_dir / STATE_FILE.format(number)
    if not path.exists():
        yield from _begin(learner, trunk, photos, recipe)
    average = copy.deepcopy(learner).requires_grad_(False)
    state = State(learner, average, _make_optimiser(learner, run, recipe))
    if path.exists():
        state.load(path)
    yield from _learn(state, trunk, photos, recipe, number=number, path=path)
    return state.average.tail.requires_grad_(False).eval()


@dataclass(frozen=True, slots=True)
class Trunk:
    """The layers that stay as they are."""

    layers: Sequence[nn.Module]
    kernels: Kernels | None

    def look(self, views: Sequence[FloatArray]) -> Tensor:
        """Map views, float32 (S, S, 3) of 0 to 255, to pictures (B, H, W, C)."""
        with torch.no_grad():
            return run_layers(self.layers, to_input(views), self.kernels)


def _begin(
    learner: Learner, trunk: Trunk, photos: TuningPhotos, recipe: TuneRecipe
) -> Generator[Progress, None, None]:
    """Let the classifier begin with features of a few photos of each kind."""
    chance = np.random.default_rng(recipe.seed)
    may_be = photos.targets.may_be.numpy()
    row = np.array([chance.choice(np.flatnonzero(mask)) for mask in may_be], dtype=np.intp)
    order = chance.permutation(len(row))
    chosen = [order[row[order] == kind][: recipe.first_photos] for kind in range(may_be.shape[1])]
    numbers = np.concatenate(chosen)
    found = []
    for start in range(0, len(numbers), recipe.batch):
        part = numbers[start : start + recipe.batch]
        views = [centre_view(photos.pixels[int(n)], recipe.first_px) for n in part]
        with torch.no_grad():
            found.append(learner.describe(trunk.look(views)).numpy())
        yield Progress(start + len(part), len(numbers), "begin")
    learner.begin(np.concatenate(found), row[numbers])


def _make_optimiser(learner: Learner, run: Run, recipe: TuneRecipe) -> torch.optim.Optimizer:
    slow = max(0, SLOW_LAYERS - recipe.split)
    layers = list(learner.tail.children())
    early, late = (nn.Sequential(*part).parameters() for part in (layers[:slow], layers[slow:]))
    fast = run.rate * recipe.classifier_factor
    groups = [
        {"params": list(late), "lr": run.rate, "weight_decay": 0.0},
        {"params": list(learner.classifier.parameters()), "lr": fast, "weight_decay": 0.02},
    ]
    if slow:
        groups.append({"params": list(early), "lr": run.rate * SLOWER, "weight_decay": 0.0})
    for group in groups:
        group["full"] = group["lr"]
    return torch.optim.AdamW(groups, betas=(0.9, 0.99))


def _learn(
    state: State,
    trunk: Trunk,
    photos: TuningPhotos,
    recipe: TuneRecipe,
    *,
    number: int,
    path: Path,
) -> Generator[Progress, None, None]:
    run, losses = recipe.runs[number], []
    share = photos.weights / photos.weights.sum(dtype=np.float64)
    state.learner.train()
    while state.step < run.steps:
        chance = np.random.default_rng((recipe.seed, run.seed, state.step))
        torch.manual_seed(int(chance.integers(2**31)))
        _set_rates(state.optimiser, state.step, run.steps, recipe.warm_up)
        size_px = int(chance.choice(recipe.sizes_px, p=recipe.size_shares))
        drawn = chance.choice(len(share), recipe.batch, p=share)
        views = [augment(photos.pixels[int(n)], size_px, chance) for n in drawn]
        x = trunk.look(views)
        targets = replace(photos.targets, may_be=photos.targets.may_be[drawn])
        losses.append(_step(state, x, targets, recipe, chance))
        state.step += 1
        _follow(state, min(recipe.average, state.step / (9 + state.step)))
        if state.step % recipe.keep_every == 0 or state.step == run.steps:
            state.save(path)
            recent = losses[-recipe.keep_every :]
            log.info(
                "run %d, step %d of %d, loss %.3f",
                number + 1,
                state.step,
                run.steps,
                sum(recent) / len(recent),
            )
        yield Progress(state.step, run.steps, f"run {number + 1} of {len(recipe.runs)}")


def to_input(views: Sequence[FloatArray]) -> Tensor:
    """Return views, float32 (S, S, 3) of 0 to 255, as the layers' input (B, S, S, 3)."""
    batch = (torch.from_numpy(np.stack(views)) - torch.tensor(MEAN)) / torch.tensor(STD)
    return batch.to(quick_type())


def _step(
    state: State,
    x: Tensor,
    targets: Targets,
    recipe: TuneRecipe,
    chance: np.random.Generator,
) -> float:
    """Adjust the learner on one batch; return its loss."""
    other, share = targets.may_be, 1.0
    if chance.random() < recipe.mix_share:
        x, order, share = mix(x, chance)
        other = targets.may_be[order]
    shares = state.learner(x).log_softmax(1)
    sharp = share * target_loss(shares, targets.may_be, targets.below)
    if share < 1:
        sharp = sharp + (1 - share) * target_loss(shares, other, targets.below)
    loss = (1 - recipe.smoothing) * sharp - recipe.smoothing * shares.mean()
    state.optimiser.zero_grad()
    loss.backward()
    nn.utils.clip_grad_norm_(state.learner.tail.parameters(), 5.0)
    state.optimiser.step()
    return float(loss.detach())


def mix(x: Tensor, chance: np.random.Generator) -> tuple[Tensor, Tensor, float]:
    """Blend each of (B, H, W, C) with another one.

    Returns the mixed batch, the order of the others, and the share of the first ones.
    """
    order = torch.from_numpy(chance.permutation(len(x)))
    # Beta(0.5, 0.5), the arcsine law.
    share = math.sin(math.pi / 2 * chance.random()) ** 2
    mixed = share * x.float() + (1 - share) * x[order].float()
    return mixed.to(x.dtype), order, share


def _set_rates(optimiser: torch.optim.Optimizer, done: int, total: int, warm_up: int) -> None:
    """Warm up, then follow half a cosine down to a hundredth."""
    falling = max(0.5 * (1 + math.cos(math.pi * done / total)), 0.01)
    for group in optimiser.param_groups:
        group["lr"] = group["full"] * falling * min(1.0, (done + 1) / warm_up)


@torch.no_grad()
def _follow(state: State, keep: float) -> None:
    """Move the average a little towards the learner."""
    pairs = zip(state.average.parameters(), state.learner.parameters(), strict=True)
    for mean, current in pairs:
        mean.lerp_(current, 1 - keep)
