"""A set of photos whose numbers mostly follow each other, in the memory of its gaps."""

from __future__ import annotations

from bisect import bisect_right


class PhotoRuns:
    """Ids that were added, kept as runs: new photos get rising numbers, a million is one run."""

    def __init__(self) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []

    def __contains__(self, photo: int) -> bool:
        at = bisect_right(self._starts, photo) - 1
        return at >= 0 and photo < self._ends[at]

    def add(self, photo: int) -> None:
        """Add an id; nothing happens where it is there."""
        at = bisect_right(self._starts, photo)
        before = self._ends[at - 1] if at else photo - 1
        if photo < before:
            return
        joins_next = at < len(self._starts) and self._starts[at] == photo + 1
        if at and photo == before:
            self._ends[at - 1] = self._ends.pop(at) if joins_next else photo + 1
            if joins_next:
                del self._starts[at]
        elif joins_next:
            self._starts[at] = photo
        else:
            self._starts.insert(at, photo)
            self._ends.insert(at, photo + 1)

    @property
    def runs(self) -> int:
        """How many runs there are: what memory goes by."""
        return len(self._starts)
