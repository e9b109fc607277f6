"""A scene pack of three scenes in an 8-dimensional feature space, made in a millisecond.

Feature space: scenes lie at the first three corners, the background class at the fourth, and the
last axis is where photos of nothing known lie.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np

from app.core.method.calibration import Answers
from app.core.method.gate import Quantiles
from app.core.method.head import fit_lda
from app.core.method.layout import Layout
from app.core.method.model import Model
from app.core.method.moments import measure_moments
from app.core.method.prototypes import feature_prototypes, label_prototypes
from app.core.pack import BACKBONE_FILE, BackboneSpec, Pack, Statistics, checksum, save_pack
from app.core.scenes import SceneSpec
from app.core.types import GateRule
from tests.tiny_photos import BACKBONE_ID, SCENES, SIZE

BACKGROUND = ("corridor",)
KEPT = 30


def tiny_samples(seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Return features (N, 8) around the corners of scenes and background, and their rows."""
    random = np.random.default_rng(seed)
    corners = np.eye(SIZE, dtype=np.float32)[: len(SCENES) + 1] * 4
    rows = np.repeat(np.arange(len(corners)), KEPT)
    noise = random.normal(0, 0.4, (len(rows), SIZE)).astype(np.float32)
    return corners[rows] + noise, rows


def tiny_answers() -> Answers:
    """Return held-out answers that are right above a similarity of one half."""
    values = np.linspace(0, 1, 300, dtype=np.float32)
    return Answers(values, values > 0.5, np.arange(300) % len(SCENES))


@cache
def tiny_pack() -> Pack:
    """Return a pack in memory; its range asks for a similarity of .2 of its own scale.

    It is the same for all tests: nobody changes it.
    """
    backbone = BackboneSpec("tiny", "lite0", SIZE, 2, "squash", (0.0,) * 3, (1.0,) * 3, "0" * 64)
    assert backbone.id == BACKBONE_ID
    features, rows = tiny_samples()
    moments = measure_moments(features, rows, len(SCENES) + 1)
    head = fit_lda(moments).head
    count = len(SCENES)
    centre = moments.means.mean(axis=0)
    grid = np.linspace(-4, 8, 201, dtype=np.float32)
    model = Model(
        backbone_id=backbone.id,
        layout=Layout(SCENES, (*SCENES, *BACKGROUND), np.array([0, 1, 2, -1])),
        head=head,
        temperature=1.0,
        centre=centre,
        feature_prototypes=feature_prototypes(moments.means[:count], centre),
        kind_prototypes=feature_prototypes(moments.means, centre),
        label_prototypes=label_prototypes(head, moments.means[:count]),
        samples=moments.counts[:count],
        quantiles=Quantiles(grid),
        rule=GateRule.DEFAULT,
        all_ranges={
            rule: np.tile(np.array([0.7, 1.0], dtype=np.float32), (count, 1)) for rule in GateRule
        },
        loss_range=(0.0, 0.5),
    )
    statistics = Statistics(
        moments=moments,
        kept=features.astype(np.float16),
        kept_rows=rows.astype(np.intp),
        answers={rule: tiny_answers() for rule in GateRule},
    )
    specs = [
        SceneSpec("beach", "Beach", "海滩", None, "#0072B2"),
        SceneSpec("kitchen", "Kitchen", "厨房", None, "#D55E00"),
        SceneSpec("forest", "Forest", "森林", None, "#009E73"),
    ]
    return Pack(Path("tiny"), "tiny", specs, model, lambda: statistics, backbone)


def write_tiny_pack(folder: Path, *, name: str = "tiny", variant: str = "lite0") -> Path:
    """Write a tiny pack with a backbone of its own (by its checksum; it cannot be run)."""
    pack, weights = tiny_pack(), name.encode()
    folder.mkdir(parents=True, exist_ok=True)
    (folder / BACKBONE_FILE).write_bytes(weights)
    spec = replace(pack.backbone, sha256=checksum(weights), variant=variant)
    model = replace(pack.model, backbone_id=spec.id)
    save_pack(replace(pack, path=folder, name=name, backbone=spec, model=model))
    return folder
