"""Stars and flags: how good a person finds a photo. They say nothing of what it shows.

A file may bring a rating along (:class:`app.core.imported.Imported`). A person's own comes before
it, each of the two parts by itself, and is never overwritten by what a file says later.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

MOST_STARS = 5


class Flag(StrEnum):
    """Whether a photo is picked or rejected: the photo itself, not a scene proposed for it."""

    NONE = "none"
    PICK = "pick"
    REJECT = "reject"


@dataclass(frozen=True, slots=True)
class Rating:
    """What a person said of a photo's worth.

    Attributes
    ----------
    stars : int or None
        0 to 5; None where nothing was said, so that the file's own stars are shown.
    flag : Flag or None
        None where nothing was said; ``Flag.NONE`` takes back what the file says, too.
    at : str
        When it was said last, ISO 8601 in UTC.
    """

    stars: int | None = None
    flag: Flag | None = None
    at: str = ""

    def __bool__(self) -> bool:
        return self.stars is not None or self.flag is not None

    def changed(self, by: Rating) -> Rating:
        """Return this with what another one says, where it does."""
        stars = self.stars if by.stars is None else by.stars
        return Rating(stars, self.flag if by.flag is None else by.flag, self.at)

    def contradicts(self, other: Rating) -> bool:
        """Tell whether two photos that turn out to be one were rated otherwise."""
        pairs = ((self.stars, other.stars), (self.flag, other.flag))
        return any(a is not None and b is not None and a != b for a, b in pairs)


class RatingReader(Protocol):
    """Ratings, for those who only look."""

    def of(self, photos: Collection[int]) -> dict[int, Rating]:
        """Map photo id to the person's own rating, for the rated ones among these."""

    def given(self) -> list[int]:
        """Return all photos that a person rated or flagged."""


class Ratings(RatingReader, Protocol):
    """Ratings, and writing them."""

    def save(self, ratings: Mapping[int, Rating]) -> None:
        """Set the person's own rating by photo id, in the action that is open.

        The time is now; photos that are rated exactly so already are left as they are.
        """
