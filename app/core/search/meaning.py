"""Which scenes a word means: by name in both languages and by synonym, a parent with all below it.

What a person's own mapping says of a keyword holds here, too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from app.core.keyword_map import KeywordMap, normal_form
from app.core.records import SceneRow
from app.core.search.nodes import (
    AllOf,
    AnyOf,
    FieldTerm,
    SearchNode,
    Without,
    Wording,
)

# A name of a scene has at most so many words, when it is written without quotation marks.
LONGEST_NAME_WORDS = 4
# Of the words of a name these mean nothing alone, nor do shorter ones.
_LINKS = frozenset(("and", "the", "with"))
_SHORTEST_WORD = 3


class SceneWords:
    """The words of a library's scenes.

    Parameters
    ----------
    scenes : sequence of SceneRow
        All of them: photos still bear those that are switched off.
    own : mapping of str to str or None
        See :class:`app.core.keyword_map.KeywordMap`.
    """

    def __init__(
        self, scenes: Sequence[SceneRow], own: Mapping[str, str | None] | None = None
    ) -> None:
        self._scenes = scenes
        self._map = KeywordMap([replace(row, enabled=True) for row in scenes], own)
        self._below: dict[str, list[str]] = {}
        for row in scenes:
            if row.parent is not None:
                self._below.setdefault(row.parent, []).append(row.id)

    def meant(self, text: str) -> tuple[str, ...]:
        """Return the scenes and parents that a text means, those below them left out.

        It means what it names, or is a synonym of; else each scene whose name has it as a word, in
        Chinese as two or more of its signs.
        """
        word = normal_form(text)
        if not word:
            return ()
        exact = self._map.target(text).scene if "|" not in word else None
        if exact is not None:
            return (exact,)
        if word in _LINKS:
            return ()
        return tuple(row.id for row in self._scenes if _has_word(row, word))

    def named(self, text: str) -> tuple[str, ...]:
        """Return what a text means; where it means nothing, the scenes whose name holds it."""
        wanted = text.casefold()
        return self.meant(text) or tuple(
            row.id
            for row in self._scenes
            if wanted in row.name_en.casefold() or wanted in row.name_zh or wanted == row.id
        )

    def with_below(self, scenes: Iterable[str]) -> list[str]:
        """Return scenes and parents, and all that lies below them, each once."""
        found: dict[str, None] = {}
        waiting = list(scenes)
        while waiting:
            scene = waiting.pop()
            if scene not in found:
                found[scene] = None
                waiting += self._below.get(scene, ())
        return sorted(found)

    def with_phrases(self, node: SearchNode) -> SearchNode:
        """Let words beside each other mean a scene together: ``swimming pool`` is one."""
        if isinstance(node, Wording | FieldTerm):
            return node
        if isinstance(node, Without):
            return replace(node, part=self.with_phrases(node.part))
        if isinstance(node, AnyOf):
            return replace(node, parts=tuple(map(self.with_phrases, node.parts)))
        parts, rest = [], list(node.parts)
        while rest:
            length = next((n for n in _lengths(rest) if self.is_name(rest[:n])), 1)
            words, rest = rest[:length], rest[length:]
            parts.append(self.with_phrases(words[0]) if length == 1 else _phrase(words))
        return parts[0] if len(parts) == 1 else AllOf(tuple(parts))

    def is_name(self, words: Sequence[SearchNode]) -> bool:
        """Return whether parts of a search are words that name a scene together."""
        are_words = all(isinstance(word, Wording) for word in words)
        return are_words and self._map.target(_text_of(words)).scene is not None


def _lengths(parts: Sequence[SearchNode]) -> Iterable[int]:
    """Yield how many words at the beginning may be one name, the most first."""
    words = 0
    for part in parts[:LONGEST_NAME_WORDS]:
        if not isinstance(part, Wording) or " " in part.text:
            break
        words += 1
    return range(words, 1, -1)


def _text_of(words: Iterable[SearchNode]) -> str:
    return " ".join(word.text for word in words if isinstance(word, Wording))


def _phrase(words: list[SearchNode]) -> SearchNode:
    return AnyOf((FieldTerm("scene", _text_of(words)), AllOf(tuple(words))))


def _has_word(row: SceneRow, word: str) -> bool:
    if word.isascii():
        return len(word) >= _SHORTEST_WORD and word in normal_form(row.name_en).split()
    return len(word) > 1 and word in normal_form(row.name_zh)
