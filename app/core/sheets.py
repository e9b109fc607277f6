"""Sheets: a wall of photos with one proposal, answered by marking what does not belong.

``jobs/sheets.plan_sheets`` makes a :class:`~app.core.method.sheet_plan.SheetPlan`; its first sheet
is shown; an answer goes to ``jobs/sheets.answer_sheet``, and the next sheet comes from
``plan.after(answer)`` at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from app.core.scenes import NO_SCENE
from app.core.types import FloatArray

# A person at a sheet, in seconds: what the order of sheets counts with, and the benchmarks play by.
LOOK_S = 0.4
PHOTO_S = 0.25
MARK_S = 0.6
# As many as a window of usual size holds.
USUAL_SIZE = 48
Number = TypeVar("Number", float, FloatArray)


class SheetKind(StrEnum):
    """What a sheet asks.

    ``PROPOSED``: is it this scene? ``COARSE``: is it this parent? ``REFINE``: is it this scene,
    of photos that bear a parent above it; only where a person wants to. ``SECOND``: is it this
    scene, of photos that all were marked on another sheet before. ``NONE``: do they show none of
    the scenes? ``HEAP``: photos for which nothing is left to propose, or that look like one thing
    that has no scene: name it.
    """

    PROPOSED = "proposed"
    COARSE = "coarse"
    REFINE = "refine"
    SECOND = "second"
    NONE = "none"
    HEAP = "heap"


@dataclass(frozen=True, slots=True)
class Sheet:
    """Photos with one proposal.

    Attributes
    ----------
    tag : str or None
        Id of the scene or parent that is proposed; ``NO_SCENE`` on a sheet of ``NONE``; None on a
        ``HEAP``.
    kind : SheetKind
    level : str or None
        ``"scene"`` or ``"parent"``: what ``tag`` is; None for ``NONE`` and ``HEAP``.
    photos : tuple of int
        In the order shown: the most certain first, look-alikes side by side.
    chances : tuple of float
        How likely the tag is right, photo by photo; on a heap, that they show none of the scenes.
        Nothing is learned about the odds of a tag from a sheet without them.
    worth : float
        Photos settled a second, as expected: what sheets are ordered by.
    """

    tag: str | None
    kind: SheetKind
    level: str | None
    photos: tuple[int, ...]
    chances: tuple[float, ...]
    worth: float

    @property
    def expected(self) -> float:
        """How many of the photos are expected to be right."""
        return sum(self.chances)

    @property
    def starts_turned(self) -> bool:
        """Whether most are expected to be wrong, so that it is less work to mark the right ones."""
        return 2 * self.expected < len(self.photos)


@dataclass(frozen=True, slots=True)
class SheetAnswer:
    """What a person said to a sheet.

    Attributes
    ----------
    sheet : Sheet
        As it was shown; photos that were taken off it by other answers may be left out of it.
    marked : tuple of int
        Photos marked: wrong ones; right ones where ``turned``.
    turned : bool
        True: yes to the marked ones, no to the rest. False: no to the marked ones, yes to the rest.
    named : str or None
        Of a heap alone: the id or name of the scene that the photos show; one that does not exist
        yet is made. None: they show none of the scenes.
    """

    sheet: Sheet
    marked: tuple[int, ...] = ()
    turned: bool = False
    named: str | None = None

    @property
    def tag(self) -> str:
        """What is said yes or no to: an id, or the name of a scene that is still to be made."""
        return self.sheet.tag or self.named or NO_SCENE

    @property
    def yes(self) -> tuple[int, ...]:
        """Photos that show the tag."""
        chosen = set(self.marked)
        return tuple(p for p in self.sheet.photos if (p in chosen) == self.turned)

    @property
    def no(self) -> tuple[int, ...]:
        """Photos that do not: they come back on another sheet, never on one of this tag."""
        chosen = set(self.marked)
        return tuple(p for p in self.sheet.photos if (p in chosen) != self.turned)


@dataclass(frozen=True, slots=True)
class SheetState:
    """Where a review by sheets stands.

    Attributes
    ----------
    sheets, photos : int
        Sheets that are left, the one shown included, and the photos on them.
    tagged : int
        Photos that bear a tag, by a person's word or the program's; 'none of the scenes' is a word,
        but no tag.
    wrong : float
        About so many of these are wrong.
    untagged : int
        Photos that nobody said anything of and that bear no tag.
    released, confirmed, returned : int
        Photos that the last answer settled; that it said yes to and that bore a tag already; and
        photos that it sent to another sheet.
    """

    sheets: int = 0
    photos: int = 0
    tagged: int = 0
    wrong: float = 0.0
    untagged: int = 0
    released: int = 0
    confirmed: int = 0
    returned: int = 0


def seconds_of(photos: Number, marks: Number) -> Number:
    """Return how long a person takes for a sheet of so many photos, in seconds; or for many."""
    return LOOK_S + PHOTO_S * photos + MARK_S * marks
