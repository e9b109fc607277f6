"""Learning from the owner: the pack's statistics and the owner's samples make a new model.

A scene's mean stands on at most ``pack_limit`` samples of the pack and on all of the owner's, so
that these weigh more as they grow. Training starts warm, from discriminant analysis of the joined
statistics plus what the pack's training had added to its own. No photo is opened; everything is
computed from kept features.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from app.core.method.build import (
    answer,
    choose_mixture,
    floor_of,
    make_model,
    make_ranges,
    training_facts,
    with_parent_ranges,
)
from app.core.method.calibration import Answers, find_cut, fit_offsets, transfer_cut
from app.core.method.checks import offsets_in_force
from app.core.method.climbing import (
    PARENT_CUTS_FACT,
    PARTS_FACT,
    LevelAnswers,
    answer_levels,
    answer_said,
    move_parent_cut,
    parent_cuts_in_force,
    scenes_target,
    set_parent_cut,
)
from app.core.method.fitting import Recipe, fit_model
from app.core.method.held_out import HeldOut
from app.core.method.model import Model
from app.core.method.tagger import judge, tag
from app.core.method.training_data import (
    Rows,
    Samples,
    TrainingData,
    prepare_training_data,
    teach_parents,
)
from app.core.pack import Pack
from app.core.scenes import NO_SCENE
from app.core.types import BoolArray, FloatArray, GateRule, IdArray

# Where a model's facts name the steps that its head took.
RATES_FACT = "rates"
# So many numbers of a feature are told from those of all other photos.
MARKED = 256


@dataclass(frozen=True, slots=True)
class Refusals:
    """Photos and the scenes that a person said they do not show: features (M, D), ids.

    ``NO_SCENE`` as id: the photo shows none of the scenes.
    """

    features: FloatArray
    scenes: Sequence[str]


def refresh_model(
    pack: Pack,
    samples: Samples,
    refusals: Refusals,
    *,
    scenes: Sequence[str],
    target: float,
    rule: GateRule,
    previous: Model,
    recipe: Recipe | None = None,
    parent_of: Mapping[str, str | None] | None = None,
) -> tuple[Model, dict[str, Any]]:
    """Make a model from the pack and the owner's labels.

    Parameters
    ----------
    samples, refusals : Samples, Refusals
        Photos with a label; photos with a 'no', which count as wrong when ranges are calibrated.
    scenes : sequence of str
        Ids in use. Scenes of the pack that are not among them become background; scenes that
        neither the pack nor a sample knows are left out until they have samples.
    target, rule : float, GateRule
        Largest share of wrong tags among the accepted, and the rule in force afterwards.
    previous : Model
        The one in force: figures compare with it, and the parents' cut stays if it can.
    parent_of : mapping of str to str or None, optional
        The tree of the library; that of the pack by default.

    Returns
    -------
    model : Model
    figures : dict
        ``samples``, ``new`` (not learned before), ``measured``; on these, held out, ``accepted_``
        and ``precision_``, each ``before`` and ``after`` (None of none); and ``training``.
    """
    data = prepare_training_data(pack, samples, scenes, recipe, parent_of)
    rows, use, recipe = data.rows, data.use, data.recipe
    facts = _first_facts(pack, samples.features[use], target)
    model, training, held = _fit_and_hold_out(pack, data, samples, facts)
    base = pack_answers(pack, rows)
    ranges, cuts = calibrate(
        model, base, held, refusals, rows.shipped_scenes(), target=target, recipe=recipe
    )
    facts = facts | {"cuts": {str(each): cut for each, cut in cuts.items()}}
    model = replace(model, all_ranges=ranges, rule=rule, facts=model.facts | facts)
    model = calibrate_parents(
        model, pack, rows, base, held, said=(samples, refusals), recipe=recipe, previous=previous
    )
    return model, measure_change(model, previous, samples, use, held) | {"training": training}


def _fit_and_hold_out(
    pack: Pack, data: TrainingData, samples: Samples, facts: dict[str, Any]
) -> tuple[Model, dict[str, Any], HeldOut]:
    """Fit the model and score its samples by others, side by side: folds wait for its steps."""
    with ThreadPoolExecutor(1) as pool:
        fitted = pool.submit(fit_data, pack, data, samples, facts)
        held = data.hold_out(lambda: fitted.result()[0].facts[RATES_FACT])
        return *fitted.result(), held


def _first_facts(pack: Pack, learned: FloatArray, target: float) -> dict[str, Any]:
    """Return what is said of a model before it is fitted."""
    parts = pack.model.facts.get(PARTS_FACT, {})
    return {"target": target, "learned": [_mark(f) for f in learned], PARTS_FACT: parts}


def fit_data(
    pack: Pack, data: TrainingData, samples: Samples, facts: dict[str, Any]
) -> tuple[Model, dict[str, Any]]:
    """Fit head and prototypes; the ranges follow. Also return how the training loop ended.

    The scale of similarity stays the pack's: labels come from what was rejected, and a number that
    a person has learned to read, or set a range by, should mean the same tomorrow.
    """
    layout, recipe, moments = data.rows.layout, data.recipe, data.whole
    fit, training = fit_model(
        moments,
        data.every.features,
        data.every.rows,
        layout=layout,
        recipe=recipe,
        warm=data.warm,
    )
    model = make_model(
        fit,
        pack.model.quantiles,
        pack.model.temperature,
        {},
        backbone_id=pack.backbone.id,
        layout=layout,
        samples=layout.scene_counts(moments),
        recipe=recipe,
        facts=training_facts(training) | {RATES_FACT: list(training.rates)} | facts,
        parent_quantiles=pack.model.parents.quantiles,
    )
    return teach_parents(model, data, samples), training_facts(training)


def answer_unseen(pack: Pack, samples: Samples, scenes: Sequence[str], model: Model) -> Answers:
    """Return what the model's rule says of each sample (N,), had it not learned from that sample.

    Samples whose scene is not in use are answered by the model itself, and wrong. ``values`` are
    the similarities less their scene's offset.
    """
    data = prepare_training_data(pack, samples, scenes)
    decisions = tag(samples.features, model)
    values, proposed = decisions.proposed_similarity(), decisions.verdict.proposed.copy()
    right = np.zeros(len(values), dtype=np.bool_)
    if len(data.use):
        rates = model.facts.get(RATES_FACT)
        told = None if rates is None else lambda: rates
        held = data.hold_out(told, leave_out_scenes=False)
        found = answer(held, model.temperature, model.quantiles, model.rule)
        values[data.use], proposed[data.use] = found.values, found.proposed
        right[data.use] = found.right
    return Answers(values, right, proposed).shifted(offsets_in_force(model))


def pack_answers(pack: Pack, rows: Rows) -> dict[GateRule, Answers]:
    """Return the pack's held-out answers whose proposed scene is in use."""
    use, new = used_answers(pack, rows), _new_numbers(pack, rows)
    found = {}
    for rule, part in pack.statistics.answers.items():
        taken = part.take(use)
        found[rule] = replace(taken, proposed=new[taken.proposed])
    return found


