"""What a person chose for each set of copies: at first what is proposed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from app.core.duplicates.sets import Copy, DuplicateSet, Sameness
from app.jobs.duplicates.remove import Removal


class SetChoices:
    """The sets that were found, and which of their photos go to the trash.

    Attributes
    ----------
    sets : list of DuplicateSet
        Those of the filter, in the order found.
    """

    def __init__(self) -> None:
        self._all: list[DuplicateSet] = []
        self._removed: dict[int, set[int]] = {}
        self._wanted: Sameness | None = None
        self.sets: list[DuplicateSet] = []

    def take(self, found: Sequence[DuplicateSet]) -> None:
        """Begin anew with what was found."""
        self._all = list(found)
        self._removed = {id(one): set(one.removed) for one in self._all}
        self.show_only(self._wanted)

    def show_only(self, wanted: Sameness | None) -> None:
        """Restrict the sets to those of one sameness; None: all."""
        self._wanted = wanted
        self.sets = [one for one in self._all if wanted in (None, one.sameness)]

    def count(self, wanted: Sameness | None) -> int:
        """Return how many sets there are of one sameness, or of all."""
        return sum(wanted in (None, one.sameness) for one in self._all)

    def goes(self, at: int, copy: Copy) -> bool:
        """Tell whether a copy of a set goes to the trash."""
        return copy.photo in self._removed[id(self.sets[at])]

    def removed(self, at: int) -> int:
        """Return how many photos of a set go."""
        return len(self._removed[id(self.sets[at])])

    def toggle(self, at: int, copy: Copy) -> bool:
        """Let a copy go, or stay; False where it is the last that stays."""
        chosen = self._removed[id(self.sets[at])]
        if copy.photo not in chosen and len(chosen) == len(self.sets[at].copies) - 1:
            return False
        chosen ^= {copy.photo}
        return True

    def keep_only(self, at: int, copy: Copy) -> None:
        """Let all others of the set go."""
        others = {other.photo for other in self.sets[at].copies} - {copy.photo}
        self._removed[id(self.sets[at])] = others

    def keep_all(self, at: int) -> None:
        """Let no photo of the set go."""
        self._removed[id(self.sets[at])] = set()

    def propose(self, at: int) -> None:
        """Go back to what is proposed."""
        self._removed[id(self.sets[at])] = set(self.sets[at].removed)

    def removals(self) -> list[Removal]:
        """Return what was chosen of the sets shown, without sets of which nothing goes."""
        chosen = [(one, frozenset(self._removed[id(one)])) for one in self.sets]
        return [Removal(one, removed) for one, removed in chosen if removed]

    def totals(self) -> tuple[int, int]:
        """Return how many photos go, and how many bytes their files have."""
        gone = {copy.photo: copy.size for removal in self.removals() for copy in removal.gone}
        return len(gone), sum(gone.values())

    def forget(self, photos: Collection[int]) -> None:
        """Take photos out that are in the trash; one photo alone is no set."""
        gone = set(photos)
        left, removed = [], {}
        for one in self._all:
            copies = tuple(copy for copy in one.copies if copy.photo not in gone)
            if len(copies) < 2:
                continue
            kept = one if copies == one.copies else _without(one, copies)
            left.append(kept)
            chosen = self._removed[id(one)] - gone
            removed[id(kept)] = chosen if len(chosen) < len(copies) else set()
        self._all, self._removed = left, removed
        self.show_only(self._wanted)


def _without(found: DuplicateSet, copies: tuple[Copy, ...]) -> DuplicateSet:
    """Return what is left of a set; whatever leads it stays."""
    photos = {copy.photo for copy in copies}
    grounds = {photo: why for photo, why in found.grounds.items() if photo in photos}
    return replace(
        found,
        copies=copies,
        removed=(found.removed & photos) - {copies[0].photo},
        grounds=grounds,
    )
