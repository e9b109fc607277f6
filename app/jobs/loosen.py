"""Let the answers to checks move the gate: see ``core.method.checks`` for why only these may."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from app.core.method.checks import (
    Draw,
    cut_in_force,
    find_checked_cut,
    move_cut,
    offsets_in_force,
)
from app.core.method.learning import answer_unseen
from app.core.method.model import Model
from app.core.method.tagger import Decisions, tag
from app.core.method.training_data import Samples
from app.core.pack import Pack
from app.core.promises import ShownPromise
from app.core.records import LabelRow
from app.core.types import BoolArray, FloatArray, IdArray
from app.jobs.audit import DrawRecord, answered_draws
from app.jobs.context import JobContext
from app.jobs.promise import FIGURE
from app.jobs.regate import Unlike, switched_off, tag_kept

NO_SIMILARITY = -np.inf


@dataclass(frozen=True, slots=True)
class _Answer:
    """A labelled photo's similarity, less its scene's offset, by a model that did not learn it.

    Was the proposed scene right; or does nobody know, as the label is a parent above it?
    """

    value: float
    is_right: bool
    is_unsure: bool


def move_by_checks(
    ctx: JobContext,
    model: Model,
    *,
    pack: Pack,
    samples: Samples,
    scenes: Sequence[str],
    target: float,
) -> tuple[Model, dict[str, Any]]:
    """Return the model with the cut that the answered draws allow, and the figures of it.

    Parameters
    ----------
    model : Model
        Learned from ``samples``, as ``refresh_model`` left it.
    pack, samples, scenes, target
        What it was learned from.
    """
    records = [draw for draw in answered_draws(ctx.library) if draw.line is not None]
    cut = cut_in_force(model)
    if not records or cut is None:
        return model, {FIGURE: ShownPromise(target).to_facts()}
    unseen = answer_unseen(pack, samples, scenes, model)
    unsure = _unsure(model, samples, unseen.proposed)
    said = {
        photo: _Answer(float(value), bool(right), bool(open_))
        for photo, value, right, open_ in zip(
            samples.photos, unseen.values, unseen.right, unsure, strict=True
        )
    }
    labels = {row.photo: row for row in ctx.library.labels.rows()}
    # Photos that are no sample: refused, or of none of the scenes. Whatever is proposed is wrong.
    others = [photo for photo in labels if photo not in said]
    table = ctx.library.models.features(model.backbone_id, others)
    if len(table.ids):
        values = _shifted(tag(table.features, model))
        said |= {
            int(p): _Answer(float(v), False, False) for p, v in zip(table.ids, values, strict=True)
        }
    draws = [_answers(record, said, labels) for record in records]
    checked = find_checked_cut(cut, draws, _rest(ctx, model), target)
    shown = ShownPromise(target, checked.is_kept, checked.tally.answered, checked.tally.wrong)
    figures = {"checks": checked.to_facts() | {"from": cut}, FIGURE: shown.to_facts()}
    return move_cut(model, checked.cut), figures


def _unsure(model: Model, samples: Samples, proposed: IdArray) -> BoolArray:
    """Return which samples (N,) are labelled with a parent that holds the proposed scene."""
    tree = model.tree
    number = {parent: row for row, parent in enumerate(tree.parents)}
    parents = np.array([number.get(scene, -1) for scene in samples.scenes], dtype=np.intp)
    found = np.zeros(len(parents), dtype=np.bool_)
    rows = np.flatnonzero((parents >= 0) & (proposed >= 0))
    found[rows] = tree.below[parents[rows], proposed[rows]]
    return found


def _answers(
    record: DrawRecord, said: Mapping[int, _Answer], labels: Mapping[int, LabelRow]
) -> Draw:
    """Look up what was said of a draw's photos, and of others labelled since.

    Where only a parent is known, the draw counts the scene as wrong, and others count it as right:
    nothing is promised on what nobody said.
    """
    drawn = [said[photo] for photo in record.photos if photo in said]
    since = [
        photo
        for photo, row in labels.items()
        if row.yes is not None and row.at >= record.at and photo in said
    ]
    others = [said[photo] for photo in sorted(set(since) - set(record.photos))]
    return Draw(
        float(record.line or 0.0),
        np.array([answer.value for answer in drawn], dtype=np.float32),
        np.array([answer.is_right for answer in drawn], dtype=np.bool_),
        np.array([answer.value for answer in others], dtype=np.float32),
        np.array([answer.is_right or answer.is_unsure for answer in others], dtype=np.bool_),
    )


def _rest(ctx: JobContext, model: Model) -> FloatArray:
    """Return the shifted similarities of the photos without a label."""
    photos, _ = ctx.library.models.margins()
    unlike = Unlike({}, switched_off(ctx))
    tagged = tag_kept(ctx.library.models, model, unlike, photos.tolist())
    parts = [_shifted(decisions) for _, decisions in tagged]
    return np.concatenate([np.zeros(0, dtype=np.float32), *parts])


def _shifted(decisions: Decisions) -> FloatArray:
    """Return similarities less their scene's offset (N,); very low where none is proposed."""
    proposed = decisions.verdict.proposed
    offsets = offsets_in_force(decisions.model)[np.maximum(proposed, 0)]
    shifted = decisions.proposed_similarity() - offsets
    return np.where(proposed >= 0, shifted, NO_SIMILARITY).astype(np.float32)
