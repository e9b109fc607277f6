"""How fast searches answer: medians of CPU time on made-up rows, as a table and JSON.

python -m tests.benchmarks.search [--photos 100000] [--repeat 5] [--made FOLDER]
                                   [--json FILE]

Rows are written by SQL alone: folders of 200 photos, names of cameras, words of sidecars about a
third of them. A million (`--photos 1000000`) takes two minutes and 1 GB of disk. The first page is
what the window shows first: where there is none within a moment, all of the list. The last column
holds each time against that of the list of all photos, which needs no search: a ratio says the same
on a machine that does other things, too. Below the table: what a photo takes in the file, and what
it costs to write and to index one.
"""

from __future__ import annotations

import argparse
import json
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from app.core.records import Query
from app.core.search.fields import Offer
from app.store.library import LibraryFile, open_library
from app.store.search.index import INDEXES
from app.store.tables import Photo

from .made import made_copy

PAGE = 1000
IN_FOLDER = 200
CAMERAS = ("FUJIFILM X-T30", "NIKON D750", "Apple iPhone 13", "Canon EOS 5D")
SCENES = ("beach_coast", "river_lake", "kitchen", "people", "sunset")
PLACES = ("italy", "garda", "berlin", "海滩", "summer", "winter", "party", "home", "work", "mum")
STATUSES = ("accepted", "rejected", "labelled")
SEARCHES = (
    "seldom_1234",
    "garda",
    "berta",
    "img",
    "海滩",
    "滩",
    "g_",
    "zq",
    "camera:fuji",
    "folder:italy",
    "keyword:anna",
    "beach sunset",
    "garda -people date:2010-07..2015-08 camera:fuji is:labelled",
    "(garda OR berlin) -img similarity:>=0.5",
    "garda berlin",
    "-img -dsc",
    "is:duplicate",
    "is:missing",
    "has:label",
    "width:>=4000",
    "width:>=4999",
    "height:<3000",
    "size:<3000200",
    "shape:portrait",
    "similarity:>=0.99 width:>4990",
)
# What is not there is said of a search, by all values of its fields.
REMARKED = ("camera:fuji", "folder:nowhere", "keyword:anna folder:nowhere album:no -folder:never")
# So many rows are written as a scan writes them.
WRITTEN = 5000


