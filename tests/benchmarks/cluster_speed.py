"""`albumen scan --cluster` on loopback: photos a second with 1 and 2 workers, and what it sends.

python -m tests.benchmarks.cluster_speed [PHOTOS] [--count 96] [--json FILE]

``--count`` is the number of photos a worker. Photos of 12 megapixels are made from PHOTOS (see
decode.py). What a photo costs is read in the middle of a scan: start and end are cut off (see
steady_scan.py). CPU is given apart for the workers, for the scheduler, and for the one process that
writes. From these figures follows the plan for ten million photos on sixteen machines that is
printed at the end; what it takes for granted stands beside it. On a machine that others use too,
compare CPU, not photos a second.
"""

from __future__ import annotations

import argparse
import json
import os
import pickle
import statistics
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import psutil

from app.bootstrap import DesktopProgram
from app.cluster.pool import FILES_A_CHUNK
from app.cluster.worker import Reading, backbone_files, checksums, read_photos
from app.core.types import PhotoFile
from app.jobs.scanning.scan import scan_folders
from app.media.formats import photo_file
from app.places import Places
from tests.cluster.processes import running_cluster

from .decode import make_photos, make_variants, sources
from .steady_scan import steady

MADE = 12
PLANNED_PHOTOS, PLANNED_MACHINES = 10_000_000, 16
# Cores of a machine of the plan, and what its network carries (10 Gbit/s).
CORES_A_MACHINE, NETWORK_BYTES = 8, 1.25e9


def cpu_s(pids: Iterable[int]) -> float:
    """Return the CPU seconds of processes so far."""
    return sum(sum(psutil.Process(pid).cpu_times()[:2]) for pid in pids)


def measure(folder: Path, place: Path, workers: int) -> dict[str, float]:
    """Scan a folder with some workers; return what a photo costs in the middle."""
    place.mkdir()
    program = DesktopProgram(Places(place, place, place / "cache", place / "logs"))
    me = psutil.Process().pid
    points: list[tuple[int, float, float]] = []
    worker_cpu: list[float] = []
    library = place / "many.albumen"
    with program.open(library):
        pass
    empty = library.stat().st_size
    with running_cluster(place, workers) as cluster, program.open(library) as ctx:
        started = time.perf_counter()
        with program.cluster(ctx, cluster.address, plain=False):
            for progress in scan_folders(ctx, [str(folder)]):
                if progress.change is not None and (not points or progress.done > points[-1][0]):
                    points.append((progress.done, time.perf_counter() - started, cpu_s([me])))
                    worker_cpu.append(cpu_s(cluster.workers))
    found = steady(points)
    working = steady(
        [(done, at, cpu) for (done, at, _), cpu in zip(points, worker_cpu, strict=True)]
    )
    return {
        "photos": found["photos"],
        "photos_per_second": found["photos_per_second"],
        "writer_cpu_ms": found["cpu_ms"],
        "worker_cpu_ms": working["cpu_ms"],
        "library_bytes": (library.stat().st_size - empty) / points[-1][0],
    }


def measure_bytes(paths: list[Path]) -> dict[str, float]:
    """Return the bytes a photo of what goes to a worker and of what comes back, and of the file."""
    pack = DesktopProgram().load_pack()
    backbone = backbone_files(pack.path)
    task = Reading(pack.input_px, pack.resize_mode, checksums(backbone))
    files: list[PhotoFile] = [photo_file(str(p), p.stat()) for p in paths[:FILES_A_CHUNK]]
    results = read_photos(files, task, backbone)
    return {
        "file_bytes": statistics.mean(file.size for file in files),
        "asked_bytes": len(pickle.dumps((files, task), 5)) / len(files),
        "answered_bytes": len(pickle.dumps(results, 5)) / len(files),
        "backbone_bytes": sum(map(len, backbone.values())),
    }


def plan(ways: dict[str, dict[str, float]], sizes: dict[str, float]) -> dict[str, float]:
    """Return what ten million photos take on sixteen machines, by these figures.

    Reading, decoding and encoding are spread over all cores; one process writes.
    """
    most = ways[max(ways)]
    cores = PLANNED_MACHINES * CORES_A_MACHINE
    by_workers = cores / most["worker_cpu_ms"] * 1000
    by_writer = 1000 / most["writer_cpu_ms"]
    by_storage = NETWORK_BYTES / sizes["file_bytes"]
    by_answers = NETWORK_BYTES / (2 * sizes["answered_bytes"])
    rate = min(by_workers, by_writer, by_storage, by_answers)
    return {
        "photos_per_second": rate,
        "hours": PLANNED_PHOTOS / rate / 3600,
        "limit_of_workers": by_workers,
        "limit_of_writer": by_writer,
        "limit_of_storage": by_storage,
        "limit_of_answers": by_answers,
        "storage_gb": sizes["file_bytes"] * PLANNED_PHOTOS / 1e9,
        "answers_gb": sizes["answered_bytes"] * PLANNED_PHOTOS / 1e9,
        "library_gb": most["library_bytes"] * PLANNED_PHOTOS / 1e9,
    }


def show(figures: dict[str, Any]) -> None:
    """Print the figures and the plan."""
    for workers, way in figures["ways"].items():
        print(
            f"{workers} worker(s): {way['photos_per_second']:.1f} photos/s; a photo: "
            f"{way['worker_cpu_ms']:.0f} CPU ms in the workers, "
            f"{way['writer_cpu_ms']:.1f} in the writer"
        )
    sizes, planned = figures["sizes"], figures["plan"]
    print(
        f"a photo: file {sizes['file_bytes'] / 1e6:.2f} MB read from the storage, "
        f"{sizes['asked_bytes']:.0f} bytes to the worker, "
        f"{sizes['answered_bytes'] / 1000:.1f} kB back; "
        f"the backbone once a worker, {sizes['backbone_bytes'] / 1e6:.1f} MB"
    )
    print(
        f"{PLANNED_PHOTOS / 1e6:.0f} million photos on {PLANNED_MACHINES} machines of "
        f"{CORES_A_MACHINE} such cores, {NETWORK_BYTES * 8 / 1e9:.0f} Gbit/s to the storage and to "
        f"the writer: {planned['photos_per_second']:.0f} photos/s, {planned['hours']:.1f} hours"
    )
    print(
        "  photos/s at most by "
        + ", ".join(
            f"{name} {planned[f'limit_of_{name}']:,.0f}"
            for name in ("workers", "writer", "storage", "answers")
        )
    )
    print(
        f"  {planned['storage_gb'] / 1000:.1f} TB are read, {planned['answers_gb']:.0f} GB come "
        f"back (once to the scheduler, once to the writer); library {planned['library_gb']:.0f} GB"
    )


def main() -> None:
    """Measure, print, and write JSON if asked."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("photos", nargs="?", type=Path)
    parser.add_argument("--count", type=int, default=96)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="albumen-cluster-") as name:
        place = Path(name)
        made, folder = place / "made", place / "photos"
        made.mkdir()
        folder.mkdir()
        base = make_photos(sources(options.photos, place), made, MADE)
        ways = {}
        paths: list[Path] = []
        for workers in (1, 2):
            paths = make_variants(base, folder, options.count * workers)
            ways[str(workers)] = measure(folder, place / f"with-{workers}", workers)
        figures: dict[str, Any] = {
            "load": os.getloadavg()[0],
            "ways": ways,
            "sizes": measure_bytes(paths),
        }
    figures["plan"] = plan(ways, figures["sizes"])
    show(figures)
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1), "utf-8")


if __name__ == "__main__":
    main()
