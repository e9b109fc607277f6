"""Words mean scenes of the shipped pack, in two languages and by synonyms."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.core.records import SceneRow
from app.core.scenes import parse_scenes
from app.core.search.grammar import parse_search
from app.core.search.meaning import SceneWords
from app.core.search.nodes import AllOf, AnyOf, FieldTerm, Without, Wording


@pytest.fixture(scope="module")
def words(root: Path) -> SceneWords:
    specs = parse_scenes((root / "resources/scene_pack/scenes.json").read_text("utf-8"))
    rows = [
        SceneRow(s.id, s.name_en, s.name_zh, s.parent, s.colour, "pack", s.id != "bridge")
        for s in specs
    ]
    return SceneWords(rows, {"nice": "beach_coast", "sea": None, "gone": "no_such_scene"})


@pytest.mark.parametrize(
    ("text", "scenes"),
    [
        ("Shores", ("beach_coast",)),
        ("海边", ("beach_coast",)),
        ("beach_coast", ("beach_coast",)),
        ("Nice", ("beach_coast",)),
        ("sea", ()),
        ("gone", ()),
        ("Strand", ()),
        ("bridge", ("bridge",)),
        ("people", ("people",)),
        ("the", ()),
        ("and", ()),
        ("a|b", ()),
        ("-", ()),
    ],
)
def test_what_a_word_means(words: SceneWords, text: str, scenes: tuple[str, ...]) -> None:
    assert words.meant(text) == scenes


def test_a_word_of_several_names_means_them_all(words: SceneWords) -> None:
    assert set(words.meant("night")) == {"night_sky", "night_city"}


def test_a_parent_stands_for_all_below_it(words: SceneWords) -> None:
    below = words.with_below(words.meant("water"))
    assert {"water", "beach_coast", "waterfall"} <= set(below)
    assert "kitchen" not in below
    assert set(below) < set(words.with_below(words.meant("outdoors")))


def test_a_scene_is_found_by_the_beginning_of_its_name_where_the_field_is_named(
    words: SceneWords,
) -> None:
    assert words.meant("waterf") == ()
    assert words.named("waterf") == ("waterfall",)


def test_words_beside_each_other_may_be_one_scene(words: SceneWords) -> None:
    search = parse_search("blue swimming pool -(city at night) OR coral reef")
    assert search is not None
    pool = AnyOf((
        FieldTerm("scene", "swimming pool"), AllOf((Wording("swimming"), Wording("pool")))
    ))  # fmt: skip
    night = AnyOf((
        FieldTerm("scene", "city at night"),
        AllOf((Wording("city"), Wording("at"), Wording("night"))),
    ))  # fmt: skip
    reef = AnyOf((FieldTerm("scene", "coral reef"), AllOf((Wording("coral"), Wording("reef")))))
    assert words.with_phrases(search) == AnyOf(
        (AllOf((Wording("blue"), pool, Without(night))), reef)
    )
