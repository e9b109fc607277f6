"""Finds commands by words: in the language in force, in English, or by some letters in order."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum


class TextFit(IntEnum):
    """How well words fit a text; the smaller, the better."""

    BEGINNING = 0
    WORDS = 1
    INSIDE = 2
    LETTERS = 3


def fit(words: str, texts: Sequence[str]) -> TextFit | None:
    """Return how well what was typed fits the best of a command's texts, None when it does not.

    ``undo`` begins 'Undo'; ``sc new`` begins two words of 'New scene…', in any order; ``alike`` is
    inside 'Look-alikes'; ``rfsh`` are letters of 'Refresh', in their order.
    """
    wanted = words.casefold().split()
    found = [how_well for text in texts if (how_well := _fit(wanted, text.casefold())) is not None]
    return min(found, default=None)


def _fit(wanted: list[str], text: str) -> TextFit | None:
    if text.startswith(" ".join(wanted)):
        return TextFit.BEGINNING
    words = text.replace("-", " ").split()
    if all(any(word.startswith(part) for word in words) for part in wanted):
        return TextFit.WORDS
    if all(part in text for part in wanted):
        return TextFit.INSIDE
    letters = iter(text)
    # Each ``in`` goes on where the one before it stopped.
    if all(letter in letters for letter in "".join(wanted)):
        return TextFit.LETTERS
    return None
