"""Tune a backbone to scenes before a pack is trained on it.

A part of the photos is kept from tuning: on them the gate is calibrated, because scores of photos
that the backbone has learned from flatter.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from app.core.pack import BACKBONE_FILE, PACK_FILE, BackboneSpec, read_backbone_spec, read_verified
from app.core.scenes import SceneSpec, parse_scenes
from app.core.types import FloatArray, Progress
from app.lab.training.photos import (
    TrainingMap,
    choose_tuned,
    list_training_files,
    read_origins,
    read_training_map,
)
from app.lab.training.small_photos import SmallPhotos, keep_small
from app.lab.training.targets import make_targets
from app.lab.training.tune import TuneRecipe, TuningPhotos, tune_backbone
from app.lab.training.weights import write_backbone
from app.vision.backbone import Backbone
from app.vision.inference import keep_memory
from app.vision.weights import load_backbone

TUNED_FOLDER = "tuned-backbone"
SUFFIX = "-scenes"
PARTS = 12
MIXED_FACTOR = 2.5
BACKGROUND_FACTOR = 0.6


def tune_for_pack(
    photos: Sequence[Path],
    *,
    map_file: Path,
    scenes_file: Path,
    backbone_dir: Path,
    work_dir: Path,
    recipe: TuneRecipe | None = None,
) -> Generator[Progress, None, Path]:
    """Tune the last layers, and write the backbone with them.

    Parameters
    ----------
    photos : sequence of Path
        Folders that hold one folder a class.
    map_file, scenes_file : Path
        Which folders show which scene, and the tree of the scenes.
    backbone_dir : Path
        Where runs begin: the published backbone, or one that was tuned before.
    work_dir : Path
        Keeps what an interrupted run needs, and the result.

    Returns
    -------
    Path
        The folder of the tuned backbone.
    """
    keep_memory()
    recipe = recipe or TuneRecipe()
    out = work_dir / TUNED_FOLDER
    if (out / PACK_FILE).exists():
        return out
    spec, first = read_backbone(backbone_dir)
    mapping = read_training_map(map_file)
    scenes = parse_scenes(scenes_file.read_text(encoding="utf-8"))
    kinds = list_training_files(photos, mapping)
    tuned = choose_tuned(list(kinds), list(kinds.values()))
    files = [path for path, use in zip(kinds, tuned.tolist(), strict=True) if use]
    pixels = yield from keep_small(files, work_dir)
    files = [path for path, is_read in zip(files, pixels.is_read, strict=True) if is_read]
    chosen = describe_tuning(files, [kinds[path] for path in files], pixels, mapping, scenes)
    backbone = yield from tune_backbone(first, chosen, work_dir=work_dir, recipe=recipe)
    _write_tuned(backbone, spec, out)
    return out


def describe_tuning(
    files: Sequence[Path],
    kinds: Sequence[str],
    pixels: SmallPhotos,
    mapping: TrainingMap,
    scenes: Sequence[SceneSpec],
) -> TuningPhotos:
    """Say what each photo may be and how often it is drawn.

    Mixed folders have ``PARTS`` rows each while tuning: what they look like is only known later.
    """
    rough = replace(mapping, clusters=dict.fromkeys(mapping.clusters, PARTS))
    names = {part for kind in set(kinds) for part in rough.parts(kind)}
    layout = rough.make_layout(names, scenes)
    layout = layout.with_parents({scene.id: scene.parent for scene in scenes})
    _, named = read_origins(files)
    targets = make_targets(kinds, named, rough, layout)
    return TuningPhotos(pixels, targets, weigh_draws(files, kinds, mapping))


def weigh_draws(files: Sequence[Path], kinds: Sequence[str], mapping: TrainingMap) -> FloatArray:
    """Return how often each photo is drawn (N,), sum 1.

    Photos of named origins and all others get half each; within both, a kind counts as the root of
    its photos (``MIXED_FACTOR`` times that where it is mixed, ``BACKGROUND_FACTOR`` where it is
    another background class), and an origin within its kind the same.
    """
    origins, named = read_origins(files)
    _, kind = np.unique(kinds, return_inverse=True)
    _, cell, sizes = np.unique(
        np.stack([kind, origins]), axis=1, return_inverse=True, return_counts=True
    )
    weights = 1 / np.sqrt(sizes[cell.reshape(-1)])
    factor = np.array([_kind_factor(name, mapping) for name in kinds])
    for half in (named, ~named):
        for number in np.unique(kind[half]):
            members = half & (kind == number)
            weights[members] *= np.sqrt(members.sum()) / weights[members].sum()
        weights[half] *= factor[half]
        weights[half] /= max(weights[half].sum(), 1e-9)
    return np.asarray(weights / weights.sum(), dtype=np.float32)


def _kind_factor(kind: str, mapping: TrainingMap) -> float:
    if kind in mapping.clusters:
        return MIXED_FACTOR
    return 1.0 if kind in mapping.scene_of else BACKGROUND_FACTOR


def _write_tuned(backbone: Backbone, published: BackboneSpec, folder: Path) -> None:
    write_backbone(
        backbone,
        folder,
        name=f"{published.name.removesuffix(SUFFIX)}{SUFFIX}",
        variant=published.variant,
        input_px=published.input_px,
        resize_mode=published.resize_mode,
        tuned=True,
        root=True,
    )


def read_backbone(folder: Path) -> tuple[BackboneSpec, Backbone]:
    """Read a backbone and what its folder says of it.

    Raises
    ------
    KnownError
        If the weights are damaged.
    """
    spec = read_backbone_spec(folder)
    read_verified(folder / BACKBONE_FILE, spec.sha256)
    return spec, load_backbone(folder / BACKBONE_FILE, spec)
