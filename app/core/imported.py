"""What people and other programs wrote about a photo, in its file or in a sidecar: never a label.

Two places may say something. What a sidecar says comes later than what stands inside, so that of
two titles its own is shown; keywords of both stand together. The words that Albumen itself wrote
there are left out before anything is kept: the ledger knows them.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from typing import Any, Protocol

from app.core.keywords import Keywords

# Where it stands among the facts of a file.
IMPORTED = "imported"
_TEXTS = ("colour_label", "title", "caption", "city", "state", "country", "location", "flag")
_FOUND_BY = tuple(key for key in _TEXTS if key != "flag")


@dataclass(frozen=True, slots=True)
class Imported:
    """What others wrote about one photo.

    Attributes
    ----------
    keywords : tuple of str
        Flat ones, as they are spelled.
    hierarchies : tuple of str
        Keywords with what stands above them, ``Nature|Mountains``.
    rating : int or None
        1 to 5 stars, -1 for rejected.
    colour_label, title, caption, city, state, country, location : str
        Empty where nothing is said.
    gps : tuple of 2 float or None
        Latitude and longitude in degrees, south and west negative.
    flag : str
        ``"pick"`` or ``"reject"`` where a program has a mark for that beside the stars, else empty.
    """

    keywords: tuple[str, ...] = ()
    hierarchies: tuple[str, ...] = ()
    rating: int | None = None
    colour_label: str = ""
    title: str = ""
    caption: str = ""
    city: str = ""
    state: str = ""
    country: str = ""
    location: str = ""
    gps: tuple[float, float] | None = None
    flag: str = ""

    def __bool__(self) -> bool:
        return self != _UNSAID

    @classmethod
    def of_json(cls, value: Any) -> Imported:
        """Return what :meth:`to_json` made; what is of another kind is left out."""
        if not isinstance(value, Mapping):
            return _UNSAID
        gps, rating = value.get("gps"), value.get("rating")
        return cls(
            keywords=_texts(value.get("keywords")),
            hierarchies=_texts(value.get("hierarchies")),
            rating=rating if type(rating) is int else None,
            gps=place_of(*gps) if isinstance(gps, Sequence) and len(gps) == 2 else None,
            **{key: text for key in _TEXTS if isinstance(text := value.get(key), str)},
        )

    def to_json(self) -> dict[str, Any]:
        """Return what is said as plain JSON values, without what is not."""
        said = {key: value for key, value in asdict(self).items() if value not in (None, "", ())}
        return {key: list(v) if isinstance(v, tuple) else v for key, v in said.items()}

    def joined(self, later: Imported) -> Imported:
        """Return both: keywords of both, and of the rest what ``later`` says, where it does."""
        values = {part.name: getattr(later, part.name) for part in fields(self)}
        said = {key: value for key, value in values.items() if value not in (None, "")}
        for key in ("keywords", "hierarchies"):
            said[key] = tuple(dict.fromkeys((*getattr(self, key), *values[key])))
        return replace(self, **said)

    def without(self, ours: Keywords) -> Imported:
        """Return this less the keywords, and the stars and flag, that are ours."""
        lines = {*ours.hierarchical, *(line.replace("/", "|") for line in ours.tags_list)}
        return replace(
            self,
            keywords=tuple(word for word in self.keywords if word not in ours.subject),
            hierarchies=tuple(line for line in self.hierarchies if line not in lines),
            rating=None if str(self.rating) in ours.rating else self.rating,
            flag="" if self.flag == ours.flag else self.flag,
        )

    @property
    def place(self) -> dict[str, str]:
        """The names of the place, from the smallest to the largest, where they are known."""
        names = ("location", "city", "state", "country")
        return {name: text for name in names if (text := getattr(self, name))}

    @property
    def searched(self) -> str:
        """Everything that a word is looked for in, a line each."""
        lines = (line.replace("|", "\n") for line in self.hierarchies)
        texts = (getattr(self, key) for key in _FOUND_BY)
        return "\n".join(dict.fromkeys(text for text in (*self.keywords, *lines, *texts) if text))


_UNSAID = Imported()


def place_of(latitude: Any, longitude: Any) -> tuple[float, float] | None:
    """Return a place on earth, None for numbers that are none (0, 0 is written for 'unknown')."""
    try:
        place = (float(latitude), float(longitude))
    except (TypeError, ValueError, OverflowError):
        return None
    if not all(map(math.isfinite, place)) or abs(place[0]) > 90 or abs(place[1]) > 180:
        return None
    return place if any(place) else None


def _texts(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list | tuple):
        return ()
    return tuple(text for text in value if isinstance(text, str) and text)


class ImportedReader(Protocol):
    """What others wrote, for those who only look; details of photos have it."""

    def with_keywords(self) -> list[int]:
        """Return all photos about which others wrote a keyword."""


class Sidecars(ImportedReader, Protocol):
    """What the library keeps of sidecars, and writing it."""

    def sidecar_states(self, photos: Collection[int]) -> dict[int, str]:
        """Map photo id to the state of its sidecars when they were read; without any left out."""

    def save_sidecars(self, said: Mapping[int, tuple[str, Imported]]) -> None:
        """Keep state and content of sidecars by photo id; an empty state forgets them."""
