"""How often is a promised share of wrong tags broken, on simulated albums?

python -m tests.benchmarks.promise FOLDER... [--map JSON] [--cache DIR]

Albums are drawn from photos that trained nothing, with 0, 10 and 30 % of none of the scenes. In
each, some photos are labelled; the cut found from them is judged on the album's other photos.
The naive cut is the loosest one whose labelled photos have no more wrong ones than the target.
"""

from __future__ import annotations

import argparse
import json

import numpy as np

from app.core.calibration import find_cut
from app.core.tagger import tag
from tests.benchmarks.photo_sets import UNKNOWN, add_options, read_sets

RUNS = 500
TARGET = 0.05
SHARES = (0.0, 0.1, 0.3)
LABELLED = (200, 600)


def naive_cut(values: np.ndarray, right: np.ndarray) -> float:
    order = np.argsort(-values)
    risk = np.cumsum(~right[order]) / np.arange(1, len(values) + 1)
    passing = np.flatnonzero(risk <= TARGET)
    return float(values[order][passing[-1]]) if len(passing) else np.inf


def simulate(
    values: np.ndarray, right: np.ndarray, is_unknown: np.ndarray, share: float, labelled: int
) -> dict[str, float]:
    random = np.random.default_rng(0)
    known, unknown = np.flatnonzero(~is_unknown), np.flatnonzero(is_unknown)
    broken = promised = naive = 0
    coverage = []
    for _ in range(RUNS):
        size = min(len(known), round(len(unknown) * (1 - share) / share) if share else len(known))
        album = random.choice(known, size, replace=False)
        if share:
            wanted = min(len(unknown), round(size * share / (1 - share)))
            album = np.concatenate([album, random.choice(unknown, wanted, replace=False)])
        random.shuffle(album)
        seen, rest = album[:labelled], album[labelled:]
        promise = find_cut(values[seen], right[seen], TARGET)
        if promise.is_kept:
            inside = values[rest] >= promise.cut
            promised += 1
            coverage.append(inside.mean())
            broken += bool((~right[rest][inside]).mean() > TARGET) if inside.any() else 0
        inside = values[rest] >= naive_cut(values[seen], right[seen])
        naive += bool((~right[rest][inside]).mean() > TARGET) if inside.any() else 0
    return {
        "unknown": share,
        "labelled": labelled,
        "promised": promised / RUNS,
        "broken": broken / RUNS,
        "coverage": float(np.mean(coverage)) if coverage else 0.0,
        "naive_broken": naive / RUNS,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    add_options(parser)
    options = parser.parse_args()
    pack, photos = read_sets(options)
    decisions = tag(photos.features, pack.model)
    proposed = np.array([*pack.model.scenes, None], dtype=object)[decisions.verdict.proposed]
    values, right = decisions.proposed_similarity(), proposed == photos.scenes
    rows = [
        simulate(values, right, photos.scenes == UNKNOWN, share, labelled)
        for share in SHARES
        for labelled in LABELLED
    ]
    print("unknown  labelled  promised  broken  coverage  naive cut broken")
    for r in rows:
        print(
            f"{r['unknown']:7.0%}  {r['labelled']:8}  {r['promised']:8.1%}  {r['broken']:6.1%}"
            f"  {r['coverage']:8.1%}  {r['naive_broken']:16.1%}"
        )
    if options.json:
        options.json.write_text(json.dumps(rows, indent=1) + "\n")


if __name__ == "__main__":
    main()
