"""Which model readings belong to: all of it that they depend on, and nothing else."""

from __future__ import annotations

import hashlib
import json

import numpy as np

from app.core.method.model import Model
from app.core.types import BoolArray

# Raised whenever scores or readings are computed another way: kept ones are then of no use.
READINGS_FORMAT = 1


def reading_key(model: Model, refused: BoolArray) -> str:
    """Return the name of a model's readings, 32 letters; ranges and samples change nothing.

    ``refused`` bool (K,) are scenes that are proposed for no photo.
    """
    parents, tree = model.parents, model.tree
    digest = hashlib.blake2b(digest_size=16)
    facts = [READINGS_FORMAT, model.backbone_id, model.rule.value, float(model.temperature)]
    digest.update(json.dumps([*facts, model.scenes, model.layout.kinds, tree.parents]).encode())
    for array in (
        refused,
        model.layout.scene_of,
        model.head.weight,
        model.head.bias,
        model.centre,
        model.kind_prototypes,
        model.label_prototypes,
        model.quantiles.evidence,
        model.quantiles.closeness,
        tree.depth,
        tree.below,
        parents.feature_prototypes,
        parents.label_prototypes,
        parents.quantiles.evidence,
        parents.quantiles.closeness,
    ):
        digest.update(f"{array.dtype.str}{array.shape}".encode())
        digest.update(np.ascontiguousarray(array).data)
    return digest.hexdigest()
