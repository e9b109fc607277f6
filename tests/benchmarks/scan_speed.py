"""A whole scan against a naive script and timm's data loader, in one run.

python -m tests.benchmarks.scan_speed [PHOTOS] [--count 24] [--scanned 240] [--memory 10000]
                                      [--json FILE]

Photos of 12 megapixels are made from PHOTOS (see decode.py). Every way runs in a process of its
own. Of the others (baselines.py) ``--count`` photos are counted once the network is loaded; of our
scan, whose parts start side by side, the middle of one run over ``--scanned`` photos is taken (see
steady_scan.py): the same ones with finer steps here and there, which cost the same and are other
photos. CPU time counts all processes of a way. The limit is what the cores could
do if nothing but decoding (with hashes, facts and thumbnail, in one decoder alone) and inference
(batches of the model's own size, in the encoder alone) cost anything: cores / (CPU of decoding +
CPU of inference), both measured in the same run, before and after. On a machine that others use
too, compare CPU, not photos per second.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import psutil
from PIL import Image

from app.core.pack import read_backbone_spec
from app.core.types import PhotoFile
from app.media import find
from app.places import resources_dir
from app.vision.encoder_process import EncoderProcess

from .decode import compile_reader, make_photos, make_variants, measure_pool, sources
from .scan_memory import growth

MEMORY_PARTS = 3
WALKED = 100_000


@dataclass(frozen=True)
class Cost:
    """What a photo costs, and what starting costs."""

    cpu_ms: float
    photos_per_second: float | None
    start_cpu_s: float


def run(command: list[str], work: Path) -> tuple[float, float, str]:
    """Run a command; return CPU seconds of all its processes, seconds, and its output."""
    env = {**os.environ, "OMP_NUM_THREADS": "1"}
    env |= {f"XDG_{kind}_HOME": str(work / kind) for kind in ("CACHE", "DATA", "CONFIG", "STATE")}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", *command], env=env, check=True, stdout=subprocess.PIPE, text=True
    )
    seconds = time.perf_counter() - started
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return cpu, seconds, done.stdout


def measure(way: str, photos: Path, work: Path) -> Cost:
    """Run one way over a folder."""
    found = json.loads(run(["tests.benchmarks.baselines", way, str(photos), str(work)], work)[2])
    return Cost(**found)


def measure_scan(many: Path, work: Path) -> Cost:
    """Scan all photos once; return what one costs in the middle."""
    command = ["tests.benchmarks.steady_scan", str(many), str(work / "many.albumen")]
    found = json.loads(run(command, work)[2])
    return Cost(found["cpu_ms"], found["photos_per_second"], found["start_cpu_s"])


def measure_inference() -> float:
    """Return CPU milliseconds a photo of the encoder's process alone."""
    pack = resources_dir() / "scene_pack"
    side = read_backbone_spec(pack).input_px
    encoder = EncoderProcess(pack)
    try:
        images = np.random.default_rng(0).integers(0, 255, (16, side, side, 3), dtype=np.uint8)
        encoder.encode(images)
        child = psutil.Process(encoder.pid)
        before = sum(child.cpu_times()[:2])
        for _ in range(6):
            encoder.encode(images)
        return (sum(child.cpu_times()[:2]) - before) / (6 * len(images)) * 1000
    finally:
        encoder.close()


