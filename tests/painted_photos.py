"""Photos of one colour a class, and an encoder for which colours are features."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Generator
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from app.core.pack import BACKBONE_FILE
from app.lab.training.train_pack import TrainingPlan, train_pack

PX = 16
COLOURS = {"coast": (20, 60, 220), "kitchen": (200, 160, 90), "rainforest": (20, 160, 40)}
BACKGROUND = {"corridor": (128, 128, 128)}
UNKNOWN = {"dam": (240, 20, 240)}


class CountingEncoder:
    """Features are mean and spread of colours: enough for classes of one colour."""

    backbone_id = "counting"

    def __init__(self) -> None:
        self.images = 0
        self.is_closed = False

    def encode(self, images: np.ndarray) -> np.ndarray:
        self.images += len(images)
        pixels = images.reshape(len(images), -1, 3).astype(np.float32) / 64
        mean, spread = pixels.mean(axis=1), pixels.std(axis=1)
        return np.concatenate([mean, spread, mean[:, ::-1] * mean], axis=1)

    def close(self) -> None:
        self.is_closed = True


def paint(folder: Path, colours: dict[str, tuple[int, int, int]], count: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    for name, colour in colours.items():
        (folder / name).mkdir(parents=True)
        for number in range(count):
            noise = random.normal(0, 40, (PX, PX, 3)) + random.normal(0, 25, 3)
            pixels = np.clip(np.array(colour) + noise, 0, 255).astype(np.uint8)
            Image.fromarray(pixels).save(folder / name / f"{number:03}.png")


def make_photos(place: Path) -> Path:
    """Fill a folder with photos for training and testing, maps, names and a backbone."""
    paint(place / "train", COLOURS | BACKGROUND | UNKNOWN, 40, 0)
    paint(place / "test", COLOURS | UNKNOWN, 15, 1)
    (place / "train" / "coast" / "broken.jpg").write_bytes(b"no photo")
    scene_map = {
        "scenes": {"beach": ["coast"], "kitchen": ["kitchen"], "forest": ["rainforest"]},
        "background_train": ["corridor"],
        "unknown_test_only": ["dam"],
    }
    (place / "map.json").write_text(json.dumps(scene_map))
    names = [
        {"id": i, "name_en": i, "name_zh": i, "parent": None, "colour": "#123456"}
        for i in ("beach", "kitchen", "forest", "unused")
    ]
    (place / "scenes.json").write_text(json.dumps(names))
    (place / "test.json").write_text(json.dumps({"coast": "beach", "rainforest": "forest"}))
    backbone = place / "backbone"
    backbone.mkdir()
    (backbone / BACKBONE_FILE).write_bytes(b"frozen weights")
    spec = {
        "name": "counting",
        "variant": "lite0",
        "feature_size": 9,
        "input_px": PX,
        "resize_mode": "squash",
        "mean": [0, 0, 0],
        "std": [1, 1, 1],
        "sha256": hashlib.sha256(b"frozen weights").hexdigest(),
    }
    (backbone / "pack.json").write_text(json.dumps({"backbone": spec}))
    return place


def drain(job: Generator[Any, None, Any]) -> Any:
    while True:
        try:
            next(job)
        except StopIteration as stop:
            return stop.value


def train(
    photos: Path,
    out: Path,
    encoder: CountingEncoder,
    *,
    cache_dir: Path | None = None,
    **options: Any,
) -> dict[str, Any]:
    plan = TrainingPlan(
        [photos / "train"],
        map_file=photos / "map.json",
        scenes_file=photos / "scenes.json",
        backbone_dir=photos / "backbone",
        step_px=PX,
        **options,
    )
    job = train_pack(plan, out, cache_dir=cache_dir, make_encoder=lambda folder, is_fast: encoder)
    return drain(job)
