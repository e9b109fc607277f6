"""Change one part of a search, and leave the rest of its text as it was typed."""

from __future__ import annotations

from collections.abc import Iterable

from app.core.search.errors import SearchError
from app.core.search.grammar import parse_search
from app.core.search.nodes import FieldTerm, FieldValue, SearchNode, TextSpan, all_of, top_parts
from app.core.search.printing import leaf_text, search_text


def term_of(search: SearchNode | None, name: str) -> FieldTerm | None:
    """Return what a search asks of a field all together; None where it does not, or twice."""
    terms = [part for part in top_parts(search) if _asks(part, name)]
    only = terms[0] if len(terms) == 1 else None
    return only if isinstance(only, FieldTerm) else None


def with_term(text: str, name: str, value: FieldValue | None, *, chinese: bool = False) -> str:
    """Return a search that asks a field for this value instead; None asks nothing of it.

    ``chinese`` writes it by its Chinese name.
    """
    parts = list(top_parts(parse_search(text)))
    old = [at for at, part in enumerate(parts) if _asks(part, name)]
    place = old[0] if old else len(parts)
    new = [] if value is None else [FieldTerm(name, value)]
    others = [part for at, part in enumerate(parts) if at not in old]
    wanted = [*others[:place], *new, *others[place:]]
    written = leaf_text(new[0], chinese=chinese) if new else ""
    if len(old) == 1:
        texts = [_replaced(text, parts[old[0]].at, written)]
        return _shortest_way(wanted, texts, chinese=chinese)
    return _shortest_way(wanted, [] if old else [f"{text.strip()} {written}"], chinese=chinese)


def without_part(text: str, number: int) -> str:
    """Return a search without one of the parts that it asks for all together."""
    parts = list(top_parts(parse_search(text)))
    part = parts.pop(number)
    return _shortest_way(parts, [_replaced(text, part.at, "")])


def _asks(part: SearchNode, name: str) -> bool:
    return isinstance(part, FieldTerm) and part.name == name


def _replaced(text: str, at: TextSpan | None, written: str) -> str:
    assert at is not None
    return " ".join(
        piece for piece in (text[: at.start].rstrip(), written, text[at.end :].lstrip()) if piece
    )


def _shortest_way(parts: list[SearchNode], texts: Iterable[str], *, chinese: bool = False) -> str:
    """Return the text that means these parts; another one where none of the texts does."""
    wanted = all_of(parts)
    for text in texts:
        try:
            if parse_search(text) == wanted:
                return text.strip()
        except SearchError:
            continue
    return search_text(wanted, chinese=chinese)
