"""The scene pack: backbone, scenes, model and statistics that the program ships, checked."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, fields, replace
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import numpy as np
from safetensors.numpy import load, save

from app.core.errors import KnownError
from app.core.method.calibration import Answers
from app.core.method.climbing import LevelAnswers
from app.core.method.head import Head, fit_lda
from app.core.method.model import Model
from app.core.method.moments import RowArray, SceneMoments
from app.core.scenes import SceneSpec, format_scenes, parse_scenes
from app.core.types import FloatArray, GateRule

PACK_FILE = "pack.json"
BACKBONE_FILE = "backbone.safetensors"
MODEL_FILE = "model.safetensors"
STATISTICS_FILE = "statistics.safetensors"
SCENES_FILE = "scenes.json"


@dataclass(frozen=True, slots=True)
class BackboneSpec:
    """What is needed to build the backbone and to feed it.

    ``mean`` and ``std`` are in units of the uint8 input; ``sha256`` is of the weights file;
    ``tuned`` is whether layers have learned from photos that packs are trained on; ``root`` whether
    features are the roots of what the layers say.
    """

    name: str
    variant: str
    feature_size: int
    input_px: int
    resize_mode: str
    mean: tuple[float, float, float]
    std: tuple[float, float, float]
    sha256: str
    tuned: bool = False
    root: bool = False

    @property
    def id(self) -> str:
        """Features of different ids never mix."""
        root = "-root" if self.root else ""
        return f"{self.name}-{self.input_px}-{self.resize_mode}{root}-{self.sha256[:12]}"


@dataclass(frozen=True, slots=True)
class Statistics:
    """What the pack knows of its training photos: numbers, no picture.

    Attributes
    ----------
    moments : SceneMoments
        Rows in the order of the model's layout.
    kept : float16 (M, D)
        A few features a row, with which calibration refits on the user's machine.
    kept_rows : int (M,)
        Their row numbers.
    answers : dict of GateRule to Answers
        Held-out answers of the pack's training, from which ranges for any target follow.
    levels : dict of GateRule to LevelAnswers
        The same photos' answers about the parents of the tree; empty in packs without one.
    """

    moments: SceneMoments
    kept: np.ndarray[Any, np.dtype[np.float16]]
    kept_rows: RowArray
    answers: dict[GateRule, Answers]
    levels: dict[GateRule, LevelAnswers] = field(default_factory=dict)
    _plain: list[tuple[Head, float]] = field(
        default_factory=list, init=False, repr=False, compare=False
    )

    def plain_head(self) -> tuple[Head, float]:
        """Return head and spread of discriminant analysis of the moments, computed once.

        It costs as much as all the rest of a refresh.
        """
        if not self._plain:
            plain = fit_lda(self.moments)
            self._plain.append((plain.head, plain.spread))
        return self._plain[0]

    def kept_features(self) -> FloatArray:
        """Return the kept features as float32 (M, D)."""
        return self.kept.astype(np.float32)

    def to_bytes(self) -> bytes:
        """Return the statistics as safetensors."""
        arrays: dict[str, np.ndarray[Any, Any]] = {
            "counts": self.moments.counts,
            "means": self.moments.means,
            "covariance": self.moments.covariance.astype(np.float16),
            "weight": np.array([self.moments.weight], dtype=np.float32),
            "kept": np.ascontiguousarray(self.kept),
            "kept_rows": self.kept_rows.astype(np.int32),
        }
        for rule, part in self.answers.items():
            arrays[f"values_{rule}"] = part.values
            # The same for every rule: the rules differ in what they cut.
            arrays["right"], arrays["proposed"] = part.right, part.proposed.astype(np.int16)
        for rule, level in self.levels.items():
            arrays[f"level_values_{rule}"] = level.values
            arrays[f"level_right_{rule}"] = level.right
            arrays["level_parents"] = level.parents.astype(np.int16)
        return save({name: np.ascontiguousarray(array) for name, array in arrays.items()})

    @classmethod
    def from_bytes(cls, blob: bytes) -> Statistics:
        """Read what :meth:`to_bytes` wrote."""
        arrays = load(blob)
        moments = SceneMoments(
            arrays["counts"],
            arrays["means"],
            arrays["covariance"].astype(np.float32),
            float(arrays["weight"][0]),
            arrays["counts"],
        )
        answers = {
            rule: Answers(
                arrays[f"values_{rule}"], arrays["right"], arrays["proposed"].astype(np.int64)
            )
            for rule in GateRule
        }
        levels = {
            rule: LevelAnswers(
                arrays[f"level_values_{rule}"],
                arrays["level_parents"].astype(np.int64),
                arrays[f"level_right_{rule}"],
            )
            for rule in GateRule
            if f"level_values_{rule}" in arrays
        }
        kept_rows = arrays["kept_rows"].astype(np.intp)
        return cls(moments, arrays["kept"], kept_rows, answers, levels)


@dataclass(frozen=True)
class Pack:
    """A scene pack in memory; the backbone's weights stay in their file.

    Attributes
    ----------
    path, name, scenes, model, backbone
        What the files of the folder say.
    load_statistics : callable
        Gives the statistics: only learning needs them, and the window opens sooner without.
    """

    path: Path
    name: str
    scenes: list[SceneSpec]
    model: Model
    load_statistics: Callable[[], Statistics]
    backbone: BackboneSpec

    @cached_property
    def statistics(self) -> Statistics:
        """What a refresh needs of the training photos; read when it is first asked for.

        Raises
        ------
        KnownError
            If the file cannot be read or is damaged.
        """
        return self.load_statistics()

    def with_statistics(self, statistics: Statistics) -> Pack:
        """Return the same pack with other statistics."""
        return replace(self, load_statistics=lambda: statistics)

    @property
    def input_px(self) -> int:
        """Side of the backbone's square input."""
        return self.backbone.input_px

    @property
    def resize_mode(self) -> str:
        """How a photo becomes that square."""
        return self.backbone.resize_mode

    @property
    def backbone_file(self) -> Path:
        """The weights."""
        return self.path / BACKBONE_FILE


