"""Tune a backbone to scenes before a pack is trained on it.

A part of the photos is kept from tuning: on them the gate is calibrated, because scores of photos
that the backbone has learned from flatter.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

from app.core.errors import KnownError
from app.core.pack import BACKBONE_FILE, PACK_FILE, read_backbone_spec, read_checked
from app.core.types import ByteArray, Progress
from app.lab.training.projection import enlarge, project_backbone, spread_choice
from app.lab.training.train_pack import choose_tuned, list_training_files, read_training_map
from app.lab.training.training_step import decode_for_training
from app.lab.training.tune import TuneRecipe, take_tail, tune_backbone
from app.lab.training.weights import MEAN, STD, write_backbone
from app.vision.backbone import count_trunk_layers
from app.vision.inference import keep_memory
from app.vision.weights import load_backbone

TUNED_COMPONENTS = 256
PROJECTION_PHOTOS = 2500
TUNED_FOLDER = "tuned-backbone"
TUNED_BESIDE_FOLDER = "tuned-beside-published"


def tune_for_pack(
    photos: Sequence[Path],
    *,
    map_file: Path,
    backbone_dir: Path,
    work_dir: Path,
    step_px: int,
    seed: int,
    keep_published: bool = False,
) -> Generator[Progress, None, Path]:
    """Tune a copy of the last layers, and write the backbone with it.

    Parameters
    ----------
    photos : sequence of Path
        Folders that hold one folder a class.
    map_file : Path
        Which folders may be used, and as what.
    backbone_dir : Path
        Holds the published backbone with one tail.
    work_dir : Path
        Keeps what an interrupted run needs, and the result.
    step_px : int
        Size through which all photos go first.
    seed : int
    keep_published : bool
        Let the published layers stay beside the tuned ones; the features of both are longer, and
        take a third more time.

    Returns
    -------
    Path
        The folder of the tuned backbone.
    """
    keep_memory()
    spec = read_backbone_spec(backbone_dir)
    out = work_dir / (TUNED_BESIDE_FOLDER if keep_published else TUNED_FOLDER)
    if (out / PACK_FILE).exists():
        return out
    read_checked(backbone_dir / BACKBONE_FILE, spec.sha256)
    if spec.tuned:
        raise KnownError(
            f"The backbone of {backbone_dir} is tuned already: start from the published one.",
            code="tuned_already",
            path=str(backbone_dir),
        )
    published = load_backbone(backbone_dir / BACKBONE_FILE, spec)
    files = list_training_files(photos, read_training_map(map_file))
    kinds = list(files.values())
    images = yield from _read_photos(list(files), spec.resize_mode, step_px, work_dir)
    tuned = choose_tuned(kinds)
    number = {kind: n for n, kind in enumerate(dict.fromkeys(kinds))}
    recipe = TuneRecipe(spec.variant, count_trunk_layers(spec.variant), seed=seed)
    both = yield from tune_backbone(
        published,
        images[tuned],
        np.array([number[kind] for kind in kinds], dtype=np.int64)[tuned],
        normalisation=(MEAN, STD),
        work_dir=work_dir,
        recipe=recipe,
    )
    if keep_published:
        chosen = images[spread_choice(len(images), PROJECTION_PHOTOS)]
        tuned_backbone = yield from project_backbone(
            both, enlarge(chosen, spec.input_px), spec.variant, recipe.split, TUNED_COMPONENTS
        )
    else:
        tuned_backbone = take_tail(both, spec.variant, 1)
    write_backbone(
        tuned_backbone,
        out,
        name=f"{spec.name}-scenes",
        variant=spec.variant,
        input_px=spec.input_px,
        resize_mode=spec.resize_mode,
        split=recipe.split if keep_published else 0,
        tuned=True,
    )
    return out


def _read_photos(
    files: Sequence[Path], resize_mode: str, step_px: int, work_dir: Path
) -> Generator[Progress, None, ByteArray]:
    """Decode all photos to the small step, or take them from an earlier run."""
    kept = work_dir / f"photos-{len(files)}-{step_px}.npy"
    if kept.exists():
        images: ByteArray = np.load(kept)
        return images
    work_dir.mkdir(parents=True, exist_ok=True)
    images = np.empty((len(files), step_px, step_px, 3), dtype=np.uint8)

    def read(path: Path) -> ByteArray:
        return decode_for_training(path, step_px, resize_mode, step_px)

    with ThreadPoolExecutor(2) as pool:
        for number, image in enumerate(pool.map(read, files)):
            images[number] = image
            if number % 50 == 49 or number + 1 == len(files):
                yield Progress(number + 1, len(files), "read")
    part = kept.with_suffix(".part.npy")
    np.save(part, images)
    part.replace(kept)
    return images
