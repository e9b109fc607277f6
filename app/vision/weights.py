"""Reading the weights of our own backbone: safetensors, convolutions as fp16, norms as fp32."""

from __future__ import annotations

from pathlib import Path

import torch
from safetensors.torch import load_file

from app.core.pack import BackboneSpec
from app.vision.backbone import Backbone

# What the layers are called in the files: the shipped one is known by its checksum, and stays.
PREFIX = "tails.0."


def load_backbone(path: Path, spec: BackboneSpec) -> Backbone:
    """Read the weights as float32 into a backbone ready for inference.

    Raises
    ------
    RuntimeError
        If the file does not fit ``spec``.
    """
    backbone = Backbone(spec.variant, root=spec.root)
    state = {name.removeprefix(PREFIX): value.float() for name, value in load_file(path).items()}
    counters = {
        name: torch.tensor(0)
        for name in backbone.layers.state_dict()
        if name.endswith("num_batches_tracked")
    }
    backbone.layers.load_state_dict(state | counters)
    return backbone.eval().requires_grad_(False)
