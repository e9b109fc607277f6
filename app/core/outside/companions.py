"""What lies beside a photo and belongs to it: one shot, however many files a camera makes of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class CompanionRole(StrEnum):
    """What a companion is; sidecars and notes are ``MORE``."""

    RAW = "raw"
    FILM = "film"
    MORE = "more"


@dataclass(frozen=True, slots=True)
class Companion:
    """A file that belongs to a photo in the same folder, by its name there."""

    role: CompanionRole
    name: str


# No name of a file holds it, so that a role can be searched for together with it.
_SIGN = "/"


def dump_companions(companions: Iterable[Companion]) -> str:
    """Return companions as the library keeps them; empty for none."""
    return "".join(f"{_SIGN}{one.role.value}:{one.name}" for one in companions)


def load_companions(text: str) -> tuple[Companion, ...]:
    """Return what :func:`dump_companions` wrote; what makes no sense is left out."""
    found = []
    for part in text.split(_SIGN)[1:]:
        role, colon, name = part.partition(":")
        if colon and name and role in set(CompanionRole):
            found.append(Companion(CompanionRole(role), name))
    return tuple(found)


def pattern_of(role: CompanionRole) -> str:
    """Return what LIKE finds in the text of photos with such a companion."""
    return f"%{_SIGN}{role.value}:%"


class Companions(Protocol):
    """Which photos have companions, and writing it."""

    def with_raw(self) -> dict[int, tuple[str, tuple[Companion, ...]]]:
        """Map photos that are there, and have a raw file, to their path and their companions."""

    def spoken_and_gone(self) -> list[int]:
        """Return the photos that are gone, and that a person said something about."""

    def save_companions(self, companions: Mapping[int, Sequence[Companion]]) -> None:
        """Keep what lies beside photos, by photo id."""
