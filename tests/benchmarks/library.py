"""How fast the library answers: a table and JSON, on made-up rows.

python -m tests.benchmarks.library [--photos 10000 100000] [--dimensions 1280] [--json FILE]

A million photos (`--photos 1000000 --dimensions 8`) take a few minutes and 1.4 GB of disk: a tenth
of them is written as a scan does, and copied.
"""

from __future__ import annotations

import argparse
import json
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console
from rich.table import Table

from app.core.records import Act, Query, SceneRow, SortBy, View
from app.core.types import Candidate, Decision, PhotoFacts, PhotoFile, Reason, Status
from app.store.library import LibraryFile, open_library
from tests.store.predictions import write_predictions

SCENES = [f"scene_{k}" for k in range(35)]
BACKBONE = "benchmark"
BATCH = 1000
# More photos than these are copies of them, with other paths, times and hashes.
MADE = 100_000
PAGE = 1000
Results = dict[str, dict[str, tuple[float, float]]]


def main() -> None:
    """Run the benchmark and print what it found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--photos", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--dimensions", type=int, default=1280)
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    results: Results = {}
    for count in arguments.photos:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "benchmark.albumen"
            results[str(count)] = measure(path, count, arguments.dimensions, arguments.repeat)
    show(results)
    print(json.dumps(results, indent=1))
    if arguments.json is not None:
        arguments.json.write_text(json.dumps(results, indent=1), encoding="utf-8")


def measure(path: Path, count: int, dimensions: int, repeat: int) -> dict[str, tuple[float, float]]:
    """Fill a library with ``count`` photos; return (wall, CPU) seconds by name, the least found."""
    found: dict[str, tuple[float, float]] = {}
    with open_library(path) as library:
        version = prepare(library)
        found["fill: photos, features, decisions"] = timed(
            lambda: fill(library, version, count, dimensions)
        )
        label(library, count)
        for name, call in calls(library, count):
            found[name] = best(call, repeat)
        fresh = iter(range(1, count))
        found["write: one label"] = best(lambda: say(library, {next(fresh): ("scene_3", ())}), 10)
        many = {k: ("scene_4", ()) for k in range(1, min(count, 10_000) + 1)}
        found["write: 10,000 labels at once"] = timed(lambda: say(library, many))
        found["write: undo of it"] = timed(library.history.undo)
    megabytes = path.stat().st_size / 1e6
    found["(megabytes of the file)"] = (megabytes / 1000, megabytes / 1000)
    return found


def prepare(library: LibraryFile) -> int:
    """Give the library its folder, scenes and model; return the model version."""
    library.folders.add("/photos")
    library.scenes.seed([SceneRow(s, s, s, None, "#808080", "pack", enabled=True) for s in SCENES])
    return library.models.seed(b"m")


def fill(library: LibraryFile, version: int, count: int, dimensions: int) -> None:
    """Write photos as a scan does, in batches; the part of them above ``MADE`` is copied."""
    rng = np.random.default_rng(1)
    made = min(count, MADE)
    for start in range(0, made, BATCH):
        size = min(BATCH, made - start)
        vectors = rng.random((size, dimensions), dtype=np.float32)
        with library.transaction():
            ids = [save(library, start + k) for k in range(size)]
            library.models.save_features(BACKBONE, dict(zip(ids, vectors, strict=True)))
            write_predictions(library, version, decisions(ids, rng))
            library.photos.save_groups({i: i // 5 for i in ids if i % 3 == 0})

    if count > made:
        copy_photos(library.path, made, count)


def copy_photos(path: str, made: int, count: int) -> None:
    """Copy the photos 1 to ``made``, with all that belongs to them, until there are ``count``."""
    raw = sqlite3.connect(path, isolation_level=None)
    raw.execute("PRAGMA cache_size=-200000")
    raw.execute("BEGIN IMMEDIATE")
    last = raw.execute("PRAGMA user_version").fetchone()[0]
    for turn, shift in enumerate(range(made, count, made), 1):
        moved = {
            "id": f"id + {shift}",
            "photo_id": f"photo_id + {shift}",
            "path": f"CAST(replace(CAST(path AS TEXT), '/photos/', '/photos/{turn:03}') AS BLOB)",
            "content_hash": f"'{turn:08x}' || substr(content_hash, 9)",
            "pixel_hash": f"'{turn:08x}' || substr(pixel_hash, 9)",
            "look_group": f"look_group + {shift}",
            "sorted_at": f"replace(sorted_at, '12:00:00', '12:{turn % 60:02}:00')",
        }
        for table, key in (
            ("photo", "id"),
            ("prediction", "photo_id"),
            ("photo_tag", "photo_id"),
            ("feature", "photo_id"),
            ("label", "photo_id"),
        ):
            names = [row[1] for row in raw.execute(f"PRAGMA table_info({table})")]
            values = ", ".join(moved.get(name, name) for name in names)
            raw.execute(
                f"INSERT INTO {table} ({', '.join(names)}) SELECT {values} FROM {table} "
                f"WHERE {key} <= {min(made, count - shift)} ORDER BY {key}"
            )
    raw.execute(f"PRAGMA user_version={last + count}")
    raw.execute("COMMIT")
    raw.close()


def save(library: LibraryFile, number: int) -> int:
    """Write one photo."""
    day = number * 7919 % 3650
    taken = f"{2010 + day // 365}-{day % 365 // 31 + 1:02d}-{day % 28 + 1:02d}T12:00:00"
    file = PhotoFile(f"/photos/{number // 500:04d}/IMG_{number:07d}.JPG", 4_000_000, number * 10**9)
    facts = PhotoFacts(
        4000, 3000, 1, "JPEG", f"{number:064x}", f"{number:064x}", taken, "Camera", {"iso": 100}
    )
    return library.photos.save(1, file, facts)


def decisions(ids: Any, rng: np.random.Generator) -> dict[int, Decision]:
    """Make up the gate's words: six in ten accepted."""
    found: dict[int, Decision] = {}
    for photo in ids:
        scene = SCENES[int(rng.integers(len(SCENES)))]
        score = float(rng.random())
        accepted = score > 0.4
        found[int(photo)] = Decision(
            scene=scene,
            status=Status.ACCEPTED if accepted else Status.REJECTED,
            reason=Reason.NONE if accepted else Reason.UNLIKE_PROTOTYPE,
            similarity=score,
            low=0.4,
            high=1.0,
            confidence=score,
            margin=0.1,
            patent_similarity=score,
            candidates=tuple(Candidate(s, score, score) for s in SCENES[:5]),
            further=(SCENES[0],) if accepted and photo % 9 == 0 else (),
        )
    return found


