"""Label vector -> scores -> gate: the one place that writes their order.

A photo's feature becomes a label vector (``Z = W f + b``); from it and the prototypes come the
scores; the gate cuts the score of its rule. A cosine in [low, high] accepts, all else rejects.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from app.core.gate import RULES, Verdict, find_further, judge
from app.core.model import Model
from app.core.scenes import MIN_SAMPLES
from app.core.scoring import PhotoScores
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

    def decision(self, row: int) -> Decision:
        """Return the gate's word on one photo."""
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
            status=Status.ACCEPTED if verdict.accepted[row] else Status.REJECTED,
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
        )


def tag(features: FloatArray, model: Model, refused: BoolArray | None = None) -> Decisions:
    """Judge features.

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
        verdict = judge(
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
    return Decisions(model, scores, verdict, refused, further)
