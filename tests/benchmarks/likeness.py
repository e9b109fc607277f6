"""More like this: how many of the 20 most alike show the same scene, and how long it takes.

python -m tests.benchmarks.likeness SETS --map MAP [--also CSV ...]
python -m tests.benchmarks.likeness --photos 100000 [--json FILE]

The first compares ways to tell likeness on photos whose scenes are known: from one photo, and from
three of a scene. The second fills a library with made-up features, asks it as the window does, and
says what its memory grew by.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import psutil
from rich.console import Console
from rich.table import Table

from app.core.likeness import Likeness
from app.core.method.likeness import LikenessSpace, middle_of
from app.core.method.model import Model
from app.core.method.prototypes import normalise
from app.core.pack import load_pack
from app.core.records import Query, SortBy, View
from app.core.types import FloatArray
from app.places import resources_dir
from app.store.library import LibraryFile, open_library
from tests.benchmarks.library import save

from .photo_sets import UNKNOWN, PhotoSet, add_options, read_sets

Middle = Callable[[FloatArray], FloatArray]
NEAREST = 20
TRIALS = 400
ROWS_AT_ONCE = 2000
REPEAT = 9


def main() -> None:
    """Measure quality where photos are given, else speed."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    add_options(parser)
    parser.set_defaults(folders=[])
    next(a for a in parser._actions if a.dest == "folders").nargs = "*"
    parser.add_argument("--photos", type=int, default=100_000)
    options = parser.parse_args()
    found = quality(options) if options.folders else speed(options.photos)
    _show(found)
    if options.json is not None:
        options.json.write_text(json.dumps(found, indent=1), encoding="utf-8")


def quality(options: argparse.Namespace) -> dict[str, dict[str, float]]:
    """Return by way of telling: the share of the same scene among the nearest."""
    pack, photos = read_sets(options)
    known = photos.take(np.flatnonzero(photos.scenes != UNKNOWN))
    return {
        name: {
            "from one": _precision(told, known, 1, middle_of),
            "from three, their mean": _precision(told, known, 3, middle_of),
            "from three, the nearest": _precision(told, known, 3, None),
        }
        for name, told in _ways(pack.model, known.features).items()
    }


def _ways(model: Model, features: FloatArray) -> dict[str, FloatArray]:
    centred = model.centred(features)
    labels = (features - model.centre) @ model.head.weight.T
    spread = centred - centred.mean(axis=0)
    _, lengths, directions = np.linalg.svd(spread, full_matrices=False)
    ways = {
        "features": features,
        "centred features": centred,
        "whitened features, 64": spread @ directions[:64].T / lengths[:64],
        "half whitened, 64": spread @ directions[:64].T / np.sqrt(lengths[:64]),
        "label vectors": model.head.label_vectors(features),
        "label vectors less the centre's": labels,
        "both": np.concatenate([centred, normalise(labels)], axis=1),
        "both in 96 directions (in use)": LikenessSpace(model).fit(features).describe(features),
    }
    return {name: normalise(told) for name, told in ways.items()}


def _precision(
    told: FloatArray,
    photos: PhotoSet,
    asked: int,
    middle: Callable[[FloatArray], FloatArray] | None,
) -> float:
    """Return the mean share of the same scene among the nearest, over random questions."""
    rng = np.random.default_rng(0)
    names, counts = np.unique(photos.scenes, return_counts=True)
    names = names[counts > asked + 1]
    shares = []
    for name in rng.choice(names, TRIALS):
        own = rng.choice(np.flatnonzero(photos.scenes == name), asked, replace=False)
        near = told @ middle(told[own]) if middle else (told @ told[own].T).max(axis=1)
        near[own] = -np.inf
        nearest = np.argpartition(-near, NEAREST)[:NEAREST]
        shares.append(float((photos.scenes[nearest] == name).mean()))
    return statistics.fmean(shares)


def speed(count: int) -> dict[str, dict[str, float]]:
    """Return medians in milliseconds, and megabytes, of a library of so many photos."""
    process = psutil.Process()
    with (
        tempfile.TemporaryDirectory() as folder,
        open_library(Path(folder) / "benchmark.albumen") as library,
    ):
        model = load_pack(resources_dir() / "scene_pack").model
        library.folders.add("/photos")
        library.models.seed(model.to_bytes())
        _fill(library, model, count)
        next(iter(library.models.feature_blocks(model.backbone_id)))  # as after a scan
        before = process.memory_info()
        one, five = Likeness((1,)), Likeness((1, 2, 3, 4, 5))
        found = {"the first question": _once(lambda: library.models.alike(one))}
        after = process.memory_info()
        listed = Query(sort=SortBy.LIKENESS)
        reviewed = Query(view=View.REVIEW, date_from="2012", sort=SortBy.DATE)
        calls: dict[str, Callable[[], Any]] = {
            "from one photo": lambda: library.models.alike(one),
            "from five photos": lambda: library.models.alike(five),
            "a list of it": lambda: library.photos.listing(_with(listed, one)),
            "a list of it, least alike": lambda: library.photos.listing(
                _with(listed, Likeness((1,), 0.3))
            ),
            "among filtered ones": lambda: library.photos.listing(_with(reviewed, one)),
        }
        found |= {name: _median(call) for name, call in calls.items()}
        grown = (after.rss - before.rss - after.shared + before.shared) / 1e6
        found["memory kept, MB"] = {"median": grown}
        found["(photos found)"] = {"median": float(len(library.models.alike(one)[0]))}
    return found


def _with(query: Query, like: Likeness) -> Query:
    return Query(query.view, date_from=query.date_from, sort=query.sort, like=like)


def _fill(library: LibraryFile, model: Model, count: int) -> None:
    """Write photos whose features lie around the pack's prototypes."""
    rng = np.random.default_rng(1)
    for start in range(0, count, ROWS_AT_ONCE):
        size = min(ROWS_AT_ONCE, count - start)
        kinds = model.kind_prototypes[rng.integers(len(model.kind_prototypes), size=(size, 2))]
        noise = rng.normal(0, 0.02, (size, len(model.centre)))
        vectors = (model.centre + 8 * (kinds.mean(axis=1) + noise)).astype(np.float32)
        with library.transaction():
            ids = [save(library, start + k) for k in range(size)]
            library.models.save_features(model.backbone_id, dict(zip(ids, vectors, strict=True)))


def _once(call: Callable[[], Any]) -> dict[str, float]:
    start = time.perf_counter()
    call()
    return {"median": (time.perf_counter() - start) * 1000}


def _median(call: Callable[[], Any]) -> dict[str, float]:
    taken = sorted(_once(call)["median"] for _ in range(REPEAT))
    return {"median": statistics.median(taken), "least": taken[0]}


def _show(found: dict[str, dict[str, float]]) -> None:
    heads = list(dict.fromkeys(name for row in found.values() for name in row))
    table = Table("", *heads)
    for name, row in found.items():
        table.add_row(name, *(f"{row[head]:.3f}" if head in row else "" for head in heads))
    Console(width=120).print(table)


if __name__ == "__main__":
    main()
