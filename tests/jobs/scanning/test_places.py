"""A scan names the places of photos, each once, and all anew with another table."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.core.world.localities import Locality, SpotArray
from app.jobs.runner import run_now
from app.jobs.scanning.places import lacks_places, name_places, place_photos
from app.jobs.scanning.scan import scan_folders
from tests.tiny_album import Bench

NORTH = Locality(1, "North", "北", "XN", "Northland", "北国")


class Halves:
    """A town for everything north of the equator, nothing south of it."""

    def __init__(self, version: str = "1") -> None:
        self.version = version
        self.asked = 0

    def find(self, spots: SpotArray) -> list[Locality | None]:
        self.asked += len(spots)
        return [NORTH if north > 0 else None for north, _ in spots]


@pytest.fixture
def album(bench: Bench) -> Bench:
    for name in "ab":
        bench.photo(f"{name}.jpg", "beach", 100)
    run_now(scan_folders(bench.ctx, [str(bench.photos)]))
    return bench


def put(album: Bench, name: str, spot: tuple[float, float]) -> int:
    """Let a photo have been taken somewhere."""
    photo = album.id(str(album.photos / name))
    stored = album.library.photos.details([photo])[0]
    said = replace(stored.imported, gps=spot)
    album.library.photos.save_sidecars({photo: ("state", said)})
    return photo


def town(album: Bench, photo: int) -> str | None:
    found = album.library.photos.details([photo])[0].locality
    return found.town_en if found is not None else None


def test_a_scan_ends_with_the_places(album: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    # The sidecars of this test are in the library alone: the scan must not miss them.
    monkeypatch.setattr("app.jobs.scanning.scan.take_in_sidecars", lambda *a, **k: iter(()))
    a, b = put(album, "a.jpg", (10.0, 20.0)), put(album, "b.jpg", (-10.0, 20.0))
    run_now(scan_folders(album.ctx, [str(album.photos)]))
    assert (town(album, a), town(album, b)) == (None, None), "nobody knows the places"
    album.ctx.gazetteer = first = Halves()
    run_now(scan_folders(album.ctx, [str(album.photos)]))
    assert (town(album, a), town(album, b)) == ("North", None)
    assert first.asked == 2
    run_now(scan_folders(album.ctx, [str(album.photos)]))
    assert first.asked == 2, "each is asked for once"
    put(album, "b.jpg", (5.0, 5.0))
    run_now(scan_folders(album.ctx, [str(album.photos)]))
    assert (first.asked, town(album, b)) == (3, "North")


def test_another_table_names_all_anew(album: Bench) -> None:
    put(album, "a.jpg", (10.0, 20.0))
    for version, asked in (("1", 1), ("1", 0), ("2", 1)):
        album.ctx.gazetteer = table = Halves(version)
        for _ in place_photos(album.ctx):
            pass
        assert table.asked == asked


def test_what_is_cut_off_goes_on_the_next_time(album: Bench) -> None:
    photo = put(album, "a.jpg", (10.0, 20.0))
    album.ctx.gazetteer = Halves()
    job = place_photos(album.ctx)
    next(job)
    job.close()
    assert town(album, photo) is None
    for _ in place_photos(album.ctx):
        pass
    assert town(album, photo) == "North"


def test_places_are_named_without_a_scan_where_some_are_lacking(album: Bench) -> None:
    photo = put(album, "a.jpg", (10.0, 20.0))
    assert not lacks_places(album.ctx), "nobody knows the places"
    album.ctx.gazetteer = Halves()
    assert lacks_places(album.ctx)
    assert run_now(name_places(album.ctx)).photos == {photo}
    assert town(album, photo) == "North"
    assert not lacks_places(album.ctx)
    album.ctx.gazetteer = Halves("2")
    assert lacks_places(album.ctx)
    run_now(name_places(album.ctx))
    assert not lacks_places(album.ctx)
