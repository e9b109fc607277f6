"""A fixed projection of what the tuned tail says to its main directions.

Two tails double the features, but much of what they say is the same. The published tail's features
stay as they are; of the tuned tail's the principal components (eigenvectors of the covariance with
the largest eigenvalues) are kept, so that libraries stay small and a refresh stays quick.
Projecting both tails together made photos from elsewhere worse (right on sun-test: .76 to .72).
"""

from __future__ import annotations

from collections.abc import Generator, Sequence

import numpy as np
import torch

from app.core.types import ByteArray, Progress
from app.lab.training.views import fast_arithmetic
from app.lab.training.weights import MEAN, STD
from app.vision.backbone import FEATURES_PER_TAIL, Backbone, fold_norms, use_channels_last

BATCH = 16


def project_backbone(
    backbone: Backbone, images: ByteArray, variant: str, split: int, size: int
) -> Generator[Progress, None, Backbone]:
    """Return the backbone with a projection fitted on the features of ``images``.

    Parameters
    ----------
    backbone : Backbone
        Without a projection.
    images : uint8 (N, H, W, 3)
        Photos at the size of the input; several times as many as ``size`` make a good fit.
    variant : str
    split : int
        As the backbone was built.
    size : int
        How many components of the tuned tail to keep.
    """
    network = fold_norms(backbone)
    use_channels_last(network)
    mean, std = torch.tensor(MEAN).view(1, 3, 1, 1), torch.tensor(STD).view(1, 3, 1, 1)
    parts = []
    for start in range(0, len(images), BATCH):
        batch = torch.from_numpy(images[start : start + BATCH].copy()).permute(0, 3, 1, 2)
        batch = ((batch.float() - mean) / std).contiguous(memory_format=torch.channels_last)
        with torch.inference_mode(), fast_arithmetic():
            parts.append(network.pool(batch)[:, FEATURES_PER_TAIL:].double().numpy())
        yield Progress(min(start + BATCH, len(images)), len(images), "projection")
    features = np.concatenate(parts)
    centre = features.mean(axis=0)
    centred = features - centre
    _, vectors = np.linalg.eigh(centred.T @ centred)
    directions = vectors[:, ::-1][:, :size]
    # An eigenvector's sign is arbitrary: let its largest entry be positive.
    largest = np.abs(directions).argmax(axis=0)
    directions = directions * np.sign(directions[largest, np.arange(directions.shape[1])])
    kept = FEATURES_PER_TAIL + directions.shape[1]
    weight = np.eye(kept, FEATURES_PER_TAIL * len(backbone.tails))
    weight[FEATURES_PER_TAIL:, FEATURES_PER_TAIL:] = directions.T
    bias = np.zeros(kept)
    bias[FEATURES_PER_TAIL:] = -(centre @ directions)
    projected = Backbone(variant, split, len(backbone.tails), kept)
    state = backbone.state_dict()
    state["projection.weight"] = torch.from_numpy(weight).float()
    state["projection.bias"] = torch.from_numpy(bias).float()
    projected.load_state_dict(state)
    return projected.eval().requires_grad_(False)


def enlarge(images: ByteArray, size_px: int) -> ByteArray:
    """Return images (N, H, W, 3) resized to squares of ``size_px``, bicubic."""
    planes = torch.from_numpy(images).permute(0, 3, 1, 2)
    resized = torch.nn.functional.interpolate(
        planes, (size_px, size_px), mode="bicubic", antialias=True
    )
    return resized.permute(0, 2, 3, 1).contiguous().numpy()


def spread_choice(count: int, limit: int) -> Sequence[int]:
    """Return up to ``limit`` numbers below ``count``, evenly spread."""
    chosen: list[int] = np.unique(np.linspace(0, count - 1, limit).round().astype(int)).tolist()
    return chosen
