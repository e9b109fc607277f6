"""A pack whose scenes form families: the family is easy to tell, which scene of it is not."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np

from app.core.method.layout import Layout
from app.core.pack import Pack, Statistics
from app.core.scenes import SceneSpec
from tests.core.albums import SIZE, build
from tests.tiny_pack import tiny_pack

KINDS = ("beach", "lake", "river", "forest", "kitchen", "bedroom", "object")
SCENES = KINDS[:-1]
PARENTS = {
    "beach": "water",
    "lake": "water",
    "river": "water",
    "water": "outdoors",
    "forest": "outdoors",
    "kitchen": "indoors",
    "bedroom": "indoors",
}
LAYOUT = Layout(SCENES, KINDS, np.array([0, 1, 2, 3, 4, 5, -1])).with_parents(PARENTS)


def corners() -> np.ndarray:
    """Kinds of one parent lie close together: which of them it is, is hard to tell."""
    random = np.random.default_rng(5)
    families = random.normal(0, 2.2, (4, SIZE))
    own = random.normal(0, 0.9, (len(KINDS), SIZE))
    return (families[[0, 0, 0, 1, 2, 2, 3]] + own).astype(np.float32)


def album(count: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    rows = np.repeat(np.arange(len(KINDS)), count)
    noise = np.random.default_rng(seed).normal(0, 1.5, (len(rows), SIZE))
    return (corners()[rows] + noise).astype(np.float32), rows


@cache
def make_pack() -> Pack:
    """Return a pack as a file would give it back."""
    features, rows = album(150, seed=0)
    built = build(features, rows, LAYOUT)
    keep = np.arange(0, len(rows), 6)
    kept = features[keep].astype(np.float16)
    statistics = Statistics(built.moments, kept, rows[keep], built.answers, built.levels)
    statistics = Statistics.from_bytes(statistics.to_bytes())
    scenes = [
        SceneSpec(s, s, s, PARENTS.get(s), "#000000")
        for s in dict.fromkeys((*SCENES, *PARENTS.values()))
    ]
    return replace(tiny_pack(), model=built.model, scenes=scenes).with_statistics(statistics)
