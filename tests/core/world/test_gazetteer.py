"""From spots to towns: the table that is shipped, against looking at every town."""

from __future__ import annotations

import gzip
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.world.gazetteer import (
    DENSITY,
    EARTH_KM,
    LAND_LIMIT_KM,
    SEA_LIMIT_KM,
    TownTable,
    unit_vectors,
)
from app.core.world.localities import Locality
from app.core.world.outlines import LARGE, SMALL, load_outlines

WORLD = Path(__file__).parents[3] / "resources" / "world"


@pytest.fixture(scope="module")
def towns() -> TownTable:
    return TownTable(WORLD)


def name(towns: TownTable, north: float, east: float, language: str = "en") -> str:
    (found,) = towns.find(np.array([[north, east]]))
    return found.name(language) if found is not None else ""


@pytest.mark.parametrize(
    ("north", "east", "english", "chinese"),
    [
        (36.06, 120.33, "Qingdao, China", "中国 青岛"),
        (48.84, 2.30, "Paris, France", "法国 巴黎"),  # nearer to the middle of Issy
        (48.804, 2.12, "Versailles, France", "法国 Versailles"),
        (50.94, 6.96, "Köln, Germany", "德国 科隆"),
        (1.30, 103.80, "Singapore", "新加坡"),
        (22.30, 114.20, "Hong Kong", "香港"),
        (78.20, 15.60, "Longyearbyen, Svalbard & Jan Mayen", "斯瓦尔巴和扬马延 朗伊尔城"),
        (-18.13, 178.43, "Suva, Fiji", "斐济 苏瓦"),
        (23.0, 12.0, "Niger", "尼日尔"),  # no town within 100 km
        (-75.0, 0.0, "Antarctica", "南极洲"),
        (-90.0, 0.0, "Antarctica", "南极洲"),
        (90.0, 0.0, "", ""),
        (36.0, 121.5, "", ""),  # at sea, 70 km from the coast
        (0.1, -30.0, "", ""),
    ],
)
def test_known_spots(
    towns: TownTable, north: float, east: float, english: str, chinese: str
) -> None:
    assert name(towns, north, east) == english
    assert name(towns, north, east, "zh_CN") == chinese


def test_both_sides_of_the_date_line_are_near_each_other(towns: TownTable) -> None:
    """Taveuni lies on both sides of it."""
    west, east = name(towns, -16.85, 179.99), name(towns, -16.85, -179.99)
    assert west == east
    assert "Fiji" in west


@cache
def every_town() -> tuple[np.ndarray, np.ndarray, list[int]]:
    lines = gzip.decompress((WORLD / "towns.tsv.gz").read_bytes()).decode().splitlines()[1:]
    rows = [line.split("\t") for line in lines]
    numbers = np.array([row[2:5] for row in rows], dtype=np.float64)
    return numbers[:, :2], np.sqrt(numbers[:, 2] / (np.pi * DENSITY)), [int(r[0]) for r in rows]


def near_a_town() -> st.SearchStrategy[tuple[float, float]]:
    towns = every_town()[0]
    offset = st.floats(-0.2, 0.2)
    return st.tuples(st.integers(0, len(towns) - 1), offset, offset).map(
        lambda t: (
            float(np.clip(towns[t[0], 0] + t[1], -90, 90)),
            float(np.clip(towns[t[0], 1] + t[2], -180, 180)),
        )
    )


@settings(deadline=None, max_examples=60)
@given(
    st.one_of(
        st.tuples(st.floats(-90, 90), st.floats(-180, 180)),
        st.tuples(st.sampled_from([-90.0, 90.0, 89.99]), st.floats(-180, 180)),
        st.tuples(st.floats(-60, 70), st.sampled_from([-180.0, 180.0, 179.999])),
        # Near a town, where most photos are taken.
        st.deferred(near_a_town),
    )
)
def test_the_nearest_of_all_towns_is_found(towns: TownTable, spot: tuple[float, float]) -> None:
    places, reach, ids = every_town()
    at = np.round(np.array([spot]), 3)
    cosines = np.clip(unit_vectors(places) @ unit_vectors(at)[0], -1, 1)
    away = EARTH_KM * np.arccos(cosines) - reach
    (found,) = towns.find(np.array([spot]))
    best = away.min()
    if best <= SEA_LIMIT_KM - 0.1:
        assert found is not None
        assert away[ids.index(found.id)] <= best + 0.1
    elif best > LAND_LIMIT_KM + 0.1:
        assert found is None or not found.town_en


def test_many_spots_come_back_in_their_order(towns: TownTable) -> None:
    spots = np.array([[36.06, 120.33], [0.1, -30.0], [48.85, 2.35], [36.06, 120.33]])
    found = [one.town_en if one else None for one in towns.find(spots)]
    assert found == ["Qingdao", None, "Paris", "Qingdao"]
    assert towns.find(np.zeros((0, 2))) == []


def test_the_table_is_whole_and_small() -> None:
    packed = (WORLD / "towns.tsv.gz").read_bytes()
    assert sum(file.stat().st_size for file in WORLD.iterdir()) < 3_000_000
    head, *lines = gzip.decompress(packed).decode().splitlines()
    assert head.split("\t") == [
        "id",
        "country",
        "latitude",
        "longitude",
        "people",
        "en",
        "zh",
        "words",
    ]
    rows = [line.split("\t") for line in lines]
    assert {len(row) for row in rows} == {8}
    assert len({row[0] for row in rows}) == len(rows) > 60_000
    countries = [
        line.split("\t") for line in (WORLD / "countries.tsv").read_text("utf-8").splitlines()[1:]
    ]
    assert all(english and chinese for _, _, english, chinese, _ in countries)
    assert {row[1] for row in rows} <= {row[0] for row in countries}
    assert all(row[5] for row in rows)
    large = [row for row in rows if int(row[4]) > 1_000_000]
    assert sum(1 for row in large if row[6]) > 0.9 * len(large)


def test_outlines_tell_land_from_sea() -> None:
    spots = np.array([[36.3, 118.0], [0.0, -30.0], [-29.6, 28.2], [-29.0, 25.0], [55.0, 180.0]])
    for scale in (SMALL, LARGE):
        outlines = load_outlines(WORLD, scale)
        # Lesotho is a hole in South Africa.
        assert outlines.countries_at(spots) == ["CN", "", "LS", "ZA", ""]
        edges = [np.abs(np.diff(ring[:, 0])) for ring in outlines.rings]
        poles = [np.abs(ring[1:, 1]) == 90 for ring in outlines.rings]
        assert all((edge[~pole] < 180).all() for edge, pole in zip(edges, poles, strict=True))


def test_what_a_place_is_called() -> None:
    town = Locality(1, "Nîmes", "尼姆", "FR", "France", "法国", ("Nemausus",))
    assert (town.name("en"), town.name("zh_CN")) == ("Nîmes, France", "法国 尼姆")
    assert town.searched.split("\n") == ["Nîmes", "尼姆", "France", "法国", "FR", "Nemausus"]
    alone = Locality(2, "", "", "FR", "France", "法国")
    assert (alone.name("en"), alone.name("zh_CN")) == ("France", "法国")
