"""Label vector -> scores -> gate: the one place that writes their order.

A photo's feature becomes a label vector (``Z = W f + b``); from it and the prototypes come the
scores; the gate cuts the score of its rule. A cosine in [low, high] accepts, all else rejects.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from app.core.gate import RULES, Scores, Verdict, find_further, judge
from app.core.head import softmax
from app.core.model import Model
from app.core.prototypes import cosine
from app.core.scenes import MIN_SAMPLES
from app.core.types import BoolArray, Candidate, Decision, FloatArray, Status

CANDIDATES = 5


@dataclass(frozen=True, slots=True)
class Decisions:
    """Decisions of N photos as arrays; :meth:`decision` makes the record of one.

    ``similarity`` (N, K) is the score that the rule in force cuts.
    """

    model: Model
    scores: Scores
    similarity: FloatArray
    verdict: Verdict
    refused: BoolArray
    further: list[tuple[int, ...]]

    def __len__(self) -> int:
        return len(self.similarity)

    @property
    def accepted(self) -> BoolArray:
        """Which photos were accepted (N,)."""
        return self.verdict.accepted

    def proposed_similarity(self) -> FloatArray:
        """Return the number that was cut, of the proposed scene (N,); 0 where there is none."""
        best = self.verdict.proposed
        if not self.model.scenes:
            return np.zeros(len(self), dtype=np.float32)
        value = self.similarity[np.arange(len(self)), np.maximum(best, 0)]
        return np.where(best >= 0, value, 0).astype(np.float32)

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
        confidence, similarity = self.scores.confidence[row], self.similarity[row]
        allowed = np.where(self.refused[row], -np.inf, confidence)
        order = np.argsort(-allowed, kind="stable")[:CANDIDATES]
        low, high = self.model.all_ranges[self.model.rule][best]
        rival = float(confidence[second]) if second >= 0 else 0.0
        return Decision(
            scene=scenes[best],
            status=Status.ACCEPTED if verdict.accepted[row] else Status.REJECTED,
            reason=verdict.reasons[row],
            similarity=float(similarity[best]),
            low=float(low),
            high=float(high),
            confidence=float(confidence[best]),
            margin=float(confidence[best]) - rival,
            patent_similarity=float(self.scores.patent[row, best]),
            candidates=tuple(
                Candidate(scenes[k], float(similarity[k]), float(confidence[k]))
                for k in order
                if not self.refused[row, k]
            ),
            further=tuple(scenes[k] for k in self.further[row]),
        )


def score(features: FloatArray, model: Model) -> Scores:
    """Return all scores of features (N, D)."""
    vectors = model.head.label_vectors(features)
    shares = softmax(vectors, model.temperature)
    return Scores(
        confidence=model.layout.sum_by_scene(shares),
        strength=model.layout.max_by_scene(vectors),
        closeness=model.layout.max_by_scene(model.closeness(features)),
        patent=cosine(vectors, model.label_prototypes),
        background=model.layout.largest_background(shares),
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
    with np.errstate(invalid="ignore", over="ignore"):
        scores = score(np.asarray(features, dtype=np.float32), model)
        similarity = RULES[model.rule](scores, model.quantiles)
    ranges = model.all_ranges[model.rule]
    verdict = judge(similarity, scores, ranges, model.samples, refused)
    blocked = refused | (model.samples < MIN_SAMPLES)
    further = find_further(
        scores,
        verdict,
        rule=model.rule,
        quantiles=model.quantiles,
        ranges=ranges,
        blocked=blocked,
    )
    return Decisions(model, scores, similarity, verdict, refused, further)
