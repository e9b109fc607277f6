"""Change one part of a search, and leave the rest of its text as it was typed."""

from __future__ import annotations

from collections.abc import Iterable

from app.core.search.errors import SearchError
from app.core.search.grammar import parse_search
from app.core.search.nodes import (
    AnyOf,
    FieldTerm,
    FieldValue,
    SearchNode,
    TextSpan,
    all_of,
    top_parts,
)
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
    written = [leaf_text(term, chinese=chinese) for term in new]
    others = [part for at, part in enumerate(parts) if at not in old]
    wanted = all_of([*others[:place], *new, *others[place:]])
    texts = [_replaced(text, parts[old[0]].at, "".join(written))] if len(old) == 1 else []
    if not old:
        texts.append(" ".join([text.strip(), *written]))
    typed = [_typed(text, part, alone=not new and len(others) == 1) for part in others]
    texts.append(" ".join([*typed[:place], *written, *typed[place:]]))
    return _first_that_means(wanted, texts)


def without_part(text: str, number: int) -> str:
    """Return a search without one of the parts that it asks for all together."""
    parts = list(top_parts(parse_search(text)))
    part = parts.pop(number)
    typed = [_typed(text, other, alone=len(parts) == 1) for other in parts]
    return _first_that_means(all_of(parts), [_replaced(text, part.at, ""), " ".join(typed)])


def _asks(part: SearchNode, name: str) -> bool:
    return isinstance(part, FieldTerm) and part.name == name


def _typed(text: str, part: SearchNode, *, alone: bool) -> str:
    """Return a part as it was typed, in brackets where others would tear it apart."""
    assert part.at is not None
    piece = text[part.at.start : part.at.end]
    return piece if alone or not isinstance(part, AnyOf) or _is_bracket(piece) else f"({piece})"


def _is_bracket(piece: str) -> bool:
    """Return whether a part stands in one pair of brackets as a whole."""
    try:
        parse_search(piece[1:-1])
    except SearchError:
        return False
    return piece[:1] in ("(", "（")


def _replaced(text: str, at: TextSpan | None, written: str) -> str:
    assert at is not None
    before, after = text[: at.start].rstrip(), text[at.end :].lstrip()
    if not written and (before[-1:] in ("(", "（") or after[:1] in (")", "）")):
        return before + after
    return " ".join(piece for piece in (before, written, after) if piece)


def _first_that_means(wanted: SearchNode | None, texts: Iterable[str]) -> str:
    """Return the first of the texts that means this; it written anew where none of them does."""
    for text in texts:
        try:
            if parse_search(text) == wanted:
                return text.strip()
        except SearchError:
            continue
    return search_text(wanted)
