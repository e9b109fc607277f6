"""The files that a scan is to read: as many as there are, in little memory.

A first scan of an archive finds a million files before it reads one. Those that wait are kept
packed, some forty bytes each instead of four hundred; what is at the beginning and at the end is
at hand as it is, for the first screenful and the walk still change it.
"""

from __future__ import annotations

import pickle
import zlib
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from app.core.types import KnownPhoto, PhotoFile

FILES_A_BLOCK = 1024


@dataclass(slots=True)
class Todo:
    """One file to read: folder and disk, and what the library knows under its path, if anything.

    ``is_suspect``: neither size nor time tell of a change. It counts as unchanged until it is read.
    ``partner``: the photo that it is the other half of, by name (:mod:`app.jobs.scanning.pairs`).
    """

    folder: int
    file: PhotoFile
    known: KnownPhoto | None = None
    is_suspect: bool = False
    disk: int = 0
    partner: KnownPhoto | None = None


class TodoList:
    """Files to read, in the order in which they were found; only grows."""

    def __init__(self, todo: Iterable[Todo] = ()) -> None:
        self._first: list[Todo] = []
        self._packed: list[bytes] = []
        self._last: list[Todo] = []
        self._known = array("q")
        for one in todo:
            self.append(one)

    def __len__(self) -> int:
        return len(self._first) + FILES_A_BLOCK * len(self._packed) + len(self._last)

    def __iter__(self) -> Iterator[Todo]:
        yield from self._first
        for block in self._packed:
            yield from pickle.loads(zlib.decompress(block))
        yield from self._last

    def append(self, todo: Todo) -> None:
        """Add a file."""
        if len(self._first) < FILES_A_BLOCK:
            self._first.append(todo)
            return
        if len(self._last) == FILES_A_BLOCK:
            self._known.extend(one.known.id for one in self._last if one.known is not None)
            self._packed.append(zlib.compress(pickle.dumps(self._last, 5), 1))
            self._last = []
        self._last.append(todo)

    def first(self, count: int) -> list[Todo]:
        """Return the first files, a block of them at most; they may be changed."""
        return list(islice(self._first, count))

    def last(self) -> Todo:
        """Return the file that was added last; it may be changed.

        Raises
        ------
        IndexError
            If there is none.
        """
        return (self._last or self._first)[-1]

    def known(self) -> set[int]:
        """Return the photos that the library knows under the paths of these files."""
        at_hand = (*self._first, *self._last)
        return {*self._known, *(one.known.id for one in at_hand if one.known is not None)}
