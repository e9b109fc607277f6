"""Writing backbone files: safetensors, convolutions as fp16, norms as fp32 (they are tiny)."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

from safetensors.torch import save_file

from app.core.pack import BACKBONE_FILE, PACK_FILE, BackboneSpec, checksum
from app.vision.backbone import FEATURES, Backbone
from app.vision.weights import PREFIX

# What the published weights were trained with, in units of the uint8 input.
MEAN = (127.0, 127.0, 127.0)
STD = (128.0, 128.0, 128.0)


def save_backbone(backbone: Backbone, path: Path) -> None:
    """Write the weights. Counters of batch norms are training state and stay out."""
    state = {}
    for name, value in backbone.layers.state_dict().items():
        if name.endswith("num_batches_tracked"):
            continue
        state[PREFIX + name] = (value.half() if value.ndim > 1 else value.float()).contiguous()
    save_file(state, path)
    path.chmod(0o644)


def write_backbone(
    backbone: Backbone,
    folder: Path,
    *,
    name: str,
    variant: str,
    input_px: int,
    resize_mode: str,
    tuned: bool = False,
    root: bool = False,
) -> BackboneSpec:
    """Write weights and a ``pack.json`` that describes them: what ``train-pack`` starts from.

    Parameters
    ----------
    backbone : Backbone
    folder : Path
        Made if it does not exist.
    name : str
        Goes into the backbone's id.
    variant : str
        As the backbone was built.
    input_px : int
        Side of the square input.
    resize_mode : str
        ``"squash"`` or ``"crop"``.
    tuned : bool
        Whether layers have learned from photos that packs are trained on.
    root : bool
        Whether features are to be the roots of what the layers say.
    """
    folder.mkdir(parents=True, exist_ok=True)
    weights = folder / BACKBONE_FILE
    save_backbone(backbone, weights)
    spec = BackboneSpec(
        name=name,
        variant=variant,
        feature_size=FEATURES,
        input_px=input_px,
        resize_mode=resize_mode,
        mean=MEAN,
        std=STD,
        sha256=checksum(weights.read_bytes()),
        tuned=tuned,
        root=root,
    )
    write_entry(folder, spec)
    return spec


def write_entry(folder: Path, spec: BackboneSpec, **more: str) -> None:
    """Write the ``pack.json`` of a backbone that has no head yet."""
    entry = {"format": 1, "name": spec.name, "backbone": asdict(spec), **more}
    (folder / PACK_FILE).write_text(json.dumps(entry, indent=1) + "\n", encoding="utf-8")
