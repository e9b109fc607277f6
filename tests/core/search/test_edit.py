"""One part of a search changes, and the rest stays as it was typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.search.edit import term_of, with_term, without_part
from app.core.search.fields import FIELDS
from app.core.search.grammar import parse_search
from app.core.search.nodes import Bounds, FieldTerm, FieldValue, SearchNode, top_parts
from app.core.search.printing import search_text
from tests.core.search.searches import ANY_SEARCH, ANY_TERM


@pytest.mark.parametrize(
    ("text", "name", "value", "changed"),
    [
        ("", "is", "labelled", "is:labelled"),
        ("beach", "is", "labelled", "beach is:labelled"),
        ("beach  状态：已标注  AND sea", "is", "failed", "beach is:failed AND sea"),
        ("beach 日期:2023 sea", "date", None, "beach sea"),
        ("日期:2023 AND 海", "date", None, "海"),
        ("a OR b", "date", Bounds("2023", "2023"), "(a OR b) date:2023"),
        ("date:>=2020 x date:<2024", "date", Bounds("2021", "2021"), "date:2021 x"),
        ("is:failed", "is", None, ""),
        ("-is:failed", "is", "failed", "-is:failed is:failed"),
        ("海 或 湖", "date", Bounds("2023", "2023"), "(海 或 湖) date:2023"),
        ("日期:>=2020 海 且 日期:<2024", "date", None, "海"),
    ],
)
def test_what_a_field_is_asked_for_changes(
    text: str, name: str, value: FieldValue | None, changed: str
) -> None:
    assert with_term(text, name, value) == changed


@pytest.mark.parametrize(
    ("text", "number", "left"),
    [
        ("beach -people lake", 1, "beach lake"),
        ("海  AND (a OR b)", 1, "海"),
        ("a OR b", 0, ""),
        ("a AND b", 0, "b"),
        ("(a b) c", 0, "(b) c"),
        ("a (b c)", 2, "a (b)"),
        ("海 且 日期:2023 且 湖", 1, "海 湖"),
        ("海滩 且 状态：已标注", 0, "状态：已标注"),
        ("（海 或 湖） 且 日期:2023", 1, "（海 或 湖）"),
    ],
)
def test_a_part_is_taken_out(text: str, number: int, left: str) -> None:
    assert without_part(text, number) == left


@given(ANY_SEARCH, ANY_TERM)
def test_a_field_asks_for_just_what_was_set(search: SearchNode, term: FieldTerm) -> None:
    text = with_term(search_text(search), term.name, term.value)
    assert term_of(parse_search(text), term.name) == term
    before = [p for p in top_parts(search) if not isinstance(p, FieldTerm) or p.name != term.name]
    after = [p for p in top_parts(parse_search(text)) if p != term]
    assert after == [p for p in before if p != term]
    assert term_of(parse_search(with_term(text, term.name, None)), term.name) is None


@given(ANY_SEARCH, st.data())
def test_every_part_can_be_taken_out(search: SearchNode, data: st.DataObject) -> None:
    parts = top_parts(search)
    number = data.draw(st.integers(0, len(parts) - 1))
    left = top_parts(parse_search(without_part(search_text(search), number)))
    assert list(left) == [p for at, p in enumerate(parts) if at != number] or len(parts) == 2


@given(ANY_SEARCH, st.data())
def test_what_stays_is_not_written_anew(search: SearchNode, data: st.DataObject) -> None:
    text = search_text(search, chinese=True)
    parts = top_parts(parse_search(text))
    number = data.draw(st.integers(0, len(parts) - 1))
    left = without_part(text, number)
    for at, part in enumerate(parts):
        assert part.at is not None
        assert at == number or text[part.at.start : part.at.end] in left


def test_a_field_that_is_asked_twice_has_no_one_term() -> None:
    assert term_of(parse_search("date:>2020 date:<2024"), "date") is None
    assert term_of(parse_search("date:2020 OR x"), "date") is None
    assert term_of(None, "date") is None
    assert set(FIELDS) > {"date"}
