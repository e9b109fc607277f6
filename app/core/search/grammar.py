"""From the text of a search to its tree.

``beach -people date:2023-07..2023-08 (camera:fuji OR lens:35mm) "Lago di Garda"``: what stands
beside each other is asked for all together, AND may stand between; OR binds less than that; - or
NOT leaves out what follows. Full-width signs and 且 或 非 do the same. Two quotation marks within
quotation marks are one that is meant.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from difflib import get_close_matches
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NoReturn

from app.core.search.errors import SearchError
from app.core.search.fields import FIELDS, field_names, find_field
from app.core.search.nodes import (
    FieldTerm,
    SearchNode,
    TextSpan,
    Without,
    Wording,
    all_of,
    any_of,
)
from app.core.search.values import read_value

if TYPE_CHECKING:
    from lark import Lark, Token, Tree, UnexpectedInput

    Parsed = Tree[Token] | Token

# Deeper nesting is no search that a person wrote.
DEEPEST_NESTING = 60
LONGEST_TEXT = 4000
_GRAMMAR = r"""
start: [either]
?either: every (_OR every)*
?every: single (_AND? single)*
?single: (NOT | MINUS) single -> without
    | OPENED either CLOSED -> inner
    | TERM | EMPTY | QUOTED | WORD

TERM.5: /[^\s:：()（）"“”\-][^\s:：()（）"“”]*[:：]("([^"]|"")*"|“[^”]*”|[^\s()（）"“”]+)/
EMPTY.4: /[^\s:：()（）"“”\-][^\s:：()（）"“”]*[:：](?=[\s()（）]|$)/
_OR.3: /(OR|或)(?=[\s()（）"“”]|$)/
_AND.3: /(AND|且)(?=[\s()（）"“”]|$)/
NOT.3: /(NOT|非)(?=[\s()（）"“”]|$)/
QUOTED.2: /"([^"]|"")*"|“[^”]*”/
MINUS.2: /[-－](?=[^\s)）])/
OPENED.2: /[(（]/
CLOSED.2: /[)）]/
WORD.1: /[^\s:：()（）"“”]+/
%ignore /\s+/
"""


@cache
def _parser() -> Lark:
    from lark import Lark  # late: the window opens without it

    return Lark(_GRAMMAR, parser="lalr", lexer="basic", maybe_placeholders=False)


@lru_cache(maxsize=64)
def parse_search(text: str) -> SearchNode | None:
    """Return what a text asks for; None for an empty one, which asks for nothing.

    Raises
    ------
    SearchError
        Says what is wrong, and where.
    """
    if not text.strip():
        return None
    from lark import UnexpectedInput  # only here: every list asks whether it is a search

    if len(text) > LONGEST_TEXT:
        raise SearchError("search_too_long", TextSpan(LONGEST_TEXT, 1), limit=LONGEST_TEXT)
    try:
        tree = _parser().parse(text)
    except UnexpectedInput as error:
        _explain(text, error)
    _require_shallow(tree)
    return _node(tree.children[0]) if tree.children else None


def _require_shallow(tree: Parsed) -> None:
    """Refuse what no person wrote, before anything goes down into it."""
    from lark import Token

    level, depth = [tree], 0
    while level:
        if depth > DEEPEST_NESTING:
            raise SearchError("search_too_deep", TextSpan(0, 1))
        level = [c for part in level if not isinstance(part, Token) for c in part.children]
        depth += 1


def _node(part: Parsed) -> SearchNode:
    from lark import Token

    if isinstance(part, Token):
        return _LEAVES[part.type](part)
    if part.data == "inner":
        return replace(_node(part.children[1]), at=_whole(part))
    if part.data == "without":
        return Without(_node(part.children[1]), _whole(part))
    parts = [_node(child) for child in part.children]
    joined = (any_of if part.data == "either" else all_of)(parts, _whole(part))
    assert joined is not None
    return joined


def _whole(part: Tree[Token]) -> TextSpan:
    from lark import Token

    first, last = part.children[0], part.children[-1]
    start = first.start_pos if isinstance(first, Token) else _whole(first).start
    end = last.end_pos if isinstance(last, Token) else _whole(last).end
    return TextSpan(start or 0, (end or 0) - (start or 0))


def _span(token: Token) -> TextSpan:
    return TextSpan(token.start_pos or 0, len(token))


def _unquoted(text: str) -> str:
    if text[:1] == '"':
        return text[1:-1].replace('""', '"')
    return text[1:-1] if text[:1] == "“" else text


def _word(token: Token) -> SearchNode:
    text = _unquoted(str(token))
    if not text.strip():
        raise SearchError("search_empty_quotes", _span(token))
    return Wording(text, _span(token))


def _term(token: Token) -> SearchNode:
    name, sign, rest = _parted(str(token))
    at = _span(token)
    field = find_field(name)
    if field is None:
        _refuse_field(name, TextSpan(at.start, len(name)))
    value_at = TextSpan(at.start + len(name) + len(sign), len(rest))
    value = _unquoted(rest)
    if not value.strip():
        raise SearchError("search_empty_quotes", value_at)
    return FieldTerm(field.name, read_value(field, value, value_at), at)


def _empty(token: Token) -> NoReturn:
    name, at = str(token)[:-1], _span(token)
    field = find_field(name)
    if field is None:
        _refuse_field(name, TextSpan(at.start, len(name)))
    raise SearchError("search_no_value", at, field=field.name, example=field.example)


_LEAVES: dict[str, Callable[[Token], SearchNode]] = {
    "TERM": _term,
    "EMPTY": _empty,
    "QUOTED": _word,
    "WORD": _word,
}


def _parted(term: str) -> tuple[str, str, str]:
    at = min(place for place in (term.find(":"), term.find("：")) if place >= 0)
    return term[:at], term[at], term[at + 1 :]


def _refuse_field(name: str, at: TextSpan) -> NoReturn:
    close = get_close_matches(name.casefold(), field_names(), n=3)
    raise SearchError("search_unknown_field", at, field=name, fields=", ".join(close or FIELDS))


def _explain(text: str, error: UnexpectedInput) -> NoReturn:
    from lark import UnexpectedCharacters, UnexpectedToken

    if isinstance(error, UnexpectedCharacters):
        at = TextSpan(error.pos_in_stream or 0, 1)
        code = "search_open_quote" if text[at.start] in '"“' else "search_stray_sign"
        raise SearchError(code, at, **({} if code == "search_open_quote" else _named(text, at)))
    assert isinstance(error, UnexpectedToken)
    token = error.token
    if token.type == "$END":
        _explain_end(text)
    at = _span(token)
    if token.type == "CLOSED":
        before = text[: at.start].rstrip()
        code = "search_empty_bracket" if before[-1:] in ("(", "（") else "search_closed_bracket"
        if before[-1:] and code == "search_closed_bracket" and _hanging(before) is not None:
            _explain_end(before)
        raise SearchError(code, at)
    raise SearchError("search_nothing_before", at, **_named(text, at))


def _named(text: str, at: TextSpan) -> dict[str, str]:
    return {"word": text[at.start : at.end]}


def _explain_end(text: str) -> NoReturn:
    """Say what the end of a text lacks: what an operator stands before, or a bracket."""
    hanging = _hanging(text)
    if hanging is not None:
        raise SearchError("search_nothing_after", hanging, **_named(text, hanging))
    opened: list[int] = []
    for token in _parser().lex(text):
        if token.type == "OPENED":
            opened.append(_span(token).start)
        elif token.type == "CLOSED" and opened:
            opened.pop()
    raise SearchError("search_open_bracket", TextSpan(opened[-1] if opened else len(text), 1))


def _hanging(text: str) -> TextSpan | None:
    """Return the operator that a text ends with."""
    tokens = list(_parser().lex(text))
    if not tokens or tokens[-1].type not in ("_OR", "_AND", "NOT", "MINUS"):
        return None
    return _span(tokens[-1])
