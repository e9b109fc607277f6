"""What a refresh learns from: the owner's samples and the pack's statistics, in rows and folds."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from app.core.method.calibration import split_groups
from app.core.method.fitting import Kept, Recipe, WarmStart, rows_of
from app.core.method.head import Head
from app.core.method.held_out import FoldTerms, HeldOut, Source, hold_out
from app.core.method.layout import BACKGROUND, Layout
from app.core.method.model import Model
from app.core.method.moments import (
    RowArray,
    SceneMeans,
    SceneMoments,
    blend_means,
    blend_moments,
    measure_parts,
)
from app.core.method.prototypes import feature_prototypes, label_prototypes
from app.core.method.tree import grow_tree
from app.core.pack import Pack
from app.core.types import BoolArray, FloatArray, IdArray

STEP_LIMIT = 5


@dataclass(frozen=True, slots=True)
class Samples:
    """Photos that a person labelled.

    ``features`` float32 (N, D); ``scenes`` one id each; ``groups`` int64 (N,), equal for
    look-alikes, which are held out together; ``photos`` their ids in the library, if they have any.
    """

    features: FloatArray
    scenes: Sequence[str]
    groups: IdArray
    photos: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of the new model, and which rows of the pack they are (-1: an own scene)."""

    layout: Layout
    of_pack: IdArray

    def shipped_scenes(self) -> BoolArray:
        """Return which scenes (K,) the pack has statistics of."""
        shipped = np.zeros(len(self.layout.scenes), dtype=np.bool_)
        scene = self.layout.scene_of[self.of_pack >= 0]
        shipped[scene[scene >= 0]] = True
        return shipped

    @property
    def number(self) -> dict[str, int]:
        """Return scene numbers by id."""
        return {name: k for k, name in enumerate(self.layout.scenes)}


@dataclass(frozen=True, slots=True)
class TrainingData:
    """The owner's samples beside the pack's statistics, ready to fit.

    ``use`` (n,) are the numbers of the samples whose scene is in use; ``shipped`` the pack's
    moments and ``whole`` both together; ``every`` the features of the pack that every fit may use,
    and after these the samples.
    """

    rows: Rows
    use: IdArray
    source: Source
    shipped: SceneMoments
    whole: SceneMoments
    every: Kept
    warm: WarmStart
    recipe: Recipe

    def combine(self, own: SceneMeans) -> SceneMeans:
        """Join the owner's means with the pack's."""
        return blend_means(self.shipped.of_rows(), own, self.recipe.pack_limit)

    def hold_out(
        self, rates: Callable[[], Sequence[float]] | None, *, leave_out_scenes: bool = True
    ) -> HeldOut:
        """Score the samples by models that have not seen them; ``rates`` as in ``FoldTerms``."""
        kept = len(self.every.rows) - len(self.source.rows)
        always = Kept(self.every.features[:kept], self.every.rows[:kept])
        terms = FoldTerms(self.combine, self.whole, always, self.warm, rates)
        return hold_out(
            self.source,
            layout=self.rows.layout,
            recipe=self.recipe,
            terms=terms,
            leave_out_scenes=leave_out_scenes,
        )


def prepare_training_data(
    pack: Pack,
    samples: Samples,
    scenes: Sequence[str],
    recipe: Recipe | None = None,
    parent_of: Mapping[str, str | None] | None = None,
) -> TrainingData:
    """Lay out rows and folds of the samples whose scene is in use.

    ``parent_of`` is the tree of the library, that of the pack by default.
    """
    # The pack's own training has done most of the steps already.
    recipe = recipe or Recipe(loss_range=pack.model.loss_range, step_limit=STEP_LIMIT)
    if parent_of is None:
        parent_of = {scene.id: scene.parent for scene in pack.scenes}
    rows = choose_rows(pack, samples, scenes, parent_of)
    number = rows.number
    use = np.array([n for n, s in enumerate(samples.scenes) if s in number], dtype=np.int64)
    scene = np.array([number[samples.scenes[n]] for n in use], dtype=np.int64)
    features = _put_together(pack, samples, use)
    own = features[-len(use) :] if len(use) else features[:0]
    own_rows = choose_kinds(pack, rows, own, scene)
    source = make_source(own, own_rows, samples.groups[use], len(rows.layout.kinds), recipe)
    shipped = pack.statistics.moments.take(rows.of_pack)
    return TrainingData(
        rows,
        use,
        source,
        shipped,
        blend_moments(shipped, source.moments, recipe.pack_limit),
        Kept(features, np.concatenate([pack.statistics.kept_rows, own_rows])),
        make_warm_start(pack, rows),
        recipe,
    )