def answers_in_use(pack: Pack, model: Model) -> Answers:
    """Return the pack's held-out answers under the model's rule, about scenes that it has."""
    number = {name: k for k, name in enumerate(model.scenes)}
    new = np.array([number.get(s, -1) for s in pack.model.scenes], dtype=np.int64)
    shipped = pack.statistics.answers[model.rule]
    proposed = new[shipped.proposed]
    return replace(shipped, proposed=proposed).take(np.flatnonzero(proposed >= 0))


def parent_answers_in_use(pack: Pack, model: Model) -> LevelAnswers | None:
    """Return the same about parents that both have; None where the pack knows of none."""
    shipped = pack.statistics.levels.get(model.rule)
    if shipped is None:
        return None
    number = {name: p for p, name in enumerate(model.tree.parents)}
    new = np.array([number.get(p, -1) for p in pack.model.tree.parents] + [-1], dtype=np.int64)
    parents = new[shipped.parents]
    values = np.where(parents >= 0, shipped.values, -np.inf).astype(np.float32)
    return LevelAnswers(values, parents, shipped.right)


def used_answers(pack: Pack, rows: Rows) -> IdArray:
    """Return which of the pack's held-out answers propose a scene that is in use."""
    proposed = next(iter(pack.statistics.answers.values())).proposed
    return np.flatnonzero(_new_numbers(pack, rows)[proposed] >= 0)


