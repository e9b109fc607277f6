"""A library of pictures for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.store.library import open_library
from tests.jobs.duplicates.pictures import PictureAlbum


@pytest.fixture
def album(tmp_path: Path) -> Iterator[PictureAlbum]:
    with open_library(tmp_path / "album.albumen") as library:
        yield PictureAlbum(library, tmp_path)
