"""More like this: which photos are meant, and how alike the others must be."""

from __future__ import annotations

from dataclasses import dataclass

# Two photos of one scene lie at .6 in the middle, one in a hundred of two scenes lies above it
# (measured: tests/benchmarks/likeness.py).
SAME_SCENE = 0.6
# Below this, anything is like anything.
LEAST_LIKENESS = 0.3
# Above this are only copies and the next shot.
MOST_LIKENESS = 0.95


@dataclass(frozen=True, slots=True)
class Likeness:
    """What others are to be like.

    Attributes
    ----------
    photos : tuple of int
        One photo or several, which then count as one: what they have in common is looked for.
    at_least : float
        Cosine, -1 to 1.
    """

    photos: tuple[int, ...]
    at_least: float = SAME_SCENE
