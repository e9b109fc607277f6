"""Augmented views of the training photos, as what the frozen trunk makes of them.

Tuning never changes the trunk. So each photo goes through it a few times only, cropped, turned
and coloured at random, and what comes out is kept on disk (float16): an epoch then costs the tail
alone. Views differ in size, so that the tail meets a scene at several scales, and in sharpness,
because photos of 128 px are softer than those that it will be shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from app.core.types import ByteArray
from app.vision.optional import import_optional

BATCH = 64
Augment = Callable[[Tensor], Tensor]


def make_augmentation(size_px: int) -> Augment:
    """Return the random transform of one photo: uint8 (3, H, W) to uint8 (3, size_px, size_px)."""
    v2 = import_optional("torchvision.transforms.v2")
    bicubic = v2.InterpolationMode.BICUBIC
    down_up = v2.Compose(
        [
            v2.RandomResize(60, 115, interpolation=v2.InterpolationMode.BILINEAR, antialias=True),
            v2.Resize((128, 128), interpolation=bicubic, antialias=True),
        ]
    )
    sharper, sharpest = (v2.RandomAdjustSharpness(s, p=1.0) for s in (2.5, 4.0))
    steps = [
        v2.RandomChoice(
            [v2.Identity(), down_up, v2.GaussianBlur(3, (0.3, 1.0)), sharper, sharpest],
            p=[0.45, 0.15, 0.1, 0.15, 0.15],
        ),
        v2.RandomApply([v2.ColorJitter(0.4, 0.4, 0.4)], p=0.6),
        v2.RandomGrayscale(0.04),
        v2.RandomResizedCrop(
            size_px, scale=(0.3, 1.0), ratio=(0.7, 1.43), interpolation=bicubic, antialias=True
        ),
        v2.RandomHorizontalFlip(),
    ]
    augment: Augment = v2.Compose(steps)
    return augment


def keep_view(
    images: ByteArray,
    path: Path,
    *,
    trunk: nn.Module,
    augment: Augment,
    normalise: Augment,
    seed: int,
) -> Iterator[int]:
    """Write the trunk's output for one view of all photos; yields how many are done.

    The file appears under its name only when it is complete, so that an interrupted run starts
    this view again and keeps the earlier ones.

    Parameters
    ----------
    images : uint8 (N, H, W, 3)
    path : Path
        Where the float16 array (N, C, S', S') goes.
    trunk : Module
        Frozen layers.
    augment, normalise : callable
        One photo to one photo; a batch of uint8 (B, 3, S, S) to the trunk's input.
    seed : int
        Of the random numbers of this view.
    """
    torch.manual_seed(seed)
    part = path.with_suffix(".part")
    kept: np.memmap[Any, Any] | None = None
    for start in range(0, len(images), BATCH):
        photos = torch.from_numpy(images[start : start + BATCH].copy()).permute(0, 3, 1, 2)
        batch = torch.stack([augment(photo) for photo in photos])
        with torch.inference_mode(), fast_arithmetic():
            out = trunk(normalise(batch)).half().contiguous().numpy()
        if kept is None:
            shape = (len(images), *out.shape[1:])
            kept = np.lib.format.open_memmap(part, mode="w+", dtype=np.float16, shape=shape)
        kept[start : start + len(out)] = out
        yield start + len(out)
    if kept is not None:
        kept.flush()
        part.replace(path)


def fast_arithmetic() -> Any:
    """Return a context of bf16 where the processor has it: its error is far below that of views."""
    has_bf16 = bool(torch.ops.mkldnn._is_mkldnn_bf16_supported())
    return torch.autocast("cpu", dtype=torch.bfloat16, enabled=has_bf16)
