"""Which photos stand on which sheet, and in which order the sheets come.

Each open photo stands on one sheet: that of the tag that settles it soonest, as expected. Sheets
are ordered by the photos that they settle a second of a person's time. An answer takes photos off
and sends the marked ones to the sheet of their next candidate, at once; what the program learns
from it comes with the next plan.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from app.core.method.chances import TagTable, refuse
from app.core.method.grouping import cluster
from app.core.records import NO_GROUP
from app.core.sheets import (
    MARK_S,
    PHOTO_S,
    Sheet,
    SheetAnswer,
    SheetKind,
    SheetState,
    seconds_of,
)
from app.core.types import BoolArray, FloatArray, IdArray

# A photo that is known to be water is worth so much of one that is known to be a beach.
COARSE_WORTH = 0.6
# Seconds for the name of a heap.
NAME_S = 6.0
# So many look-alikes that show none of the scenes are worth a name.
HEAP = 8
NAMELESS = 0.5
# A sheet ends where the chance falls to this share of its first photo's.
SAME_SHEET = 0.5
# Cosine from which photos stand side by side on a sheet.
SIDE_BY_SIDE = 0.5


@dataclass(frozen=True)
class SheetPlan:
    """All sheets of a library, as far as the program knew when it was made.

    Photos (N,) rise. A plan is not changed: :meth:`after` returns the next one.

    Attributes
    ----------
    photos : int64 (N,)
        The open photos: without a label and a tag, drawn as checks, or to be refined.
    tags : TagTable
        T tags.
    chances : float32 (N, T)
        How likely each tag is; 0 where a person said no to it.
    looks : int64 (N,)
        Groups of look-alikes, ``NO_GROUP`` for none.
    sketches : float32 (N, S)
        Short vectors whose cosines tell how alike photos look.
    was_refused : bool (N,)
        Photos that were marked before.
    bears : int64 (N,)
        The number of the parent that a photo bears and is to be refined from, -1 for none.
    size : int
        Photos that a sheet holds at most.
    state : SheetState
        Where the review stands; the counts of sheets are filled in when they are asked for.
    """

    photos: IdArray
    tags: TagTable
    chances: FloatArray
    looks: IdArray
    sketches: FloatArray
    was_refused: BoolArray
    bears: IdArray
    size: int
    base: SheetState = field(default_factory=SheetState)

    def first(self) -> Sheet | None:
        """Return the sheet that settles most a second; None when nothing is left."""
        return next(self._in_order(), None)

    def sheets(self, limit: int | None = None) -> list[Sheet]:
        """Return the sheets, best first; with ``limit`` only so many."""
        found = self._in_order()
        return [sheet for _, sheet in zip(range(limit), found, strict=False)] if limit else [*found]

    @property
    def state(self) -> SheetState:
        """Where the review stands."""
        return replace(self.base, sheets=len(self._pieces), photos=len(self.photos))

    def after(self, answer: SheetAnswer) -> SheetPlan:
        """Return the plan after an answer, in milliseconds; the same answer twice changes nothing.

        Photos that got a yes are off; those that got a no stand on the sheet of their next
        candidate. Of a sheet to be refined the marked ones stay open, too.
        """
        yes, no = (self._rows(photos) for photos in (answer.yes, answer.no))
        chances, was_refused = self.chances.copy(), self.was_refused.copy()
        if answer.tag in self.tags.names and len(no):
            refuse(chances, no, self.tags.names.index(answer.tag), self.tags)
            was_refused[no] = True
        kept = np.setdiff1d(np.arange(len(self.photos)), yes, assume_unique=True)
        base = replace(
            self.base,
            released=len(yes),
            returned=len(no),
            untagged=max(self.base.untagged - len(yes), 0),
            tagged=self.base.tagged + (len(yes) if answer.tag != self.tags.names[-1] else 0),
        )
        return replace(
            self,
            photos=self.photos[kept],
            chances=chances[kept],
            looks=self.looks[kept],
            sketches=self.sketches[kept],
            was_refused=was_refused[kept],
            bears=self.bears[kept],
            base=base,
        )

    def _rows(self, photos: tuple[int, ...]) -> IdArray:
        """Return the rows of those of these photos that are open."""
        return np.flatnonzero(np.isin(self.photos, np.array(photos, dtype=np.int64)))

    @cached_property
    def assigned(self) -> IdArray:
        """The tag (N,) that each photo is asked about, -1 where there is nothing to ask."""
        doubt = np.minimum(self.chances, 1 - self.chances)
        worth = self.chances / (PHOTO_S + MARK_S * doubt)
        worth[:, self.tags.scenes : self.tags.none] *= COARSE_WORTH
        refined = np.flatnonzero(self.bears >= 0)
        if len(refined):
            inside = np.stack([self.tags.kinship(int(t))[1] for t in range(len(self.tags.names))])
            worth[refined] *= inside[self.bears[refined]]
            worth[refined, self.bears[refined]] = 0
            worth[refined, self.tags.none] = 0
        best = worth.argmax(axis=1) if worth.size else np.zeros(len(worth), dtype=np.int64)
        some = worth[np.arange(len(worth)), best] > 0
        return np.where(some, best, -1).astype(np.int64)

    @cached_property
    def _pieces(self) -> list[tuple[float, int, IdArray]]:
        """Worth, tag (-1: heap) and rows of every sheet, best first."""
        found: list[tuple[float, int, IdArray]] = []
        heaps = self._heaps()
        taken = np.zeros(len(self.photos), dtype=np.bool_)
        for rows in heaps:
            taken[rows] = True
        for tag in np.unique(self.assigned[~taken]).tolist():
            rows = np.flatnonzero((self.assigned == tag) & ~taken)
            for piece in self._cut(rows, tag):
                found.append((self._worth(piece, tag), tag, piece))
        found += [(self._worth(rows, -1), -1, rows) for rows in heaps]
        return sorted(found, key=lambda f: (-f[0], f[1], int(f[2][0])))

    def _heaps(self) -> list[IdArray]:
        """Return look-alikes that show none of the scenes, as the plan expects."""
        unnamed = (self.assigned == self.tags.none) & (self.looks != NO_GROUP)
        rows = np.flatnonzero(unnamed & (self.chances[:, self.tags.none] >= NAMELESS))
        groups, inverse, counts = np.unique(
            self.looks[rows], return_inverse=True, return_counts=True
        )
        return [
            rows[inverse == n][: self.size] for n in np.flatnonzero(counts >= HEAP) if len(groups)
        ]

    def _cut(self, rows: IdArray, tag: int) -> Iterator[IdArray]:
        """Cut the photos of a tag into sheets, the most certain first."""
        chance = self._chance(rows, tag)
        order = rows[np.argsort(-chance, kind="stable")]
        chance = np.sort(chance)[::-1]
        start = 0
        while start < len(order):
            low = chance[start] * SAME_SHEET
            end = start + int(np.searchsorted(-chance[start : start + self.size], -low, "right"))
            yield order[start:end]
            start = end

    def _chance(self, rows: IdArray, tag: int) -> FloatArray:
        found: FloatArray = self.chances[rows, self.tags.none if tag < 0 else tag]
        return found

    def _worth(self, rows: IdArray, tag: int) -> float:
        right = float(self._chance(rows, tag).sum())
        seconds = seconds_of(len(rows), min(right, len(rows) - right))
        if tag < 0:
            return right / (seconds + NAME_S)
        return right * (COARSE_WORTH if self.tags.is_parent(tag) else 1.0) / seconds

    def _in_order(self) -> Iterator[Sheet]:
        for worth, tag, rows in self._pieces:
            yield self._sheet(worth, tag, rows)

    def _sheet(self, worth: float, tag: int, rows: IdArray) -> Sheet:
        rows = self._side_by_side(rows, tag)
        chances = tuple(self._chance(rows, tag).tolist())
        photos = tuple(self.photos[rows].tolist())
        if tag < 0:
            return Sheet(None, SheetKind.HEAP, None, photos, chances, worth)
        name = self.tags.names[tag]
        if tag == self.tags.none:
            return Sheet(name, SheetKind.NONE, None, photos, chances, worth)
        level = "parent" if self.tags.is_parent(tag) else "scene"
        return Sheet(name, self._kind(rows, tag), level, photos, chances, worth)

    def _kind(self, rows: IdArray, tag: int) -> SheetKind:
        if bool((self.bears[rows] >= 0).all()):
            return SheetKind.REFINE
        if self.tags.is_parent(tag):
            return SheetKind.COARSE
        return SheetKind.SECOND if bool(self.was_refused[rows].all()) else SheetKind.PROPOSED

    def _side_by_side(self, rows: IdArray, tag: int) -> IdArray:
        """Order by chance, with look-alikes side by side: each group where its best would stand."""
        chance = self._chance(rows, tag)
        group = cluster(self.sketches[rows], SIDE_BY_SIDE)
        best = np.zeros(len(rows), dtype=np.float32)
        np.maximum.at(best, group, chance)
        return rows[np.lexsort((-chance, group, -best[group]))]