def checksum(data: bytes) -> str:
    """Return the SHA-256 as hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def read_verified(path: Path, expected: str) -> bytes:
    """Read a file of the pack and compare its SHA-256.

    Raises
    ------
    KnownError
        If it cannot be read or is not the file that the pack names.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise _unreadable(path, error) from error
    if checksum(data) != expected:
        raise KnownError("pack_checksum", path=str(path))
    return data


def read_entry(folder: Path) -> dict[str, Any]:
    """Read ``pack.json``.

    Raises
    ------
    KnownError
        If the folder holds no scene pack.
    """
    try:
        entry: dict[str, Any] = json.loads((folder / PACK_FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise _not_a_pack(folder, error) from error
    return entry


def read_backbone_spec(folder: Path) -> BackboneSpec:
    """Read what ``pack.json`` says of the backbone, without loading anything else."""
    entry = read_entry(folder)["backbone"]
    known = {field.name for field in fields(BackboneSpec)}
    spec = {name: value for name, value in entry.items() if name in known}
    return BackboneSpec(**spec | {"mean": tuple(spec["mean"]), "std": tuple(spec["std"])})


def load_pack(path: Path | str, *, at_once: bool = True) -> Pack:
    """Load and check a scene pack: its folder, or the ``pack.json`` in it.

    Parameters
    ----------
    path : Path or str
    at_once : bool
        False: the statistics are read and checked when somebody asks for them, and of the
        backbone's weights only that they are there; who loads them checks them.

    Raises
    ------
    KnownError
        If a file is missing, damaged or not a scene pack.
    """
    folder = Path(path)
    if folder.name == PACK_FILE:
        folder = folder.parent
    try:
        entry = read_entry(folder)
        files, spec = entry["files"], read_backbone_spec(folder)
        scenes = parse_scenes(read_verified(folder / SCENES_FILE, files[SCENES_FILE]).decode())
        model = Model.from_bytes(read_verified(folder / MODEL_FILE, files[MODEL_FILE]))
        load_statistics = partial(_read_statistics, folder, files[STATISTICS_FILE])
        pack = Pack(folder, entry["name"], scenes, model, load_statistics, spec)
    except (ValueError, KeyError, TypeError) as error:
        raise _not_a_pack(folder, error) from error
    if at_once:
        verify_pack(pack)
    else:
        for name in (BACKBONE_FILE, STATISTICS_FILE):
            _look_for(folder / name)
    return pack


def verify_pack(pack: Pack) -> None:
    """Check what opening a library leaves for later: the statistics and the backbone's weights.

    Raises
    ------
    KnownError
        If a file is missing or damaged.
    """
    read_verified(pack.backbone_file, pack.backbone.sha256)
    _ = pack.statistics


def _read_statistics(folder: Path, expected: str) -> Statistics:
    try:
        return Statistics.from_bytes(read_verified(folder / STATISTICS_FILE, expected))
    except (ValueError, KeyError, TypeError) as error:
        raise _not_a_pack(folder, error) from error


def _look_for(file: Path) -> None:
    """Make sure that a file is there, without reading it."""
    try:
        file.stat()
    except OSError as error:
        raise _unreadable(file, error) from error


def _unreadable(file: Path, error: OSError) -> KnownError:
    return KnownError("pack_unreadable", path=str(file), cause=error.strerror or str(error))


def _not_a_pack(folder: Path, error: Exception) -> KnownError:
    return KnownError("not_a_pack", path=str(folder), cause=str(error))


def save_pack(pack: Pack) -> None:
    """Write all files but the backbone's weights, which must be there already."""
    parts = {
        SCENES_FILE: format_scenes(pack.scenes).encode(),
        MODEL_FILE: pack.model.to_bytes(),
        STATISTICS_FILE: pack.statistics.to_bytes(),
    }
    pack.path.mkdir(parents=True, exist_ok=True)
    for name, data in parts.items():
        (pack.path / name).write_bytes(data)
    entry = {
        "format": 1,
        "name": pack.name,
        "backbone": asdict(pack.backbone),
        "files": {name: checksum(data) for name, data in parts.items()},
    }
    text = json.dumps(entry, indent=1, ensure_ascii=False) + "\n"
    (pack.path / PACK_FILE).write_text(text, encoding="utf-8")
