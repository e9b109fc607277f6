"""Which part of the earth is seen, and where its spots are on the screen (Mercator).

The whole map is a square of side 1: x goes from west to east, y from north to south.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from app.core.search.forms import Box
from app.core.world.localities import SpotArray

PointArray = npt.NDArray[np.float64]
# Further north and south the map would never end.
HIGHEST = 85.05
# The width of the whole earth in pixels: one pixel is some ten metres then.
LARGEST_PX = 4_000_000.0
# A box that is shown leaves a margin, and shows no less than this share of the earth.
ROOM, SMALLEST_PART = 0.8, 0.002


def to_map(spots: SpotArray) -> PointArray:
    """Return where spots are on the map: (N, 2) of degrees north and east to (N, 2) of x and y."""
    north = np.radians(np.clip(spots[:, 0], -HIGHEST, HIGHEST))
    y = 0.5 - np.log(np.tan(np.pi / 4 + north / 2)) / (2 * np.pi)
    return np.stack([spots[:, 1] / 360 + 0.5, y], axis=1)


def to_spot(x: float, y: float) -> tuple[float, float]:
    """Return degrees north and east of a place of the map; the nearest ones beyond its edges."""
    east = max(-180.0, min(180.0, (x - 0.5) * 360))
    north = math.degrees(2 * math.atan(math.exp((0.5 - y) * 2 * math.pi)) - math.pi / 2)
    return max(-HIGHEST, min(HIGHEST, north)), east


@dataclass(frozen=True)
class Viewport:
    """A part of the map on a widget.

    Attributes
    ----------
    width, height : float
        Of the widget, in pixels.
    x, y : float
        What of the map is in its middle.
    scale : float
        The width of the whole map, in pixels.
    """

    width: float
    height: float
    x: float = 0.5
    y: float = 0.4
    scale: float = 1.0

    def place(self, points: PointArray) -> PointArray:
        """Return where points of the map are on the widget, (N, 2) pixels."""
        middle = np.array([self.width / 2, self.height / 2])
        places: PointArray = (points - np.array([self.x, self.y])) * self.scale + middle
        return places

    def point(self, x_px: float, y_px: float) -> tuple[float, float]:
        """Return what of the map is at a place of the widget."""
        return (
            self.x + (x_px - self.width / 2) / self.scale,
            self.y + (y_px - self.height / 2) / self.scale,
        )

    def zoomed(self, factor: float, x_px: float, y_px: float) -> Viewport:
        """Return the part with other scale in which the same spot stays under the pointer."""
        x, y = self.point(x_px, y_px)
        scale = max(self._least, min(LARGEST_PX, self.scale * factor))
        return replace(
            self,
            scale=scale,
            x=x - (x_px - self.width / 2) / scale,
            y=y - (y_px - self.height / 2) / scale,
        ).within()

    def moved(self, right_px: float, down_px: float) -> Viewport:
        """Return the part that is seen after the map was pulled along."""
        x, y = self.x - right_px / self.scale, self.y - down_px / self.scale
        return replace(self, x=x, y=y).within()

    def resized(self, width: float, height: float) -> Viewport:
        """Return the same part on a widget of another size."""
        return replace(self, width=max(1.0, width), height=max(1.0, height)).within()

    def around(self, box: Box) -> Viewport:
        """Return the part that shows a box: south, west, north, east."""
        south, west, north, east = box
        corners = to_map(np.array([[north, west], [south, east]]))
        (left, top), (right, bottom) = corners.tolist()
        across = max(right - left, SMALLEST_PART) / ROOM
        down = max(bottom - top, SMALLEST_PART) / ROOM
        scale = min(self.width / across, self.height / down, LARGEST_PX)
        middle = (left + right) / 2, (top + bottom) / 2
        return replace(self, x=middle[0], y=middle[1], scale=scale).within()

    def within(self) -> Viewport:
        """Return the nearest part that lies on the map."""
        scale = max(self.scale, self._least)
        across, down = self.width / scale / 2, self.height / scale / 2
        x = min(max(self.x, across), 1 - across) if across < 0.5 else 0.5
        y = min(max(self.y, down), 1 - down) if down < 0.5 else 0.5
        return replace(self, scale=scale, x=x, y=y)

    def box(self, left: float, top: float, right: float, bottom: float) -> Box:
        """Return the box of a rectangle of the widget: south, west, north, east."""
        north, west = to_spot(*self.point(left, top))
        south, east = to_spot(*self.point(right, bottom))
        return south, west, north, east

    @property
    def _least(self) -> float:
        return max(self.width, 64.0)
