"""Measure a scene pack on photos whose scenes are known: all rules in one run."""

from __future__ import annotations

import csv
import math
from collections.abc import Collection, Generator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from app.core.errors import UsageError
from app.core.method.calibration import DEFAULT_TARGET
from app.core.method.tagger import Decisions, tag
from app.core.pack import Pack
from app.core.protocols import Encoder
from app.core.types import BoolArray, ByteArray, FloatArray, GateRule, IdArray, Progress
from app.lab.any_level import (
    measure_any_level,
    measure_levels,
    measure_origins,
    true_parents,
)
from app.lab.metrics import BOOTSTRAPS, measure_gate, measure_intervals, risk_coverage
from app.lab.photo_features import (
    PhotoFeatures,
    cached_features,
    list_class_folders,
    read_also,
    read_json,
)
from app.media.decode import decode_image

WORST_PAIRS = 10
CURVE_POINTS = 200


@dataclass(frozen=True, slots=True)
class Truth:
    """What photos show: scene ids by file, an empty set for 'none of the scenes'."""

    scenes: dict[Path, frozenset[str]]

    def joined(self, also: Mapping[str, Collection[str]]) -> Truth:
        """Return this truth with further scenes of photos, by ``folder/name``."""
        return Truth(
            {
                path: scenes | frozenset(also.get(f"{path.parent.name}/{path.name}", ()))
                for path, scenes in self.scenes.items()
            }
        )

    def without_absent(self, ids: set[str]) -> tuple[Truth, list[str]]:
        """Return this truth in scenes of the pack alone, and which others were named."""
        absent = sorted({s for scenes in self.scenes.values() for s in scenes} - ids)
        return Truth({path: scenes & ids for path, scenes in self.scenes.items()}), absent


FolderMap = Mapping[str, str | Sequence[str] | None]


def read_folder_truth(root: Path, mapping: FolderMap | None, ids: set[str]) -> Truth:
    """Read one folder a class. It shows what the map says, else its name, else nothing known.

    The map gives a folder a scene or parent, a list of them, or null, which leaves it out.
    """
    mapping = mapping or {}
    truth: dict[Path, frozenset[str]] = {}
    for folder, paths in list_class_folders(root).items():
        said = mapping.get(folder, folder if folder in ids else "")
        if said is not None:
            names = [said] if isinstance(said, str) else said
            truth |= dict.fromkeys(paths, frozenset(names) - {"", "none"})
    return Truth(truth)


def read_label_truth(root: Path, labels: Path) -> Truth:
    """Read ``file,labels``: files relative to ``root``, labels joined by ``;``, or ``none``.

    Raises
    ------
    UsageError
        If the table cannot be read, or has no such columns.
    """
    try:
        with labels.open(encoding="utf-8-sig", newline="") as file:
            rows = [(row["file"], row["labels"]) for row in csv.DictReader(file)]
    except (OSError, UnicodeDecodeError, csv.Error, KeyError) as error:
        raise UsageError("bad_truth", path=str(labels), cause=str(error)) from error
    truth = {}
    for name, text in rows:
        words = {word.strip() for word in (text or "").split(";")}
        truth[root / name] = frozenset(words - {"", "none"})
    if not truth:
        raise UsageError("no_files_named", path=str(labels))
    return Truth(truth)


@dataclass(frozen=True, slots=True)
class LabelledPhotos:
    """Photos to measure a pack on, and where it stands what they show.

    Attributes
    ----------
    photos : Path
        Holds one folder a class, or the files that ``labels`` names.
    labels : Path, optional
        CSV ``file,labels``.
    map_file : Path, optional
        JSON ``{"folder name": "id"}``, of a scene or a parent, or a list of ids; null leaves a
        folder out.
    also_file : Path, optional
        CSV ``file,scene``: further scenes that photos (``folder/name``) show.
    """

    photos: Path
    labels: Path | None = None
    map_file: Path | None = None
    also_file: Path | None = None

    def read(self, ids: set[str]) -> tuple[Truth, list[str]]:
        """Return what photos show of a pack's ids, and which others were named.

        Raises
        ------
        KnownError
            If a file cannot be read.
        """
        if self.labels is not None:
            truth = read_label_truth(self.photos, self.labels)
        else:
            mapping: Any = read_json(self.map_file) if self.map_file is not None else None
            if mapping is not None and not isinstance(mapping, dict):
                raise UsageError("bad_mapping", path=str(self.map_file))
            truth = read_folder_truth(self.photos, mapping, ids)
        if self.also_file is not None:
            truth = truth.joined(read_also(self.also_file))
        return truth.without_absent(ids)


