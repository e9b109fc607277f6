"""Why a photo got its scene: the samples nearest to it; and what a yes to it would change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from app.core.method.model import Model
from app.core.method.prototypes import normalise
from app.core.records import Query, SortBy, View
from app.core.types import FeatureTable
from app.jobs.context import JobContext
from app.jobs.regate import kept_rows, left_out, switched_off, tag_features

# With no sample of the person's own, the most typical accepted photos stand in.
TYPICAL_PHOTOS = 64
PHOTOS_LOOKED_AT = 20_000


def nearest_samples(ctx: JobContext, photo: int, scene: str, k: int = 3) -> list[tuple[int, float]]:
    """Return the ``k`` photos of a scene that look most like this one.

    Returns
    -------
    list of (int, float)
        Photo ids and cosine in centred feature space, nearest first. Photos that a person
        labelled with the scene come first; where there are fewer than ``k``, accepted ones follow.
    """
    _, model = ctx.model()
    own = ctx.library.models.features(model.backbone_id, [photo])
    if not len(own.ids):
        return []
    labelled = [r.photo for r in ctx.library.labels.rows() if r.yes == scene and r.photo != photo]
    found = _nearest(ctx, own.features[0], labelled, k)
    if len(found) < k:
        query = Query(view=View.ACCEPTED, scene=scene, sort=SortBy.SIMILARITY)
        taken = {photo, *labelled}
        typical = [
            int(i) for i in ctx.library.photos.ids(query)[:TYPICAL_PHOTOS] if int(i) not in taken
        ]
        found += _nearest(ctx, own.features[0], typical, k - len(found))
    return found


def _nearest(
    ctx: JobContext, features: np.ndarray, photos: list[int], k: int
) -> list[tuple[int, float]]:
    if not photos:
        return []
    _, model = ctx.model()
    table = ctx.library.models.features(model.backbone_id, photos)
    if not len(table.ids):
        return []
    cosines = model.centred(table.features) @ model.centred(features[None])[0]
    order = np.argsort(-cosines, kind="stable")[:k]
    return [(int(table.ids[i]), float(cosines[i])) for i in order]


@dataclass(frozen=True, slots=True)
class Effect:
    """What a yes to some photos would do, by the move of the scene's prototype alone.

    Attributes
    ----------
    samples : int
        The person's samples of the scene afterwards.
    gained, lost : int
        Other photos that the scene's range would then take in, and let go.
    """

    samples: int
    gained: int
    lost: int


def effect_of_yes(ctx: JobContext, photos: Sequence[int], scene: str) -> Effect:
    """Estimate what labelling photos with a scene would change for all others.

    The prototype of the scene's kind that they look most like moves by their share of its samples;
    head and ranges stay as they are until a refresh, which learns more, and is shown before it is
    applied. Looks at no more than 20,000 photos of the scene.
    """
    _, model = ctx.model()
    labelled = {row.photo for row in ctx.library.labels.rows() if row.yes is not None}
    own = {row.photo for row in ctx.library.labels.rows() if row.yes == scene}
    samples = len(own | set(photos))
    table = ctx.library.models.features(model.backbone_id, [p for p in photos if p not in own])
    if scene not in model.scenes or not len(table.ids):
        return Effect(samples, 0, 0)
    aside = labelled | set(photos)
    others = [p for p in ctx.library.models.considered(scene) if p not in aside][:PHOTOS_LOOKED_AT]
    before, after = (
        _accepted(ctx, other, others, scene) for other in (model, _moved(model, table, scene))
    )
    return Effect(samples, len(after - before), len(before - after))


def _moved(model: Model, table: FeatureTable, scene: str) -> Model:
    """Return the model with the prototypes of a scene moved towards some photos."""
    number = model.scenes.index(scene)
    kinds = np.flatnonzero(model.layout.scene_of == number)
    nearest = kinds[model.head.label_vectors(table.features)[:, kinds].argmax(axis=1)]
    weight = max(float(model.samples[number]), 1.0) / len(kinds)
    prototypes = model.kind_prototypes.copy()
    np.multiply.at(prototypes, np.unique(nearest), weight)
    np.add.at(prototypes, nearest, model.centred(table.features))
    return replace(model, kind_prototypes=normalise(prototypes))


def _accepted(ctx: JobContext, model: Model, photos: Sequence[int], scene: str) -> set[int]:
    """Return which of these photos a model would accept for a scene."""
    refused, off, kept = ctx.library.labels.refused(), switched_off(ctx), left_out(ctx.library)
    found: set[int] = set()
    for block in ctx.library.models.feature_blocks(model.backbone_id, photos):
        ids = block.ids.tolist()
        if not ids:
            continue
        decisions = tag_features(
            model, block.features, [refused.get(i, ()) for i in ids], off, kept_rows(ids, kept)
        )
        found.update(i for row, i in enumerate(ids) if decisions.accepted_scene(row) == scene)
    return found
