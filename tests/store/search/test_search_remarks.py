"""What a search names is looked for in the library, whatever its case; no photo is asked."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from app.core.imported import Imported
from app.core.records import Act, Query
from tests.store.conftest import Album, decision


@pytest.fixture
def album(tmp_path: Path) -> Album:
    made = Album(tmp_path / "l.albumen")
    photo = made.add("Sub/a.jpg", decision("beach"))
    made.library.photos.save_sidecars({photo: ("x", replace(Imported(), keywords=("Anna",)))})
    with made.library.action(Act.ALBUM, {"name": "Italy"}):
        made.library.albums.add("Italy")
    return made


def said(album: Album, text: str) -> list[str]:
    return [remark.error.code for remark in album.library.offers.remarks(text)]


def test_what_is_there_is_not_remarked(album: Album) -> None:
    (path,) = [row.path for row in album.library.photos.rows(album.library.photos.ids(Query()))]
    folder = path.rpartition("/")[0]
    for term in (
        "album:ita",
        "scene:BEACH",
        "keyword:ann",
        "camera:CAM",
        "format:jpg",
        "folder:sub",
    ):
        assert said(album, term) == [], term
    assert said(album, f'folder:"{folder}/"') == []
    assert len(album.library.photos.ids(Query(text=f'folder:"{folder}/"'))) == 1, "by whole path"


@pytest.mark.parametrize("term", ["keyword:x", "camera:x", "lens:35", "folder:x", "place:Rome"])
def test_what_no_photo_has_is_remarked(album: Album, term: str) -> None:
    assert said(album, term) == ["search_found_nowhere"]


def test_names_that_nobody_gave_are_slips(album: Album) -> None:
    assert said(album, "album:Rome -scene:x") == ["search_no_album", "search_no_scene"]
