"""A model drafted from the labels of this minute, to ask about the next photos.

Between two sheets there is time for head and prototypes, not for calibration: the five folds that a
refresh fits besides take five sixths of its time. A draft is never saved and tags nothing; it
keeps the scale of similarity, and the ranges of the model in force by name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from app.core.method.checks import cut_in_force
from app.core.method.fitting import Recipe
from app.core.method.learning import fit_data
from app.core.method.model import Model
from app.core.method.training_data import Samples, prepare_training_data
from app.core.pack import Pack
from app.core.types import FloatArray

# The pack's training has done its steps, and a draft's are few: the loss is looked at, no more.
DRAFT_STEPS = 0


def draft_model(
    pack: Pack,
    samples: Samples,
    *,
    scenes: Sequence[str],
    previous: Model,
    parent_of: Mapping[str, str | None],
) -> Model:
    """Return head and prototypes learned from all samples, with the ranges in force.

    Parameters as of :func:`app.core.method.learning.refresh_model`.
    """
    recipe = Recipe(loss_range=pack.model.loss_range, step_limit=DRAFT_STEPS)
    data = prepare_training_data(pack, samples, scenes, recipe, parent_of)
    facts = {"cuts": previous.facts.get("cuts", {}), "promises": previous.facts.get("promises", {})}
    model, _ = fit_data(pack, data, samples, facts)
    cut = cut_in_force(previous) or 0.0
    ranges = _by_name(previous.scenes, previous.all_ranges[previous.rule], model.scenes, cut)
    return replace(model, rule=previous.rule, all_ranges={previous.rule: ranges})


def _by_name(
    before: Sequence[str], ranges: FloatArray, names: Sequence[str], cut: float
) -> FloatArray:
    """Return ranges (K, 2) of names; those that had none before begin at the pooled cut."""
    known = dict(zip(before, ranges, strict=True))
    new = np.array([cut, 1.0], dtype=np.float32)
    return np.array([known.get(name, new) for name in names], dtype=np.float32).reshape(-1, 2)
