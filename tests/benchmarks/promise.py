"""How often is a promised share of wrong tags broken, on simulated albums?

python -m tests.benchmarks.promise FOLDER... [--map JSON] [--cache DIR] [--part sample|evening]
    [--retrain N]

Albums are drawn from photos that trained nothing, with 0, 10 and 30 % of none of the scenes.

sample: some photos, drawn at random, are labelled; the cut found from them is judged on the album's
other photos. The naive cut is the loosest one whose labelled photos have no more wrong ones than
the target.

evening: in rounds, the person answers a draw of checks (``core.method.checks``), then takes pages
of one scene from the review queue, most typical photos first, confirms what is right and passes
over what is wrong; then the gate moves. Judged are the tags that the gate gives to photos without a
label after each round. 'labels' takes all that was labelled for a sample, 'drawn' only the photos
drawn, as if nothing else had been labelled since, 'checks' is what the program does. With
``--retrain N`` the first N albums of each kind are learned from after every round, too.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from app.core.method.calibration import find_cut
from app.core.method.checks import Draw, cut_in_force, find_checked_cut, offsets_in_force
from app.core.method.learning import Refusals, answer_unseen, refresh_model
from app.core.method.model import Model
from app.core.method.tagger import tag
from app.core.method.training_data import Samples
from app.core.pack import Pack
from app.core.types import GateRule
from tests.benchmarks.photo_sets import UNKNOWN, PhotoSet, add_options, read_sets

RUNS = 500
TARGET = 0.05
SHARES = (0.0, 0.1, 0.3)
LABELLED = (200, 600)
ALBUMS = (1500, 20_000)
ROUNDS = 4
PAGES, PAGE = 6, 24
WAYS = ("start", "labels", "drawn", "checks", "oracle")
CHECKS = 0.1
MOST = 200


def naive_cut(values: np.ndarray, right: np.ndarray) -> float:
    order = np.argsort(-values)
    risk = np.cumsum(~right[order]) / np.arange(1, len(values) + 1)
    passing = np.flatnonzero(risk <= TARGET)
    return float(values[order][passing[-1]]) if len(passing) else np.inf


def draw_album(
    is_unknown: np.ndarray, share: float, size: int, random: np.random.Generator
) -> np.ndarray:
    """Return the numbers of an album's photos, a share of them unknown, in random order.

    Photos come back where an album is larger than what there is to draw from.
    """
    known, unknown = np.flatnonzero(~is_unknown), np.flatnonzero(is_unknown)
    wanted = round(size * share)
    again = wanted > len(unknown) or size - wanted > len(known)
    parts = [random.choice(known, size - wanted, replace=again)]
    if wanted:
        parts.append(random.choice(unknown, wanted, replace=again))
    return random.permutation(np.concatenate(parts))


def is_broken(right: np.ndarray) -> bool:
    """Tell whether more than the target of these tags are wrong."""
    return bool(len(right)) and bool((~right).mean() > TARGET)


def simulate(
    values: np.ndarray, right: np.ndarray, is_unknown: np.ndarray, share: float, labelled: int
) -> dict[str, float]:
    random = np.random.default_rng(0)
    known, unknown = np.flatnonzero(~is_unknown), np.flatnonzero(is_unknown)
    broken = promised = naive = 0
    coverage = []
    for _ in range(RUNS):
        size = min(len(known) / (1 - share), len(unknown) / share if share else len(known))
        album = draw_album(is_unknown, share, int(size), random)
        seen, rest = album[:labelled], album[labelled:]
        promise = find_cut(values[seen], right[seen], TARGET)
        if promise.is_kept:
            inside = values[rest] >= promise.cut
            promised += 1
            coverage.append(inside.mean())
            broken += is_broken(right[rest][inside])
        naive += is_broken(right[rest][values[rest] >= naive_cut(values[seen], right[seen])])
    return {
        "unknown": share,
        "labelled": labelled,
        "promised": promised / RUNS,
        "broken": broken / RUNS,
        "coverage": float(np.mean(coverage)) if coverage else 0.0,
        "naive_broken": naive / RUNS,
    }


@dataclass
class Album:
    """One simulated evening.

    ``values`` (N,) are similarities less their offset, ``proposed`` and ``right`` (N,) go with
    them; ``labelled_in`` (N,) is the round in which a photo was labelled, -1 for none yet.
    """

    photos: PhotoSet
    model: Model
    random: np.random.Generator

    def __post_init__(self) -> None:
        self.labelled_in = np.full(len(self.photos.scenes), -1)
        self.draws: list[tuple[int, float, np.ndarray]] = []
        self.round = 0
        self.look()

    def look(self) -> None:
        """Judge all photos by the model."""
        decisions = tag(self.photos.features, self.model)
        self.proposed = decisions.verdict.proposed
        names = np.array([*self.model.scenes, None], dtype=object)
        self.right = names[self.proposed] == self.photos.scenes
        self.values = decisions.proposed_similarity() - offsets_in_force(self.model)[self.proposed]

    def answer_checks(self, cut: float) -> None:
        """Draw from twice as many photos as are accepted, as the program does, and answer."""
        free = np.flatnonzero(self.labelled_in < 0)
        accepted = int((self.values[free] >= cut).sum())
        drawn = sum(len(chosen) for *_, chosen in self.draws)
        most = round(CHECKS * len(self.values)) - drawn
        count = max(0, min(MOST, round(CHECKS * (len(free) - accepted)), most))
        pool = free[np.argsort(-self.values[free])][: max(2 * accepted, 2 * count)]
        if len(pool) < count or not count:
            return
        chosen = self.random.choice(pool, count, replace=False)
        self.labelled_in[chosen] = self.round
        self.draws.append((self.round, float(self.values[pool].min()), chosen))

    def take_pages(self, cut: float) -> None:
        """Confirm the right ones of pages of one scene, of what the gate rejected."""
        for _ in range(PAGES):
            free = np.flatnonzero((self.labelled_in < 0) & (self.values < cut))
            scenes = np.bincount(self.proposed[free], minlength=len(self.model.scenes))
            of_scene = free[self.proposed[free] == scenes.argmax()]
            page = of_scene[np.argsort(-self.values[of_scene])][:PAGE]
            self.labelled_in[page[self.right[page]]] = self.round

    def answers(self, values: np.ndarray, right: np.ndarray) -> list[Draw]:
        """Return the draws, given the unseen answers of all photos."""
        found = []
        for made, line, chosen in self.draws:
            others = np.flatnonzero(self.labelled_in >= made)
            others = others[~np.isin(others, chosen)]
            found.append(Draw(line, values[chosen], right[chosen], values[others], right[others]))
        return found

    def refresh(self, pack: Pack) -> tuple[np.ndarray, np.ndarray]:
        """Learn from all labels; return unseen values and rightness of all photos."""
        own = np.flatnonzero(self.labelled_in >= 0)
        known = own[self.photos.scenes[own] != UNKNOWN]
        names = [str(s) for s in self.photos.scenes[known]]
        samples = Samples(self.photos.features[known], names, known)
        scenes = list(pack.model.scenes)
        self.model, _ = refresh_model(
            pack,
            samples,
            Refusals(self.photos.features[:0], []),
            scenes=scenes,
            target=TARGET,
            rule=GateRule.DEFAULT,
            previous=self.model,
        )
        self.look()
        unseen = answer_unseen(pack, samples, scenes, self.model)
        values, right = self.values.copy(), self.right.copy()
        values[known], right[known] = unseen.values, unseen.right
        return values, right


def spend_evening(pack: Pack, album: Album, row: dict[str, list[float]], *, retrain: bool) -> None:
    """Note by way of cutting whether the target was broken, and what is accepted in the end."""
    cuts = dict.fromkeys(WAYS, cut_in_force(album.model) or 1.0)
    for album.round in range(ROUNDS):
        album.answer_checks(cuts["checks"])
        album.take_pages(cuts["checks"])
        values, right = album.refresh(pack) if retrain else (album.values, album.right)
        own = album.labelled_in >= 0
        rest, truth = album.values[~own], album.right[~own]
        draws = album.answers(values, right)
        alone = [Draw(d.line, d.values, d.right, d.others[:0], d.others_right[:0]) for d in draws]
        start = cut_in_force(album.model) or 1.0
        drawn = find_checked_cut(start, alone, rest, TARGET)
        checks = find_checked_cut(start, draws, rest, TARGET)
        by_labels = find_cut(values[own], right[own], TARGET)
        cuts = {
            "start": start,
            "labels": by_labels.cut,
            "drawn": drawn.cut,
            "checks": checks.cut,
            "oracle": naive_cut(rest, truth),
        }
        promised = {"labels": by_labels.is_kept, "drawn": drawn.is_kept, "checks": checks.is_kept}
        for name, cut in cuts.items():
            broken = is_broken(truth[rest >= cut])
            row.setdefault(f"{name} broken", []).append(broken)
            if name in promised:
                row.setdefault(f"{name} promised", []).append(promised[name])
                row.setdefault(f"{name} promise broken", []).append(broken and promised[name])
    for name, cut in cuts.items():
        row.setdefault(f"{name} accepted", []).append(float((rest >= cut).mean()))
        row.setdefault(f"{name} precision", []).append(
            float(truth[rest >= cut].mean()) if (rest >= cut).any() else 1.0
        )


def simulate_evenings(
    pack: Pack, photos: PhotoSet, share: float, size: int, runs: int, *, retrain: bool
) -> dict[str, Any]:
    random = np.random.default_rng(1)
    found: dict[str, list[float]] = {}
    for _ in range(runs):
        index = draw_album(photos.scenes == UNKNOWN, share, size, random)
        part = PhotoSet(photos.features[index], photos.scenes[index], photos.folders[index])
        spend_evening(pack, Album(part, pack.model, random), found, retrain=retrain)
    mean = {key: float(np.mean(values)) for key, values in found.items()}
    return {"unknown": share, "photos": size, "learned": retrain, "runs": runs} | mean


def print_samples(pack: Pack, photos: PhotoSet, options: argparse.Namespace) -> list[Any]:
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
    return rows


def print_evenings(pack: Pack, photos: PhotoSet, options: argparse.Namespace) -> list[Any]:
    print(f"of {ROUNDS} rounds: promised, promised and broken, broken at all (promised or not);")
    print("after the last: share of the photos without a label that bear a tag, and are right")
    head = "way     promised  and broken  broken  accepted  right"
    print(f"{'unknown':>7} {'photos':>6} {'learned':>7}  {head}")
    kinds = [(size, False, options.runs) for size in ALBUMS]
    kinds += [(ALBUMS[0], True, options.retrain)] if options.retrain else []
    rows = []
    for size, retrain, runs in kinds:
        for share in SHARES:
            row = simulate_evenings(pack, photos, share, size, runs, retrain=retrain)
            rows.append(row)
            for way in WAYS:
                promised = (row.get(f"{way} promised"), row.get(f"{way} promise broken"))
                cells = ["-" if v is None else f"{v:.1%}" for v in promised]
                print(
                    f"{share:7.0%} {size:6} {retrain!s:>7}  {way:6}  {cells[0]:>8}  {cells[1]:>10}"
                    f"  {row[f'{way} broken']:6.1%}  {row[f'{way} accepted']:8.1%}"
                    f"  {row[f'{way} precision']:5.3f}",
                    flush=True,
                )
    return rows


PARTS: dict[str, Callable[[Pack, PhotoSet, argparse.Namespace], list[Any]]] = {
    "sample": print_samples,
    "evening": print_evenings,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    add_options(parser)
    parser.add_argument("--part", choices=sorted(PARTS), action="append")
    parser.add_argument("--runs", type=int, default=300, help="evenings of each kind")
    parser.add_argument("--retrain", type=int, default=0, help="albums to learn from, too")
    options = parser.parse_args()
    pack, photos = read_sets(options)
    tables = {name: PARTS[name](pack, photos, options) for name in options.part or PARTS}
    if options.json:
        options.json.write_text(json.dumps(tables, indent=1) + "\n")


if __name__ == "__main__":
    main()