def _new_numbers(pack: Pack, rows: Rows) -> IdArray:
    number = rows.number
    return np.array([number.get(s, -1) for s in pack.model.scenes], dtype=np.int64)


def calibrate(
    model: Model,
    base: dict[GateRule, Answers],
    held: HeldOut,
    refusals: Refusals,
    shipped_scenes: BoolArray,
    *,
    target: float,
    recipe: Recipe,
) -> tuple[dict[GateRule, FloatArray], dict[GateRule, float]]:
    """Set the ranges of every rule, and return them with the pooled cuts.

    The cut is the pack's (``base``), made stricter by what the owner's held-out samples and
    refusals say at their similarity (see ``calibration.transfer_cut``). Labels never
    loosen it, nor the offset of a scene: people confirm what is right and pass over what is wrong,
    so that a page of confirmed photos looks like an album without errors. (Loosened by such labels,
    the share of right tags among 1,520 photos fell from .97 to .78 in one evening.) Samples of a
    scene that the pack does not know (``shipped_scenes``, (K,)) move no cut: held out, a scene of
    few samples is not recognised yet, which says nothing about the others.
    """
    ranges: dict[GateRule, FloatArray] = {}
    cuts: dict[GateRule, float] = {}
    parents = len(held.layout.tree.parents)
    mixture = choose_mixture(held, recipe)
    for rule in GateRule:
        refused = _refused_answers(model, refusals, rule)
        every = answer(held, model.temperature, model.quantiles, rule)
        own = _join(every.take(mixture), refused)
        known = _join(every.take(mixture[_is_known(held.truth[mixture], shipped_scenes)]), refused)
        pooled = _join(base[rule], refused)
        offsets = fit_offsets(pooled.values, pooled.right, pooled.proposed, len(model.scenes))
        shifted = own.shifted(offsets)
        part = scenes_target(target, parents, model.facts, rule)
        promise = find_cut(shifted.values, shifted.right, part)
        shipped = base[rule].shifted(offsets)
        cut = find_cut(shipped.values, shipped.right, part).cut
        cut += max(transfer_cut(shipped, known.shifted(offsets), part), 0.0)
        if promise.is_kept:
            cut = max(cut, promise.cut)
        ranges[rule] = make_ranges(cut, offsets, floor_of(rule))
        cuts[rule] = cut
    return ranges, cuts


def calibrate_parents(
    model: Model,
    pack: Pack,
    rows: Rows,
    base: dict[GateRule, Answers],
    held: HeldOut,
    *,
    said: tuple[Samples, Refusals],
    recipe: Recipe,
    previous: Model,
) -> Model:
    """Set the ranges of the parents: the pack's cut, made stricter by the owner's answers.

    The cut of the model in force, ``previous``, stays as long as it keeps the model's target.
    Held-out samples speak of the parents above their scene, as do photos of which a person said
    yes or no to a parent; samples of a scene that the pack does not know do not.

    A tree that differs from the pack's keeps the answers of the parents that both have; one that
    only the library has starts with the offset of none.
    """
    tree = rows.layout.tree
    if not tree.parents or not pack.statistics.levels:
        return model
    number = {parent: p for p, parent in enumerate(tree.parents)}
    new = np.array([number.get(p, -1) for p in pack.model.tree.parents] + [-1], dtype=np.int64)
    scene_in_use = used_answers(pack, rows)
    mixture = choose_mixture(held, recipe)
    own = held.take(mixture[_shows_shipped(held.scene[mixture], rows.shipped_scenes())])
    ranges: dict[GateRule, FloatArray] = {}
    cuts: dict[str, float] = {}
    target = model.facts["target"]
    before = parent_cuts_in_force(previous.facts, target)
    for rule, shipped in pack.statistics.levels.items():
        parents = new[shipped.parents]
        values = np.where(parents >= 0, shipped.values, -np.inf).astype(np.float32)
        levels = LevelAnswers(values, parents, shipped.right).take(scene_in_use)
        offsets, promise, left = set_parent_cut(
            base[rule], model.all_ranges[rule], levels, len(tree.parents), target,
            before=before.get(str(rule)),
        )  # fmt: skip
        cuts[str(rule)] = promise.cut
        mine = answer_levels(own, model.temperature, model.parents.quantiles, rule)
        mine = mine.joined(answer_said(model, rule, *said))
        cut = promise.cut + move_parent_cut(left, mine, offsets, target)
        ranges[rule] = make_ranges(cut, offsets, floor_of(rule))
    model = replace(model, facts={**model.facts, PARENT_CUTS_FACT: cuts})
    return with_parent_ranges(model, ranges)


