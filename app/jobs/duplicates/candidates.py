"""Which photos might be the same picture, or shots of one burst: by kept features and times alone.

No photo is opened here, and none is compared with all others.
"""

from __future__ import annotations

from collections.abc import Collection, Generator
from datetime import datetime, timedelta
from itertools import pairwise

import numpy as np
from threadpoolctl import threadpool_limits

from app.core.duplicates.near_pairs import cells_of, near_pairs
from app.core.method.grouping import sketch
from app.core.method.model import Model
from app.core.types import FloatArray, IdArray, Progress
from app.jobs.context import JobContext

Pairs = set[tuple[int, int]]
# Copies lie above .85, those of a tenth of the pixels above .62; strangers seldom do.
COPY_COSINE = 0.62
# So many near ones of each photo are looked at: a burst of a hundred would give 5,000 pairs.
MOST_NEAR = 6
# Two shots of a burst are no further apart, and look so much alike.
BURST_GAP = timedelta(seconds=3)
BURST_COSINE = 0.78
PHOTOS_AT_ONCE = 2000


def find_near(
    ctx: JobContext, model: Model, left_out: Collection[int]
) -> Generator[Progress, None, Pairs]:
    """Return pairs of photos whose features lie near each other; ``left_out`` are in none."""
    ids: list[IdArray] = [np.zeros(0, dtype=np.int64)]
    sketches: list[FloatArray] = []
    for block in ctx.library.models.feature_blocks(model.backbone_id, size=PHOTOS_AT_ONCE):
        keeps = ~np.isin(block.ids, np.fromiter(left_out, dtype=np.int64, count=len(left_out)))
        ids.append(block.ids[keeps])
        sketches.append(sketch(model.centred(block.features[keeps])))
        yield Progress(done=0, note="look")
    photos, found = np.concatenate(ids), set[tuple[int, int]]()
    if len(photos) < 2:
        return found
    done = 0
    with threadpool_limits(limits=1, user_api="blas"):
        for rows in cells_of(np.concatenate(sketches)):
            table = ctx.library.models.features(model.backbone_id, photos[rows].tolist())
            first, second, _ = near_pairs(model.centred(table.features), COPY_COSINE, MOST_NEAR)
            found |= set(zip(table.ids[first].tolist(), table.ids[second].tolist(), strict=True))
            done += len(rows)
            yield Progress(done=min(done // 2, len(photos)), total=len(photos), note="look")
    return found


def find_bursts(ctx: JobContext, model: Model, left_out: Collection[int]) -> Pairs:
    """Return pairs of shots that follow each other: one camera, seconds apart, nearly one view."""
    shots = [shot for shot in ctx.library.identity.shots() if shot[0] not in left_out]
    pairs = [
        (one, other)
        for (one, camera, at), (other, same, then) in pairwise(shots)
        if camera == same and _is_next(at, then)
    ]
    found: Pairs = set()
    for start in range(0, len(pairs), PHOTOS_AT_ONCE):
        some = pairs[start : start + PHOTOS_AT_ONCE]
        photos = sorted({photo for pair in some for photo in pair})
        table = ctx.library.models.features(model.backbone_id, photos)
        unit = dict(zip(table.ids.tolist(), model.centred(table.features), strict=True))
        found |= {
            (min(pair), max(pair))
            for pair in some
            if pair[0] in unit
            and pair[1] in unit
            and float(unit[pair[0]] @ unit[pair[1]]) >= BURST_COSINE
        }
    return found


def _is_next(at: str, then: str) -> bool:
    try:
        apart = datetime.fromisoformat(then) - datetime.fromisoformat(at)
    except (ValueError, TypeError):  # a time without a day, or one with a zone beside one without
        return False
    return timedelta(0) <= apart <= BURST_GAP
