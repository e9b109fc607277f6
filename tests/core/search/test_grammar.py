"""Text to search to text; what is wrong is named where it stands."""

from __future__ import annotations

import pickle
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.search.errors import SearchError
from app.core.search.fields import FIELDS, ValueForm, field_names, find_code, find_field
from app.core.search.grammar import parse_search
from app.core.search.nodes import (
    AllOf,
    AnyOf,
    Bounds,
    FieldTerm,
    SearchNode,
    TextSpan,
    Without,
    Wording,
    leaves,
    top_parts,
)
from app.core.search.printing import search_text
from tests.core.search.searches import ANY_SEARCH


@settings(deadline=None)
@given(ANY_SEARCH)
def test_a_search_is_the_same_after_it_was_written_and_read(search: SearchNode) -> None:
    assert parse_search(search_text(search)) == search
    assert parse_search(search_text(search, chinese=True)) == search


# Of what the language is made of, so that many of these texts are searches.
PIECES = ["beach", "OR", "AND", "NOT", "-", "(", ")", '"a b"', '"', "is:", "is:failed", "date:2023"]


@settings(deadline=None)
@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=9), st.sampled_from(" |"))
def test_every_text_is_a_search_or_says_where_it_is_none(pieces: list[str], glue: str) -> None:
    text = glue.strip("|").join(pieces)
    search, error = read(text)
    if error is not None:
        assert 0 <= error.at.start <= len(text)
        assert error.at.length >= 1
        return
    again = search_text(search)
    assert parse_search(again) == search
    assert search_text(parse_search(again)) == again
    for part in (*top_parts(search), *leaves(search)):
        assert part.at is not None
        assert parse_search(text[part.at.start : part.at.end]) == part


def read(text: str) -> tuple[SearchNode | None, SearchError | None]:
    try:
        return parse_search(text), None
    except SearchError as error:
        return None, error


@pytest.mark.parametrize(
    ("turned", "meant"),
    [
        ("rating:3..1", "rating:1..3"),
        ("date:2024..2023-05", "date:2023-05..2024"),
        ("date:2023-05..2023", "date:2023-05..2023"),
        ("size:5MB..1KB", "size:1KB..5MB"),
        ("width:900..3", "width:3..900"),
        ("similarity:.9..0.1", "similarity:0.1..0.9"),
        ("area:36,119..35,120", "area:35,119..36,120"),
    ],
)
def test_a_range_upside_down_is_turned_round(turned: str, meant: str) -> None:
    assert search_text(parse_search(turned)) == meant


@pytest.mark.parametrize(
    ("text", "search"),
    [
        ("", None),
        ("  ", None),
        ("beach", Wording("beach")),
        ("a b", AllOf((Wording("a"), Wording("b")))),
        ("a AND b", AllOf((Wording("a"), Wording("b")))),
        ("a OR b c", AnyOf((Wording("a"), AllOf((Wording("b"), Wording("c")))))),
        ("(a OR b) c", AllOf((AnyOf((Wording("a"), Wording("b"))), Wording("c")))),
        ("a (b (c))", AllOf((Wording("a"), Wording("b"), Wording("c")))),
        ("-a b", AllOf((Without(Wording("a")), Wording("b")))),
        ("NOT (a OR b)", Without(AnyOf((Wording("a"), Wording("b"))))),
        ("a-b", Wording("a-b")),
        ("a - b", AllOf((Wording("a"), Wording("-"), Wording("b")))),
        ("or", Wording("or")),
        ("ORANGE", Wording("ORANGE")),
        ('"say ""hi"" (x)"', Wording('say "hi" (x)')),
        ("“大 海”", Wording("大 海")),
        ("（海 或 河）", AnyOf((Wording("海"), Wording("河")))),
        ("非 海", Without(Wording("海"))),
        ("场景：海滩", FieldTerm("scene", "海滩")),
        ('camera:"X-T30 II"', FieldTerm("camera", "X-T30 II")),
        ("Camera:fuji", FieldTerm("camera", "fuji")),
        ("folder:C:\\Photos", FieldTerm("folder", "C:\\Photos")),
        ("date:2023-07..2023-08", FieldTerm("date", Bounds("2023-07", "2023-08"))),
        ("date:2023/07/14", FieldTerm("date", Bounds("2023-07-14", "2023-07-14"))),
        ("date:2023..", FieldTerm("date", Bounds("2023"))),
        ("date:..2023", FieldTerm("date", Bounds(None, "2023"))),
        ("date:>2023", FieldTerm("date", Bounds("2023", above=True))),
        ("similarity:<=0.5", FieldTerm("similarity", Bounds(None, 0.5))),
        ("width:=800", FieldTerm("width", Bounds(800.0, 800.0))),
        ("size:>1.5mb", FieldTerm("size", Bounds(1_500_000.0, above=True))),
        ("on:7-4", FieldTerm("on", "07-04")),
        ("on:2月29日", FieldTerm("on", "02-29")),
        ("当年今日:今天", FieldTerm("on", "today")),
        ("place:Qingdao", FieldTerm("place", "Qingdao")),
        ("area:-1.50,179..2,-179.0", FieldTerm("area", "-1.5,179..2,-179")),
        ("状态:已标注", FieldTerm("is", "labelled")),
        ("reason:second-scene", FieldTerm("reason", "second_scene")),
    ],
)
def test_what_texts_mean(text: str, search: SearchNode | None) -> None:
    assert parse_search(text) == search


