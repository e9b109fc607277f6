"""How many copies are found, and whether anything is called a copy that is none.

python -m tests.benchmarks.duplicates FOLDER... [--every 3] [--json FILE]
python -m tests.benchmarks.duplicates --photos 100000

The first takes the photos of folders (each file of them another picture), makes copies and edits of
every third, scans all into a library of its own, and looks for the same pictures. The second fills
a library with made-up features, among them pairs that lie near, and says how long the search for
candidates takes, and how many of the pairs it finds.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageEnhance
from rich.console import Console
from rich.table import Table

from app.bootstrap import DesktopProgram
from app.core.duplicates.sets import Sameness
from app.core.pack import load_pack
from app.core.types import FloatArray
from app.jobs.duplicates.candidates import find_near
from app.jobs.duplicates.find import FoundDuplicates, find_duplicates
from app.jobs.runner import run_now
from app.jobs.scanning.scan import scan_folders
from app.places import Places, resources_dir
from app.store.library import open_library
from tests.benchmarks.library import save

ROWS_AT_ONCE = 2000
Make = Callable[[Image.Image], Image.Image]
COPIES: dict[str, tuple[str, Make, dict[str, Any]]] = {
    "half the size": ("jpg", lambda p: _scaled(p, 2), {"quality": 90}),
    "a third, quality 75": ("jpg", lambda p: _scaled(p, 3), {"quality": 75}),
    "JPEG, quality 60": ("jpg", lambda p: p, {"quality": 60}),
    "PNG": ("png", lambda p: p, {}),
    "AVIF, quality 60": ("avif", lambda p: p, {"quality": 60}),
}
EDITS: dict[str, Make] = {
    "brighter by 6 %": lambda p: ImageEnhance.Brightness(p).enhance(1.06),
    "more colour, 25 %": lambda p: ImageEnhance.Color(p).enhance(1.25),
    "cropped by 2 %": lambda p: p.crop(
        (p.width // 100, p.height // 100, p.width - p.width // 100, p.height - p.height // 100)
    ),
    "mirrored": lambda p: p.transpose(Image.Transpose.FLIP_LEFT_RIGHT),
}


def main() -> None:
    """Measure what is found where folders are given, else how long it takes."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folders", type=Path, nargs="*")
    parser.add_argument("--every", type=int, default=3)
    parser.add_argument("--photos", type=int, default=100_000)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    found = quality(options.folders, options.every) if options.folders else speed(options.photos)
    table = Table("", "")
    for name, figure in found.items():
        table.add_row(name, str(figure))
    Console(width=120).print(table)
    if options.json is not None:
        options.json.write_text(json.dumps(found, indent=1), encoding="utf-8")


def quality(folders: list[Path], every: int) -> dict[str, Any]:
    """Return the shares of copies found by way of copying, and what was found wrongly."""
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        made, source = _make(folders, every, place / "photos")
        program = DesktopProgram(Places(place, place, place / "cache", place / "logs"))
        with program.open(place / "l.albumen") as ctx:
            run_now(scan_folders(ctx, [str(place / "photos")]))
            began = time.perf_counter()
            found: FoundDuplicates = run_now(find_duplicates(ctx, [Sameness.SAME]))
            took = time.perf_counter() - began
        hits: Counter[str] = Counter()
        wrong: list[str] = []
        for one in found.sets:
            names = [os.path.basename(copy.path) for copy in one.copies]
            sources = {source[name] for name in names}
            if len(sources) > 1:
                wrong.append(" = ".join(names))
            has_original = any(name not in made for name in names)
            for one_name in names:
                kind = made.get(one_name)
                if kind in COPIES and has_original:
                    hits[kind] += 1
                elif kind in EDITS:
                    wrong.append(f"{kind}: {one_name}")
    counts = Counter(made.values())
    result: dict[str, Any] = {f"found: {k}": f"{hits[k]} of {counts[k]}" for k in COPIES}
    result |= {f"wrong: {k}": sum(w.startswith(k) for w in wrong) for k in EDITS}
    result["sets of two pictures"] = sum(" = " in w for w in wrong)
    result["photos"], result["sets"], result["seconds"] = (
        len(source),
        len(found.sets),
        round(took, 1),
    )
    result["wrong ones"] = "\n".join(wrong[:20])
    return result


def _make(folders: list[Path], every: int, place: Path) -> tuple[dict[str, str], dict[str, str]]:
    """Link the photos, write copies and edits; return how each was made, and from what."""
    place.mkdir(parents=True)
    made: dict[str, str] = {}
    source: dict[str, str] = {}
    files = sorted(f for folder in folders for f in folder.rglob("*") if f.is_file())
    for number, file in enumerate(files):
        link = place / f"{number:05}{file.suffix}"
        link.write_bytes(file.read_bytes())
        source[link.name] = link.name
        if number % every:
            continue
        with Image.open(file) as opened:
            picture = opened.convert("RGB")
        ways = {k: (e, m, o) for k, (e, m, o) in COPIES.items()}
        ways |= {k: ("jpg", m, {"quality": 92}) for k, m in EDITS.items()}
        for at, (kind, (ending, make, options)) in enumerate(ways.items()):
            name = f"{number:05}-{at}.{ending}"
            make(picture).save(place / name, **options)
            made[name], source[name] = kind, link.name
    return made, source


def _scaled(picture: Image.Image, share: int) -> Image.Image:
    size = (picture.width // share, picture.height // share)
    return picture.resize(size, Image.Resampling.LANCZOS)


def speed(count: int) -> dict[str, Any]:
    """Return seconds and the share of near pairs found in a library of so many photos."""
    model = load_pack(resources_dir() / "scene_pack").model
    with tempfile.TemporaryDirectory() as name, open_library(Path(name) / "l.albumen") as library:
        library.folders.add("/photos")
        library.models.seed(model.to_bytes())
        random = np.random.default_rng(1)
        before: FloatArray = np.zeros((0, len(model.centre)), dtype=np.float32)
        pairs = set()
        for start in range(0, count, ROWS_AT_ONCE):
            size = min(ROWS_AT_ONCE, count - start)
            kinds = model.kind_prototypes[random.integers(len(model.kind_prototypes), size=size)]
            vectors = model.centre + 4 * kinds + random.normal(0, 0.2, (size, len(model.centre)))
            # A copy of each tenth photo of the block before.
            copied = np.arange(0, len(before), 10)
            vectors[copied] = before[copied] + random.normal(0, 0.08, before[copied].shape)
            with library.transaction():
                ids = [save(library, start + k) for k in range(size)]
                library.models.save_features(
                    model.backbone_id, dict(zip(ids, vectors.astype(np.float32), strict=True))
                )
            pairs |= {(ids[row] - ROWS_AT_ONCE, ids[row]) for row in copied.tolist()}
            before = vectors
        next(iter(library.models.feature_blocks(model.backbone_id)))
        began = time.perf_counter()
        library.identity.repeated()
        library.identity.shots()
        read = time.perf_counter() - began

        class _Context:  # the search reads the library alone
            def __init__(self) -> None:
                self.library = library

        began, cpu = time.perf_counter(), time.process_time()
        found = run_now(find_near(_Context(), model, set()))  # type: ignore[arg-type]
        took, used = time.perf_counter() - began, time.process_time() - cpu
    return {
        "photos": count,
        "hashes and times, s": round(read, 2),
        "candidates, s": round(took, 1),
        "candidates, s of processor": round(used, 1),
        "pairs of copies found": f"{len(pairs & found)} of {len(pairs)}",
        "candidates": len(found),
    }


if __name__ == "__main__":
    main()
