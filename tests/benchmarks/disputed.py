"""What do the errors look like by which the gate is calibrated? Contact sheets, worst first.

python -m tests.benchmarks.disputed PHOTOS... --training-map JSON --out DIR
       [--scenes PACK] [--also CSV] [--cache DIR] [--limit 384]

Held-out training photos whose proposed scene counts as wrong, those first that the gate would
accept first. A class is one name for the whole photo, and some are the wrong name: who looks at the
sheets writes the photos that do show the proposed scene into the table that ``albumen train-pack
--also`` reads. ``wrong.csv`` lists the photos by their number on the sheets.
"""

from __future__ import annotations

import argparse
import csv
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from app.core.method.build import answer, measure_quantiles
from app.core.method.calibration import fit_temperature
from app.core.method.held_out import KNOWN_BACKGROUND, UNKNOWN
from app.core.pack import load_pack
from app.core.types import GateRule
from app.places import resources_dir
from tests.benchmarks.held_out import add_training_options, hold_out_training

TILE_PX = 150
GAP_PX = 10
TEXT_PX = 42
COLUMNS, ROWS = 8, 6


def draw_sheet(tiles: list[tuple[Path, list[str]]], path: Path) -> None:
    """Draw photos with their lines of text below."""
    width, height = COLUMNS * (TILE_PX + GAP_PX), ROWS * (TILE_PX + TEXT_PX)
    sheet = Image.new("RGB", (width, height), "white")
    pen = ImageDraw.Draw(sheet)
    for number, (photo, lines) in enumerate(tiles):
        x = (number % COLUMNS) * (TILE_PX + GAP_PX)
        y = (number // COLUMNS) * (TILE_PX + TEXT_PX)
        with Image.open(photo) as image:
            tile = image.convert("RGB")
        scale = TILE_PX / max(tile.size)
        sheet.paste(tile.resize((round(tile.width * scale), round(tile.height * scale))), (x, y))
        for line, text in enumerate(lines):
            pen.text((x, y + TILE_PX + 1 + 13 * line), text, fill="black")
    sheet.save(path)


def main() -> None:
    """Score, sort, draw."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    add_training_options(parser, "photos")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--limit", type=int, default=8 * COLUMNS * ROWS)
    options = parser.parse_args()
    pack = load_pack(options.scenes or resources_dir() / "scene_pack")
    found = hold_out_training(pack, options.photos, options)
    held, files, scenes = found.scores, found.files, pack.model.scenes
    temperature = fit_temperature(held)
    assert temperature is not None
    quantiles = measure_quantiles(held, temperature)
    assert quantiles is not None
    answers = answer(held, temperature, quantiles, GateRule.DEFAULT)
    wrong = np.flatnonzero((held.truth != KNOWN_BACKGROUND) & ~answers.right)
    wrong = wrong[np.argsort(-answers.values[wrong], kind="stable")][: options.limit]
    options.out.mkdir(parents=True, exist_ok=True)
    tiles = []
    with (options.out / "wrong.csv").open("w", encoding="utf-8", newline="") as table:
        lines = csv.writer(table)
        lines.writerow(["number", "file", "scene", "similarity", "left_out"])
        for at, n in enumerate(wrong):
            folder, scene = files[n].parent.name, scenes[answers.proposed[n]]
            value = round(float(answers.values[n]), 3)
            left_out = int(held.truth[n] == UNKNOWN)
            lines.writerow([at, f"{folder}/{files[n].name}", scene, value, left_out])
            tiles.append((files[n], [f"{at} {folder}", f"> {scene}", f"{value:.3f}"]))
    page = COLUMNS * ROWS
    for start in range(0, len(tiles), page):
        draw_sheet(tiles[start : start + page], options.out / f"sheet-{start // page:02}.png")
    known = held.truth >= 0
    print(
        f"{known.sum()} held-out photos of known scenes, right {answers.right[known].mean():.3f}; "
        f"{(held.truth == UNKNOWN).sum()} of left-out scenes; sheets in {options.out}"
    )


if __name__ == "__main__":
    main()
