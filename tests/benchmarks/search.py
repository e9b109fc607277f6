"""How fast searches answer: medians of CPU time on made-up rows, as a table and JSON.

python -m tests.benchmarks.search [--photos 100000] [--repeat 5] [--json FILE]

Rows are written by SQL alone: folders of 200 photos, names of cameras, words of sidecars about a
third of them. A million (`--photos 1000000`) takes six minutes and 1 GB of disk. The last column
holds each time against that of the list of all photos, which needs no search: a ratio says the same
on a machine that does other things, too.
"""

from __future__ import annotations

import argparse
import json
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from app.core.records import Query
from app.core.search.fields import Offer
from app.store.library import LibraryFile, open_library
from app.store.tables import Photo

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
    "g_",
    "camera:fuji",
    "folder:italy",
    "keyword:anna",
    "beach sunset",
    "garda -people date:2010-07..2015-08 camera:fuji is:labelled",
    "(garda OR berlin) -img similarity:>=0.5",
    "is:duplicate",
    "width:>=4000",
)


def main() -> None:
    """Run the benchmark and print what it found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--photos", type=int, default=100_000)
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "search.albumen"
        open_library(path).close()
        fill(path, arguments.photos)
        with open_library(path) as library:
            results = measure(library, arguments.repeat)
    show(results, arguments.photos)
    text = json.dumps({"photos": arguments.photos, "ms": results}, indent=1, ensure_ascii=False)
    print(text)
    if arguments.json is not None:
        arguments.json.write_text(text, encoding="utf-8")


def fill(path: Path, count: int) -> None:
    """Write the rows; the indexes of words follow with the next write of the library."""
    raw = sqlite3.connect(path, isolation_level=None)
    raw.execute("PRAGMA cache_size=-200000")
    raw.execute("BEGIN IMMEDIATE")
    names = ", ".join(f'"{name}"' for name in next(rows(1, raw)))
    marks = ", ".join("?" * len(next(rows(1, raw))))
    values = (tuple(row.values()) for row in rows(count, raw))
    raw.executemany(f"INSERT INTO photo ({names}) VALUES ({marks})", values)
    words = "anna\nholiday\nlake garda 意大利", "berta\nthe big 海滩 of the town"
    said = [(photo, "", "{}", words[photo % 7 > 0]) for photo in range(1, count, 3)]
    raw.executemany(
        "INSERT INTO imported (photo_id, state, sidecar, words) VALUES (?, ?, ?, ?)", said
    )
    raw.executemany(
        "INSERT INTO photo_keyword (keyword, photo_id) VALUES (?, ?)",
        (("anna" if photo % 7 == 0 else "berta", photo) for photo, *_ in said),
    )
    raw.execute("COMMIT")
    raw.close()
    with open_library(path) as library:
        library.set_setting("indexed", True)


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
    for offer in (Offer.FOLDERS, Offer.CAMERAS, Offer.KEYWORDS):
        offered = median(lambda offer=offer: library.offers.offered(offer), repeat)
        found[f"(offer {offer})"] = {"whole": offered, "page": offered, "photos": 0}
    return found


def timed(library: LibraryFile, query: Query, repeat: int) -> dict[str, float]:
    """Time one list."""
    return {
        "page": median(lambda: library.photos.first_page(query, PAGE), repeat),
        "whole": median(lambda: library.photos.ids(query), repeat),
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
    for head in ("search", "photos", "first page ms", "all ms", "times the list of all"):
        table.add_column(head, justify="left" if head == "search" else "right")
    whole = results["(all photos)"]["whole"]
    for text, row in results.items():
        cells = (f"{row['photos']:,.0f}", f"{row['page']:.1f}", f"{row['whole']:.1f}")
        table.add_row(text, *cells, f"{row['whole'] / whole:.2f}")
    Console(width=120).print(table)


if __name__ == "__main__":
    main()
