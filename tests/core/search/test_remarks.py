"""What is said of a search that can be read, but is hardly meant so."""

from __future__ import annotations

import pytest

from app.core.records import SceneRow
from app.core.search.meaning import SceneWords
from app.core.search.remarks import Remark, remarks_on

WORDS = SceneWords(
    [
        SceneRow("beach", "Beach", "海滩", None, "#000000", "pack", True),
        SceneRow("food", "Food and drink", "美食", None, "#000000", "pack", True),
        SceneRow("treat", "Trick or Treat", "或许", None, "#000000", "person", True),
    ]
)


def has_value(field: str, value: str) -> bool:
    return (field, value) in {("album", "Italy"), ("camera", "fuji"), ("folder", "2023")}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", []),
        ("beach album:Italy camera:fuji scene:beach folder:2023 rating:3", []),
        ("beach -album:Nope", [("search_no_album", "album:Nope", True)]),
        ("scene:Nope OR proposed:海", [("search_no_scene", "scene:Nope", True)]),
        ("(a OR camera:x) place:y", [
            ("search_found_nowhere", "camera:x", False),
            ("search_found_nowhere", "place:y", False),
        ]),
        ("beach or lake", [("search_word_or", "or", False)]),
        ("beach And (a or b)", [
            ("search_word_and", "And", False),
            ("search_word_or", "or", False),
        ]),
        ("not beach", [("search_word_not", "not", False)]),
        ('beach "or" lake', []),
        ("or beach", []),
        ("beach not", []),
        ("beach OR lake NOT x", []),
        ("food and drink beach", []),
        ("beach trick or treat", []),
        ("海滩或湖泊 x", [("search_joined_or", "海滩或湖泊", False)]),
        ("海滩 或 湖泊", []),
        ("或许", []),
        ("也或", []),
    ],
)  # fmt: skip
def test_what_is_said_of_a_search(text: str, said: list[tuple[str, str, bool]]) -> None:
    found = remarks_on(text, WORDS, has_value)
    assert [(r.error.code, piece(text, r), r.is_slip) for r in found] == said


def piece(text: str, remark: Remark) -> str:
    return text[remark.error.at.start : remark.error.at.end]
