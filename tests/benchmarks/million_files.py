"""A folder tree of a million files: what a scan, a rescan, the doctor and a copy cost.

python -m tests.benchmarks.million_files [--count 1000000] [--scanned 100000] [--made FOLDER]
                                         [--json FILE]

Every file is a small JPEG of its own. The first ``--scanned`` of them are scanned by the program
itself: that says what a file costs and how memory goes. Their rows are then copied in the library
until it knows all files of the tree (other paths, sizes, times and pixel hashes; features, verdicts
and thumbnails are those of the scanned ones), for encoding a million pictures takes hours. All else
is the program's own work over the whole tree: a walk of it with an empty library (as long as it
takes until reading begins), the first opening of a day, a rescan, the doctor, a copy. Each part is
a process of its own, whose memory is sampled (resident, without the pages of files and without the
processes that it starts).
``--made`` keeps what was made, and goes on with it; a million files take 4 GB of disk, library and
copies 12 GB more.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import psutil
from PIL import Image

from app.bootstrap import DesktopProgram
from app.jobs.doctor import examine_library
from app.jobs.runner import run_now
from app.jobs.scanning.scan import scan_folders
from app.store.care.backup import copy_library

from .regate import opened_below

FILES_A_FOLDER = 1000
# How often memory is looked at; and the share of a scan at its end that is left out of its growth.
SAMPLE_S = 0.25
LATE = (0.3, 0.9)
_OF_A_PHOTO = ("feature", "prediction", "photo_tag")


def path_of(root: Path, number: int) -> Path:
    """Return where the file of a number lies."""
    folder, name = divmod(number, FILES_A_FOLDER)
    return root / f"{folder:05}" / f"IMG_{name:04}.jpg"


def make_files(root: Path, start: int, stop: int) -> None:
    """Write small JPEGs of their own pixels, a few hundred bytes each."""
    rng = np.random.default_rng(start + 1)
    for number in range(start, stop):
        path = path_of(root, number)
        if number % FILES_A_FOLDER == 0:
            path.parent.mkdir(parents=True, exist_ok=True)
        out = BytesIO()
        pixels = rng.integers(0, 255, (3, 4, 3), dtype=np.uint8)
        Image.fromarray(pixels).resize((32, 24)).save(out, "JPEG", quality=60)
        path.write_bytes(out.getvalue())


def know_files(library: Path, root: Path, scanned: int, count: int) -> None:
    """Copy the rows of the scanned photos until the library knows every file of the tree."""
    raw = sqlite3.connect(library, isolation_level=None)
    raw.execute("PRAGMA cache_size=-400000")
    raw.execute("PRAGMA temp_store=MEMORY")
    kept = [row[0] for row in raw.execute("SELECT id FROM photo ORDER BY path")]
    if len(kept) != scanned:
        raise ValueError(f"{len(kept)} photos in the library, {scanned} files were scanned")
    raw.execute(
        "CREATE TEMP TABLE file (id INTEGER PRIMARY KEY, of INTEGER, path, directory, t, s)"
    )
    last = max(kept)
    for start in range(scanned, count, scanned):
        raw.execute("BEGIN IMMEDIATE")
        raw.execute("DELETE FROM temp.file")
        stop = min(start + scanned, count)
        raw.executemany(
            "INSERT INTO temp.file VALUES (?, ?, ?, ?, ?, ?)",
            (_file_row(root, last, kept, start, number) for number in range(start, stop)),
        )
        other = {
            "id": "file.id",
            "photo_id": "file.id",
            "path": "file.path",
            "directory": "file.directory",
            "size": "file.s",
            "mtime_ns": "file.t",
            "ctime_ns": "file.t",
            "pixel_hash": "printf('%032x', file.id)",
            "look_group": "NULL",
        }
        for table, key in (("photo", "id"), *((name, "photo_id") for name in _OF_A_PHOTO)):
            names = [row[1] for row in raw.execute(f"PRAGMA table_info({table})")]
            if table == "feature":
                names.remove("id")
            values = ", ".join(other.get(name, f"o.{name}") for name in names)
            raw.execute(
                f"INSERT INTO {table} ({', '.join(names)}) SELECT {values} "
                f"FROM temp.file CROSS JOIN {table} o ON o.{key} = file.of"
            )
        raw.execute("COMMIT")
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    raw.close()


def _file_row(root: Path, last: int, kept: list[int], start: int, number: int) -> tuple[Any, ...]:
    path = path_of(root, number)
    status = os.stat(path)
    if status.st_mtime_ns != status.st_ctime_ns:
        raise ValueError(f"{path} was touched after it was made")
    of = kept[number - start]
    name = os.fsencode(path), str(path.parent).casefold()
    return last + 1 + number, of, *name, status.st_mtime_ns, status.st_size


# Parts: each runs in a process of its own and prints its figures as JSON.


def part_walk(place: Path) -> dict[str, Any]:
    """Walk the whole tree with an empty library, until the first file would be read."""
    root, library = place / "photos", place / "empty.albumen"
    library.unlink(missing_ok=True)
    found = 0
    with DesktopProgram().open(library) as ctx:
        job = scan_folders(ctx, [str(root)])
        for progress in job:
            found = max(found, progress.done)
            if progress.total is not None and progress.change is not None and found > 0:
                break
        job.close()
    return {"found": found}


def part_open(place: Path) -> dict[str, Any]:
    """Open the library for the first time on a day, which copies it."""
    for copy in place.glob("many.albumen.backup-*"):
        copy.unlink()
    started = time.perf_counter()
    with DesktopProgram().open(place / "many.albumen"):
        opened = time.perf_counter() - started
    return {"open_s": opened}


def part_rescan(place: Path) -> dict[str, Any]:
    """Scan the whole tree again; count the files that are opened."""
    root = place / "photos"
    with (
        DesktopProgram().open(place / "many.albumen") as ctx,
        opened_below(root) as opened,
    ):
        started, cpu = time.perf_counter(), time.process_time()
        summary = run_now(scan_folders(ctx, [str(root)])).summary
        seconds, cpu = time.perf_counter() - started, time.process_time() - cpu
    names = ("found", "unchanged", "new", "changed")
    figures = {name: summary[name] for name in names}
    return {**figures, "opened": len(opened), "job_s": seconds, "job_cpu_s": cpu}


def part_doctor(place: Path) -> dict[str, Any]:
    """Examine the library, without a copy."""
    job = examine_library(place / "many.albumen", DesktopProgram().open, backup=False)
    report = run_now(job).summary
    return {"findings": report["findings"], "ok": report["ok"]}


def part_copy(place: Path) -> dict[str, Any]:
    """Copy the library, as every day."""
    target = place / "copy.albumen"
    copy_library(str(place / "many.albumen"), str(target))
    size = target.stat().st_size
    target.unlink()
    return {"bytes": size}


PARTS: dict[str, Callable[[Path], dict[str, Any]]] = {
    "walk": part_walk,
    "open": part_open,
    "rescan": part_rescan,
    "doctor": part_doctor,
    "copy": part_copy,
}


def measured(place: Path, command: list[str]) -> dict[str, Any]:
    """Run a command; return its output's last line as JSON, with time, CPU and memory.

    CPU is that of all its processes; memory is that of each process, in megabytes.
    """
    env = {**os.environ, "OMP_NUM_THREADS": "1"}
    env |= {f"XDG_{kind}_HOME": str(place / kind) for kind in ("CACHE", "DATA", "CONFIG", "STATE")}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.perf_counter()
    samples: dict[str, list[tuple[float, float]]] = {}
    with subprocess.Popen(
        [sys.executable, "-m", *command], env=env, stdout=subprocess.PIPE, text=True
    ) as child:
        while child.poll() is None:
            time.sleep(SAMPLE_S)
            for name, megabytes in _memory(child.pid):
                samples.setdefault(name, []).append((time.perf_counter() - started, megabytes))
        output = child.stdout.read() if child.stdout is not None else ""
    if child.returncode:
        raise RuntimeError(f"{' '.join(command)} ended with {child.returncode}")
    seconds = time.perf_counter() - started
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    memory = {name: _course(points, seconds) for name, points in samples.items()}
    lines = output.strip().splitlines()
    said: dict[str, Any] = json.loads(lines[-1]) if lines and lines[-1].startswith("{") else {}
    return {**said, "seconds": seconds, "cpu_s": cpu, "memory_mb": memory}


def _memory(pid: int) -> Iterator[tuple[str, float]]:
    try:
        parent = psutil.Process(pid)
        yield "itself", _own_mb(parent)
        for child in parent.children():
            if "spawn_main" in " ".join(child.cmdline()):
                yield f"child {child.pid}", _own_mb(child)
    except psutil.Error:
        return


def _own_mb(process: psutil.Process) -> float:
    """Return resident memory without the pages of files, which the system takes back at will."""
    memory = process.memory_info()
    return (memory.rss - getattr(memory, "shared", 0)) / 1e6


def _course(points: list[tuple[float, float]], seconds: float) -> dict[str, float]:
    """Return the most, and how much was added between early and late."""
    inside = [value for at, value in points if LATE[0] < at / seconds < LATE[1]]
    third = max(1, len(inside) // 3)
    growth = float(np.median(inside[-third:]) - np.median(inside[:third])) if inside else 0.0
    return {"most": max(value for _, value in points), "growth": growth}


def measure(place: Path, count: int, scanned: int) -> dict[str, Any]:
    """Make what is not there yet, and return every figure."""
    root, library = place / "photos", place / "many.albumen"
    figures: dict[str, Any] = {"count": count, "scanned": scanned, "load": os.getloadavg()[0]}
    share = place / "share.json"
    if _scanned(share) != scanned:
        shutil.rmtree(place)
        place.mkdir()
        make_files(root, 0, scanned)
        scan = measured(place, ["app", "--library", str(library), "scan", str(root), "--json"])
        scan |= {
            "library_bytes": library.stat().st_size,
            "cache_bytes": _tree_bytes(Path(f"{library}.cache")),
            "thumbnail_bytes": _tree_bytes(place / "CACHE"),
            "scanned": scanned,
        }
        share.write_text(json.dumps(scan), "utf-8")
    figures["scan"] = json.loads(share.read_text("utf-8"))
    if not path_of(root, count - 1).exists():
        make_files(root, scanned, count)
        know_files(library, root, scanned, count)
    for part in PARTS:
        print(f"{part} ...", file=sys.stderr, flush=True)
        command = ["tests.benchmarks.million_files", "--made", str(place), "--part", part]
        figures[part] = measured(place, command)
    figures["library_bytes"] = library.stat().st_size
    return figures


def _scanned(share: Path) -> int | None:
    """Return how many files were scanned for what lies in a folder, if it was made whole."""
    if not share.exists():
        return None
    found: dict[str, int] = json.loads(share.read_text("utf-8"))
    return found.get("scanned")


def _tree_bytes(folder: Path) -> int:
    walk = itertools.chain.from_iterable(
        (Path(above, name) for name in names) for above, _, names in os.walk(folder)
    )
    return sum(path.stat().st_size for path in walk)


def show(figures: dict[str, Any]) -> None:
    """Print the figures."""
    scanned, count = figures["scanned"], figures["count"]
    scan = figures["scan"]
    print(f"really scanned: {scanned:,} files; known by copied rows: {count - scanned:,}")
    print(
        f"{'scan':<10}{scan['seconds']:>9.1f} s{scan['cpu_s'] / scanned * 1000:>9.1f} CPU ms each"
    )
    for name in ("library", "cache", "thumbnail"):
        print(f"  {name}: {scan[f'{name}_bytes'] / scanned:,.0f} bytes a photo")
    for part in ("scan", *PARTS):
        found = figures[part]
        own = found["memory_mb"]["itself"]
        print(
            f"{part:<10}{found['seconds']:>9.1f} s{found['cpu_s']:>9.1f} CPU s"
            f"{own['most']:>9.0f} MB at most{own['growth']:>9.1f} MB more at the end"
        )
    for part in PARTS:
        print(part, {k: v for k, v in figures[part].items() if k != "memory_mb"})
    print(f"library of {count:,} photos: {figures['library_bytes'] / 1e9:.2f} GB")


def main() -> None:
    """Measure, print, and write JSON if asked."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--count", type=int, default=1_000_000)
    parser.add_argument("--scanned", type=int, default=100_000)
    parser.add_argument("--made", type=Path, help="keep files and libraries in this folder")
    parser.add_argument("--part", choices=PARTS, help="this alone, over what lies in that folder")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    if options.part:
        print(json.dumps(PARTS[options.part](options.made)))
        return
    with tempfile.TemporaryDirectory(prefix="albumen-million-") as name:
        place = (options.made or Path(name)) / f"files-{options.count}"
        place.mkdir(parents=True, exist_ok=True)
        figures = measure(place, options.count, min(options.scanned, options.count))
    show(figures)
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1), "utf-8")


if __name__ == "__main__":
    main()
