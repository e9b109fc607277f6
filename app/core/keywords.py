"""Keywords, other programs' word for tags: as they stand in the properties of a file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True)
class Keywords:
    """Keywords as they stand in the three properties of XMP, spelled as each has them."""

    subject: tuple[str, ...] = ()
    hierarchical: tuple[str, ...] = ()
    tags_list: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return any(getattr(self, part.name) for part in fields(self))

    def without(self, other: Keywords) -> Keywords:
        """Return these keywords less those of ``other``, property by property."""
        return Keywords(
            *(
                tuple(word for word in mine if word not in theirs)
                for mine, theirs in _pairs(self, other)
            )
        )

    def within(self, other: Keywords) -> Keywords:
        """Return those of these keywords that ``other`` has, too."""
        return self.without(self.without(other))

    def joined(self, other: Keywords) -> Keywords:
        """Return both, each keyword once."""
        return Keywords(
            *(tuple(dict.fromkeys((*mine, *theirs))) for mine, theirs in _pairs(self, other))
        )


def _pairs(a: Keywords, b: Keywords) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    return ((getattr(a, part.name), getattr(b, part.name)) for part in fields(a))
