"""Re-gate, range, refresh, and a rescan that finds nothing new: a table and JSON.

python -m tests.benchmarks.regate [--photos 100000] [--samples 2000] [--made FOLDER] [--alike]
                                   [--json FILE]

The library is made up, its features lie near those that the scene pack keeps, and its model is the
pack's. Times are wall and CPU milliseconds of this process, each the least of a few runs where it
can be run again. 'compute' is what the design's targets mean: other ranges for all scenes, from
kept readings; with a new head these are made from the features. 'saved' also writes every row that
changes, with the lists that follow from it. More photos than 100,000 are written past the store,
and no files are made for a rescan (``million_files`` does); what counts there is the peak of
memory of each line, at most 1,500 MB. The floor of either is what the machine needs for the
bytes and the products alone, measured in the same run.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import psutil

from app.core.likeness import Likeness
from app.core.method.scoring import PhotoScores
from app.core.method.tagger import cut, read
from app.core.records import Act, Query
from app.core.types import PhotoFacts, Progress
from app.jobs.context import JobContext
from app.jobs.duplicates.candidates import find_near
from app.jobs.groups import group_photos
from app.jobs.refresh import (
    apply_refresh,
    learn_from_labels,
    plan_refresh,
    read_terms,
)
from app.jobs.regate import Unlike, regate, tag_kept
from app.jobs.runner import run_now
from app.jobs.scanning.scan import scan_folders
from app.jobs.scenes import set_range
from app.media.formats import photo_file
from app.store.library import LibraryFile, open_library

from .made import made_copy
from .made_album import fill, fill_many, made_of, open_album
from .refresh_parts import measure_refresh_floor, measure_refresh_parts

FILES_A_FOLDER = 1000
PHOTOS_OF_TARGETS = 100_000
# By the clock, on two quiet cores, of 100,000 photos.
TARGETS_MS = {
    "re-gate all: compute": 250,
    "re-gate all: saved, every row new": 3000,
    "one prototype: compute": 50,
    "range: one step, all photos in one scene": 16,
    "refresh: learn from": 300,
}


def target_of(what: str) -> int | None:
    """Return the target of a line, if it has one."""
    named = TARGETS_MS.get(what)
    starts = (ms for start, ms in TARGETS_MS.items() if what.startswith(f"{start} "))
    return named or next(starts, None)


def memory_peak_mb() -> float:
    """Return the most memory that this process had so far, or since :func:`forget_peak`."""
    try:
        status = Path("/proc/self/status").read_text("ascii")
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    return int(status.partition("VmHWM:")[2].split()[0]) / 1e3


def forget_peak() -> None:
    """Begin to look for the most memory anew; only Linux can."""
    with suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5", "ascii")


def timed(call: Callable[[], object], repeat: int = 1) -> dict[str, float]:
    """Return the least wall and CPU milliseconds."""
    figures = []
    forget_peak()
    for _ in range(repeat):
        wall, cpu = time.perf_counter(), time.process_time()
        call()
        figures.append(((time.perf_counter() - wall) * 1000, (time.process_time() - cpu) * 1000))
    return {
        "ms": min(w for w, _ in figures),
        "cpu_ms": min(c for _, c in figures),
        "peak_mb": memory_peak_mb(),
    }


def measure_gate(library: LibraryFile, context: JobContext, samples: int) -> dict[str, Any]:
    """Return times of everything that works from kept features."""
    model = context.model()[1]
    scene = model.scenes[len(model.scenes) // 2]
    backbone = model.backbone_id
    found: dict[str, Any] = {}

    def read_all() -> int:
        return sum(len(block.ids) for block in library.models.feature_blocks(backbone))

    turns = itertools.count(1)
    few = len(library.photos.ids(Query())) <= PHOTOS_OF_TARGETS

    def compute(*, new_head: bool) -> None:
        turn = next(turns)
        if new_head:  # the temperature is one of the numbers that readings depend on
            asked = replace(model, temperature=model.temperature * (1 + turn / 1000))
        else:
            asked = model.with_ranges({s: (turn / 50, 1.0) for s in model.ranges()})
        for _ in tag_kept(library.models, asked, Unlike({})):
            pass

    found["features: first time (cache is made)"] = timed(read_all)
    found["features: from the cache"] = timed(read_all, 3)
    new_head = timed(lambda: compute(new_head=True), 2 if few else 1)
    found["re-gate all: compute, new head"] = new_head
    compute(new_head=False)
    found["re-gate all: compute"] = timed(lambda: compute(new_head=False), 5)
    found["re-gate all: saved, every row new"] = timed(lambda: run_now(regate(context)))
    found["re-gate all: saved, nothing changed"] = timed(lambda: run_now(regate(context)))
    table = library.models.kept(backbone)
    if few:
        kept, prototype = table.take(np.arange(len(table.ids))), model.feature_prototypes[0]
        found["one prototype: compute"] = timed(lambda: kept @ prototype, 5)
    found["range: similarities of a scene"] = timed(lambda: library.models.similarities(scene), 3)
    similarities = library.models.similarities(scene).similarities
    low, high = model.ranges()[scene]
    found["range: one step of the slider"] = timed(
        lambda: int(((similarities >= low * 0.9) & (similarities <= high)).sum()), 9
    )
    every = np.random.default_rng(0).random(len(table.ids), dtype=np.float32)
    found["range: one step, all photos in one scene"] = timed(
        lambda: int(((every >= low) & (every <= high)).sum()), 9
    )
    found["range: saved"] = timed(lambda: run_now(set_range(context, scene, (low * 0.8, high))))
    run_now(set_range(context, scene, None))
    found |= measure_refresh(context, samples)
    return found


def measure_alike(library: LibraryFile, context: JobContext) -> dict[str, Any]:
    """Return times of what looks at all features for likeness."""
    like = Likeness((1,))
    found = {
        "photos like one: first time": timed(lambda: library.models.alike(like)),
        "photos like one: again": timed(lambda: library.models.alike(like), 3),
        "group look-alikes": timed(lambda: run_now(group_photos(context))),
    }
    model = context.model()[1]
    near = "near-duplicates: find candidates"
    return found | {near: timed(lambda: run_now(find_near(context, model, ())))}


def measure_parts(library: LibraryFile, context: JobContext) -> dict[str, dict[str, float]]:
    """Return CPU milliseconds of the parts of a re-gate with a new head, and of a refresh."""
    model = context.model()[1]
    spent: dict[str, float] = {}

    def part(name: str, call: Callable[[], Any]) -> Any:
        started = time.thread_time()
        result = call()
        spent[name] = spent.get(name, 0.0) + (time.thread_time() - started) * 1000
        return result

    blocks = library.models.feature_blocks(model.backbone_id)
    while (block := part("reading features", lambda: next(blocks, None))) is not None:
        features, nothing = block.features, np.zeros((len(block.ids), len(model.scenes)), bool)
        part("the head's product", lambda f=features: model.head.label_vectors(f))
        scores = part("product and softmax", lambda f=features: PhotoScores(f, model))
        found = part("reading scenes and parents", lambda s=scores, no=nothing: read(s, model, no))
        part("cutting", lambda r=found, s=scores, no=nothing: cut(r, model, no, s))
    spent["softmax, lengths"] = spent.pop("product and softmax") - spent["the head's product"]
    return {"re-gate": spent, "refresh": measure_refresh_parts(context)}


def measure_floor(library: LibraryFile, context: JobContext) -> dict[str, float]:
    """Return what the machine alone needs: CPU milliseconds for bytes and products, one core.

    Bandwidth is that of copying halves of features, as they are kept, within memory.
    """
    model = context.model()[1]
    backbone = model.backbone_id
    count, width = len(library.models.kept(backbone).ids), len(model.centre)
    rows = 2000
    halves = np.ones((rows, width), dtype=np.float16)
    copied = timed(halves.copy, 20)["cpu_ms"]
    singles = halves.astype(np.float32)
    product = timed(lambda: singles @ model.head.weight.T, 20)["cpu_ms"]
    folder = Path(f"{library.path}.cache")
    kept = max((file.stat().st_size for file in folder.glob("*.readings")), default=0)
    speed = halves.nbytes / max(copied, 1e-3)
    return {
        "features_mb": count * width * 2 / 1e6,
        "readings_mb": kept / 1e6,
        "gigabytes_a_second": speed / 1e6,
        "new_head_bytes_ms": count * width * 2 / speed,
        "new_head_product_ms": product * count / rows,
        "kept_bytes_ms": kept / speed,
    }


def measure_refresh(context: JobContext, samples: int) -> dict[str, Any]:
    """Learn from photos labelled with what they were made of, as a person would.

    And from as many that the gate's proposals label, things of none of the scenes among them:
    training then takes all the steps that it may, where it has little to do for right labels.
    """
    ids = context.library.photos.ids(Query()).tolist()
    doubtful = context.library.models.proposals(ids[:: max(1, len(ids) // samples)][:samples])
    shown = _shown(context, [*doubtful])
    wrong = sum(scene != shown[photo] for photo, scene in doubtful.items()) / len(doubtful)
    _label(context, doubtful)
    taught_wrong = timed(lambda: learn_from_labels(context, read_terms(context)), 2)
    _label(context, dict.fromkeys(doubtful))
    shown = _shown(context, ids[:: max(1, len(ids) // (2 * samples))])
    right = dict([item for item in shown.items() if item[1] is not None][:samples])
    _label(context, right)
    run_now_first = timed(lambda: learn_from_labels(context, read_terms(context)))
    again = timed(lambda: learn_from_labels(context, read_terms(context)), 3)
    plan: list[Any] = []
    planned = timed(lambda: plan.append(run_now(plan_refresh(context))))
    return {
        f"refresh: of as many labels {wrong:.0%} wrong": taught_wrong,
        f"refresh: learn from {len(right):,} samples (first)": run_now_first,
        f"refresh: learn from {len(right):,} samples": again,
        "refresh: learn and show what would change": planned,
        "refresh: applied and saved": timed(lambda: run_now(apply_refresh(context, plan[0]))),
    }


def _shown(context: JobContext, photos: list[int]) -> dict[int, str | None]:
    """Map made-up photos to the scene that they were made of."""
    table = context.library.models.features(context.model()[1].backbone_id, photos)
    scenes = made_of(context.pack, table.features)
    return dict(zip(table.ids.tolist(), scenes, strict=True))


def _label(context: JobContext, scenes: Mapping[int, str | None]) -> None:
    with context.library.action(Act.LABEL, {}):
        context.library.labels.save({photo: (scene, ()) for photo, scene in scenes.items()})


def measure_rescan(count: int, place: Path) -> dict[str, Any]:
    """Scan a folder of tiny files that the library knows; count the files that are opened."""
    root = place / "photos"
    with open_library(place / "rescan.albumen") as library:
        context = open_album(library)
        folder = library.folders.add(str(root))
        backbone = context.model()[1].backbone_id
        width = context.pack.statistics.kept.shape[1]
        for start in range(0, count, FILES_A_FOLDER):
            inside = root / f"{start:07}"
            inside.mkdir(parents=True)
            with library.transaction():
                ids = [
                    _know(library, folder, inside / f"IMG_{k:04}.jpg", start + k)
                    for k in range(min(FILES_A_FOLDER, count - start))
                ]
                vector = np.zeros(width, dtype=np.float32)
                library.models.save_features(backbone, dict.fromkeys(ids, vector))
        longest = 0.0
        with opened_below(root) as opened:
            wall, cpu = time.perf_counter(), time.process_time()
            job = scan_folders(context, [str(root)])
            while True:
                step = time.perf_counter()
                try:
                    progress: Progress = next(job)
                except StopIteration as stop:
                    summary = stop.value.summary
                    break
                longest = max(longest, time.perf_counter() - step)
                assert progress.change is None
            wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    shutil.rmtree(root)
    return {
        "files": count,
        "unchanged": summary["unchanged"],
        "opened": len(opened),
        "seconds": wall,
        "cpu_s": cpu,
        "longest_step_s": longest,
        "memory_mb": psutil.Process().memory_info().rss / 1e6,
    }


@contextmanager
def opened_below(root: Path) -> Iterator[list[str]]:
    """Give the list of files below a folder that this process opens, by whatever way."""
    opened: list[str] = []
    watching = True

    def note(event: str, values: tuple[Any, ...]) -> None:
        if watching and event == "open" and str(values[0]).startswith(f"{root}{os.sep}"):
            opened.append(str(values[0]))

    sys.addaudithook(note)
    try:
        yield opened
    finally:
        watching = False  # a hook cannot be taken away


def _know(library: LibraryFile, folder: int, path: Path, number: int) -> int:
    path.touch()
    status = os.stat(path)
    facts = PhotoFacts(40, 30, 1, "JPEG", f"{number:032x}", f"{number:032x}")
    return library.photos.save(folder, photo_file(str(path), status), facts)


def _make(path: Path, photos: int) -> None:
    if photos > PHOTOS_OF_TARGETS:
        fill_many(path, photos)
        return
    with open_library(path) as library:
        fill(open_album(library), photos)


def main() -> None:
    """Measure, print, and write JSON if asked."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--photos", type=int, default=100_000)
    parser.add_argument("--samples", type=int, default=2000)
    parser.add_argument("--made", type=Path, help="keep the made-up library in this folder")
    parser.add_argument("--alike", action="store_true", help="also look-alikes and duplicates")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="albumen-bench-") as name:
        place = Path(name)
        make = partial(_make, photos=options.photos)
        path = made_copy(place, f"gate-{options.photos}", make, options.made)
        with open_library(path) as library:
            context = open_album(library)
            gate = measure_gate(library, context, options.samples)
            if options.alike:
                gate |= measure_alike(library, context)
            parts = measure_parts(library, context)
            floor = measure_floor(library, context)
            products = measure_refresh_floor(context, options.samples)
        figures = {
            "photos": options.photos,
            "load": os.getloadavg()[0],
            "gate": gate,
            "parts": parts,
            "floor": floor,
            "refresh_floor": products,
            "memory_peak_mb": max(line["peak_mb"] for line in gate.values()),
            "targets_ms": TARGETS_MS,
        }
        if options.photos <= PHOTOS_OF_TARGETS:
            figures["rescan"] = measure_rescan(options.photos, place)
    for what, times in gate.items():
        target = target_of(what)
        asked = f"  <= {target:,} ms" if target else ""
        line = f"{what:<48}{times['ms']:>10.1f} ms{times['cpu_ms']:>10.1f} ms CPU"
        print(f"{line}{times['peak_mb']:>8.0f} MB{asked}")
    again, first = gate["re-gate all: compute"], gate["re-gate all: compute, new head"]
    least = floor["new_head_bytes_ms"] + floor["new_head_product_ms"]
    print(f"floor, one core: {floor['gigabytes_a_second']:.1f} GB/s", end="; ")
    print(f"new head {least:.0f} ms CPU, {least / first['cpu_ms']:.0%} of what it takes", end="; ")
    print(f"kept {floor['kept_bytes_ms']:.1f} ms of {again['cpu_ms']:.0f}")
    print(f"refresh, BLAS alone: {sum(products.values()):.0f} ms CPU", end=": ")
    print(", ".join(f"{name} {ms:.0f}" for name, ms in products.items()))
    print(f"kept beside the library: {floor['features_mb']:.0f} MB of features,", end=" ")
    print(f"{floor['readings_mb']:.1f} MB of readings; peak {figures['memory_peak_mb']:.0f} MB")
    if "rescan" in figures:
        print("rescan", {name: round(value, 2) for name, value in figures["rescan"].items()})
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1), "utf-8")


if __name__ == "__main__":
    main()
