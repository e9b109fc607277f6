"""Which rule should the gate cut by? All candidates, fitted on held-out training photos alone.

python -m tests.benchmarks.gate_rules SET... --train FOLDER... --training-map JSON
       [--also CSV] [--map JSON]... [--scenes PACK] [--cache DIR] [--json FILE]

Each SET holds one folder a class, of photos that trained nothing; ``--map``, once a set or once for
all, names their scenes. What a rule has to learn (quantiles, scale, weights) it learns from the
training photos, each scored by a model that had not seen it, with whole scenes left out as unknown.

========== ======================================================================================
rule       value of the proposed scene
========== ======================================================================================
patent     cosine of the label vector and the scene's mean label vector (the literal rule)
confidence softmax share
cosine     to the prototype in centred feature space
double     both have to pass: the lesser of the two quantiles of confidence and cosine among right
           held-out answers
sirc       softmax share, softly vetoed by the cosine (Xia and Bouganis, *Augmenting Softmax
           Information for Selective Classification with Out-of-Distribution Data*, ACCV 2022)
model      logistic regression on confidence, margin, cosine, strength, background and entropy
evidence   logit of confidence + 0.3 strength + 2 cosine
default    evidence as a quantile, at most the quantile of the cosine / .3: what the gate cuts
========== ======================================================================================

The last column mixes each set with as many photos of none of the scenes, from the set that has
most of them, and says how large a share of the set's own photos can be accepted at 95 %.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, fields
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from app.core.method.build import measure_quantiles
from app.core.method.calibration import fit_temperature
from app.core.method.gate import (
    Scores,
    ScoreTable,
    default_similarity,
    evidence,
    make_grid,
    to_quantile,
)
from app.core.method.held_out import KNOWN_BACKGROUND, HeldOut
from app.core.method.scoring import PhotoScores
from app.core.pack import load_pack
from app.core.types import BoolArray, FloatArray
from app.jobs.runner import run_now
from app.lab.evaluate import read_folder_truth
from app.lab.metrics import auroc, coverage_at
from app.lab.photo_features import cached_features, read_json
from app.media.decode import decode_image
from app.places import resources_dir
from app.vision.encoder_process import EncoderProcess
from tests.benchmarks.held_out import add_training_options, hold_out_training


@dataclass(frozen=True)
class Proposals:
    """Photos with the scene proposed for each: its scores (N,), and the shares of all (N, K)."""

    scores: Scores
    shares: FloatArray

    def take(self, rows: Any) -> Proposals:
        """Return some of the photos."""
        parts = (getattr(self.scores, field.name)[rows] for field in fields(Scores))
        return Proposals(Scores(*parts), self.shares[rows])


Rule = Callable[[Proposals], FloatArray]


def propose(table: ScoreTable) -> Proposals:
    """Take the scene with the largest confidence."""
    best = table.confidence.argmax(axis=1)
    return Proposals(table.of(np.arange(len(best)), best), table.confidence)


def describe(found: Proposals) -> FloatArray:
    """Return what the calibrated model sees of each photo (N, 6)."""
    share = np.clip(found.shares, 1e-6, 1 - 1e-6)
    ordered = np.sort(share, axis=1)
    return np.stack(
        [
            np.log(ordered[:, -1] / (1 - ordered[:, -1])),
            np.log(ordered[:, -1] / ordered[:, -2]),
            found.scores.closeness,
            found.scores.strength,
            np.log(np.clip(found.scores.background, 1e-6, 1)),
            -(share * np.log(share)).sum(axis=1),
        ],
        axis=1,
    )


def fit_rules(held: HeldOut) -> dict[str, Rule]:
    """Fit every rule on held-out scores of the training photos."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    temperature = fit_temperature(held)
    assert temperature is not None
    found = propose(held.scores(temperature))
    right = held.is_right(found.shares.argmax(axis=1))
    cosine = found.scores.closeness
    grids = make_grid(found.scores.confidence[right]), make_grid(cosine[right])
    quantiles = measure_quantiles(held, temperature)
    assert quantiles is not None
    middle, spread = float(cosine[right].mean()), float(cosine[right].std())
    counted = held.truth != KNOWN_BACKGROUND
    model = make_pipeline(StandardScaler(), LogisticRegression(max_iter=1000))
    model.fit(describe(found)[counted], right[counted])

    def double(part: Proposals) -> FloatArray:
        pairs = (part.scores.confidence, grids[0]), (part.scores.closeness, grids[1])
        return np.minimum(*(to_quantile(values, grid) for values, grid in pairs))

    def sirc(part: Proposals) -> FloatArray:
        veto = 1 + np.exp(-(part.scores.closeness - (middle - 3 * spread)) / spread)
        return -(1 - part.scores.confidence) * veto

    return {
        "patent": lambda part: part.scores.patent,
        "confidence": lambda part: part.scores.confidence,
        "cosine": lambda part: part.scores.closeness,
        "double": double,
        "sirc": sirc,
        "model": lambda part: model.decision_function(describe(part)),
        "evidence": lambda part: evidence(part.scores),
        "default": lambda part: default_similarity(part.scores, quantiles),
    }


