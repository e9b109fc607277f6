"""Make a scene pack from folders of photos: features once, then the head, then the gate.

All photos go once through the frozen backbone, and what comes out is kept. The head is fitted on
the kept features, prototypes are the means of the adjusted head's label vectors, and held-out
folds give the ranges. The same photos and seed give the same bytes.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Collection, Generator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits

from app.core.calibration import DEFAULT_TARGET
from app.core.errors import KnownError, UsageError
from app.core.fitting import Recipe
from app.core.grouping import group_look_alikes
from app.core.layout import BACKGROUND, Layout
from app.core.moments import RowArray
from app.core.pack import (
    BACKBONE_FILE,
    BackboneSpec,
    Pack,
    Statistics,
    read_backbone_spec,
    read_checked,
    save_pack,
)
from app.core.protocols import Encoder
from app.core.prototypes import normalise
from app.core.records import NO_GROUP
from app.core.scenes import SceneSpec, parse_scenes
from app.core.types import BoolArray, FloatArray, IdArray, Progress
from app.lab.photo_features import (
    PhotoFeatures,
    cached_features,
    list_class_folders,
    read_also,
    read_json,
)
from app.lab.training.build import build_model
from app.lab.training.training_step import decode_for_training
from app.vision.encoder_process import EncoderProcess

NEAR_DUPLICATE = 0.9
STEP_PX = 128
KEPT_A_ROW = 20
# One photo in so many of each kind is kept from tuning the backbone.
KEPT_FROM_TUNING = 4


@dataclass(frozen=True, slots=True)
class TrainingMap:
    """Which folder shows which scene, and which are background classes.

    Each folder is a kind, with a row of its own in the head.
    """

    scene_of: dict[str, str]
    background: tuple[str, ...]

    def make_layout(self, folders: set[str], scenes: Sequence[SceneSpec]) -> Layout:
        """Return the rows for the folders that there are, scenes in the order of ``scenes``."""
        used = {self.scene_of[f] for f in folders if f in self.scene_of}
        order = [s.id for s in scenes if s.id in used]
        kinds = [f for s in order for f, scene in self.scene_of.items() if scene == s]
        kinds = [f for f in kinds if f in folders]
        background = [f for f in self.background if f in folders]
        scene_of = [order.index(self.scene_of[f]) for f in kinds] + [BACKGROUND] * len(background)
        return Layout(tuple(order), (*kinds, *background), np.array(scene_of, dtype=np.int64))


def read_training_map(path: Path) -> TrainingMap:
    """Read ``{"scenes": {scene: [folder]}, "extra_scenes": [...], "background_train": [...]}``.

    Folders under ``unknown_test_only`` or not named at all are left out.

    Raises
    ------
    KnownError
        If the file is not such a map.
    """
    value: Any = read_json(path)
    try:
        scene_of = {f: s for s, folders in value["scenes"].items() for f in folders}
        scene_of |= {scene: scene for scene in value.get("extra_scenes", [])}
        return TrainingMap(scene_of, tuple(value.get("background_train", [])))
    except (KeyError, TypeError, AttributeError) as error:
        raise KnownError("bad_map", path=str(path), cause=str(error)) from error


def exact_encoder(folder: Path) -> Encoder:
    """Make an encoder that gives the same bytes everywhere: one thread, float32."""
    return EncoderProcess(folder, fast=False)


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
    step_px : int
        Size through which all photos go first.
    input_px : int, optional
        Side of the network's input, if another one than the backbone was made for.
    also_file : Path, optional
        CSV ``file,scene``: further scenes that photos (``folder/name``) show, so that proposing
        them is counted as right when ranges are calibrated. They train nothing.
    """

    photos: Sequence[Path]
    map_file: Path
    scenes_file: Path
    backbone_dir: Path
    name: str = "Albumen scenes"
    target: float = DEFAULT_TARGET
    recipe: Recipe = field(default_factory=Recipe)
    step_px: int = STEP_PX
    input_px: int | None = None
    also_file: Path | None = None

    def read_spec(self) -> BackboneSpec:
        """Return the backbone, fed as this plan has it."""
        spec = read_backbone_spec(self.backbone_dir)
        return spec if self.input_px is None else replace(spec, input_px=self.input_px)

    @property
    def step(self) -> str:
        """How photos are prepared, in a word for the cache of features."""
        step = f"train {self.step_px}"
        return step if self.input_px is None else f"{step} {self.input_px} px"


def train_pack(
    plan: TrainingPlan,
    out: Path,
    *,
    cache_dir: Path | None = None,
    make_encoder: Callable[[Path], Encoder] = exact_encoder,
) -> Generator[Progress, None, dict[str, Any]]:
    """Train a scene pack.

    Parameters
    ----------
    plan : TrainingPlan
    out : Path
        Where the pack is written.
    cache_dir : Path, optional
        Keeps features between runs.
    make_encoder : callable
        Makes the encoder of a pack folder.

    Returns
    -------
    dict
        ``photos``, ``failed``, ``scenes``, ``background``, and how training ended.
    """
    spec = plan.read_spec()
    weights = read_checked(plan.backbone_dir / BACKBONE_FILE, spec.sha256)
    mapping = read_training_map(plan.map_file)
    scenes = parse_scenes(plan.scenes_file.read_text(encoding="utf-8"))
    kinds = list_training_files(plan.photos, mapping)
    layout = mapping.make_layout(set(kinds.values()), scenes)
    layout = layout.with_parents({scene.id: scene.parent for scene in scenes})
    if not layout.scenes:
        raise UsageError("no_training_photos")
    found = yield from read_features(plan, spec, list(kinds), cache_dir, make_encoder)
    yield Progress(len(kinds), len(kinds), note="train", failed=len(found.failed))
    # One thread: sums in one order, so that the same photos give the same bytes.
    with threadpool_limits(limits=1, user_api="blas"):
        pack = fit_pack(plan, found, kinds, layout=layout, scenes=scenes, spec=spec, path=out)
    write_pack(pack, weights, plan.backbone_dir)
    return {
        "photos": len(found.files),
        "failed": len(found.failed),
        "scenes": len(layout.scenes),
        "background": int(layout.is_background.sum()),
        "out": str(out),
        **pack.model.facts,
    }


