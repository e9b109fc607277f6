"""Why a photo got its scene: the samples nearest to it, and the model that judged it."""

from __future__ import annotations

import numpy as np

from app.core.records import Query, SortBy, View
from app.jobs.context import JobContext

# With no sample of the person's own, the most typical accepted photos stand in.
TYPICAL = 64


def nearest_samples(ctx: JobContext, photo: int, scene: str, k: int = 3) -> list[tuple[int, float]]:
    """Return the ``k`` photos of a scene that look most like this one.

    Returns
    -------
    list of (int, float)
        Photo ids and cosine in centred feature space, nearest first. Photos that a person
        labelled with the scene come first; where there are fewer than ``k``, accepted ones follow.
    """
    _, model = ctx.model()
    own = ctx.reader.features(model.backbone_id, [photo])
    if not len(own.ids):
        return []
    labelled = [r.photo for r in ctx.reader.labels() if r.yes == scene and r.photo != photo]
    found = _nearest(ctx, own.features[0], labelled, k)
    if len(found) < k:
        query = Query(view=View.ACCEPTED, scene=scene, sort=SortBy.SIMILARITY)
        taken = {photo, *labelled}
        typical = [int(i) for i in ctx.reader.ids(query)[:TYPICAL] if int(i) not in taken]
        found += _nearest(ctx, own.features[0], typical, k - len(found))
    return found


def _nearest(
    ctx: JobContext, features: np.ndarray, photos: list[int], k: int
) -> list[tuple[int, float]]:
    if not photos:
        return []
    _, model = ctx.model()
    table = ctx.reader.features(model.backbone_id, photos)
    if not len(table.ids):
        return []
    cosines = model.centred(table.features) @ model.centred(features[None])[0]
    order = np.argsort(-cosines, kind="stable")[:k]
    return [(int(table.ids[i]), float(cosines[i])) for i in order]
