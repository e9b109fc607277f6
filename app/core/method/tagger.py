"""Label vector -> scores -> gate: the one place that writes their order.

A photo's feature becomes a label vector (``Z = W f + b``); from it and the prototypes come the
scores; the gate cuts the score of its rule. A similarity in [low, high] accepts; a photo whose
scene is rejected may still get the tag of a parent, which has a range of its own.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from app.core.method.gate import RULES, Climb, Verdict, climb, decide, find_further
from app.core.method.model import Model
from app.core.method.scoring import PhotoScores
from app.core.scenes import MIN_SAMPLES
from app.core.types import BoolArray, Candidate, Decision, FloatArray, IdArray, Status

CANDIDATES = 5


@dataclass(frozen=True, slots=True)
class Decisions:
    """Decisions of N photos as arrays; :meth:`decision` makes the record of one."""

    model: Model
    scores: PhotoScores
    verdict: Verdict
    refused: BoolArray
    further: list[tuple[int, ...]]
    climbed: Climb

    def __len__(self) -> int:
        return len(self.verdict.proposed)

    @property
    def accepted(self) -> BoolArray:
        """Which photos were accepted (N,)."""
        return self.verdict.accepted

    def proposed_similarity(self) -> FloatArray:
        """Return the number that was cut, of the proposed scene (N,); 0 where there is none."""
        return self.verdict.similarity

    def similarity(self, rows: IdArray, scenes: IdArray) -> FloatArray:
        """Return the score that the rule in force cuts, of pairs (M,) of a photo and a scene."""
        return RULES[self.model.rule](self.scores.of(rows, scenes), self.model.quantiles)

    def candidate_similarity(self, rows: IdArray, scenes: IdArray) -> FloatArray:
        """Return the same for many scenes of each photo; the proposed scene's is what was cut."""
        scores = self.scores.table().of(rows, scenes)
        value = RULES[self.model.rule](scores, self.model.quantiles)
        is_cut = scenes == self.verdict.proposed[rows]
        return np.asarray(np.where(is_cut, self.verdict.similarity[rows], value))

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
            scores = self.scores.of_parents(rows, self.refused[rows])
            pairs = scores.of(np.arange(len(rows)), parent[rows])
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
        best, second = int(verdict.proposed[row]), int(verdict.second[row])
        if best < 0:
            return Decision(
                None, Status.REJECTED, verdict.reasons[row], 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
            )
        confidence = self.scores.confidence[row]
        allowed = np.where(self.refused[row], -np.inf, confidence)
        order = np.argsort(-allowed, kind="stable")[:CANDIDATES]
        similarity = self.candidate_similarity(np.full(len(order), row), order)
        pair = self.scores.of(np.array([row]), np.array([best]))
        low, high = self.model.all_ranges[self.model.rule][best]
        rival = float(confidence[second]) if second >= 0 else 0.0
        return Decision(
            scene=scenes[best],
            status=self.status(row),
            reason=verdict.reasons[row],
            similarity=float(verdict.similarity[row]),
            low=float(low),
            high=float(high),
            confidence=float(confidence[best]),
            margin=float(confidence[best]) - rival,
            patent_similarity=float(pair.patent[0]),
            candidates=tuple(
                Candidate(scenes[k], float(similarity[n]), float(confidence[k]))
                for n, k in enumerate(order)
                if not self.refused[row, k]
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
    ranges = model.all_ranges[model.rule]
    with np.errstate(invalid="ignore", over="ignore"):
        verdict = decide(
            scores,
            refused,
            rule=model.rule,
            quantiles=model.quantiles,
            ranges=ranges,
            samples=model.samples,
        )
        further = find_further(
            scores,
            verdict,
            rule=model.rule,
            quantiles=model.quantiles,
            ranges=ranges,
            blocked=refused | (model.samples < MIN_SAMPLES),
        )
        climbed = _climb(scores, verdict, model, refused)
    return Decisions(model, scores, verdict, refused, further, climbed)


def _climb(scores: PhotoScores, verdict: Verdict, model: Model, refused: BoolArray) -> Climb:
    """Ask about parents where a scene was proposed and rejected."""
    count, tree = len(verdict.proposed), model.tree
    parent, similarity = np.full(count, -1, dtype=np.int64), np.zeros(count, dtype=np.float32)
    rows = np.flatnonzero(~verdict.accepted & (verdict.proposed >= 0))
    if len(rows) and tree.parents:
        found = climb(
            scores.of_parents(rows, refused[rows]),
            ~tree.any_below(~refused[rows]),
            tree=tree,
            rule=model.rule,
            quantiles=model.parents.quantiles,
            ranges=model.parents.all_ranges[model.rule],
            samples=tree.sum_below(model.samples[None])[0],
        )
        parent[rows], similarity[rows] = found.parent, found.similarity
    return Climb(parent, similarity)
