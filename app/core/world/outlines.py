"""The outlines of all countries (Natural Earth), for the map and to tell land from sea."""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from app.core.types import BoolArray
from app.core.world.localities import SpotArray

FILE = "outlines-{scale}.json.gz"
# The file has whole numbers, 600 m each at the equator.
PER_DEGREE = 180
# Small scale for the whole earth, larger for a part of it.
SMALL, LARGE = "110m", "50m"


@dataclass(frozen=True, slots=True)
class Outlines:
    """Rings of one scale.

    Attributes
    ----------
    rings : list of float32 (N, 2)
        Points of each ring, degrees east and north; the last is the first.
    countries : list of str
        Two letters of the country of each ring, ``--`` where it has none.
    boxes : float32 (R, 4)
        West, south, east and north of each ring.
    """

    rings: list[npt.NDArray[np.float32]]
    countries: list[str]
    boxes: npt.NDArray[np.float32]

    def countries_at(self, spots: SpotArray) -> list[str]:
        """Return the country of each spot, (N, 2) of degrees north and east; empty at sea."""
        found = [""] * len(spots)
        for which, (north, east) in enumerate(spots):
            west_, south, east_, north_ = self.boxes.T
            near = (west_ <= east) & (east <= east_) & (south <= north) & (north <= north_)
            inside: dict[str, bool] = {}
            for ring in np.flatnonzero(near):
                code = self.countries[ring]
                # A hole turns what is inside the outer ring into outside again.
                crossed = is_inside(self.rings[ring], east, north)
                inside[code] = inside.get(code, False) != crossed
            found[which] = next((code for code, is_in in inside.items() if is_in), "")
        return found


def load_outlines(folder: Path, scale: str) -> Outlines:
    """Load the outlines of a scale, ``SMALL`` or ``LARGE``."""
    rows = json.loads(gzip.decompress((folder / FILE.format(scale=scale)).read_bytes()))
    steps = (np.array(steps, dtype=np.int32).reshape(-1, 2) for _, steps in rows)
    rings = [(each.cumsum(axis=0) / PER_DEGREE).astype(np.float32) for each in steps]
    boxes = np.array([[*ring.min(axis=0), *ring.max(axis=0)] for ring in rings], dtype=np.float32)
    return Outlines(rings, [code for code, _ in rows], boxes)


def is_inside(ring: npt.NDArray[np.float32], x: float, y: float) -> bool:
    """Return whether a point lies inside a ring: a ray to the right crosses it an odd time."""
    x0, y0, x1, y1 = *ring[:-1].T, *ring[1:].T
    spans: BoolArray = (y0 > y) != (y1 > y)
    x0, y0, x1, y1 = x0[spans], y0[spans], x1[spans], y1[spans]
    return bool(np.count_nonzero(x0 + (y - y0) / (y1 - y0) * (x1 - x0) > x) % 2)
