"""How the window feels with many photos: a table and JSON, on made-up rows.

python -m tests.benchmarks.window [--photos 100000] [--made FOLDER] [--json FILE]

`--photos 1000000` shows what the window is like with a million (two minutes to make them).

Times are milliseconds of the GUI thread: wall, and CPU (which a busy machine does not disturb).
Memory is that of the window's process when nothing happens, all of it and what no other process
shares. The window is used in a process of its own (:mod:`tests.benchmarks.window_use`); rows,
pictures and chances are made in this one. 'stall' is the longest turn of the event loop. Sheets are
cut and read as in life, from chances of the right shape that are drawn at random: the rows have no
features to learn from.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image
from rich.console import Console
from rich.table import Table

from app.core.records import Query, View
from app.core.scenes import NO_SCENE
from app.store.library import LibraryFile, open_library
from tests.benchmarks.library import SCENES, fill, label, prepare
from tests.benchmarks.made import made_copy
from tests.benchmarks.window_use import FOUND, PICTURES, PLAN

PICTURES_MADE = 64
SKETCH = 64


def main() -> int:
    """Make a large library, have a window over it used, and show what was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--photos", type=int, default=100_000)
    parser.add_argument("--made", type=Path, help="keep the made-up library in this folder")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        make = partial(_make, photos=options.photos)
        path = made_copy(place, f"window-{options.photos}", make, options.made)
        with open_library(path) as library:
            _draw_plan(library, place)
        _make_pictures(place / PICTURES)
        command = [sys.executable, "-m", "tests.benchmarks.window_use", str(place), str(path)]
        # Set as the program sets it, before numpy is imported.
        subprocess.run(command, check=True, env={**os.environ, "OPENBLAS_NUM_THREADS": "1"})
        found = json.loads((place / FOUND).read_text("utf-8"))
    show(found, options.photos)
    print(json.dumps(found))
    if options.json is not None:
        options.json.write_text(json.dumps(found), encoding="utf-8")
    return 0


def _make(path: Path, photos: int) -> None:
    with open_library(path) as library:
        fill(library, prepare(library), photos, 8)
        label(library, photos)


def _draw_plan(library: LibraryFile, place: Path) -> None:
    """Draw the chances and looks of all photos that need review."""
    photos = np.sort(library.photos.ids(Query(view=View.REVIEW)))
    random = np.random.default_rng(3)
    chances = random.dirichlet(np.full(len(SCENES) + 1, 0.05), len(photos))
    sketches = random.standard_normal((len(photos), SKETCH), dtype=np.float32)
    np.savez(
        place / PLAN,
        photos=photos,
        tags=np.array([*SCENES, NO_SCENE]),
        chances=chances.astype(np.float32),
        sketches=sketches.astype(np.float16),
    )


def _make_pictures(folder: Path) -> None:
    folder.mkdir()
    for at in range(PICTURES_MADE):
        picture = Image.effect_noise((320, 240), 20 + at).convert("RGB")
        picture.save(folder / f"{at:03}.jpg", quality=80)


def show(found: dict[str, Any], photos: int) -> None:
    """Print the table."""
    table = Table(f"{photos:,} photos, milliseconds", "wall", "CPU")
    for name, (wall, cpu) in found.items():
        table.add_row(name, f"{wall:,.1f}", f"{cpu:,.1f}")
    Console(width=80).print(table)


if __name__ == "__main__":
    sys.exit(main())
