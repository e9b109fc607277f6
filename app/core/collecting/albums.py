"""Albums, which a person fills by hand and puts in order, and searches that are kept by name.

A photo may be in several albums, and leaves its folder for none. A kept search holds no photos: it
is the text of a search, and finds what fits it now.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

MOST_LETTERS = 100


@dataclass(frozen=True, slots=True)
class AlbumRow:
    """An album. ``cover`` is the photo chosen for it, None for its first one."""

    id: int
    name: str
    cover: int | None = None


@dataclass(frozen=True, slots=True)
class KeptSearch:
    """A search that is kept: ``text`` is what was typed."""

    id: int
    name: str
    text: str


class AlbumReader(Protocol):
    """Albums and kept searches, for those who only look."""

    def rows(self) -> list[AlbumRow]:
        """List the albums by name."""

    def searches(self) -> list[KeptSearch]:
        """List the kept searches by name."""

    def counts(self) -> dict[int, int]:
        """Map album to the number of its photos that are on the lists; empty ones are left out."""

    def covers(self) -> dict[int, str]:
        """Map album to the content hash of its cover, chosen or the first of its photos."""

    def photos(self, album: int) -> list[int]:
        """Return all photos of an album in its order, those that are gone as well."""

    def of(self, photos: Collection[int] | None) -> dict[int, tuple[str, ...]]:
        """Map photo id to the names of its albums, for those among these, or all, in one."""


class Albums(AlbumReader, Protocol):
    """Albums and kept searches, and writing them, each in the action that is open."""

    def add(self, name: str) -> int:
        """Make an album and return its id."""

    def change(self, album: AlbumRow) -> None:
        """Give an album another name or cover."""

    def remove(self, album: int) -> None:
        """Forget an album; its photos stay where they are."""

    def put(self, album: int, places: Mapping[int, float | None]) -> None:
        """Set the places of photos in an album; None takes one out."""

    def put_at(self, photo: int) -> str:
        """Return when a photo came into the last of the albums that it is in, empty for none."""

    def places(self, album: int) -> list[tuple[int, float]]:
        """Return all photos of an album with their places, in its order."""

    def keep_search(self, name: str, text: str) -> int:
        """Keep a search and return its id."""

    def change_search(self, search: KeptSearch) -> None:
        """Give a kept search another name or text."""

    def drop_search(self, search: int) -> None:
        """Forget a kept search."""


def moved_places(
    places: Sequence[tuple[int, float]], photos: Sequence[int], before: int | None
) -> dict[int, float]:
    """Return new places for photos that go, in their order, before another photo (None: the end).

    Only what moves gets another place, as long as there is room between two numbers; else all are
    numbered anew. Photos that were not there yet come in as well. Nothing moves where the order
    stays.
    """
    going = dict.fromkeys(photos)
    rest = [(photo, place) for photo, place in places if photo not in going]
    at = next((n for n, (photo, _) in enumerate(rest) if photo == before), len(rest))
    order = [photo for photo, _ in rest]
    order[at:at] = going
    if order == [photo for photo, _ in places]:
        return {}
    low = rest[at - 1][1] if at else (rest[0][1] - len(going) - 1 if rest else 0.0)
    high = rest[at][1] if at < len(rest) else low + len(going) + 1
    step = (high - low) / (len(going) + 1)
    new = {photo: low + step * (n + 1) for n, photo in enumerate(going)}
    numbers = [low, *new.values(), high]
    if all(a < b for a, b in pairwise(numbers)):
        return new
    return {photo: float(n) for n, photo in enumerate(order)}
