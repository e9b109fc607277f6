"""Which scene a keyword means: by the person's own mapping, by name in both languages, by synonym.

A hierarchy (``Places|Beach|Nice 2014``) means what its last part means, or else the part above it.
A keyword that means a parent of the tree ('Water') is known, but no label: it says less than a
scene, and a label is a sample of one. Case, plural, hyphens and underscores do not matter.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.core.imported import Imported
from app.core.records import SceneRow
from app.core.synonyms import SYNONYMS

# In a person's mapping: this keyword means no scene.
IGNORED = None


class Meaning(StrEnum):
    """What a keyword is to us. ``IGNORED``: the person said that it means no scene."""

    SCENE = "scene"
    PARENT = "parent"
    IGNORED = "ignored"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class KeywordTarget:
    """What a keyword means; ``scene`` is the id of a scene or parent, where it means one."""

    meaning: Meaning
    scene: str | None = None


_UNKNOWN = KeywordTarget(Meaning.UNKNOWN)


def normal_form(keyword: str) -> str:
    """Return a keyword as keywords are compared; the parts of a hierarchy stay apart."""
    composed = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", keyword).casefold())
    parts = composed.replace("/", "|").split("|")
    return "|".join(part for part in map(_normal_part, parts) if part)


def _normal_part(part: str) -> str:
    return " ".join(map(_singular, part.replace("_", " ").replace("-", " ").split()))


def _singular(word: str) -> str:
    if len(word) < 4 or not word.isascii() or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "sses", "xes")):
        return word[:-2]
    return word.removesuffix("s")


class KeywordMap:
    """What keywords mean in a library.

    Parameters
    ----------
    scenes : sequence of SceneRow
        Those of the library; what is switched off is not meant.
    own : mapping of str to str or None
        The person's mapping by normal form: the id of a scene, or ``IGNORED``.
    """

    def __init__(
        self, scenes: Sequence[SceneRow], own: Mapping[str, str | None] | None = None
    ) -> None:
        parents = {row.parent for row in scenes}
        rows = [row for row in scenes if row.enabled]
        self._words: dict[str, KeywordTarget] = {}
        # Names come before synonyms, scenes before parents.
        for meaning, chosen in (
            (Meaning.SCENE, [row for row in rows if row.id not in parents]),
            (Meaning.PARENT, [row for row in rows if row.id in parents]),
        ):
            self._learn(meaning, ((r.id, (r.name_en, r.name_zh, r.id)) for r in chosen))
            self._learn(meaning, ((r.id, SYNONYMS.get(r.id, ())) for r in chosen))
        known = {row.id for row in scenes}
        self._own = {
            normal_form(word): KeywordTarget(Meaning.SCENE, scene)
            if scene is not IGNORED
            else KeywordTarget(Meaning.IGNORED)
            for word, scene in (own or {}).items()
            if scene is IGNORED or scene in known
        }

    def _learn(self, meaning: Meaning, words: Iterable[tuple[str, Sequence[str]]]) -> None:
        for scene, names in words:
            for name in names:
                # A name of one's own may hold a stroke: it is one word here.
                word = normal_form(name.replace("/", " ").replace("|", " "))
                self._words.setdefault(word, KeywordTarget(meaning, scene))

    def target(self, keyword: str) -> KeywordTarget:
        """Return what a keyword means; a hierarchy is one keyword, ``|`` between its parts."""
        whole = normal_form(keyword)
        if (own := self._own.get(whole)) is not None:
            return own
        parent = _UNKNOWN
        for part in reversed(whole.split("|")):
            found = self._own.get(part) or self._words.get(part, _UNKNOWN)
            if found.meaning in (Meaning.SCENE, Meaning.IGNORED):
                return found
            if parent is _UNKNOWN:
                parent = found
        return parent


def keywords_meant(said: Imported) -> list[str]:
    """Return the keywords of a photo, each once: hierarchies, and what stands in none of them.

    Programs write the parts of a hierarchy as flat keywords besides: they say nothing of their own.
    """
    parts = {part for line in said.hierarchies for part in normal_form(line).split("|")}
    flat = [word for word in said.keywords if normal_form(word) not in parts]
    return list(dict.fromkeys((*said.hierarchies, *flat)))
