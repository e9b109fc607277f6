"""A person who reviews by the sheet and knows the true names: what is marked, and what it takes.

Seconds are assumed, not measured: .4 s a sheet, .25 s a photo, .6 s a mark; a heap's name 6 s, or
3 s where the scene exists. A run of neighbours is marked by one drag, which is one action, but
takes as long as its marks. Two marks in a hundred are slips: they land on the neighbour.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from app.core.scenes import NO_SCENE
from app.core.sheets import Sheet, SheetAnswer, SheetKind, seconds_of

SLIP = 0.02
NAME_S, TYPE_S = 6.0, 3.0
NEW_SCENE = 8
# So many marks less are worth a key that turns the sheet round.
WORTH_TURNING = 3


@dataclass
class SheetPerson:
    """A person at sheets.

    Attributes
    ----------
    shows : dict of int to set of str
        Every scene and parent that each photo shows.
    things : dict of int to str
        What each photo shows first: a scene's id, or the name of something unknown.
    scenes : set of str
        Ids of scenes that the library has.
    actions : int
        Keys, clicks and drags.
    seconds : float
        What they take, as assumed.
    log : list of dict
        Each sheet: what it asked, its photos, those that were right as expected and in truth, and
        what it took.
    """

    shows: dict[int, set[str]]
    things: dict[int, str]
    scenes: set[str]
    slip: float = SLIP
    seed: int = 1
    actions: int = 0
    seconds: float = 0.0
    by_kind: Counter[str] = field(default_factory=Counter)
    log: list[dict[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._chance = random.Random(self.seed)

    def answer(self, sheet: Sheet) -> SheetAnswer:
        """Look at a sheet, mark, and press Enter."""
        named = self._name(sheet) if sheet.kind is SheetKind.HEAP else None
        tag = sheet.tag or named or NO_SCENE
        right = [self.is_right(photo, tag) for photo in sheet.photos]
        turned = sheet.starts_turned
        fewest = min(sum(right), len(right) - sum(right))
        actions = 1
        if (sum(right) if turned else len(right) - sum(right)) - fewest >= WORTH_TURNING:
            turned, actions = not turned, 2
        meant = [n for n, is_right in enumerate(right) if is_right == turned]
        marked = self._slip(meant, len(right))
        actions += len(runs_of(marked))
        self.actions += actions
        self.by_kind[sheet.kind.value] += actions
        self.seconds += seconds_of(len(right), len(marked))
        self.log.append(
            {
                "kind": sheet.kind.value,
                "tag": sheet.tag,
                "photos": len(right),
                "expected": round(sheet.expected, 1),
                "right": sum(right),
                "marks": len(marked),
                "actions": actions,
                "turned": turned,
            }
        )
        return SheetAnswer(sheet, tuple(sheet.photos[n] for n in marked), turned, named)

    def is_right(self, photo: int, tag: str) -> bool:
        """Tell whether a photo shows a tag."""
        if tag == NO_SCENE:
            return not self.shows[photo] & self.scenes
        return tag in self.shows[photo] or tag == self.things[photo]

    def learn_name(self, thing: str, scene: str) -> None:
        """Take note of a scene that was made for a thing."""
        self.scenes.add(scene)
        for photo, shown in self.things.items():
            if shown == thing:
                self.things[photo] = scene
                self.shows[photo].add(scene)

    def _name(self, sheet: Sheet) -> str | None:
        """Return what most photos of a heap show, if it has a name or is worth one."""
        thing, count = Counter(self.things[p] for p in sheet.photos).most_common(1)[0]
        if thing in self.scenes:
            self.seconds += TYPE_S
            self.actions += 1
            return thing
        if count < NEW_SCENE or 2 * count < len(sheet.photos):
            return None
        self.seconds += NAME_S
        self.actions += 1
        return thing.replace("_", " ")

    def _slip(self, meant: Sequence[int], count: int) -> list[int]:
        """Return the places that are marked: now and then the neighbour of the one meant."""
        marked: set[int] = set()
        for place in meant:
            slips = self._chance.random() < self.slip
            marked.add(min(place + 1, count - 1) if slips else place)
        return sorted(marked)


def runs_of(marked: Sequence[int]) -> list[list[int]]:
    """Return runs of neighbours: each is one drag."""
    runs = groupby(enumerate(marked), key=lambda pair: pair[1] - pair[0])
    return [[place for _, place in run] for _, run in runs]


def lines(parent_of: Mapping[str, str | None], scenes: Sequence[str]) -> set[str]:
    """Return scenes and everything above them."""
    found: set[str] = set()
    for scene in scenes:
        above: str | None = scene
        while above is not None and above not in found:
            found.add(above)
            above = parent_of.get(above)
    return found
