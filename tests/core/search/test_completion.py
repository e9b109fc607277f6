"""What is offered where the cursor is."""

from __future__ import annotations

import pytest

from app.core.search.completion import complete
from app.core.search.fields import FIELDS, Offer
from app.core.search.grammar import parse_search

VALUES = {
    Offer.SCENES: ["Beach", "Swimming pool", "Kitchen"],
    Offer.CAMERAS: ["FUJIFILM X-T30", "Canon EOS", "Old Fuji"],
    Offer.FOLDERS: ["italy", "a (b)"],
}


def values(offer: Offer) -> list[str]:
    return VALUES.get(offer, [])


def offered(text: str, cursor: int | None = None) -> list[str]:
    found = complete(text, len(text) if cursor is None else cursor, values)
    return [text[: c.at.start] + c.text + text[c.at.end :] for c in found]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("cam", ["camera:"]),
        ("相", ["相机:", "相似度:", "相册:"]),
        ("bea", ["Beach"]),
        ("x -bea", ["x -Beach"]),
        ("x (pool", ['x ("Swimming pool"']),
        ("camera:fuj", ['camera:"FUJIFILM X-T30"', 'camera:"Old Fuji"']),
        ('camera:"FUJIFILM X', ['camera:"FUJIFILM X-T30"']),
        ("camera:", ['camera:"FUJIFILM X-T30"', 'camera:"Canon EOS"', 'camera:"Old Fuji"']),
        ("相机：can", ['相机："Canon EOS"']),
        ("is:lab", ["is:labelled"]),
        ("状态:已标", ["状态:labelled"]),
        ("folder:(", []),
        ("folder:a", ['folder:"a (b)"', "folder:italy"]),
        ("date:", ["date:2023-07..2023-08"]),
        ("date:2", []),
        ("nofield:x", []),
        ("", []),
        ("beach ", []),
    ],
)
def test_what_is_offered(text: str, wanted: list[str]) -> None:
    assert offered(text) == wanted


def test_the_word_at_the_cursor_gives_way_whole() -> None:
    assert offered("bea lake", 3) == ["Beach lake"]
    assert offered("x bexx lake", 4) == ["x Beach lake"]
    assert offered('camera:"can" x', 11) == ['camera:"Canon EOS" x']


def test_all_fields_are_offered_to_who_asks_in_the_language_of_the_window() -> None:
    found = complete("", 0, values, unasked=False)
    assert [c.text for c in found] == [f"{name}:" for name in list(FIELDS)[:12]]
    chinese = complete("", 0, values, unasked=False, chinese=True)
    assert chinese[0].text == "场景:"
    assert [c.field for c in chinese] == [c.field for c in found]


@pytest.mark.parametrize("text", ["camera:f", "pool", "is:l", "folder:a", "date:"])
def test_what_is_offered_is_a_search(text: str) -> None:
    for made in offered(text):
        assert parse_search(made) is not None
