"""Searches of every form, for tests of properties."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import strategies as st

from app.core.search.fields import FIELDS, SearchField, ValueForm
from app.core.search.forms import write_box
from app.core.search.nodes import (
    Bounds,
    FieldTerm,
    FieldValue,
    SearchNode,
    Without,
    Wording,
    all_of,
    any_of,
)

DAYS = st.builds(
    lambda day, length: day.isoformat()[:length], st.dates(), st.sampled_from([4, 7, 10])
)
NUMBERS = st.integers(0, 10**9).map(float) | st.integers(0, 1000).map(lambda n: n / 1000)
SIZES = st.integers(0, 10**12).map(float)
BOXES = st.tuples(st.floats(-90, 0), st.floats(-180, 180), st.floats(0, 90), st.floats(-180, 180))
TEXTS = st.text(min_size=1, max_size=8).filter(str.strip) | st.sampled_from(
    ['"', '""', "-", "--a", "OR", "NOT", "a:b", "（x）", "a b", "海滩", "或", "-x", "“", "”", ":"]
)


def bounds(values: st.SearchStrategy[float] | st.SearchStrategy[str]) -> st.SearchStrategy[Bounds]:
    strict = st.booleans()
    return st.one_of(
        st.builds(lambda v: Bounds(v, v), values),
        st.tuples(values, values).map(sorted).map(lambda both: Bounds(*both)),
        st.builds(Bounds, low=values, above=strict),
        st.builds(Bounds, high=values, below=strict),
    )


def values_of(field: SearchField) -> st.SearchStrategy[FieldValue]:
    if field.most is not None:
        return bounds(st.integers(1, field.most - 1).map(float))
    return {
        ValueForm.TEXT: TEXTS,
        ValueForm.NUMBER: bounds(NUMBERS),
        ValueForm.SIZE: bounds(SIZES),
        ValueForm.DAYS: bounds(DAYS),
        ValueForm.YEARLY: st.just("today") | st.dates().map(lambda day: day.isoformat()[5:]),
        ValueForm.BOX: st.builds(write_box, BOXES),
        ValueForm.CODE: st.sampled_from(sorted(field.codes) or [""]),
    }[field.form]


ANY_TERM = st.sampled_from(sorted(FIELDS)).flatmap(
    lambda name: st.builds(FieldTerm, st.just(name), values_of(FIELDS[name]))
)


def searches(
    leaf: st.SearchStrategy[SearchNode], max_leaves: int = 8
) -> st.SearchStrategy[SearchNode]:
    """Draw trees over these leaves."""

    def joined(join: Callable[..., SearchNode | None], parts: st.SearchStrategy[SearchNode]):
        return st.lists(parts, min_size=2, max_size=3).map(join)

    return st.recursive(
        leaf,
        lambda parts: st.one_of(
            st.builds(Without, parts), joined(all_of, parts), joined(any_of, parts)
        ),
        max_leaves=max_leaves,
    )


ANY_SEARCH = searches(st.builds(Wording, TEXTS) | ANY_TERM)
