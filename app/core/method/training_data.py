"""What a refresh learns from: the owner's samples and the pack's statistics, in rows and folds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from app.core.method.calibration import split_groups
from app.core.method.fitting import NO_FOLD, Recipe, Source, WarmStart, hold_out
from app.core.method.head import Head
from app.core.method.held_out import HeldOut
from app.core.method.layout import BACKGROUND, Layout
from app.core.method.model import Model
from app.core.method.moments import RowArray, SceneMoments, blend_moments, measure_moments
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

    ``use`` (n,) are the numbers of the samples whose scene is in use; ``kept`` the features and
    rows of the pack that every fit may use.
    """

    rows: Rows
    use: IdArray
    source: Source
    shipped: SceneMoments
    kept: tuple[FloatArray, RowArray]
    warm: WarmStart
    recipe: Recipe

    def combine(self, own: SceneMoments) -> SceneMoments:
        """Join the owner's moments with the pack's."""
        return blend_moments(self.shipped, own, self.recipe.pack_limit)

    def hold_out(self, *, leave_out_scenes: bool = True) -> HeldOut:
        """Score the samples by models that have not seen them."""
        return hold_out(
            self.source,
            layout=self.rows.layout,
            recipe=self.recipe,
            combine=self.combine,
            always=Source(*self.kept, np.full(len(self.kept[1]), NO_FOLD), self.shipped),
            warm=self.warm,
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
    own_rows = choose_kinds(pack, rows, samples.features[use], scene)
    return TrainingData(
        rows,
        use,
        make_source(samples, use, own_rows, len(rows.layout.kinds), recipe),
        pack.statistics.moments.take(rows.of_pack),
        (pack.statistics.kept_features(), pack.statistics.kept_rows),
        make_warm_start(pack, rows),
        recipe,
    )


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
    count = len(pack.model.layout.kinds)
    vectors = np.zeros((len(features), len(rows.layout.kinds)), dtype=np.float32)
    vectors[:, :count] = pack.model.head.label_vectors(features)
    belongs = rows.layout.scene_of[None, :] == scene[:, None]
    best = np.where(belongs, vectors, -np.inf).argmax(axis=1)
    return np.asarray(best, dtype=np.intp)


def make_source(
    samples: Samples, use: IdArray, rows: RowArray, count: int, recipe: Recipe
) -> Source:
    """Return the owner's samples with moments and folds."""
    features = samples.features[use]
    moments = measure_moments(features, rows, count)
    if not len(use):
        moments = replace(moments, weight=0.0)
    return Source(
        features, rows, split_groups(samples.groups[use], recipe.folds, recipe.seed), moments
    )


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
    tree, means = model.tree, data.rows.layout.parent_means(data.combine(data.source.moments))
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
