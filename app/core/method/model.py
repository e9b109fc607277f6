"""A model version: head, prototypes and gate as one unit, stored as one piece of bytes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load, save

from app.core.errors import KnownError
from app.core.method.gate import ALWAYS_CLOSE, Quantiles
from app.core.method.head import Head
from app.core.method.layout import Layout
from app.core.method.prototypes import normalise
from app.core.method.tree import Tree, bare_tree
from app.core.types import FloatArray, GateRule, IdArray

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Parents:
    """What the gate needs of the P parents in the layout's tree.

    Attributes
    ----------
    feature_prototypes : float32 (P, D)
        Unit vectors from the centre to the means of the samples below.
    label_prototypes : float32 (P, R)
        Mean label vectors of the samples below, of the adjusted head.
    quantiles : Quantiles
        Distribution of the evidence among right held-out parents.
    all_ranges : dict of GateRule to float32 (P, 2)
        Low and high end of each parent, for every rule.
    """

    feature_prototypes: FloatArray
    label_prototypes: FloatArray
    quantiles: Quantiles
    all_ranges: dict[GateRule, FloatArray]


_NONE = np.zeros((0, 0), dtype=np.float32)
NO_PARENTS = Parents(
    _NONE,
    _NONE,
    Quantiles(np.linspace(0, 1, 2, dtype=np.float32)),
    {rule: np.zeros((0, 2), dtype=np.float32) for rule in GateRule},
)


@dataclass(frozen=True, slots=True)
class Model:
    """Everything that turns a feature into a decision.

    Attributes
    ----------
    backbone_id : str
        Name and checksum of the backbone whose features this model reads.
    layout : Layout
        The K scenes, and which of the head's R rows belong to them.
    head : Head
        (R, D).
    temperature : float
        Divides label vectors before softmax; from held-out folds.
    centre : float32 (D,)
        Origin of the feature space in which closeness is measured.
    feature_prototypes : float32 (K, D)
        Unit vectors from the centre to the scenes' means.
    kind_prototypes : float32 (R, D)
        The same for each row; closeness is the cosine to the nearest of a scene's kinds.
    label_prototypes : float32 (K, R)
        Mean label vectors of the adjusted head.
    samples : float32 (K,)
        Samples behind each scene.
    quantiles : Quantiles
        Distribution of the evidence among right held-out answers.
    parents : Parents
        The same of the parents of the scenes.
    rule : GateRule
        The rule in force.
    all_ranges : dict of GateRule to float32 (K, 2)
        Low and high end of each scene, for every rule.
    loss_range : tuple of float
        The preset loss range of the training loop.
    facts : dict
        How it was trained and calibrated, plain JSON values.
    """

    backbone_id: str
    layout: Layout
    head: Head
    temperature: float
    centre: FloatArray
    feature_prototypes: FloatArray
    kind_prototypes: FloatArray
    label_prototypes: FloatArray
    samples: FloatArray
    quantiles: Quantiles
    rule: GateRule
    all_ranges: dict[GateRule, FloatArray]
    loss_range: tuple[float, float]
    facts: dict[str, Any] = field(default_factory=dict)
    parents: Parents = field(default_factory=lambda: NO_PARENTS)

    @property
    def scenes(self) -> tuple[str, ...]:
        """Ids of the scenes."""
        return self.layout.scenes

    @property
    def tree(self) -> Tree:
        """The parents of the scenes."""
        return self.layout.tree

    def ranges(self) -> dict[str, tuple[float, float]]:
        """Return (low, high) by scene and parent for the rule in force."""
        names = (*self.scenes, *self.tree.parents)
        table = np.concatenate([self.all_ranges[self.rule], self.parents.all_ranges[self.rule]])
        return {s: (float(table[k, 0]), float(table[k, 1])) for k, s in enumerate(names)}

    def centred(self, features: FloatArray) -> FloatArray:
        """Return unit vectors (N, D) from the centre: their dot products are the closeness."""
        return normalise(features - self.centre)

    def distance(self, features: FloatArray) -> FloatArray:
        """Return the length (N,) of each feature from the centre, without moving any of them.

        ``|f - c|^2 = |f|^2 - 2 f c + |c|^2``.
        """
        centre = self.centre
        squares = np.vecdot(features, features) - 2 * np.vecdot(features, centre)
        squares += np.vecdot(centre, centre)
        return np.asarray(np.sqrt(np.maximum(squares, 0)), dtype=np.float32)

    def closeness(
        self, features: FloatArray, kinds: IdArray, distance: FloatArray | None = None
    ) -> FloatArray:
        """Return cosines (N, M) to the prototypes of some kinds: ``(f - c) p / |f - c|``.

        ``distance`` is that of :meth:`distance`, where it is known.
        """
        if distance is None:
            distance = self.distance(features)
        aside = np.empty((len(features), len(kinds)), dtype=np.float32)
        for column, prototype in enumerate(self.kind_prototypes[kinds]):
            np.vecdot(features, prototype, out=aside[:, column])
            aside[:, column] -= np.vecdot(self.centre, prototype)
        return np.asarray(aside / np.maximum(distance, 1e-12)[:, None], dtype=np.float32)

    def with_ranges(self, ranges: Mapping[str, tuple[float, float]]) -> Model:
        """Return this model with hand ranges; what it does not have is ignored."""
        tables = self.all_ranges[self.rule].copy(), self.parents.all_ranges[self.rule].copy()
        for names, table in zip((self.scenes, self.tree.parents), tables, strict=True):
            for k, name in enumerate(names):
                if name in ranges:
                    table[k] = ranges[name]
        parents = self.parents.all_ranges | {self.rule: tables[1]}
        return replace(
            self,
            all_ranges=self.all_ranges | {self.rule: tables[0]},
            parents=replace(self.parents, all_ranges=parents),
        )

    def with_rule(self, rule: GateRule) -> Model:
        """Return this model with another rule in force."""
        return replace(self, rule=rule)

    def to_bytes(self) -> bytes:
        """Return the model file: safetensors, the same bytes for the same model."""
        arrays = {
            "head_weight": self.head.weight,
            "head_bias": self.head.bias,
            "centre": self.centre,
            "feature_prototypes": self.feature_prototypes,
            "kind_prototypes": self.kind_prototypes,
            "label_prototypes": self.label_prototypes,
            "samples": self.samples,
            "scene_of": self.layout.scene_of.astype(np.int32),
            "quantiles_evidence": self.quantiles.evidence,
            "quantiles_closeness": self.quantiles.closeness,
        }
        arrays |= {f"ranges_{rule}": table for rule, table in self.all_ranges.items()}
        arrays |= self._parent_arrays()
        meta = {
            "format": FORMAT,
            "backbone_id": self.backbone_id,
            "scenes": self.scenes,
            "kinds": self.layout.kinds,
            "parents": self.tree.parents,
            "temperature": self.temperature,
            "rule": self.rule,
            "loss_range": self.loss_range,
            "facts": self.facts,
        }
        text = json.dumps(meta, sort_keys=True, ensure_ascii=False)
        tensors = {name: np.ascontiguousarray(array) for name, array in arrays.items()}
        return save(tensors, {"albumen": text})

    def _parent_arrays(self) -> dict[str, np.ndarray[Any, Any]]:
        parents = self.parents
        if not self.tree.parents:
            return {}
        arrays: dict[str, np.ndarray[Any, Any]] = {
            "parent_depth": self.tree.depth.astype(np.int32),
            "parent_below": self.tree.below.astype(np.uint8),
            "parent_feature_prototypes": parents.feature_prototypes,
            "parent_label_prototypes": parents.label_prototypes,
            "parent_quantiles_evidence": parents.quantiles.evidence,
            "parent_quantiles_closeness": parents.quantiles.closeness,
        }
        return arrays | {f"parent_ranges_{r}": table for r, table in parents.all_ranges.items()}

    @classmethod
    def from_bytes(cls, blob: bytes) -> Model:
        """Read what :meth:`to_bytes` wrote.

        Raises
        ------
        KnownError
            If the bytes are not a model, or one of a newer format.
        """
        try:
            arrays, meta = load(blob), read_metadata(blob)
        except (SafetensorError, ValueError, KeyError) as error:
            raise KnownError("bad_model") from error
        if meta["format"] != FORMAT:
            raise KnownError("newer_model")
        low, high = meta["loss_range"]
        return cls(
            backbone_id=meta["backbone_id"],
            layout=Layout(
                tuple(meta["scenes"]),
                tuple(meta["kinds"]),
                arrays["scene_of"].astype(np.int64),
                _read_tree(meta, arrays),
            ),
            head=Head(arrays["head_weight"], arrays["head_bias"]),
            temperature=meta["temperature"],
            centre=arrays["centre"],
            feature_prototypes=arrays["feature_prototypes"],
            kind_prototypes=arrays["kind_prototypes"],
            label_prototypes=arrays["label_prototypes"],
            samples=arrays["samples"],
            quantiles=Quantiles(
                arrays["quantiles_evidence"],
                # Models of the first version know of no closeness.
                arrays.get("quantiles_closeness", ALWAYS_CLOSE),
            ),
            rule=GateRule(meta["rule"]),
            all_ranges={rule: arrays[f"ranges_{rule}"] for rule in GateRule},
            loss_range=(low, high),
            facts=meta["facts"],
            parents=_read_parents(arrays) if meta.get("parents") else NO_PARENTS,
        )


def _read_tree(meta: Mapping[str, Any], arrays: Mapping[str, Any]) -> Tree:
    """Read the tree; models of the first version know of none."""
    if not meta.get("parents"):
        return bare_tree(len(meta["scenes"]))
    depth, below = arrays["parent_depth"], arrays["parent_below"]
    return Tree(tuple(meta["parents"]), depth.astype(np.int64), below.astype(np.bool_))


def _read_parents(arrays: Mapping[str, Any]) -> Parents:
    return Parents(
        arrays["parent_feature_prototypes"],
        arrays["parent_label_prototypes"],
        Quantiles(arrays["parent_quantiles_evidence"], arrays["parent_quantiles_closeness"]),
        {rule: arrays[f"parent_ranges_{rule}"] for rule in GateRule},
    )


def read_metadata(blob: bytes) -> dict[str, Any]:
    """Return the JSON metadata of safetensors bytes (8 bytes of length, then the header)."""
    length = int.from_bytes(blob[:8], "little")
    header = json.loads(blob[8 : 8 + length])
    meta: dict[str, Any] = json.loads(header["__metadata__"]["albumen"])
    return meta
