"""Albums of features, drawn from known distributions: scenes, their kinds, and the unknown."""

from __future__ import annotations

from typing import Any

import numpy as np

from app.core.method.fitting import Recipe
from app.core.method.layout import Layout
from app.lab.training.build import build_model

SIZE = 16
LAYOUT = Layout(
    ("beach", "shop", "forest", "kitchen"),
    ("beach", "bakery", "bookshop", "forest", "kitchen", "corridor"),
    np.array([0, 1, 1, 2, 3, -1]),
)


def corners(count: int, seed: int = 5) -> np.ndarray:
    return np.random.default_rng(seed).normal(0, 1.5, (count, SIZE)).astype(np.float32)


def make_album(count: int, seed: int = 0, spread: float = 1.0) -> tuple[np.ndarray, np.ndarray]:
    """Return features (N, 16) around the corners of all kinds, and their rows."""
    random = np.random.default_rng(seed)
    rows = np.repeat(np.arange(len(LAYOUT.kinds)), count)
    noise = random.normal(0, spread, (len(rows), SIZE))
    return (corners(len(LAYOUT.kinds))[rows] + noise).astype(np.float32), rows


def make_unknown(count: int, seed: int = 9) -> np.ndarray:
    """Return features (N, 16) around corners that no kind has."""
    random = np.random.default_rng(seed)
    places = corners(12)[6:]
    chosen = places[random.integers(0, len(places), count)]
    return (chosen + random.normal(0, 1, (count, SIZE))).astype(np.float32)


def build(features: np.ndarray, rows: np.ndarray, layout: Layout = LAYOUT, **recipe: Any) -> Any:
    """Build a model of an album in which no two samples look alike."""
    samples = np.arange(len(rows))
    asked = Recipe(**recipe)
    return build_model(
        features, rows, samples, backbone_id="x", layout=layout, target=0.1, recipe=asked
    )