def label(library: LibraryFile, count: int) -> None:
    """Label one photo in fifty."""
    labels = {k: (SCENES[k % 35], ()) for k in range(1, count + 1, 50)}
    say(library, labels)


def say(library: LibraryFile, labels: dict[int, tuple[str, tuple[()]]]) -> None:
    """Label photos as a person does."""
    with library.action(Act.LABEL, {}):
        library.labels.save(labels)


def calls(library: LibraryFile, count: int) -> Iterator[tuple[str, Callable[[], object]]]:
    """Yield what is measured, by name."""
    for view in (View.ALL, View.REVIEW, View.ACCEPTED, View.LABELLED):
        for sort in set(SortBy) - {SortBy.LIKENESS}:
            query = Query(view=view, sort=sort)
            if sort is not SortBy.REVIEW or view is View.REVIEW:
                name = f"first page: {view}, by {sort}"
                yield name, lambda query=query: library.photos.first_page(query, PAGE)
            yield f"ids: {view}, by {sort}", lambda query=query: library.photos.ids(query)
    for name, query in (("one scene", Query(scene="scene_0")), ("one folder", Query(folder=1))):
        yield (
            f"first page: {name}, by date",
            lambda query=query: library.photos.first_page(query, PAGE),
        )
    yield "which of 200 a list holds", lambda: library.photos.held(Query(), range(1, 201))
    rising = Query(sort=SortBy.SIMILARITY, descending=False)
    yield "ids: all, by similarity, rising", lambda: library.photos.ids(rising)
    yield "ids: one scene, by date", lambda: library.photos.ids(Query(scene="scene_0"))
    by_scene = Query(view=View.REVIEW, scene="scene_0", sort=SortBy.REVIEW)
    yield "ids: review, one scene", lambda: library.photos.ids(by_scene)
    yield "ids: all, text 'img_0001'", lambda: library.photos.ids(Query(text="img_0001"))
    days = Query(date_from="2012-01-01", date_to="2012-12-31")
    yield "ids: all, a year", lambda: library.photos.ids(days)
    some = list(range(1, count, max(count // 200, 1)))
    yield "rows: 200", lambda: library.photos.rows(some)
    yield "detail", lambda: library.photos.detail(count // 2)
    yield "counts", library.photos.counts
    yield "scenes with counts", library.scenes.rows
    yield "folders", library.folders.rows
    yield "known of a directory", lambda: library.photos.known(directly_in="/photos/0000")
    yield "labels", library.labels.rows
    yield "verdicts", library.models.verdicts
    yield "similarities of a scene", lambda: library.models.similarities("scene_0")
    yield "features", lambda: library.models.features(BACKBONE)
    yield "features of 200", lambda: library.models.features(BACKBONE, some)


def timed(call: Callable[[], object]) -> tuple[float, float]:
    """Return the wall and CPU seconds that a call takes."""
    wall, cpu = time.perf_counter(), time.process_time()
    call()
    return time.perf_counter() - wall, time.process_time() - cpu


def best(call: Callable[[], object], repeat: int) -> tuple[float, float]:
    """Return the least wall and CPU seconds of some calls, each for itself."""
    wall, cpu = zip(*(timed(call) for _ in range(repeat)), strict=True)
    return min(wall), min(cpu)


def show(results: Results) -> None:
    """Print the table."""
    heads = [f"{int(count):,}: {kind}" for count in results for kind in ("wall", "CPU")]
    table = Table("milliseconds", *heads)
    for name in next(iter(results.values())):
        cells = [seconds * 1000 for found in results.values() for seconds in found[name]]
        table.add_row(name, *[f"{cell:,.1f}" for cell in cells])
    Console(width=110).print(table)


if __name__ == "__main__":
    main()
