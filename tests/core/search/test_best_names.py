"""Which names a search means: what is given whole wins, a star takes the rest as well."""

from __future__ import annotations

import pytest

from app.core.search.best_names import NameFit, best, fit_of, without_star
from app.core.world.localities import place_fit

ALBUMS = ["italy", "italy 2023", "sicily"]
PLACES = {
    "niger": "niamey\nne\nniger\n尼日尔",
    "nigeria": "lagos\nng\nnigeria\n尼日利亚",
    "guinea": "conakry\ngn\nguinea\n几内亚",
    "equatorial guinea": "malabo\ngq\nequatorial guinea\n赤道几内亚",
    "york": "new york\nus\nunited states\n美国",
    "yorkton": "yorkton\nca\ncanada\n加拿大",
}


def albums(text: str) -> list[str]:
    wanted, is_starred = without_star(text)
    return best(((name, fit_of(name, wanted)) for name in ALBUMS), is_starred=is_starred)


def places(text: str) -> list[str]:
    wanted, is_starred = without_star(text)
    fits = ((place, place_fit(names, wanted)) for place, names in PLACES.items())
    return best(fits, is_starred=is_starred)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("italy", ["italy"]),
        ("italy*", ["italy", "italy 2023"]),
        ("ital", ["italy", "italy 2023"]),
        ("ily", ["sicily"]),
        ("rome", []),
        ("*", ALBUMS),
    ],
)
def test_an_album_that_is_named_whole_is_meant_alone(text: str, meant: list[str]) -> None:
    assert albums(text) == meant


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("niger", ["niger"]),
        ("niger*", ["niger", "nigeria"]),
        ("nige", ["niger", "nigeria"]),
        ("guinea", ["guinea"]),
        ("几内亚", ["guinea"]),
        ("尼日", ["niger", "nigeria"]),
        ("york", ["york"]),
        ("york*", ["york", "yorkton"]),
        ("ne", ["niger", "york"]),
    ],
)
def test_a_place_that_is_named_whole_is_meant_alone(text: str, meant: list[str]) -> None:
    assert places(text) == meant


def test_what_fits_in_part_is_worse_than_words() -> None:
    assert place_fit(PLACES["york"], "york") is NameFit.WORDS
    assert place_fit(PLACES["yorkton"], "york") is NameFit.PART
