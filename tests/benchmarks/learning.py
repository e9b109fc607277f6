"""What does the program learn from a few labels?

python -m tests.benchmarks.learning FOLDER... [--map JSON] [--cache DIR] [--part new|wrong|time]

new: each of some scenes is taken out of the pack and made again from 3, 5, 10 and 20 photos;
recall at 90 % precision among all other photos (mean of three draws).
wrong: one label in ten is wrong; how much is lost, and are the wrong ones asked about?
time: seconds of processor time of a refresh against the number of samples.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from app.core.calibration import Answers
from app.core.layout import Layout
from app.core.learning import Refusals, Samples, refresh_model
from app.core.model import Model
from app.core.pack import Pack
from app.core.tagger import tag
from app.core.types import FloatArray, GateRule
from tests.benchmarks.photo_sets import UNKNOWN, PhotoSet, add_options, read_sets

COUNTS = (3, 5, 10, 20)
DRAWS = 3
POSITIVES = 150
NEW = (
    *("sunset", "sky_clouds", "flowers", "pets", "food", "document", "night"),
    *("kitchen", "bridge", "swimming_pool", "aquarium_underwater", "bathroom"),
)


def without_scene(pack: Pack, scene: str) -> Pack:
    """Return the pack as if it had never known a scene."""
    model, statistics = pack.model, pack.statistics
    layout, k = model.layout, model.scenes.index(scene)
    rows = np.flatnonzero(layout.scene_of != k)
    number = np.full(len(layout.kinds), -1, dtype=np.intp)
    number[rows] = np.arange(len(rows))
    scene_of = layout.scene_of[rows]
    smaller = Layout(
        tuple(s for s in layout.scenes if s != scene),
        tuple(layout.kinds[r] for r in rows),
        np.where(scene_of > k, scene_of - 1, scene_of),
    )
    kept = number[statistics.kept_rows] >= 0
    answers = {
        rule: Answers(
            part.values[part.proposed != k],
            part.right[part.proposed != k],
            (part.proposed - (part.proposed > k))[part.proposed != k],
        )
        for rule, part in statistics.answers.items()
    }
    head = replace(model.head, weight=model.head.weight[rows], bias=model.head.bias[rows])
    return replace(
        pack,
        model=replace(
            model,
            layout=smaller,
            head=head,
            feature_prototypes=np.delete(model.feature_prototypes, k, 0),
            kind_prototypes=model.kind_prototypes[rows],
            label_prototypes=np.delete(model.label_prototypes, k, 0)[:, rows],
            samples=np.delete(model.samples, k),
            all_ranges={rule: np.delete(t, k, 0) for rule, t in model.all_ranges.items()},
        ),
        statistics=replace(
            statistics,
            moments=statistics.moments.take(rows),
            kept=statistics.kept[kept],
            kept_rows=number[statistics.kept_rows[kept]],
            answers=answers,
        ),
    )


def learn(
    pack: Pack, features: FloatArray, names: list[str], scenes: list[str]
) -> tuple[Model, dict[str, Any]]:
    return refresh_model(
        pack,
        Samples(features, names, np.arange(len(features))),
        Refusals(features[:0], []),
        scenes=scenes,
        target=0.05,
        rule=GateRule.DEFAULT,
        previous=pack.model,
    )


def recall_at_90(model: Model, scene: str, positives: FloatArray, others: FloatArray) -> float:
    decisions = tag(np.concatenate([positives, others]), model)
    k = model.scenes.index(scene)
    said = decisions.verdict.proposed == k
    order = np.argsort(-decisions.proposed_similarity()[said], kind="stable")
    right = (np.flatnonzero(said) < len(positives))[order]
    found = np.cumsum(right)
    passing = found[found / np.arange(1, len(found) + 1) >= 0.9]
    return float(passing.max(initial=0)) / len(positives)


def new_scenes(pack: Pack, photos: PhotoSet) -> list[dict[str, Any]]:
    rows = []
    for scene in NEW:
        pool, others = photos.of(scene), photos.features[photos.scenes != scene]
        if len(pool) < COUNTS[-1] + 15:
            continue
        smaller = without_scene(pack, scene)
        row: dict[str, Any] = {"scene": scene}
        for count in COUNTS:
            found = []
            for draw in range(DRAWS):
                order = np.random.default_rng(draw).permutation(len(pool))
                own, rest = pool[order[:count]], pool[order[count : count + POSITIVES]]
                model, _ = learn(smaller, own, [scene] * count, [*smaller.model.scenes, scene])
                found.append(recall_at_90(model, scene, rest, others))
            row[str(count)] = float(np.mean(found))
        rows.append(row)
    mean = {str(c): float(np.mean([row[str(c)] for row in rows])) for c in COUNTS}
    return [*rows, {"scene": "mean"} | mean]


def wrong_labels(pack: Pack, photos: PhotoSet) -> list[dict[str, Any]]:
    random = np.random.default_rng(0)
    known = np.flatnonzero(photos.scenes != UNKNOWN)
    random.shuffle(known)
    rows = []
    scenes = list(pack.model.scenes)
    for count in (100, 300, 1000):
        own, rest = known[:count], known[count:]
        names = [str(s) for s in photos.scenes[own]]
        spoilt = list(names)
        wrong = random.choice(count, count // 10, replace=False)
        for n in wrong:
            spoilt[n] = str(random.choice([s for s in scenes if s != names[n]]))
        clean, _ = learn(pack, photos.features[own], names, scenes)
        model, figures = learn(pack, photos.features[own], spoilt, scenes)
        asked = {found["sample"] for found in figures["outliers"]}
        rows.append(
            {
                "labels": count,
                "top1": top1(clean, photos, rest),
                "top1_spoilt": top1(model, photos, rest),
                "asked": len(asked),
                "wrong_asked": len(asked & set(wrong.tolist())) / len(wrong),
            }
        )
    return rows


def top1(model: Model, photos: PhotoSet, index: np.ndarray) -> float:
    proposed = tag(photos.features[index], model).verdict.proposed
    return float((np.array(model.scenes)[proposed] == photos.scenes[index]).mean())


def refresh_time(pack: Pack, photos: PhotoSet) -> list[dict[str, Any]]:
    known = np.flatnonzero(photos.scenes != UNKNOWN)
    rows = []
    for count in (0, 20, 200, 1000, 2000):
        index = np.random.default_rng(0).choice(known, count, replace=count > len(known))
        names = [str(s) for s in photos.scenes[index]]
        times = []
        for _ in range(3):
            start, cpu = time.perf_counter(), time.process_time()
            learn(pack, photos.features[index], names, list(pack.model.scenes))
            times.append((time.perf_counter() - start, time.process_time() - cpu))
        rows.append(
            {"samples": count, "seconds": min(t[0] for t in times), "cpu": min(t[1] for t in times)}
        )
    return rows


PARTS: dict[str, Callable[[Pack, PhotoSet], list[dict[str, Any]]]] = {
    "new": new_scenes,
    "wrong": wrong_labels,
    "time": refresh_time,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    add_options(parser)
    parser.add_argument("--part", choices=sorted(PARTS), action="append")
    options = parser.parse_args()
    pack, photos = read_sets(options)
    tables = {name: PARTS[name](pack, photos) for name in options.part or PARTS}
    for name, rows in tables.items():
        print(f"\n{name}\n" + "  ".join(f"{column:>12}" for column in rows[0]))
        for row in rows:
            cells = [f"{v:.3f}" if isinstance(v, float) else str(v) for v in row.values()]
            print("  ".join(f"{cell:>12.19}" for cell in cells))
    if options.json:
        options.json.write_text(json.dumps(tables, indent=1) + "\n")


if __name__ == "__main__":
    main()
