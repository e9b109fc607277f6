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
from app.core.pack import BACKBONE_FILE, PACK_FILE, BackboneSpec, read_backbone_spec, read_verified
from app.core.types import ByteArray, Progress
from app.lab.training.photos import choose_tuned, list_training_files, read_training_map
from app.lab.training.training_step import decode_for_training
from app.lab.training.tune import TuneRecipe, count_trunk_layers, tune_backbone
from app.lab.training.weights import MEAN, STD, write_backbone
from app.vision.backbone import Backbone
from app.vision.inference import keep_memory
from app.vision.weights import load_backbone

TUNED_FOLDER = "tuned-backbone"


def tune_for_pack(
    photos: Sequence[Path],
    *,
    map_file: Path,
    backbone_dir: Path,
    work_dir: Path,
    step_px: int | None,
    seed: int,
) -> Generator[Progress, None, Path]:
    """Tune the last layers, and write the backbone with them.

    Parameters
    ----------
    photos : sequence of Path
        Folders that hold one folder a class.
    map_file : Path
        Which folders may be used.
    backbone_dir : Path
        Holds the published backbone.
    work_dir : Path
        Keeps what an interrupted run needs, and the result.
    step_px : int, optional
        Size through which all photos go first.

    Returns
    -------
    Path
        The folder of the tuned backbone.
    """
    keep_memory()
    out = work_dir / TUNED_FOLDER
    if (out / PACK_FILE).exists():
        return out
    spec = read_published(backbone_dir)
    files = list_training_files(photos, read_training_map(map_file))
    kinds = list(files.values())
    images = yield from _read_photos(
        list(files), spec.resize_mode, step_px or spec.input_px, work_dir
    )
    tuned = choose_tuned(list(files), kinds)
    number = {kind: n for n, kind in enumerate(dict.fromkeys(kinds))}
    tuned_backbone = yield from tune_backbone(
        load_backbone(backbone_dir / BACKBONE_FILE, spec),
        images[tuned],
        np.array([number[kind] for kind in kinds], dtype=np.int64)[tuned],
        normalisation=(MEAN, STD),
        work_dir=work_dir,
        recipe=TuneRecipe(count_trunk_layers(spec.variant), seed=seed),
    )
    _write_tuned(tuned_backbone, spec, out)
    return out


def _write_tuned(backbone: Backbone, published: BackboneSpec, folder: Path) -> None:
    write_backbone(
        backbone,
        folder,
        name=f"{published.name}-scenes",
        variant=published.variant,
        input_px=published.input_px,
        resize_mode=published.resize_mode,
        tuned=True,
    )


def read_published(folder: Path) -> BackboneSpec:
    """Read what a folder says of its backbone, and check its weights.

    Raises
    ------
    KnownError
        If the weights are damaged, or tuned already.
    """
    spec = read_backbone_spec(folder)
    read_verified(folder / BACKBONE_FILE, spec.sha256)
    if spec.tuned:
        raise KnownError("tuned_already", path=str(folder))
    return spec


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
