"""Copies and near copies of photos: what a set of them is, and what is proposed for it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Sameness(StrEnum):
    """What the photos of a set have in common.

    ``EXACT``: every byte. ``SAME``: the picture, in other sizes, formats or with other tags.
    ``BURST``: one camera, a few seconds, nearly one view: different pictures.
    """

    EXACT = "exact"
    SAME = "same"
    BURST = "burst"


class Ground(StrEnum):
    """Why a photo is proposed to be kept, or is not proposed for the trash.

    ``RAW``: of a raw file and pictures made of it neither stands for the other.
    """

    LARGEST = "largest"
    ORIGINAL = "original"
    FORMAT = "format"
    SHARPEST = "sharpest"
    LABEL = "label"
    WORDS = "words"
    COMPANIONS = "companions"
    RAW = "raw"
    PLACE = "place"


@dataclass(frozen=True, slots=True)
class Copy:
    """One photo of a set.

    Attributes
    ----------
    photo : int
    path : str
    content_hash : str
        Of its thumbnail.
    width, height, size : int
        Pixels, and bytes of the file.
    format : str
    taken_at, camera : str
        As the camera wrote them, empty where it did not.
    sharpness : float or None
        Grey levels, as ``sharpness_of`` in ``sameness`` measures it; None where nobody did.
    label : str or None
        The scene that a person gave it.
    refused : tuple of str
        Scenes that a person refused for it.
    words : frozenset of str
        What else is said of it, as ``field=value``: a person's stars, flag and albums, and what
        others wrote, such as keywords and a title.
    companions : int
        Files that belong to it alone, such as a RAW or a sidecar.
    endings : frozenset of str
        The endings of those, such as ``raf``.
    """

    photo: int
    path: str
    content_hash: str
    width: int
    height: int
    size: int
    format: str
    taken_at: str = ""
    camera: str = ""
    sharpness: float | None = None
    label: str | None = None
    refused: tuple[str, ...] = ()
    words: frozenset[str] = frozenset()
    companions: int = 0
    endings: frozenset[str] = frozenset()

    @property
    def pixels(self) -> int:
        """Width times height."""
        return self.width * self.height


@dataclass(frozen=True, slots=True)
class DuplicateSet:
    """Photos of which fewer may be enough.

    Attributes
    ----------
    sameness : Sameness
    copies : tuple of Copy
        The one that is proposed to be kept before all others leads.
    removed : frozenset of int
        Photos proposed for the trash. The first is never among them.
    grounds : dict of int to Ground
        Why each of the others is kept.
    """

    sameness: Sameness
    copies: tuple[Copy, ...]
    removed: frozenset[int] = frozenset()
    grounds: dict[int, Ground] = field(default_factory=dict)

    @property
    def kept(self) -> Copy:
        """The copy that is kept before all others."""
        return self.copies[0]

    @property
    def freed(self) -> int:
        """Bytes of the files that are proposed for the trash."""
        return sum(copy.size for copy in self.copies if copy.photo in self.removed)

    def to_json(self) -> dict[str, Any]:
        """Return the set as the terminal's contract has it."""
        return {
            "kind": self.sameness.value,
            "photos": [
                {
                    "path": copy.path,
                    "keep": copy.photo not in self.removed,
                    "why": self.grounds[copy.photo].value if copy.photo in self.grounds else None,
                    "width": copy.width,
                    "height": copy.height,
                    "bytes": copy.size,
                    "format": copy.format,
                    "sharpness": None if copy.sharpness is None else round(copy.sharpness, 2),
                    "label": copy.label,
                    "refused": list(copy.refused),
                    "companions": copy.companions,
                    "taken": copy.taken_at or None,
                    "camera": copy.camera or None,
                }
                for copy in self.copies
            ],
            "bytes_freed": self.freed,
        }