@pytest.mark.parametrize(
    ("text", "code", "wrong"),
    [
        ("a (b", "search_open_bracket", "("),
        ("((a)", "search_open_bracket", "("),
        ("a) b", "search_closed_bracket", ")"),
        ("a ()", "search_empty_bracket", ")"),
        ('a "b', "search_open_quote", '"'),
        ('a ""', "search_empty_quotes", '""'),
        ('name:" "', "search_empty_quotes", '" "'),
        ("OR a", "search_nothing_before", "OR"),
        ("a AND OR b", "search_nothing_before", "OR"),
        ("a OR", "search_nothing_after", "OR"),
        ("(a OR )", "search_nothing_after", "OR"),
        ("a NOT", "search_nothing_after", "NOT"),
        ("beach camra:fuji", "search_unknown_field", "camra"),
        ("camra:", "search_unknown_field", "camra"),
        ("beach camera:", "search_no_value", "camera:"),
        ("date:2023-13", "search_bad_date", "2023-13"),
        ("date:..", "search_bad_date", ".."),
        ("date:2023..x", "search_bad_date", "2023..x"),
        ("width:wide", "search_bad_number", "wide"),
        ("size:5TB", "search_bad_size", "5TB"),
        ("on:02-30", "search_bad_yearly", "02-30"),
        ("on:tomorrow", "search_bad_yearly", "tomorrow"),
        ("area:1,2,3,4", "search_bad_box", "1,2,3,4"),
        ("date:2023-02-30", "search_bad_date", "2023-02-30"),
        ("date:0000", "search_bad_date", "0000"),
        ("rating:9", "search_bad_stars", "9"),
        ("rating:>5", "search_bad_stars", ">5"),
        ("rating:2.5", "search_bad_stars", "2.5"),
        ("area:1,1..91,2", "search_bad_box", "1,1..91,2"),
        ('is:"labeled!"', "search_bad_code", '"labeled!"'),
        ("a :b", "search_stray_sign", ":"),
        ("-" * 500 + "a", "search_too_deep", "-"),
        ("(" * 500 + "a" + ")" * 500, "search_too_deep", "("),
        ("a " * 3000, "search_too_long", "a"),
    ],
)
def test_what_is_wrong_is_named_where_it_stands(text: str, code: str, wrong: str) -> None:
    with pytest.raises(SearchError) as raised:
        parse_search(text)
    error = raised.value
    assert (error.code, text[error.at.start : error.at.end]) == (code, wrong)
    # Libraries that other tests load pickle traces as well, and these hold what cannot be.
    error.__traceback__ = error.__context__ = None
    again = pickle.loads(pickle.dumps(error))
    assert (again.at, again.code, str(again)) == (error.at, code, str(error))


def test_an_unknown_name_is_answered_with_the_nearest() -> None:
    with pytest.raises(SearchError, match="There is no field 'camra': write camera"):
        parse_search("camra:fuji")
    with pytest.raises(SearchError, match="'labl' is nothing that 'is:' knows: write labelled"):
        parse_search("is:labl")


def test_no_two_fields_and_no_two_codes_share_a_name() -> None:
    names = [name for field in FIELDS.values() for name in (field.name, *field.also)]
    assert len(names) == len(set(names)) == len(field_names())
    for field in FIELDS.values():
        assert find_field(field.name.upper()) is field
        assert bool(field.codes) == (field.form is ValueForm.CODE)
        words = [word for code, also in field.codes.items() for word in (code, *also)]
        assert len(words) == len(set(words))
        assert all(find_code(field, code) == code for code in field.codes)
        assert isinstance(parse_search(f"{field.name}:{field.example}"), FieldTerm)


@pytest.mark.parametrize(
    ("bounds", "inside", "outside"),
    [
        (Bounds("2023", "2023"), "2023-12-31T23:59:59", "2024-01-01T00:00:00"),
        (Bounds("2023-07", above=True), "2023-08-01T00:00:00", "2023-07-31T23:00:00"),
        (Bounds(None, "2023-07", below=True), "2023-06-30T23:00:00", "2023-07-01T00:00:00"),
        (Bounds(2.0, 4.0), 4.0, 4.1),
        (Bounds(2.0, above=True), 2.5, 2.0),
        (Bounds(None, 4.0, below=True), -1.0, 4.0),
        (Bounds("2023"), "2023-01-01T00:00:00", None),
    ],
)
def test_what_bounds_hold(bounds: Bounds, inside: float | str, outside: float | str | None) -> None:
    assert bounds.holds(inside)
    assert not bounds.holds(outside)


def test_where_a_part_stands_makes_no_other_search() -> None:
    here, there = Wording("a", TextSpan(0, 1)), Wording("a", TextSpan(9, 1))
    assert here == there
    assert len({here, there}) == 1


def test_a_list_that_is_no_search_needs_no_parser(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "lark", None)  # its import would fail
    parse_search.cache_clear()
    assert parse_search("") is None
    assert parse_search("  ") is None
    with pytest.raises(ImportError):
        parse_search("beach")