def main() -> None:
    """Run the benchmark and print what it found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--photos", type=int, default=100_000)
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--made", type=Path, help="keep the made-up library in this folder")
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found: dict[str, Any] = {"photos": arguments.photos}
        found |= cost_of_writing(Path(folder) / "written.albumen")
        make = partial(fill, count=arguments.photos)
        path = made_copy(Path(folder), f"search-{arguments.photos}", make, arguments.made)
        found["bytes_per_photo"] = path.stat().st_size / arguments.photos
        with open_library(path) as library:
            found["ms"] = measure(library, arguments.repeat)
    show(found["ms"], arguments.photos)
    text = json.dumps(found, indent=1, ensure_ascii=False)
    print(text)
    if arguments.json is not None:
        arguments.json.write_text(text, encoding="utf-8")


def cost_of_writing(path: Path) -> dict[str, float]:
    """Return microseconds of CPU a photo: its row with all that follows, and its words indexed."""
    open_library(path).close()
    with sqlite3.connect(path) as raw:
        start = time.process_time()
        insert(raw, WRITTEN)
        written = time.process_time()
    raw.close()
    with open_library(path) as library:
        opened = time.process_time()
        library.set_setting("indexed", True)
        indexed = time.process_time()
    return {
        "write_us_per_photo": (written - start) * 1e6 / WRITTEN,
        "index_us_per_photo": (indexed - opened) * 1e6 / WRITTEN,
    }


def fill(path: Path, count: int) -> None:
    """Write the rows, and then all that triggers and indexes hold: in a fifth of the time."""
    open_library(path).close()
    raw = sqlite3.connect(path, isolation_level=None)
    raw.execute("PRAGMA cache_size=-200000")
    raw.execute("PRAGMA temp_store=MEMORY")
    raw.execute("BEGIN IMMEDIATE")
    made = raw.execute(
        "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL AND "
        "(type = 'trigger' OR type = 'index' AND tbl_name = 'photo') ORDER BY type"
    ).fetchall()
    for form, name, _ in made:
        raw.execute(f"DROP {form} {name}")
    insert(raw, count)
    for *_, statement in made:
        raw.execute(statement)
    for index in INDEXES:
        raw.execute(f"INSERT INTO {index.name} ({index.name}) VALUES ('rebuild')")
    raw.execute(
        "INSERT INTO tally SELECT coalesce(folder_id, 0), coalesce(scene, ''), status, listed, "
        "missing, count(*) FROM photo GROUP BY 1, 2, 3, 4, 5"
    )
    raw.execute(
        "INSERT INTO repeated_pixels SELECT pixel_hash FROM photo GROUP BY 1 HAVING count(*) > 1"
    )
    raw.execute("COMMIT")
    raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    raw.close()


def insert(raw: sqlite3.Connection, count: int) -> None:
    """Write photos, what others said of them, and keywords."""
    names = ", ".join(f'"{name}"' for name in next(rows(1, raw)))
    marks = ", ".join("?" * len(next(rows(1, raw))))
    values = (tuple(row.values()) for row in rows(count, raw))
    raw.executemany(f"INSERT INTO photo ({names}) VALUES ({marks})", values)
    words = "anna\nholiday\nlake garda 意大利\n\n", "berta\nthe big 海滩 of the town\n\n"
    said = [(photo, "", "{}", words[photo % 7 > 0]) for photo in range(1, count, 3)]
    raw.executemany(
        "INSERT INTO imported (photo_id, state, sidecar, words) VALUES (?, ?, ?, ?)", said
    )
    raw.executemany(
        "INSERT INTO photo_keyword (keyword, photo_id) VALUES (?, ?)",
        (("anna" if photo % 7 == 0 else "berta", photo) for photo, *_ in said),
    )


def rows(count: int, raw: sqlite3.Connection) -> Iterator[dict[str, Any]]:
    """Yield the columns of photos, those that this script does not know of by their type."""
    needed = {
        name: b"" if form == "BLOB" else "" if form == "VARCHAR" else 0
        for _, name, form, is_needed, default, key in raw.execute("PRAGMA table_info(photo)")
        if is_needed and default is None and not key
    }
    known = {column.name for column in Photo.__table__.c}
    for at in range(count):
        folder = at // IN_FOLDER
        year = 2005 + at * 18 // max(count, 1)
        directory = f"/home/me/pictures/{year}/{folder % 12 + 1:02} {PLACES[folder % 10]} {folder}"
        name = f"img_{at % 100_000:05}.jpg" if at % 3 else f"dsc{at % 100_000:05}.jpg"
        if at == count // 2:
            name = "seldom_1234.jpg"
        row = {
            **needed,
            "id": at + 1,
            "path": f"{directory}/{name}".encode(),
            "name": name,
            "directory": directory,
            "size": 3_000_000 + at,
            "sorted_at": f"{year}-{1 + at % 12:02}-{1 + at % 28:02}T10:00:00",
            "status": STATUSES[at % 3],
            "scene": SCENES[at % len(SCENES)],
            "similarity": at % 100 / 100,
            "camera": CAMERAS[at // 1000 % len(CAMERAS)],
            "lens": f"lens {at // 1000 % 9}",
            "format": "JPEG",
            "width": 3000 + at % 2000,
            "height": 3000,
            "content_hash": f"{at:032x}",
            "pixel_hash": f"{at - (at % 500 == 1):032x}",
            "facts": '{"iso":100,"exposure_s":0.01,"f_number":2.8,"focal_mm":35}',
        }
        yield {key: value for key, value in row.items() if key in known}


def measure(library: LibraryFile, repeat: int) -> dict[str, dict[str, float]]:
    """Return milliseconds, medians: the first page, the whole list, and how many it holds."""
    found = {"(all photos)": timed(library, Query(), repeat)}
    for text in SEARCHES:
        found[text] = timed(library, Query(text=text), repeat)
    for text in REMARKED:
        said = median(lambda text=text: library.offers.remarks(text), repeat)
        found[f"(remarks on {text})"] = alone(said)
    for offer in (Offer.FOLDERS, Offer.CAMERAS, Offer.KEYWORDS):
        offered = median(lambda offer=offer: library.offers.offered(offer), repeat)
        found[f"(offer {offer})"] = alone(offered)
    return found


def alone(milliseconds: float) -> dict[str, float]:
    """Return a row of the table for what is no list."""
    return {"whole": milliseconds, "page": milliseconds, "in_page": 0, "photos": 0}


def timed(library: LibraryFile, query: Query, repeat: int) -> dict[str, float]:
    """Time one list."""
    page = library.photos.first_page(query, PAGE)
    whole = median(lambda: library.photos.ids(query), repeat)
    quick = median(lambda: library.photos.first_page(query, PAGE), repeat)
    return {
        "page": quick if page is not None else quick + whole,
        "in_page": 0 if page is None else len(page.ids),
        "whole": whole,
        "photos": len(library.photos.ids(query)),
    }


def median(call: Callable[[], object], repeat: int) -> float:
    """Return the median of milliseconds of CPU, after one call that fills the caches."""
    call()
    times = []
    for _ in range(repeat):
        start = time.process_time()
        call()
        times.append((time.process_time() - start) * 1000)
    return statistics.median(times)


def show(results: dict[str, dict[str, float]], photos: int) -> None:
    """Print the table."""
    table = Table(title=f"Searches among {photos:,} photos, CPU time, medians")
    for head in (
        "search",
        "photos",
        "first page",
        "first page ms",
        "all ms",
        "times the list of all",
    ):
        table.add_column(head, justify="left" if head == "search" else "right")
    whole = results["(all photos)"]["whole"]
    for text, row in results.items():
        counts = f"{row['photos']:,.0f}", f"{row['in_page']:,.0f}"
        times = f"{row['page']:.1f}", f"{row['whole']:.1f}", f"{row['whole'] / whole:.2f}"
        table.add_row(text, *counts, *times)
    Console(width=120).print(table)


if __name__ == "__main__":
    main()
