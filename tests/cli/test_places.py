"""`albumen places` and the places in `albumen list`."""

from __future__ import annotations

import pytest

from app.core.imported import Imported
from app.core.world.localities import Locality
from app.store.library import open_library
from tests.cli.conftest import Terminal

QINGDAO = Locality(1797929, "Qingdao", "青岛", "CN", "China", "中国", ("Tsingtao",))
SHOWN = {
    "id": 1797929,
    "town_en": "Qingdao",
    "town_zh": "青岛",
    "country": "CN",
    "country_en": "China",
    "country_zh": "中国",
}


@pytest.fixture
def album(terminal: Terminal) -> Terminal:
    for k in range(2):
        terminal.photo(f"beach{k}.jpg", "beach", 100)
    terminal("scan", str(terminal.photos))
    return terminal


def test_places_are_listed_with_counts(album: Terminal) -> None:
    assert album.json("places") == []
    paths = [str(album.photos / f"beach{k}.jpg") for k in range(2)]
    with open_library(album.program.library_file(None)) as library:
        photos = [library.photos.find([path])[path] for path in paths]
        library.photos.save_sidecars(
            {p: ("state", Imported(gps=(36.0 + k, 120.0))) for k, p in enumerate(photos)}
        )
        library.localities.place(dict.fromkeys(photos, QINGDAO))
    assert album.json("places") == [{**SHOWN, "photos": 2, "box": [36.0, 120.0, 37.0, 120.0]}]
    assert album("places") == 0
    assert "Qingdao" in album.out
    rows = {row["path"]: row for row in album.json("list")}
    assert [rows[path]["locality"] for path in paths] == [SHOWN, SHOWN]
    assert [rows[path]["latitude"] for path in paths] == [36.0, 37.0]
