"""Keywords find their scenes: names, synonyms, hierarchies, and what the person says instead."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.imported import Imported
from app.core.keyword_map import KeywordMap, Meaning, keywords_meant, normal_form
from app.core.records import SceneRow
from app.core.synonyms import SYNONYMS


def scene(id_: str, english: str, chinese: str, parent: str | None = None, on: bool = True):
    return SceneRow(id_, english, chinese, parent, "#000000", "pack", on)


SCENES = [
    scene("water", "Water", "水景"),
    scene("beach_coast", "Beach and coast", "海滩与海岸", "water"),
    scene("pets", "Cats and dogs", "猫狗"),
    scene("kitchen", "Kitchen", "厨房", on=False),
    scene("ours", "Grandma's Garden", "Grandma's Garden"),
]


@pytest.mark.parametrize(
    ("keyword", "meaning", "found"),
    [
        ("Beach and coast", Meaning.SCENE, "beach_coast"),
        ("BEACHES", Meaning.SCENE, "beach_coast"),
        ("beach_coast", Meaning.SCENE, "beach_coast"),
        ("海滩与海岸", Meaning.SCENE, "beach_coast"),
        ("沙滩", Meaning.SCENE, "beach_coast"),
        ("Puppies", Meaning.SCENE, "pets"),
        ("grandma's  garden", Meaning.SCENE, "ours"),
        ("Places|Beach|Nice 2014", Meaning.SCENE, "beach_coast"),
        ("Places/Seaside", Meaning.SCENE, "beach_coast"),
        ("Nature|Water", Meaning.PARENT, "water"),
        ("Water|Nice", Meaning.PARENT, "water"),
        ("水", Meaning.PARENT, "water"),
        ("Kitchen", Meaning.UNKNOWN, None),
        ("Aunt Mary", Meaning.UNKNOWN, None),
        ("", Meaning.UNKNOWN, None),
        ("|", Meaning.UNKNOWN, None),
    ],
)
def test_what_a_keyword_means(keyword: str, meaning: Meaning, found: str | None) -> None:
    target = KeywordMap(SCENES).target(keyword)
    assert (target.meaning, target.scene) == (meaning, found)


def test_the_persons_own_mapping_comes_first() -> None:
    own = {"Beach": "pets", "places/Sea": None, "Rex": "pets", "gone": "no scene any more"}
    meanings = KeywordMap(SCENES, own)
    assert meanings.target("beaches").scene == "pets"
    assert meanings.target("Family|Rex").scene == "pets"
    assert meanings.target("Places|Sea").meaning is Meaning.IGNORED
    assert meanings.target("Sea").scene == "beach_coast"
    assert meanings.target("gone").meaning is Meaning.UNKNOWN


@given(st.text(max_size=20) | st.text("aesixhy |/-", max_size=9))
def test_the_normal_form_of_a_normal_form_is_itself(keyword: str) -> None:
    form = normal_form(keyword)
    assert normal_form(form) == form
    assert "/" not in form


def test_parts_of_a_hierarchy_say_nothing_of_their_own() -> None:
    said = Imported(
        keywords=("Water", "beaches", "Italy", "Italy"), hierarchies=("Water|Beach", "A/B")
    )
    assert keywords_meant(said) == ["Water|Beach", "A/B", "Italy"]


def test_the_table_is_of_the_shipped_pack_and_each_word_stands_once(root: Path) -> None:
    rows = json.loads((root / "resources/scene_pack/scenes.json").read_text("utf-8"))
    assert set(SYNONYMS) == {row["id"] for row in rows}
    place: dict[str, str] = {}
    for row in rows:
        words = {normal_form(word) for word in SYNONYMS[row["id"]]}
        assert "" not in words
        for word in words:
            assert place.setdefault(word, row["id"]) == row["id"], word
    names = {normal_form(row[key]): row for row in rows for key in ("name_en", "name_zh")}
    for word, id_ in place.items():
        named = names.get(word, {"id": id_, "is_group": True})
        assert named["id"] == id_ or named["is_group"], word


def test_every_scene_of_the_shipped_pack_is_found_in_both_languages(root: Path) -> None:
    rows = json.loads((root / "resources/scene_pack/scenes.json").read_text("utf-8"))
    scenes = [scene(r["id"], r["name_en"], r["name_zh"], r["parent"]) for r in rows]
    meanings = KeywordMap(scenes)
    for row in rows:
        wanted = Meaning.PARENT if row["is_group"] else Meaning.SCENE
        for name in (row["name_en"], row["name_zh"], f"Mine|{row['name_en'].lower()}"):
            target = meanings.target(name)
            assert (target.meaning, target.scene) == (wanted, row["id"])
