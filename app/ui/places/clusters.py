"""Photos that are near each other on the screen are one dot: so many dots as can be told apart."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from app.core.search.forms import Box
from app.core.types import IdArray
from app.core.world.localities import SpotArray
from app.ui.places.viewport import PointArray

CELL_PX = 48


@dataclass(frozen=True, slots=True)
class Clusters:
    """Dots of a scale.

    Attributes
    ----------
    points : float64 (K, 2)
        Where each is on the map: the middle of its photos.
    counts : int64 (K,)
    boxes : float64 (K, 4)
        South, west, north and east of its photos.
    """

    points: PointArray
    counts: IdArray
    boxes: npt.NDArray[np.float64]

    def box(self, which: int) -> Box:
        """Return the box around the photos of a dot."""
        south, west, north, east = self.boxes[which].tolist()
        return south, west, north, east


def cluster(points: PointArray, spots: SpotArray, scale: float) -> Clusters:
    """Put photos together that share a cell of the map, at this width of the whole in pixels.

    Cells lie still when the map is moved, so that dots do not change under the pointer.
    """
    if not len(points):
        return Clusters(np.zeros((0, 2)), np.zeros(0, dtype=np.int64), np.zeros((0, 4)))
    cells = np.floor(points * (scale / CELL_PX)).astype(np.int64)
    key = cells[:, 0] * (1 << 24) + cells[:, 1]
    order = np.argsort(key, kind="stable")
    first = np.flatnonzero(np.diff(key[order], prepend=key[order[0]] - 1))
    counts = np.diff(np.append(first, len(order)))
    middle = np.add.reduceat(points[order], first, axis=0) / counts[:, None]
    low = np.minimum.reduceat(spots[order], first, axis=0)
    high = np.maximum.reduceat(spots[order], first, axis=0)
    return Clusters(middle, counts, np.hstack([low, high]))