def evaluate(
    labelled: LabelledPhotos,
    pack: Pack,
    encoder: Encoder,
    *,
    cache_dir: Path | None = None,
    bootstraps: int = BOOTSTRAPS,
    origin_from_name: bool = False,
) -> Generator[Progress, None, dict[str, Any]]:
    """Measure the pack on photos; ``encoder`` is closed at the end.

    Parameters
    ----------
    labelled : LabelledPhotos
    cache_dir : Path, optional
        Keeps features between runs.
    bootstraps : int
        Draws for the intervals; 0 for none.
    origin_from_name : bool
        Report each origin by itself: what stands before ``__`` in a file's name.

    Returns
    -------
    dict
        What `albumen evaluate --json` prints; shares are of 1, null where there is no value.

    Raises
    ------
    KnownError
        If there is nothing to measure on.
    """
    truth, absent = labelled.read({*pack.model.scenes, *pack.model.tree.parents})

    def read(path: Path) -> ByteArray:
        return decode_image(path, pack.input_px, pack.resize_mode).model_input

    files, size = list(truth.scenes), pack.backbone.feature_size
    with closing(encoder):
        found = yield from cached_features(
            files, read, encoder, size, cache_dir=cache_dir, step="evaluate"
        )
    if not found.files:
        raise UsageError("nothing_readable", path=str(labelled.photos))
    yield Progress(len(truth.scenes), len(truth.scenes), note="measure", failed=len(found.failed))
    origins = [path.name.partition("__")[0] for path in found.files] if origin_from_name else None
    result = measure(found, truth, pack, bootstraps, origins)
    return result | {"not_in_pack": absent, "pack": pack.name, "backbone": pack.backbone.id}


def measure(
    found: PhotoFeatures,
    truth: Truth,
    pack: Pack,
    bootstraps: int = BOOTSTRAPS,
    origins: Sequence[str] | None = None,
) -> dict[str, Any]:
    """Return all measures of features whose truth is known, with one origin a photo."""
    model = pack.model
    shown = _mark(found, truth, model.scenes)
    parents = true_parents(shown, _mark(found, truth, model.tree.parents), model.tree)
    known: BoolArray = np.asarray(shown.any(axis=1), dtype=np.bool_)
    decisions = {rule: tag(found.features, model.with_rule(rule)) for rule in GateRule}
    verdict = decisions[GateRule.DEFAULT].verdict
    first, second = _is_shown(shown, verdict.proposed), _is_shown(shown, verdict.second)
    rules: dict[str, Any] = {}
    for rule, part in decisions.items():
        values = part.proposed_similarity()
        rules[rule] = measure_gate(values, first, known, part.accepted)
        if bootstraps:
            rules[rule]["intervals"] = measure_intervals(values, first, bootstraps)
        rules[rule]["curve"] = _curve(values, first)
        rules[rule]["any_level"] = measure_any_level(measure_levels(part, shown, parents))
    default = decisions[GateRule.DEFAULT]
    result: dict[str, Any] = _plain(
        {
            "photos": len(found.files),
            "known": int(known.sum()),
            "unknown": int((~known).sum()),
            "failed": len(found.failed),
            "top1": float(first[known].mean()) if known.any() else None,
            "top2": float((first | second)[known].mean()) if known.any() else None,
            "rules": rules,
            "scenes": scene_table(default, shown, first),
            "confusions": worst_pairs(default, shown),
        }
    )
    if origins is not None:
        levels = measure_levels(default, shown, parents)
        promised = 1 - float(model.facts.get("target", DEFAULT_TARGET))
        result["origins"] = _plain(measure_origins(levels, origins, promised))
    return result


