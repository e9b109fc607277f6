"""What is worth saying of a search that can be read, but is hardly meant so.

A name that nothing has, and a word that would be an operator in capitals, or with spaces around it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from app.core.search.errors import SearchError
from app.core.search.fields import FIELDS
from app.core.search.grammar import parse_search
from app.core.search.meaning import LONGEST_NAME_WORDS, SceneWords
from app.core.search.nodes import (
    AllOf,
    FieldTerm,
    SearchNode,
    TextSpan,
    Without,
    Wording,
    leaves,
)

# Says whether a field of the library has a text in one of its values.
HasValue = Callable[[str, str], bool]
# Names that people and the scene pack gave: few, and a search for another one is a slip.
GIVEN_NAMES = {
    "album": "search_no_album",
    "scene": "search_no_scene",
    "proposed": "search_no_scene",
}
# What photos happen to have: that none has it is an answer.
HAPPENING = frozenset(("keyword", "folder", "camera", "lens", "format", "place"))
_JOINT_WORDS = {"or": "search_word_or", "and": "search_word_and", "not": "search_word_not"}
_CHINESE_OR = "或"


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing to say of a search.

    Attributes
    ----------
    error : SearchError
        What, and about which part of the text; nobody raised it.
    is_slip : bool
        Whether it names what is not there at all, so that the search cannot be meant so.
    """

    error: SearchError
    is_slip: bool = False


def remarks_on(text: str, words: SceneWords, has_value: HasValue) -> list[Remark]:
    """Return what is worth saying of a search, in the order of its text.

    SearchError for what is no search.
    """
    node = parse_search(text)
    found = [
        *_unknown_values(node, words, has_value),
        *_joint_words(text, node, words),
        *_joined_words(text, node, words),
    ]
    return sorted(found, key=lambda remark: remark.error.at.start)


def _unknown_values(
    node: SearchNode | None, words: SceneWords, has_value: HasValue
) -> Iterator[Remark]:
    for leaf in leaves(node):
        if not isinstance(leaf, FieldTerm) or not isinstance(leaf.value, str):
            continue
        if leaf.name in GIVEN_NAMES:
            is_there = has_value if leaf.name == "album" else _names_scene(words)
            if not is_there(leaf.name, leaf.value):
                error = SearchError(GIVEN_NAMES[leaf.name], _place(leaf), name=leaf.value)
                yield Remark(error, is_slip=True)
        elif leaf.name in HAPPENING and not has_value(leaf.name, leaf.value):
            values = {"field": FIELDS[leaf.name].name, "value": leaf.value}
            yield Remark(SearchError("search_found_nowhere", _place(leaf), **values))


def _names_scene(words: SceneWords) -> HasValue:
    return lambda _, value: bool(words.named(value))


def _joint_words(text: str, node: SearchNode | None, words: SceneWords) -> Iterator[Remark]:
    """Yield the words that look as if they were to join or leave out."""
    if isinstance(node, Wording | FieldTerm) or node is None:
        return
    if isinstance(node, Without):
        yield from _joint_words(text, node.part, words)
        return
    for at, part in enumerate(node.parts):
        if not isinstance(part, Wording):
            yield from _joint_words(text, part, words)
        elif isinstance(node, AllOf) and _is_bare(text, part):
            code = _joint_code(node.parts, at, words)
            if code is not None:
                yield Remark(SearchError(code, _place(part), word=part.text))


def _joined_words(text: str, node: SearchNode | None, words: SceneWords) -> Iterator[Remark]:
    """Yield the words that are two with the Chinese 'or' between them."""
    for leaf in leaves(node):
        if isinstance(leaf, Wording) and _is_bare(text, leaf) and not words.meant(leaf.text):
            before, joint, after = leaf.text.partition(_CHINESE_OR)
            if before and joint and after:
                yield Remark(SearchError("search_joined_or", _place(leaf), word=leaf.text))


def _joint_code(parts: tuple[SearchNode, ...], at: int, words: SceneWords) -> str | None:
    word = parts[at]
    assert isinstance(word, Wording)
    code = _JOINT_WORDS.get(word.text.casefold())
    is_last, is_first = at == len(parts) - 1, at == 0
    if code is None or is_last or (is_first and code != "search_word_not"):
        return None
    return None if _is_in_name(parts, at, words) else code


def _is_in_name(parts: tuple[SearchNode, ...], at: int, words: SceneWords) -> bool:
    """Return whether a word is one of those that name a scene together."""
    return any(
        words.is_name(parts[start:end])
        for start in range(max(0, at - LONGEST_NAME_WORDS + 1), at + 1)
        for end in range(at + 1, start + LONGEST_NAME_WORDS + 1)
    )


def _is_bare(text: str, word: Wording) -> bool:
    place = _place(word)
    return text[place.start : place.end] == word.text


def _place(leaf: Wording | FieldTerm) -> TextSpan:
    assert leaf.at is not None
    return leaf.at