def measure_set(
    rules: dict[str, Rule], found: Proposals, right: BoolArray, unknown: Proposals
) -> dict[str, dict[str, float]]:
    """Return the measures of every rule on one set; ``unknown`` photos show none of the scenes."""
    table = {}
    count = min(len(right), len(unknown.shares))
    for name, rule in rules.items():
        values = rule(found)
        mixed = np.concatenate([values, rule(unknown)[:count]])
        is_right = np.concatenate([right, np.zeros(count, dtype=np.bool_)])
        table[name] = {
            "auroc": auroc(values, right),
            **{f"cov@{p:.0%}"[:-1]: coverage_at(values, right, p) for p in (0.95, 0.9, 0.8)},
            "mixed": coverage_at(mixed, is_right, 0.95) * len(mixed) / len(values),
        }
    return table


def main() -> None:
    """Fit, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("sets", nargs="+", type=Path)
    add_training_options(parser, "--train")
    parser.add_argument("--map", action="append", type=Path, default=[])
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    pack = load_pack(options.scenes or resources_dir() / "scene_pack")
    size, mode = pack.input_px, pack.resize_mode
    mapping: dict[str, str | None] = {}
    for path in options.map:
        mapping |= read_json(path)
    found: dict[str, tuple[Proposals, BoolArray, BoolArray]] = {}
    with closing(EncoderProcess(pack.path, fast=False)) as encoder:
        extract = partial(
            cached_features,
            encoder=encoder,
            size=pack.backbone.feature_size,
            cache_dir=options.cache,
        )
        for folder in options.sets:
            truth = read_folder_truth(folder, mapping, set(pack.model.scenes)).scenes
            photos = run_now(
                extract(
                    list(truth), lambda p: decode_image(p, size, mode).model_input, step="evaluate"
                )
            )
            proposals = propose(PhotoScores(photos.features, pack.model))
            proposed = [pack.model.scenes[k] for k in proposals.shares.argmax(axis=1)]
            shown = [truth[path] for path in photos.files]
            right = np.array([p in s for p, s in zip(proposed, shown, strict=True)])
            found[folder.name] = (proposals, right, np.array([not s for s in shown]))
    rules = fit_rules(hold_out_training(pack, options.train, options).scores)
    most, _, is_unknown = max(found.values(), key=lambda part: part[2].sum())
    unknown = most.take(is_unknown)
    tables = {name: measure_set(rules, p, r, unknown) for name, (p, r, _) in found.items()}
    for name, table in tables.items():
        print(f"\n{name}\n{'rule':12}" + "".join(f"{m:>9}" for m in table["default"]))
        for rule, row in table.items():
            print(f"{rule:12}" + "".join(f"{value:9.3f}" for value in row.values()))
    if options.json:
        options.json.write_text(json.dumps(tables, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
