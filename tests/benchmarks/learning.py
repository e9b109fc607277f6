"""What does the program learn from a few labels?

python -m tests.benchmarks.learning FOLDER... [--map JSON] [--cache DIR]
    [--part new|left_out|wrong|time|style] [--train PHOTOS... --training-map JSON]

new: each of some scenes is taken out of the pack and made again from 3, 5, 10 and 20 photos;
recall at 90 % precision among all other photos (mean of three draws). 'pack' is the same of the
pack that knows the scene, from all of its training photos: what the features allow.
left_out: the same for scenes that no test set has, on training photos (``--train``): the pack is
trained without the scene on the three of four that the tuned tail has seen, samples and test come
from the fourth. The tail has seen other photos of the scene, which flatters.
wrong: one label in ten is wrong; how much is lost, and are the wrong ones asked about?
time: seconds of processor time of a refresh against the number of samples.
style: an album in another style. Half of each album gives labels, the other half tells the coverage
at 95 % precision: after so many labels in the order of the review queue (look-alikes one after the
other), after so many keys there (one for a row of look-alikes that show one thing), and after so
many labels in random order. The gain is that over no labels. Mean of three halves.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from app.core.method.calibration import Answers
from app.core.method.fitting import Recipe
from app.core.method.grouping import NO_GROUP, group_look_alikes
from app.core.method.layout import Layout
from app.core.method.learning import Refusals, refresh_model
from app.core.method.model import Model
from app.core.method.tagger import tag
from app.core.method.training_data import Samples
from app.core.pack import Pack
from app.core.scenes import NO_SCENE
from app.core.types import FloatArray, GateRule
from app.lab.training.gather import TrainingPhotos
from app.lab.training.train_pack import assemble_pack
from tests.benchmarks.held_out import read_training
from tests.benchmarks.photo_sets import (
    STYLES,
    UNKNOWN,
    PhotoSet,
    add_options,
    read_set,
    read_sets,
)

COUNTS = (3, 5, 10, 20)
DRAWS = 3
STYLE_COUNTS = (20, 50, 100, 200)
POSITIVES = 150
NEW = (
    *("sunset", "sky_clouds", "flowers", "pets", "food", "document", "night_city"),
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
        replace(layout.tree, below=np.delete(layout.tree.below, k, axis=1)),
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
    smaller_model = replace(
        model,
        layout=smaller,
        head=head,
        feature_prototypes=np.delete(model.feature_prototypes, k, 0),
        kind_prototypes=model.kind_prototypes[rows],
        label_prototypes=np.delete(model.label_prototypes, k, 0)[:, rows],
        samples=np.delete(model.samples, k),
        all_ranges={rule: np.delete(t, k, 0) for rule, t in model.all_ranges.items()},
        parents=replace(model.parents, label_prototypes=model.parents.label_prototypes[:, rows]),
    )
    smaller_statistics = replace(
        statistics,
        moments=statistics.moments.take(rows),
        kept=statistics.kept[kept],
        kept_rows=number[statistics.kept_rows[kept]],
        answers=answers,
        levels={
            rule: part.take(np.flatnonzero(statistics.answers[rule].proposed != k))
            for rule, part in statistics.levels.items()
        },
    )
    return replace(pack, model=smaller_model).with_statistics(smaller_statistics)


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


def new_scenes(pack: Pack, photos: PhotoSet, _: argparse.Namespace) -> list[dict[str, Any]]:
    rows = []
    for scene in NEW:
        pool, others = photos.of(scene), photos.features[photos.scenes != scene]
        if len(pool) >= COUNTS[-1] + 15:
            rows.append(make_again(pack, scene, pool, others))
    return [*rows, mean_row(rows)]


def make_again(pack: Pack, scene: str, pool: FloatArray, others: FloatArray) -> dict[str, Any]:
    """Take a scene out of the pack and teach it anew from a few photos of the pool."""
    smaller = without_scene(pack, scene)
    row: dict[str, Any] = {"scene": scene}
    row["pack"] = recall_at_90(pack.model, scene, pool[:POSITIVES], others)
    for count in COUNTS:
        found = []
        for draw in range(DRAWS):
            order = np.random.default_rng(draw).permutation(len(pool))
            own, rest = pool[order[:count]], pool[order[count : count + POSITIVES]]
            model, _ = learn(smaller, own, [scene] * count, [*smaller.model.scenes, scene])
            found.append(recall_at_90(model, scene, rest, others))
        row[str(count)] = float(np.mean(found))
    return row


def mean_row(rows: list[dict[str, Any]]) -> dict[str, Any]:
    columns = [column for column in rows[0] if column != "scene"]
    return {"scene": "mean"} | {c: float(np.mean([row[c] for row in rows])) for c in columns}


def left_out_scenes(pack: Pack, _: PhotoSet, options: argparse.Namespace) -> list[dict[str, Any]]:
    if not options.train:
        return [{"scene": "needs --train"}]
    found = read_training(pack, options.train, options)
    layout = found.layout
    scene_of = layout.scene_of[found.rows]
    seen = np.flatnonzero(found.tuned)
    part = assemble_pack(
        TrainingPhotos(
            [found.files[n] for n in seen],
            found.features[seen],
            layout,
            found.rows[seen],
            groups=seen,
            tuned=None,
            weights=None if found.weights is None else found.weights[seen],
        ),
        path=pack.path,
        name=pack.name,
        scenes=pack.scenes,
        spec=pack.backbone,
        target=0.05,
        recipe=Recipe(),
    )
    held, shown = found.features[~found.tuned], scene_of[~found.tuned]
    rows = [
        make_again(part, scene, held[shown == k], held[shown != k])
        for scene, k in ((scene, layout.scenes.index(scene)) for scene in NEW)
    ]
    return [*rows, mean_row(rows)]


def wrong_labels(pack: Pack, photos: PhotoSet, _: argparse.Namespace) -> list[dict[str, Any]]:
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
        model, _ = learn(pack, photos.features[own], spoilt, scenes)
        rows.append(
            {
                "labels": count,
                "top1": top1(clean, photos, rest),
                "top1_spoilt": top1(model, photos, rest),
            }
        )
    return rows


def top1(model: Model, photos: PhotoSet, index: np.ndarray) -> float:
    proposed = tag(photos.features[index], model).verdict.proposed
    return float((np.array(model.scenes)[proposed] == photos.scenes[index]).mean())


def refresh_time(pack: Pack, photos: PhotoSet, _: argparse.Namespace) -> list[dict[str, Any]]:
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


def style_albums(pack: Pack, options: argparse.Namespace) -> dict[str, PhotoSet]:
    """Return the folders that are styles of their own, and the first one in each made style."""
    first, *others = options.folders
    found = {folder.name: read_set(pack, folder, options) for folder in others}
    for name in STYLES:
        found[name] = read_set(pack, first, options, style=name, every=2)
    return found


def queue_order(pack: Pack, photos: PhotoSet) -> list[list[int]]:
    """Return what needs review in the order of the queue, a list of photos for each row."""
    decisions = tag(photos.features, pack.model)
    open_ = np.flatnonzero(~decisions.accepted)
    groups = group_look_alikes(pack.model.centred(photos.features[open_]))
    similarity = decisions.proposed_similarity()[open_]
    sizes = np.where(groups >= 0, np.bincount(np.maximum(groups, 0))[np.maximum(groups, 0)], 1)
    order = np.lexsort((-similarity, groups, -sizes))
    rows: list[list[int]] = []
    last = NO_GROUP
    for n in order:
        if rows and groups[n] == last != NO_GROUP:
            rows[-1].append(int(open_[n]))
        else:
            rows.append([int(open_[n])])
        last = groups[n]
    return rows


def take_labels(rows: list[list[int]], photos: PhotoSet, count: int, *, keys: bool) -> list[int]:
    """Return the photos that so many labels, or keys, name; unknown ones take them, too."""
    taken: list[int] = []
    pressed = 0
    for row in rows:
        for thing in dict.fromkeys(photos.folders[row]):
            taken += [n for n in row if photos.folders[n] == thing]
            pressed += 1
            if (pressed if keys else len(taken)) >= count:
                return taken if keys else taken[:count]
    return taken


def coverage_at_95(model: Model, photos: PhotoSet) -> float:
    decisions = tag(photos.features, model)
    names = np.array([*model.scenes, ""], dtype=object)
    right = names[decisions.verdict.proposed] == photos.scenes
    order = np.argsort(-decisions.proposed_similarity(), kind="stable")
    passing = np.flatnonzero(np.cumsum(right[order]) / np.arange(1, len(order) + 1) >= 0.95)
    return float(passing[-1] + 1) / len(order) if len(passing) else 0.0


def learn_from(pack: Pack, photos: PhotoSet, taken: list[int]) -> Model:
    known = [n for n in taken if photos.scenes[n] != UNKNOWN]
    none = [n for n in taken if photos.scenes[n] == UNKNOWN]
    model, _ = refresh_model(
        pack,
        Samples(photos.features[known], list(photos.scenes[known]), np.arange(len(known))),
        Refusals(photos.features[none], [NO_SCENE] * len(none)),
        scenes=list(pack.model.scenes),
        target=0.05,
        rule=GateRule.DEFAULT,
        previous=pack.model,
    )
    return model


def other_style(pack: Pack, _: PhotoSet, options: argparse.Namespace) -> list[dict[str, Any]]:
    table = []
    for name, album in style_albums(pack, options).items():
        gains: dict[tuple[str, int], list[float]] = {}
        start = []
        for draw in range(DRAWS):
            halves = np.array_split(np.random.default_rng(draw).permutation(len(album.scenes)), 2)
            pool, test = (album.take(half) for half in halves)
            rows = queue_order(pack, pool)
            random = np.random.default_rng(draw).permutation(len(pool.scenes)).tolist()
            start.append(coverage_at_95(pack.model, test))
            for count in STYLE_COUNTS:
                orders = {
                    "queue": take_labels(rows, pool, count, keys=False),
                    "keys": take_labels(rows, pool, count, keys=True),
                    "random": random[:count],
                }
                for order, taken in orders.items():
                    model = learn_from(pack, pool, taken)
                    gain = coverage_at_95(model, test) - start[-1]
                    gains.setdefault((order, count), []).append(gain)
        for order in ("queue", "keys", "random"):
            row: dict[str, Any] = {"album": name, "order": order, "0": float(np.mean(start))}
            row |= {f"+{n}": float(np.mean(gains[order, n])) for n in STYLE_COUNTS}
            table.append(row)
    return table


PARTS: dict[str, Callable[[Pack, PhotoSet, argparse.Namespace], list[dict[str, Any]]]] = {
    "new": new_scenes,
    "left_out": left_out_scenes,
    "wrong": wrong_labels,
    "time": refresh_time,
    "style": other_style,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    add_options(parser)
    parser.add_argument("--part", choices=sorted(PARTS), action="append")
    parser.add_argument("--train", nargs="+", type=Path, help="training photos, for left_out")
    parser.add_argument("--training-map", type=Path, help="which folder shows which scene")
    options = parser.parse_args()
    pack, photos = read_sets(options)
    tables = {name: PARTS[name](pack, photos, options) for name in options.part or PARTS}
    for name, rows in tables.items():
        print(f"\n{name}\n" + "  ".join(f"{column:>12}" for column in rows[0]))
        for row in rows:
            cells = [f"{v:.3f}" if isinstance(v, float) else str(v) for v in row.values()]
            print("  ".join(f"{cell:>12.19}" for cell in cells))
    if options.json:
        options.json.write_text(json.dumps(tables, indent=1) + "\n")


if __name__ == "__main__":
    main()
