"""From a search to its text: what :func:`app.core.search.grammar.parse_search` reads again."""

from __future__ import annotations

import re
from collections.abc import Iterable

from app.core.search.fields import FIELDS
from app.core.search.nodes import AllOf, AnyOf, FieldTerm, SearchNode, Without, Wording
from app.core.search.values import write_value

_OPERATORS = frozenset(("OR", "AND", "NOT", "或", "且", "非"))
_PLAIN_WORD = re.compile(r"[^\s:：()（）\"“”\-－][^\s:：()（）\"“”]*")
_PLAIN_VALUE = re.compile(r"[^\s()（）\"“”]+")


def search_text(node: SearchNode | None, *, chinese: bool = False) -> str:
    """Return a search as text, as short as it can be written.

    ``chinese`` writes fields, and the codes of their lists, by their Chinese names.
    """
    if node is None:
        return ""
    if isinstance(node, AnyOf):
        return " OR ".join(_within(part, AnyOf, chinese=chinese) for part in node.parts)
    if isinstance(node, AllOf):
        return " ".join(_within(part, AnyOf, AllOf, chinese=chinese) for part in node.parts)
    if isinstance(node, Without):
        return "-" + _within(node.part, AnyOf, AllOf, chinese=chinese)
    return leaf_text(node, chinese=chinese)


def leaf_text(node: Wording | FieldTerm, *, chinese: bool = False) -> str:
    """Return a text or a field of a search as it is written."""
    if isinstance(node, Wording):
        is_plain = _PLAIN_WORD.fullmatch(node.text) and node.text not in _OPERATORS
        return node.text if is_plain else quoted(node.text)
    field = FIELDS[node.name]
    name, value = node.name, write_value(field, node.value)
    if chinese:
        name = _chinese_of(field.also, name)
        value = _chinese_of(field.codes.get(value, ()), value)
    return f"{name}:{value if _PLAIN_VALUE.fullmatch(value) else quoted(value)}"


def quoted(text: str) -> str:
    """Return a text between quotation marks, its own ones doubled."""
    return '"' + text.replace('"', '""') + '"'


def _chinese_of(names: Iterable[str], plain: str) -> str:
    return next((name for name in names if not name.isascii()), plain)


def _within(node: SearchNode, *joints: type[SearchNode], chinese: bool) -> str:
    text = search_text(node, chinese=chinese)
    return f"({text})" if isinstance(node, joints) else text
