"""Learn from the person's labels: first as a plan that can be looked at, then for good.

A refresh retrains the head on the kept features, computes prototypes and ranges anew, and tags
every photo again in both directions. Head, prototypes and ranges are saved as one model version,
as one step of undo.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits

from app.core.errors import UsageError
from app.core.method.calibration import DEFAULT_TARGET
from app.core.method.draft import draft_model
from app.core.method.learning import Refusals, refresh_model
from app.core.method.merging import merge_in_pack, resolve
from app.core.method.model import Model
from app.core.method.training_data import Samples
from app.core.records import Act, LabelRow
from app.core.scenes import MIN_SAMPLES, NO_SCENE
from app.core.types import Change, GateRule, IdArray, Progress
from app.jobs.context import JobContext
from app.jobs.job import JobName, job
from app.jobs.loosen import move_by_checks
from app.jobs.promise import FIGURE
from app.jobs.regate import LEFT_OUT, Unlike, left_out, switched_off, tag_kept, tag_photos
from app.jobs.runner import Lane

_NO_PHOTOS: IdArray = np.zeros(0, dtype=np.int64)


@dataclass(frozen=True)
class RefreshPlan:
    """What a refresh would do; nothing is written yet.

    Attributes
    ----------
    model : Model
        The new head, prototypes and ranges.
    samples : int
        How many labelled photos it learned from.
    figures : dict
        What was measured on held-out labels, before and after.
    entering, leaving : dict
        Photo ids by scene that would become accepted, or would no longer be.
    left_out : frozenset of int
        Photos among these that a person leaves out: they keep the tag that they have, or none.
    coarse : tuple of int
        How many photos have a parent's tag for want of a scene, before and after.
    """

    model: Model
    samples: int
    figures: dict[str, Any]
    entering: dict[str, list[int]] = field(default_factory=dict)
    leaving: dict[str, list[int]] = field(default_factory=dict)
    left_out: frozenset[int] = frozenset()
    coarse: tuple[int, int] = (0, 0)

    @property
    def newly_accepted(self) -> int:
        """Count the photos that no accepted tag had before."""
        return len(self._inside() - self._outside() - self.left_out)

    @property
    def newly_rejected(self) -> int:
        """Count the photos that lose their tag."""
        return len(self._outside() - self._inside() - self.left_out)

    @property
    def moved(self) -> set[int]:
        """Return all photos that would move, those that are left out included."""
        return self._inside() | self._outside()

    def moves(self) -> dict[int, tuple[str | None, str | None]]:
        """Map each photo that would move to (accepted scene now, accepted scene then)."""
        old = {photo: scene for scene, photos in self.leaving.items() for photo in photos}
        new = {photo: scene for scene, photos in self.entering.items() for photo in photos}
        return {photo: (old.get(photo), new.get(photo)) for photo in sorted(self.moved)}

    def _inside(self) -> set[int]:
        return {photo for photos in self.entering.values() for photo in photos}

    def _outside(self) -> set[int]:
        return {photo for photos in self.leaving.values() for photo in photos}


@job(JobName.PLAN_REFRESH, Lane.LONG, overtakes=True)
def plan_refresh(ctx: JobContext) -> Generator[Progress, None, RefreshPlan]:
    """Learn from all labels and work out what would change, without writing."""
    yield Progress(done=0, total=3, note="learn")
    learned = learn_from_labels(ctx, read_terms(ctx))
    yield Progress(done=1, total=3, note="tag")
    hand = {r.scene: (r.low, r.high) for r in ctx.library.models.ranges()}
    compared = _compare(ctx, learned.model.with_ranges(hand))
    yield Progress(done=3, total=3)
    plan = replace(
        learned, entering=compared.entering, leaving=compared.leaving, coarse=compared.coarse
    )
    return replace(plan, left_out=frozenset(left_out(ctx.library)) & plan.moved)


@dataclass(frozen=True, slots=True)
class Terms:
    """What a model is learned under: target, rule, and which scenes are parts of others."""

    target: float
    rule: GateRule
    merged: dict[str, str]


def read_terms(ctx: JobContext) -> Terms:
    """Return the terms that the library is set to."""
    setting = ctx.library.setting
    return Terms(
        target=float(setting("target", DEFAULT_TARGET)),
        rule=GateRule(setting("rule", GateRule.DEFAULT)),
        merged=dict(setting("merged", {})),
    )


def learn_from_labels(ctx: JobContext, terms: Terms) -> RefreshPlan:
    """Learn from all labels and write nothing: it takes seconds, and holds nobody up.

    Raises
    ------
    UsageError
        After a change of the backbone, while labelled photos have not been looked at with it.
    """
    version, current = ctx.model()
    labels = ctx.library.labels.rows()
    _require_features(ctx, current, labels)
    samples, refusals = gather_samples(ctx, current, labels)
    samples = replace(samples, scenes=[resolve(s, terms.merged) for s in samples.scenes])
    scenes, parent_of = _usable_scenes(ctx, samples, terms)
    pack = merge_in_pack(ctx.pack, terms.merged)
    # Several threads of linear algebra wait for each other while a scan keeps the cores busy: a
    # refresh then takes minutes instead of a second.
    with threadpool_limits(limits=1, user_api="blas"):
        model, figures = refresh_model(
            pack,
            samples,
            refusals,
            scenes=scenes,
            target=terms.target,
            rule=terms.rule,
            previous=current,
            parent_of=parent_of,
        )
        model, checks = move_by_checks(
            ctx, model, pack=pack, samples=samples, scenes=scenes, target=terms.target
        )
    return RefreshPlan(model, len(samples.scenes), {**figures, **checks, "previous": version})


def draft_from_labels(ctx: JobContext, terms: Terms) -> Model:
    """Learn head and prototypes from all labels, in a fraction of a refresh; write nothing.

    Photos that lack features of the backbone in force are passed over.
    """
    current = ctx.model()[1]
    samples, _ = gather_samples(ctx, current)
    samples = replace(samples, scenes=[resolve(s, terms.merged) for s in samples.scenes])
    scenes, parent_of = _usable_scenes(ctx, samples, terms)
    with threadpool_limits(limits=1, user_api="blas"):
        return draft_model(
            merge_in_pack(ctx.pack, terms.merged),
            samples,
            scenes=scenes,
            previous=current,
            parent_of=parent_of,
        )


def _usable_scenes(
    ctx: JobContext, samples: Samples, terms: Terms
) -> tuple[list[str], dict[str, str | None]]:
    """Return the scenes that a model may have, and the tree of all."""
    # A scene of the person's own that the gate could not accept for would only draw photos away.
    counts = Counter(samples.scenes)
    rows = ctx.library.scenes.names()
    usable = [
        s.id for s in rows if s.enabled and (s.source == "pack" or counts[s.id] >= MIN_SAMPLES)
    ]
    scenes = [scene for scene in usable if scene not in terms.merged]
    return scenes, {row.id: row.parent for row in rows if row.enabled}


@job(JobName.REFRESH, Lane.LONG, overtakes=True)
def apply_refresh(ctx: JobContext, plan: RefreshPlan) -> Generator[Progress, None, Change]:
    """Save the plan's model version and tag every photo with it, as one step of undo.

    Photos that the plan leaves out keep the word that they have, in this and in every later look
    of the gate, until they are let go in a later plan or a person labels them.
    """
    yield Progress(done=0, note="tag")
    params = {"samples": plan.samples, "left_out": len(plan.left_out)}
    with ctx.writing, ctx.library.action(Act.REFRESH, params):
        before = _accepted(ctx)
        if (kept := _keep(ctx, plan)) != left_out(ctx.library):
            ctx.library.set_setting(LEFT_OUT, {str(p): kept[p] for p in sorted(kept)})
        version = ctx.library.models.save(
            plan.model.to_bytes(), samples=plan.samples, figures=plan.figures
        )
        tag_photos(ctx, None)
        after = _accepted(ctx)
    counts = ctx.library.photos.counts()
    summary = {
        "model_version": version,
        "samples": plan.samples,
        "newly_accepted": len(np.setdiff1d(after, before)),
        "newly_rejected": len(np.setdiff1d(before, after)),
        "left_out": len(plan.left_out),
        "accepted": counts.accepted,
        "rejected": counts.review,
        "coarse": counts.coarse,
        FIGURE: plan.figures[FIGURE],
    }
    return Change(photos=None, scenes=True, model=True, history=True, summary=summary)


def _keep(ctx: JobContext, plan: RefreshPlan) -> dict[int, str | None]:
    """Return who keeps which tag: as before, but for what the plan moves or leaves out."""
    kept = {photo: tag for photo, tag in left_out(ctx.library).items() if photo not in plan.moved}
    if plan.left_out:
        scenes = ctx.library.models.accepted_by_scene()
        tags: dict[int, str] = ctx.library.models.parents_given(sorted(plan.left_out))
        for scene, photos in scenes.items():
            tags |= dict.fromkeys(plan.left_out.intersection(photos.tolist()), scene)
        kept |= {photo: tags.get(photo) for photo in plan.left_out}
    return kept


def _accepted(ctx: JobContext) -> IdArray:
    """Return the photos that bear an accepted tag; those that a person labelled are left aside."""
    found = ctx.library.models.accepted_by_scene().values()
    return np.setdiff1d(np.concatenate([_NO_PHOTOS, *found]), _labelled(ctx))


def _labelled(ctx: JobContext) -> IdArray:
    labelled = (row.photo for row in ctx.library.labels.rows() if row.yes is not None)
    return np.fromiter(labelled, dtype=np.int64)


def _require_features(ctx: JobContext, model: Model, labels: Sequence[LabelRow]) -> None:
    """Refuse to forget labels whose photos have features of another backbone alone.

    Photos that cannot be read now are no reason to wait.
    """
    labelled = [row.photo for row in labels]
    lacking = set(labelled) - ctx.library.models.encoded(model.backbone_id, labelled)
    if not lacking:
        return
    others = (b for b in ctx.library.models.backbones() if b != model.backbone_id)
    known = {
        photo for backbone in others for photo in ctx.library.models.encoded(backbone, lacking)
    }
    rows = ctx.library.photos.rows(sorted(known))
    waiting = sum(not row.missing and row.failure is None for row in rows)
    if waiting:
        raise UsageError("scan_first", count=waiting)


def gather_samples(
    ctx: JobContext, model: Model, labels: Sequence[LabelRow] | None = None
) -> tuple[Samples, Refusals]:
    """Collect the features of labelled photos, and of photos with a 'no'.

    ``labels`` are all of them, where they are known.

    A photo of none of the scenes is a 'no' to whichever scene would be proposed: its refused id is
    ``NO_SCENE``. A 'no' to just that says nothing of any scene.

    Returns
    -------
    Samples, Refusals
        Features float32 (N, D) with scene ids and look-alike groups; (M, D) with refused ids.
    """
    labels = ctx.library.labels.rows() if labels is None else labels
    table = ctx.library.models.features(model.backbone_id, [row.photo for row in labels])
    features = table.features.reshape(len(table.ids), len(model.centre))
    at = {int(photo): row for row, photo in enumerate(table.ids)}
    alike, group = ctx.library.photos.groups()
    wanted = np.isin(alike, table.ids)
    groups = dict(zip(alike[wanted].tolist(), group[wanted].tolist(), strict=True))
    known = [r for r in labels if r.photo in at]
    yes = [(at[r.photo], r) for r in known if r.yes not in (None, NO_SCENE)]
    none = [(at[r.photo], NO_SCENE) for r in known if r.yes == NO_SCENE]
    no = none + [
        (at[r.photo], s) for r in known if r.yes != NO_SCENE for s in r.no if s != NO_SCENE
    ]
    # A photo without look-alikes is a group of its own: negative numbers never meet group ids.
    numbers = [groups.get(r.photo, -1 - r.photo) for _, r in yes]
    return (
        Samples(
            features=features[np.array([row for row, _ in yes], dtype=np.intp)],
            scenes=[r.yes or "" for _, r in yes],
            groups=np.asarray(numbers, dtype=np.int64),
            photos=[r.photo for _, r in yes],
        ),
        Refusals(
            features=features[np.array([row for row, _ in no], dtype=np.intp)],
            scenes=[s for _, s in no],
        ),
    )


@dataclass(frozen=True, slots=True)
class _Compared:
    """Who enters and who leaves which scene, and how many have a parent before and after."""

    entering: dict[str, list[int]]
    leaving: dict[str, list[int]]
    coarse: tuple[int, int]


def _compare(ctx: JobContext, model: Model) -> _Compared:
    """Tag every photo under another model and say what would change."""
    models = ctx.library.models
    unlike = Unlike(ctx.library.labels.refused(), switched_off(ctx))
    accepted = models.accepted_by_scene()
    labelled = _labelled(ctx)
    names = [*dict.fromkeys([*model.scenes, *accepted])]
    photos = np.concatenate([_NO_PHOTOS, *accepted.values()])
    numbers = [np.full(len(some), names.index(scene)) for scene, some in accepted.items()]
    order, scenes = np.argsort(photos), np.concatenate([_NO_PHOTOS, *numbers])
    photos, scenes = photos[order], scenes[order]
    moved: list[IdArray] = [np.zeros((0, 3), dtype=np.int64)]
    coarse_after = 0
    for ids, decisions in tag_kept(models, model, unlike):
        asked = ~np.isin(ids, labelled)
        coarse_after += int((asked & (decisions.climbed.parent >= 0)).sum())
        new = np.where(decisions.accepted, decisions.verdict.proposed, -1)
        old = _looked_up(photos, scenes, ids)
        differs = asked & (new != old)
        moved.append(np.stack([ids, old, new], axis=1)[differs])
    table = np.concatenate(moved)
    table = table[np.argsort(table[:, 0])]
    coarse_before = len(np.setdiff1d([*models.parents_given()], labelled))
    return _Compared(
        _by_scene(table[:, 0], table[:, 2], names),
        _by_scene(table[:, 0], table[:, 1], names),
        (coarse_before, coarse_after),
    )


def _looked_up(known: IdArray, values: IdArray, asked: IdArray) -> IdArray:
    """Return the value of each that was asked for, -1 where it is not among the known, rising."""
    if not len(known):
        return np.full(len(asked), -1)
    at = np.minimum(np.searchsorted(known, asked), len(known) - 1)
    return np.where(known[at] == asked, values[at], -1)


def _by_scene(photos: IdArray, scenes: IdArray, names: list[str]) -> dict[str, list[int]]:
    """Return the photos of each scene; the number -1 is none."""
    present = np.unique(scenes[scenes >= 0]).tolist()
    return {names[k]: photos[scenes == k].tolist() for k in present}
