"""What others wrote: joined, stripped of ours, and read back whatever the library file holds."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.imported import Imported, place_of
from app.core.keywords import Keywords

words = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1)
lists = st.lists(words, unique=True, max_size=4).map(tuple)
imported = st.builds(
    Imported,
    keywords=lists,
    hierarchies=lists,
    rating=st.sampled_from([None, -1, 1, 5]),
    title=words | st.just(""),
    caption=words | st.just(""),
    country=words | st.just(""),
    gps=st.sampled_from([None, (1.5, -2.25)]),
)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=5,
)


@given(imported)
def test_what_is_kept_is_read_back(said: Imported) -> None:
    assert Imported.of_json(json.loads(json.dumps(said.to_json()))) == said
    assert bool(said) is (said != Imported())


@given(st.dictionaries(st.sampled_from(sorted(Imported.__slots__)), json_values) | json_values)
def test_a_strangers_library_raises_nothing(value: object) -> None:
    said = Imported.of_json(value)
    assert Imported.of_json(said.to_json()) == said
    assert isinstance(said.searched, str)


@given(imported, imported)
def test_the_later_word_wins_and_no_keyword_is_lost(first: Imported, later: Imported) -> None:
    joined = first.joined(later)
    assert set(joined.keywords) == {*first.keywords, *later.keywords}
    assert joined.title == (later.title or first.title)
    assert joined.gps == (later.gps or first.gps)
    assert joined.joined(later) == joined


@given(imported, lists)
def test_ours_are_taken_out_and_no_others(said: Imported, ours: tuple[str, ...]) -> None:
    left = said.without(Keywords(subject=ours, tags_list=("A/B",), hierarchical=ours))
    assert left.keywords == tuple(word for word in said.keywords if word not in ours)
    assert set(left.hierarchies) == set(said.hierarchies) - {*ours, "A|B"}


@pytest.mark.parametrize(
    ("numbers", "place"),
    [
        ((48.85, 2.35), (48.85, 2.35)),
        (("48", "2"), (48.0, 2.0)),
        ((0, 0), None),
        ((91, 0), None),
        ((float("nan"), 2), None),
        ((None, 2), None),
        (({}, []), None),
    ],
)
def test_places(numbers: tuple[object, object], place: tuple[float, float] | None) -> None:
    assert place_of(*numbers) == place
