"""What others call tags: keywords, stars and flags, as they stand in the properties of a file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields

from app.core.collecting.ratings import Flag, Rating

# digiKam's and Lightroom's words for a flag; 0 says nothing, and so do 0 stars.
PICK_LABELS = {"3": Flag.PICK, "1": Flag.REJECT}
PICKS = {"1": Flag.PICK, "-1": Flag.REJECT}
# A photo that is rejected has this in place of stars.
REJECTED = "-1"


@dataclass(frozen=True, slots=True)
class Keywords:
    """Keywords as they stand in the three properties of XMP, spelled as each has them.

    ``rating``, ``pick_label`` and ``pick`` are properties that hold one value: ``xmp:Rating``,
    ``digiKam:PickLabel`` and ``xmpDM:pick``.
    """

    subject: tuple[str, ...] = ()
    hierarchical: tuple[str, ...] = ()
    tags_list: tuple[str, ...] = ()
    rating: tuple[str, ...] = ()
    pick_label: tuple[str, ...] = ()
    pick: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return any(getattr(self, part.name) for part in fields(self))

    @property
    def marks(self) -> Keywords:
        """The stars and the flag alone."""
        return Keywords(rating=self.rating, pick_label=self.pick_label, pick=self.pick)

    @property
    def words(self) -> Keywords:
        """All but the stars and the flag."""
        return Keywords(self.subject, self.hierarchical, self.tags_list)

    @property
    def flag(self) -> Flag:
        """The flag that is meant by what stands beside the stars."""
        found = [PICK_LABELS.get(word) for word in self.pick_label]
        found += [PICKS.get(word) for word in self.pick]
        return next((flag for flag in found if flag is not None), Flag.NONE)

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

    def clashing(self, there: Keywords) -> Keywords:
        """Return the marks of these that have no room: another value stands there, or two here."""
        found = {}
        for name in MARKS:
            mine, others = getattr(self, name), getattr(there, name)
            is_taken = any(word not in mine for word in others)
            found[name] = mine if is_taken or len(mine) > 1 else ()
        return Keywords(**found)


MARKS = ("rating", "pick_label", "pick")


def spell_rating(rating: Rating) -> Keywords:
    """Return a person's rating as programs write it; nothing for no stars and no flag.

    Bridge, darktable and others know a rejected photo by a rating of -1; a picked one has no such
    word, so that it is written as Lightroom and as digiKam do.
    """
    flag = rating.flag or Flag.NONE
    stars = str(rating.stars) if rating.stars else ""
    if flag is Flag.NONE:
        return Keywords(rating=(stars,) if stars else ())
    label = next(word for word, meant in PICK_LABELS.items() if meant is flag)
    pick = next(word for word, meant in PICKS.items() if meant is flag)
    value = REJECTED if flag is Flag.REJECT else stars
    return Keywords(rating=(value,) if value else (), pick_label=(label,), pick=(pick,))


def _pairs(a: Keywords, b: Keywords) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    return ((getattr(a, part.name), getattr(b, part.name)) for part in fields(a))
