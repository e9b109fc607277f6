"""Which photo a slideshow shows next, whatever became of the list meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Collection
from random import Random

import numpy as np

from app.core.types import IdArray

# So many photos in a row that cannot be shown are passed over at once.
MOST_LOOKED_AT = 2000


class ShowOrder:
    """The order of one slideshow: that of the list, or every photo once by chance; then again.

    Parameters
    ----------
    only : collection of int
        Photos to keep to; empty for all of the list.
    random : Random
        What chance is drawn from.

    Attributes
    ----------
    is_shuffled : bool
    """

    def __init__(self, only: Collection[int], random: Random) -> None:
        self._only = np.array(sorted(only), dtype=np.int64)
        self._random = random
        self._seen: list[int] = []
        self._at = 0
        self.is_shuffled = False

    def saw(self, ids: IdArray, photo: int) -> None:
        """Know that a photo of the list is shown."""
        if photo in self._seen:
            self._seen.remove(photo)
        self._seen.append(photo)
        found = np.flatnonzero(self._of(ids) == photo)
        if len(found):
            self._at = int(found[0])

    def next(self, ids: IdArray, can_show: Callable[[int], bool]) -> int | None:
        """Return the photo after the one that is shown; None where no other can be shown."""
        listed = self._of(ids)
        shown = self._seen[-1] if self._seen else -1
        candidates = self._shuffled(listed) if self.is_shuffled else self._following(listed, shown)
        tried = (int(photo) for photo in candidates[:MOST_LOOKED_AT] if photo != shown)
        return next((photo for photo in tried if can_show(photo)), None)

    def before(self, ids: IdArray) -> int | None:
        """Return the photo that was shown before, if the list still has it."""
        listed = self._of(ids)
        for photo in reversed(self._seen[:-1]):
            if photo in listed:
                return photo
        return None

    def went_back(self) -> None:
        """Forget the photo that was shown last: the one before it is shown again."""
        del self._seen[-1:]

    def _of(self, ids: IdArray) -> IdArray:
        return ids[np.isin(ids, self._only)] if len(self._only) else ids

    def _following(self, listed: IdArray, shown: int) -> IdArray:
        """Return the list from the photo shown on, and then from its beginning.

        Where that one has left the list, another stands in its place: it comes next.
        """
        found = np.flatnonzero(listed == shown)
        start = int(found[0]) + 1 if len(found) else self._at
        return np.roll(listed, -start) if len(listed) else listed

    def _shuffled(self, listed: IdArray) -> IdArray:
        left = listed[~np.isin(listed, np.array(self._seen, dtype=np.int64))]
        if not len(left):  # all were seen: once more
            self._seen = self._seen[-1:]
            left = listed
        count = min(len(left), MOST_LOOKED_AT)
        places = self._random.sample(range(len(left)), count)
        return left[places]
