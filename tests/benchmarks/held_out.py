"""Training photos scored by models that had not seen them: what the gate is calibrated by."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from app.core.method.held_out import HeldOut
from app.core.method.moments import measure_moments
from app.core.pack import Pack
from app.jobs.runner import run_now
from app.lab.photo_features import read_also
from app.lab.training.build import hold_out_untuned
from app.lab.training.gather import TrainingPhotos, gather_training
from app.lab.training.photos import read_training_map
from app.lab.training.train_pack import ALBUM_RECIPE, mark_further
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


def read_training(pack: Pack, folders: list[Path], options: Namespace) -> TrainingPhotos:
    """Read the features of the training photos, as `albumen train-pack` does."""
    return run_now(
        gather_training(
            folders,
            spec=pack.backbone,
            mapping=read_training_map(options.training_map),
            scenes=pack.scenes,
            encoder=lambda: EncoderProcess(pack.path, fast=False),
            cache_dir=options.cache,
            step_px=None,
            is_fast=False,
            seed=ALBUM_RECIPE.seed,
        )
    )


def hold_out_training(pack: Pack, folders: list[Path], options: Namespace) -> HeldOutTraining:
    """Score the photos that the backbone was not tuned on, as `albumen train-pack` does."""
    found = read_training(pack, folders, options)
    layout = found.layout
    also = read_also(options.also) if options.also else {}
    scores = hold_out_untuned(
        found.features,
        found.rows,
        found.groups,
        measure_moments(found.features, found.rows, len(layout.kinds), found.weights),
        layout=layout,
        recipe=ALBUM_RECIPE,
        tuned=found.tuned,
        also=mark_further(also, found.files, layout.scenes),
        weights=found.weights,
    )
    scored = range(len(found.files))
    if found.tuned is not None:
        scored = np.flatnonzero(~np.isin(found.groups, found.groups[found.tuned]))
    return HeldOutTraining(scores, [found.files[n] for n in scored])
