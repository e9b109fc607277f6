"""Label vector -> scores -> gate: the one place that writes their order.

A photo's feature becomes a label vector (``Z = W f + b``); from it and the prototypes come the
scores; the gate cuts the score of its rule. A similarity in [low, high] accepts; a photo whose
scene is rejected may still get the tag of a parent, which has a range of its own.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from app.core.method.gate import (
    REASONS,
    RULES,
    Verdict,
    cut_further,
    cut_scenes,
    read_further,
    read_scenes,
)
from app.core.method.model import Model
from app.core.method.reading.levels import Climb, ask_levels, cut_levels
from app.core.method.reading.readings import FurtherReadings, LevelReadings, Readings
from app.core.method.scoring import PhotoScores, ScoreSource
from app.core.types import BoolArray, Candidate, Decision, FloatArray, IdArray, Status

CANDIDATES = 5
# Numbers of scenes, their similarities and shares, and how many of them count.
Candidates = tuple[IdArray, FloatArray, FloatArray, IdArray]


@dataclass(frozen=True, slots=True)
class Decisions:
    """Decisions of N photos as arrays; :meth:`decision` makes the record of one.

    ``readings`` are what was cut; ``source`` has the scores, of whom somebody asks for; ``best``
    the candidates of all, where they are at hand.
    """

    model: Model
    readings: Readings
    source: ScoreSource
    verdict: Verdict
    refused: BoolArray
    further: list[tuple[int, ...]]
    climbed: Climb
    best: Candidates | None = None

    def __len__(self) -> int:
        return len(self.verdict.proposed)

    @property
    def scores(self) -> PhotoScores:
        """The scores of all photos."""
        return self.source.at(np.arange(len(self)))

    @property
    def accepted(self) -> BoolArray:
        """Which photos were accepted (N,)."""
        return self.verdict.accepted

    def proposed_similarity(self) -> FloatArray:
        """Return the number that was cut, of the proposed scene (N,); 0 where there is none."""
        return self.verdict.similarity

    def with_candidates(self, source: ScoreSource) -> Decisions:
        """Return the same with the candidates of all photos at hand.

        Other scores come from ``source`` from now on: those at hand hold every feature.
        """
        return replace(self, best=self.candidates(np.arange(len(self))), source=source)

    def candidates(self, rows: IdArray) -> Candidates:
        """Return the best scenes of some photos, best first, refused ones last.

        Their numbers, similarities and shares (M, C), and how many of each row were not refused
        (M,). The proposed scene's similarity is the number that was cut.
        """
        if self.best is not None:
            order, similarity, shares, known = self.best
            return order[rows], similarity[rows], shares[rows], known[rows]
        part, refused = self.source.at(rows), self.refused[rows]
        allowed = np.where(refused, -np.inf, part.confidence)
        order = largest_columns(allowed, CANDIDATES)
        index = np.arange(len(rows))[:, None]
        pairs = part.of_many(np.broadcast_to(index, order.shape).ravel(), order.ravel())
        value = RULES[self.model.rule](pairs, self.model.quantiles).reshape(order.shape)
        is_cut = order == self.verdict.proposed[rows][:, None]
        similarity = np.where(is_cut, self.verdict.similarity[rows][:, None], value)
        known = (~refused[index, order]).sum(axis=1)
        return order, similarity, part.confidence[index, order], known

    def accepted_scene(self, row: int) -> str | None:
        """Return the accepted scene of one photo, or None."""
        return self.model.scenes[self.verdict.proposed[row]] if self.accepted[row] else None

    def parent(self, row: int) -> str | None:
        """Return the parent that one photo got for want of a scene, or None."""
        number = int(self.climbed.parent[row])
        return self.model.tree.parents[number] if number >= 0 else None

    def given_tag(self, row: int) -> str | None:
        """Return the accepted scene of one photo, else its parent, else None."""
        return self.accepted_scene(row) or self.parent(row)

    def climb_to(self, parent: IdArray) -> Climb:
        """Return the climb to given parents (N,), -1 for none, with their similarities."""
        rows = np.flatnonzero(parent >= 0)
        similarity = np.zeros(len(parent), dtype=np.float32)
        if len(rows):
            every = np.arange(len(rows))
            scores = self.source.at(rows).of_parents(every, self.refused[rows])
            pairs = scores.of(every, parent[rows])
            similarity[rows] = RULES[self.model.rule](pairs, self.model.parents.quantiles)
        return Climb(parent, similarity)

    def status(self, row: int) -> Status:
        """Return where the gate puts one photo."""
        if self.accepted[row]:
            return Status.ACCEPTED
        return Status.COARSE if self.climbed.parent[row] >= 0 else Status.REJECTED

    def decision(self, row: int) -> Decision:
        """Return what the gate says of one photo."""
        verdict, scenes = self.verdict, self.model.scenes
        best, read = int(verdict.proposed[row]), self.readings.scenes
        reason = REASONS[verdict.codes[row]]
        if best < 0:
            return Decision(None, Status.REJECTED, reason, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
        (order,), (similarity,), (shares,), (known,) = self.candidates(np.array([row]))
        low, high = self.model.all_ranges[self.model.rule][best]
        return Decision(
            scene=scenes[best],
            status=self.status(row),
            reason=reason,
            similarity=float(verdict.similarity[row]),
            low=float(low),
            high=float(high),
            confidence=float(read.confidence[row]),
            margin=float(read.confidence[row]) - float(read.rival[row]),
            patent_similarity=float(read.patent[row]),
            candidates=tuple(
                Candidate(scenes[k], float(similarity[n]), float(shares[n]))
                for n, k in enumerate(order[:known])
            ),
            further=tuple(scenes[k] for k in self.further[row]),
            parent=self.parent(row),
            parent_similarity=float(self.climbed.similarity[row]),
            parent_low=self._parent_range(row)[0],
            parent_high=self._parent_range(row)[1],
        )

    def _parent_range(self, row: int) -> tuple[float, float]:
        number = int(self.climbed.parent[row])
        if number < 0:
            return 0.0, 0.0
        low, high = self.model.parents.all_ranges[self.model.rule][number].tolist()
        return low, high


def largest_columns(values: FloatArray, count: int) -> IdArray:
    """Return the columns of each row's largest values (N, C), the largest first.

    Of equal ones the first comes first, and what is no number last.
    """
    rows, columns = np.arange(len(values)), values.shape[1]
    left = np.where(np.isnan(values), -np.inf, values)
    few = np.flatnonzero(np.isfinite(left).sum(axis=1) < min(count, columns))
    order = np.empty((len(values), min(count, columns)), dtype=np.int64)
    for rank in range(order.shape[1]):
        order[:, rank] = left.argmax(axis=1)
        left[rows, order[:, rank]] = -np.inf
    if len(few):
        order[few] = np.argsort(-values[few], axis=1, kind="stable")[:, :count]
    return order


def tag(features: FloatArray, model: Model, refused: BoolArray | None = None) -> Decisions:
    """Tag features.

    Parameters
    ----------
    features : float32 (N, D)
        Of the backbone that ``model.backbone_id`` names.
    model : Model
    refused : bool (N, K), optional
        Scenes to which a person said no.

    Returns
    -------
    Decisions
    """
    if refused is None:
        refused = np.zeros((len(features), len(model.scenes)), dtype=np.bool_)
    scores = PhotoScores(np.asarray(features, dtype=np.float32), model)
    return cut(read(scores, model, refused), model, refused, scores)


def judge(features: FloatArray, model: Model) -> Verdict:
    """Return what :func:`tag` says of scenes alone: no parents, and no further scenes."""
    refused = np.zeros((len(features), len(model.scenes)), dtype=np.bool_)
    scores = PhotoScores(features, model)
    with np.errstate(invalid="ignore", over="ignore"):
        scenes = read_scenes(scores, refused, rule=model.rule, quantiles=model.quantiles)
    return cut_scenes(scenes, model.all_ranges[model.rule], model.samples)


def read(scores: PhotoScores, model: Model, refused: BoolArray) -> Readings:
    """Return what the gate asks of N photos whatever the ranges are; no further scenes yet."""
    count, tree = len(refused), model.tree
    with np.errstate(invalid="ignore", over="ignore"):
        scenes = read_scenes(scores, refused, rule=model.rule, quantiles=model.quantiles)
        values, parents, certain = (np.zeros((count, 0), kind) for kind in ("f4", "i8", "?"))
        if count and tree.parents:
            values, parents, certain = ask_levels(
                scores.of_parents(np.arange(count), refused),
                ~tree.any_below(~refused),
                tree=tree,
                rule=model.rule,
                quantiles=model.parents.quantiles,
            )
    nothing = np.zeros(0, dtype=np.int64)
    further = FurtherReadings(
        np.zeros(count, np.bool_), nothing, nothing.astype(np.int16), nothing.astype(np.float32)
    )
    return Readings(scenes, LevelReadings(values, parents.astype(np.int16), certain), further)


def cut(readings: Readings, model: Model, refused: BoolArray, source: ScoreSource) -> Decisions:
    """Cut what was read by the model's ranges; read the further scenes of who is accepted now.

    Parameters
    ----------
    readings : Readings
        Of N photos under this model, whatever its ranges were, and with the same ``refused``.
    source : ScoreSource
        Of the same photos.
    """
    ranges = model.all_ranges[model.rule]
    verdict = cut_scenes(readings.scenes, ranges, model.samples)
    rows = np.flatnonzero(verdict.accepted & ~readings.further.known)
    if len(rows):
        more = _read_further(readings, model, refused[rows], rows, source)
        readings = replace(readings, further=readings.further.with_more(more))
    further = cut_further(readings.further, verdict.accepted, ranges, model.samples)
    climbed = cut_levels(
        readings.levels,
        ~verdict.accepted & (verdict.proposed >= 0),
        model.parents.all_ranges[model.rule],
        model.tree.sum_below(model.samples[None])[0],
    )
    return Decisions(model, readings, source, verdict, refused, further, climbed)


def _read_further(
    readings: Readings, model: Model, refused: BoolArray, rows: IdArray, source: ScoreSource
) -> FurtherReadings:
    """Return the further scenes of some rows, as readings of all of them."""
    known = np.zeros(len(readings), dtype=np.bool_)
    known[rows] = True
    with np.errstate(invalid="ignore", over="ignore"):
        found = read_further(
            source.at(rows),
            readings.scenes.proposed[rows],
            rule=model.rule,
            quantiles=model.quantiles,
            blocked=refused,
        )
    return replace(found, known=known, rows=rows[found.rows])
