"""What another range would change for one scene: arrays sorted once, counted by bisection."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import numpy.typing as npt

from app.core.types import FloatArray, IdArray, SceneSimilarities, Status

BINS = 48
_STATUSES = list(Status)


class HistogramPart(IntEnum):
    """What the bars of the histogram count: tags without an answer, and answers."""

    ACCEPTED = 0
    REJECTED = 1
    YES = 2
    NO = 3


@dataclass(frozen=True, slots=True)
class RangeEffect:
    """How many photos a range would add to the accepted, and take from them."""

    gained: int
    lost: int


class RangePreview:
    """Similarities of one scene against the range in force.

    Parameters
    ----------
    data : SceneSimilarities
        As the reader gives them.
    low, high : float
        The range in force, both ends included.
    fixed : sequence of int
        Photos left out of a refresh: no range moves them.

    Attributes
    ----------
    start, end : float
        Ends of the scale: 0 to 1, wider where a number lies outside.
    """

    def __init__(
        self, data: SceneSimilarities, low: float, high: float, fixed: Sequence[int] = ()
    ) -> None:
        self.low, self.high = low, high
        accepted = data.statuses == _STATUSES.index(Status.ACCEPTED)
        rejected = data.statuses == _STATUSES.index(Status.REJECTED)
        silent = (data.said == 0) & ~np.isin(data.ids, np.asarray(fixed, dtype=np.int64))
        masks = {
            HistogramPart.ACCEPTED: accepted & silent,
            HistogramPart.REJECTED: rejected & silent,
            HistogramPart.YES: data.said > 0,
            HistogramPart.NO: data.said < 0,
        }
        self._values = {k: np.sort(data.similarities[mask]) for k, mask in masks.items()}
        without_answer = (accepted | rejected) & silent & np.isfinite(data.similarities)
        order = np.argsort(data.similarities[without_answer], kind="stable")
        self._ids: IdArray = data.ids[without_answer][order]
        self._sorted: FloatArray = data.similarities[without_answer][order]
        finite = data.similarities[np.isfinite(data.similarities)]
        self.start = float(min(0.0, finite.min(initial=0.0)))
        self.end = float(max(1.0, finite.max(initial=1.0)))

    def __len__(self) -> int:
        return len(self._ids)

    def count(self, part: HistogramPart) -> int:
        """Return how many photos a part holds."""
        return len(self._values[part])

    def histogram(
        self, part: HistogramPart
    ) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]:
        """Return counts (BINS,) and edges (BINS + 1,) of one part."""
        counts, edges = np.histogram(self._values[part], BINS, (self.start, self.end))
        return counts.astype(np.int64), edges.astype(np.float64)

    def effect(self, low: float, high: float) -> RangeEffect:
        """Count what would change with another range."""
        new = self._inside(HistogramPart.ACCEPTED, low, high) + self._inside(
            HistogramPart.REJECTED, low, high
        )
        # Photos that are inside both ranges keep the word that they have now.
        both_low, both_high = max(low, self.low), min(high, self.high)
        both = self._inside(HistogramPart.ACCEPTED, both_low, both_high)
        both += self._inside(HistogramPart.REJECTED, both_low, both_high)
        lost = self._inside(HistogramPart.ACCEPTED, self.low, self.high)
        lost -= self._inside(HistogramPart.ACCEPTED, both_low, both_high)
        return RangeEffect(new - both, lost)

    def beside(self, line: float, count: int, *, is_low: bool) -> tuple[list[int], list[int]]:
        """Return photos just inside and just outside a line, the nearest to it first."""
        at = int(np.searchsorted(self._sorted, line, "left" if is_low else "right"))
        below = [int(i) for i in self._ids[max(0, at - count) : at][::-1]]
        above = [int(i) for i in self._ids[at : at + count]]
        return (above, below) if is_low else (below, above)

    def similarity_of(self, photos: list[int]) -> dict[int, float]:
        """Map photos that :meth:`beside` returned to their similarity."""
        wanted = np.isin(self._ids, photos)
        pairs = zip(self._ids[wanted], self._sorted[wanted], strict=True)
        return {int(i): float(v) for i, v in pairs}

    def _inside(self, part: HistogramPart, low: float, high: float) -> int:
        if low > high:
            return 0
        values = self._values[part]
        first = np.searchsorted(values, np.float32(low), "left")
        last = np.searchsorted(values, np.float32(high), "right")
        return int(last - first)
