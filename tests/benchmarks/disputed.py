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
from contextlib import closing
from functools import partial
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from app.bootstrap import resources_dir
from app.core.build import answer, hold_out_untuned, measure_quantiles
from app.core.calibration import KNOWN_BACKGROUND, UNKNOWN, fit_temperature
from app.core.fitting import Recipe
from app.core.moments import measure_moments
from app.core.pack import load_pack
from app.core.types import GateRule
from app.jobs.photo_features import cached_features, read_also
from app.jobs.runner import run_now
from app.jobs.train_pack import (
    STEP_PX,
    choose_tuned,
    find_near_duplicates,
    list_training_files,
    mark_further,
    read_training_map,
)
from app.media.training_step import decode_for_training
from app.vision.encoder_process import EncoderProcess

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
    parser.add_argument("photos", nargs="+", type=Path)
    parser.add_argument("--training-map", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--scenes", type=Path)
    parser.add_argument("--also", type=Path, help="what is in this table is no error")
    parser.add_argument("--cache", type=Path)
    parser.add_argument("--limit", type=int, default=8 * COLUMNS * ROWS)
    options = parser.parse_args()
    pack = load_pack(options.scenes or resources_dir() / "scene_pack")
    layout, size = pack.model.layout, pack.input_px
    kinds = list_training_files(options.photos, read_training_map(options.training_map))
    read = partial(
        decode_for_training, input_px=size, resize_mode=pack.resize_mode, step_px=STEP_PX
    )
    with closing(EncoderProcess(pack.path, fast=False)) as encoder:
        found = run_now(
            cached_features(
                list(kinds),
                read,
                encoder,
                pack.backbone.feature_size,
                cache_dir=options.cache,
                step=f"train {STEP_PX}",
            )
        )
    number = {kind: row for row, kind in enumerate(layout.kinds)}
    rows = np.array([number[kinds[path]] for path in found.files], dtype=np.intp)
    groups = find_near_duplicates(found.features, rows)
    is_tuned = dict(zip(kinds, choose_tuned(list(kinds.values())), strict=True))
    tuned = np.array([is_tuned[path] for path in found.files])
    new = np.flatnonzero(~np.isin(groups, groups[tuned])) if pack.backbone.tails > 1 else None
    also = read_also(options.also) if options.also else {}
    held = hold_out_untuned(
        found.features,
        rows,
        groups,
        measure_moments(found.features, rows, len(layout.kinds)),
        layout=layout,
        recipe=Recipe(),
        tuned=tuned if new is not None else None,
        also=mark_further(also, found.files, layout.scenes),
    )
    files = [found.files[n] for n in (new if new is not None else range(len(rows)))]
    temperature = fit_temperature(held)
    assert temperature is not None
    quantiles = measure_quantiles(held, temperature)
    assert quantiles is not None
    answers = answer(held, temperature, quantiles, GateRule.DEFAULT)
    counts = (held.truth != KNOWN_BACKGROUND) & ~answers.right
    wrong = np.flatnonzero(counts)
    wrong = wrong[np.argsort(-answers.values[wrong], kind="stable")][: options.limit]
    options.out.mkdir(parents=True, exist_ok=True)
    with (options.out / "wrong.csv").open("w", encoding="utf-8", newline="") as table:
        lines = csv.writer(table)
        lines.writerow(["number", "file", "scene", "similarity", "left_out"])
        for at, n in enumerate(wrong):
            name = f"{files[n].parent.name}/{files[n].name}"
            scene = layout.scenes[answers.proposed[n]]
            left_out = int(held.truth[n] == UNKNOWN)
            lines.writerow([at, name, scene, round(float(answers.values[n]), 4), left_out])
    tiles = [
        (
            files[n],
            [
                f"{at} {files[n].parent.name}",
                f"> {layout.scenes[answers.proposed[n]]}",
                f"{answers.values[n]:.3f}",
            ],
        )
        for at, n in enumerate(wrong)
    ]
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