def _mark(found: PhotoFeatures, truth: Truth, names: Sequence[str]) -> BoolArray:
    """Return which of these each photo shows, bool (N, len(names))."""
    number = {name: k for k, name in enumerate(names)}
    table = np.zeros((len(found.files), len(names)), dtype=np.bool_)
    for row, path in enumerate(found.files):
        table[row, [number[name] for name in truth.scenes[path] if name in number]] = True
    return table


def scene_table(decisions: Decisions, shown: BoolArray, right: BoolArray) -> list[dict[str, Any]]:
    """Return for each scene with photos or proposals: recognised, accepted, and how often right."""
    proposed, accepted = decisions.verdict.proposed, decisions.accepted
    table = []
    for k, scene in enumerate(decisions.model.scenes):
        here, said = shown[:, k], proposed == k
        if here.any() or said.any():
            taken = said & accepted
            table.append(
                {
                    "scene": scene,
                    "photos": int(here.sum()),
                    "recall": float(said[here].mean()) if here.any() else None,
                    "accepted": int(taken.sum()),
                    "precision": float(right[taken].mean()) if taken.any() else None,
                }
            )
    return table


def worst_pairs(decisions: Decisions, shown: BoolArray) -> list[dict[str, Any]]:
    """Return the pairs (true scene, proposed scene) that are mixed up most often."""
    count = len(decisions.model.scenes)
    table = np.zeros((count, count), dtype=np.int64)
    single = np.flatnonzero((shown.sum(axis=1) == 1) & (decisions.verdict.proposed >= 0))
    np.add.at(table, (shown[single].argmax(axis=1), decisions.verdict.proposed[single]), 1)
    np.fill_diagonal(table, 0)
    worst = np.argsort(-table, axis=None, kind="stable")[:WORST_PAIRS]
    names = decisions.model.scenes
    pairs = [(int(n) // count, int(n) % count) for n in worst]
    return [
        {"shown": names[a], "proposed": names[b], "photos": int(table[a, b])}
        for a, b in pairs
        if table[a, b]
    ]


def compare(result: Mapping[str, Any], baseline: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return measures of both runs side by side, with their difference."""
    rows = []
    for name in ("top1", "top2"):
        rows.append((name, baseline.get(name), result.get(name)))
    for rule, part in result["rules"].items():
        before = baseline.get("rules", {}).get(rule, {})
        rows += [
            (f"{rule} {name}", before.get(name), value)
            for name, value in part.items()
            if not isinstance(value, (dict, list))
        ]
    return [
        {
            "measure": name,
            "baseline": old,
            "now": new,
            "difference": new - old if old is not None and new is not None else None,
        }
        for name, old, new in rows
    ]


def _is_shown(shown: BoolArray, scene: IdArray) -> BoolArray:
    index = np.arange(len(scene))
    return np.asarray(shown[index, np.maximum(scene, 0)] & (scene >= 0), dtype=np.bool_)


def _curve(values: FloatArray, right: BoolArray) -> dict[str, list[float]]:
    """Return the risk-coverage curve, thinned for a plot."""
    curve = risk_coverage(values, right)
    steps = np.linspace(0, len(curve.coverage) - 1, min(CURVE_POINTS, len(curve.coverage)))
    index = np.unique(np.round(steps).astype(np.int64))
    return {
        "coverage": [round(float(x), 4) for x in curve.coverage[index]],
        "risk": [round(float(x), 4) for x in curve.risk[index]],
    }


def _plain(value: Any) -> Any:
    """Return JSON values: numbers that are none become null."""
    if isinstance(value, dict):
        return {str(k): _plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(v) for v in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value