def _put_together(pack: Pack, samples: Samples, use: IdArray) -> FloatArray:
    """Return the features that the pack keeps, and after these the samples in use."""
    kept = pack.statistics.kept
    features = np.empty((len(kept) + len(use), kept.shape[1]), dtype=np.float32)
    features[: len(kept)] = kept
    # With bounds to check, numpy copies twice.
    np.take(samples.features, use, axis=0, out=features[len(kept) :], mode="clip")
    return features


def choose_rows(
    pack: Pack, samples: Samples, scenes: Sequence[str], parent_of: Mapping[str, str | None]
) -> Rows:
    """Choose the rows of the new model, and the tree above them.

    First the kinds of the pack, whose scenes become background where they are not in use; then a
    row for each own scene that has samples. A photo labelled with a parent is no sample of any
    scene below it.
    """
    shipped = pack.model.layout
    parents = grow_tree(shipped.scenes, parent_of).parents
    own = [s for s in scenes if s in set(samples.scenes) and s not in (*shipped.scenes, *parents)]
    used = tuple(s for s in scenes if s in shipped.scenes or s in own)
    number = {name: k for k, name in enumerate(used)}
    scene_of = [
        number.get(shipped.scenes[k], BACKGROUND) if k >= 0 else BACKGROUND
        for k in shipped.scene_of
    ]
    layout = Layout(
        used,
        (*shipped.kinds, *own),
        np.array(scene_of + [number[s] for s in own], dtype=np.int64),
    )
    of_pack = np.array([*range(len(shipped.kinds)), *[-1] * len(own)], dtype=np.int64)
    return Rows(layout.with_parents(parent_of), of_pack)


def choose_kinds(pack: Pack, rows: Rows, features: FloatArray, scene: IdArray) -> RowArray:
    """Return the row (N,) of each sample: of its scene's kinds the one that it looks most like."""
    shipped = len(pack.model.layout.kinds)
    kinds, starts = rows.layout.kinds_by_scene()
    best = kinds[starts[scene]]
    head = pack.model.head
    for number in np.unique(scene).tolist():
        asked = kinds[starts[number] : starts[number + 1]]
        asked = asked[asked < shipped]
        if len(asked) > 1:
            at = np.flatnonzero(scene == number)
            best[at] = asked[rows_of(head, asked).label_vectors(features[at]).argmax(axis=1)]
    return np.asarray(best, dtype=np.intp)


def make_source(
    features: FloatArray, rows: RowArray, groups: IdArray, count: int, recipe: Recipe
) -> Source:
    """Return the owner's samples with moments and folds."""
    folds = split_groups(groups, recipe.folds, recipe.seed)
    moments, scatters = measure_parts(features, rows, folds, recipe.folds, count)
    if not len(rows):
        moments = replace(moments, weight=0.0)
    return Source(features, rows, folds, moments, scatters=scatters)


def make_warm_start(pack: Pack, rows: Rows) -> WarmStart:
    """Return what the pack's training added to discriminant analysis; nothing for new scenes."""
    plain, spread = pack.statistics.plain_head()
    trained = pack.model.head
    present = rows.of_pack >= 0
    weight = np.where(present[:, None], (trained.weight - plain.weight)[rows.of_pack], 0)
    bias = np.where(present, (trained.bias - plain.bias)[rows.of_pack], 0)
    return WarmStart(Head(weight.astype(np.float32), bias.astype(np.float32)), spread)


def teach_parents(model: Model, data: TrainingData, samples: Samples) -> Model:
    """Return the model whose parents have learned from photos that a person labelled with them.

    Such a photo is a sample of no scene. Its parent's prototypes move towards it, as a scene's move
    towards its samples: what the pack knows counts for no more than ``pack_limit`` samples.
    """
    tree, means = model.tree, data.rows.layout.parent_means(data.whole)
    own = tree.sum_below(data.rows.layout.scene_counts(data.source.moments)[None])[0]
    moved = False
    for number, parent in enumerate(tree.parents):
        rows = [n for n, scene in enumerate(samples.scenes) if scene == parent]
        if not rows:
            continue
        weight = own[number] + data.recipe.pack_limit
        total = weight * means[number] + samples.features[rows].sum(axis=0)
        means[number] = total / (weight + len(rows))
        moved = True
    if not moved:
        return model
    parents = replace(
        model.parents,
        feature_prototypes=feature_prototypes(means, model.centre),
        label_prototypes=label_prototypes(model.head, means),
    )
    return replace(model, parents=parents)
