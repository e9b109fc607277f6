"""Photos that a person left out of a refresh: they keep the word that they had before it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from app.core.gate import Verdict
from app.core.tagger import Decisions
from app.core.types import Reason


def keep_words(decisions: Decisions, kept: Mapping[int, str | None]) -> Decisions:
    """Return decisions in which some rows keep an earlier word, whatever the gate says now.

    Parameters
    ----------
    decisions : Decisions
        Of N photos; left as they are.
    kept : mapping of int to str or None
        Row to the scene that was accepted for it, None where the photo needed review. A scene
        that the model lacks, or that was refused or switched off since, is not kept; neither is
        anything where the features are no numbers.

    Returns
    -------
    Decisions
        Rows where the gate agrees stay untouched; the reason of the others is ``left_out``.
    """
    index = {scene: k for k, scene in enumerate(decisions.model.scenes)}
    old = decisions.verdict
    proposed, second = old.proposed.copy(), old.second.copy()
    accepted, reasons = old.accepted.copy(), list(old.reasons)
    further = list(decisions.further)
    for row, scene in kept.items():
        if proposed[row] < 0 or decisions.accepted_scene(row) == scene:
            continue
        if scene is not None:
            k = index.get(scene)
            if k is None or decisions.refused[row, k]:
                continue
            if proposed[row] != k:
                proposed[row], second[row] = k, proposed[row]
        accepted[row] = scene is not None
        reasons[row] = Reason.LEFT_OUT
        further[row] = ()
    similarity = old.similarity.copy()
    moved = np.flatnonzero(proposed != old.proposed)
    similarity[moved] = decisions.similarity(moved, proposed[moved])
    verdict = Verdict(proposed, second, similarity, accepted, reasons)
    return replace(decisions, verdict=verdict, further=further)
