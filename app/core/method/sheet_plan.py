"""Which photos stand on which sheet, and in which order the sheets come.

Each open photo stands on one sheet: that of the tag that settles it soonest, as expected. Sheets
are ordered by the photos that they settle a second of a person's time. An answer takes photos off
and sends the marked ones to the sheet of their next candidate, at once; what the program learns
from it comes with the next plan.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import islice

import numpy as np

from app.core.method.chances import TagTable, refuse
from app.core.method.grouping import cluster
from app.core.method.prototypes import normalise
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
from app.core.types import BoolArray, FloatArray, HalfArray, IdArray

# A photo that is known to be water is worth so much of one that is known to be a beach.
COARSE_WORTH = 0.4
# What a photo brings that bears a parent and gets a scene below it; and one that bears a tag and is
# asked about only to check the gate.
REFINED_WORTH = 1 - COARSE_WORTH
CHECK_WORTH = 0.3
# A photo that bears a parent is settled: about a scene less likely than this it is not asked.
LEAST_REFINED = 0.25
# Seconds that it takes to turn to another sheet: one of few photos has to be worth it.
TURN_S = 2.0
# Seconds for the name of a heap.
NAME_S = 6.0
# So many look-alikes that show none of the scenes are worth a name.
HEAP = 8
NAMELESS = 0.5
# A sheet ends where the chance falls to this share of its first photo's.
SAME_SHEET = 0.4
# Cosine from which photos stand side by side on a sheet.
SIDE_BY_SIDE = 0.42
# In place of a tag's number: there is nothing to propose.
NO_TAG = -1


@dataclass(frozen=True)
class SheetPlan:
    """All sheets of a library, as far as the program knew when it was made.

    A plan is not changed: :meth:`after` returns the next one, which shares the large tables.

    Attributes
    ----------
    photos : int64 (N,)
        The open photos, rising: without a label and a tag, drawn as checks, or to be refined.
    tags : TagTable
        T tags.
    table : float32 (M, T)
        How likely each tag is, for all photos that were open when the plan was made; 0 where a
        person said no to it.
    looks : int64 (N,)
        Groups of look-alikes, ``NO_GROUP`` for none.
    sketches : float16 (M, S)
        Short vectors whose cosines tell how alike photos look.
    was_refused : bool (N,)
        Photos that were marked before.
    bears : int64 (N,)
        The number of the parent that a photo bears and is to be refined from, -1 for none.
    is_check, is_tagged : bool (N,)
        Photos that were drawn as checks; photos that bear a tag already.
    size : int
        Photos that a sheet holds at most.
    base : SheetState
        Where the review stands, but for the counts of sheets.
    at : int64 (N,)
        The rows of the open photos in ``table`` and ``sketches``; all by default.
    changed : dict of int to float32 (T,)
        Rows of ``table`` that answers have changed since.
    """

    photos: IdArray
    tags: TagTable
    table: FloatArray
    looks: IdArray
    sketches: HalfArray
    was_refused: BoolArray
    bears: IdArray
    is_check: BoolArray
    is_tagged: BoolArray
    size: int
    base: SheetState = field(default_factory=SheetState)
    at: IdArray = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    changed: Mapping[int, FloatArray] = field(default_factory=dict)
    best: tuple[IdArray, FloatArray] = field(
        default_factory=lambda: (np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.float32))
    )

    def __post_init__(self) -> None:
        if len(self.at) != len(self.photos):
            object.__setattr__(self, "at", np.arange(len(self.photos)))
        if len(self.best[0]) != len(self.photos):
            object.__setattr__(self, "best", self._choose(np.arange(len(self.photos))))

    def first(self) -> Sheet | None:
        """Return the sheet that settles most a second; None when nothing is left."""
        return next(self._in_order(), None)

    def sheets(self, limit: int | None = None) -> list[Sheet]:
        """Return the sheets, best first; with ``limit`` only so many."""
        return list(islice(self._in_order(), limit))

    @property
    def state(self) -> SheetState:
        """Where the review stands."""
        on_sheets = sum(len(rows) for _, _, rows in self._pieces)
        return replace(self.base, sheets=len(self._pieces), photos=on_sheets)

    def chances(self, rows: IdArray) -> FloatArray:
        """Return the chances of all tags (M, T) for some of the photos."""
        found = self.table[self.at[rows]]
        for place, row in enumerate(self.at[rows].tolist() if self.changed else ()):
            if row in self.changed:
                found[place] = self.changed[row]
        return found

    def after(self, answer: SheetAnswer) -> SheetPlan:
        """Return the plan after an answer, in milliseconds; the same answer twice changes nothing.

        Photos that got a yes are off; those that got a no stand on the sheet of their next
        candidate. Of a sheet to be refined the marked ones stay open, too.
        """
        plan = self._refused(answer)
        gone = self._rows(answer.yes)
        kept = np.ones(len(self.photos), dtype=np.bool_)
        kept[gone] = False
        had_tag = int(self.is_tagged[gone].sum())
        is_tag = answer.tag != self.tags.names[self.tags.none]
        base = replace(
            self.base,
            released=len(gone) - had_tag,
            confirmed=had_tag,
            returned=len(self._rows(answer.no)),
            untagged=max(self.base.untagged - len(gone) + had_tag, 0),
            tagged=self.base.tagged - had_tag + (len(gone) if is_tag else 0),
        )
        return replace(plan._keep(kept), base=base)

    def without(self, photos: Collection[int]) -> SheetPlan:
        """Return the plan of all other photos, on sheets as full as they can be."""
        gone = self._rows(photos)
        if not len(gone):
            return self
        kept = np.ones(len(self.photos), dtype=np.bool_)
        kept[gone] = False
        return self._keep(kept)

    def _keep(self, kept: BoolArray) -> SheetPlan:
        """Return the plan of some of the photos, bool (N,)."""
        return replace(
            self,
            photos=self.photos[kept],
            looks=self.looks[kept],
            was_refused=self.was_refused[kept],
            bears=self.bears[kept],
            is_check=self.is_check[kept],
            is_tagged=self.is_tagged[kept],
            at=self.at[kept],
            best=(self.best[0][kept], self.best[1][kept]),
        )

    def _refused(self, answer: SheetAnswer) -> SheetPlan:
        """Return the plan with what an answer said no to."""
        rows = self._rows(answer.no)
        if not len(rows) or answer.tag not in self.tags.names:
            return self
        chances = self.chances(rows)
        refuse(chances, np.arange(len(rows)), self.tags.names.index(answer.tag), self.tags)
        changed = {**self.changed, **dict(zip(self.at[rows].tolist(), chances, strict=True))}
        was_refused = self.was_refused.copy()
        was_refused[rows] = True
        plan = replace(self, changed=changed, was_refused=was_refused)
        tags, best = self.best[0].copy(), self.best[1].copy()
        tags[rows], best[rows] = plan._choose(rows)
        return replace(plan, best=(tags, best))

    def _rows(self, photos: Collection[int]) -> IdArray:
        """Return the rows of those of these photos that are open."""
        wanted = np.unique(np.fromiter(photos, dtype=np.int64, count=len(photos)))
        rows = np.searchsorted(self.photos, wanted)
        rows, wanted = rows[rows < len(self.photos)], wanted[rows < len(self.photos)]
        found: IdArray = rows[self.photos[rows] == wanted]
        return found

    def _choose(self, rows: IdArray) -> tuple[IdArray, FloatArray]:
        """Return the tag that photos (M,) are asked about, ``NO_TAG`` for none, and its chance.

        A check asks whether the scene is right: a parent says nothing of that.
        """
        chances, none = self.chances(rows), self.tags.none
        worth = chances / (PHOTO_S + MARK_S * np.minimum(chances, 1 - chances))
        worth[:, self.tags.scenes : none] *= COARSE_WORTH
        asks_scene = self.is_check[rows] & ~self.was_refused[rows]
        worth[asks_scene, self.tags.scenes : none] = 0
        for parent in np.unique(self.bears[rows]).tolist():
            if parent >= 0:
                mine = self.bears[rows] == parent
                inside = self.tags.kinship(parent)[1]
                inside[[parent, none]] = 0
                worth[mine] *= inside
        best = worth.argmax(axis=1)
        every = np.arange(len(rows))
        found = np.where(worth[every, best] > 0, best, NO_TAG).astype(np.int64)
        return found, chances[every, np.where(found < 0, none, found)]

    @cached_property
    def _pieces(self) -> list[tuple[float, int, IdArray]]:
        """Worth, tag (``NO_TAG``: heap) and rows of every sheet, best first."""
        tags, chance = self.best
        gain = chance * self._gains()
        heaps = self._heaps()
        # What bears a parent keeps it where no scene below is likely.
        left = (self.bears < 0) | ((tags != NO_TAG) & (chance >= LEAST_REFINED))
        for rows in heaps:
            left[rows] = False
        rows = np.flatnonzero(left)
        order = rows[np.lexsort((-chance[rows], tags[rows]))]
        starts, ends = self._cut(tags[order], chance[order])
        right, gained = (_sums(part[order], starts, ends) for part in (chance, gain))
        of_piece = tags[order][starts]
        worth = self._worth(gained, right, (ends - starts).astype(np.float64), of_piece)
        pieces = [
            (float(w), int(t), order[a:b])
            for w, t, a, b in zip(worth, of_piece, starts, ends, strict=True)
        ]
        for heap in heaps:
            sums = gain[heap].sum(), chance[heap].sum(), np.array(float(len(heap)))
            value = self._worth(*sums, np.array(NO_TAG))
            pieces.append((float(value), NO_TAG, heap))
        return sorted(pieces, key=lambda piece: (-piece[0], piece[1], int(piece[2][0])))

    def _heaps(self) -> list[IdArray]:
        """Return look-alikes that show none of the scenes, as the plan expects."""
        tags, chance = self.best
        unnamed = (tags == self.tags.none) & (self.looks != NO_GROUP) & (chance >= NAMELESS)
        rows = np.flatnonzero(unnamed)
        _, group, counts = np.unique(self.looks[rows], return_inverse=True, return_counts=True)
        return [rows[group == n][: self.size] for n in np.flatnonzero(counts >= HEAP)]

    def _cut(self, tags: IdArray, chance: FloatArray) -> tuple[IdArray, IdArray]:
        """Return where sheets start and end, of photos in the order of tag and falling chance."""
        ends_of_tags = [*np.flatnonzero(np.diff(tags)).tolist(), len(tags) - 1]
        values = (-chance).tolist()
        starts: list[int] = []
        ends: list[int] = []
        start = 0
        for last in ends_of_tags:
            while start <= last:
                stop = min(start + self.size, last + 1)
                end = bisect_right(values, values[start] * SAME_SHEET, start, stop)
                starts.append(start)
                ends.append(end)
                start = end
        return np.array(starts, dtype=np.int64), np.array(ends, dtype=np.int64)

    def _gains(self) -> FloatArray:
        """Return what it brings to settle each photo (N,): one that bears a tag brings less."""
        gains = np.where(self.is_tagged, CHECK_WORTH, 1.0)
        gains[self.bears >= 0] = REFINED_WORTH
        return gains

    def _worth(
        self, gained: FloatArray, right: FloatArray, count: FloatArray, tags: IdArray
    ) -> FloatArray:
        """Return what is gained a second, of sheets of which ``right`` photos are right."""
        seconds = TURN_S + seconds_of(count, np.minimum(right, count - right))
        seconds += NAME_S * (tags == NO_TAG)
        is_parent = (tags >= self.tags.scenes) & (tags < self.tags.none)
        return np.asarray(gained * np.where(is_parent, COARSE_WORTH, 1.0) / seconds)

    def _in_order(self) -> Iterator[Sheet]:
        for worth, tag, rows in self._pieces:
            yield self._sheet(worth, tag, rows)

    def _sheet(self, worth: float, tag: int, rows: IdArray) -> Sheet:
        rows = self._side_by_side(rows)
        chances = tuple(self.best[1][rows].tolist())
        photos = tuple(self.photos[rows].tolist())
        if tag == NO_TAG:
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

    def _side_by_side(self, rows: IdArray) -> IdArray:
        """Order by chance, with look-alikes side by side: each group where its best would stand."""
        chance = self.best[1][rows]
        group = cluster(normalise(self.sketches[self.at[rows]].astype(np.float32)), SIDE_BY_SIDE)
        best = np.zeros(len(rows), dtype=np.float32)
        np.maximum.at(best, group, chance)
        return rows[np.lexsort((-chance, group, -best[group]))]


def _sums(values: FloatArray, starts: IdArray, ends: IdArray) -> FloatArray:
    """Return the sums of values (N,) from each start to before its end."""
    summed = np.concatenate([[0.0], np.cumsum(values, dtype=np.float64)])
    return np.asarray(summed[ends] - summed[starts])
