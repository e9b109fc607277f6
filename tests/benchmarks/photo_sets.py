"""Features of photos whose scenes are known, for the experiments on calibration and learning."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from app.core.pack import Pack, load_pack
from app.core.types import ByteArray, FloatArray
from app.jobs.runner import run_now
from app.lab.evaluate import read_folder_truth
from app.lab.photo_features import cached_features, read_json
from app.media.decode import decode_image
from app.places import resources_dir
from app.vision.encoder_process import EncoderProcess

UNKNOWN = "unknown"


@dataclass(frozen=True)
class PhotoSet:
    """Features (N, D), what each photo shows (``UNKNOWN`` for none of the scenes), its folder."""

    features: FloatArray
    scenes: np.ndarray
    folders: np.ndarray

    def of(self, scene: str) -> FloatArray:
        """Return the features of one scene's photos."""
        return self.features[self.scenes == scene]

    def take(self, index: np.ndarray) -> PhotoSet:
        """Return some of the photos."""
        return PhotoSet(self.features[index], self.scenes[index], self.folders[index])


def add_options(parser: ArgumentParser) -> None:
    """Add what every experiment takes."""
    parser.add_argument("folders", type=Path, nargs="+", help="each holds one folder a class")
    parser.add_argument(
        "--map",
        type=Path,
        action="append",
        default=[],
        help='{"folder": "scene id"}, null leaves it out; may be given several times',
    )
    parser.add_argument("--scenes", type=Path, help="another scene pack")
    parser.add_argument("--cache", type=Path, help="keep features between runs")
    parser.add_argument("--json", type=Path, help="write the table there, too")


def read_sets(options: Namespace) -> tuple[Pack, PhotoSet]:
    """Load the pack and the features of all folders."""
    pack = load_pack(options.scenes or resources_dir() / "scene_pack")
    parts = [read_set(pack, folder, options) for folder in options.folders]
    return pack, join_sets(parts)


def join_sets(parts: Sequence[PhotoSet]) -> PhotoSet:
    """Put sets together."""
    return PhotoSet(
        np.concatenate([part.features for part in parts]),
        np.concatenate([part.scenes for part in parts]),
        np.concatenate([part.folders for part in parts]),
    )


def read_set(
    pack: Pack, folder: Path, options: Namespace, *, style: str = "plain", every: int = 1
) -> PhotoSet:
    """Read one folder of classes, each ``every``-th photo, in a style of ``STYLES``."""
    mapping: dict[str, str | None] = {}
    for file in options.map:
        mapping |= read_json(file)
    truth = read_folder_truth(folder, mapping, set(pack.model.scenes)).scenes
    wanted = sorted(truth)[::every]

    def read(path: Path) -> ByteArray:
        return STYLES[style](decode_image(path, pack.input_px, pack.resize_mode).model_input)

    encoder = EncoderProcess(pack.path)
    found = run_now(
        cached_features(
            wanted,
            read,
            encoder,
            pack.backbone.feature_size,
            cache_dir=options.cache,
            step="evaluate" if style == "plain" else style,
        )
    )
    encoder.close()
    scenes = np.array([next(iter(truth[path]), UNKNOWN) for path in found.files])
    return PhotoSet(found.features, scenes, np.array([path.parent.name for path in found.files]))


def _shrink(image: ByteArray) -> ByteArray:
    """Return the photo as if it had 64 pixels a side."""
    side = image.shape[0]
    small = Image.fromarray(image).resize((64, 64), Image.Resampling.BICUBIC)
    return np.asarray(small.resize((side, side), Image.Resampling.BICUBIC))


def _cast(image: ByteArray) -> ByteArray:
    """Return the photo as under a warm lamp, white balance left alone."""
    return np.clip(image * np.array([1.15, 0.95, 0.65]), 0, 255).astype(np.uint8)


def _grey(image: ByteArray) -> ByteArray:
    """Return the photo without colour."""
    grey = image @ np.array([0.299, 0.587, 0.114])
    return np.repeat(grey[..., None], 3, axis=2).astype(np.uint8)


STYLES: dict[str, Callable[[ByteArray], ByteArray]] = {
    "plain": lambda image: image,
    "64 px": _shrink,
    "warm cast": _cast,
    "grey": _grey,
}
