"""Photos that a person left out of a refresh: they keep the tag that they had, or none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from app.core.method.gate import REASONS, RULES, Verdict
from app.core.method.reading.readings import Readings
from app.core.method.tagger import Decisions
from app.core.types import FloatArray, IdArray, Reason


def keep_tags(decisions: Decisions, kept: Mapping[int, str | None]) -> Decisions:
    """Return decisions in which some rows keep an earlier tag, whatever the gate says now.

    Parameters
    ----------
    decisions : Decisions
        Of N photos; left as they are.
    kept : mapping of int to str or None
        Row to the scene that was accepted for it or the parent that it got, None where the photo
        had no tag. A scene that the model lacks, or that was refused or switched off since, is not
        kept; neither is anything where the features are no numbers.

    Returns
    -------
    Decisions
        Rows where the gate agrees stay untouched; the reason of the others is ``left_out``.
    """
    scenes = {scene: k for k, scene in enumerate(decisions.model.scenes)}
    parents = {parent: p for p, parent in enumerate(decisions.model.tree.parents)}
    old, below = decisions.verdict, decisions.model.tree.below
    proposed, second = old.proposed.copy(), old.second.copy()
    accepted, codes = old.accepted.copy(), old.codes.copy()
    further, climbed = list(decisions.further), decisions.climbed.parent.copy()
    for row, tag in kept.items():
        if proposed[row] < 0 or decisions.given_tag(row) == tag:
            continue
        refused = decisions.refused[row]
        k, p = scenes.get(tag or "", -1), parents.get(tag or "", -1)
        is_lost = tag is not None and k < 0 and p < 0
        if is_lost or (k >= 0 and refused[k]) or (p >= 0 and refused[below[p]].all()):
            continue
        if k >= 0 and proposed[row] != k:
            proposed[row], second[row] = k, proposed[row]
        accepted[row], climbed[row] = k >= 0, p
        codes[row] = REASONS.index(Reason.LEFT_OUT)
        further[row] = ()
    moved = np.flatnonzero(proposed != old.proposed)
    readings, similarity = _moved(decisions, moved, proposed[moved], second[moved])
    return replace(
        decisions,
        readings=readings,
        verdict=Verdict(proposed, second, similarity, accepted, codes),
        further=further,
        climbed=decisions.climb_to(climbed),
        best=None,
    )


def _moved(
    decisions: Decisions, rows: IdArray, proposed: IdArray, second: IdArray
) -> tuple[Readings, FloatArray]:
    """Return readings and similarities (N,) in which some rows are about other scenes."""
    similarity = decisions.verdict.similarity.copy()
    if not len(rows):
        return decisions.readings, similarity
    part, index = decisions.source.at(rows), np.arange(len(rows))
    pairs = part.of(index, proposed)
    similarity[rows] = RULES[decisions.model.rule](pairs, decisions.model.quantiles)
    scenes = decisions.readings.scenes
    changed = {
        "confidence": pairs.confidence,
        "patent": pairs.patent,
        "rival": np.where(second >= 0, part.confidence[index, np.maximum(second, 0)], 0),
    }
    columns = {name: getattr(scenes, name).copy() for name in changed}
    for name, values in changed.items():
        columns[name][rows] = values
    return replace(decisions.readings, scenes=replace(scenes, **columns)), similarity
