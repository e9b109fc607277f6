"""What would become labels, worked out as often as the mapping changes, from keywords read once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.core.imported import Imported
from app.core.keyword_map import (
    KeywordMap,
    KeywordTarget,
    Meaning,
    keywords_meant,
    normal_form,
)
from app.core.records import SceneRow

# What a person said of a photo: its scene, and scenes refused.
Said = tuple[str | None, tuple[str, ...]]


@dataclass(slots=True)
class FoundKeyword:
    """A keyword of the library and what it means.

    Attributes
    ----------
    keyword : str
        As it is spelled first.
    target : KeywordTarget
    photos : list of int
        Those that have it.
    labels : int
        How many of them it would give a label.
    """

    keyword: str
    target: KeywordTarget
    photos: list[int] = field(default_factory=list)
    labels: int = 0


@dataclass(slots=True)
class KeywordPlan:
    """What would become labels.

    Attributes
    ----------
    keywords : dict of str to FoundKeyword
        By normal form; those of most photos first.
    labels : dict of int to str
        The scene that each photo would get.
    photos : int
        How many photos have keywords.
    kept : int
        How many of them bear a label already that stays.
    refused : int
        How many were said not to show the scene.
    several : list of int
        Photos whose keywords mean several scenes.
    """

    keywords: dict[str, FoundKeyword] = field(default_factory=dict)
    labels: dict[int, str] = field(default_factory=dict)
    photos: int = 0
    kept: int = 0
    refused: int = 0
    several: list[int] = field(default_factory=list)

    def summary(self) -> dict[str, Any]:
        """Return the result as plain JSON values, in the words of the terminal's contract."""
        scenes = Counter(self.labels.values())
        return {
            "photos": self.photos,
            "keywords": len(self.keywords),
            "labels": len(self.labels),
            "unmapped": self._spelled(Meaning.UNKNOWN),
            "parents": self._spelled(Meaning.PARENT),
            "ignored": self._spelled(Meaning.IGNORED),
            "scenes": dict(scenes.most_common()),
            "kept": self.kept,
            "refused": self.refused,
            "several": len(self.several),
        }

    def _spelled(self, meaning: Meaning) -> list[str]:
        return [one.keyword for one in self.keywords.values() if one.target.meaning is meaning]


class GatheredKeywords:
    """The keywords of all photos, and what a person said of these.

    Parameters
    ----------
    scenes : sequence of SceneRow
        The scenes of the library.
    remembered : mapping
        The person's mapping so far.
    """

    def __init__(self, scenes: Sequence[SceneRow], remembered: Mapping[str, str | None]) -> None:
        self._scenes, self._remembered = scenes, remembered
        self._spellings: dict[str, str] = {}
        self._photos: dict[int, tuple[list[str], Said]] = {}

    def add(self, photo: int, imported: Imported, said: Said) -> None:
        """Take the keywords of one photo."""
        forms: dict[str, None] = {}
        for keyword in keywords_meant(imported):
            if form := normal_form(keyword):
                self._spellings.setdefault(form, keyword)
                forms[form] = None
        if forms:
            self._photos[photo] = (list(forms), said)

    @property
    def photos(self) -> int:
        """How many photos have keywords."""
        return len(self._photos)

    def meaning(self, form: str, own: Mapping[str, str | None]) -> KeywordTarget:
        """Return what one keyword means with a mapping as that of :meth:`plan`."""
        meanings = KeywordMap(self._scenes, {**self._remembered, **own})
        return meanings.target(self._spellings[form])

    def plan(self, own: Mapping[str, str | None]) -> KeywordPlan:
        """Return what would become labels with this mapping before the remembered one.

        Its keys are in normal form, its values ids of scenes, or None.
        """
        meanings = KeywordMap(self._scenes, {**self._remembered, **own})
        plan = KeywordPlan(photos=self.photos)
        found = {
            form: FoundKeyword(keyword, meanings.target(keyword))
            for form, keyword in self._spellings.items()
        }
        for photo, (forms, said) in self._photos.items():
            words = [found[form] for form in forms]
            for word in words:
                word.photos.append(photo)
            _decide(plan, photo, words, said)
        ordered = sorted(found.items(), key=lambda item: (-len(item[1].photos), item[0]))
        plan.keywords = dict(ordered)
        return plan


def _decide(plan: KeywordPlan, photo: int, words: Sequence[FoundKeyword], said: Said) -> None:
    meant = [word for word in words if word.target.meaning is Meaning.SCENE]
    scenes = {word.target.scene for word in meant if word.target.scene is not None}
    label, refused = said
    if not scenes:
        return
    if label is not None:
        plan.kept += 1
    elif len(scenes) > 1:
        plan.several.append(photo)
    elif scenes & set(refused):
        plan.refused += 1
    else:
        (plan.labels[photo],) = scenes
        for word in meant:
            word.labels += 1
