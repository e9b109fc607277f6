"""Localities: a town with its country, or a country alone, that a photo was taken in or near."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from app.core.search.best_names import NameFit
from app.core.types import IdArray

_LONGEST_CODE = 2
SpotArray = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Locality:
    """A town, or a country where no town is near.

    Attributes
    ----------
    id : int
        Its number at GeoNames.
    town_en, town_zh : str
        Empty for a country; the Chinese one also where none is known.
    country : str
        Two letters, ISO 3166.
    country_en, country_zh : str
    words : tuple of str
        Other names of both, for the search.
    """

    id: int
    town_en: str
    town_zh: str
    country: str
    country_en: str
    country_zh: str
    words: tuple[str, ...] = ()

    def town(self, language: str) -> str:
        """Return the name of the town for a language code such as ``"zh_CN"`` or ``"en"``."""
        return self.town_zh if language.startswith("zh") and self.town_zh else self.town_en

    def country_name(self, language: str) -> str:
        """Return the name of the country for a language code."""
        return self.country_zh if language.startswith("zh") else self.country_en

    def name(self, language: str) -> str:
        """Return town and country, as one says it: ``Qingdao, China`` and ``中国 青岛``."""
        town, country = self.town(language), self.country_name(language)
        if not town or town == country:  # Singapore
            return country
        return f"{country} {town}" if language.startswith("zh") else f"{town}, {country}"

    @property
    def searched(self) -> str:
        """All names that it is found by, a line each."""
        names = (
            *(self.town_en, self.town_zh, self.country_en, self.country_zh, self.country),
            *self.words,
        )
        return "\n".join(dict.fromkeys(name for name in names if name))


def is_called(names: str, wanted: str) -> bool:
    """Tell whether one of these names (folded, a line each) has a word that begins so.

    'Nice' is not in Venice. Chinese is written without spaces: there a part is enough.
    """
    if not wanted.isascii():
        return wanted in names
    return any(
        line.startswith(wanted) or f" {wanted}" in line or f"-{wanted}" in line
        for line in names.split("\n")
    )


def place_fit(names: str, wanted: str) -> NameFit:
    """Return how well a text fits the names of a place: Niger is not Nigeria.

    Two letters may be the beginning of a name as well as the code of a country.
    """
    if not is_called(names, wanted):
        return NameFit.NONE
    if wanted.isascii() and len(wanted) <= _LONGEST_CODE:
        return NameFit.PART
    lines = names.split("\n")
    if wanted in lines:
        return NameFit.WHOLE
    as_words = re.compile(rf"(^|[ -]){re.escape(wanted)}(?!\w)")
    return NameFit.WORDS if wanted.isascii() and any(map(as_words.search, lines)) else NameFit.PART


@dataclass(frozen=True, slots=True)
class LocalityCount:
    """A locality, how many photos of the lists were taken there, and the box around them.

    The box is south, west, north and east in degrees.
    """

    locality: Locality
    photos: int
    box: tuple[float, float, float, float]


class Gazetteer(Protocol):
    """Knows the towns and countries of the earth."""

    @property
    def version(self) -> str:
        """Changes with its data."""

    def find(self, spots: SpotArray) -> list[Locality | None]:
        """Return the locality of each spot, float64 (N, 2) of degrees north and east.

        None where there is no town near and no country: at sea.
        """


class LocalityReader(Protocol):
    """Where photos were taken, for those who only look."""

    def counts(self) -> list[LocalityCount]:
        """List the localities of all photos of the lists, most photos first."""

    def spots(self) -> tuple[IdArray, SpotArray]:
        """Return the photos of the lists that have a spot, and it: (N,), (N, 2) of degrees."""

    def unplaced(self) -> tuple[IdArray, SpotArray]:
        """Return the photos that have a spot, and no locality looked up for it."""


class Localities(LocalityReader, Protocol):
    """Where photos were taken, and writing it."""

    def place(self, found: Mapping[int, Locality | None]) -> None:
        """Keep the localities of photos by id; None for those that are in none."""

    def forget(self, photos: Sequence[int] | None = None) -> None:
        """Let the localities of these photos, or of all, be looked up anew."""
