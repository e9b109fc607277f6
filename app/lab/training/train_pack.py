"""Make a scene pack from folders of photos: features once, then the head, then the gate.

All photos go once through the frozen backbone, and what comes out is kept. The head is fitted on
the kept features, prototypes are the means of the adjusted head's label vectors, and held-out
folds give the ranges. The same photos and seed give the same bytes.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Collection, Generator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits

from app.core.method.calibration import DEFAULT_TARGET
from app.core.method.fitting import Recipe
from app.core.method.moments import RowArray
from app.core.pack import (
    BACKBONE_FILE,
    BackboneSpec,
    Pack,
    Statistics,
    read_backbone_spec,
    read_verified,
    save_pack,
)
from app.core.protocols import Encoder
from app.core.scenes import SceneSpec, parse_scenes
from app.core.types import BoolArray, IdArray, Progress
from app.lab.photo_features import read_also
from app.lab.training.build import build_model
from app.lab.training.gather import TrainingPhotos, gather_training
from app.lab.training.photos import read_training_map
from app.vision.encoder_process import EncoderProcess

KEPT_A_ROW = 14
# A third of the photos shows none of the scenes, as in people's albums.
ALBUM_RECIPE = Recipe(folds=4, unknown_share=1 / 3, is_share_exact=True, loss_range=(0.3, 0.6))


def run_backbone(folder: Path, is_fast: bool) -> Encoder:
    """Make an encoder: as fast as this machine can, or one thread in float32.

    The latter gives the same bytes everywhere.
    """
    return EncoderProcess(folder, fast=is_fast)


@dataclass(frozen=True, slots=True)
class TrainingPlan:
    """What a scene pack is made of, and how.

    Attributes
    ----------
    photos : sequence of Path
        Folders that hold one folder a class.
    map_file, scenes_file : Path
        Which folder shows which scene, and the scenes with their names.
    backbone_dir : Path
        A pack, or the output of a backbone conversion: its weights are taken as they are.
    target : float
        Share of wrong tags among the accepted that ranges are set for.
    step_px : int, optional
        Size through which all photos go first, so that sharpness gives no kind away.
    input_px : int, optional
        Side of the network's input, if another one than the backbone was made for.
    also_file : Path, optional
        CSV ``file,scene``: further scenes that photos (``folder/name``) show, so that proposing
        them is counted as right when ranges are calibrated. They train nothing.
    is_fast : bool
        Compute features in the fastest arithmetic of this machine.
    """

    photos: Sequence[Path]
    map_file: Path
    scenes_file: Path
    backbone_dir: Path
    name: str = "Albumen scenes"
    target: float = DEFAULT_TARGET
    recipe: Recipe = ALBUM_RECIPE
    step_px: int | None = None
    input_px: int | None = None
    also_file: Path | None = None
    is_fast: bool = False

    def read_spec(self) -> BackboneSpec:
        """Return the backbone, fed as this plan has it."""
        spec = read_backbone_spec(self.backbone_dir)
        return spec if self.input_px is None else replace(spec, input_px=self.input_px)


def train_pack(
    plan: TrainingPlan,
    out: Path,
    *,
    cache_dir: Path | None = None,
    make_encoder: Callable[[Path, bool], Encoder] = run_backbone,
) -> Generator[Progress, None, dict[str, Any]]:
    """Train a scene pack.

    Parameters
    ----------
    plan, out : TrainingPlan, Path
        What is trained, and where the pack is written.
    cache_dir : Path, optional
        Keeps features between runs.
    make_encoder : callable
        Makes the encoder of a pack folder, fast or exact.

    Returns
    -------
    dict
        ``photos``, ``failed``, ``scenes``, ``background``, and how training ended.
    """
    spec = plan.read_spec()
    weights = read_verified(plan.backbone_dir / BACKBONE_FILE, spec.sha256)
    scenes = parse_scenes(plan.scenes_file.read_text(encoding="utf-8"))
    found = yield from gather_training(
        plan.photos,
        spec=spec,
        mapping=read_training_map(plan.map_file),
        scenes=scenes,
        encoder=lambda: make_encoder(plan.backbone_dir, plan.is_fast),
        cache_dir=cache_dir,
        step_px=plan.step_px,
        is_fast=plan.is_fast,
        seed=plan.recipe.seed,
    )
    yield Progress(len(found.files), len(found.files), note="train", failed=found.failed)
    # One thread: sums in one order, so that the same photos give the same bytes.
    with threadpool_limits(limits=1, user_api="blas"):
        pack = fit_pack(plan, found, scenes=scenes, spec=spec, path=out)
    write_pack(pack, weights, plan.backbone_dir)
    return {
        "photos": len(found.files),
        "failed": found.failed,
        "scenes": len(found.layout.scenes),
        "background": int(found.layout.is_background.sum()),
        "out": str(out),
        **pack.model.facts,
    }


def fit_pack(
    plan: TrainingPlan,
    found: TrainingPhotos,
    *,
    scenes: list[SceneSpec],
    spec: BackboneSpec,
    path: Path,
) -> Pack:
    """Fit the pack on features of photos whose kinds are known."""
    also = read_also(plan.also_file) if plan.also_file is not None else {}
    return assemble_pack(
        found,
        path=path,
        name=plan.name,
        scenes=scenes,
        spec=spec,
        target=plan.target,
        recipe=plan.recipe,
        also=mark_further(also, found.files, found.layout.scenes),
    )


def write_pack(pack: Pack, weights: bytes, backbone_dir: Path) -> None:
    """Write the pack with its backbone, whose model card goes along."""
    pack.path.mkdir(parents=True, exist_ok=True)
    (pack.path / BACKBONE_FILE).write_bytes(weights)
    card = backbone_dir / "MODEL_CARD.md"
    if card.exists() and backbone_dir.resolve() != pack.path.resolve():
        shutil.copyfile(card, pack.path / card.name)
    save_pack(pack)


def mark_further(
    also: Mapping[str, Collection[str]], files: Sequence[Path], scenes: Sequence[str]
) -> BoolArray:
    """Return which further scenes (N, K) photos show, from a table by ``folder/name``.

    A class is a name for the whole photo; a photo of the class *lighthouse* often shows a coast,
    too, and some photos were put into a wrong class.
    """
    marks = np.zeros((len(files), len(scenes)), dtype=np.bool_)
    number = {scene: k for k, scene in enumerate(scenes)}
    for row, file in enumerate(files):
        named = also.get(f"{file.parent.name}/{file.name}", ())
        marks[row, [number[scene] for scene in named if scene in number]] = True
    return marks


def assemble_pack(
    found: TrainingPhotos,
    *,
    path: Path,
    name: str,
    scenes: list[SceneSpec],
    spec: BackboneSpec,
    target: float,
    recipe: Recipe,
    also: BoolArray | None = None,
) -> Pack:
    """Fit, calibrate, and keep the statistics that refreshing needs."""
    features, rows, layout = found.features, found.rows, found.layout
    built = build_model(
        features,
        rows,
        found.groups,
        backbone_id=spec.id,
        layout=layout,
        target=target,
        recipe=recipe,
        tuned=found.tuned,
        also=also,
        weights=found.weights,
    )
    keep = choose_kept(rows, KEPT_A_ROW)
    kept = features[keep].astype(np.float16)
    statistics = Statistics(built.moments, kept, rows[keep], built.answers, built.levels)
    used = [s for s in scenes if s.is_group or s.id in layout.scenes]
    return Pack(path, name, used, built.model, lambda: statistics, spec)


def choose_kept(rows: RowArray, limit: int) -> IdArray:
    """Choose up to ``limit`` samples a row, evenly spread over its photos."""
    chosen = []
    for row in np.unique(rows):
        members = np.flatnonzero(rows == row)
        steps = np.linspace(0, len(members) - 1, min(limit, len(members)))
        chosen.append(members[np.round(steps).astype(np.int64)])
    return np.concatenate(chosen).astype(np.int64)
