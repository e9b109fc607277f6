"""What tuning asks of each photo: one kind, or any of several; and every parent above it.

Photos of many origins are often labelled by their scene alone. Where other sets name the kinds of
that scene, such a photo may be any of them: the loss asks for the sum of their shares, and never to
tell one set from another. A photo of a mixed folder may be any of the parts that it is split into.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from app.core.method.layout import Layout
from app.core.types import BoolArray
from app.lab.training.photos import TrainingMap, part_name

# Weight of the parents' loss beside that of the kinds.
PARENT_SHARE = 0.3


@dataclass(frozen=True, slots=True)
class Targets:
    """Kinds bool (N, R) that each photo may be, and what lies below each parent, bool (P, R)."""

    may_be: Tensor
    below: Tensor


def make_targets(
    kinds: Sequence[str], named: BoolArray, mapping: TrainingMap, layout: Layout
) -> Targets:
    """Return the targets of photos of ``kinds``; ``named`` (N,) have an origin of their own."""
    number = {kind: row for row, kind in enumerate(layout.kinds)}
    wide = _loose_kinds(kinds, named, mapping)
    may_be = np.zeros((len(kinds), len(number)), dtype=np.bool_)
    for photo, (kind, is_named) in enumerate(zip(kinds, named.tolist(), strict=True)):
        if kind in mapping.clusters:
            names = [part_name(kind, part) for part in range(mapping.clusters[kind])]
        elif is_named and kind in wide:
            names = wide[kind]
        else:
            names = [kind]
        may_be[photo, [number[name] for name in names]] = True
    shown = layout.scene_of >= 0
    below = layout.tree.below[:, np.maximum(layout.scene_of, 0)] & shown
    return Targets(torch.from_numpy(may_be), torch.from_numpy(below))


def _loose_kinds(
    kinds: Sequence[str], named: BoolArray, mapping: TrainingMap
) -> dict[str, list[str]]:
    """Return the kinds that a named photo may be, where its own says no more than the scene."""
    plain: dict[str, dict[str, None]] = {}
    wide: dict[str, set[str]] = {}
    for kind, is_named in zip(kinds, named.tolist(), strict=True):
        scene = mapping.scene_of.get(kind)
        if scene is None:
            continue
        if is_named:
            wide.setdefault(scene, set()).add(kind)
        else:
            plain.setdefault(scene, {})[kind] = None
    return {
        kind: list(plain[scene])
        for scene, names in wide.items()
        for kind in names
        if scene in plain and len(names) == 1
    }


def target_loss(shares: Tensor, may_be: Tensor, below: Tensor) -> Tensor:
    """Return the loss of log shares (B, R) of photos that may be ``may_be`` (B, R).

    ``-log`` of the share of all that a photo may be, and ``PARENT_SHARE`` of the same for every
    parent above it, averaged over these.
    """
    loss = -_log_sum(shares, may_be).mean()
    if len(below):
        held = torch.stack([_log_sum(shares, rows.expand_as(may_be)) for rows in below], dim=1)
        above = (may_be[:, None, :] & below[None]).any(2)
        count = above.sum(1).clamp_min(1)
        loss = loss - PARENT_SHARE * (torch.where(above, held, 0).sum(1) / count).mean()
    return loss


def _log_sum(shares: Tensor, which: Tensor) -> Tensor:
    return torch.logsumexp(shares.masked_fill(~which, -1e4), dim=1)
