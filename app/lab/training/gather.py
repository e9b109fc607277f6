"""Gathering: the features of all training photos, and what is known of each of them."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from app.core.method.grouping import group_look_alikes
from app.core.method.layout import Layout
from app.core.method.moments import RowArray
from app.core.method.prototypes import normalise
from app.core.pack import BackboneSpec
from app.core.protocols import Encoder
from app.core.records import NO_GROUP
from app.core.scenes import SceneSpec
from app.core.types import BoolArray, FloatArray, IdArray, Progress
from app.lab.photo_features import cached_features
from app.lab.training.photos import (
    TrainingMap,
    choose_tuned,
    list_training_files,
    read_origins,
    rows_of,
    split_by_looks,
    weigh_samples,
)
from app.lab.training.training_step import decode_for_training

NEAR_DUPLICATE = 0.85
# Fewer named origins than this say nothing about other people's albums.
ORIGINS_TO_CALIBRATE = 20


@dataclass(frozen=True, slots=True)
class TrainingPhotos:
    """N photos that could be read.

    Attributes
    ----------
    files : sequence of Path
    features : float32 (N, D)
    layout : Layout
    rows : int (N,)
        Row of each photo's kind.
    groups : int64 (N,)
        What is held out together: look-alikes, or photos of one origin.
    tuned : bool (N,), optional
        Photos that calibrate nothing.
    weights : float32 (N,), optional
        How many samples each photo counts for.
    failed : int
        Photos that could not be read.
    """

    files: Sequence[Path]
    features: FloatArray
    layout: Layout
    rows: RowArray
    groups: IdArray
    tuned: BoolArray | None
    weights: FloatArray | None
    failed: int = 0


def gather_training(
    folders: Sequence[Path],
    *,
    spec: BackboneSpec,
    mapping: TrainingMap,
    scenes: Sequence[SceneSpec],
    encoder: Callable[[], Encoder],
    cache_dir: Path | None,
    step_px: int | None,
    is_fast: bool,
    seed: int,
) -> Generator[Progress, None, TrainingPhotos]:
    """Read and encode the photos that the map names, each once.

    Raises
    ------
    UsageError
        If none of the photos belongs to a scene.
    """
    files = list_training_files(folders, mapping)
    read = partial(
        decode_for_training,
        input_px=spec.input_px,
        resize_mode=spec.resize_mode,
        step_px=step_px,
    )
    step = f"train {step_px or ''} {spec.input_px} px{' fast' if is_fast else ''}"
    with closing(encoder()) as process:
        found = yield from cached_features(
            list(files), read, process, spec.feature_size, cache_dir=cache_dir, step=step
        )
    # A tuned backbone has learned from a part of these very photos (see tune_pack).
    is_tuned = dict(zip(files, choose_tuned(list(files), list(files.values())), strict=True))
    return describe_training(
        found.files,
        [files[path] for path in found.files],
        found.features,
        mapping=mapping,
        scenes=scenes,
        tuned=np.array([is_tuned[path] for path in found.files]) if spec.tuned else None,
        seed=seed,
        failed=len(found.failed),
    )


def describe_training(
    files: Sequence[Path],
    kinds: Sequence[str],
    features: FloatArray,
    *,
    mapping: TrainingMap,
    scenes: Sequence[SceneSpec],
    tuned: BoolArray | None,
    seed: int,
    failed: int = 0,
) -> TrainingPhotos:
    """Lay out rows, weights and what is held out together.

    What a range promises, it promises to albums that nobody has seen. So with many named origins
    these are held out whole, and photos without one, all of one source, calibrate nothing; nor do
    those that look like one that was tuned on.
    """
    kinds = split_by_looks(features, kinds, mapping.clusters, seed)
    layout = mapping.make_layout(set(kinds), scenes)
    layout = layout.with_parents({scene.id: scene.parent for scene in scenes})
    rows = rows_of(kinds, layout)
    groups = find_near_duplicates(features, rows)
    origins, named = read_origins(files)
    weights = None
    if len(np.unique(origins[named])) >= ORIGINS_TO_CALIBRATE:
        silent = ~named if tuned is None else ~named | np.isin(groups, groups[tuned])
        groups = np.where(silent, origins.max() + 1, origins)
        tuned, weights = silent, weigh_samples(rows, origins)
    return TrainingPhotos(files, features, layout, rows, groups, tuned, weights, failed)


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
