"""Training photos scored by models that had not seen them: what the gate is calibrated by."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from app.core.calibration import HeldOut
from app.core.fitting import Recipe
from app.core.moments import RowArray, measure_moments
from app.core.pack import Pack
from app.core.types import BoolArray, FloatArray
from app.jobs.runner import run_now
from app.lab.photo_features import cached_features, read_also
from app.lab.training.build import hold_out_untuned
from app.lab.training.train_pack import (
    STEP_PX,
    choose_tuned,
    find_near_duplicates,
    list_training_files,
    mark_further,
    read_training_map,
)
from app.lab.training.training_step import decode_for_training
from app.vision.encoder_process import EncoderProcess


@dataclass(frozen=True)
class HeldOutTraining:
    """Held-out scores of N photos, and their files in the same order."""

    scores: HeldOut
    files: list[Path]


def add_training_options(parser: ArgumentParser, photos: str) -> None:
    """Add what :func:`hold_out_training` takes; ``photos`` names the argument of the folders."""
    needed = {"required": True} if photos.startswith("-") else {}
    parser.add_argument(photos, nargs="+", type=Path, **needed)
    parser.add_argument("--training-map", type=Path, required=True)
    parser.add_argument("--also", type=Path, help="file,scene: further scenes of training photos")
    parser.add_argument("--scenes", type=Path, help="another scene pack")
    parser.add_argument("--cache", type=Path, help="keep features between runs")


@dataclass(frozen=True)
class TrainingPhotos:
    """Features float32 (N, D), rows of the pack's layout (N,), and what the tail has seen (N,)."""

    features: FloatArray
    rows: RowArray
    tuned: BoolArray
    files: tuple[Path, ...]


def read_training(pack: Pack, folders: list[Path], options: Namespace) -> TrainingPhotos:
    """Read the features of the training photos, as `albumen train-pack` does."""
    layout = pack.model.layout
    kinds = list_training_files(folders, read_training_map(options.training_map))
    read = partial(
        decode_for_training,
        input_px=pack.input_px,
        resize_mode=pack.resize_mode,
        step_px=STEP_PX,
    )
    with closing(EncoderProcess(pack.path, fast=False)) as encoder:
        found = run_now(
            cached_features(
                list(kinds),
                read,
                encoder,
                pack.backbone.feature_size,
                cache_dir=options.cache,
                step=f"train {STEP_PX}",
            )
        )
    number = {kind: row for row, kind in enumerate(layout.kinds)}
    rows = np.array([number[kinds[path]] for path in found.files], dtype=np.intp)
    tuned = np.zeros(len(rows), dtype=np.bool_)
    if pack.backbone.tuned:
        is_tuned = dict(zip(kinds, choose_tuned(list(kinds.values())), strict=True))
        tuned = np.array([is_tuned[path] for path in found.files])
    return TrainingPhotos(found.features, rows, tuned, found.files)


def hold_out_training(pack: Pack, folders: list[Path], options: Namespace) -> HeldOutTraining:
    """Score the photos that the backbone was not tuned on, as `albumen train-pack` does."""
    layout = pack.model.layout
    found = read_training(pack, folders, options)
    groups = find_near_duplicates(found.features, found.rows)
    also = read_also(options.also) if options.also else {}
    scores = hold_out_untuned(
        found.features,
        found.rows,
        groups,
        measure_moments(found.features, found.rows, len(layout.kinds)),
        layout=layout,
        recipe=Recipe(),
        tuned=found.tuned,
        also=mark_further(also, found.files, layout.scenes),
    )
    scored = np.flatnonzero(~np.isin(groups, groups[found.tuned]))
    return HeldOutTraining(scores, [found.files[n] for n in scored])
