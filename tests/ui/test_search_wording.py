"""Every field and code of the search has words in the language of the window."""

from __future__ import annotations

import re

import pytest

from app.core.search.fields import FIELDS
from app.core.search.grammar import parse_search
from app.ui.i18n import Language
from app.ui.search_wording import code_word, field_word, part_words

CHINESE = re.compile(r"[\u4e00-\u9fff]")


@pytest.mark.parametrize("name", FIELDS)
def test_every_field_is_named_in_both_languages(name: str, language: Language) -> None:
    codes = FIELDS[name].codes
    english = [field_word(name), *(code_word(name, code) for code in codes)]
    assert all(english)
    assert len(set(english[1:])) == len(codes)
    language.set_language("zh_CN")
    for word in (field_word(name), *(code_word(name, code) for code in codes)):
        assert CHINESE.search(word), word


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("sea", "“sea”"),
        ("-is:failed", "not State: unreadable"),
        ("a OR b c", "“a” or “b” and “c”"),
        ("rating:>=3", "Stars: ≥ 3"),
        ("size:1MB..5MB", "File size: 1MB – 5MB"),
        ("date:<2023", "Taken: < 2023"),
        ("width:800", "Width: 800"),
    ],
)
def test_parts_are_said_as_people_say_them(text: str, words: str, language: Language) -> None:
    part = parse_search(text)
    assert part is not None
    assert part_words(part, lambda _: None) == words