def read_features(
    plan: TrainingPlan,
    spec: BackboneSpec,
    files: Sequence[Path],
    cache_dir: Path | None,
    make_encoder: Callable[[Path], Encoder],
) -> Generator[Progress, None, PhotoFeatures]:
    """Send every photo once through the backbone, or take what was kept of it."""
    read = partial(
        decode_for_training,
        input_px=spec.input_px,
        resize_mode=spec.resize_mode,
        step_px=plan.step_px,
    )
    with closing(make_encoder(plan.backbone_dir)) as encoder:
        return (
            yield from cached_features(
                files, read, encoder, spec.feature_size, cache_dir=cache_dir, step=plan.step
            )
        )


def fit_pack(
    plan: TrainingPlan,
    found: PhotoFeatures,
    kinds: Mapping[Path, str],
    *,
    layout: Layout,
    scenes: list[SceneSpec],
    spec: BackboneSpec,
    path: Path,
) -> Pack:
    """Fit the pack on features of photos whose kinds are known."""
    number = {kind: row for row, kind in enumerate(layout.kinds)}
    rows = np.array([number[kinds[path]] for path in found.files], dtype=np.intp)
    # A tuned backbone has learned from a part of these very photos (see tune_pack).
    is_tuned = dict(zip(kinds, choose_tuned(list(kinds.values())), strict=True))
    also = None
    if plan.also_file is not None:
        also = mark_further(read_also(plan.also_file), found.files, layout.scenes)
    return assemble_pack(
        found.features,
        rows,
        layout,
        path=path,
        name=plan.name,
        scenes=scenes,
        spec=spec,
        target=plan.target,
        recipe=plan.recipe,
        tuned=np.array([is_tuned[path] for path in found.files]) if spec.tuned else None,
        also=also,
    )


def write_pack(pack: Pack, weights: bytes, backbone_dir: Path) -> None:
    """Write the pack with its backbone, whose model card goes along."""
    pack.path.mkdir(parents=True, exist_ok=True)
    (pack.path / BACKBONE_FILE).write_bytes(weights)
    card = backbone_dir / "MODEL_CARD.md"
    if card.exists() and backbone_dir.resolve() != pack.path.resolve():
        shutil.copyfile(card, pack.path / card.name)
    save_pack(pack)


def list_training_files(roots: Sequence[Path], mapping: TrainingMap) -> dict[Path, str]:
    """Return the kind (the folder's name) of every photo that the map names."""
    named = {*mapping.scene_of, *mapping.background}
    return {
        path: folder
        for root in roots
        for folder, paths in list_class_folders(root).items()
        if folder in named
        for path in paths
    }


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


def choose_tuned(kinds: Sequence[str]) -> BoolArray:
    """Return which photos (N,) a backbone may be tuned on: of each kind all but every fourth."""
    seen: dict[str, int] = {}
    chosen = np.ones(len(kinds), dtype=np.bool_)
    for number, kind in enumerate(kinds):
        seen[kind] = seen.get(kind, 0) + 1
        chosen[number] = seen[kind] % KEPT_FROM_TUNING != 0
    return chosen


def assemble_pack(
    features: FloatArray,
    rows: RowArray,
    layout: Layout,
    *,
    path: Path,
    name: str,
    scenes: list[SceneSpec],
    spec: BackboneSpec,
    target: float,
    recipe: Recipe,
    tuned: BoolArray | None = None,
    also: BoolArray | None = None,
) -> Pack:
    """Fit, calibrate, and keep the statistics that refreshing needs."""
    built = build_model(
        features,
        rows,
        find_near_duplicates(features, rows),
        backbone_id=spec.id,
        layout=layout,
        target=target,
        recipe=recipe,
        tuned=tuned,
        also=also,
    )
    keep = choose_kept(rows, KEPT_A_ROW)
    kept = features[keep].astype(np.float16)
    statistics = Statistics(built.moments, kept, rows[keep], built.answers, built.levels)
    used = [s for s in scenes if s.is_group or s.id in layout.scenes]
    return Pack(path, name, used, built.model, lambda: statistics, spec)


def find_near_duplicates(features: FloatArray, rows: RowArray) -> IdArray:
    """Return a group number a photo; near-duplicates of one class share theirs."""
    groups = np.arange(len(rows), dtype=np.int64)
    centre = features.mean(axis=0)
    for row in np.unique(rows):
        members = np.flatnonzero(rows == row)
        found = group_look_alikes(normalise(features[members] - centre), threshold=NEAR_DUPLICATE)
        for group in np.unique(found[found != NO_GROUP]):
            alike = members[found == group]
            groups[alike] = alike[0]
    return groups


def choose_kept(rows: RowArray, limit: int) -> IdArray:
    """Choose up to ``limit`` samples a row, evenly spread over its photos."""
    chosen = []
    for row in np.unique(rows):
        members = np.flatnonzero(rows == row)
        steps = np.linspace(0, len(members) - 1, min(limit, len(members)))
        chosen.append(members[np.round(steps).astype(np.int64)])
    return np.concatenate(chosen).astype(np.int64)
