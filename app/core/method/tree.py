"""The tree above the scenes: beach and lake are water, water and mountains are outdoors.

A photo that shows either a beach or a lake shows water in both cases. So every parent of the tree
is a class as well: what lies below it adds up. How sure it is, is the sum of its scenes'; how
strong, the strongest of them; and its prototypes are the means over all samples below it. The gate
asks from the most specific level upwards and takes the first that its range allows (Goren, Galil
and El-Yaniv, *Hierarchical Selective Classification*, 2024, has the theory of such climbing).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from app.core.types import BoolArray, FloatArray, IdArray


@dataclass(frozen=True)
class Tree:
    """The parents of K scenes.

    Attributes
    ----------
    parents : tuple of str
        P ids.
    depth : int64 (P,)
        Steps from the top, where it is 0.
    below : bool (P, K)
        Which scenes lie below each parent, on every level.
    """

    parents: tuple[str, ...]
    depth: IdArray
    below: BoolArray

    @cached_property
    def levels(self) -> tuple[IdArray, ...]:
        """The numbers of the parents of each depth, the most specific ones first."""
        return tuple(np.flatnonzero(self.depth == d) for d in np.unique(self.depth)[::-1])

    def expand(self, scene: str) -> BoolArray | None:
        """Return the scenes (K,) below a parent; None for what is no parent."""
        return self.below[self.parents.index(scene)] if scene in self.parents else None

    def sum_below(self, values: FloatArray) -> FloatArray:
        """Sum values (N, K) over the scenes below each parent, (N, P)."""
        return np.asarray(values @ self.below.T.astype(np.float32), dtype=np.float32)

    def any_below(self, values: BoolArray) -> BoolArray:
        """Return whether any scene below each parent is true, bool (N, P)."""
        return np.asarray(values @ self.below.T, dtype=np.bool_)


def bare_tree(scenes: int) -> Tree:
    """Return the tree of scenes that have no parents."""
    return Tree((), np.zeros(0, dtype=np.int64), np.zeros((0, scenes), dtype=np.bool_))


def grow_tree(scenes: Sequence[str], parent_of: Mapping[str, str | None]) -> Tree:
    """Return the parents of scenes, those of the most specific level first.

    A parent that holds a single scene, or the same scenes as one below it, says nothing of its own
    and is left out. So is a parent that is itself one of ``scenes``: its tag would mean two things.

    Parameters
    ----------
    scenes : sequence of str
        K ids.
    parent_of : mapping of str to str or None
        Id to the id above it, for scenes and parents; a circle ends where it closes.
    """
    held: dict[str, set[int]] = {}
    for number, scene in enumerate(scenes):
        for above in _line(scene, parent_of):
            held.setdefault(above, set()).add(number)
    known = set(scenes)
    # The deepest first, so that of two parents of the same scenes the more specific one stays.
    order = sorted(held, key=lambda p: (-len(_line(p, parent_of)), p))
    kept: dict[frozenset[int], str] = {}
    for parent in order:
        if parent not in known and len(held[parent]) > 1:
            kept.setdefault(frozenset(held[parent]), parent)
    below = np.zeros((len(kept), len(scenes)), dtype=np.bool_)
    for row, numbers in enumerate(kept):
        below[row, sorted(numbers)] = True
    depth = [len(_line(parent, parent_of)) for parent in kept.values()]
    return Tree(tuple(kept.values()), np.array(depth, dtype=np.int64), below)


def _line(scene: str, parent_of: Mapping[str, str | None]) -> list[str]:
    """Return what lies above a scene, from the nearest on."""
    line: list[str] = []
    above = parent_of.get(scene)
    while above is not None and above not in line and above != scene:
        line.append(above)
        above = parent_of.get(above)
    return line
