"""Which of the names that a library has a search means: what is given whole wins.

``place:Niger`` is not Nigeria, ``album:Italy`` not 'Italy 2023', ``camera:"Canon EOS R5"`` not the
R50: a name that is just so is meant alone, and only without one those that have it in them. A star
at the end takes all of these: ``place:Niger*``.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum
from typing import TypeVar

T = TypeVar("T")
STAR = "*"


class NameFit(IntEnum):
    """How well a name fits, best last; ``WORDS``: as whole words of it."""

    NONE = 0
    PART = 1
    WORDS = 2
    WHOLE = 3


def fit_of(name: str, wanted: str) -> NameFit:
    """Return how well a text fits a name; both are folded."""
    if wanted == name:
        return NameFit.WHOLE
    return NameFit.PART if wanted in name else NameFit.NONE


def without_star(value: str) -> tuple[str, bool]:
    """Return a value without the star at its end, and whether it has one."""
    return value.rstrip().removesuffix(STAR), value.rstrip().endswith(STAR)


def best(names: Iterable[tuple[T, NameFit]], *, is_starred: bool = False) -> list[T]:
    """Return what fits best; all that fits at all where a star asks for it."""
    fitting = [(name, fit) for name, fit in names if fit]
    least = NameFit.PART if is_starred else max((fit for _, fit in fitting), default=NameFit.PART)
    return [name for name, fit in fitting if fit >= least]
