"""The samples of a scene: which of them look more like another scene."""

from __future__ import annotations

import numpy as np

from app.core.method.prototypes import normalise
from app.core.scenes import MIN_SAMPLES
from app.jobs.context import JobContext


def find_outliers(ctx: JobContext, scene: str) -> dict[int, str]:
    """Map samples of a scene that look more like another scene to that scene.

    A sample is compared with the scene's other samples (their mean without it) and with the
    scene's prototype, whichever is nearer, against the prototypes of all other scenes; nearness
    is the cosine in centred feature space.
    """
    _, model = ctx.model()
    table = ctx.library.models.features(model.backbone_id, ctx.library.labels.samples(scene))
    others = [k for k, other in enumerate(model.scenes) if other != scene]
    if len(table.ids) < MIN_SAMPLES or not others:
        return {}
    unit = model.centred(table.features)
    rest = normalise(unit.sum(axis=0) - unit)
    own = np.einsum("nd,nd->n", unit, rest)
    if scene in model.scenes:
        own = np.maximum(own, unit @ model.feature_prototypes[model.scenes.index(scene)])
    rivals = unit @ model.feature_prototypes[others].T
    best = rivals.argmax(axis=1)
    odd = np.flatnonzero(rivals[np.arange(len(unit)), best] > own)
    return {int(table.ids[n]): model.scenes[others[int(best[n])]] for n in odd}
