"""A library file from a stranger reads and writes nothing outside its folders."""

from __future__ import annotations

import json
import pickle
import sqlite3
from pathlib import Path

import pytest

from app.core.errors import KnownError
from app.core.method.model import Model
from app.core.records import Query
from app.jobs.runner import run_now
from app.jobs.scanning.scan import scan_folders, scan_photos
from app.media.thumbnails import thumbnail_path
from app.store.database import connect
from app.store.library import open_library
from app.store.models import CHECKSUM, checksum
from tests.tiny_album import Bench


@pytest.fixture
def library(tmp_path: Path) -> Path:
    path = tmp_path / "stranger.albumen"
    with open_library(path) as opened:
        bench = Bench(opened, tmp_path)
        for i in range(3):
            bench.photo(f"{i}.jpg", "beach", 100)
        run_now(scan_folders(bench.ctx, [str(bench.photos)]))
    return path


def _change(path: Path, statement: str, *values: object) -> None:
    raw = sqlite3.connect(path)
    raw.execute(statement, values)
    raw.commit()
    raw.close()


@pytest.mark.parametrize("place", ["/etc/passwd", "{photos}/../secret.jpg", "{photos}2/a.jpg"])
def test_photo_outside_its_folder_is_never_there(library: Path, tmp_path: Path, place: str) -> None:
    wrong = place.format(photos=tmp_path / "photos").encode()
    _change(library, "UPDATE photo SET path = ? WHERE id = 1", wrong)
    with open_library(library) as opened:
        rows = opened.photos.rows([1, 2])
        assert [row.missing for row in rows] == [True, False]
        bench = Bench(opened, tmp_path)
        result = run_now(scan_folders(bench.ctx)).summary
        assert all(str(bench.photos) in path for path in bench.decoders.opened)
        assert ".." not in "".join(bench.decoders.opened)
        assert result["found"] == 3
        run_now(scan_photos(bench.ctx, [1, 2]))
        assert all(str(bench.photos) in path for path in bench.decoders.opened)
        assert ".." not in "".join(bench.decoders.opened)


@pytest.mark.parametrize("wrong", ["../../../etc/passwd", "a/b/c", "..\\..\\x", "", "a\nb.jpg"])
def test_content_hash_that_is_a_path_is_no_hash(library: Path, wrong: str) -> None:
    _change(library, "UPDATE photo SET content_hash = ? WHERE id = 1", wrong)
    with open_library(library) as opened:
        assert opened.photos.rows([1])[0].content_hash is None
        assert len(opened.photos.rows(opened.photos.ids(Query()).tolist())) == 3
    with pytest.raises(ValueError, match="not a content hash"):
        thumbnail_path("/cache", wrong)


def test_schema_of_a_stranger_is_not_trusted(library: Path) -> None:
    raw = connect(str(library), "rw")
    assert raw.execute("PRAGMA trusted_schema").fetchone() == (0,)
    raw.close()


def test_model_of_a_stranger_is_data_not_code(library: Path) -> None:
    blob = pickle.dumps(print)
    _change(library, "UPDATE model_version SET blob = ?", blob)
    with open_library(library) as opened, pytest.raises(KnownError, match="damaged"):
        opened.models.blob()
    # A stranger writes the checksum that fits, too.
    figures = json.dumps({CHECKSUM: checksum(blob)})
    _change(library, "UPDATE model_version SET figures = ?", figures)
    with open_library(library) as opened:
        found = opened.models.blob()
    assert found is not None
    with pytest.raises(KnownError):
        Model.from_bytes(found[1])