def measure_walk(work: Path) -> dict[str, float]:
    """Walk 100,000 files that are known; count the files opened."""
    root = work / "walk"
    for folder in range(WALKED // 1000):
        (root / str(folder)).mkdir(parents=True)
        for name in range(1000):
            (root / str(folder) / f"IMG_{name:04}.jpg").touch()
    opened = 0

    def count_open(path: str) -> bytes:
        nonlocal opened
        opened += 1
        return b""

    original, find.read_signature = find.read_signature, count_open
    try:
        started, cpu = time.perf_counter(), time.process_time()
        found = sum(isinstance(item, PhotoFile) for item in find.find_photos(str(root)))
        cpu = time.process_time() - cpu
        seconds = time.perf_counter() - started
    finally:
        find.read_signature = original
    shutil.rmtree(root)
    return {"files": found, "seconds": seconds, "cpu_s": cpu, "opened": opened}


def measure_memory(count: int, work: Path) -> dict[str, dict[str, float]]:
    """Scan folders of small photos in one process; return its memory, and what photos add to it."""
    rng = np.random.default_rng(2)
    folders = [work / f"small-{part}" for part in range(MEMORY_PARTS)]
    for folder in folders:
        folder.mkdir()
        for index in range(count // MEMORY_PARTS):
            pixels = Image.fromarray(rng.integers(0, 255, (12, 16, 3), dtype=np.uint8))
            pixels.resize((640, 480)).save(folder / f"{index:05}.jpg", quality=85)
    places = [str(work / "small.albumen"), *map(str, folders)]
    parts = json.loads(run(["tests.benchmarks.scan_memory", *places], work)[2])
    return {
        "scan": {
            "largest_mb": max(part["own_mb"] for part in parts),
            "mb_per_10000_photos": growth(parts),
        },
        "its largest process": {"largest_mb": max(part["child_mb"] for part in parts)},
    }


def main() -> None:
    """Measure, print a table, and write JSON if asked."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("photos", nargs="?", type=Path)
    parser.add_argument("--count", type=int, default=24)
    parser.add_argument("--scanned", type=int, default=240)
    parser.add_argument("--memory", type=int, default=10_000)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    if arguments.count < 12 or arguments.scanned < 96:
        parser.error("so few photos say nothing beside the costs of starting")
    with tempfile.TemporaryDirectory() as name:
        figures = measure_all(arguments, Path(name))
    show(figures)
    if arguments.json:
        arguments.json.write_text(json.dumps(figures, indent=2))


def measure_all(arguments: argparse.Namespace, work: Path) -> dict[str, Any]:
    """Return every figure."""
    reader = compile_reader()
    many, scanned = work / "many", work / "scanned"
    for folder in (many, scanned):
        folder.mkdir()
    paths = make_photos(sources(arguments.photos, work), many, arguments.count)
    make_variants(paths, scanned, arguments.scanned)
    cores = psutil.cpu_count() or 1

    def measure_parts() -> tuple[float, float]:
        return measure_pool(paths, work / "pool", cores)["decoder_cpu_ms"], measure_inference()

    # Before and after: what a core does in a millisecond changes with what others do to it.
    parts = [measure_parts()]
    ways = {way: measure(way, many, work) for way in ("naive", "loader")}
    ways["scan"] = measure_scan(scanned, work)
    rescan_cpu, rescan_s, _ = run(
        ["app", "--library", str(work / "many.albumen"), "scan", str(scanned), "--json"], work
    )
    parts.append(measure_parts())
    decode_ms, infer_ms = (sum(part) / len(parts) for part in zip(*parts, strict=True))
    limit = cores / (decode_ms + infer_ms) * 1000
    return {
        "reader": reader,
        "load": os.getloadavg()[0],
        "ways": {way: asdict(cost) for way, cost in ways.items()},
        "times_faster_per_cpu": ways["naive"].cpu_ms / ways["scan"].cpu_ms,
        "times_faster_than_loader": ways["loader"].cpu_ms / ways["scan"].cpu_ms,
        "decode_cpu_ms": decode_ms,
        "infer_cpu_ms": infer_ms,
        "limit_photos_per_second": limit,
        "share_of_limit": (ways["scan"].photos_per_second or 0.0) / limit,
        "cpu_share_of_decode_and_inference": (decode_ms + infer_ms) / ways["scan"].cpu_ms,
        "rescan": {"photos": arguments.scanned, "cpu_s": rescan_cpu, "seconds": rescan_s},
        "walk": measure_walk(work),
        "memory": measure_memory(arguments.memory, work) if arguments.memory else {},
    }


def show(figures: dict[str, Any]) -> None:
    """Print the figures."""
    print(f"{'way':<10}{'CPU ms a photo':>16}{'photos/s':>10}{'start CPU s':>13}")
    for way, cost in figures["ways"].items():
        speed = cost["photos_per_second"] or float("nan")
        print(f"{way:<10}{cost['cpu_ms']:>16.1f}{speed:>10.1f}{cost['start_cpu_s']:>13.1f}")
    for key, value in figures.items():
        if isinstance(value, float):
            print(f"{key:<36}{value:10.2f}")
    for key in ("rescan", "walk"):
        print(key, {name: round(value, 2) for name, value in figures[key].items()})
    for process, values in figures["memory"].items():
        print(process, {name: round(value, 1) for name, value in values.items()})


if __name__ == "__main__":
    main()
