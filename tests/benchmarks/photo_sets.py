"""Features of photos whose scenes are known, for the experiments on calibration and learning."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from app.bootstrap import resources_dir
from app.core.pack import Pack, load_pack
from app.core.types import ByteArray, FloatArray
from app.jobs.evaluate import read_folder_truth
from app.jobs.photo_features import cached_features, read_json
from app.jobs.runner import run_now
from app.media.decode import decode_image
from app.vision.encoder_process import EncoderProcess

UNKNOWN = "unknown"


@dataclass(frozen=True)
class PhotoSet:
    """Features (N, D) and what each photo shows (``UNKNOWN`` for none of the scenes)."""

    features: FloatArray
    scenes: np.ndarray

    def of(self, scene: str) -> FloatArray:
        """Return the features of one scene's photos."""
        return self.features[self.scenes == scene]


def add_options(parser: ArgumentParser) -> None:
    """Add what every experiment takes."""
    parser.add_argument("folders", type=Path, nargs="+", help="each holds one folder a class")
    parser.add_argument("--map", type=Path, help='{"folder": "scene id"}, null leaves it out')
    parser.add_argument("--scenes", type=Path, help="another scene pack")
    parser.add_argument("--cache", type=Path, help="keep features between runs")
    parser.add_argument("--json", type=Path, help="write the table there, too")


def read_sets(options: Namespace) -> tuple[Pack, PhotoSet]:
    """Load the pack and the features of all folders."""
    pack = load_pack(options.scenes or resources_dir() / "scene_pack")
    mapping = read_json(options.map) if options.map else None
    truth: dict[Path, frozenset[str]] = {}
    for folder in options.folders:
        truth |= read_folder_truth(folder, mapping, set(pack.model.scenes)).scenes

    def read(path: Path) -> ByteArray:
        return decode_image(path, pack.input_px, pack.resize_mode).model_input

    encoder = EncoderProcess(pack.path)
    found = run_now(
        cached_features(
            list(truth),
            read,
            encoder,
            pack.backbone.feature_size,
            cache_dir=options.cache,
            step="evaluate",
        )
    )
    encoder.close()
    scenes = np.array([next(iter(truth[path]), UNKNOWN) for path in found.files])
    return pack, PhotoSet(found.features, scenes)