def _shows_shipped(scene: IdArray, shipped_scenes: BoolArray) -> BoolArray:
    return np.asarray((scene < 0) | shipped_scenes[np.maximum(scene, 0)], dtype=np.bool_)


def _is_known(truth: IdArray, shipped_scenes: BoolArray) -> BoolArray:
    return np.asarray((truth >= 0) & shipped_scenes[np.maximum(truth, 0)], dtype=np.bool_)


def _refused_answers(model: Model, refusals: Refusals, rule: GateRule) -> Answers:
    """Return refused photos whose refused scene would still be proposed: wrong answers."""
    none = Answers(np.zeros(0, np.float32), np.zeros(0, np.bool_), np.zeros(0, np.int64))
    if not len(refusals.features):
        return none
    everything = np.tile(np.array([-np.inf, np.inf], np.float32), (len(model.scenes), 1))
    open_model = replace(model, rule=rule, all_ranges={rule: everything})
    decisions = tag(refusals.features, open_model)
    number = {scene: row for row, scene in enumerate(model.scenes)}
    refused = np.array([number.get(s, -1) for s in refusals.scenes], dtype=np.int64)
    is_none = np.array([s == NO_SCENE for s in refusals.scenes], dtype=np.bool_)
    proposed = decisions.verdict.proposed
    wrong = ((refused == proposed) | is_none) & (proposed >= 0)
    values = decisions.proposed_similarity()[wrong]
    return Answers(values, np.zeros(len(values), np.bool_), proposed[wrong])


def measure_change(
    model: Model, previous: Model, samples: Samples, use: IdArray, held: HeldOut
) -> dict[str, Any]:
    """Compare both models on labels that neither has learned from.

    The new one is measured held out, the previous one on labels that came after it.
    """
    learned = set(previous.facts.get("learned", ()))
    is_new = np.array([mark not in learned for mark in model.facts["learned"]], dtype=np.bool_)
    answers = answer(held, model.temperature, model.quantiles, model.rule)
    low, high = model.all_ranges[model.rule].T
    inside = (answers.values >= low[answers.proposed]) & (answers.values <= high[answers.proposed])
    measured = is_new & (held.truth >= 0)
    before = judge(samples.features[use[measured]], previous)
    names = np.array([samples.scenes[n] for n in use[measured]], dtype=object)
    scenes = np.array([*previous.scenes, None], dtype=object)
    right_before = scenes[before.proposed] == names
    accepted_before, accepted_after = before.accepted, measured & inside
    precision_before = _share(right_before[accepted_before])
    precision_after = _share(answers.right[accepted_after])
    return {
        "samples": len(use),
        "new": int(is_new.sum()),
        "measured": int(measured.sum()),
        "accepted_before": int(accepted_before.sum()),
        "accepted_after": int(accepted_after.sum()),
        "precision_before": precision_before,
        "precision_after": precision_after,
    }


def _join(a: Answers, b: Answers) -> Answers:
    return Answers(
        np.concatenate([a.values, b.values]),
        np.concatenate([a.right, b.right]),
        np.concatenate([a.proposed, b.proposed]),
    )


def _mark(feature: FloatArray) -> int:
    """Return a number that tells whether a sample was learned before: of its first numbers."""
    return zlib.crc32(np.ascontiguousarray(feature[:MARKED], dtype=np.float32).data)


def _share(right: Any) -> float | None:
    return float(np.mean(right)) if len(right) else None
