"""The training photos: what each shows, where it comes from, and how much it counts.

A photo's kind is the name of its folder; folders of one name in several sets are one kind. Its
origin is what stands before ``__`` in its name: the album, site or course that it was taken from.
Photos of one origin look alike, so that whole origins are kept from tuning and held out together,
and none of them dominates a kind. A set without such names is one origin.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from app.core.errors import KnownError, UsageError
from app.core.method.calibration import split_groups
from app.core.method.layout import BACKGROUND, Layout
from app.core.method.moments import RowArray
from app.core.method.prototypes import normalise
from app.core.scenes import SceneSpec
from app.core.types import BoolArray, FloatArray, IdArray
from app.lab.photo_features import list_class_folders, read_json

SEPARATOR = "__"
# One part in so many is kept from tuning: of the origins, and of each kind without them.
KEPT_FROM_TUNING = 4
SPLIT_SEED = 7


@dataclass(frozen=True, slots=True)
class TrainingMap:
    """Which folder shows which scene, and which are background classes.

    Each folder is a kind, with a row of its own in the head. ``clusters`` names the background
    folders that are too mixed for one row, and into how many they are split by their looks.
    """

    scene_of: dict[str, str]
    background: tuple[str, ...]
    clusters: dict[str, int] = field(default_factory=dict)

    def make_layout(self, kinds: set[str], scenes: Sequence[SceneSpec]) -> Layout:
        """Return the rows for the kinds that there are, scenes in the order of ``scenes``."""
        used = {self.scene_of[f] for f in kinds if f in self.scene_of}
        order = [s.id for s in scenes if s.id in used]
        shown = [f for s in order for f, scene in self.scene_of.items() if scene == s]
        shown = [f for f in shown if f in kinds]
        none = [f for name in self.background for f in self.parts(name) if f in kinds]
        scene_of = [order.index(self.scene_of[f]) for f in shown] + [BACKGROUND] * len(none)
        return Layout(tuple(order), (*shown, *none), np.array(scene_of, dtype=np.int64))

    def parts(self, folder: str) -> list[str]:
        """Return the kinds that a folder is split into, or the folder."""
        if folder not in self.clusters:
            return [folder]
        return [part_name(folder, number) for number in range(self.clusters[folder])]


def part_name(folder: str, number: int) -> str:
    """Return the kind of one part of a folder that is split by looks."""
    return f"{folder} {number + 1}"


def read_training_map(path: Path) -> TrainingMap:
    """Read ``{"scenes": {scene: [folder]}, "background_train": [...], "clusters": {folder: n}}``.

    ``extra_scenes`` are scenes whose folder has their name. Folders under ``unknown_test_only`` or
    not named at all are left out.

    Raises
    ------
    KnownError
        If the file is not such a map.
    """
    value: Any = read_json(path)
    try:
        scene_of = {f: s for s, folders in value["scenes"].items() for f in folders}
        scene_of |= {scene: scene for scene in value.get("extra_scenes", [])}
        clusters = {str(f): int(n) for f, n in value.get("clusters", {}).items()}
        return TrainingMap(scene_of, tuple(value.get("background_train", [])), clusters)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise KnownError("bad_map", path=str(path), cause=str(error)) from error


def list_training_files(roots: Sequence[Path], mapping: TrainingMap) -> dict[Path, str]:
    """Return the kind (the folder's name) of every photo that the map names.

    Raises
    ------
    UsageError
        If none of them belongs to a scene.
    """
    named = {*mapping.scene_of, *mapping.background}
    files = {
        path: folder
        for root in roots
        for folder, paths in list_class_folders(root).items()
        if folder in named
        for path in paths
    }
    if not any(folder in mapping.scene_of for folder in files.values()):
        raise UsageError("no_training_photos", paths=", ".join(map(str, roots)))
    return files


def read_origins(files: Sequence[Path]) -> tuple[IdArray, BoolArray]:
    """Return a number for each photo's origin (N,), and whether its name says it (N,)."""
    named = np.array([SEPARATOR in path.name for path in files], dtype=np.bool_)
    names = [
        path.name.split(SEPARATOR)[0] if is_named else str(path.parent.parent)
        for path, is_named in zip(files, named, strict=True)
    ]
    _, origins = np.unique([*names, ""], return_inverse=True)
    return origins[:-1].astype(np.int64), named


def choose_tuned(files: Sequence[Path], kinds: Sequence[str]) -> BoolArray:
    """Return which photos (N,) a backbone may be tuned on.

    Of the named origins all but a quarter, each of them whole; of the other photos of each kind all
    but every fourth.
    """
    origins, named = read_origins(files)
    seen: dict[str, int] = {}
    chosen = np.ones(len(kinds), dtype=np.bool_)
    chosen[named] = (
        split_groups(origins[named], KEPT_FROM_TUNING, SPLIT_SEED) != KEPT_FROM_TUNING - 1
    )
    for number in np.flatnonzero(~named).tolist():
        kind = kinds[number]
        seen[kind] = seen.get(kind, 0) + 1
        chosen[number] = seen[kind] % KEPT_FROM_TUNING != 0
    return chosen


def weigh_samples(rows: IdArray, origins: IdArray) -> FloatArray:
    """Return how many samples each photo counts for (N,), so that no origin dominates a row.

    Within a row n photos of one origin count as much as ``sqrt(n)`` others. The weights of a row
    add up to its effective size ``(sum w)^2 / sum w^2``: the number of plain samples whose mean is
    as certain.
    """
    _, pair, sizes = np.unique(
        np.stack([rows, origins]), axis=1, return_inverse=True, return_counts=True
    )
    raw = 1 / np.sqrt(sizes[pair.reshape(-1)])
    total = np.bincount(rows, raw)[rows]
    squares = np.bincount(rows, raw**2)[rows]
    return np.asarray(raw * total / squares, dtype=np.float32)


def split_by_looks(
    features: FloatArray, kinds: Sequence[str], clusters: Mapping[str, int], seed: int
) -> list[str]:
    """Return the kinds with those of ``clusters`` split into parts of photos that look alike."""
    from sklearn.cluster import KMeans  # slow to import

    found = list(kinds)
    for folder, count in clusters.items():
        members = [number for number, kind in enumerate(kinds) if kind == folder]
        if not members:
            continue
        directions = normalise(features[members] - features.mean(axis=0))
        model = KMeans(min(count, len(members)), n_init=2, random_state=seed)
        for member, part in zip(members, model.fit(directions).labels_.tolist(), strict=True):
            found[member] = part_name(folder, part)
    return found


def rows_of(kinds: Sequence[str], layout: Layout) -> RowArray:
    """Return the row (N,) of each photo's kind."""
    number = {kind: row for row, kind in enumerate(layout.kinds)}
    return np.array([number[kind] for kind in kinds], dtype=np.intp)
