"""The disks that photos lie on, as the library keeps them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class DiskRow:
    """A disk that photos lie on, or lay on. It is ``online`` where a scan last met it."""

    id: int
    name: str
    online: bool


class DiskReader(Protocol):
    """Disks that photos lie on."""

    def rows(self) -> list[DiskRow]:
        """Return all disks."""


class DiskList(DiskReader, Protocol):
    """Disks that photos lie on, and writing which one lies on which."""

    def add(self, name: str) -> int:
        """Return the id of the disk of this name, which becomes known."""

    def set_online(self, disk: int, online: bool) -> None:
        """Say whether a disk is there: its photos are shown as offline where it is not."""

    def put(self, disk: int, photos: Sequence[int]) -> None:
        """Say that these photos lie on a disk."""

    def rename(self, old: int, new: int) -> None:
        """Say that what was known as one disk is another one: all of its photos."""
