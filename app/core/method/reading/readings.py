"""All that the gate asks of photos before it cuts: it changes with the model, not with the ranges.

A photo's scores cost a product with every row of the head, and all of its 1,280 features have to
be read for that. Of them the gate looks at some twenty numbers. Kept, these are what a change of
ranges needs: 100,000 photos are cut again in a thirtieth of the time.

Further scenes are read only of photos that were accepted once: who is accepted later is read then.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from app.core.types import BoolArray, FloatArray, IdArray

SmallArray = npt.NDArray[np.int16]


@dataclass(frozen=True, slots=True)
class SceneReadings:
    """Of N photos the proposed scene, and what the gate asks of it.

    Attributes
    ----------
    proposed, second : int16 (N,)
        The best and the second scene of those not refused; -1 for none.
    similarity, confidence, patent : float32 (N,)
        Of the proposed scene, by the rule in force, as share, and by the patent.
    rival, background : float32 (N,)
        Share of the second scene, and the largest of a background class.
    finite, refused_first : bool (N,)
        False where a number is none; and whether a person refused the best scene of all.
    """

    proposed: SmallArray
    second: SmallArray
    similarity: FloatArray
    confidence: FloatArray
    patent: FloatArray
    rival: FloatArray
    background: FloatArray
    finite: BoolArray
    refused_first: BoolArray


@dataclass(frozen=True, slots=True)
class LevelReadings:
    """Of N photos the most confident parent of each of L levels, the most specific level first.

    ``values`` float32 (N, L), ``parents`` int16 (N, L) and ``certain`` bool (N, L) are those of
    :func:`app.core.method.reading.levels.ask_levels`.
    """

    values: FloatArray
    parents: SmallArray
    certain: BoolArray


@dataclass(frozen=True, slots=True)
class FurtherReadings:
    """The scenes that photos might bear beside the proposed one.

    Attributes
    ----------
    known : bool (N,)
        Of which photos they were read.
    rows : int64 (M,)
        Their photos, rising; those of one photo by confidence, the best first.
    scenes : int16 (M,)
    values : float32 (M,)
        Similarities by the rule in force.
    """

    known: BoolArray
    rows: IdArray
    scenes: SmallArray
    values: FloatArray

    def with_more(self, more: FurtherReadings) -> FurtherReadings:
        """Return these and those of photos that were not known, of the same N."""
        rows = np.concatenate([self.rows, more.rows])
        order = np.argsort(rows, kind="stable")
        return FurtherReadings(
            self.known | more.known,
            rows[order],
            np.concatenate([self.scenes, more.scenes])[order],
            np.concatenate([self.values, more.values])[order],
        )

    def take(self, chosen: IdArray) -> FurtherReadings:
        """Return those of some photos, each named once."""
        starts = np.searchsorted(self.rows, chosen)
        counts = np.searchsorted(self.rows, chosen, side="right") - starts
        before = np.cumsum(counts) - counts
        at = np.repeat(starts - before, counts) + np.arange(counts.sum())
        rows = np.repeat(np.arange(len(chosen)), counts)
        return FurtherReadings(self.known[chosen], rows, self.scenes[at], self.values[at])


@dataclass(frozen=True, slots=True)
class Readings:
    """What the gate asks of N photos under one model."""

    scenes: SceneReadings
    levels: LevelReadings
    further: FurtherReadings

    def __len__(self) -> int:
        return len(self.scenes.proposed)

    def take(self, chosen: IdArray) -> Readings:
        """Return those of some photos, each named once."""
        return Readings(
            SceneReadings(*(column[chosen] for column in _columns(self.scenes))),
            LevelReadings(*(column[chosen] for column in _columns(self.levels))),
            self.further.take(chosen),
        )

    def to_arrays(self) -> dict[str, npt.NDArray[Any]]:
        """Return every column by name; :meth:`from_arrays` reads them."""
        return {
            f"{part.name}.{column.name}": getattr(getattr(self, part.name), column.name)
            for part, kind in zip(fields(self), _PARTS, strict=True)
            for column in fields(kind)
        }

    @classmethod
    def from_arrays(cls, arrays: dict[str, npt.NDArray[Any]]) -> Readings:
        """Return the readings of columns by name.

        Raises
        ------
        ValueError
            When they are not what :meth:`to_arrays` gives.
        """
        parts = []
        for part, kind in zip(fields(cls), _PARTS, strict=True):
            names = [f"{part.name}.{column.name}" for column in fields(kind)]
            if not arrays.keys() >= {*names}:
                raise ValueError("columns are missing")
            parts.append(kind(*(arrays[name] for name in names)))
        found = cls(*parts)
        found.require_one_length()
        return found

    def require_one_length(self) -> None:
        """Raise ValueError where columns of the same photos have different lengths."""
        count, more = len(self), len(self.further.rows)
        of_photos = [*_columns(self.scenes), *_columns(self.levels), self.further.known]
        of_further = [*_columns(self.further)][1:]
        if any(len(c) != count for c in of_photos) or any(len(c) != more for c in of_further):
            raise ValueError("columns differ in length")


_PARTS: tuple[type[Any], ...] = (SceneReadings, LevelReadings, FurtherReadings)


def _columns(part: Any) -> list[npt.NDArray[Any]]:
    return [getattr(part, column.name) for column in fields(part)]


def join(parts: Sequence[Readings]) -> Readings:
    """Return the readings of one block of photos after the other; at least one is given."""
    starts = np.cumsum([0, *(len(part) for part in parts)])
    shifted = [
        replace(part.further, rows=part.further.rows + start)
        for part, start in zip(parts, starts[:-1].tolist(), strict=True)
    ]
    return Readings(
        SceneReadings(*_joined([p.scenes for p in parts])),
        LevelReadings(*_joined([p.levels for p in parts])),
        FurtherReadings(*_joined(shifted)),
    )


def _joined(parts: Sequence[Any]) -> list[npt.NDArray[Any]]:
    return [np.concatenate(columns) for columns in zip(*map(_columns, parts), strict=True)]
