"""The table of photos keeps its contract."""

from __future__ import annotations

import csv
import json
import os
import re
from datetime import datetime
from pathlib import Path

import pytest

from app.core.errors import UsageError
from app.core.imported import Imported
from app.jobs.relabel import label_photos
from app.jobs.runner import run_now
from app.jobs.scanning.scan import scan_folders
from app.jobs.tables.photo_table import COLUMNS, TableKind, export_table
from tests.tiny_album import Bench


@pytest.fixture
def album(bench: Bench) -> Bench:
    bench.photo("a.jpg", "beach", 100)
    bench.photo("=cmd\n海.jpg", "none", 0)
    run_now(scan_folders(bench.ctx, [str(bench.photos)]))
    return bench


def day_of_file(path: Path) -> str:
    return datetime.fromtimestamp(int(path.stat().st_mtime)).isoformat()


def export(album: Bench, kind: TableKind) -> Path:
    path = album.photos.with_name(f"table.{kind}")
    assert run_now(export_table(album.ctx, str(path), kind)).summary["photos"] == 2
    return path


def test_csv_and_json_say_the_same(album: Bench) -> None:
    photo = album.id(str(album.photos / "a.jpg"))
    said = Imported(keywords=("Sea", "Ré"), rating=3, title="=Title", gps=(-36.5, 120.25))
    album.library.photos.save_sidecars({photo: ("state", said)})
    run_now(label_photos(album.ctx, [photo], "kitchen"))
    value = json.loads(export(album, TableKind.JSON).read_bytes())
    assert (value["format"], value["version"]) == ("albumen-photos", 1)
    assert value["columns"] == list(COLUMNS)
    odd, row = value["photos"]
    assert (row["tag"], row["tag_en"], row["label"], row["status"]) == (
        *("kitchen", "Kitchen", "kitchen", "labelled"),
    )
    assert row["labelled_at"] > row["first_seen"] > "2000"
    assert row["keywords"] == ["Sea", "Ré"]
    assert (row["title"], row["latitude"], row["longitude"]) == ("=Title", -36.5, 120.25)
    assert (row["missing"], row["changed"], odd["tag"]) == (False, None, None)
    assert (row["taken"], row["date_source"], row["utc_offset"]) == (None, "file", None)
    assert row["date"] == day_of_file(album.photos / "a.jpg")
    assert odd["path"].endswith("=cmd\n海.jpg")
    with export(album, TableKind.CSV).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [one["path"] for one in rows] == [odd["path"], row["path"]]
    assert rows[1]["keywords"] == "Sea; Ré"
    assert (rows[1]["title"], rows[1]["latitude"]) == ("'=Title", "-36.5")
    assert rows[0]["tag"] == ""
    assert {one["format"] for one in rows} == {"albumen-photos-1"}
    mark = export(album, TableKind.EXCEL).read_bytes()[:3]
    assert mark == b"\xef\xbb\xbf"


def test_the_columns_are_those_of_the_document(root: Path) -> None:
    text = (root / "docs/format.md").read_text("utf-8")
    table = text.split("<!-- columns -->")[1].split("\n## ")[0]
    assert re.findall(r"^\| `(\w+)` ", table, re.MULTILINE) == list(COLUMNS)


def test_no_photo_and_no_library_is_written_over(album: Bench) -> None:
    photo = album.photos / "a.jpg"
    link = album.photos.with_name("link.csv")
    link.symlink_to(photo)
    for target in (photo, link, album.library.path, os.path.relpath(photo)):
        with pytest.raises(UsageError):
            run_now(export_table(album.ctx, str(target), TableKind.CSV))
    assert photo.read_text().startswith("beach")


def test_when_files_were_seen(album: Bench) -> None:
    path = album.photos / "a.jpg"
    photo = album.id(str(path))

    def seen():
        return album.library.photos.detail(photo).seen

    first = seen()
    assert first.first <= first.last
    assert first.changed is None
    run_now(scan_folders(album.ctx, [str(album.photos)]))
    walked = seen()
    assert walked.first == first.first
    assert walked.last > first.last, "an unchanged file was seen by the walk"
    path.write_text("kitchen 100 now another picture")
    run_now(scan_folders(album.ctx, [str(album.photos)]))
    assert seen().changed > walked.last
    before = seen().last
    path.unlink()
    run_now(scan_folders(album.ctx, [str(album.photos)]))
    run_now(scan_folders(album.ctx, [str(album.photos)]))
    gone = seen()
    assert gone.last >= before
    assert album.library.photos.rows([photo])[0].missing
    last = gone.last
    run_now(scan_folders(album.ctx, [str(album.photos)]))
    assert seen().last == last, "what is gone is not seen"


def test_a_part_of_a_folder_tells_nothing_of_the_rest(album: Bench) -> None:
    photo = album.id(str(album.photos / "a.jpg"))
    (album.photos / "part").mkdir()
    before = album.library.photos.detail(photo).seen.last
    run_now(scan_folders(album.ctx, [str(album.photos / "part")]))
    assert album.library.photos.detail(photo).seen.last == before
